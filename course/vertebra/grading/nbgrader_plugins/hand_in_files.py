"""Files of answers as a learning platform gives them back: in an archive, in a folder, or a single one.

A quiz's page writes such a file (see `quiz.session.answer_file`), a student uploads it, and the teacher gives the
platform's archive to `vertebra grade`. Each file becomes a submitted folder as the exchange would give it; what is
wrong with one costs no other. Whose it is, is what the file says; the folder that the platform keeps it in, and the
names on the roster, are held against that. See decision 0473.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

from vertebra.errors import CourseError, is_disk_full
from vertebra.grading.autograde import left_out, provenance, quarantine, read_submission, refusals, tree
from vertebra.grading.autograde.inbound import parse_time
from vertebra.grading.autograde.provenance import Provenance
from vertebra.grading.course_folder import gradebook, overrides
from vertebra.grading.course_folder.folder import Course, require_built
from vertebra.grading.nbgrader_plugins.archive import MAX_CLASS_FILES, archive_stem, is_archive, open_members
from vertebra.printing import printable
from vertebra.quiz.json_recovery import StrictJsonError, parse_strict, recover
from vertebra.quiz.session import answers as answers_file
from vertebra.quiz.session.answer_file import is_damaged
from vertebra.quiz.session.answers import Problem
from vertebra.quiz.storage import MAX_BYTES, size
from vertebra.student_identity import Refusal, sorted_out
from vertebra.texts import _, pgettext

MAX_READ_BYTES = 500_000_000
"""All that is read of one archive; a class of 500 with 200 kB each has a fifth."""
PERSON = re.compile(r"(.+?)_\d+_assignsubmission_\w+_?$")
"""Moodle's folder for a submission: the student's name, a number, and the kind of submission."""
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class HandInFile:
    """A file of answers.

    Parameters
    ----------
    path : str
        Where it lies in what was given.
    owner : str
        The folder, or the beginning of the name, by which the platform tells its students apart.
    content : bytes
    document : mapping
        What could be read of it.
    faults : tuple of Problem
        For which a person looks at it before it counts.
    """

    path: str
    owner: str
    content: bytes
    document: Mapping[str, Any]
    faults: tuple[Problem, ...]

    @property
    def student(self) -> str:
        """The id in it; empty where there is none."""
        return _text(self.document.get("student"))

    @property
    def saved_at(self) -> datetime:
        """When it says that it was saved, in UTC without a zone; long ago where it does not say."""
        return parse_time(_text(self.document.get("saved_at")).replace("+00:00", " UTC")) or datetime(1970, 1, 1)

    @property
    def mark(self) -> str:
        """What tells it from every other file."""
        return hashlib.sha256(self.content).hexdigest()


def take(course: Course, quiz: str, source: Path) -> list[str]:
    """Put files of answers into the course folder as submissions; may be interrupted and called again.

    Parameters
    ----------
    course
        Where they go.
    quiz
        What they answer.
    source
        The platform's archive, a folder of files or of such archives, or one file.

    Returns
    -------
    list of str
        The ids of the students of whom something new was taken.

    Raises
    ------
    CourseError
        Where there is nothing of that name, or the quiz was not built.
    """
    released = course.released(quiz)
    if not source.exists():
        raise CourseError(pgettext("no-such-archive", "There is no file or folder {path}.").format(path=source))
    refused: list[Refusal] = []
    files = list(_files(source, released, refused))
    newest = _newest(files, _known(course), refused)
    taken = [file.student for file in newest if _put(course, quiz, file, refused)]
    refusals.keep_refusals(course, quiz, refused, "archives")
    return taken


def _files(source: Path, released: Mapping[str, Any], refused: list[Refusal]) -> Iterator[HandInFile]:
    """The files of answers in what was given; what is none is listed with the reason."""
    left = MAX_READ_BYTES
    for path, opened in _members(source, refused):
        try:
            with opened() as stream:
                content = stream.read(min(MAX_BYTES, left) + 1)
            left -= len(content)
            if len(content) > MAX_BYTES or left < 0:
                most = _("it is too large: more than {most}").format(most=size(MAX_BYTES))
                refused.append(Refusal(path, most))
                continue
            file = _read(path, content)
            if fault := _fault(file, released):
                refused.append(Refusal(path, fault))
            else:
                yield file
        except Exception as error:  # Whatever is wrong with one member, the others are read.
            if is_disk_full(error):
                raise
            refused.append(Refusal(path, printable(f"{type(error).__name__}: {error}", 200)))


def _members(source: Path, refused: list[Refusal]) -> Iterator[tuple[str, Callable[[], IO[bytes]]]]:
    """Every file that may hold answers, and what opens it; archives lie in a folder, never in another archive."""
    if source.is_dir():
        for entry in sorted(tree.walk(source), key=lambda entry: entry.parts):
            if not entry.is_file:
                continue
            if is_archive(entry.parts[-1]):
                above = (*entry.parts[:-1], archive_stem(entry.parts[-1]))
                yield from _archived(source / entry.relative, above, refused)
            else:
                yield "/".join(entry.parts), partial(_opened, source, entry.parts)
    elif is_archive(source.name):
        yield from _archived(source, (), refused)
    else:
        yield source.name, partial(_opened, source.parent, (source.name,))


def _opened(folder: Path, parts: tuple[str, ...]) -> IO[bytes]:
    return os.fdopen(tree.open_file(folder, parts), "rb")


def _archived(
    path: Path, above: tuple[str, ...], refused: list[Refusal]
) -> Iterator[tuple[str, Callable[[], IO[bytes]]]]:
    try:
        with open_members(path) as members:
            for count, (name, opened) in enumerate(members):
                if count >= MAX_CLASS_FILES:
                    refused.append(Refusal("…", _("it holds more than {most} files").format(most=MAX_CLASS_FILES)))
                    return
                yield "/".join((*above, name.replace("\\", "/"))), opened
    except Exception as error:  # What came out before stays.
        if is_disk_full(error):
            raise
        said = _("it can't be read to its end: {error}").format(error=printable(error, 160))
        refused.append(Refusal(path.name, said))


def _read(path: str, content: bytes) -> HandInFile:
    """A file as far as it can be read; answers that are whole are taken out of a damaged one."""
    text = content.decode("utf-8-sig", "replace")
    damaged = False
    try:
        document = parse_strict(text)
    except StrictJsonError:
        document, damaged = recover(text), True
    document = document if isinstance(document, dict) else {}
    faults = []
    if damaged or is_damaged(document):
        sentence = pgettext(
            "hand-in-damaged",
            "The file was changed or damaged after the page had written it. What is whole in it was read; ask for the "
            "file again, or accept this one.",
        )
        faults.append(Problem("file-changed", sentence))
    return HandInFile(path, owner_of(path), content, document, tuple(faults))


def owner_of(path: str) -> str:
    """Return by what a platform tells apart whose file this is: the name in Moodle's folder, the beginning of Canvas'.

    Parameters
    ----------
    path : str
        Where the file lies in the archive.

    Returns
    -------
    str
        Empty where the path says nothing.
    """
    *folders, name = path.split("/")
    for folder in reversed(folders):
        if match := PERSON.match(folder):
            return match[1]
    if folders:
        return folders[-1]
    match = re.match(r"([^\W\d_]+)(?:_LATE)?_\d+_\d+_", name)
    return match[1] if match else ""


def _fault(file: HandInFile, released: Mapping[str, Any]) -> str:
    """Why this is no file of answers to this quiz; empty where it is one."""
    document = file.document
    if not {"answers", "student"} <= set(document):
        return pgettext("no-answers-file", "it is no file of answers")
    if document.get("schema") != answers_file.SCHEMA:
        return pgettext(
            "answers-of-another-edition",
            "it was written by another edition of the course: update the course, or have the file written again",
        )
    for name in ("course", "quiz"):
        if document.get(name) != released[name]:
            return pgettext("answers-to-another-quiz", "it holds answers to {found}, not to {expected}").format(
                found=printable(_text(document.get(name)), 60) or "?", expected=released[name]
            )
    return ""


def _newest(files: list[HandInFile], known: Mapping[str, str], refused: list[Refusal]) -> list[HandInFile]:
    """The last file of each student; none where two people handed in under one id."""
    good, bad = sorted_out((file.student for file in files), known)
    reasons = {refusal.given: refusal.reason for refusal in bad}
    by_student: dict[str, list[HandInFile]] = {student: [] for student in good}
    for file in files:
        if file.student in by_student:
            by_student[file.student].append(file)
        else:
            refused.append(Refusal(file.path, _("the id: {fault}").format(fault=reasons[file.student])))
    newest = []
    for student, own in by_student.items():
        owners = sorted({file.owner for file in own} - {""})
        if len(owners) > 1:
            sentence = pgettext(
                "two-people-one-id",
                "{people} handed in answers of {student}. None was taken: take the wrong one out of the archive, and "
                "grade again.",
            ).format(people=" and ".join(printable(owner, 60) for owner in owners), student=student)
            refused += [Refusal(file.path, sentence) for file in own]
            continue
        newest.append(
            _with_person(max(own, key=lambda file: (file.saved_at, len(file.content))), known.get(student, ""))
        )
    return newest


def _with_person(file: HandInFile, name: str) -> HandInFile:
    """A file with what there is to say where the platform's person is not called as the roster says."""
    if not name or not file.owner or is_same_person(name, file.owner, file.student):
        return file
    sentence = pgettext(
        "handed-in-by-another",
        "{owner} handed this in, but {student} is {name} on the roster.",
    ).format(owner=printable(file.owner, 60), student=file.student, name=printable(name, 60))
    return HandInFile(file.path, file.owner, file.content, file.document, (*file.faults, Problem("account", sentence)))


