"""The trainers of needle, cement and balloon in JupyterLab: by mouse, by key, and for everyone."""

import re

CELL = "from vertebra.lessons import mrs_a\nfrom vertebra.widgets.{0} import {1}\n{1}(mrs_a())"
WIDGETS = {
    "cement": "CementTrainer",
    "restoration": "RestorationExplorer",
    "heat": "HeatExplorer",
    "balloon": "BalloonTrainer",
    "needle": "NeedleTrainer",
    "ways": "WaysExplorer",
}


def opened(lab, name):
    return lab.open_widget(CELL.format(name, WIDGETS[name]))


def test_cement_is_injected_by_mouse_and_by_key_and_seen_by_ct(lab):
    opened(lab, "cement")
    page = lab.page
    page.get_by_role("button", name="Inject").click()
    page.locator(".vx-readouts").filter(has_text=re.compile(r"(0\.[3-9]|[1-9]\.\d) mL")).wait_for()
    page.get_by_role("button", name="Stop").press("w")
    lab.await_words("the needle, on the right")
    assert page.get_by_role("button", name="Inject").is_visible()
    page.get_by_role("button", name="Inject").press("v")
    page.get_by_role("button", name="Lateral view").wait_for()
    page.get_by_role("button", name="CT", exact=True).click()
    lab.await_words("Outside the bone")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Keep this procedure").click()
    assert '"actions"' in kept.value.path().read_text(encoding="utf-8")
    page.get_by_role("button", name="CT", exact=True).press("r")
    lab.await_words(r"^0\.0 mL")


def test_cement_is_poured_and_put_elsewhere(lab):
    opened(lab, "restoration")
    handle = lab.page.get_by_role("slider", name="Volume of cement")
    handle.press("PageUp")
    lab.await_words("With 3.0 mL of cement .both sides.")
    handle.press("p")
    lab.await_words("With 3.0 mL of cement .one side.")


def test_the_minute_is_moved_and_a_leak_added(lab):
    opened(lab, "heat")
    handle = lab.page.get_by_role("slider", name="Minute after the injection")
    handle.press("PageUp")
    assert "cement centre" in handle.get_attribute("aria-valuetext")
    lab.page.get_by_label("cement behind the back wall").press("Space")
    lab.await_words("behind the back wall, blood flowing")
    handle.press("m")
    lab.await_words("^6 mL of cement")


def test_a_balloon_is_filled_and_let_down(lab):
    opened(lab, "balloon")
    handle = lab.page.get_by_role("slider", name="Volume of each balloon")
    handle.press("End")
    lab.await_words("^4.0 mL in each balloon")
    handle.press("d")
    lab.await_words("Let down")
    page = lab.page
    page.get_by_role("button", name="Cement").click()
    page.locator(".vx-readouts").filter(has_text=re.compile(r"(0\.[5-9]|[1-9]\.\d) mL of")).wait_for()
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Cement").press("v")
    page.get_by_role("button", name="Lateral view").wait_for()
    assert page.get_by_role("button", name="Cement").is_visible()
    page.get_by_role("button", name="CT", exact=True).click()
    lab.await_words("Hollows:")
    with page.expect_download() as kept:
        page.get_by_role("button", name="Keep this procedure").click()
    page.get_by_role("button", name="CT", exact=True).press("r")
    lab.await_words("^0.4 mL in each balloon")
    page.get_by_role("button", name="CT", exact=True).click()
    page.get_by_label("Open a kept procedure").set_input_files(kept.value.path())
    lab.await_words("of cement put in")
    for _ in range(2):
        page.get_by_role("button", name="Undo").click()
    lab.await_words("^4.0 mL in each balloon .both sides, prone.: 1")
    page.get_by_label("Balloons on").select_option("one side")
    lab.await_words("one side, prone")


def test_two_ways_get_the_same_cement_by_key_and_are_looked_at(lab):
    opened(lab, "ways")
    handle = lab.page.get_by_role("slider", name="Cement in all")
    handle.press("PageUp")
    lab.await_words("Vertebroplasty: 1.6 mL.*Kyphoplasty: 1.6 mL")
    handle.press("v")
    lab.page.get_by_role("img", name="kyphoplasty, lateral").wait_for()
    lab.page.get_by_label("Look").select_option("cut open")
    lab.page.get_by_role("img", name="vertebroplasty, cut open").wait_for()


