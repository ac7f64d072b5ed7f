"""The bent spine, cohorts and trials in pictures and in words."""

import pytest
from rows import each_row
from sentences import said

from vertebra import tables, texts
from vertebra.lab import mrs_a
from vertebra.models import spine
from vertebra.models.epidemiology import cohort as cascade
from vertebra.models.epidemiology import meta_analysis, risk
from vertebra.models.epidemiology.meta_analysis import Estimate
from vertebra.views import cohort as cascade_view
from vertebra.views import decision, trial_plots
from vertebra.views import meta_analysis as evidence_view
from vertebra.views import pain as pain_view
from vertebra.views import spine as spine_view

POLICY = cascade.TreatmentPolicy("zoledronate")


@pytest.fixture(scope="module")
def outcomes() -> tuple[cascade.CohortOutcome, cascade.CohortOutcome]:
    people = cascade.sample_cohort(4000, 74, z_mean=-1, fractures_n=1, years_since=0)
    return cascade.simulate_cohort(people), cascade.simulate_cohort(people, POLICY)


def test_a_posture_is_told_with_its_levels_from_above() -> None:
    told = spine_view.describe({"L1": 15, "T8": 10, "T9": 0})
    assert texts.values(told)["at"] == "T8 10°, L1 15°"
    assert texts.values(told)["kyphosis"] == "25"
    assert said(spine_view.describe({"L1": 0}), "spine-straight")
    assert not said(told, "spine-straight")


def test_only_the_chest_counts_for_the_breath() -> None:
    assert spine_view.thoracic({"T7": 5, "T12": 5, "L1": 20, "T9": 0}) == 2


def test_the_spine_is_drawn_before_and_after_with_wedges_marked() -> None:
    axes = spine_view.static_figure({"L1": 15}).axes[0]
    assert len(axes.patches) == 22
    assert sum(patch.get_hatch() is not None for patch in axes.patches) == 1
    at = {line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == "--"}
    posture = spine.posture_change({"L1": 15})
    assert max(at) - min(at) == pytest.approx(posture.plumb_line_mm)


def test_two_spines_stand_side_by_side_at_one_scale() -> None:
    left, right = spine_view.side_by_side_figure({"T8": 15}, {"L1": 15}).axes
    assert left.get_title().startswith("T8: 15°")
    assert right.get_title().startswith("L1: 15°")
    assert left.get_xlim() == right.get_xlim()


def test_the_breath_carries_the_study_that_found_nothing() -> None:
    axes = spine_view.static_figure({"T8": 10}).axes[1]
    (line,) = (line for line in axes.lines if line.get_gid() == "no-association")
    assert line.get_label() in [text.get_text() for text in axes.get_legend().get_texts()]


def test_a_policy_is_told_with_how_many_are_treated_for_one(outcomes) -> None:
    told = cascade_view.describe(*outcomes, POLICY)
    assert texts.values(told)["treatment"] == texts._("zoledronate")
    assert said(told, "for-the-fractured")
    assert said(told, "number-needed")
    same = cascade_view.describe(outcomes[0], outcomes[0], cascade.TreatmentPolicy())
    assert "spared" not in texts.values(same)
    assert not said(same, "number-needed")


@each_row(
    ("policy", "named"),
    [
        (cascade.TreatmentPolicy(), {"no-drug"}),
        (cascade.TreatmentPolicy("alendronate", "everyone"), {"drug-policy", "for-everyone"}),
        (
            cascade.TreatmentPolicy("alendronate", years=5, taken_fraction=0.5),
            {"drug-policy", "for-the-fractured", "for-years", "taken-by"},
        ),
    ],
)
def test_policies_have_names(policy: cascade.TreatmentPolicy, named: set[str]) -> None:
    name = cascade_view.policy_name(policy)
    assert texts.keys(name) == named
    if "for-years" in named:
        assert said(name, "for-years") == [{"years": "5"}]
        assert said(name, "taken-by") == [{"taken_fraction": "50"}]


def test_the_curves_count_people_and_start_at_none(outcomes) -> None:
    curve = cascade_view.per_thousand(outcomes[0])
    assert curve[0] == 0
    assert (curve[1:] >= curve[:-1]).all()
    assert curve[-1] == pytest.approx(10 * outcomes[0].ever_fractured_percent)
    figure = cascade_view.static_figure(*outcomes, POLICY)
    lower, upper = sorted(line.get_ydata()[-1] for line in figure.axes[0].lines)
    assert lower < upper == pytest.approx(curve[-1])


def test_intervals_have_true_minus_signs_and_no_minus_nought() -> None:
    def numbers(text: str) -> list[str]:
        return [texts.values(text)[name] for name in ("value", "low", "high")]

    assert numbers(trial_plots.format_interval(Estimate(0.5, -0.01, 1.1))) == ["0.5", "0.0", "1.1"]
    assert numbers(trial_plots.format_interval(Estimate(0.5, -0.31, 1.1))) == ["0.5", "−0.3", "1.1"]
    assert numbers(trial_plots.format_published(Estimate(0.41, -0.33, 1.15))) == ["0.41", "−0.33", "1.15"]


