"""What grading itself left, damaged: whoever it belongs to is graded anew, and nobody else notices."""

import json

import pytest

from vertebra.grading import assignments
from vertebra.grading.autograde import regrade
from vertebra.grading.course_folder.grading_record import RECORD
from vertebra.grading.item_analysis import report

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right"}
FULL = {"t-single": (1, False), "t-multi": (2, False), "t-number": (2, False), "t-text": (0, False)}
DAMAGE = {
    "nothing": "",
    "no JSON": "{",
    "a list": "[]",
    "deep": "[" * 100_000,
    "no digest": {"digest": None},
    "no notes": {"notes": None},
    "notes that are numbers": {"notes": [1]},
    "no marks": {"marks": None},
    "marks that are none": {"marks": [1]},
    "marks without names": {"marks": [{}]},
    "no status": {"status": []},
    "another schema": {"schema": 99},
}


@pytest.mark.slow
@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_record_is_no_record(course, hand_in, scores, case):
    for student in ("ann", "bad"):
        hand_in(student, RIGHT)
    assignments.grade(course, "T1")
    path = course.autograded("bad", "T1") / RECORD
    damage = DAMAGE[case]
    path.write_text(damage if isinstance(damage, str) else json.dumps({**json.loads(path.read_text()), **damage}))
    report.write_report(course, "T1")
    assert {one.status for one in assignments.grade(course, "T1")} == {"graded"}
    assert scores() == {"ann": FULL, "bad": FULL}
    assert json.loads(path.read_text())["status"] == "graded"


def test_one_that_can_not_be_looked_at_stops_no_regrade(course, hand_in, monkeypatch, questions):
    from vertebra.grading.autograde import read_submission

    for student in ("ann", "bad", "zoe"):
        hand_in(student, RIGHT)
    assignments.grade(course, "T1")
    whole = read_submission.read

    def fails(folder, student, *rest):
        if student == "bad":
            raise RecursionError("\x1b[2J")
        return whole(folder, student, *rest)

    monkeypatch.setattr(read_submission, "read", fails)
    found = regrade.plan_regrade(course, "T1", ("t-single",), questions=questions)
    assert list(found.failed) == ["bad"]
    assert found.failed["bad"].isprintable()
    assert found.unchanged + len(found.changes) == 2


def test_one_page_that_can_not_be_written_stops_no_other(course, hand_in, monkeypatch):
    from vertebra.grading.course_folder import nbgrader_api

    for student in ("ann", "bad", "zoe"):
        hand_in(student, RIGHT)
    whole = nbgrader_api.run_step

    def fails(course, name, *arguments, **options):
        if name == "generate_feedback" and "bad" in arguments:
            raise RecursionError("\x1b[2J no space left on device")
        return whole(course, name, *arguments, **options)

    monkeypatch.setattr(nbgrader_api, "run_step", fails)
    outcomes = {one.student: one for one in assignments.grade(course, "T1")}
    assert any("RecursionError" in note for note in outcomes["bad"].notes)
    for student in ("ann", "zoe"):
        assert outcomes[student].notes == ()
        assert (course.feedback(student, "T1") / "T1.html").exists()
