"""Every widget in JupyterLab: it fits the window, at 200 % and in a narrow one too; what can't be used says why; the
sentence and the picture belong together; nothing moves for who wants it calm."""

import pytest
from widget_calls import EVERY, PAGE

CALLS = (
    *dict.fromkeys(call for call in (*PAGE, *EVERY) if not call.startswith("predict.")),
    "technique_comparison.TechniqueComparison(mrs_a())",
)
DONE = {
    "fracture": {"guess": 1},
    "reading": {"say": "new"},
    "consent": {"guess": 3, "show": True},
    "preparation": {"close": True},
    "decision": {"compare": True},
    "case_room": {"stage": 2},
}
"""What is done in a widget before it is looked at, so that its results are seen as well."""
WINDOW = {"width": 1280, "height": 720}
LAB_HEIGHT_PX = 608
"""What JupyterLab leaves of a window of 720 px to a notebook."""
READ = {"preparation.PreparationExercise()"}
"""A sheet that was closed is a page to read, longer than a window."""
SIZES = {"200 %": {"width": 640, "height": 360}, "narrow": {"width": 700, "height": 720}}
CUT_OFF = """(root) => {
  const outer = root.getBoundingClientRect();
  const faults = [];
  const hidden = (node) => !node.checkVisibility({ checkVisibilityCSS: true }) || node.closest(".vx-spoken, [hidden]");
  if (root.scrollWidth > root.clientWidth + 1) faults.push(`all: ${root.scrollWidth} in ${root.clientWidth}`);
  const scrolls = (node) => {
    for (let one = node.parentElement; one && one !== root; one = one.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(one).overflowX)) return true;
    return false;
  };
  const looked = "button, input, select, textarea, canvas, p, li, td, th, label, span, svg";
  for (const node of root.querySelectorAll(looked)) {
    if (hidden(node) || scrolls(node)) continue;
    const box = node.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const words = (node.textContent || node.ariaLabel || "").slice(0, 30);
    const name = `${node.tagName}.${node.getAttribute("class") ?? ""} ${words}`;
    if (box.left < outer.left - 1 || box.right > outer.right + 1) faults.push(`beside: ${name}`);
    if (node.matches("button, th, td") && node.scrollWidth > node.clientWidth + 2) faults.push(`cut: ${name}`);
  }
  return faults;
}"""
NO_REASON = """(root) => [...root.querySelectorAll("button, input, select, textarea")]
  .filter((control) => control.matches(":disabled, [aria-disabled=true]"))
  .filter((control) => {
    const words = document.getElementById(control.getAttribute("aria-describedby"));
    return !control.dataset.reason || words?.textContent !== control.dataset.reason || !root.contains(words);
  }).map((control) => control.outerHTML.slice(0, 160))"""


def cell(call):
    module, made = call.split(".", 1)
    done = "".join(f"shown.dispatch({name}={value!r})\n" for name, value in DONE.get(module, {}).items())
    return (
        f"from vertebra.lab import mrs_a\nfrom vertebra.widgets.{module} import {made.split('(')[0]}\nshown = {made}\n"
        f"{done}shown"
    )


@pytest.fixture
def shown(lab):
    """Widgets below each other on one page, each in its cell."""

    def show(calls):
        lab.page.set_viewport_size({"width": 1280, "height": 1000 * len(calls)})
        lab.open_notebook(lab.write_notebook("every.ipynb", *map(cell, calls)))
        lab.run()
        for at in range(len(calls)):
            lab.widget(at)
        lab.await_layout()
        return lab.page.locator(".vx")

    return show


PARTS = {f"{start + 1}": CALLS[start::4] for start in range(4)}


@pytest.mark.parametrize("part", PARTS)
def test_every_widget_fits_and_says_why_what_cannot_be_used(lab, shown, part):
    calls = PARTS[part]
    widgets = shown(calls)
    reasons = {call: widgets.nth(at).evaluate(NO_REASON) for at, call in enumerate(calls)}
    assert {call: found for call, found in reasons.items() if found} == {}
    tall = {call: round(widgets.nth(at).bounding_box()["height"]) for at, call in enumerate(calls)}
    faults = {}
    for name, size in SIZES.items():
        lab.page.set_viewport_size({**size, "height": 1000 * len(calls)})
        lab.await_layout()
        lab.page.wait_for_timeout(300)
        faults |= {f"{call} at {name}": widgets.nth(at).evaluate(CUT_OFF) for at, call in enumerate(calls)}
    assert {where: found for where, found in faults.items() if found} == {}
    assert {call: height for call, height in tall.items() if height > LAB_HEIGHT_PX and call not in READ} == {}
