"""The bent spine, cohorts and trials in pictures and in words."""

import pytest

from vertebra import tables
from vertebra.models import cascade, evidence, spine
from vertebra.models.evidence import Estimate
from vertebra.views import cascade as cascade_view
from vertebra.views import evidence as evidence_view
from vertebra.views import spine as spine_view

POLICY = cascade.Policy("zoledronate")


@pytest.fixture(scope="module")
def outcomes() -> tuple[cascade.Outcome, cascade.Outcome]:
    people = cascade.cohort(4000, 74, z_mean=-1, fractures_n=1, years_since=0)
    return cascade.run(people), cascade.run(people, POLICY)


def test_a_posture_is_told_with_its_levels_from_above() -> None:
    told = spine_view.describe({"L1": 15, "T8": 10, "T9": 0})
    assert told.startswith("Wedges of T8 10°, L1 15°: 25° more kyphosis")
    assert "if nothing makes up for it" in told
    assert spine_view.describe({"L1": 0}).startswith("No wedge")


def test_only_the_chest_counts_for_the_breath() -> None:
    assert spine_view.thoracic({"T7": 5, "T12": 5, "L1": 20, "T9": 0}) == 2


def test_the_spine_is_drawn_before_and_after_with_wedges_marked() -> None:
    axes = spine_view.poster({"L1": 15}).axes[0]
    assert len(axes.patches) == 22
    assert sum(patch.get_hatch() is not None for patch in axes.patches) == 1
    at = {line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == "--"}
    posture = spine.stand({"L1": 15})
    assert max(at) - min(at) == pytest.approx(posture.plumb_line_mm)


def test_the_breath_carries_the_study_that_found_nothing() -> None:
    axes = spine_view.poster({"T8": 10}).axes[1]
    assert any("no association" in text.get_text() for text in axes.get_legend().get_texts())


def test_a_policy_is_told_with_how_many_are_treated_for_one(outcomes) -> None:
    told = cascade_view.describe(*outcomes, POLICY)
    assert told.startswith("Of 1000 people, ")
    assert "zoledronate for those with a fracture" in told
    assert "one spared for every" in told
    same = cascade_view.describe(outcomes[0], outcomes[0], cascade.Policy())
    assert "0 spared." in same


@pytest.mark.parametrize(
    ("policy", "named"),
    [
        (cascade.Policy(), "no drug"),
        (cascade.Policy("alendronate", "everyone"), "alendronate for everyone"),
        (cascade.Policy("alendronate", years=5, taken_share=0.5),
         "alendronate for those with a fracture for 5 years, taken by 50 of 100"),
    ],
)  # fmt: skip
def test_policies_have_names(policy: cascade.Policy, named: str) -> None:
    assert cascade_view.named(policy) == named


def test_the_curves_count_people_and_start_at_none(outcomes) -> None:
    curve = cascade_view.per_thousand(outcomes[0])
    assert curve[0] == 0
    assert (curve[1:] >= curve[:-1]).all()
    assert curve[-1] == pytest.approx(10 * outcomes[0].ever_fractured_percent)
    figure = cascade_view.poster(*outcomes, POLICY)
    lower, upper = sorted(line.get_ydata()[-1] for line in figure.axes[0].lines)
    assert lower < upper == pytest.approx(curve[-1])


def test_intervals_have_true_minus_signs_and_no_minus_nought() -> None:
    assert evidence_view.interval(Estimate(0.5, -0.01, 1.1)) == "0.5 (0.0 to 1.1)"
    assert evidence_view.interval(Estimate(0.5, -0.31, 1.1)) == "0.5 (−0.3 to 1.1)"
    assert evidence_view.published(Estimate(0.41, -0.33, 1.15)) == "0.41 (−0.33 to 1.15)"


def test_a_pool_is_told_against_nothing_and_against_what_matters() -> None:
    blinded = evidence_view.describe(evidence.trials("sham", (0, 3)))
    assert "includes no difference" in blinded
    assert "stays below" in blinded
    everything = evidence_view.describe(evidence.trials())
    assert "excludes no difference" in everything
    assert evidence_view.describe(evidence.trials()[:1]) == "1 trial: nothing to pool."


def test_the_forest_holds_every_trial_and_the_pool() -> None:
    chosen = evidence.trials()
    forest, funnel, without = evidence_view.poster(chosen).axes
    assert [label.get_text() for label in forest.get_yticklabels()][-1] == "pooled"
    assert len(forest.get_yticklabels()) == len(chosen) + 1
    assert len(without.get_yticklabels()) == len(chosen)
    assert {text.get_text() for text in funnel.texts} == {trial.name for trial in chosen}
    matters = tables.value("minimal_important_difference_points")
    assert any(list(line.get_xdata()) == [matters, matters] for line in forest.lines)


def test_two_trials_have_no_leave_one_out() -> None:
    assert len(evidence_view.poster(evidence.trials()[:2]).axes) == 2


def test_a_fall_is_told_with_its_reasons() -> None:
    cohort = evidence.regression_to_the_mean(6, n_screened=1000)
    figure = evidence_view.fall_poster(cohort, evidence.fall_parts(6))
    told = evidence_view.describe_fall(cohort, evidence.fall_parts(6))
    assert "0.0 the treatment itself" in told
    assert f"{len(cohort.entry_points)} of 1000 screened" in told
    assert len(figure.axes[1].patches) == 4
