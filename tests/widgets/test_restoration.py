"""The restoration explorer tells what the solver found."""

import numpy as np
import pytest
from refusals import refused
from rows import each_row
from widgets_shown import assert_has_still, meter_values

from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import fracture
from vertebra.models.experiments import restoration_curve as restoration
from vertebra.models.mechanics import augmentation
from vertebra.widgets import restoration_sections
from vertebra.widgets.restoration import RestorationExplorer


@pytest.fixture(scope="module")
def explorer():
    return RestorationExplorer(mrs_a())


@pytest.mark.slow
def test_its_curves_are_the_solvers(explorer, sent, tell):
    explorer.state = explorer.initial_state()
    tell(explorer, None)
    _, arrays = sent[-1]
    case = fracture.load_case(mrs_a(), "L1", restoration.VOXEL_MM)
    outcome = restoration.injected(case.fractured, "both sides", 4.0)
    assert outcome.cement.injected_ml == pytest.approx(4.0, abs=1e-3)
    found = augmentation.simulate_restoration(case.intact, case.fractured, outcome.vertebra)
    at = list(arrays["volumes"]).index(4)
    assert arrays["strength"][at] == pytest.approx(100 * found.strength_restored, rel=1e-4)
    assert arrays["stiffness"][at] == pytest.approx(100 * found.stiffness_restored, rel=1e-4)
    assert arrays["strength"][0] < 70


@pytest.mark.slow
def test_cement_shows_in_the_section_where_it_was_put(explorer, sent):
    for placement in restoration.PLACEMENTS:
        explorer.dispatch(placement=placement, volume=5)
        image = sent[-1][1]["image"]
        columns = (image == 255).sum(axis=0)
        half = len(columns) // 2
        sides = columns[:half].sum(), columns[-half:].sum()
        assert sum(sides) > 10
        assert (max(sides) > 2 * min(sides)) == (placement == "one side")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("placement", "volume_ml"), [("both sides", 0.0), ("both sides", 4.0), ("one side", 1.5), ("middle", 8.0)]
)
def test_the_shipped_sections_are_the_models(placement, volume_ml):
    shipped = restoration_sections.section(mrs_a(), "L1", placement, volume_ml).astype(int)
    computed = restoration_sections.computed_section(mrs_a(), "L1", placement, volume_ml).astype(int)
    assert shipped.shape == computed.shape
    assert np.abs(shipped - computed).max() <= 2, "write the sections anew: see restoration_sections"


@pytest.mark.slow
def test_no_cement_is_the_broken_body(explorer, sent):
    explorer.dispatch(volume=0)
    shown = meter_values(sent[-1][0])
    assert shown["strength"] == pytest.approx(sent[-1][1]["strength"][0] / 100, rel=1e-5)
    assert not np.any(sent[-1][1]["image"] == 255)


@each_row(("action", "named"), [({"volume": 30}, "30"), ({"placement": "left"}, "left"), ({"q": 1}, "q")])
def test_what_is_not_possible_is_said_and_changes_nothing(explorer, action, named):
    before = explorer.state
    with refused(InputError, named):
        explorer.dispatch(**action)
    assert explorer.state == before


def test_where_nothing_runs_there_is_a_picture_and_a_sentence(explorer):
    assert_has_still(explorer)
