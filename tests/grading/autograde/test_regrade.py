"""A corrected key: what it would change is told first, and is exactly what then happens."""

import shutil
from pathlib import Path

import pytest
from pages import page_facts
from refusals import refused
from sentences import shown

from vertebra import texts
from vertebra.errors import CourseError
from vertebra.grading import assignments, commands
from vertebra.grading.autograde import regrade
from vertebra.grading.course_folder import overrides
from vertebra.grading.course_folder.build_quiz import build

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right", "t-text": "Because of the reason."}


@pytest.fixture
def corrected(questions: Path, tmp_path: Path) -> Path:
    """The questions with another key for t-single: the second option is right now."""
    mine = tmp_path / "questions"
    shutil.copytree(questions, mine)
    path = mine / "t-single" / "question.md"
    text = path.read_text(encoding="utf-8").replace("- [x] {#a}", "- [ ] {#a}").replace("- [ ] {#b}", "- [x] {#b}")
    path.write_text(text, encoding="utf-8")
    return mine


@pytest.fixture
def graded_class(course, hand_in, corrected):
    """ann chose the first option and bob the second; cy left it blank."""
    second = next(
        option["id"] for option in course.key("T1")["items"][0]["variants"][0]["options"] if option["name"] == "b"
    )
    hand_in("ann", RIGHT)
    hand_in("bob", {**RIGHT, "t-single": second})
    hand_in("cy", {"t-multi": "right"})
    assignments.grade(course, "T1")
    return course


def totals(scores) -> dict[str, float]:
    return {student: sum(points or 0 for points, _ in items.values()) for student, items in scores.items()}


def test_who_changes_by_how_much_is_told_and_nothing_is_written(graded_class, corrected, scores):
    before = scores()
    key = graded_class.key_file("T1").read_bytes()
    found = regrade.plan_regrade(graded_class, "T1", questions=corrected)
    assert found.corrected == ("t-single",)
    assert {(one.student, one.before, one.after) for one in found.changes} == {("ann", 5, 4), ("bob", 4, 5)}
    assert found.unchanged == 1
    assert not found.kept
    assert scores() == before
    assert graded_class.key_file("T1").read_bytes() == key


def test_what_was_told_is_what_happens_and_happens_once(graded_class, corrected, scores):
    told = {one.student: one.after for one in regrade.plan_regrade(graded_class, "T1", questions=corrected).changes}
    commands.regrade("T1", course=graded_class.root, yes=True, questions=corrected)
    assert totals(scores()) == {**told, "cy": 2}
    facts = page_facts(graded_class.feedback("ann", "T1") / "T1.html")
    assert (facts["score"], facts["max-score"]) == ("4", "8")
    assert list((graded_class.keys / "before").glob("T1-*.json"))
    again = regrade.plan_regrade(graded_class, "T1", questions=corrected)
    assert (again.corrected, again.changes, again.keys) == ((), (), {})


def test_unless_it_is_wanted_nothing_is_applied(graded_class, corrected, scores, capsys):
    before = scores()
    commands.regrade("T1", course=graded_class.root, questions=corrected)
    assert scores() == before
    said = capsys.readouterr().out
    assert shown(said, "regrade-totals") == [{"up": "1", "down": "1", "same": "1"}]
    assert shown(said, "regrade-not-applied")
    commands.regrade("T1", course=graded_class.root, questions=corrected, confirm=lambda question: True)
    assert totals(scores())["bob"] == 5


def test_points_that_a_person_gave_stay_and_it_is_said(graded_class, corrected, scores):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{graded_class.database}") as gradebook:
        grade = gradebook.find_grade("t-single", "T1", "T1", "ann")
        grade.manual_score = 1
        gradebook.db.commit()
    assert regrade.plan_regrade(graded_class, "T1", questions=corrected).by_hand == {"ann": ("t-single",)}
    commands.regrade("T1", course=graded_class.root, yes=True, questions=corrected)
    with Gradebook(f"sqlite:///{graded_class.database}") as gradebook:
        assert gradebook.find_grade("t-single", "T1", "T1", "ann").score == 1
        assert gradebook.find_grade("t-single", "T1", "T1", "bob").score == 1


def test_a_question_that_reads_otherwise_keeps_its_key(graded_class, corrected):
    path = corrected / "t-single" / "question.md"
    path.write_text(path.read_text(encoding="utf-8").replace("is the first?", "comes first?"), encoding="utf-8")
    found = regrade.plan_regrade(graded_class, "T1", questions=corrected)
    assert texts.keys(found.kept["t-single"]) == {"question-changed"}
    assert not found.changes
    assert not found.keys


def test_earlier_releases_are_corrected_too(graded_class, corrected, hand_in, scores):
    number = corrected / "t-number" / "question.md"
    number.write_text(number.read_text(encoding="utf-8").replace("together?", "in all?"), encoding="utf-8")
    build(graded_class, "T1", "2028", replace_release=True, questions=corrected)
    hand_in("dee", RIGHT)
    assignments.grade(graded_class, "T1")
    found = regrade.plan_regrade(graded_class, "T1", questions=corrected)
    assert {(one.student, one.after) for one in found.changes} == {("ann", 4), ("bob", 5)}
    assert texts.keys(found.kept["t-number"]) == {"question-changed"}
    commands.regrade("T1", course=graded_class.root, yes=True, questions=corrected)
    assert totals(scores()) == {"ann": 4, "bob": 5, "cy": 2, "dee": 5}


@pytest.mark.slow
def test_an_item_can_be_counted_in_full_for_everybody_who_handed_in(graded_class, questions, scores, hand_in):
    seat = hand_in("nan", {}, submit=False)
    (seat.folder / "T1" / "answers.json").unlink()
    seat.submit("T1")
    assignments.grade(graded_class, "T1")
    found = regrade.plan_regrade(graded_class, "T1", ("t-number",), questions=questions)
    assert {(one.student, one.before, one.after) for one in found.changes} == {("cy", 2, 4)}
    commands.regrade("T1", course=graded_class.root, credit=("t-number",), yes=True, questions=questions)
    assert totals(scores()) == {"ann": 5, "bob": 4, "cy": 4, "nan": 0}
    page = (graded_class.feedback("cy", "T1") / "T1.html").read_text(encoding="utf-8")
    assert shown(page, "question-credited")
    assert overrides.credited_items(graded_class, "T1") == {"t-number"}


@pytest.mark.parametrize(("item", "reason"), [("t-none", "no-such-item"), ("t-text", "item-graded-by-hand")])
def test_an_item_that_can_not_be_credited_says_why(graded_class, questions, item, reason):
    with refused(CourseError, reason, item):
        regrade.plan_regrade(graded_class, "T1", (item,), questions=questions)


def test_a_release_of_an_unknown_cohort_asks_for_it(graded_class, questions):
    import json

    path = graded_class.key_file("T1")
    key = json.loads(path.read_text(encoding="utf-8"))
    del key["cohort"]
    path.write_text(json.dumps(key), encoding="utf-8")
    with refused(CourseError, "cohort-unknown"):
        regrade.plan_regrade(graded_class, "T1", questions=questions)
    with refused(CourseError, "cohort-unknown"):
        regrade.plan_regrade(graded_class, "T1", questions=questions, cohort="1999")
    assert not regrade.plan_regrade(graded_class, "T1", questions=questions, cohort="2027").keys
