"""The C-arm trainer in JupyterLab: by hand, by keyboard, and for everyone."""

import re

import pytest

CELL = """
from vertebra.patient import Fracture, Patient
from vertebra.widgets.positioning import CArmTrainer
CArmTrainer(Patient(74, "female", 158, 58, -2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1))
"""


@pytest.fixture
def arm(lab):
    lab.page.set_viewport_size({"width": 1280, "height": 1100})
    return lab.open_widget(CELL)


def screen(lab):
    return lab.page.get_by_role("application", name="Fluoroscopy")


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
    return int(re.search(r"(\d+) pulse", lab.page.locator(".vx-sentence").inner_text())[1])


def test_the_picture_is_dragged_to_turn_the_arm_and_to_move_the_table(arm):
    pull(arm, (0.5, 0.5), (40, 20))
    arm.await_words("^Detector at 8° LPO, 4° cranial")
    assert pulses(arm) >= 2
    arm.page.get_by_text("Machine", exact=True).click()
    along = arm.page.get_by_label("Table along")
    before = int(float(along.input_value()))
    pull(arm, (0.5, 0.5), (0, -60), hold="Shift")
    arm.page.wait_for_function("([node, old]) => Number(node.value) < old - 10", arg=[along.element_handle(), before])
    arm.await_words("^Detector at 8° LPO, 4° cranial")


def test_a_corner_of_the_field_closes_the_shutters_without_beam(arm):
    arm.page.get_by_text("Machine", exact=True).click()
    pull(arm, (0.99, 0.99), (-120, -90))
    wide, high = (float(arm.page.get_by_label(f"Shutters, {name}").input_value()) for name in ("sides", "ends"))
    assert 0.4 < wide < high < 0.8
    arm.await_words("1 pulse,.*moved without beam|1 pulse,")
    screen(arm).press(" ")
    arm.await_words("; 2 pulses")


def test_everything_by_keyboard_up_to_the_points(arm):
    picture = screen(arm)
    picture.press("b")
    for _ in range(6):
        picture.press("ArrowRight")
    arm.await_words("^Detector at 6° LPO, 0°; 1 pulse, .* The screen holds the picture at 0°, 0°")
    picture.press("b")
    picture.press("ArrowDown")
    arm.await_words("^Detector at 6° LPO, 1° cranial; 2 pulses")
    picture.press("i")
    arm.await_words(r"Hint: The level lies \d\d mm from the middle: move the table so that it goes right and up")
    for _ in range(3):
        picture.press("Shift+ArrowRight")
    for _ in range(5):
        picture.press("Shift+ArrowUp")
    arm.await_words("Hint: (?!The level lies)")
    picture.press("t")
    arm.page.get_by_role("row", name=re.compile("True AP")).wait_for()
    picture.press("v")
    arm.await_words("^Detector at 90° LPO, 0°")
    arm.page.get_by_role("button", name="Swing to AP").wait_for()
    picture.press("r")
    arm.await_words("^Detector at 0°, 0°; 1 pulse, ")
    assert arm.page.locator(".jp-Cell").count() <= 2, "a key left the trainer and inserted a cell"


def test_it_can_be_used_by_everyone(lab):
    lab.open_widget(CELL)
    screen(lab).press("i")
    screen(lab).press("t")
    lab.page.get_by_text("Machine", exact=True).click()
    lab.page.get_by_role("row", name=re.compile("True AP")).wait_for()
    assert lab.faults_in_both_themes() == []
    assert lab.mishaps == []
