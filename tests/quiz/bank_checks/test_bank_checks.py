"""The rules of items, the strategies without knowledge, the blueprint and the panel: each finds what it is for."""

from dataclasses import replace
from pathlib import Path

import pytest

from vertebra.errors import CourseError
from vertebra.quiz.bank_checks import blueprint, item_rules, panel, test_wise
from vertebra.quiz.bank_checks.check_bank import own_question_advice
from vertebra.quiz.bank_checks.item_rules import item_rule_faults, longest_key, place_faults, share_fault
from vertebra.quiz.bank_checks.picture_need import picture_need_faults
from vertebra.quiz.question.question import Question, QuestionVariant, load
from vertebra.quiz.question.question_parser import Option
from vertebra.quiz.release.release import QuizDefinition, definition
from vertebra.quiz.release.variants import shuffle_options, variants_of
from vertebra.quiz.session import self_check

EXPLAINS = "Ten words or more say why this one is right or wrong here."


def made(kind: str = "single", options: tuple[Option, ...] = (), stem: str = "Which is right?") -> QuestionVariant:
    """An ungraded variant with these options."""
    question = Question("t", kind, "T", "L01.1", "S", 1, "", Path("course/self_checks/t"))
    return QuestionVariant(question, 0, {}, stem, options)


def option(name: str, text: str, *, right: bool = False, feedback: str = EXPLAINS) -> Option:
    return Option(name, text, feedback, right)


FAIR = (option("a", "fourteen chars", right=True), option("b", "fifteen letters"), option("c", "sixteen of these"))


def test_a_fair_item_has_no_fault():
    assert item_rule_faults(made(options=FAIR)) == []


@pytest.mark.parametrize(
    "item",
    [
        made(options=FAIR[:2]),
        made(options=(*FAIR[:2], option("c", "an option that is much longer than each of the others are"))),
        made(options=(*FAIR[:2], option("c", "sixteen of these", feedback="Too short."))),
        made(options=FAIR, stem="Which is **not** right?"),
        made(options=FAIR, stem="All are right EXCEPT one. Which?"),
        made("multiple", (FAIR[0], option("b", "fifteen letters", right=True), FAIR[2])),
    ],
)
def test_each_rule_finds_what_breaks_it(item: QuestionVariant):
    assert len(item_rule_faults(item)) == 1


JOKES = ("Sell it!", "By magic", "Toss a coin", "It smells of cement", "Wait for a full moon", "The nurse is bored")
SOBER = ("Wait for six weeks", "A drug holiday of two years", "Cool the cement", "It lazily drips", "Soldered leads")


def test_an_option_that_nobody_believes_is_recognised_by_its_words():
    recognised = [text for text in (*JOKES, *SOBER) if item_rules.JOKES.search(text)]
    assert recognised == list(JOKES)


def test_a_graded_item_needs_explanation_source_level_cell_and_numbers_of_its_own():
    item = variants_of(load("05-risk-ratio"), "check", 1)[0]
    assert item_rule_faults(item) == []
    bare = replace(item.question, sources=(), level="", cell="", draws_with="other")
    assert len(item_rule_faults(replace(item, question=bare, explanation=""))) == 5


def in_order(at: int) -> QuestionVariant:
    """A variant of a question whose options keep their order, with the key at this place of four."""
    question = replace(made().question, fixed_order=True, folder=load("02-grade").folder)
    options = tuple(option(str(one), f"grade {one}", right=one == at) for one in range(4))
    return replace(made(options=options), question=question)


def test_options_in_their_order_need_a_key_whose_place_tells_nothing():
    assert item_rule_faults(replace(in_order(1), question=replace(made().question, fixed_order=True)))
    assert place_faults([in_order(at % 4) for at in range(20)]) == []
    assert place_faults([in_order(2 if at < 9 else at % 4) for at in range(20)])
    assert place_faults([made(options=FAIR)] * 20) == [], "shuffled options have no place"


@pytest.mark.parametrize("name", ["01-category", "02-grade"])
def test_grades_and_categories_are_shown_in_their_order(name: str):
    variants = variants_of(load(name), "check")
    assert {tuple(one.id for one in shuffle_options(item, "salt").options) for item in variants} == {
        tuple(one.id for one in variants[0].options)
    }
    assert place_faults(variants) == []