def is_same_person(name: str, owner: str, student: str) -> bool:
    """Whether a platform's folder may be that of the person on the roster: by name in any order, or by id.

    Parameters
    ----------
    name : str
        First and last name.
    owner : str
        What the platform calls the folder.
    student : str
        The id.
    """
    if owner.casefold() == student.casefold():
        return True
    words = {word.casefold() for word in _WORDS.findall(name)}
    run = "".join(_WORDS.findall(owner.casefold()))
    return bool(words) and all(word in run for word in words)


def _known(course: Course) -> dict[str, str]:
    """The students on the roster, each with first and last name; empty where the roster has none."""
    with gradebook.open_gradebook(course) as book:
        return {
            student.id: " ".join(filter(None, (student.first_name, student.last_name))) for student in book.students
        }


def _put(course: Course, quiz: str, file: HandInFile, refused: list[Refusal]) -> bool:
    """Put one file where a submission lies, unless it is there or a later one is; the folder appears whole."""
    target = course.submitted(file.student, quiz)
    before = provenance.read_provenance(target, read_submission.submission_digest(target)) if target.is_dir() else None
    if before is not None and before.changed_at == file.mark:
        return False
    counted = min(file.saved_at, datetime.now(UTC).replace(tzinfo=None))
    if target.is_dir():
        there = parse_time(read_submission.submission_metadata(target)[0])
        if there is not None and there > counted:
            refused.append(Refusal(file.path, pgettext("later-one-is-there", "a later submission is there already")))
            return False
        overrides.withdraw(course, quiz, file.student)
    tree.remove_tree(quarantine.quarantine_folder(target))
    staging = course.root / ".vertebra" / "collecting" / file.student / quiz
    tree.remove_tree(staging)
    staging.mkdir(parents=True)
    (staging / answers_file.FILE).write_bytes(file.content)
    notebook = require_built(course.release(quiz) / f"{quiz}.ipynb", quiz)
    shutil.copyfile(notebook, staging / notebook.name)
    stamp = counted.strftime(provenance.TIME_FORMAT)
    (staging / "timestamp.txt").write_text(stamp, encoding="ascii")
    left_out.keep_left_out(target, [])
    digest = read_submission.submission_digest(staging)
    provenance.write_provenance(target, Provenance(file.path, file.mark, stamp, digest, file.faults))
    tree.remove_tree(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.rename(staging, target)
    return True


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
