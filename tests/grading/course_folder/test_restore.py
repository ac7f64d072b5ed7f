"""A backup put back: after damage, of an earlier day, and on a PostgreSQL server, where all of it is put back or
nothing."""

import sqlite3
from contextlib import closing

import pytest
from refusals import refused
from sentences import shown
from sqlalchemy import create_engine, event, text

from vertebra.errors import CourseError
from vertebra.grading import assignments, commands, terminal
from vertebra.grading.course_folder import backup, database_dump, restore
from vertebra.grading.course_folder.build_quiz import build
from vertebra.grading.course_folder.create_course import create
from vertebra.grading.course_folder.folder import database_url
from vertebra.grading.course_folder.restore import BackupSummary

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right", "t-text": "Because of the reason."}
WRONG = {"t-single": "wrong", "t-multi": "wrong", "t-number": "wrong", "t-text": "No idea."}


def rows(url):
    """Everything in the gradebook at `url`, by table."""
    from nbgrader.api import Base

    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            found = {
                table.name: sorted(map(repr, connection.execute(table.select()).all()))
                for table in Base.metadata.sorted_tables
            }
    finally:
        engine.dispose()
    assert found["grade"]
    return found


def give(url, student, points):
    """Points and a comment by hand, as formgrader enters them."""
    from nbgrader.api import Gradebook

    with Gradebook(url) as book:
        grade = book.find_grade("t-text", "T1", "T1", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.find_comment("t-text", "T1", "T1", student).manual_comment = "Très bien – ½."
        book.db.commit()


@pytest.mark.slow
def test_after_damage_the_newest_backup_is_put_back_with_the_points_given_by_hand(course, hand_in, scores, capsys):
    for student, values in (("ann", RIGHT), ("bob", WRONG)):
        hand_in(student, values)
    assignments.grade(course, "T1")
    give(database_url(course), "ann", 2.5)
    assignments.grade(course, "T1")
    before, newest = rows(database_url(course)), backup.backups(course)[0]
    course.database.write_bytes(b"this is no database" * 100)
    with refused(CourseError, "gradebook-unreadable", "newest-backup", newest.name):
        assignments.grade(course, "T1")
    commands.restore(newest.name, course=course.root, yes=True)
    assert rows(database_url(course)) == before
    assert (course.root / "gradebook.db.damaged").exists()
    (held,) = shown(capsys.readouterr().out, "backup-holds")
    assert held == {"name": newest.name, "held": terminal.format_backup(BackupSummary(2, 2, 1))}


def test_of_an_earlier_backup_what_came_later_is_graded_again(course, hand_in, scores):
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    hand_in("bob", RIGHT)
    assignments.grade(course, "T1")
    before = scores()
    earlier = backup.backups(course)[0]
    assert restore.summarise(earlier) == BackupSummary(1, 1, 0)
    done = restore.restore(course, earlier)
    assert set(scores()) == {"ann"}
    assert restore.summarise(done.before) == BackupSummary(2, 2, 0)
    assignments.grade(course, "T1", collect=False)
    assert scores() == before


def test_the_backup_being_restored_is_never_the_one_that_makes_room(course, hand_in):
    hand_in("ann", RIGHT)
    for _ in range(backup.BACKUPS_KEPT + 2):
        assignments.grade(course, "T1", collect=False)
    kept = backup.backups(course)
    assert len(kept) == backup.BACKUPS_KEPT
    restore.restore(course, kept[-1])
    assert kept[-1].exists()


def test_without_a_name_backups_are_listed_and_without_consent_nothing_changes(course, hand_in, capsys):
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    assignments.grade(course, "T1")
    before = rows(database_url(course))
    commands.restore(course=course.root)
    commands.restore(backup.backups(course)[-1].name, course=course.root)
    said = capsys.readouterr().out
    assert all(file.name in "".join(said.split()) for file in backup.backups(course))
    assert shown(said, "restore-not-applied")
    assert rows(database_url(course)) == before


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("missing", "no-such-backup"),
        ("text", "backup-unreadable"),
        ("cut", "backup-unreadable"),
        ("version", "backup-other-version"),
    ],
)
def test_what_is_no_whole_backup_is_refused_before_anything_changes(course, hand_in, fault, reason):
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    assignments.grade(course, "T1")
    before, file = rows(database_url(course)), backup.backups(course)[0]
    if fault == "missing":
        file.unlink()
    elif fault == "text":
        file.write_bytes(b"no gradebook at all" * 500)
    elif fault == "cut":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    else:
        with closing(sqlite3.connect(file)) as book, book:
            book.execute("UPDATE alembic_version SET version_num = 'other'")
    with refused(CourseError, reason, file.name):
        restore.restore(course, restore.find(course, file.name))
    assert rows(database_url(course)) == before


@pytest.fixture
def on_server(server, tmp_path, questions, built, monkeypatch):
    """The course of `built`, with its gradebook on a PostgreSQL server."""
    made = create(tmp_path / "course", secret="0" * 64, database=server)
    build(made, "T1", "2027", questions=questions)
    return made


@pytest.fixture
def course(request):
    """The file-based course, or for a test of the server that one."""
    return request.getfixturevalue("on_server" if "on_server" in request.fixturenames else "file_course")


