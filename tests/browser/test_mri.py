"""The MRI explorer and the reading room in JupyterLab: by hand, by keyboard, and for everyone."""

from vertebra.grading.own_pictures import example
from vertebra.grading.own_pictures.add import room_files
from vertebra.grading.own_pictures.check import check
from vertebra.models.imaging.teacher_cases import FOLDER

CELLS = {
    "mri": "from vertebra.patient import Patient\nfrom vertebra.widgets.mri import MriExplorer\n"
    'MriExplorer(Patient(74, "female", t_score=-2.8, seed=1))',
    "reading": "from vertebra.widgets.reading import ReadingRoom\nReadingRoom(seed=1)",
}


def opened(lab, name):
    return lab.open_widget(CELLS[name])


def test_the_fat_is_nulled_along_the_curve(lab):
    opened(lab, "mri")
    lab.control("preset").select_option("STIR")
    lab.await_state("state.name === 'STIR' && state.tr === 4500 && state.readouts[0].value > 1.25")
    handle = lab.page.locator(".vx canvas[role=slider]")
    assert lab.state("ti") == 200
    assert "200" in handle.get_attribute("aria-valuetext")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    handle.drag_to(
        handle,
        source_position={"x": 70, "y": box["height"] / 2},
        target_position={"x": 0.5 * box["width"], "y": box["height"] / 2},
    )
    lab.await_attribute(handle, "aria-valuenow", "value > 800")
    lab.await_state("state.name === 'own' && state.ti > 800 && state.tr === 4500")
    lab.control("inversion").uncheck()
    lab.await_state("state.ti === null && state.tr === 4500")
    handle.press("r")
    lab.await_state("state.name === 'T2'")


def test_a_case_is_judged_by_key_and_the_next_by_mouse(lab):
    opened(lab, "reading")
    lab.await_state("state.at === 0 && state.marks[0] === null")
    before = lab.control("case-1").get_attribute("aria-label")
    lab.control("case-1").press("2")
    lab.await_state("state.said === 'old' && state.marks[0] !== null")
    assert lab.control("case-1").get_attribute("aria-label") != before
    lab.control("case-3").click()
    lab.await_state("state.at === 2 && state.said === null")
    lab.control("old").click()
    lab.await_state("state.at === 2 && state.said === 'old' && state.marks[2] !== null")


def test_a_teachers_own_case_is_looked_at_and_judged(lab, tmp_path):
    example.write(tmp_path / "cases")
    for case in check(tmp_path / "cases").cases:
        folder = lab.folder / FOLDER / case.text.name
        folder.mkdir(parents=True)
        if case.text.for_reading_room:
            for name, content in room_files(case).items():
                (folder / name).write_bytes(content)
    opened(lab, "reading")
    lab.control("case-12").click()
    lab.await_state("state.at === 11 && state.panes.join() === 'own1,own2' && state.said === null")
    panes = lab.page.locator(".vx-reading-pane:visible canvas")
    assert panes.count() == 2
    lab.control("new").click()
    lab.await_state("state.marks[11] === true")
    lab.control("case-11").click()
    lab.await_state("state.at === 10 && state.panes.join() === 'own1'")
    assert lab.page.locator(".vx-reading-pane:visible").count() == 1
    lab.control("case-1").click()
    lab.await_state("state.at === 0 && state.panes.length === 3")
    assert lab.page.locator(".vx-reading-pane:visible").count() == 3
