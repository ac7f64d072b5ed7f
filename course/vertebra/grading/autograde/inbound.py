"""The exchange's `inbound` folder: whose each submission is, when it came, and which of a student's counts.

A folder's name and the files in it are a student's words. Which account made them and when they last changed is what
the system says, and no student can write that.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vertebra.grading.autograde import tree
from vertebra.grading.course_folder.folder import is_private
from vertebra.printing import printable
from vertebra.student_identity import Refusal, sorted_out
from vertebra.texts import _, pgettext

MAX_FOLDERS = 200_000
MAX_TIMESTAMP_BYTES = 200
_TIME = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?: ?[A-Za-z]{1,10})?(?: ?[+-]\d\d:?\d\d)?"
_RANDOM = r"(?:\+[A-Za-z0-9_=-]{0,64})?"


@dataclass(frozen=True)
class InboundFolder:
    """A folder that was handed in for an assignment.

    Parameters
    ----------
    name, student : str
    named_at : datetime
        The time in its name; UTC, without a zone.
    changed_at : datetime
        When it or anything in it last changed; UTC, without a zone.
    owners : frozenset[str]
        Accounts that the folder and all in it belong to.
    stamp : str
    """

    name: str
    student: str
    named_at: datetime
    changed_at: datetime
    owners: frozenset[str]
    stamp: str


@dataclass(frozen=True)
class CollectionRules:
    """Rules for collecting: the accounts that may hand in for a student, and how far times may differ.

    `accounts` gives the account of each student whose account is not called like the id. `one_account` is the account
    that hands in for everybody, where a hub has only one. `own_account` may hand in for everybody as well: the
    exchange lies where no other account can reach. `max_minutes_apart` of 0 does not look at times.
    """

    accounts: Mapping[str, str]
    one_account: str = ""
    own_account: str = ""
    max_minutes_apart: float = 10.0

    def account_fault(self, offer: InboundFolder) -> str:
        """Why it can't be told that the student handed this in; empty where it can."""
        account = self.accounts.get(offer.student, offer.student)
        allowed = {account, self.one_account, self.own_account} - {""}
        others = sorted(offer.owners - allowed)
        if not others:
            return ""
        return pgettext(
            "account-differs",
            "It lies in the exchange under the account {printable}, and {student} hands in as {account}: "
            "somebody else may have handed it in.",
        ).format(printable=printable(", ".join(others), 80), student=repr(offer.student), account=repr(account))

    def counted_at(self, offer: InboundFolder) -> datetime:
        """When it was handed in: as its name says if the system agrees, otherwise when it last changed."""
        return offer.changed_at if self.time_fault(offer) else offer.named_at

    def time_fault(self, offer: InboundFolder) -> str:
        """The disagreement of the times in the folder's name and `timestamp.txt` with its last change; else empty."""
        if not self.max_minutes_apart:
            return ""
        said = {"its name": offer.named_at, "its timestamp.txt": parse_time(offer.stamp)}
        wrong = [
            _("{what} says {shown}").format(what=what, shown=_minutes(when))
            for what, when in said.items()
            if when and self._apart(when, offer)
        ]
        if not wrong:
            return ""
        return pgettext("time-differs", "{wrong}, but it last changed at {shown}: that counts.").format(
            wrong=" and ".join(wrong).capitalize(), shown=_minutes(offer.changed_at)
        )

    def _apart(self, when: datetime, offer: InboundFolder) -> bool:
        return abs(when - offer.changed_at) > timedelta(minutes=self.max_minutes_apart)


def scan_inbound(
    inbound: Path, assignment: str, student: str = "*", known: Iterable[str] = ()
) -> tuple[list[InboundFolder], list[Refusal]]:
    """Find the folders that were handed in for an assignment.

    Parameters
    ----------
    inbound
        The exchange's folder.
    assignment
        nbgrader's name of the assignment.
    student
        Look for one student alone.
    known
        Ids on the roster: of ids that differ only in capitals the known one is taken.

    Returns
    -------
    (list of InboundFolder, list of Refusal)
        The folders, and what is none, with the reason.
    """
    parsed: dict[str, tuple[str, str]] = {}
    refused: list[Refusal] = []
    with os.scandir(inbound) as entries:
        for count, entry in enumerate(entries):
            if count >= MAX_FOLDERS:
                refused.append(
                    Refusal(
                        "…",
                        _("the exchange holds more than {max_folders} folders; the others were not read").format(
                            max_folders=MAX_FOLDERS
                        ),
                    )
                )
                break
            if f"+{assignment}+" not in entry.name:
                continue
            parts = parse_folder_name(entry.name, assignment)
            if parts is None:
                refused.append(Refusal(entry.name, _("its name is not a student's id, the assignment and a time")))
            elif not entry.is_dir(follow_symlinks=False):
                refused.append(Refusal(entry.name, _("it is a link or a file, not a folder")))
            else:
                parsed[entry.name] = parts
    good, bad = sorted_out((student for student, _unused in parsed.values()), known)
    reasons = {refusal.given: refusal.reason for refusal in bad}
    taken = set(good)
    offers = []
    for name, (given_id, when) in sorted(parsed.items()):
        if given_id in reasons:
            refused.append(Refusal(name, _("the id: {reasons}").format(reasons=reasons[given_id])))
        elif given_id in taken and student in ("*", given_id):
            offers.append(_inbound_folder(inbound / name, given_id, when))
    return offers, refused


