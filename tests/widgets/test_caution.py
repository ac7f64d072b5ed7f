"""A widget whose model contradicts the evidence says so itself."""

import pytest

from vertebra.patient import mrs_a
from vertebra.widgets.cement import CementTrainer
from vertebra.widgets.cohort import CascadeExplorer
from vertebra.widgets.fracture import CollapseExplorer
from vertebra.widgets.heat import HeatExplorer
from vertebra.widgets.pain import RegressionToMeanExplorer
from vertebra.widgets.restoration import RestorationExplorer


@pytest.mark.parametrize("kind", [CollapseExplorer, RestorationExplorer, HeatExplorer, CementTrainer, CascadeExplorer])
def test_a_model_that_contradicts_the_evidence_says_so_on_the_widget(kind):
    assert kind.caution.metadata["sync"]
    assert kind.caution_text(kind.__new__(kind))


def test_published_risks_stand_beside_those_of_the_cohort():
    caution = CascadeExplorer(mrs_a()).caution
    assert "10.9" in caution
    assert "3.3" in caution


def test_where_nothing_is_known_to_be_wrong_nothing_is_said():
    assert RegressionToMeanExplorer().caution == ""
