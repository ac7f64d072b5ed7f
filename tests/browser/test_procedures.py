"""The trainers of needle, cement and balloon in JupyterLab: by mouse, by key, and for everyone."""

import re

from rows import each_row

CELL = "from vertebra.lab import mrs_a\nfrom vertebra.widgets.{0} import {1}\n{1}(mrs_a())"
WIDGETS = {
    "cement": "CementTrainer",
    "restoration": "RestorationExplorer",
    "heat": "HeatExplorer",
    "kyphoplasty": "BalloonTrainer",
    "needle": "NeedleTrainer",
    "technique_comparison": "TechniqueComparison",
}


def opened(lab, name):
    return lab.open_widget(CELL.format(name, WIDGETS[name]))


def test_cement_is_injected_by_mouse_and_by_key_and_seen_by_ct(lab):
    opened(lab, "cement")
    page = lab.page
    inject, scan = lab.control("inject"), lab.control("scan")
    inject.click()
    lab.await_state("state.ml > 0.3")
    assert inject.get_attribute("aria-pressed") == "true"
    assert_stop_is_seen(lab, inject)
    inject.press("w")
    lab.await_state("state.side === 1 && state.time > 30")
    assert inject.get_attribute("aria-pressed") == "false"
    inject.press("v")
    lab.await_state("state.view === 'AP'")
    scan.click()
    lab.await_state("state.scanned && state.verdicts.length")
    with page.expect_download() as kept:
        lab.control("keep").click()
    assert '"procedure": "vertebroplasty"' in kept.value.path().read_text(encoding="utf-8")
    scan.press("r")
    lab.await_state("state.ml === 0 && !state.scanned")


CONTRAST = """(node) => {
  const { color, backgroundColor } = getComputedStyle(node);
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low, high] = [light(color), light(backgroundColor)].sort((a, b) => a - b);
  return { contrast: (high + 0.05) / (low + 0.05), red: backgroundColor.match(/[\\d.]+/g).map(Number) };
}"""


def assert_stop_is_seen(lab, button):
    """Red, large, readable and inside what is seen, without a pointer on it."""
    lab.page.mouse.move(2, 2)
    look = button.evaluate(CONTRAST)
    red, green, blue = look["red"][:3]
    assert look["contrast"] >= 4.5
    assert red > 2 * max(green, blue)
    box, panel = button.bounding_box(), lab.page.viewport_size
    assert box["height"] >= 44
    assert box["width"] >= 100
    assert 0 <= box["y"] <= panel["height"] - box["height"]


def test_cement_flows_while_space_is_held_and_ends_when_it_is_let_go(lab):
    opened(lab, "cement")
    wait = lab.control("wait")
    wait.focus()
    lab.control("lateral").focus()
    inject = lab.control("inject")
    inject.focus()
    lab.page.keyboard.down("Space")
    lab.await_state("state.ml > 0.1")
    assert inject.get_attribute("aria-pressed") == "true"
    lab.page.keyboard.up("Space")
    lab.await_attribute(inject, "aria-pressed", "value === 'false'")
    given = lab.state("ml")
    lab.page.wait_for_timeout(800)
    assert lab.state("ml") - given <= 0.06, "at most what was under way"
    lab.control("undo").click()
    lab.await_state("state.ml === 0")


def test_the_ct_takes_the_pictures_place_and_opens_at_the_leak(lab):
    lab.open_widget(
        "from vertebra.lab import mrs_a\nfrom vertebra.widgets.cement import CementTrainer\n"
        "trainer = CementTrainer(mrs_a())\ntrainer.dispatch(move=-16)\ntrainer.dispatch(flow=0.2)\n"
        "_ = trainer.dispatch(inject=30)\ntrainer"
    )
    before = lab.page.locator(".vx-cement-screen").bounding_box()
    lab.control("scan").click()
    lab.await_state("state.scanned && state.ct && state.level === 'bad'")
    stack, verdicts = lab.page.locator(".vx-ct"), lab.page.locator(".vx-verdicts")
    assert abs(stack.bounding_box()["y"] - before["y"]) < 2, "where the picture was"
    assert lab.page.locator(".vx-cement-screen").is_hidden()
    assert verdicts.locator("[data-criterion=canal_leak]").get_attribute("data-level") == "bad"
    for node in (stack, verdicts):
        box = node.bounding_box()
        assert box["y"] + box["height"] <= lab.page.viewport_size["height"]


