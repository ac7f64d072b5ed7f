"""Cases put into a course folder: questions beside the teacher's others, and the folder for students' reading room.

Every file is written in one step and the one that puts a case in force last, so that a run which was interrupted is
simply called again. What a teacher has changed by hand in a question is kept. See decision 0406.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from vertebra import checked_json
from vertebra.errors import CourseError, InputError
from vertebra.grading.course_folder.folder import Course
from vertebra.grading.own_pictures import question_folder, source_file
from vertebra.grading.own_pictures.case_file import SUFFIX
from vertebra.grading.own_pictures.check import CheckedCase, CheckedFolder
from vertebra.grading.own_pictures.pixels import encoded
from vertebra.models.imaging import teacher_cases
from vertebra.models.imaging.reading_cases import VERDICTS
from vertebra.quiz.question.bank import TEXT
from vertebra.quiz.question.figures import media_of
from vertebra.quiz.release.check import question_faults
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _, pgettext

RECORD = Path(".vertebra") / "own_pictures.json"
MAX_RECORD_BYTES = 5_000_000
FOR_STUDENTS = Path("for_students") / teacher_cases.FOLDER


class Added(msgspec.Struct, frozen=True):
    """What is remembered of a case: hashes of its pictures, and of the question's text as it was written."""

    pixels: tuple[str, ...]
    question_sha256: str = ""


@dataclass
class Report:
    """What became of the cases, by name."""

    questions: list[str] = field(default_factory=list)
    reading_room: list[str] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Questions that were changed by hand, and stay as they are."""
    faults: list[str] = field(default_factory=list)


def add(checked: CheckedFolder, course: Course) -> Report:
    """Put the cases that can be used, and that somebody has looked at, into the course folder.

    Raises
    ------
    CourseError
        Where another command is at work, or the record of earlier cases is damaged.
    """
    report = Report()
    with course.locked():
        record = _record(course)
        for case in checked.cases:
            if checked.unconfirmed(case):
                report.unconfirmed.append(case.text.name)
                continue
            try:
                record[case.text.name] = _add_case(case, course, record, report)
            except InputError as error:
                report.faults.append(_("{file}: {fault}").format(file=case.text.name + SUFFIX, fault=error.text))
                continue
            content = json.dumps(msgspec.to_builtins(record), indent=1, sort_keys=True) + "\n"
            write_atomic(course.root / RECORD, content.encode("ascii"))
    return report


def _record(course: Course) -> dict[str, Added]:
    path = course.root / RECORD
    if not path.exists():
        return {}
    try:
        return checked_json.decode(source_file.read(path.parent, path.name, MAX_RECORD_BYTES), dict[str, Added])
    except CourseError as error:
        raise CourseError(
            pgettext(
                "added-damaged", "The record {path} can't be read: {why}. Delete it, and add your pictures again."
            ).format(path=path, why=error)
        ) from error


def _add_case(case: CheckedCase, course: Course, record: Mapping[str, Added], report: Report) -> Added:
    name, pixels = case.text.name, tuple(picture.pixels_sha256 for picture in case.pictures)
    for other, known in record.items():
        if other != name and set(pixels) & set(known.pixels) and _is_there(course, other):
            raise InputError(
                pgettext("picture-added-as", "its picture is in the course as {other} already").format(other=other)
            )
    written = record[name].question_sha256 if name in record else ""
    if case.text.for_questions:
        written = _add_question(case, course, written, report)
    room = course.root / FOR_STUDENTS / name
    if case.text.for_reading_room:
        _put(room, room_files(case))
        report.reading_room.append(name)
    elif room.is_dir() and not room.is_symlink():
        shutil.rmtree(room)
    return Added(pixels, written)


def _is_there(course: Course, name: str) -> bool:
    return (course.root / "questions" / name / TEXT).exists() or (course.root / FOR_STUDENTS / name).exists()


def _add_question(case: CheckedCase, course: Course, written: str, report: Report) -> str:
    """Write the question's folder, and return the hash of its text; one that is another's or was edited stays."""
    name, files = case.text.name, question_folder.files(case)
    target = course.root / "questions" / name
    ours = _sha256(files[TEXT])
    text = target / TEXT
    if text.exists():
        there = _sha256(text.read_bytes())
        if there not in (ours, written):
            if not written:
                raise InputError(
                    pgettext("own-question-exists", "there is a question {name} already; rename the case").format(
                        name=name
                    )
                )
            report.kept.append(name)
            return written
    elif name in course.bank.question_ids():
        raise InputError(
            pgettext("own-question-exists", "there is a question {name} already; rename the case").format(name=name)
        )
    _put(target, files)
    report.questions.append(name)
    report.faults += question_faults(name, "", course.bank)
    return ours


def room_files(case: CheckedCase) -> dict[str, bytes]:
    """A case as the reading room reads it: nothing of consent, of files' names or of the pictures' origin."""
    entry, files, shown = case.text.entry, {}, []
    for picture in case.pictures:
        content = encoded(picture.grey)
        name = picture.pixels_sha256[:16] + question_folder.SUFFIXES[media_of(content)]
        files[name] = content
        shown.append(teacher_cases.ShownPicture(name, picture.entry.sequence, picture.entry.alt))
    verdict = next(verdict for verdict in VERDICTS if verdict == entry.answer)
    handed_out = teacher_cases.ShownCase(entry.stem, entry.level, verdict, entry.reasons, entry.licence, tuple(shown))
    return {**files, teacher_cases.FILE: msgspec.json.format(msgspec.json.encode(handed_out), indent=1)}


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, the last of which puts them in force; pictures of before go."""
    if folder.is_symlink():
        raise InputError(pgettext("target-link", "{folder} is a link, which is not followed").format(folder=folder))
    for name, content in files.items():
        path = folder / name
        if not path.is_file() or path.is_symlink() or path.read_bytes() != content:
            write_atomic(path, content)
    for path in folder.iterdir():
        if path.suffix in question_folder.SUFFIXES.values() and len(path.stem) == 16 and path.name not in files:
            path.unlink()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
