"""Density and risk in pictures and in words."""

import numpy as np
import pytest
from rows import each_row
from sentences import said

from vertebra import texts
from vertebra.models import bone
from vertebra.models.epidemiology import risk
from vertebra.models.epidemiology.meta_analysis import Estimate
from vertebra.patient import Fracture, Patient
from vertebra.views import bone as bone_view
from vertebra.views import risk as risk_view

MRS_A = Patient(74, "female", 158, 58, -2.8, fractures=(Fracture("L1", 2, 3),), seed=1)


@pytest.fixture(scope="module")
def lifetime() -> bone.VertebraOverLife:
    return bone.VertebraOverLife(MRS_A, "L1", 2.0)


def test_a_moment_is_told_with_all_three_scans(lifetime: bone.VertebraOverLife) -> None:
    told = bone_view.describe(lifetime, lifetime.at(74))
    values = texts.values(told)
    numbers = ("age_years", "qct_mg_cm3", "hounsfield_hu", "areal_g_cm2", "t_score", "z_score")
    assert [values[name] for name in numbers] == ["74", "82", "82", "0.74", "−2.8", "−1.0"]
    assert values["category"].values == {"category": texts._("severe osteoporosis")}


def test_the_criteria_are_not_told_of_the_young(lifetime: bone.VertebraOverLife) -> None:
    assert said(bone_view.describe(lifetime, lifetime.at(35)), "too-young-for-who")
    assert not said(bone_view.describe(lifetime, lifetime.at(74)), "too-young-for-who")


def test_a_treatment_is_told_from_its_start_on(lifetime: bone.VertebraOverLife) -> None:
    plan = bone.TreatmentPlan(treatment="teriparatide", start_age_years=74)
    drug = {"treatment": texts._("teriparatide")}
    assert said(bone_view.describe(lifetime, lifetime.at(70, plan), plan), "before-treatment") == [drug]
    assert said(bone_view.describe(lifetime, lifetime.at(75, plan), plan), "on-treatment") == [drug]


@each_row(("score", "written"), [(-2.8, "−2.8"), (0.31, "+0.3"), (-0.04, "0.0"), (0.0, "0.0")])
def test_scores_are_written_with_their_sign(score: float, written: str) -> None:
    assert bone_view.format_signed(score) == written


def test_grey_levels_cover_the_window() -> None:
    levels = bone_view.grey_levels(np.array([-5.0, 0.0, 175.0, 350.0, 900.0], np.float32))
    assert levels.dtype == np.uint8
    assert levels.tolist() == [0, 0, 127, 255, 255]


def test_the_poster_marks_the_moment_and_shows_untreated_beside_treated(lifetime: bone.VertebraOverLife) -> None:
    plan = bone.TreatmentPlan(treatment="zoledronate")
    figure = bone_view.static_figure(lifetime, lifetime.at(78, plan), plan)
    curve = figure.axes[2]
    assert {line.get_gid() for line in curve.lines} >= {"density", "untreated", "reference"}
    assert len(curve.get_legend().get_texts()) == 3
    assert any(line.get_marker() == "o" and line.get_xdata()[0] == 78 for line in curve.lines)


def test_risk_is_told_as_people_with_an_interval() -> None:
    told = risk_view.describe(risk.risk_profile(MRS_A), 1)
    assert {name: texts.values(told)[name] for name in ("age", "score", "value", "low", "high")} == {
        "age": "74",
        "score": "−1.0",
        "value": 8,
        "low": 4,
        "high": 14,
    }
    assert said(told, "fractured-recently")
    assert said(told, "within-a-year")
    drug = texts._("zoledronate")
    assert said(risk_view.describe(risk.RiskProfile(74, treatment="zoledronate")), "on-drug") == [{"treatment": drug}]


def test_a_hundred_people_are_drawn_and_told_apart_without_colour() -> None:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    risk_view.draw_people(axes, Estimate(0.30, 0.20, 0.45))
    filled = [line for line in axes.lines if line.get_marker() == "s" and line.get_markerfacecolor() != "none"]
    hollow = [line for line in axes.lines if line.get_marker() == "s" and line.get_markerfacecolor() == "none"]
    rings = [line for line in axes.lines if line.get_marker() == "o"]
    assert (len(filled), len(hollow), len(rings)) == (30, 15, 55)
    plt.close(figure)


def test_the_trials_of_every_drug_are_drawn() -> None:
    figure = risk_view.trials_figure()
    names = [label.get_text().split("\n")[0] for label in figure.axes[0].get_yticklabels()]
    assert names == ["alendronate", "zoledronate", "denosumab", "teriparatide", "romosozumab"]


def test_posters_of_risk_are_drawn_for_either_sex() -> None:
    for sex in ("female", "male"):
        assert len(risk_view.static_figure(risk.RiskProfile(70, sex), 1).axes) == 2  # type: ignore[arg-type]
