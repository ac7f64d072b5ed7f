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
    lab.page.locator(".vx[data-ready=true]").first.wait_for(timeout=60_000)
    lab.page.wait_for_timeout(800)
    return lab


def pixels(lab, which: int):
    """The bytes that a canvas of the viewer shows."""
    return lab.page.evaluate(f"document.querySelectorAll('.vx canvas')[{which}].toDataURL()")


def test_a_part_is_named_by_key_and_read_out(viewer):
    solid = viewer.page.locator(".vx-solid")
    solid.focus()
    before = pixels(viewer, 0)
    for _ in range(5):
        solid.press("n")
    viewer.page.get_by_text("Pedicles: the two bridges").wait_for(timeout=10_000)
    assert pixels(viewer, 0) != before
    assert viewer.page.locator(".jp-Cell").count() <= 2, "a key left the viewer and inserted a cell"


def test_it_turns_by_keys_and_by_hand(viewer):
    solid = viewer.page.locator(".vx-solid")
    first = pixels(viewer, 0)
    solid.focus()
    solid.press("ArrowLeft")
    viewer.page.wait_for_timeout(200)
    second = pixels(viewer, 0)
    box = solid.bounding_box()
    viewer.page.mouse.move(box["x"] + 200, box["y"] + 150)
    viewer.page.mouse.down()
    viewer.page.mouse.move(box["x"] + 260, box["y"] + 170, steps=4)
    viewer.page.mouse.up()
    viewer.page.wait_for_timeout(200)
    third = pixels(viewer, 0)
    assert len({first, second, third}) == 3


def test_dragging_a_line_cuts_elsewhere_and_reset_brings_it_back(viewer):
    axial = viewer.page.locator(".vx-slice canvas").first
    box = axial.bounding_box()
    first = pixels(viewer, 3)
    viewer.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    viewer.page.mouse.down()
    viewer.page.mouse.move(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2 - 20, steps=5)
    viewer.page.mouse.up()
    viewer.page.wait_for_timeout(400)
    assert pixels(viewer, 3) != first
    axial.press("r")
    viewer.page.wait_for_timeout(600)
    assert pixels(viewer, 3) == first


def test_another_level_is_another_bone(viewer):
    viewer.page.get_by_label("Level").select_option("T7")
    viewer.page.get_by_text("T7, a vertebra built").wait_for(timeout=10_000)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_can_be_used_by_everyone(viewer, theme):
    viewer.use_theme(theme)
    viewer.page.wait_for_timeout(500)
    assert viewer.accessibility_faults() == []
