"""The C-arm trainer in JupyterLab: by hand and by keyboard."""

import pytest

CELL = """
from vertebra.patient import Fracture, Patient
from vertebra.widgets.carm_positioning import CArmTrainer
CArmTrainer(Patient(74, "female", 158, 58, -2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1))
"""


@pytest.fixture
def arm(lab):
    lab.page.set_viewport_size({"width": 1280, "height": 1100})
    return lab.open_widget(CELL)


def screen(lab):
    return lab.page.locator(".vx canvas[role=application]")


def pull(lab, start, by, hold=None):
    """Take hold at shares of the screen and pull by so many pixels."""
    screen(lab).scroll_into_view_if_needed()
    box = screen(lab).bounding_box()
    x, y = box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"]
    if hold:
        lab.page.keyboard.down(hold)
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x + by[0], y + by[1], steps=6)
    lab.page.mouse.up()
    if hold:
        lab.page.keyboard.up(hold)


def pulses(lab):
    return lab.state("pulses")


def test_the_picture_is_dragged_to_turn_the_arm_and_to_move_the_table(arm):
    pull(arm, (0.5, 0.5), (40, 20))
    arm.await_state("state.rotation === 8 && state.tilt === 4")
    assert pulses(arm) >= 2
    arm.control("machine").click()
    along = arm.control("along")
    along.wait_for()  # Then the picture stands where it stays.
    before = int(float(along.input_value()))
    pull(arm, (0.5, 0.5), (0, -60), hold="Shift")
    arm.await_true("([node, old]) => Number(node.value) < old - 10", [along.element_handle(), before])
    arm.await_state("state.rotation === 8 && state.tilt === 4")


def test_a_corner_of_the_field_closes_the_shutters_without_beam(arm):
    arm.control("machine").click()
    pull(arm, (0.99, 0.99), (-120, -90))
    wide, high = (float(arm.control(name).input_value()) for name in ("wide", "high"))
    assert 0.4 < wide < high < 0.8
    arm.await_state("state.pulses === 1")
    screen(arm).press(" ")
    arm.await_state("state.pulses === 2")


def test_everything_by_keyboard_up_to_the_points(arm):
    picture = screen(arm)
    picture.press("b")
    for _ in range(6):
        picture.press("ArrowRight")
    arm.await_state("state.rotation === 6 && state.tilt === 0 && state.pulses === 1 && state.held")
    picture.press("b")
    picture.press("ArrowDown")
    arm.await_state("state.rotation === 6 && state.tilt === 1 && state.pulses === 2")
    picture.press("i")
    arm.await_state("state.hinting && /\\d\\d mm/.test(state.hint)")
    first = arm.state("hint")
    for _ in range(3):
        picture.press("Shift+ArrowRight")
    for _ in range(5):
        picture.press("Shift+ArrowUp")
    arm.await_true("(first) => ![first, ''].includes(document.querySelector('.vx').shown.hint)", first)
    picture.press("t")
    arm.await_state("state.verdicts.length > 0")
    picture.press("v")
    arm.await_state("state.rotation === 90 && state.tilt === 0")
    picture.press("r")
    arm.await_state("state.rotation === 0 && state.tilt === 0 && state.pulses === 1")
    assert arm.page.locator(".jp-Cell").count() <= 2, "a key left the trainer and inserted a cell"


def test_the_table_has_arrows_on_the_picture_and_the_points_stand_beside_it(arm):
    arm.page.set_viewport_size({"width": 1280, "height": 720})
    level = arm.state("screen")["lines"][0]
    assert level["words"] == "L1"
    arm.control("table-right").click()
    arm.await_state("state.pulses === 2")
    moved = arm.state("screen")["lines"][0]["points"][0][0]
    assert moved > level["points"][0][0], "what is seen goes where the arrow points"
    hint = arm.control("hint")
    free = hint.inner_text()
    assert arm.state("hint_price") == 0
    hint.click()
    arm.await_state("state.hinting && state.hint_price > 0")
    hint.click()
    arm.await_state("!state.hinting")
    assert str(arm.state("hint_price")) in hint.inner_text() != free
    arm.control("claim").click()
    arm.await_state("state.verdicts.length > 0")
    table = arm.page.locator(".vx-arm-verdicts")
    table.wait_for()
    fits = """() => {
      const widget = document.querySelector(".vx");
      widget.scrollIntoView({block: "start"});
      const box = widget.getBoundingClientRect();
      const screen = document.querySelector(".jp-WindowedPanel-outer, .jp-Notebook").getBoundingClientRect();
      return box.bottom <= screen.bottom + 1;
    }"""
    assert arm.page.evaluate(fits)
    arm.control("points-close").click()
    assert not table.is_visible()
    arm.control("points").click()
    assert table.is_visible()
    screen(arm).press("ArrowRight")
    assert not table.is_visible(), "the arm moves on"
    assert arm.page.evaluate(fits)
