"""Quizzes 3, 5, 6 and 11 ask for every objective of their lessons, with enough numbers drawn and words."""

from rows import each_row

from vertebra.book import source
from vertebra.quiz.question.question import load
from vertebra.quiz.release.release import definition


@each_row(
    ("quiz", "stem"),
    [
        ("Q3", "03_what_the_fracture_does"),
        ("Q5", "05_does_it_work"),
        ("Q6", "06_before_the_needle"),
        ("Q11", "11_afterwards"),
    ],
)
def test_a_quiz_is_whole(quiz: str, stem: str) -> None:
    questions = [load(name) for name in definition(quiz).items]
    lesson = next(source.read(path) for path in source.paths() if path.stem == stem)
    assert 8 <= len(questions) <= 12
    assert {question.objective for question in questions} == set(lesson.objectives)
    assert sum(question.parametric for question in questions) >= 3
    kinds = [question.kind for question in questions]
    assert kinds.count("text") == 1
    assert "concordance" not in kinds, "no panel has answered yet"
    headings = {block.text.splitlines()[0].lstrip("# ") for block in lesson.of_kind("text")}
    assert {question.lesson_section for question in questions} <= headings


@each_row("prefix", ["03-", "05-", "11-"])
def test_a_judgement_without_a_panel_says_so(prefix: str) -> None:
    from vertebra.quiz.question.question import question_ids

    asked = [load(name) for name in question_ids() if name.startswith(prefix)]
    panels = [question for question in asked if question.kind == "concordance"]
    assert panels
    assert all("No experts were asked" in question.spec["panel_note"] for question in panels)