def parse_folder_name(name: str, assignment: str) -> tuple[str, str] | None:
    """Return id and time of a folder `ID+ASSIGNMENT+TIME` or `ID+ASSIGNMENT+TIME+RANDOM`.

    Parameters
    ----------
    name : str
        Read from its end, since an id may hold '+'.
    assignment : str

    Returns
    -------
    (str, str) or None
        None for other names.
    """
    match = re.fullmatch(rf"(.*)\+{re.escape(assignment)}\+({_TIME}){_RANDOM}", name, re.DOTALL | re.ASCII)
    return None if match is None or parse_time(match[2]) is None else (match[1], match[2])


def parse_time(text: str) -> datetime | None:
    """Read a time as nbgrader writes it.

    Parameters
    ----------
    text : str

    Returns
    -------
    datetime or None
        In UTC without a zone; None where it is none.
    """
    from nbgrader.utils import parse_utc

    if not re.fullmatch(_TIME, text.strip(), re.ASCII):
        return None
    try:
        when = parse_utc(text.strip())
    except Exception:  # dateutil raises many kinds of errors on nonsense.
        return None
    return when if isinstance(when, datetime) and when.tzinfo is None else None


def newest_of_each(
    offers: Iterable[InboundFolder], rules: CollectionRules
) -> tuple[list[InboundFolder], list[Refusal]]:
    """Choose the folder of each student that counts.

    Parameters
    ----------
    offers
        The folders that were handed in.
    rules
        Whose folders are whose.

    Returns
    -------
    (list of InboundFolder, list of Refusal)
        The newest of a student's own by when it came, else the newest under other accounts; and what was left because
        it lies under another account.
    """
    by_student: dict[str, list[InboundFolder]] = {}
    for offer in offers:
        by_student.setdefault(offer.student, []).append(offer)
    newest, left = [], []
    for every in by_student.values():
        own = [submission for submission in every if not rules.account_fault(submission)]
        newest.append(
            max(own or every, key=lambda submission: (submission.changed_at, submission.named_at, submission.name))
        )
        if own:
            foreign = [submission for submission in every if submission not in own]
            left += [
                Refusal(
                    submission.name,
                    _("{account_fault} What the student handed in counts.").format(
                        account_fault=rules.account_fault(submission)
                    ),
                )
                for submission in foreign
            ]
    return newest, left


def rescan(folder: Path, offer: InboundFolder) -> InboundFolder:
    """Look at a folder again after it was copied: somebody may have changed it meanwhile."""
    now = _inbound_folder(folder, offer.student, "")
    return replace(now, named_at=offer.named_at, owners=now.owners | offer.owners)


def account_of(uid: int) -> str:
    """The name of the account with the number `uid`; the number where it has none."""
    try:
        import pwd

        return pwd.getpwuid(uid).pw_name
    except (ImportError, KeyError):
        return _("number {uid}").format(uid=uid)


def own_account(exchange: Path, course: Path) -> str:
    """The account that this runs under, where `exchange` lies in the private folder `course`; otherwise empty."""
    inside = course.resolve() in exchange.resolve().parents
    return account_of(os.geteuid()) if inside and hasattr(os, "geteuid") and is_private(course) else ""


def _inbound_folder(folder: Path, student: str, when: str) -> InboundFolder:
    states = [folder.lstat(), *(entry.state for entry in tree.walk(folder))]
    changed = datetime.fromtimestamp(max(state.st_ctime for state in states), UTC).replace(tzinfo=None)
    owners = frozenset(account_of(uid) for uid in {state.st_uid for state in states})
    named = parse_time(when)
    return InboundFolder(folder.name, student, named or changed, changed, owners, _timestamp_text(folder))


def _timestamp_text(folder: Path) -> str:
    """The text of `timestamp.txt`; empty where it is no small file."""
    entry = tree.lookup(folder, "timestamp.txt")
    if entry is None or not entry.is_file or entry.state.st_size > MAX_TIMESTAMP_BYTES:
        return ""
    try:
        with open(tree.open_file(folder, entry.parts), "rb") as file:
            return file.read(MAX_TIMESTAMP_BYTES).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _minutes(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"
