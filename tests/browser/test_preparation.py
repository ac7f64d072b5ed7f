"""Before the needle, in JupyterLab: consent guessed and shown, a patient prepared, by hand and by keyboard."""

CONSENT = (
    "from vertebra.lab import mrs_a\nfrom vertebra.widgets.consent import ConsentPeople\nConsentPeople(mrs_a(lesson=6))"
)
PLANNER = (
    "from vertebra.models.preparation.antithrombotics import mrs_a_on_drug\n"
    "from vertebra.widgets.antithrombotics import AntithromboticPlanner\nAntithromboticPlanner(mrs_a_on_drug())"
)
CHECKLIST = "from vertebra.widgets.preparation import PreparationExercise\nPreparationExercise()"


def test_people_are_guessed_by_a_click_or_a_key_and_then_counted(lab):
    lab.open_widget(CONSENT)
    people = lab.page.locator(".vx-consent-people canvas")
    box = people.bounding_box()
    people.click(position={"x": box["width"] - 2, "y": box["height"] * 0.35})
    lab.await_state("state.rows[0].guess === 40 && !state.rows[0].shown")
    lab.page.locator("[data-control=show]").click()
    lab.await_state("state.rows[0].shown && Math.round(state.rows[0].expected) === 44")
    lab.page.locator("[data-control=event-leak]").press("ArrowDown")
    lab.await_state("state.at === 1")
    lab.control("guess").fill("10")
    lab.control("guess").press("Enter")
    lab.await_state("state.rows[1].verdict === 'low'")
    lab.control("technique").select_option("kyphoplasty")
    lab.await_state("Math.round(state.rows[1].expected) === 73 && state.rows[1].guess === 10")


def test_a_patient_is_prepared_by_keyboard_and_the_sheet_is_judged(lab):
    lab.open_widget(CHECKLIST)
    for step in ("drug", "last-dose", "kidneys", "coagulation", "allergy", "consent", "pause"):
        lab.page.locator(f"[data-control=step-{step}]").press("Enter")
    lab.await_state("state.steps.filter(({ done }) => done).length === 7")
    lab.page.locator("[data-control=step-position]").press("u")
    lab.await_state("state.steps.filter(({ done }) => done).length === 6")
    lab.control("pause").select_option("72")
    lab.control("verdict").select_option("go")
    lab.control("lidocaine").fill("26")
    lab.await_state("state.pause_h === 72 && state.verdict === 'go' && state.lidocaine_ml === 26")
    lab.page.locator("[data-control=close]").click()
    lab.await_state("state.closed && state.rows.filter(({ good }) => good).length === 4")
    lab.page.locator("[data-control=next]").click()
    lab.await_state("state.number === 1 && !state.closed")


def test_the_planner_names_its_lines_outside_the_chart(lab):
    lab.open_widget(PLANNER)
    entries = lab.page.locator(".vx-prep-key li")
    chart = lab.page.locator(".vx-prep-chart canvas").bounding_box()
    assert entries.count() == 4
    for entry in entries.all():
        assert entry.bounding_box()["y"] >= chart["y"] + chart["height"]
    colours = lab.page.locator(".vx-prep-swatch").evaluate_all(
        "all => all.map(one => getComputedStyle(one).borderTopColor)"
    )
    assert len(set(colours)) == 4
    lab.control("drug").select_option("none")
    lab.await_state("state.pause_h === 0")
    assert entries.locator("visible=true").count() == 3
