"""Ids are unique in the page, though each widget loads the scripts by itself: a label never reaches into another
widget."""

from widget_calls import EVERY, PAGE

TWICE = """() => {
  const ids = [...document.querySelectorAll(".vx [id]")].map(({ id }) => id);
  return ids.filter((id, at) => ids.indexOf(id) !== at);
}"""
ASTRAY = """() => {
  const faults = [];
  for (const widget of document.querySelectorAll(".vx"))
    for (const name of ["for", "aria-controls", "aria-describedby", "aria-labelledby"])
      for (const node of widget.querySelectorAll(`[${name}]`))
        for (const id of node.getAttribute(name).split(/\\s+/)) {
          if (widget.contains(document.getElementById(id))) continue;
          faults.push(`${name}=${id} of ${node.outerHTML.slice(0, 80)}`);
        }
  return faults;
}"""
SHARED_GROUPS = """() => {
  const groups = new Map();
  for (const radio of document.querySelectorAll(".vx input[type=radio]")) {
    const widgets = groups.get(radio.name) ?? new Set();
    groups.set(radio.name, widgets.add(radio.closest(".vx")));
  }
  return [...groups].filter(([, widgets]) => widgets.size > 1).map(([name]) => name);
}"""


def cell(call: str) -> str:
    module, made = call.split(".", 1)
    return f"from vertebra.lab import mrs_a\nfrom vertebra.widgets.{module} import {made.split('(')[0]}\n{made}"


def test_no_two_elements_of_a_page_share_an_id_and_labels_stay_in_their_widget(lab):
    page = lab.page
    page.set_viewport_size({"width": 1300, "height": 1000 * len(PAGE)})
    lab.open_notebook(lab.write_notebook("ids.ipynb", *map(cell, PAGE)))
    lab.run()
    for at in range(len(PAGE)):
        lab.widget(at)
    count = page.locator(".vx [id]").count()
    assert count > 40
    assert page.evaluate(TWICE) == []
    assert page.evaluate(ASTRAY) == []
    assert page.evaluate(SHARED_GROUPS) == []
    labels = page.locator(".vx:has([id^='vx-menopause-']) label", has=page.locator("[id^='vx-treatment-']"))
    labels.nth(1).locator("select").select_option(index=1)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.vx')].filter(({ shown }) => shown?.treatment && shown.menopause)"
        ".map(({ shown }) => shown.treatment).join() !== 'none,none'"
    )
    treated = page.evaluate(
        "() => [...document.querySelectorAll('.vx')].filter(({ shown }) => shown?.menopause).map(({ shown }) => "
        "shown.treatment)"
    )
    assert treated[0] == "none"
    assert treated[1] != "none"


CONTROLS = {"button", "slider", "combobox", "checkbox", "radio", "textbox", "spinbutton", "switch", "tab"}


def named_controls(page) -> dict[str, list[tuple[str, str]]]:
    """Role and name of the controls in Chromium's accessibility tree, by the widget that they lie in."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    widgets = {title.strip() for title in page.locator(".vx").evaluate_all("all => all.map(one => one.ariaLabel)")}
    found: dict[str, list[tuple[str, str]]] = {}
    for node in nodes:
        if node["ignored"] or node.get("role", {}).get("value", "").lower() not in CONTROLS:
            continue
        above = by_id.get(node.get("parentId"))
        while above and not (
            above.get("role", {}).get("value") == "group" and above.get("name", {}).get("value") in widgets
        ):
            above = by_id.get(above.get("parentId"))
        if above:
            name = (node["role"]["value"], node.get("name", {}).get("value", "").strip())
            found.setdefault(above["name"]["value"], []).append(name)
    return found


def assert_names_tell_controls_apart(page, count: int) -> None:
    found = named_controls(page)
    assert len(found) == count, "each widget has a name of its own"
    nameless = {widget: names for widget, names in found.items() if any(not name for _role, name in names)}
    assert nameless == {}
    twice = {widget: [one for one in names if names.count(one) > 1] for widget, names in found.items()}
    assert {widget: names for widget, names in twice.items() if names} == {}


def test_controls_have_names_of_their_own_in_the_accessibility_tree(lab):
    page = lab.page
    calls = [call for call in (*PAGE, *EVERY) if not call.startswith("predict.")]
    page.set_viewport_size({"width": 1300, "height": 1000 * len(calls)})
    lab.open_notebook(lab.write_notebook("names.ipynb", *map(cell, calls)))
    lab.run()
    for at in range(len(calls)):
        lab.widget(at)
    assert_names_tell_controls_apart(page, len(calls))