def test_a_pool_is_told_against_nothing_and_against_what_matters() -> None:
    blinded = evidence_view.describe(meta_analysis.trials("sham", (0, 3)))
    assert said(blinded, "interval-includes-none-below-mcid")
    everything = evidence_view.describe(meta_analysis.trials())
    assert {one for one in texts.keys(everything) if one.startswith("interval-excludes-none")}
    assert said(evidence_view.describe(meta_analysis.trials()[:1]), "nothing-to-pool") == [{"n_chosen": 1}]


def test_the_forest_holds_every_trial_and_the_pool() -> None:
    chosen = meta_analysis.trials()
    forest, funnel, without = evidence_view.static_figure(chosen).axes
    assert [label.get_text() for label in forest.get_yticklabels()][-1] == texts._("pooled")
    assert len(forest.get_yticklabels()) == len(chosen) + 1
    assert len(without.get_yticklabels()) == len(chosen)
    assert {text.get_text() for text in funnel.texts} == {trial.name for trial in chosen}
    matters = tables.value("minimal_important_difference_points")
    assert any(list(line.get_xdata()) == [matters, matters] for line in forest.lines)


def test_two_trials_have_no_leave_one_out() -> None:
    assert len(evidence_view.static_figure(meta_analysis.trials()[:2]).axes) == 2


def test_a_fall_is_told_with_its_reasons() -> None:
    cohort = meta_analysis.regression_to_the_mean(6, n_screened=1000)
    figure = pain_view.static_figure(cohort, meta_analysis.decompose_improvement(6))
    told = pain_view.describe_improvement(cohort, meta_analysis.decompose_improvement(6))
    assert texts.values(told)["treatment_effect"] == "0.0"
    assert (texts.values(told)["n_entry_points"], texts.values(told)["screened"]) == (len(cohort.entry_points), 1000)
    assert len(figure.axes[1].patches) == 4


def test_several_policies_are_told_and_drawn_together(outcomes) -> None:
    named = {"no drug": outcomes[0], "zoledronate": outcomes[1]}
    told = cascade_view.describe_policies(named)
    assert texts.values(told)["years"] == 10
    assert all(name in told for name in named)
    assert len(cascade_view.policies_figure(named).axes[0].lines) == 2


def test_a_cohort_like_mrs_a_breaks_as_the_risk_model_says_of_her() -> None:
    found = cascade.simulate_cohort(cascade.cohort_like(mrs_a(), 50_000), years=1).ever_fractured_percent
    assert found == pytest.approx(100 * risk.one_year_risk(risk.risk_profile(mrs_a())).value, rel=0.06)


def test_ratios_of_new_fractures_all_include_one_and_are_told() -> None:
    found = evidence_view.new_fracture_ratios()
    assert all(ratio.crosses(1) for ratio in found.values())
    told = evidence_view.describe_new_fractures()
    intervals = [(one["value"], one["low"], one["high"]) for one in said(told, "interval")]
    assert ("1.80", "0.82", "3.94") in intervals
    assert ("0.67", "0.37", "1.21") in intervals
    assert len(evidence_view.new_fractures_figure().axes[0].get_yticklabels()) == len(found)


@each_row(
    ("percent", "told"),
    [(44, {"percent": "44"}), (0, {"percent": "0"}), (0.13, {"people": "769"}), (1.9, {"percent": "2"})],
)
def test_rare_harm_is_told_as_one_in_so_many(percent: float, told: dict[str, str]) -> None:
    assert texts.values(decision.format_people(percent)) == told


def test_the_decision_sheet_draws_a_hundred_people_with_and_without() -> None:
    figure = decision.static_figure()
    for axes in figure.axes:
        assert sum(len(group.get_offsets()) for group in axes.collections) == 100
    assert len(figure.axes[0].collections[0].get_offsets()) == 44
    told = list(texts.parts(decision.describe()))
    rare = next(one.values["treated"] for one in told if "people" in texts.values(one.values.get("treated", "")))
    assert texts.values(rare) == {"people": "769"}


def test_the_sheets_counts_are_those_of_the_trials() -> None:
    counts = tables.table("trial_counts")
    for name, outcome in (("VAPOUR", "Pain below"), ("VERTOS II", "New vertebral")):
        row = counts.row("trial", name)
        told = next(one for one in decision.decision_outcomes() if one.name.startswith(outcome))
        found = [100 * int(row[f"events_{arm}"]) / int(row[f"n_{arm}"]) for arm in ("treated", "control")]
        assert [told.with_cement_percent, told.without_cement_percent] == pytest.approx(found, abs=0.4)