def test_a_needle_is_steered_and_scanned(lab):
    opened(lab, "needle")
    lab.page.get_by_role("button", name="Advance by 2 mm").click()
    lab.await_words("10 mm deep; 4 pictures")
    lab.page.get_by_role("button", name="Advance by 2 mm").press("ArrowRight")
    lab.await_words("6 pictures")
    for _ in range(12):
        lab.page.get_by_role("button", name="Advance by 2 mm").click()
    lab.page.get_by_label("Look").select_option("AP")
    lab.await_words("31 pictures")
    lab.page.get_by_role("button", name="Advance by 2 mm").press("PageDown")
    lab.await_words("32 pictures")
    lab.page.get_by_role("button", name="Advance by 2 mm").press("u")
    lab.await_words("31 pictures")
    assert lab.page.get_by_label("Gauge").is_disabled()
    lab.page.get_by_role("button", name="CT", exact=True).click()
    lab.await_words("Canal:")
    with lab.page.expect_download() as kept:
        lab.page.get_by_role("button", name="Keep this procedure").click()
    lab.page.get_by_role("button", name="Reset").click()
    lab.await_words("2 pictures")
    lab.page.get_by_role("button", name="CT", exact=True).click()
    lab.page.get_by_label("Open a kept procedure").set_input_files(kept.value.path())
    lab.await_words("31 pictures")


def dragged(lab, view, start, end):
    """Drag on a fluoroscopy picture; places are shares of its side."""
    canvas = lab.page.get_by_role("img", name=view)
    box = canvas.bounding_box()
    for move, (x, y) in (("down", start), ("up", end)):
        lab.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=5)
        getattr(lab.page.mouse, move)()


def test_a_needle_is_planned_moved_and_turned_on_the_pictures(lab):
    opened(lab, "needle")
    lab.await_words("No place is marked")
    dragged(lab, "AP, from behind", (0.5, 0.5), (0.54, 0.48))
    lab.await_words("5 mm to the right, 2 mm up")
    dragged(lab, "lateral, front on the left", (0.5, 0.48), (0.44, 0.5))
    lab.await_words("5 mm to the right, 8 mm forward of")
    page = lab.page
    page.get_by_role("img", name="AP, from behind").press("Shift+PageUp")
    lab.await_words("10 mm forward.*")
    lab.await_words("8 mm deep; 2 pictures")
    dragged(lab, "AP, from behind", (0.683, 0.434), (0.651, 0.458))
    lab.await_words("13° towards the midline, 1° upwards, 8 mm deep; 4 pictures")
    dragged(lab, "AP, from behind", (0.594, 0.450), (0.546, 0.498))
    lab.await_words("2[0-9]° towards the midline, [5-9]° downwards, 8 mm deep; 6 pictures")
    dragged(lab, "lateral, front on the left", (0.737, 0.46), (0.65, 0.47))
    lab.await_words("1[89] mm deep; 8 pictures")
    page.get_by_role("img", name="AP, from behind").press("u")
    lab.await_words("8 mm deep; 6 pictures")


def test_a_patient_is_treated_by_mouse_and_by_key_and_the_case_closed(lab):
    lab.open_widget("from vertebra.widgets.pathway import CaseRoom\nCaseRoom(5)")
    page = lab.page
    page.get_by_role("button", name="Which medicines?").click()
    page.get_by_text("Something for the blood pressure").wait_for()
    page.get_by_role("button", name="Which medicines?").press("ArrowRight")
    page.get_by_role("button", name="MRI: T1, T2, STIR").press("Enter")
    page.get_by_role("img", name=re.compile("^STIR")).wait_for()
    page.get_by_role("button", name="An old, healed fracture").click()
    page.get_by_role("list", name="The file").get_by_text("An old").wait_for()
    page.get_by_role("button", name="An old, healed fracture").press("u")
    file = page.get_by_role("list", name="The file").get_by_role("listitem")
    file.filter(has_text="An old").wait_for(state="detached")
    assert file.count() == 2
    with page.expect_download() as kept:
        page.get_by_role("button", name="Keep", exact=True).click()
    assert '"procedure": "case"' in kept.value.path().read_text(encoding="utf-8")
    page.get_by_role("button", name="Close the case").click()
    lab.await_words("Closed with")
    page.get_by_role("img", name=re.compile("^History: ")).wait_for()
