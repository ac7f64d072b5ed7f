"""The explorers of outcomes and evidence in JupyterLab: by hand, by keyboard, and for everyone."""

import re

PATIENT = 'Patient(74, "female", 158, 58, t_score=-2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1)'
CELL = "from vertebra.patient import Fracture, Patient\nfrom vertebra.widgets.{0} import {1}\n{1}({2})"
WIDGETS = {
    "spine": "KyphosisExplorer",
    "cascade": "CascadeExplorer",
    "trials": "ForestExplorer",
    "pain": "FallExplorer",
    "decision": "DecisionSheet",
}


def opened(lab, name):
    return lab.open_widget(
        CELL.format(name, WIDGETS[name], PATIENT if name in ("spine", "cascade", "decision") else "")
    )


def test_a_vertebra_is_bent_by_hand_and_by_key(lab):
    opened(lab, "spine")
    handle = lab.page.get_by_role("slider", name=re.compile("^Wedge of"))
    assert handle.get_attribute("aria-valuetext") == "L1, 15 degrees"
    handle.press("ArrowUp")
    handle.press("PageUp")
    lab.await_words("^Wedges of T12 5°, L1 15°: 20° more")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    middle = {"x": box["width"] / 2, "y": box["height"] / 2}
    handle.drag_to(handle, source_position=middle, target_position={**middle, "y": middle["y"] + 40})
    lab.await_words("^Wedges of (T|L)")
    handle.press("s")
    lab.await_words("^No wedge")
    handle.press("r")
    lab.await_words("^Wedge of L1 15°")


def test_years_and_a_drug_are_chosen(lab):
    opened(lab, "cascade")
    handle = lab.page.get_by_role("slider", name="Years looked at")
    handle.press("End")
    lab.await_words("within 10 years")
    lab.page.get_by_label("Drug").select_option("teriparatide")
    lab.await_words("with teriparatide")
    lab.page.get_by_label("taken by").fill("30")
    lab.await_words("taken by 30 of 100")


def test_a_trial_is_taken_out_and_put_back(lab):
    opened(lab, "trials")
    box = lab.page.get_by_role("checkbox", name=re.compile("VERTOS II .*usual care"))
    box.press("Space")
    lab.await_words("^4 trials.*stays below")
    box.press("m")
    lab.await_words("by fixed effects")
    lab.page.get_by_role("button", name="Open only").click()
    lab.await_words("^1 trial: nothing to pool")
    box.press("r")
    lab.await_words("^5 trials, 671 patients")


def test_the_door_is_pushed_and_a_ritual_given(lab):
    opened(lab, "pain")
    handle = lab.page.get_by_role("slider", name="Pain needed to be let in")
    handle.press("PageUp")
    assert handle.get_attribute("aria-valuetext") == "people with 7 of 10 or more are let in"
    lab.page.get_by_label("The ritual is worth").fill("1")
    lab.await_words("1.0 the ritual")


def test_the_sheet_is_filled_in_compared_and_kept(lab):
    opened(lab, "decision")
    lab.page.get_by_label("Pain below 4 of 10 after two weeks, with cement, people of 100").fill("60")
    lab.page.get_by_label("Pain below 4 of 10 after two weeks, without cement, people of 100").fill("20")
    lab.await_words("^1 of 5 outcomes")
    lab.page.get_by_label("What matters to her").fill("to walk to the shop")
    lab.page.get_by_role("button", name="Compare with the trials").click()
    lab.await_words("yours: 16 of 100 too many")
    with lab.page.expect_download() as kept:
        lab.page.get_by_role("button", name="Keep the sheet").click()
    page = kept.value.path().read_text(encoding="utf-8")
    assert "with cement 60 of 100, without 20 of 100" in page
    assert "to walk to the shop" in page
