"""The list of students as a platform, a registrar or a spreadsheet wrote it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vertebra.errors import CourseError
from vertebra.student_identity import account_fault, email_fault, id_fault, name_fault, normalised, same_id
from vertebra.texts import _, pgettext

ALIASES = {
    "id": ("id", "username", "sis login id", "login_id", "login id", "user_id"),
    "first_name": ("first_name", "firstname", "first name", "given name"),
    "last_name": ("last_name", "lastname", "last name", "surname", "family name"),
    "email": ("email", "email address", "e-mail", "e-mail address"),
    "account": ("account", "system account", "unix account", "os account"),
}
"""What Moodle, Canvas and registrars call the columns; of an id, the last that is filled in counts.

Canvas's own `ID` is a number that nobody hands in under: where a login stands beside it, the login is the id.
"""
CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section")
"""By these columns Canvas finds a student when grades are imported; they go back to it as they came."""
CANVAS_TEST_STUDENT = "student, test"
ICELANDIC = re.compile(r"[áíóúéæÁÍÓÚÉÆ]|rð|Þ[oró]|son\b")
TURKISH = re.compile(r"[çöüÇÖÜ]|ğl|[bcdfgklmnprstvyz]ı", re.IGNORECASE)
"""What speaks for either language where a byte may be a letter of both."""


@dataclass(frozen=True)
class Roster:
    """A list of students as it was read.

    `skipped` names rows that are no student, `refused` says which rows are not taken and why; `notes` are sentences
    on how the file was read. `canvas` is what Canvas wrote of each student, by id and column.
    """

    students: list[dict[str, str]]
    canvas: dict[str, dict[str, str]] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_roster(path: Path, encoding: str = "") -> Roster:
    """Read a CSV file of students.

    It has a column `id` and, where wanted, `first_name`, `last_name`, `email` and `account`: the account of the
    system from which a student hands in, where it is not called like the id. What Moodle and Canvas write of their
    participants is read as well (see `ALIASES`), and what Excel saves. Where there is no column for the id, the
    e-mail addresses stand in if no two are alike. A row whose id, name or address can't be taken is left out and
    named.

    Parameters
    ----------
    path
        The file: UTF-8 or UTF-16 with or without a mark, or a Windows code page.
    encoding
        Names the code page where it is none of western Europe or Turkey.

    Raises
    ------
    CourseError
        Where the file can't be read, an id is missing or stands twice, or nobody is left.
    """
    text, notes = _decoded(path, encoding)
    columns, rows = _table(path, text)
    students: list[dict[str, str]] = []
    canvas, skipped = {}, []
    for line, row in rows:
        student = _student(row)
        if not any(row.values()) or _is_canvas_head(row):
            continue
        if row.get("student", "").casefold() == CANVAS_TEST_STUDENT:
            skipped.append(row["student"])
            continue
        student["line"] = str(line)
        students.append(student)
        if {"student", "section"} <= set(row):
            canvas[student["id"]] = {name: row[name.casefold()] for name in CANVAS_COLUMNS if name.casefold() in row}
    if not any(student["id"] for student in students):
        notes += _take_emails(path, columns, students)
        canvas = {}
    _check(path, students)
    refused = {}
    for student in students:
        place, fault = student.pop("line"), _refused(student)
        if fault:
            refused[student["id"]] = pgettext("roster-row-refused", "line {place}, {fault}").format(
                place=place, fault=fault
            )
    good = [student for student in students if student["id"] not in refused]
    if not good:
        raise CourseError(
            pgettext("roster-nobody", "The roster {path} has nobody who can be entered: {values}.").format(
                path=path, values="; ".join(refused.values())
            )
        )
    canvas = {student["id"]: canvas[student["id"]] for student in good if student["id"] in canvas}
    return Roster(good, canvas, tuple(skipped), tuple(refused.values()), tuple(notes))


def _decoded(path: Path, encoding: str) -> tuple[str, list[str]]:
    """The file's text, and how it was read where that had to be guessed."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CourseError(
            _("The roster {path} can't be read: {strerror}.").format(path=path, strerror=error.strerror)
        ) from error
    try:
        if encoding:
            return content.decode(encoding), []
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16"), []
        if content[1:2] == b"\0" or content[:1] == b"\0":
            return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be"), []
    except (UnicodeDecodeError, LookupError) as error:
        raise CourseError(
            pgettext(
                "roster-encoding",
                "The roster {path} can't be read as {encoding}. Save it as 'CSV UTF-8'.",
            ).format(path=path, encoding=encoding or "UTF-16")
        ) from error
    for name in ("utf-8-sig", _code_page(content)):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        return text, [] if name == "utf-8-sig" else [_guessed(name, text)]
    raise CourseError(
        pgettext(
            "roster-encoding-unknown",
            "The roster {path} is neither UTF-8 nor a code page of western Europe or Turkey. Save it as 'CSV "
            "UTF-8', or name its encoding, such as --encoding cp1250.",
        ).format(path=path)
    )


