"""A course folder made when the modules stood elsewhere: its configuration is used as it is, and brought up to date by
`vertebra teach`."""

from importlib import import_module
from pathlib import Path

import pytest

from vertebra.grading import assignments
from vertebra.grading.course_folder import nbgrader_api
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import CONFIG, load_config
from vertebra.grading.course_folder.grading_record import SCHEMA, read_record, write_record
from vertebra.grading.course_folder.lateness import late_rule
from vertebra.grading.formats import STATUS_TEXT
from vertebra.grading.former_names import FORMER_CLASSES, FORMER_MODULES, renewed

FORMER = (Path(__file__).parents[1] / "data" / "nbgrader_config_2026.py").read_text(encoding="utf-8")
OWN = '\nc.PerDay.percent_per_day = 7.0\nc.ByFolder.named_regexp = "(?P<student_id>x)"\n# c.PerDay.most_percent = 50\n'


@pytest.fixture
def former(course):
    """The course with the configuration of a folder made earlier."""
    text = FORMER.replace("{{ course_id }}", "vertebra").replace("{{ exchange }}", "exchange")
    (course.root / CONFIG).write_text(text + OWN, encoding="utf-8")
    return course


def test_every_former_name_is_what_it_was(former):
    for old, new in FORMER_MODULES.items():
        assert vars(import_module(old)).keys() >= {name for name in vars(import_module(new)) if name[0] != "_"}
        for was, now in FORMER_CLASSES.get(old, {}).items():
            assert getattr(import_module(old), was) is getattr(import_module(new), now)


def test_a_former_configuration_keeps_its_own_settings(former):
    rule = late_rule(former)
    assert (rule.percent_per_day, rule.grace_minutes) == (7.0, 15.0)
    assert rule.late_submission_penalty("ann", 10.0, 86_400.0) == pytest.approx(0.7)


def test_a_former_section_in_todays_configuration_counts(course):
    with (course.root / CONFIG).open("a", encoding="utf-8") as file:
        file.write("\nc.PerDay.percent_per_day = 5.0\n")
    assert late_rule(course).percent_per_day == 5.0


@pytest.mark.slow
@pytest.mark.parametrize("bring_up_to_date", [False, True])
def test_submissions_are_collected_and_graded_under_a_former_configuration(former, hand_in, scores, bring_up_to_date):
    if bring_up_to_date:
        create(former.root)
    hand_in("ann", {"t-single": "right", "t-multi": "right", "t-number": "wrong", "t-text": "Because of the reason."})
    (outcome,) = assignments.grade(former, "T1")
    assert (outcome.status, outcome.points) == ("graded", 3.0)
    assert list(former.feedback("ann", "T1").glob("*.html"))
    nbgrader_api.run_step(former, "autograde", "T1", "ann", force=True)
    assert scores()["ann"] == {
        "t-single": (1.0, False),
        "t-multi": (2.0, False),
        "t-number": (0.0, False),
        "t-text": (None, True),
    }


def test_bringing_a_course_up_to_date_renames_and_changes_nothing_else(former):
    before = load_config(former)
    create(former.root)
    text, after = (former.root / CONFIG).read_text(encoding="utf-8"), load_config(former)
    assert not any(old in text for old in FORMER_MODULES)
    assert "PerDay." not in text.replace("PercentPerDay.", "")
    assert after.PercentPerDay == before.PerDay
    assert after.FolderNameCollector == before.ByFolder
    assert after.Collect == before.Collect
    assert "# c.PercentPerDay.most_percent = 50" in text
    assert renewed(text) == text


@pytest.mark.parametrize(
    ("written", "read"), [("rescued", "recovered"), ("flagged", "needs_review"), ("ungraded", "ungraded")]
)
def test_a_record_of_a_former_version_is_read_with_todays_status(tmp_path, written, read):
    record = {"schema": SCHEMA, "digest": "d", "status": written, "notes": [], "marks": []}
    write_record(tmp_path, record)
    assert read_record(tmp_path) == {**record, "status": read}
    assert read in STATUS_TEXT