def test_a_fat_fraction_is_drawn_of_tumour_of_fracture_and_between():
    found = {item.values["_found"]: item.content.key for item in variants_of(load("04-fat-fraction"), "check")}
    assert found["tumour"] < 7 < found["between"] < 12 < found["fracture"]


def test_a_broken_wrist_does_not_change_low_bone_mass():
    variants = [item for item in variants_of(load("01-category"), "check") if item.values["_fragile"]]
    keys = {next(one.id for one in item.options if one.correct) for item in variants}
    assert keys == {"low", "severe"}


def test_a_teachers_own_question_is_advised_and_those_of_the_course_are_not(tmp_path):
    folder = tmp_path / "questions" / "my-own"
    folder.mkdir(parents=True)
    head = 'kind = "single"\ntitle = "T"\nobjective = "L01.1"\nlesson_section = "S"\npoints = 1\n'
    options = "".join(f"- [{'x' if at == 1 else ' '}] {{#o{at}}} option {at}\n  > Short.\n" for at in range(3))
    text = f"+++\n{head}+++\nWhich is **not** right?\n\n## Options\n\n{options}"
    (folder / "question.md").write_text(text, encoding="utf-8")
    advice = own_question_advice(["my-own", "01-category"], tmp_path / "questions")
    assert len(advice) == 6, "three short feedbacks, a negation, no explanation, no source"
    assert all(fault.startswith("my-own") for fault in advice)


def test_a_bank_whose_keys_are_longest_is_found():
    long = made(options=(option("a", "the longest of all", right=True), option("b", "shorter"), option("c", "short")))
    assert longest_key([long] * 12).fraction == 1
    assert share_fault("bank", [long] * 12)
    assert not share_fault("bank", [long] * 3), "three items show nothing"
    assert longest_key([made(options=(option("a", "one", right=True), option("b", "two")))]).fraction == 0.5


@pytest.mark.parametrize(
    ("strategy", "options"),
    [
        ("longest option", ("the longest key of them", "short one", "short two")),
        ("middle number", ("50", "5", "500")),
        ("most hedged option", ("it may often help", "it will help", "it will harm")),
        ("option that repeats the stem", ("because of oedema", "because of height", "because of weight")),
    ],
)
def test_each_strategy_is_seen_where_it_works(strategy: str, options: tuple[str, ...]):
    known = tuple(option(str(at), text, right=at == 0) for at, text in enumerate(options))
    scores = test_wise.strategy_scores([made(options=known, stem="What does oedema say?")] * 20)
    found = next(score for score in scores if score.strategy == strategy)
    assert found.earned == 1
    assert not found.at_chance


def test_choosing_everything_is_seen_where_it_works():
    options = tuple(option(str(at), f"option {at}", right=at < 4) for at in range(5))
    scores = test_wise.strategy_scores([made("multiple", options)] * 20)
    found = next(score for score in scores if score.strategy == test_wise.ALL_OF_A_KIND)
    assert found.earned == 0.75
    assert not found.at_chance


def test_a_quiz_that_differs_from_its_blueprint_is_told_where():
    exam = definition("Exam")
    quizzes = {name: list(questions) for name, questions in blueprint.every_quiz().items()}
    assert blueprint.quiz_blueprint_faults(exam, quizzes["Exam"], quizzes) == []
    seen = [*quizzes["Exam"][:-1], quizzes["Q1"][0]]
    assert blueprint.quiz_blueprint_faults(exam, seen, quizzes)
    plan = {"items": 31, "max_numeric": 0, "min_vignettes": 31, "min_pictures": 31, "cells": {"evidence": 30}}
    stricter = QuizDefinition("Exam", "T", 5, exam.items, blueprint=plan)
    assert len(blueprint.quiz_blueprint_faults(stricter, quizzes["Exam"], quizzes)) == 5


def test_every_objective_has_two_items_of_its_own_and_a_third_of_the_items_have_a_picture_to_be_read():
    assert blueprint.blueprint_faults() == []


def declared_needed(name: str, stem: str = "") -> Question:
    """A question of the course whose picture is declared to be needed, with another text instead of its own."""
    question = load(name)
    text = {"body": stem + question.body[question.body.index("\n## ") :]} if stem else {}
    return replace(question, figure={**(question.figure or {}), "needed": True}, **text)


