"""Folders in the exchange in another's name, under names that are none, and with times that are not true: held or
listed, and costing nobody else."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from grading.conftest import answered
from rows import each_row
from sentences import shown

from vertebra import texts
from vertebra.errors import CourseError
from vertebra.grading import assignments
from vertebra.grading.autograde import allowed_files, inbound, read_submission, refusals
from vertebra.grading.autograde.inbound import CollectionRules, InboundFolder
from vertebra.grading.course_folder import accounts, grades_csv, nbgrader_api, overrides
from vertebra.grading.course_folder.due_dates import set_due
from vertebra.grading.course_folder.folder import CONFIG, Course
from vertebra.grading.course_folder.gradebook import open_gradebook
from vertebra.grading.course_folder.roster import enter_roster
from vertebra.grading.course_folder.roster_file import read_roster
from vertebra.printing import printable
from vertebra.quiz.session import answers as answers_file

RIGHT = {"t-single": "right", "t-multi": "right", "t-number": "right"}
WRONG = {"t-single": "wrong", "t-multi": "wrong", "t-number": "wrong"}
FULL = {"t-single": (1, False), "t-multi": (2, False), "t-number": (2, False), "t-text": (0, False)}
NOW = datetime.now(UTC).replace(tzinfo=None)
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
PEOPLE = {20001: "ann", 20002: "bob", 20003: "eve"}


@pytest.fixture(autouse=True)
def this_moment(monkeypatch):
    """`NOW` and `T` are of the test: a folder ten minutes younger than its name is held, and a run takes longer."""
    moment = datetime.now(UTC).replace(tzinfo=None)
    monkeypatch.setitem(globals(), "NOW", moment)
    monkeypatch.setitem(globals(), "T", stamp(moment))


def inbox(course: Course) -> Path:
    from vertebra.grading.course_folder.folder import exchange_folder

    return exchange_folder(course) / "vertebra" / "inbound"


def stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def put(
    course: Course,
    name: str,
    student: str = "ann",
    values: dict | None = None,
    timestamp: str | None = None,
    owner: int = -1,
) -> Path:
    """A folder in the exchange as anybody who can write there makes one."""
    folder = inbox(course) / name
    folder.mkdir(parents=True)
    released = course.released("T1")
    answers_file.write(
        folder / answers_file.FILE, answered(course, released, student, RIGHT if values is None else values)
    )
    shutil.copyfile(course.release("T1") / "T1.ipynb", folder / "T1.ipynb")
    (folder / "submission_secret.txt").write_text(os.urandom(16).hex())
    if timestamp is not None:
        (folder / "timestamp.txt").write_text(timestamp)
    if owner >= 0:
        for path in (folder, *folder.iterdir()):
            os.chown(path, owner, -1)
    return folder


def configured(course: Course, line: str) -> None:
    path = course.root / CONFIG
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")


@pytest.fixture
def shared(course: Course, tmp_path: Path) -> Course:
    """A course whose exchange lies where every account can reach it."""
    shutil.move(course.root / "exchange", tmp_path / "shared_exchange")
    configured(course, f"c.Exchange.root = {str(tmp_path / 'shared_exchange')!r}")
    return course


@pytest.fixture
def people(monkeypatch):
    """Accounts of the system by number; without root everybody's files have one number, so that tests that chown are
    for root."""
    if not ROOT:
        pytest.skip("only root can make another account's file")
    monkeypatch.setattr(inbound, "account_of", lambda uid: PEOPLE.get(uid, f"number {uid}"))


def graded(course: Course) -> dict:
    return {one.student: one for one in assignments.grade(course, "T1")}


def penalty(course: Course, student: str) -> float | None:
    with open_gradebook(course) as book:
        return book.find_submission_notebook("T1", "T1", student).late_submission_penalty


# Names

T = stamp(NOW)
NAMES = (
    f"<img src=x onerror=alert(1)>+T1+{T}",
    f"*+T1+{T}",
    f"?+T1+{T}+r",
    f"[bold]+T1+{T}",
    f"[a-z]+T1+{T}",
    f"..+T1+{T}",
    f".+T1+{T}",
    f".hidden+T1+{T}",
    f"-rf+T1+{T}",
    f"+T1+{T}",
    f"++T1+{T}",
    f" +T1+{T}",
    f"a b+T1+{T}",
    f"a\nb+T1+{T}",
    f"a\x1b[2J+T1+{T}",
    f"a\r+T1+{T}",
    f"\u202enna+T1+{T}",
    f"a\u200bnn+T1+{T}",
    f"a\u2066nn+T1+{T}",
    f"аnn+T1+{T}",
    f"ａnn+T1+{T}",
    f"bjo\u0308rn+T1+{T}",
    f"con+T1+{T}",
    f"nul.x+T1+{T}",
    f"ann.+T1+{T}",
    f"{'x' * 61}+T1+{T}",
    f"{'x' * 200}+T1+{T}",
    f"$(id)+T1+{T}",
    f"`id`+T1+{T}",
    f"a;b+T1+{T}",
    f"a|b+T1+{T}",
    f"{{x}}+T1+{T}",
    f"a'b+T1+{T}",
    f'a"b+T1+{T}',
    f"a\\b+T1+{T}",
    f"a:b+T1+{T}",
    f"%2e%2e+T1+{T}",
    f"=1+1+T1+{T}",
    "x+T1+99999999999999999999",
    "x+T1+no time at all",
    "x+T1+",
    "x+T1++",
    "x+T1+2026-13-45 99:99:99 UTC",
    f"x+T1+{T}+a+b",
    f"x+T1+{T}+<b>",
    f"x+T1+<b>+{T}",
    "x+T1+2026-11-30",
    f"x+T1+T1+{T}+y+T1+z",
    f"a\udcffb+T1+{T}",
    f"Ann+T1+{T}",
    f"ANN+T1+{T}+r",
    f"a{chr(0x1160)}+T1+{T}",
    f"a\u00a0b+T1+{T}",
)


def test_names_that_are_no_students_are_listed_with_a_reason_and_cost_nobody_anything(course, hand_in, scores):
    hand_in("ann", RIGHT)
    put(course, f"ann+b+T1+{T}", "ann+b")
    with open_gradebook(course) as book:
        book.add_student("ann")
    made = []
    for name in NAMES:
        try:
            (inbox(course) / name).mkdir()
            made.append(name)
        except (OSError, ValueError):
            continue  # A name that this file system does not take.
    assert len(made) > len(NAMES) - 5
    outcomes = {one.student: one for one in assignments.grade(course, "T1", release_feedback=True)}
    listed = refusals.list_refusals(course, "T1")
    assert sorted(outcomes) == ["ann", "ann+b"]
    assert {one.given for one in listed} == set(made)
    assert all(one.reason for one in listed)
    assert all(printable(line) == line for line in refusals.refusal_lines(listed))
    assert scores() == {"ann": FULL, "ann+b": FULL}
    assert len(list((course.root / "exchange" / "vertebra" / "feedback").glob("*.html"))) == 2
    assert [row.name for row in (course.root / "submitted").iterdir()] in (["ann", "ann+b"], ["ann+b", "ann"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_folder_is_listed_and_what_is_in_one_holds_nothing_up(course, hand_in, scores):
    hand_in("ann", RIGHT)
    os.mkfifo(inbox(course) / f"pip+T1+{T}")
    (inbox(course) / f"fil+T1+{T}").write_text("x")
    (inbox(course) / f"lnk+T1+{T}").symlink_to(course.keys)
    inside = put(course, f"bob+T1+{T}", "bob")
    os.mkfifo(inside / "pipe")
    os.mkfifo(inside / "timestamp.txt")
    os.link(course.key_file("T1"), inside / "key.json")
    outcomes = graded(course)
    assert sorted(outcomes) == ["ann", "bob"]
    assert {one.given.split("+")[0] for one in refusals.list_refusals(course, "T1")} == {"pip", "fil", "lnk"}
    assert scores()["bob"] == FULL


@pytest.mark.slow
def test_thousands_of_names_are_listed_within_a_limit(course, hand_in):
    hand_in("ann", RIGHT)
    for at in range(3000):
        (inbox(course) / f"<b{at}>+T1+{T}").mkdir()
    assert list(graded(course)) == ["ann"]
    assert len(refusals.refusal_lines(refusals.list_refusals(course, "T1"))) <= refusals.MAX_SHOWN + 1


@each_row(
    ("name", "expected"),
    [
        (f"ann+T1+{T}", "ann"),
        (f"ann+T1+{T}+aB-_=9", "ann"),
        (f"a+b+T1+{T}+r", "a+b"),
        (f"a+T1+b+T1+{T}", "a+T1+b"),
        ("ann+T1+2026-11-30 10:00:00 CET", "ann"),
        ("ann+T1+2026-11-30 10:00:00.123456 UTC+01:00", "ann"),
        (f"ann+T12+{T}", None),
        (f"ann+T1{T}", None),
        ("ann+T1+x", None),
    ],
)
def test_a_folders_name_is_read_from_its_end(name, expected):
    found = inbound.parse_folder_name(name, "T1")
    assert (found[0] if found else None) == expected


def test_no_way_leads_into_the_gradebook_for_what_is_no_student(course):
    from nbgrader.api import InvalidEntry

    with open_gradebook(course) as book:
        for name in ("<img src=x>", "*", "", "a/b", "a\nb", "\u202ea", "con", "x" * 61):
            with pytest.raises(InvalidEntry) as caught:
                book.add_student(name)
            assert shown(str(caught.value), "student-id-refused")
        with pytest.raises(InvalidEntry) as caught:
            book.add_student("ann", first_name="<script>")
        assert shown(str(caught.value), "student-name-refused")
        book.add_student("ann", first_name="Ann", last_name="O'Brien")
        assert [one.id for one in book.students] == ["ann"]


def test_nbgraders_own_autograde_enters_no_such_student_and_grades_the_others(course, hand_in, scores):
    hand_in("ann", RIGHT)
    nbgrader_api.run_step(course, "collect", "T1")
    shutil.copytree(course.submitted("ann", "T1"), course.submitted("<img src=x>", "T1"))
    with pytest.raises(CourseError):
        nbgrader_api.run_step(course, "autograde", "T1", "<img src=x>")
    nbgrader_api.run_step(course, "autograde", "T1", "ann")
    assert list(scores()) == ["ann"]
    assert not course.autograded("<img src=x>", "T1").exists()
    assert [one.given for one in refusals.list_refusals(course, "T1")] == ["submitted/<img src=x>"]


def test_what_an_older_gradebook_holds_is_in_no_table_and_is_listed(course, hand_in, tmp_path):
    hand_in("ann", RIGHT)
    hand_in("evil", RIGHT)
    graded(course)
    with closing(sqlite3.connect(course.database)) as database:
        database.execute("UPDATE student SET id = '<b>', first_name = '=1+1', last_name = '\u202ex' WHERE id = 'evil'")
        database.execute("UPDATE submitted_assignment SET student_id = '<b>' WHERE student_id = 'evil'")
        database.execute("UPDATE student SET first_name = '<i>' WHERE id = 'ann'")
        database.commit()
    for step in ("submitted", "autograded", "feedback"):
        shutil.move(course.root / step / "evil", course.root / step / "<b>")
    inbound_folder = next(inbox(course).glob("evil+*"))
    shutil.rmtree(inbound_folder)
    assignments.grade(course, "T1", release_feedback=True, force=True)
    grades_csv.write_grades(course, tmp_path / "grades.csv", "table")
    text = (tmp_path / "grades.csv").read_text(encoding="utf-8-sig")
    assert "ann" in text
    assert "<b>" not in text
    assert "<i>" not in text
    listed = {
        (*texts.keys(one.given), texts.values(one.given).get("name", one.given))
        for one in refusals.list_refusals(course, "T1")
    }
    assert listed == {("submitted/<b>",), ("autograded/<b>",), ("refused-in-gradebook", "<b>")}
    from vertebra.grading.item_analysis import report

    page = report.write_report(course, "T1").read_text(encoding="utf-8")
    assert "<b>" not in page
    assert "submitted/&lt;b&gt;" in page


def test_feedback_that_can_not_be_handed_out_costs_only_itself(course, hand_in, monkeypatch):
    for student in ("ann", "bob", "cy"):
        hand_in(student, RIGHT)
    graded(course)
    (course.feedback("bob", "T1") / "submission_secret.txt").unlink(missing_ok=True)
    (course.autograded("bob", "T1") / "submission_secret.txt").unlink(missing_ok=True)
    outcomes = {one.student: one for one in assignments.grade(course, "T1", release_feedback=True)}
    assert shown(" ".join(outcomes["bob"].notes), "feedback-not-handed-out-to")
    assert not shown(" ".join(outcomes["ann"].notes + outcomes["cy"].notes), "feedback-not-handed-out-to")
    assert len(list((course.root / "exchange" / "vertebra" / "feedback").glob("*.html"))) == 2


# Whose it is


def offer(student: str, *owners: str, minutes: float = 0, name: str = "") -> InboundFolder:
    when = NOW - timedelta(minutes=minutes)
    return InboundFolder(name or f"{student}+T1+{stamp(when)}", student, when, when, frozenset(owners), stamp(when))


@each_row(
    ("rules", "student", "owners", "held"),
    [
        (CollectionRules({}), "ann", ("ann",), False),
        (CollectionRules({}), "ann", ("eve",), True),
        (CollectionRules({}), "ann", ("ann", "eve"), True),
        (CollectionRules({}), "ann", ("root",), True),
        (CollectionRules({}), "ann", ("number 4711",), True),
        (CollectionRules({}), "ann", ("Ann",), True),
        (CollectionRules({"ann": "u4711"}), "ann", ("u4711",), False),
        (CollectionRules({"ann": "u4711"}), "ann", ("ann",), True),
        (CollectionRules({"bob": "ann"}), "bob", ("ann",), False),
        (CollectionRules({}, one_account="jovyan"), "ann", ("jovyan",), False),
        (CollectionRules({}, one_account="jovyan"), "ann", ("eve",), True),
        (CollectionRules({}, own_account="teacher"), "ann", ("teacher",), False),
        (CollectionRules({}, own_account="teacher"), "ann", ("teacher", "eve"), True),
    ],
)
def test_the_owner_is_compared_with_the_students_account(rules, student, owners, held):
    assert bool(rules.account_fault(offer(student, *owners))) is held


def test_the_students_own_newest_counts_whatever_others_put_there():
    own = [offer("ann", "ann", minutes=50), offer("ann", "ann", minutes=20)]
    foreign = [offer("ann", "eve", minutes=1), offer("ann", "eve", minutes=90)]
    newest, left = inbound.newest_of_each([*foreign, *own], CollectionRules({}))
    assert newest == [own[1]]
    assert {one.given for one in left} == {one.name for one in foreign}
    newest, left = inbound.newest_of_each(foreign, CollectionRules({}))
    assert newest == [foreign[0]]
    assert left == []


def test_a_date_in_the_future_does_not_block_what_comes_later():
    dated = replace(offer("ann", "ann", minutes=30), named_at=datetime(2099, 1, 1))
    later = offer("ann", "ann", minutes=5)
    assert inbound.newest_of_each([dated, later], CollectionRules({}))[0] == [later]
    assert CollectionRules({}).counted_at(dated) == dated.changed_at


def test_without_root_the_account_is_looked_up_in_one_place(shared, hand_in, scores, monkeypatch):
    monkeypatch.setattr(inbound, "account_of", lambda uid: "ann")
    hand_in("ann", RIGHT)
    hand_in("bob", RIGHT)
    outcomes = graded(shared)
    assert outcomes["ann"].status == "graded"
    assert outcomes["bob"].status == "needs_review"
    assert scores()["ann"] == FULL
    assert scores()["bob"]["t-single"] == (0, True)
    assert {one["printable"] for one in shown(" ".join(outcomes["bob"].notes), "account-differs")} == {"ann"}
    overrides.accept_or_reject(shared, "T1", "bob", "accept")
    assert graded(shared)["bob"].pending == 0
    assert scores()["bob"] == FULL
    hand_in("bob", WRONG)
    # What was accepted was the other submission.
    assert graded(shared)["bob"].status == "needs_review"
    overrides.accept_or_reject(shared, "T1", "bob", "reject")
    assert graded(shared)["bob"].points == 0


def test_a_roster_names_accounts_and_one_account_is_named_in_the_configuration(shared, hand_in, monkeypatch, tmp_path):
    monkeypatch.setattr(inbound, "account_of", lambda uid: "u4711")
    hand_in("ann", RIGHT)
    assert graded(shared)["ann"].status == "needs_review"
    (tmp_path / "r.csv").write_text("id,account\nann,u4711\nbob,bob\n", encoding="utf-8")
    enter_roster(shared, read_roster(tmp_path / "r.csv"))
    assert accounts.accounts(shared) == {"ann": "u4711"}
    hand_in("ann", RIGHT)
    hand_in("bob", RIGHT)
    outcomes = graded(shared)
    assert (outcomes["ann"].status, outcomes["bob"].status) == ("graded", "needs_review")
    configured(shared, "c.Collect.one_account = 'u4711'")
    hand_in("bob", RIGHT)
    assert graded(shared)["bob"].status == "graded"


def test_another_accounts_folder_in_a_students_name_changes_nothing(shared, people, scores):
    put(shared, f"ann+T1+{stamp(NOW)}", owner=20001)
    graded(shared)
    assert scores()["ann"] == FULL
    for name in (
        f"ann+T1+{stamp(NOW + timedelta(minutes=2))}+x",
        "ann+T1+2099-01-01 00:00:00 UTC",
        "ann+T1+2001-01-01 00:00:00 UTC",
    ):
        put(shared, name, values=WRONG, timestamp=name.split("+")[2], owner=20003)
    outcome = graded(shared)["ann"]
    assert outcome.status == "graded"
    assert scores()["ann"] == FULL
    reasons = [shown(one.reason, "account-differs") for one in refusals.list_refusals(shared, "T1")]
    assert sum(found[0]["printable"] == "eve" for found in reasons if found) == 3
    put(shared, f"ann+T1+{stamp(NOW)}+new", values={**RIGHT, "t-single": "wrong"}, owner=20001)
    graded(shared)
    assert scores()["ann"]["t-single"] == (0, False)


def test_only_anothers_folder_is_held_until_the_own_one_comes(shared, people, scores):
    put(shared, "ann+T1+2099-01-01 00:00:00 UTC", values=WRONG, timestamp="2099-01-01 00:00:00 UTC", owner=20003)
    outcome = graded(shared)["ann"]
    assert outcome.status == "needs_review"
    assert scores()["ann"]["t-single"] == (0, True)
    put(shared, f"ann+T1+{stamp(NOW)}", owner=20001)
    assert graded(shared)["ann"].status == "graded"
    assert scores()["ann"] == FULL


@pytest.mark.parametrize("which", ["answers.json", "timestamp.txt", "extra.txt"])
def test_a_file_of_another_account_in_the_folder_is_seen(shared, people, which):
    folder = put(shared, f"ann+T1+{stamp(NOW)}", timestamp=stamp(NOW), owner=20001)
    (folder / which).touch()
    os.chown(folder / which, 20003, -1)
    assert graded(shared)["ann"].status == "needs_review"


def test_a_hard_link_to_anothers_answers_is_seen(shared, people, scores):
    own = put(shared, f"ann+T1+{stamp(NOW)}", owner=20001)
    other = put(shared, f"eve+T1+{stamp(NOW)}", "eve", WRONG, owner=20003)
    (other / answers_file.FILE).unlink()
    os.link(own / answers_file.FILE, other / answers_file.FILE)
    outcomes = graded(shared)
    assert outcomes["eve"].status == "needs_review"
    assert scores()["eve"]["t-single"] == (0, True)
    assert scores()["ann"] == FULL


def test_in_a_private_folder_only_the_teacher_hands_in_for_everybody(course, people):
    put(course, f"ann+T1+{stamp(NOW)}", owner=0)
    put(course, f"bob+T1+{stamp(NOW)}", "bob", owner=20003)
    outcomes = graded(course)
    assert (outcomes["ann"].status, outcomes["bob"].status) == ("graded", "needs_review")


# When it came

DAYS = {"on time": 1, "late": -1.5}
STAMPS = {
    "missing": None,
    "empty": "",
    "garbage": "yesterday, I think\x00",
    "no time": "2026",
    "far": "9" * 400,
    "lines": "\n\n",
    "year 0": "0000-00-00 00:00:00 UTC",
    "markup": "<b>2026-01-01 00:00:00 UTC</b>",
    "relative": "now",
    "overflow": "99999-01-01 00:00:00 UTC",
    "zone": "2026-01-01 00:00:00 XYZ/../..",
}
FORGED = {
    "long ago": timedelta(days=-30),
    "before it was due": timedelta(days=-2),
    "an hour ago": timedelta(hours=-1),
    "in 2099": timedelta(days=26_000),
    "tomorrow": timedelta(days=1),
}


@pytest.mark.parametrize("kind", STAMPS)
def test_a_time_stamp_that_is_none_is_no_way_round_a_penalty(course, kind):
    configured(course, "c.PercentPerDay.percent_per_day = 10.0")
    set_due(course, "T1", datetime.now(UTC) - timedelta(days=1.5))
    put(course, f"ann+T1+{stamp(NOW)}", timestamp=STAMPS[kind])
    outcome = graded(course)["ann"]
    assert outcome.status == "graded"
    assert penalty(course, "ann") == 1.0
    assert any(shown(note, "timestamp-from-exchange") for note in outcome.notes)


@pytest.mark.parametrize("where", ["name", "stamp", "both"])
@pytest.mark.parametrize("kind", FORGED)
def test_a_time_that_is_not_true_is_held_and_the_systems_counts(course, kind, where, scores):
    configured(course, "c.PercentPerDay.percent_per_day = 10.0")
    set_due(course, "T1", datetime.now(UTC) - timedelta(days=1.5))
    forged = stamp(datetime.now(UTC).replace(tzinfo=None) + FORGED[kind])
    put(
        course,
        f"ann+T1+{forged if where != 'stamp' else stamp(NOW)}",
        timestamp=forged if where != "name" else stamp(NOW),
    )
    outcome = graded(course)["ann"]
    assert outcome.status == "needs_review"
    assert scores()["ann"]["t-single"] == (0, True)
    overrides.accept_or_reject(course, "T1", "ann", "accept")
    assert graded(course)["ann"].points == 5
    assert penalty(course, "ann") == 1.0


def test_a_few_minutes_are_nobodys_fault(course):
    for at, minutes in enumerate((-8, -3, 0, 3, 8)):
        when = stamp(datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=minutes))
        put(course, f"s{at}+T1+{when}", f"s{at}", timestamp=when)
    assert {one.status for one in graded(course).values()} == {"graded"}


def test_changing_a_folder_after_it_was_handed_in_is_seen_and_collected_again(course, hand_in, monkeypatch):
    hand_in("ann", WRONG)
    assert graded(course)["ann"].points == 0
    (folder,) = inbox(course).glob("ann+*")
    real = inbound._inbound_folder

    def much_later(place, student, when):
        found = real(place, student, when)
        return replace(found, changed_at=found.changed_at + timedelta(hours=5))

    answers_file.write(folder / answers_file.FILE, answered(course, course.released("T1"), "ann", RIGHT))
    monkeypatch.setattr(inbound, "_inbound_folder", much_later)
    outcome = graded(course)["ann"]
    assert outcome.status == "needs_review"
    assert shown(" ".join(outcome.notes), "time-differs")


def test_what_happens_to_a_folder_while_it_is_copied_is_seen(shared, hand_in, monkeypatch):
    monkeypatch.setattr(inbound, "account_of", lambda uid: "ann")
    hand_in("ann", RIGHT)
    whole = allowed_files.copy_allowed

    def and_then_somebody_writes(*arguments):
        monkeypatch.setattr(inbound, "account_of", lambda uid: "eve")
        return whole(*arguments)

    monkeypatch.setattr(allowed_files, "copy_allowed", and_then_somebody_writes)
    assert graded(shared)["ann"].status == "needs_review"


def test_times_need_not_be_looked_at(course):
    configured(course, "c.Collect.max_minutes_apart = 0.0")
    put(course, "ann+T1+2001-01-01 00:00:00 UTC", timestamp="2001-01-01 00:00:00 UTC")
    assert graded(course)["ann"].status == "graded"


def test_without_an_exchange_the_files_tell_the_time_or_the_teacher_does(course, hand_in):
    configured(course, "c.PercentPerDay.percent_per_day = 10.0")
    set_due(course, "T1", datetime.now(UTC) - timedelta(days=1.5))
    seat = hand_in("ann", RIGHT, submit=False)
    shutil.copytree(seat.folder / "T1", course.submitted("ann", "T1"))
    assignments.grade(course, "T1", collect=False)
    assert penalty(course, "ann") == 1.0
    for text, expected in (("garbage", 1.0), ("2099-01-01 00:00:00", 1.0), (stamp(NOW - timedelta(days=3)), None)):
        (course.submitted("ann", "T1") / "timestamp.txt").write_text(text)
        assignments.grade(course, "T1", collect=False)
        assert penalty(course, "ann") == expected, text


def test_evidence_of_something_else_is_none(course, hand_in):
    put(course, "ann+T1+2001-01-01 00:00:00 UTC", values=WRONG)
    assert graded(course)["ann"].status == "needs_review"
    assert [one.code for one in read_submission.submission_metadata(course.submitted("ann", "T1"))[2]].count(
        "time"
    ) == 1
    document = json.loads((course.submitted("ann", "T1") / "answers.json").read_text())
    document["answers"] = {}
    (course.submitted("ann", "T1") / "answers.json").write_text(json.dumps(document))
    assert [one.code for one in read_submission.submission_metadata(course.submitted("ann", "T1"))[2]] == []


def test_it_is_collected_once(course, hand_in, monkeypatch):
    hand_in("ann", RIGHT)
    graded(course)
    before = (course.submitted("ann", "T1") / "answers.json").stat().st_ino
    graded(course)
    assert (course.submitted("ann", "T1") / "answers.json").stat().st_ino == before


def test_what_stands_with_a_date_to_come_is_replaced(course, hand_in, scores):
    """As an earlier version collected it: without evidence, and with the student's own time stamp."""
    seat = hand_in("ann", WRONG, submit=False)
    shutil.copytree(seat.folder / "T1", course.submitted("ann", "T1"))
    (course.submitted("ann", "T1") / "timestamp.txt").write_text("2099-01-01 00:00:00 UTC")
    put(course, f"ann+T1+{stamp(datetime.now(UTC).replace(tzinfo=None))}")
    assert graded(course)["ann"].points == 5


