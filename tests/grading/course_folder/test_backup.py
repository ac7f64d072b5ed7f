"""Copies of the gradebook: in the order in which they were made, ten and one a day, whatever the clock says."""

from datetime import UTC, datetime, timedelta

import pytest

from vertebra.grading.course_folder import backup


class Clock:
    """What `backup` takes for the time."""

    at = datetime(2026, 11, 30, 12, tzinfo=UTC)

    @classmethod
    def now(cls, zone):
        return cls.at


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr(backup, "datetime", Clock)
    Clock.at = datetime(2026, 11, 30, 12, tzinfo=UTC)
    return Clock


def test_a_clock_that_goes_back_does_not_make_yesterdays_copy_the_newest(course, clock):
    first = backup.back_up(course)
    clock.at -= timedelta(days=400)
    second = backup.back_up(course)
    assert backup.backups(course)[:2] == [second, first]
    clock.at += timedelta(seconds=1)
    for _ in range(backup.BACKUPS_KEPT + 3):
        newest = backup.back_up(course)
    assert backup.backups(course)[0] == newest
    assert len(set(backup.backups(course))) == len(backup.backups(course))


def test_copies_made_in_the_same_instant_are_all_kept(course, clock):
    made = [backup.back_up(course) for _ in range(5)]
    assert backup.backups(course)[:5] == made[::-1]


def test_a_busy_day_does_not_push_out_the_days_before(course, clock):
    last_of_day = []
    for _ in range(20):
        for _ in range(3):
            newest = backup.back_up(course)
            clock.at += timedelta(minutes=1)
        last_of_day.append(newest)
        clock.at += timedelta(days=1)
    for _ in range(25):
        newest = backup.back_up(course)
        clock.at += timedelta(minutes=1)
    found = backup.backups(course)
    assert set(last_of_day) <= set(found)
    assert len(found) == 20 + backup.BACKUPS_KEPT
    assert found[0] == newest


def test_the_days_kept_end_with_the_term(course, clock, monkeypatch):
    monkeypatch.setattr(backup, "DAYS_KEPT", 15)
    for _ in range(30):
        backup.back_up(course)
        clock.at += timedelta(days=1)
    assert len(backup.backups(course)) == 15


def test_copies_of_an_older_version_come_before_those_with_a_number(course, clock):
    first = backup.back_up(course)
    for name in ("gradebook-20991231T000000000000.db", "gradebook-20260101T000000000000.db"):
        (course.root / "backups" / name).write_bytes(first.read_bytes())
    newest = backup.back_up(course)
    assert [path.name[10:18] for path in backup.backups(course)] == ["000002-2", "000001-2", "20991231", "20260101"]
    assert backup.backups(course)[0] == newest