def _code_page(content: bytes) -> str:
    """cp1254 (Turkish) or cp1252 (western Europe): they differ in six letters, which are Icelandic in the one."""
    if not re.search(rb"[\xd0\xdd\xde\xf0\xfd\xfe]", content):
        return "cp1252"
    icelandic = len(ICELANDIC.findall(content.decode("cp1252", "replace")))
    turkish = len(TURKISH.findall(content.decode("cp1254", "replace")))
    return "cp1252" if icelandic >= turkish else "cp1254"


def _guessed(name: str, text: str) -> str:
    """A note on how a file without a mark was decoded, with a name from it that shows if that was right."""
    word = re.search(r"\w*[^\W\x00-\x7f]\w*", text)
    sample = _("; see whether {group} is spelt right").format(group=repr(word.group())) if word else ""
    what = _("Turkish") if name == "cp1254" else _("western European")
    return _(
        "The roster was read as {what} ({name}){sample}. Otherwise save it as 'CSV UTF-8', or add --encoding."
    ).format(what=what, name=name, sample=sample)


def _table(path: Path, text: str) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The columns as they are headed, and each row with its line and its cells by casefolded heading."""
    delimiter = ""
    if text[:4].casefold() == "sep=":  # Excel's own first line.
        first, _unused, text = text.partition("\n")
        delimiter = first.strip()[4:5]
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or max(",;\t", key=head.count))
    try:
        columns = [name.strip() for name in next(reader, [])]
        rows = [(reader.line_num, [normalised(cell) for cell in row]) for row in reader]
    except csv.Error as error:
        raise CourseError(
            _("Line {line_num} of the roster {path} can't be read: {error}.").format(
                line_num=reader.line_num, path=path, error=error
            )
        ) from error
    names = [name.casefold() for name in columns]
    return columns, [(line, dict(zip(names, row + [""] * (len(names) - len(row)), strict=False))) for line, row in rows]


def _student(row: dict[str, str]) -> dict[str, str]:
    """One row under our names."""
    named = {ours: next((row[a] for a in reversed(also) if row.get(a)), "") for ours, also in ALIASES.items()}
    if not named["last_name"] and "," in row.get("student", ""):
        last, _unused, first = row["student"].partition(",")
        named |= {"last_name": last.strip(), "first_name": first.strip()}
    if not named["account"]:
        del named["account"]
    return named


def _is_canvas_head(row: dict[str, str]) -> bool:
    """Whether a row is one that Canvas puts between its heading and the students: points, or how grades are posted."""
    if "student" not in row or "section" not in row:
        return "points possible" in row.get("student", "").casefold()
    return not row["student"] or "points possible" in row["student"].casefold()


def _take_emails(path: Path, columns: Sequence[str], students: list[dict[str, str]]) -> list[str]:
    """Let the e-mail addresses be the ids.

    Raises
    ------
    CourseError
        Where they can't be.
    """
    emails = [student["email"].casefold() for student in students]
    if not students or not all(emails) or len(set(emails)) < len(emails):
        accepted = ", ".join(ALIASES["id"])
        others = "; ".join(f"{ours}: {', '.join(also)}" for ours, also in ALIASES.items() if ours != "id")
        raise CourseError(
            pgettext(
                "roster-without-ids",
                "The roster {path} has the columns {columns}, and no id in any row. The id is the account that a "
                "student hands in under; its column may be called: {accepted}. E-mail addresses stand in for it only "
                "where every row has one and no two are alike. Besides: {others}.",
            ).format(path=path, columns=", ".join(columns) or "none", accepted=accepted, others=others)
        )
    for student in students:
        student["id"] = student["email"]
    return [
        _(
            "The roster has no column for the account, so that the e-mail addresses are the ids. If students "
            "hand in under other names, give a list with a column 'id'."
        )
    ]


def _refused(student: dict[str, str]) -> str:
    """Why a row is not taken; empty where it is."""
    faults = {
        "id": id_fault,
        "first_name": name_fault,
        "last_name": name_fault,
        "email": email_fault,
        "account": account_fault,
    }
    said = [
        f"{name.replace('_', ' ')} {student.get(name, '')!r}: {fault(student.get(name, ''))}"
        for name, fault in faults.items()
    ]
    return next((fault for fault, name in zip(said, faults, strict=True) if faults[name](student.get(name, ""))), "")


def _check(path: Path, students: list[dict[str, str]]) -> None:
    """Raise CourseError where an id is missing or stands twice: then the list as a whole may be the wrong one."""
    for student in students:
        if not student["id"]:
            who = " ".join(filter(None, (student["first_name"], student["last_name"]))) or _("nobody's name")
            raise CourseError(
                pgettext(
                    "roster-row-without-id",
                    "Line {line} of the roster {path} has no id ({who}). Fill it in, or take the row out.",
                ).format(line=student["line"], path=path, who=who)
            )
    twice = [name for name, count in Counter(same_id(student["id"]) for student in students).items() if count > 1]
    if twice:
        raise CourseError(
            _("The roster {path} has the id {twice} more than once. Each student needs one row.").format(
                path=path, twice=repr(twice[0])
            )
        )
