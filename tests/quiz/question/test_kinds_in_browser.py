"""Ordering, point, script concordance, simulation and hints on a page, by keyboard alone, without JupyterLab."""

import json
import os

import pytest
from sentences import shown

from vertebra.quiz.release.release import release
from vertebra.quiz.session.quiz_view import script, style
from vertebra.quiz.session.quiz_widget import Quiz

pytestmark = pytest.mark.browser
ITEMS = ("k-order", "k-point", "k-script", "k-played")
PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>quiz</title><style>{css}</style><body></body>
<script type="module">
{script}
window.sent = [];
const handlers = [];
const model = {{
  get: () => window.view,
  on: (name, act) => name === "msg:custom" && handlers.push(act),
  off: () => {{}},
  send: (message) => {{
    window.sent.push(message);
    const reply =
      message.kind === "hint"
        ? {{ kind: "hint", taken: ["<p>The hint.</p>"] }}
        : {{ kind: "saved", note: "", value: message.value }};
    const {{ item, seq, from }} = message;
    setTimeout(() => handlers.forEach((act) => act({{ item, seq, from, ...reply }})), 5);
  }},
}};
window.view = {view};
quiz.render({{ model, el: document.body }});
</script>"""


@pytest.fixture
def page(kinds_root, tmp_path, browser):
    released, _ = release("K1", "a cohort", kinds_root)
    (tmp_path / "quiz.json").write_text(json.dumps(released), encoding="utf-8")
    quiz = Quiz.open("K1", tmp_path)
    quiz.session.name_student("ann")
    view = {"mode": "graded", "items": [quiz.item(name).view["items"][0] for name in ITEMS]}
    module = script().replace("export default ", "const quiz = ")
    text = PAGE.format(css=style(), script=module, view=json.dumps(view))
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    page = browser.new_page(viewport={"width": 900, "height": 1500})
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((tmp_path / "page.html").as_uri())
    page.locator("[data-vertebra-item='k-played']").wait_for()
    yield page
    assert faults == []
    if os.environ.get("VERTEBRA_SHOTS"):
        page.screenshot(path=os.environ["VERTEBRA_SHOTS"], full_page=True)
    page.close()


def item(page, name):
    return page.locator(f"[data-vertebra-item='{name}']")


def last_value(page, name):
    item(page, name).locator(".vq-saved").wait_for()
    return page.evaluate("name => window.sent.filter((m) => m.item === name && m.kind === 'answer').at(-1).value", name)


def test_every_new_kind_by_keyboard_alone(page):
    order = item(page, "k-order")
    before = order.locator(".vq-order-text").all_inner_texts()
    order.locator("[data-move='1']").first.focus()
    page.keyboard.press("Enter")
    assert order.locator(".vq-order-text").all_inner_texts() == [before[1], before[0], *before[2:]]
    said = order.locator("[role=status]").first.inner_text()
    assert shown(said, "order-place") == [{"step": before[0], "place": "2", "count": "4"}]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert order.locator(".vq-order-text").all_inner_texts() == [*before[1:], before[0]]
    # The step is last and its own button is off: focus has gone to its other one, not to nowhere.
    assert page.evaluate("document.activeElement.dataset.move") == "-1"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").endswith(f": {before[0]}")
    assert len(last_value(page, "k-order")) == 4
    order.locator("[data-do=undo]").press("Enter")
    assert order.locator(".vq-order-text").all_inner_texts() == [before[1], before[2], before[0], before[3]]

    plate = item(page, "k-point").get_by_role("application")
    plate.focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert shown(item(page, "k-point").inner_text(), "point-said") == [{"x": "52", "y": "50"}]
    assert last_value(page, "k-point") == "0.5200,0.4950"
    assert "false" not in page.locator("body").inner_text()

    item(page, "k-script").get_by_role("radio").nth(1).focus()
    page.keyboard.press("Space")
    assert len(last_value(page, "k-script")) == 10

    played = item(page, "k-played")
    depth = played.locator("[data-field=depth_mm]")
    label = played.locator(f"label[for='{depth.get_attribute('id')}']").inner_text()
    assert shown(label, "field-range") == [{"field": "depth mm", "low": "0", "high": "60"}]
    depth.fill("70")
    page.keyboard.press("Enter")
    refusal = shown(played.inner_text(), "field-out-of-range")
    assert refusal == [{"field": "depth mm", "low": "0", "high": "60"}]
    depth.fill("12,5")
    page.keyboard.press("Enter")
    played.locator("[data-action=stop]").press("Enter")
    assert json.loads(last_value(page, "k-played")) == [{"do": "advance", "depth_mm": 12.5}, {"do": "stop"}]
    played.locator("[data-do=take-back]").press("Enter")
    assert played.locator(".vq-actions-done li").all_inner_texts() == ["advance, depth mm 12.5"]


def test_a_point_by_mouse_and_an_order_by_dragging(page):
    box = item(page, "k-point").locator(".vq-plate").bounding_box()
    page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.4 * box["height"])
    x, y = map(float, last_value(page, "k-point").split(","))
    assert (x, y) == (pytest.approx(0.3, abs=0.01), pytest.approx(0.4, abs=0.01))
    order = item(page, "k-order")
    before = order.locator(".vq-order-text").all_inner_texts()
    steps = order.locator(".vq-order-step")
    steps.nth(3).drag_to(steps.nth(0))
    assert order.locator(".vq-order-text").all_inner_texts() == [before[3], *before[:3]]


def test_a_hint_is_announced(page):
    order = item(page, "k-order")
    more = order.locator(".vq-hint-box button")
    assert more.get_attribute("data-taken") == "0"
    more.press("Enter")
    order.locator(".vq-hint").wait_for()
    assert "The hint." in order.locator(".vq-hints[aria-live=polite]").inner_text()
    assert (more.get_attribute("data-taken"), more.is_visible()) == ("1", True)
    assert not item(page, "k-point").locator(".vq-hint-box button").is_visible()
