"""The explorers of outcomes and evidence in JupyterLab: by hand, by keyboard, and for everyone."""

import re

PATIENT = 'Patient(74, "female", 158, 58, t_score=-2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1)'
CELL = "from vertebra.patient import Fracture, Patient\nfrom vertebra.widgets.{0} import {1}\n{1}({2})"
WIDGETS = {
    "spine": "KyphosisExplorer",
    "cohort": "CascadeExplorer",
    "meta_analysis": "ForestExplorer",
    "pain": "RegressionToMeanExplorer",
    "decision": "DecisionSheet",
}


def opened(lab, name):
    return lab.open_widget(CELL.format(name, WIDGETS[name], PATIENT if name in ("spine", "cohort", "decision") else ""))


def test_a_vertebra_is_bent_by_hand_and_by_key(lab):
    opened(lab, "spine")
    handle = lab.page.locator(".vx canvas[role=slider]")
    assert (lab.state("level"), max(lab.state("wedges"))) == ("L1", 15)
    handle.press("ArrowUp")
    handle.press("PageUp")
    lab.await_state("state.level === 'T12' && state.wedges.filter(Boolean).join() === '5,15'")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    middle = {"x": box["width"] / 2, "y": box["height"] / 2}
    handle.drag_to(handle, source_position=middle, target_position={**middle, "y": middle["y"] + 40})
    lab.await_state("state.wedges.some((angle) => angle > 5 && angle !== 15)")
    handle.press("s")
    lab.await_state("state.wedges.every((angle) => angle === 0)")
    handle.press("r")
    lab.await_state("state.level === 'L1' && state.wedges.filter(Boolean).join() === '15'")


def test_years_and_a_drug_are_chosen(lab):
    opened(lab, "cohort")
    handle = lab.page.locator(".vx canvas[role=slider]")
    handle.press("End")
    lab.await_state("state.years === 10")
    lab.control("drug").select_option("teriparatide")
    lab.await_state("state.treatment === 'teriparatide'")
    lab.control("taken").fill("30")
    lab.await_state("state.taken === 30")


def test_a_trial_is_taken_out_and_put_back(lab):
    opened(lab, "meta_analysis")
    box = lab.page.locator(".vx-trials-name", has_text=re.compile(r"VERTOS II\d")).locator("input")
    box.press("Space")
    lab.await_state("state.without.length === 4 && state.pool[2] < state.matters")
    box.press("m")
    lab.await_state("state.model === 'fixed'")
    lab.control("usual care").click()
    lab.await_state("state.pool === null && state.trials.filter(({ weight }) => weight !== null).length === 1")
    box.press("r")
    lab.await_state("state.trials.filter(({ weight }) => weight !== null).length === 5 && state.model === 'random'")


def test_the_door_is_pushed_and_a_ritual_given(lab):
    opened(lab, "pain")
    handle = lab.page.locator(".vx canvas[role=slider]")
    handle.press("PageUp")
    lab.await_state("state.door === 7")
    assert "7" in handle.get_attribute("aria-valuetext")
    lab.control("ritual").fill("1")
    lab.await_state("state.ritual === 1")


def test_the_sheet_is_filled_in_compared_and_kept(lab):
    opened(lab, "decision")
    lab.control("with").fill("60")
    lab.control("without").fill("20")
    lab.await_state("state.rows.filter(({ said }) => !said.includes(null)).length === 1")
    lab.control("matters").fill("to walk to the shop")
    lab.control("compare").click()
    lab.await_state("state.compared && state.rows[0].said[0] - state.rows[0].found[0] === 16")
    with lab.page.expect_download() as kept:
        lab.control("keep").click()
    page = kept.value.path().read_text(encoding="utf-8")
    assert re.search(r"\b60\b.*\b20\b.*\b44\b", page, re.DOTALL)
    assert "to walk to the shop" in page


def test_each_patients_procedure_comes_back_with_the_patient_and_another_day(lab):
    (lab.folder / ".vertebra").mkdir()
    room = "from vertebra.widgets.case_room import CaseRoom\nroom = CaseRoom(6)\nroom"
    lab.open_notebook(lab.write_notebook("room.ipynb", room, "room.procedure_trainer()"))
    page, wait, next_patient = lab.page, lab.control("wait"), lab.control("next")

    def enter():
        lab.run()
        lab.widget(1)

    def seconds_in_the_trainer(condition):
        lab.await_state(f"'flow' in state && {condition}")

    enter()
    wait.click()
    seconds_in_the_trainer("state.time > 20")
    next_patient.click()
    lab.await_state("state.number === 7")
    seconds_in_the_trainer("state.time === 0")
    page.locator(".vx").first.locator("[data-control=undo]").click()
    lab.await_state("state.number === 6")
    seconds_in_the_trainer("state.time > 20")
    lab.await_true("document.querySelectorAll('.vx[data-saves=true]').length === 2")
    page.wait_for_timeout(1500)
    lab.command("notebook:restart-kernel")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.locator("[data-control='start-again']").first.wait_for()
    enter()
    lab.await_state("state.number === 6")
    seconds_in_the_trainer("state.time > 20")
    next_patient.click()
    lab.await_state("state.number === 7")
    seconds_in_the_trainer("state.time === 0")