def test_cement_is_poured_and_put_elsewhere(lab):
    opened(lab, "restoration")
    handle = lab.page.locator(".vx canvas[role=slider]")
    handle.press("PageUp")
    lab.await_state("state.volume === 3 && state.placement === 'both sides'")
    handle.press("p")
    lab.await_state("state.volume === 3 && state.placement === 'one side'")


def test_the_minute_is_moved_and_a_leak_added(lab):
    opened(lab, "heat")
    handle = lab.page.locator(".vx canvas[role=slider]")
    handle.press("PageUp")
    lab.await_state("state.minute > 3")
    assert len(re.findall(r"\d+", handle.get_attribute("aria-valuetext"))) > len(lab.state("names"))
    handle.press("l")
    lab.await_state("state.leak && state.blood")
    handle.press("m")
    lab.await_state("state.volume === 6")


def test_a_balloon_is_filled_and_let_down(lab):
    opened(lab, "kyphoplasty")
    handle = lab.page.locator(".vx canvas[role=slider]")
    handle.press("End")
    lab.await_state("state.volume === 4 && !state.out")
    handle.press("d")
    lab.await_state("state.out")
    page, scan, cement = lab.page, lab.control("scan"), lab.control("cement")
    before = cement.inner_text()
    cement.click()
    lab.await_state("state.filled && state.readouts.some(({ value, high }) => high > 5 && value > 0.5 && value < high)")
    assert cement.inner_text() != before
    cement.click()
    cement.press("v")
    lab.await_state("state.look === 'AP'")
    assert cement.inner_text() == before
    scan.click()
    lab.await_state("state.scanned && state.verdicts.length")
    with page.expect_download() as kept:
        lab.control("keep").click()
    scan.press("r")
    lab.await_state("state.volume === 0.4 && !state.filled")
    scan.click()
    lab.control("open").set_input_files(kept.value.path())
    lab.await_state("state.filled")
    lab.control("undo").click()
    lab.await_state("state.volume === 0.4 && !state.filled && state.placement === 'both sides'")
    lab.control("place").select_option("one side")
    lab.await_state("state.placement === 'one side' && state.lies === 'prone'")


def test_two_ways_get_the_same_cement_by_key_and_are_looked_at(lab):
    opened(lab, "technique_comparison")
    handle = lab.control("cement")
    lab.control("look").focus()
    handle.press("PageUp")
    lab.await_state("state.cement > 1")
    handle.press("v")
    lab.await_state("state.look === 'lateral'")
    lab.control("look").select_option("cut open")
    lab.await_state("state.look === 'cut open'")


def test_a_needle_is_steered_and_scanned(lab):
    opened(lab, "needle")
    lab.control("step-advance").click()
    lab.control("PageUp").click()
    lab.await_state("state.depth === 10 && state.shots === 4")
    lab.control("step-aim").click()
    lab.control("arrows-angle").press("ArrowRight")
    lab.await_state("state.shots === 6")
    lab.control("step-advance").click()
    for _ in range(12):
        lab.control("PageUp").click()
    lab.control("look").select_option("AP")
    lab.await_state("state.shots === 31")
    lab.control("PageUp").press("PageDown")
    lab.await_state("state.shots === 32")
    lab.control("PageUp").press("u")
    lab.await_state("state.shots === 31")
    lab.control("step-plan").click()
    assert lab.control("gauge").is_disabled()
    lab.control("c").click()
    lab.await_state("state.scanned && state.verdicts.length")
    lab.page.locator(".vx-needle-file:has(input[type=file]) summary").click()
    with lab.page.expect_download() as kept:
        lab.control("keep").click()
    lab.control("reset").click()
    lab.await_state("state.shots === 2")
    lab.control("open").set_input_files(kept.value.path())
    lab.await_state("state.shots === 31")