@pytest.mark.slow
def test_archives_bring_neither_a_time_nor_what_could_be_run(course, hand_in, tmp_path):
    import zipfile

    from grading.course_folder.test_nbgrader_api import nbgrader

    configured(course, "c.PercentPerDay.percent_per_day = 10.0")
    set_due(course, "T1", datetime.now(UTC) - timedelta(days=1.5))
    seat = hand_in("ann", RIGHT, submit=False)
    place = course.root / "downloaded" / "T1" / "archive"
    place.mkdir(parents=True)
    with zipfile.ZipFile(place / "class.zip", "w") as packed:
        for student in ("ann", "<img src=x>", "*"):
            for path in (seat.folder / "T1").iterdir():
                packed.write(path, f"{student}/{path.name}")
        packed.writestr("ann/timestamp.txt", "2001-01-01 00:00:00 UTC")
        packed.writestr("ann/kernel.json", "{}")
        packed.writestr("ann/jupyter_config.json", "{}")
    nbgrader(course, "zip_collect", "T1")
    outcomes = {one.student: one for one in assignments.grade(course, "T1", collect=False)}
    assert list(outcomes) == ["ann"]
    assert penalty(course, "ann") == 1.0
    kept = {path.name for path in course.submitted("ann", "T1").iterdir()}
    assert not kept & {"kernel.json", "jupyter_config.json"}
    assert {one.given for one in refusals.list_refusals(course, "T1")} <= {"archives: <img src=x>", "archives: *"}
    assert refusals.list_refusals(course, "T1")