def test_a_picture_is_needed_where_its_words_stay_the_same_and_the_key_changes():
    assert picture_need_faults(declared_needed("05-risk-ratio")) == []
    assert picture_need_faults(declared_needed("04-one-film")) == []
    assert picture_need_faults(declared_needed("ex-leak")) == [], "a place has to be marked in it"


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(
            declared_needed("05-risk-ratio", "{{ a }} of {{ n1 }}, {{ c }} of {{ n2 }}"), id="told by the stem"
        ),
        pytest.param(declared_needed("04-one-film", "Which sentence? {{ words }}"), id="told in words"),
        pytest.param(declared_needed("08-thread"), id="the same key for each picture"),
    ],
)
def test_a_picture_that_only_illustrates_is_not_counted(question: Question):
    assert len(picture_need_faults(question)) == 1


def test_a_blueprint_counts_pictures_that_must_be_read():
    counted = blueprint.count("T", [load("08-thread"), load("05-risk-ratio"), load("ex-leak"), load("10-common")])
    assert (counted.pictures, counted.needed_pictures) == (3, 2)


def form(folder: Path, expert: str, answers: dict[str, str]) -> None:
    rows = "".join(f"{name},case,{answer}\n" for name, answer in answers.items())
    (folder / f"{expert}.csv").write_text("question,case,answer\n" + rows, encoding="utf-8-sig")


def test_weights_follow_the_panel_and_are_written_whole(tmp_path):
    for at in range(12):
        form(tmp_path, f"expert-{at}", {"03-dyspnoea": ("-2", "−1", "+1")[at % 3 if at < 9 else 0]})
    (tmp_path / panel.FORM_NAME).write_bytes(panel.form([load("03-dyspnoea")]))
    found = panel.weights(panel.read_forms(tmp_path, ["03-dyspnoea"]))["03-dyspnoea"]
    assert found.counts == (6, 3, 0, 3, 0)
    assert found.credits == (1, 0.5, 0, 0.5, 0)
    assert panel.weight_faults({"03-dyspnoea": found}) == []
    folder = tmp_path / "03-dyspnoea"
    folder.mkdir()
    (folder / "question.md").write_bytes((load("03-dyspnoea").folder / "question.md").read_bytes())
    panel.put_into(replace(load("03-dyspnoea"), folder=folder), found, "12 readers")
    head = (folder / "question.md").read_text(encoding="utf-8").split("+++")[1]
    assert "panel = [6, 3, 0, 3, 0]" in head
    assert 'panel_note = "12 readers"' in head
    assert "panel_asked = true" in head


@pytest.mark.parametrize("answers", [{"03-dyspnoea": "3"}, {"no-such": "1"}, {"03-dyspnoea": "likely"}])
def test_an_answer_that_is_none_is_refused_with_its_row(tmp_path, answers):
    form(tmp_path, "expert", answers)
    with pytest.raises(CourseError, match="row 2"):
        panel.read_forms(tmp_path, ["03-dyspnoea"])


def test_few_experts_make_no_weights(tmp_path):
    for at in range(9):
        form(tmp_path, f"expert-{at}", {"03-dyspnoea": "-1"})
    assert panel.weight_faults(panel.weights(panel.read_forms(tmp_path, ["03-dyspnoea"])))


def test_self_checks_are_shuffled_for_each_learner_and_stay_so(tmp_path, monkeypatch):
    def order(learner: str) -> list[str]:
        monkeypatch.setattr(self_check, "suggested_student", lambda: learner)
        view = self_check.SelfCheck(["10-drill-thread", "01-sc-after", "01-pr-loss"], tmp_path).view
        return [one["id"] for item in view["items"] for one in item["options"]]

    orders = {learner: order(learner) for learner in ("ann", "bo", "cem", "dee", "eve")}
    assert len({tuple(one) for one in orders.values()}) > 1
    assert order("ann") == orders["ann"]


def test_a_drill_never_arrives_solved():
    for name in ("10-drill-thread", "10-drill-breath", "10-drill-arrest", "10-drill-bleed"):
        item = variants_of(load(name), count=1)[0]
        for learner in range(200):
            shown = [step.id for step in shuffle_options(item, f"learner {learner}").options]
            assert shown != list(item.content.order)