FOLD = {"width": 1280, "height": 720}
IN_VIEW = """(selector) => {
  const box = document.querySelector(selector).getBoundingClientRect();
  const screen = document.querySelector(".jp-WindowedPanel-outer, .jp-Notebook").getBoundingClientRect();
  return box.height > 0 && box.top >= screen.top - 1 && box.bottom <= screen.bottom + 1;
}"""


CT_OF = {
    "cement": (("w", "state.time >= 30"), ("c", "state.scanned && state.ct")),
    "kyphoplasty": (("d", "state.out"), ("c", "state.scanned && state.ct")),
}
"""Keys, and what is waited for, up to the CT."""


@each_row("name", sorted(set(WIDGETS) - {"needle"}))
def test_a_trainer_fits_the_screen_as_it_opens_and_with_its_ct(lab, name):
    lab.page.set_viewport_size(FOLD)
    opened(lab, name)
    widget = lab.page.locator(".vx").first

    def fits():
        widget.evaluate("(node) => node.scrollIntoView({block: 'start'})")
        return lab.page.evaluate(IN_VIEW, ".vx")

    assert fits(), name
    for key, reached in CT_OF.get(name, ()):
        widget.press(key)
        lab.await_state(reached)
    if name in CT_OF:
        lab.page.locator(".vx-ct").first.wait_for()
        assert fits(), f"{name}, CT"


def test_a_needle_fits_the_screen_at_every_step_and_its_ct_opens_where_it_broke_something(lab):
    lab.page.set_viewport_size(FOLD)
    opened(lab, "needle")
    widget = lab.page.locator(".vx").first

    def fits():
        widget.evaluate("(node) => node.scrollIntoView({block: 'start'})")
        return lab.page.evaluate(IN_VIEW, ".vx")

    for step in ("plan", "aim", "advance"):
        lab.control(f"step-{step}").click()
        assert lab.control(f"step-{step}").get_attribute("aria-current") == "step"
        assert fits(), step
    for _ in range(19):
        lab.control("PageUp").press("PageUp")
    lab.await_state("state.depth === 46")
    lab.control("PageUp").press("c")
    lab.await_state("state.scanned && state.ct")
    stack = lab.page.locator(".vx-ct")
    stack.wait_for()
    assert not lab.page.locator(".vx-needle").is_visible(), "the CT stands in the pictures' place"
    assert fits(), "CT"
    ct = lab.state("ct")
    broken = [mark["place"] for mark in ct["marks"] if mark["kind"] == "breach"]
    assert any(all(abs(a - b) < 0.1 for a, b in zip(place, ct["open_at"], strict=True)) for place in broken)
    slider = lab.page.locator(".vx-ct-axial input[type=range]")
    opened_at = slider.input_value()
    slider.press("ArrowUp")
    assert int(slider.input_value()) == int(opened_at) + 1
    lab.page.locator(".vx-ct-axial canvas").hover()
    before = slider.input_value()
    lab.page.mouse.wheel(0, 200)
    lab.await_true("(value) => document.querySelector('.vx-ct-axial input').value !== value", before)
    lab.control("ct-worst").click()
    assert slider.input_value() == opened_at
    slider.press("PageDown")
    slider.press("Home")
    lab.control("ct-worst").press("Home")
    assert slider.input_value() == opened_at
    lab.control("ct-close").click()
    lab.page.locator(".vx-needle").wait_for()
    assert not stack.is_visible()


