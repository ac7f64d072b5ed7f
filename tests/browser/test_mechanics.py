"""The load-strength and collapse explorers in JupyterLab: by hand, by keyboard, and for everyone."""

import re

import pytest

CELL = """
from vertebra.patient import Fracture, Patient
from vertebra.widgets.{module} import {widget}
{widget}(Patient(74, "female", t_score=-2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1))
"""


def opened(lab, module, widget):
    return lab.open_widget(CELL.format(module=module, widget=widget))


@pytest.fixture
def loading(lab):
    return opened(lab, "mechanics", "LoadStrengthExplorer")


@pytest.fixture
def collapsing(lab):
    return opened(lab, "fracture", "CollapseExplorer")


def pull(node, across, down):
    """Take hold in the middle of a canvas and pull by so many pixels."""
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    x, y = box["width"] / 2, box["height"] / 2
    node.drag_to(node, source_position={"x": x, "y": y}, target_position={"x": x + across, "y": y + down}, steps=4)


def test_the_load_is_pulled_up_and_to_the_front(loading):
    arrow = loading.page.locator(".vx canvas[role=slider]")
    assert (round(loading.state("load")), loading.state("forward")) == (462, 0)
    assert "462" in arrow.get_attribute("aria-valuetext")
    pull(arrow, -80, -30)
    loading.await_state("state.load > 1000 && state.forward > 4")
    load, forward = re.findall(r"[\d.]+", arrow.get_attribute("aria-valuetext"))
    assert int(load) > 1000
    assert 4 < float(forward) < 20
    loading.await_state(f"state.load === {load} && state.forward === {forward}")


def test_a_task_a_density_and_the_keys(loading):
    arrow = loading.page.locator(".vx canvas[role=slider]")
    loading.control("task").select_option("lift")
    loading.await_state("state.task === 'lift' && state.readouts.at(-1).grave")
    arrow.press("PageDown")
    loading.await_state("state.task === '' && !state.readouts.at(-1).grave")
    density = loading.control("density")
    density.fill("60")
    loading.await_state("state.density === 60")
    arrow.press("r")
    loading.await_state("state.task === 'stand' && Math.round(state.load) === 462 && state.density === 100")
    assert loading.page.locator(".jp-Cell").count() <= 2, "a key left the explorer and inserted a cell"


def test_a_body_is_lowered_and_graded(collapsing):
    handle = collapsing.page.locator(".vx canvas[role=slider]")
    pull(handle, 0, 60)
    collapsing.await_attribute(handle, "aria-valuenow", "value > 25")
    assert collapsing.page.locator(".vx-judged").inner_text() == ""
    for _ in range(12):
        handle.press("PageDown")
    collapsing.await_attribute(handle, "aria-valuenow", "value === '60'")
    collapsing.control("grade-1").click()
    collapsing.await_state("state.guess === 1 && state.verdict")
    wrong = collapsing.state("verdict")
    handle.press("3")
    collapsing.await_state("state.guess === 3 && state.verdict")
    assert collapsing.state("verdict") != wrong
    handle.press("w")
    collapsing.await_state("state.way === 'straight'")
    assert collapsing.page.locator(".vx-judged").inner_text() == ""
