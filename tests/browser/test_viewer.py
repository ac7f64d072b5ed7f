"""The vertebra viewer in JupyterLab: turned, cut and named by mouse and by keyboard."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CELL = """
from vertebra.patient import Patient
from vertebra.widgets.viewer import VertebraViewer
viewer = VertebraViewer(Patient(74, "female", t_score=-2.8, seed=1), level="L1")
viewer
"""


@pytest.fixture
def viewer(lab):
    """An open viewer that has drawn its first frame."""
    lab.open_notebook(lab.write_notebook("viewer.ipynb", CELL.strip()))
    lab.run()
    lab.page.locator(".vx[data-ready=true]").first.wait_for()
    for canvas in lab.page.locator(".vx canvas").all():
        lab.await_rest(canvas)
    return lab


def pixels(lab, which: int):
    """The bytes that a canvas of the viewer shows."""
    return lab.page.evaluate(f"document.querySelectorAll('.vx canvas')[{which}].toDataURL()")


def changed(lab, which: int, before: str) -> str:
    """What a canvas shows once it shows something else than `before` and stands still."""
    lab.await_true(
        "([which, before]) => document.querySelectorAll('.vx canvas')[which].toDataURL() !== before",
        [which, before],
    )
    return lab.await_rest(lab.page.locator(".vx canvas").nth(which))


def test_a_part_is_named_by_key_and_read_out(viewer):
    solid = viewer.page.locator(".vx-solid")
    solid.focus()
    before = pixels(viewer, 0)
    for _ in range(5):
        solid.press("n")
    viewer.await_state("state.part === 5")
    assert changed(viewer, 0, before) != before
    assert viewer.page.locator(".jp-Cell").count() <= 2, "a key left the viewer and inserted a cell"


def test_it_turns_by_keys_and_by_hand(viewer):
    solid = viewer.page.locator(".vx-solid")
    solid.scroll_into_view_if_needed()
    first = pixels(viewer, 0)
    solid.press("ArrowLeft")
    second = changed(viewer, 0, first)
    solid.drag_to(solid, source_position={"x": 200, "y": 150}, target_position={"x": 260, "y": 170})
    assert changed(viewer, 0, second) != first


def test_dragging_a_line_cuts_elsewhere_and_reset_brings_it_back(viewer):
    axial = viewer.page.locator(".vx-slice canvas").first
    axial.scroll_into_view_if_needed()
    box = axial.bounding_box()
    middle = {"x": box["width"] / 2, "y": box["height"] / 2}
    first = pixels(viewer, 3)
    axial.drag_to(axial, source_position=middle, target_position={"x": middle["x"] + 40, "y": middle["y"] - 20})
    moved = changed(viewer, 3, first)
    axial.press("r")
    assert changed(viewer, 3, moved) == first


def test_another_level_is_another_bone(viewer):
    viewer.control("level").select_option("T7")
    viewer.await_state("state.level === 'T7'")
