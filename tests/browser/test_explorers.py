"""The bone-loss and risk explorers in JupyterLab: by hand and by keyboard."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENT = 'Patient(74, "female", t_score=-2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1)'
CELL = """
from vertebra.patient import Fracture, Patient
from vertebra.widgets.{module} import {widget}
{widget}({patient})
"""


def opened(lab, module, widget):
    """A page with one explorer that has drawn its first frame."""
    lab.open_widget(CELL.format(module=module, widget=widget, patient=PATIENT))
    lab.await_rest(lab.page.locator(".vx canvas[role=slider]").first)
    return lab


@pytest.fixture
def life(lab):
    return opened(lab, "bone", "BoneLossExplorer")


@pytest.fixture
def people(lab):
    return opened(lab, "risk", "RiskExplorer")


def pull(node, share):
    """Take hold in the middle of a canvas and pull to `share` of its width."""
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    middle = {"x": box["width"] / 2, "y": box["height"] / 2}
    node.drag_to(node, source_position=middle, target_position={**middle, "x": share * box["width"]})


def test_the_handle_of_a_life_is_pulled_and_stepped(life):
    handle = life.page.locator(".vx canvas[role=slider]")
    pull(handle, 0.2)
    life.await_attribute(handle, "aria-valuenow", "25 < value && value < 40")
    young = float(handle.get_attribute("aria-valuenow"))
    life.await_state(f"Math.round(state.age) === {young:.0f}")
    handle.press("PageUp")
    life.await_attribute(handle, "aria-valuenow", f"Number(value) === {young + 5}")
    handle.press("r")
    life.await_state("state.age === 74")
    assert life.page.locator(".jp-Cell").count() <= 2, "a key left the explorer and inserted a cell"


def test_a_treatment_and_a_man_are_chosen_and_described(life):
    life.control("treatment").select_option("denosumab")
    handle = life.page.locator(".vx canvas[role=slider]")
    handle.press("PageUp")
    life.await_state("state.age === 79 && state.treatment === 'denosumab'")
    life.control("sex").select_option("male")
    life.await_state("state.sex === 'male'")
    assert not life.control("menopause").is_visible()


def test_people_follow_age_density_and_fractures(people):
    def expected(condition):
        people.await_state(condition)
        return people.state("people")[0]

    first, z, age = expected("state.years < 10"), people.state("z"), people.state("age")
    people.control("years").select_option("10")
    ten_years = expected("state.years === 10")
    scores = people.page.locator(".vx canvas[role=slider]").nth(1)
    scores.press("PageDown")
    thinner = expected(f"state.z < {z}")
    people.control("fractures").select_option("0")
    unbroken = expected("state.fractures === 0")
    ages = people.page.locator(".vx canvas[role=slider]").first
    pull(ages, 0.16)
    younger = expected(f"state.age < {age} && state.age === {ages.get_attribute('aria-valuenow')}")
    assert first < ten_years < thinner > unbroken > younger
