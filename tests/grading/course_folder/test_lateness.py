"""Late penalties: what the rule says, of the points as they are now, in gradebook, feedback and export."""

from datetime import UTC, datetime, timedelta

from pages import page_facts
from refusals import refused
from rows import each_row

from vertebra.errors import CourseError
from vertebra.grading import assignments
from vertebra.grading.course_folder import grades_csv
from vertebra.grading.course_folder.due_dates import set_due
from vertebra.grading.nbgrader_plugins.late_penalty import PercentPerDay

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right", "t-text": "Because of the reason."}


def rule(course, **settings: object) -> None:
    """Add to the course's configuration."""
    path = course.root / "nbgrader_config.py"
    lines = "".join(f"\nc.{name.replace('__', '.')} = {value!r}" for name, value in settings.items())
    path.write_text(path.read_text(encoding="utf-8") + lines + "\n", encoding="utf-8")


def penalty(course, student: str) -> float | None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.database}") as book:
        return book.find_submission_notebook("T1", "T1", student).late_submission_penalty


def cells(course) -> dict[str, str]:
    """The cell of each student in the exported table, which has one quiz."""
    found = grades_csv.grade_table(course)
    return {row[0].student: found.cell(row[0]) for row in found.rows}


def ago(**time: float) -> datetime:
    return datetime.now(UTC) - timedelta(**time)


@each_row(
    ("late_s", "expected"),
    [(1, None), (900, None), (901, 1.0), (86_400, 1.0), (86_401, 2.0), (10 * 86_400, 5.0), (400 * 86_400, 5.0)],
)
def test_each_day_begun_costs_its_share(late_s, expected):
    plugin = PercentPerDay(percent_per_day=10, grace_minutes=15, most_percent=50)
    assert plugin.late_submission_penalty("ann", 10.0, late_s) == expected


def test_without_a_rule_lateness_costs_nothing(course, hand_in):
    set_due(course, "T1", ago(days=3))
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    assert penalty(course, "ann") is None


def test_it_follows_points_given_by_hand_a_new_rule_and_an_extension(course, hand_in):
    from nbgrader.api import Gradebook

    rule(course, PercentPerDay__percent_per_day=10.0)
    set_due(course, "T1", ago(days=1.5))
    hand_in("ann", RIGHT)
    hand_in("bob", {"t-multi": "right"})
    assignments.grade(course, "T1")
    assert (penalty(course, "ann"), penalty(course, "bob")) == (1.0, 0.4)
    with Gradebook(f"sqlite:///{course.database}") as book:
        grade = book.find_grade("t-text", "T1", "T1", "ann")
        grade.manual_score, grade.needs_manual_grade = 3, False
        book.db.commit()
    assert cells(course) == {"ann": "6.4", "bob": "1.6"}
    assignments.grade(course, "T1")
    assert page_facts(course.feedback("ann", "T1") / "T1.html")["late-penalty"] == "1.6"
    set_due(course, "T1", ago(days=0.5), student="ann")
    assignments.grade(course, "T1")
    assert (penalty(course, "ann"), penalty(course, "bob")) == (0.8, 0.4)
    set_due(course, "T1", ago(days=-1))
    assignments.grade(course, "T1")
    assert (penalty(course, "ann"), penalty(course, "bob")) == (None, None)


def test_nbgraders_own_rule_still_works(course, hand_in):
    rule(course, LateSubmissionPlugin__penalty_method="zero")
    set_due(course, "T1", ago(hours=1))
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    assert penalty(course, "ann") == 5


def test_an_extension_before_anything_was_handed_in_is_no_submission(course, hand_in):
    from vertebra.grading.course_folder.roster import add_students

    add_students(course, [{"id": "cy"}])
    with refused(CourseError, "nothing-to-extend", "T1"):
        set_due(course, "T1", ago(days=-3), student="cy")
    set_due(course, "T1", ago(days=1))
    set_due(course, "T1", ago(days=-1), student="cy")
    hand_in("ann", RIGHT)
    outcomes = assignments.grade(course, "T1")
    assert [one.student for one in outcomes] == ["ann"]
    assert cells(course) == {"ann": f"5{grades_csv.WAITING_MARK}", "cy": ""}
    rule(course, PercentPerDay__percent_per_day=10.0)
    hand_in("cy", RIGHT)
    assignments.grade(course, "T1")
    assert (penalty(course, "ann"), penalty(course, "cy")) == (1.0, None)
    with refused(CourseError, "student-unknown", "'nobody'"):
        set_due(course, "T1", ago(days=1), student="nobody")
