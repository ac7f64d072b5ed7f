"""The MRI explorer and the reading room in JupyterLab: by hand, by keyboard, and for everyone."""

import re

CELLS = {
    "mri": "from vertebra.patient import Patient\nfrom vertebra.widgets.mri import MriExplorer\n"
    'MriExplorer(Patient(74, "female", t_score=-2.8, seed=1))',
    "reading": "from vertebra.widgets.reading import ReadingRoom\nReadingRoom(seed=1)",
}


def opened(lab, name):
    return lab.open_widget(CELLS[name])


def test_the_fat_is_nulled_along_the_curve(lab):
    opened(lab, "mri")
    lab.page.get_by_label("Sequence").select_option("STIR")
    lab.await_words("^STIR, TR 4500.* L1 is bright")
    handle = lab.page.get_by_role("slider", name="Inversion or echo time")
    assert handle.get_attribute("aria-valuetext") == "Inversion time 200 ms"
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    handle.drag_to(
        handle,
        source_position={"x": 70, "y": box["height"] / 2},
        target_position={"x": 0.5 * box["width"], "y": box["height"] / 2},
    )
    assert float(handle.get_attribute("aria-valuenow")) > 800
    lab.await_words("^Inversion recovery, TR 4500")
    lab.page.get_by_label("inversion pulse").uncheck()
    lab.await_words("^Spin echo, TR 4500")
    handle.press("r")
    lab.await_words("^T2-weighted fast spin echo")


def test_a_case_is_judged_by_key_and_the_next_by_mouse(lab):
    opened(lab, "reading")
    lab.await_words("^Case 1 of 10: judge")
    lab.page.get_by_role("button", name="Case 1, not judged yet").press("2")
    lab.await_words("^Case 1 of 10: judge .*(Right|You said)")
    assert lab.page.get_by_role("button", name=re.compile("Case 1, (right|wrong)")).count() == 1
    lab.page.get_by_role("button", name="Case 3, not judged yet").click()
    lab.await_words("^Case 3 of 10")
    lab.page.get_by_role("button", name="Old fracture", exact=True).click()
    lab.await_words("^Case 3 of 10: judge .*(Right|You said)")