@pytest.fixture
def file_course(tmp_path, built):
    import shutil

    from vertebra.grading.course_folder.folder import find

    shutil.copytree(built.root, tmp_path / "course")
    return find(tmp_path / "course")


@pytest.mark.slow
def test_a_gradebook_on_a_server_is_copied_before_each_run_and_put_back(on_server, course, hand_in, server):
    hand_in("ann", RIGHT)
    hand_in("bob", WRONG)
    assignments.grade(course, "T1")
    give(server, "ann", 2.5)
    assignments.grade(course, "T1")
    before, newest = rows(server), backup.backups(course)[0]
    assert len(backup.backups(course)) == 2
    assert rows(f"sqlite:///{newest}") == before
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE student, assignment, course CASCADE"))
    engine.dispose()
    commands.restore(newest.name, course=course.root, yes=True)
    assert rows(server) == before


@pytest.mark.slow
def test_a_server_whose_disk_was_lost_gets_its_tables_and_all_rows(on_server, course, hand_in, server):
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    assignments.grade(course, "T1")
    before, newest = rows(server), backup.backups(course)[0]
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    with refused(CourseError, "gradebook-unreadable"):
        assignments.grade(course, "T1")
    restore.restore(course, newest)
    assert rows(server) == before


@pytest.mark.slow
def test_a_copy_of_a_server_is_of_one_instant(on_server, course, hand_in, server, tmp_path):
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    before = rows(server)
    other = create_engine(server)
    came = []

    def meanwhile(connection, cursor, statement, *_):
        if connection.dialect.name == "postgresql" and "FROM course" in statement and not came:
            came.append(statement)
            with other.begin() as writing:
                writing.execute(text("INSERT INTO student (id) VALUES ('late')"))

    from sqlalchemy import Engine

    event.listen(Engine, "after_cursor_execute", meanwhile)
    try:
        database_dump.dump(server, tmp_path / "copy.db")
    finally:
        event.remove(Engine, "after_cursor_execute", meanwhile)
        other.dispose()
    assert came
    assert rows(f"sqlite:///{tmp_path / 'copy.db'}") == before
    assert rows(server) != before


@pytest.mark.slow
def test_on_a_server_all_is_put_back_or_nothing(on_server, course, hand_in, server):
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    assignments.grade(course, "T1")
    before, newest = rows(server), backup.backups(course)[0]
    with closing(sqlite3.connect(newest)) as book, book:
        # The last table that is filled now belongs to a cell that is not there.
        book.execute("UPDATE grade SET cell_id = 'nobody' || id")
    with refused(CourseError, "gradebook-not-written"):
        restore.restore(course, newest)
    assert rows(server) == before


@pytest.mark.slow
def test_a_server_that_is_gone_stops_the_run_and_says_so_without_the_password(course, hand_in, tmp_path):
    pytest.importorskip("psycopg2")
    hand_in("ann", RIGHT)
    config = course.root / "nbgrader_config.py"
    address = "postgresql+psycopg2://teacher:hunter2@127.0.0.1:9/grades"
    config.write_text(
        config.read_text(encoding="utf-8") + f'\nc.CourseDirectory.db_url = "{address}"\n', encoding="utf-8"
    )
    with refused(CourseError, "gradebook-unreadable", "teacher:***@127.0.0.1:9/grades") as caught:
        assignments.grade(course, "T1")
    assert "hunter2" not in str(caught.value)


@pytest.mark.slow
def test_an_assignment_that_fails_stops_no_other_and_is_listed(course, hand_in, questions, scores, capsys):
    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")
    earlier = backup.backups(course)[0]
    (questions / "quizzes" / "T2.toml").write_text(
        'title = "Another"\nminutes = 5\nitems = ["t-single", "t-text"]\n', encoding="utf-8"
    )
    build(course, "T2", "2027", questions=questions)
    (course.root / "source" / "A1").mkdir()
    (course.root / "source" / "A1" / "A1.ipynb").write_text("this is no notebook", encoding="utf-8")
    (course.root / "submitted" / "ann" / "A1").mkdir()
    with refused(CourseError, "restored-in-part", "A1"):
        commands.restore(earlier.name, course=course.root, yes=True)
    said = capsys.readouterr().out
    assert shown(said, "graded-again") == [{"graded": "T1, T2"}]
    assert [one["name"] for one in shown(said, "not-wholly-graded")] == ["A1"]
    assert scores()["ann"]["t-single"] == (1, False)
    # A quiz built after the backup is known again: what comes in can be graded.
    from vertebra.grading.course_folder.gradebook import open_gradebook

    with open_gradebook(course) as book:
        assert {assignment.name for assignment in book.assignments} >= {"T1", "T2"}


@pytest.mark.slow
def test_a_stop_in_the_middle_says_what_was_not_reached(course, hand_in, monkeypatch, capsys):
    from vertebra.grading.course_folder.fatal_errors import GradingStoppedError

    hand_in("ann", RIGHT)
    assignments.grade(course, "T1")

    def stop(*arguments, **options):
        raise GradingStoppedError("The disk is full.")

    monkeypatch.setattr(commands.course_folder, "grade", stop)
    with pytest.raises(GradingStoppedError):
        commands.restore(backup.backups(course)[0].name, course=course.root, yes=True)
    assert shown(capsys.readouterr().out, "not-reached") == [{"left": "T1"}]
