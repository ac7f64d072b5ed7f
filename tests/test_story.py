"""Mrs A.'s facts: one table, and no lesson or question that says another thing about her."""

import re

import pytest
from refusals import refused

from vertebra import story
from vertebra.errors import CourseError
from vertebra.models.epidemiology import risk
from vertebra.paths import LESSONS, QUESTIONS, SELF_CHECKS
from vertebra.patient import mrs_a

ABOUT_HER = re.compile(r"Mrs A\b")
MG_PER_UMOL = 1 / 88.4


def texts():
    """Lessons as written, and the questions that name her, by their place."""
    found = {path.name: path.read_text(encoding="utf-8") for path in sorted(LESSONS.glob("[0-9]*.md"))}
    for root in (QUESTIONS, SELF_CHECKS):
        for path in sorted(root.glob("*/question.md")):
            text = path.read_text(encoding="utf-8")
            if ABOUT_HER.search(text):
                found[path.parent.name] = text
    return found


def stated(text):
    """(fact, figure) for every figure that prose about her writes out."""
    paragraphs = [one for one in re.split(r"\n\s*\n", text) if ABOUT_HER.search(one)]
    for fact in story.facts().values():
        for pattern in fact.said:
            for one in paragraphs:
                for match in re.finditer(pattern, one):
                    yield fact, match[1].replace("−", "-")


@pytest.mark.parametrize("place", sorted(texts()))
def test_no_text_about_her_states_another_figure(place):
    for fact, figure in stated(texts()[place]):
        assert figure == str(fact.value), f"{place}: {fact.name} is {fact.value}, not {figure}"


def test_a_text_with_another_figure_is_found():
    wrong = "Mrs A. is 75; her T-score is −3.1, and she lifted a basket of 15 kg."
    assert {(fact.name, figure) for fact, figure in stated(wrong)} == {
        ("age_years", "75"),
        ("t_score", "-3.1"),
        ("lifted_kg", "15"),
    }


def test_every_fact_is_of_use_and_every_role_has_one():
    named = {name for text in texts().values() for name in story.ROLE.findall(text)}
    assert named <= set(story.facts())
    assert len(named) > 12


def test_an_unknown_fact_is_named_and_a_word_is_no_number():
    with refused(CourseError, "'shoe_size'"):
        story.with_facts("She takes {fact}`shoe_size`.")
    with refused(CourseError, "'cause'"):
        story.number("cause")


def test_her_clearance_follows_from_age_weight_and_creatinine():
    """Cockcroft and Gault, for a woman."""
    creatinine_mg_dl = story.number("creatinine_umol_l") * MG_PER_UMOL
    clearance = 0.85 * (140 - story.number("age_years")) * story.number("weight_kg") / (72 * creatinine_mg_dl)
    assert clearance == pytest.approx(story.number("clearance_ml_min"), abs=0.5)


def test_the_second_fracture_is_known_from_lesson_04_on_and_doubles_her_risk():
    assert [one.level for one in mrs_a().fractures] == ["L1"]
    assert [one.level for one in mrs_a(3).fractures] == ["L1"]
    assert [one.level for one in mrs_a(4).fractures] == ["L1", "T11"]
    one, two = (risk.risk_within(risk.risk_profile(mrs_a(lesson)), 1).value for lesson in (3, 4))
    assert two > 2 * one


def test_models_and_story_agree_about_the_old_fracture():
    from vertebra.models.experiments import before_after, mri_slices

    assert before_after.OLD_LEVEL == mri_slices.OLD_LEVEL == story.fact("old_level").value
    assert story.number("old_weeks") == mri_slices.OLD_WEEKS
