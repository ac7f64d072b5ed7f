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
    arrow = loading.page.get_by_role("slider", name="Load on the body")
    assert arrow.get_attribute("aria-valuetext") == "462 N, in the middle"
    pull(arrow, -80, -30)
    load, forward = re.match(r"(\d+) N, ([\d.]+) mm in front", arrow.get_attribute("aria-valuetext")).groups()
    assert int(load) > 1000
    assert 4 < float(forward) < 12
    loading.await_words(rf"^{load} N, ")


def test_a_task_a_density_and_the_keys(loading):
    arrow = loading.page.get_by_role("slider", name="Load on the body")
    loading.page.get_by_label("Task").select_option("lift")
    loading.await_words("^Lifting 12 kg .* expected to fail")
    arrow.press("PageDown")
    loading.await_words("the bone bears it")
    density = loading.page.get_by_label("Trabecular density")
    density.fill("60")
    loading.await_words(r"at 60 % of her density")
    arrow.press("r")
    loading.await_words("^Standing upright: 460 N")
    assert loading.page.locator(".jp-Cell").count() <= 2, "a key left the explorer and inserted a cell"


def test_a_body_is_lowered_and_graded(collapsing):
    handle = collapsing.page.get_by_role("slider", name="Height lost", exact=True)
    pull(handle, 0, 60)
    lost = int(handle.get_attribute("aria-valuenow"))
    assert lost > 25
    assert collapsing.page.locator(".vx-judged").inner_text() == ""
    for _ in range(12):
        handle.press("PageDown")
    assert handle.get_attribute("aria-valuenow") == "60"
    collapsing.page.get_by_role("button", name="grade 1, mild").click()
    collapsing.page.locator(".vx-judged", has_text="You said grade 1, mild; it is grade 3, severe (wedge).").wait_for()
    handle.press("3")
    collapsing.page.locator(".vx-judged", has_text="Right: grade 3").wait_for()
    handle.press("w")
    collapsing.await_words("^Loaded straight down")
    assert collapsing.page.locator(".vx-judged").inner_text() == ""
