"""The course folder: made, found, private, and outside the repository."""

import os
import stat

import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import CourseError
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import CONFIG, exchange_folder, find, load_config
from vertebra.grading.course_folder.gradebook_tables import make_gradebook
from vertebra.grading.course_folder.roster import RosterResult, enter_roster
from vertebra.grading.course_folder.roster_file import read_roster
from vertebra.paths import ROOT


def test_made_twice_it_keeps_what_is_in_it(tmp_path):
    course = create(tmp_path / "course")
    secret = (course.keys / "cohort_secret").read_text(encoding="ascii")
    (course.root / CONFIG).write_text(
        (course.root / CONFIG).read_text(encoding="utf-8") + "\nc.CourseDirectory.max_file_size = 7\n", encoding="utf-8"
    )
    again = create(tmp_path / "course")
    assert (again.keys / "cohort_secret").read_text(encoding="ascii") == secret
    assert "max_file_size = 7" in (course.root / CONFIG).read_text(encoding="utf-8")
    assert find(course.root) == again


def test_an_older_course_gets_the_settings_that_it_lacks_and_keeps_its_own(tmp_path):
    course = create(tmp_path / "course")
    today = (course.root / CONFIG).read_text(encoding="utf-8")
    dropped = ("c.ZipCollectApp", "c.HTMLExporter", "from vertebra.grading.nbgrader_plugins.formgrader")
    older = [line for line in today.splitlines() if not line.startswith(dropped)]
    text = "\n".join(older).replace("grace_minutes = 15.0", "grace_minutes = 60.0")
    (course.root / CONFIG).write_text(text, encoding="utf-8")
    before = load_config(course)
    assert "extractor_plugin" not in before.ZipCollectApp
    create(tmp_path / "course")
    now = load_config(course)
    assert now.ZipCollectApp.extractor_plugin == "vertebra.grading.nbgrader_plugins.zip_collect.LimitedExtractor"
    assert now.HTMLExporter.template_paths
    assert now.PercentPerDay.grace_minutes == 60
    settled = (course.root / CONFIG).read_text(encoding="utf-8")
    create(tmp_path / "course")
    assert (course.root / CONFIG).read_text(encoding="utf-8") == settled


def test_a_configuration_that_can_not_be_read_is_named_by_its_line(tmp_path):
    course = create(tmp_path / "course")
    (course.root / CONFIG).write_text("c = get_config()\nc.Autograde.=\n", encoding="utf-8")
    with refused(CourseError, "configuration-unreadable", "2"):
        create(tmp_path / "course")


@pytest.mark.slow
def test_the_gradebook_has_the_version_that_nbgrader_gives_it(tmp_path):
    from nbgrader.api import Gradebook

    from vertebra.grading.course_folder.folder import env_bin_on_path

    make_gradebook(f"sqlite:///{tmp_path / 'ours.db'}", "vertebra")
    with env_bin_on_path():
        Gradebook(f"sqlite:///{tmp_path / 'theirs.db'}", "vertebra").close()
    tables = [_schema(tmp_path / name) for name in ("ours.db", "theirs.db")]
    assert tables[0] == tables[1]


def _schema(path):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as database:
        names = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return names, list(database.execute("SELECT version_num FROM alembic_version"))


def test_two_courses_and_two_cohorts_draw_differently(tmp_path):
    one, two = create(tmp_path / "one"), create(tmp_path / "two")
    assert one.cohort_salt("2027") != two.cohort_salt("2027")
    assert one.cohort_salt("2027") != one.cohort_salt("2028")
    assert one.cohort_salt("2027") == find(one.root).cohort_salt("2027")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no modes")
def test_it_is_private(tmp_path):
    course = create(tmp_path / "course")
    assert stat.S_IMODE(course.root.stat().st_mode) == 0o700
    assert stat.S_IMODE(course.keys.stat().st_mode) == 0o700
    for path in (course.database, course.keys / "cohort_secret"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_inside_a_repository_it_is_refused(tmp_path):
    with refused(CourseError, "course-in-repository", str(ROOT)):
        create(ROOT / "my-course")
    assert not (ROOT / "my-course").exists()
    (tmp_path / ".git").mkdir()
    with refused(CourseError, "course-in-repository", str(tmp_path)):
        create(tmp_path / "course")
    assert create(tmp_path / "course", allow_in_repository=True).database.exists()


def test_a_folder_with_other_things_in_it_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with refused(CourseError, "folder-not-empty"):
        create(tmp_path)


def test_the_exchange_may_lie_elsewhere(tmp_path):
    course = create(tmp_path / "course", exchange=tmp_path / "shared")
    assert exchange_folder(course) == tmp_path / "shared"
    assert str(tmp_path / "shared") in (course.root / "for_students" / CONFIG).read_text(encoding="utf-8")


def test_students_of_a_hub_hand_in_under_the_hubs_name(tmp_path, monkeypatch):
    from traitlets.config.loader import PyFileConfigLoader

    course = create(tmp_path / "course")
    for hub, expected in (("ab12", "ab12"), ("", None)):
        monkeypatch.setenv("JUPYTERHUB_USER", hub)
        config = PyFileConfigLoader(CONFIG, path=str(course.root / "for_students")).load_config()
        assert config.CourseDirectory.get("student_id") == expected
        assert config.Exchange.root == str(exchange_folder(course))


def test_a_roster_enters_the_gradebook(tmp_path):
    from nbgrader.api import Gradebook

    roster = tmp_path / "roster.csv"
    roster.write_text("id,first_name,last_name\nab12,Ada,Özil\ncd34,,\n", encoding="utf-8-sig")
    course = create(tmp_path / "course")
    assert enter_roster(course, read_roster(roster)) == RosterResult(2, 0, 0)
    with Gradebook(f"sqlite:///{course.database}") as gradebook:
        assert gradebook.find_student("ab12").last_name == "Özil"
        assert {student.id for student in gradebook.students} == {"ab12", "cd34"}


@each_row(
    ("text", "reason"),
    [
        ("name\nAda\n", "roster-without-ids"),
        ("id\n../x\n", "roster-nobody"),
        ("id\na[b]\n", "roster-nobody"),
        ("id\n\n", "roster-without-ids"),
        ("id,first_name\n,Ada\n", "roster-without-ids"),
    ],
)
def test_a_roster_that_can_not_be_used_says_why(tmp_path, text, reason):
    roster = tmp_path / "roster.csv"
    roster.write_text(text, encoding="utf-8")
    with refused(CourseError, reason, str(roster)):
        read_roster(roster)


def test_no_course_folder_is_explained(tmp_path):
    with refused(CourseError, "not-a-course", str(tmp_path)):
        find(tmp_path)


@each_row("course_id", ["", "../x", "a b", "x" * 80])
def test_a_course_id_that_can_not_be_a_folder_is_refused(tmp_path, course_id):
    with refused(CourseError, "course-id", repr(course_id)):
        create(tmp_path / "course", course_id=course_id)
