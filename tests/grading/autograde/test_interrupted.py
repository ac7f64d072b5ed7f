"""Grading that is killed, or met by another, ends with the scores of an undisturbed run."""

import os
import signal
import stat
import time

import pytest
from grading_process import GradingProcess
from pages import page_facts
from refusals import refused

from vertebra.errors import CourseError
from vertebra.grading import assignments
from vertebra.grading.autograde import refusals
from vertebra.grading.course_folder import backup, grading_record

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right", "t-text": "Because of the reason."}
WRONG = {"t-single": "wrong", "t-multi": "wrong", "t-number": "wrong"}

STEPS_THAT_WRITE = ("run.py", "graded_submission.py", "gradebook.py", "storage.py")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is not a signal of Windows")
def test_killed_at_many_moments_then_run_again(course, hand_in, scores):
    hand_in("ann", RIGHT)
    hand_in("bob", WRONG)
    hand_in("cy", {"t-single": "right"})
    assignments.grade(course, "T1")
    expected = scores()
    ends = []
    for countdown in (40, 110, 150, 190, 230, 270, 310, 350):
        for student in ("ann", "bob", "cy"):
            # As if it had never been graded: the gradebook keeps what the killed run wrote.
            (course.autograded(student, "T1") / grading_record.RECORD).unlink(missing_ok=True)
        process = GradingProcess(course, "T1", countdown, STEPS_THAT_WRITE)
        process.go()
        process.result()
        ends.append(process.exit_code())
        outcomes = assignments.grade(course, "T1")
        assert [one.status for one in outcomes] == ["graded"] * 3
        assert scores() == expected
        for student in ("ann", "bob", "cy"):
            record = grading_record.read_record(course.autograded(student, "T1"))
            assert record is not None
            assert (course.autograded(student, "T1") / "T1.ipynb").exists()
    assert ends.count(-signal.SIGKILL) >= 4, ends


def test_a_second_run_changes_nothing(course, hand_in, scores):
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    path = course.autograded("ann", "T1") / "T1.ipynb"
    before, content, first = scores(), path.read_bytes(), path.stat().st_mtime_ns
    assignments.grade(course, "T1")
    assert scores() == before
    assert path.stat().st_mtime_ns == first
    assignments.grade(course, "T1", force=True)
    assert scores() == before
    assert path.read_bytes() == content


def test_a_later_submission_replaces_the_earlier(course, hand_in, scores):
    seat = hand_in("ann", WRONG)
    assignments.grade(course, "T1")
    assert scores()["ann"]["t-multi"] == (0, False)
    time.sleep(0.01)
    hand_in("ann", RIGHT)
    assert seat.folder.exists()
    (outcome,) = assignments.grade(course, "T1")
    assert outcome.again
    assert scores()["ann"]["t-multi"] == (2, False)


def test_two_at_once_are_told_so(course, hand_in):
    hand_in("ann", RIGHT)
    with course.locked(), refused(CourseError, "course-busy"):
        assignments.grade(course, "T1")


def test_feedback_follows_what_a_person_gives(course, hand_in):
    from nbgrader.api import Gradebook

    hand_in("ann", RIGHT)
    hand_in("bob", RIGHT)
    assignments.grade(course, "T1")
    pages = {name: course.feedback(name, "T1") / "T1.html" for name in ("ann", "bob")}
    assert page_facts(pages["ann"])["waiting"] == "1"
    before = pages["bob"].stat().st_mtime_ns
    with Gradebook(f"sqlite:///{course.database}") as gradebook:
        grade = gradebook.find_grade("t-text", "T1", "T1", "ann")
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        gradebook.find_comment("t-text", "T1", "T1", "ann").manual_comment = "Say it <b>plainly</b>."
        gradebook.db.commit()
    assignments.grade(course, "T1")
    page = pages["ann"].read_text(encoding="utf-8")
    assert (page_facts(pages["ann"])["score"], page_facts(pages["ann"])["waiting"]) == ("7.5", "0")
    assert "Say it &lt;b&gt;plainly&lt;/b&gt;." in page
    assert pages["bob"].stat().st_mtime_ns == before


def test_a_name_that_nbgrader_takes_for_a_pattern_is_listed_and_costs_nobody_anything(course, hand_in, scores):
    hand_in("ann", RIGHT)
    hand_in("a[b]c", RIGHT)
    outcomes = {one.student: one for one in assignments.grade(course, "T1", release_feedback=True)}
    assert list(outcomes) == ["ann"]
    assert [one.given.split("+")[0] for one in refusals.list_refusals(course, "T1")] == ["a[b]c"]
    assert (course.feedback("ann", "T1") / "T1.html").exists()
    assert len(list((course.root / "exchange" / "vertebra" / "feedback").glob("*.html"))) == 1


def test_points_given_by_hand_are_kept(course, hand_in):
    from nbgrader.api import Gradebook

    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    with Gradebook(f"sqlite:///{course.database}") as gradebook:
        grade = gradebook.find_grade("t-text", "T1", "T1", "ann")
        grade.manual_score = 2.5
        grade.needs_manual_grade = False
        gradebook.db.commit()
    assignments.grade(course, "T1")
    assignments.grade(course, "T1", force=True)
    with Gradebook(f"sqlite:///{course.database}") as gradebook:
        assert gradebook.find_grade("t-text", "T1", "T1", "ann").score == 2.5


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no modes")
def test_only_the_teacher_can_read_grades_keys_and_backups(course, hand_in):
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    assert stat.S_IMODE(course.root.stat().st_mode) == 0o700
    private = [
        course.database,
        course.key_file("T1"),
        course.keys / "cohort_secret",
        *(course.root / "backups").iterdir(),
    ]
    private += list(course.autograded("ann", "T1").iterdir())
    assert len(private) >= 7
    for path in private:
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_a_gradebook_that_is_damaged_says_where_the_backup_is(course, hand_in):
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    course.database.write_bytes(b"this is no database" * 100)
    with refused(CourseError, "gradebook-unreadable", "newest-backup", backup.backups(course)[0].name):
        assignments.grade(course, "T1")


def settle(course, student, points):
    """Points by hand, and the answer settled, as formgrader's buttons do it."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.database}") as gradebook:
        grade = gradebook.find_grade("t-text", "T1", "T1", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def test_what_a_person_has_settled_is_asked_for_again_only_where_the_answer_changed(course, hand_in, scores):
    for student in ("ann", "bob", "cy"):
        hand_in(student, RIGHT)
    assignments.grade(course, "T1")
    for student in ("ann", "bob", "cy"):
        settle(course, student, 2)
    hand_in("bob", {**RIGHT, "t-single": "wrong"})
    hand_in("cy", {**RIGHT, "t-text": "Another reason."})
    assignments.grade(course, "T1", force=True)
    asked = {student: found["t-text"][1] for student, found in scores().items()}
    assert asked == {"ann": False, "bob": False, "cy": True}
    assignments.grade(course, "T1", force=True)
    assert {student: found["t-text"][1] for student, found in scores().items()} == asked
