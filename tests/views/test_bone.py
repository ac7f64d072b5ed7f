"""Density and risk in pictures and in words."""

import numpy as np
import pytest
from rows import each_row

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
    for part in ("74 years", "82 mg/cm³", "82 HU", "0.74 g/cm²", "T −2.8", "Z −1.0", "severe osteoporosis"):
        assert part in told


def test_the_criteria_are_not_told_of_the_young(lifetime: bone.VertebraOverLife) -> None:
    assert "too young" in bone_view.describe(lifetime, lifetime.at(35))


def test_a_treatment_is_told_from_its_start_on(lifetime: bone.VertebraOverLife) -> None:
    plan = bone.TreatmentPlan(treatment="teriparatide", start_age_years=74)
    assert "before teriparatide" in bone_view.describe(lifetime, lifetime.at(70, plan), plan)
    assert "with teriparatide" in bone_view.describe(lifetime, lifetime.at(75, plan), plan)


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
    assert {text.get_text() for text in curve.get_legend().get_texts()} >= {"this patient", "untreated"}
    assert any(line.get_marker() == "o" and line.get_xdata()[0] == 78 for line in curve.lines)


def test_risk_is_told_as_people_with_an_interval() -> None:
    told = risk_view.describe(risk.risk_profile(MRS_A), 1)
    assert told.startswith(
        "Of 100 women of 74 with Z −1.0 and one earlier vertebral fracture (in the last weeks), about 8 (4 to 14)"
    )
    assert "within a year" in told
    assert "on zoledronate" in risk_view.describe(risk.RiskProfile(74, treatment="zoledronate"))


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