def test_left_is_left_on_the_picture_from_behind(lab):
    opened(lab, "needle")
    aim = "(state) => state.marks.AP.aim[0]"
    across = lambda: lab.page.evaluate(f"() => ({aim})(document.querySelector('.vx').shown)")  # noqa: E731
    lab.control("step-aim").click()
    for press, sign in (
        (lambda: lab.control("AP-left").click(), -1),
        (lambda: lab.control("AP-right").click(), 1),
        (lambda: picture(lab, "AP").press("ArrowLeft"), -1),
        (lambda: picture(lab, "AP").press("ArrowRight"), 1),
    ):
        before, shots = across(), lab.state("shots")
        press()
        lab.await_state(f"state.shots === {shots + 2}")
        assert (across() - before) * sign > 1


def picture(lab, view):
    """The fluoroscopy picture of the needle trainer from a side: AP or lateral."""
    return lab.page.locator(".vx-needle canvas").nth(["AP", "lateral"].index(view))


def dragged(lab, view, start, end):
    """Drag on a fluoroscopy picture; places are shares of its side. The picture is the square in its canvas' middle."""
    canvas = picture(lab, view)
    box = canvas.bounding_box()
    side = min(box["width"], box["height"])
    left, top = box["x"] + (box["width"] - side) / 2, box["y"] + (box["height"] - side) / 2
    for move, (x, y) in (("down", start), ("up", end)):
        lab.page.mouse.move(left + x * side, top + y * side, steps=5)
        getattr(lab.page.mouse, move)()


def test_a_needle_is_planned_moved_and_turned_on_the_pictures(lab):
    opened(lab, "needle")
    lab.await_state("!state.marked && state.loose")
    dragged(lab, "AP", (0.5, 0.5), (0.54, 0.48))
    lab.await_state("state.target && Math.abs(state.target[0] - 5) <= 0.5 && Math.abs(state.target[2] - 2) <= 0.5")
    dragged(lab, "lateral", (0.5, 0.48), (0.44, 0.5))
    lab.await_state("state.target && Math.abs(state.target[0] - 5) <= 0.5 && Math.abs(state.target[1] - 8) <= 0.5")
    picture(lab, "AP").press("Shift+PageUp")
    lab.await_state("state.target && Math.abs(state.target[1] - 10) <= 0.5 && state.depth === 8 && state.shots === 2")
    lab.control("step-aim").click()
    dragged(lab, "AP", (0.683, 0.434), (0.651, 0.458))
    lab.await_state(
        "Math.abs(state.medial - 13) <= 0.5 && Math.abs(state.caudal + 1) <= 0.5 && state.depth === 8 && "
        "state.shots === 4"
    )
    dragged(lab, "AP", (0.594, 0.450), (0.546, 0.498))
    lab.await_state(
        "state.medial >= 20 && state.caudal >= 5 && state.caudal < 10 && state.depth === 8 && state.shots === 6"
    )
    lab.control("step-advance").click()
    dragged(lab, "lateral", (0.737, 0.46), (0.65, 0.47))
    lab.await_state("[18, 19].includes(Math.round(state.depth)) && state.shots === 8")
    picture(lab, "AP").press("u")
    lab.await_state("state.depth === 8 && state.shots === 6")


def test_a_patient_is_treated_by_mouse_and_by_key_and_the_case_closed(lab):
    lab.open_widget("from vertebra.widgets.case_room import CaseRoom\nCaseRoom(5)")
    page = lab.page
    option = lambda name: page.locator(f".vx [data-option='{name}']")  # noqa: E731
    option("ask/medicines").click()
    lab.await_state("state.log.length === 1")
    assert option("ask/medicines").locator("xpath=..").inner_text() != option("ask/medicines").inner_text()
    option("ask/medicines").press("ArrowRight")
    option("image/MRI").press("Enter")
    lab.await_state("state.pictures")
    option("call/old").click()
    lab.await_state("state.log.length === 3")
    option("call/old").press("u")
    lab.await_state("state.log.length === 2")
    assert page.locator(".vx-file li").count() == 2
    with page.expect_download() as kept:
        lab.control("keep").click()
    assert '"procedure": "case"' in kept.value.path().read_text(encoding="utf-8")
    lab.control("close").click()
    lab.await_state("state.closed && state.parts.length > 0 && state.total >= 0")
    page.locator(".vx-meter[role=img]").first.wait_for()
