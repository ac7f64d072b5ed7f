"""One student at one quiz: what they were given, what they answered, and its file. No widget in here.

See decision 0061.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from vertebra.errors import CourseError, InputError
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.score import answer_text
from vertebra.quiz.release.release_file import RELEASE_FILE, read_release
from vertebra.quiz.release.variants import assign_variant
from vertebra.quiz.session import answers as files
from vertebra.quiz.session.answers import Answer, Answers
from vertebra.quiz.session.current_student import Student, check_student, known_student
from vertebra.quiz.session.validate_answers import MAX_NAME
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _, pgettext

MAX_WORK_S = 600.0
"""A longer time between two answers counts as a break."""


class Session:
    """The state behind a quiz's widgets. `folder` holds quiz.json and answers.json."""

    def __init__(self, folder: Path, quiz_id: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.folder = folder
        self.released = read_release(folder / RELEASE_FILE, quiz_id)
        self.path = folder / files.FILE
        self.warnings: list[str] = []
        self._clock = clock
        self._worked_at = clock()
        self._seen: tuple[int, int] | None = None
        self.answers = self._opened()

    @property
    def items(self) -> list[Mapping[str, Any]]:
        """The released items, in order."""
        return list(self.released["items"])

    def item(self, item_id: str) -> Mapping[str, Any]:
        """The released item `item_id`."""
        for item in self.items:
            if item["id"] == item_id:
                return item
        known = ", ".join(item["id"] for item in self.items)
        raise CourseError(
            _("The quiz has no item {item_id}. It has: {known}.").format(item_id=repr(item_id), known=known)
        )

    def variant(self, item_id: str) -> int:
        """Which variant of an item this student is given."""
        head, item = self.released, self.item(item_id)
        name, count = item.get("drawn_as", item_id), len(item["variants"])
        return assign_variant(head["draw_salt"], head["course"], head["quiz"], name, self.answers.student, count)

    def value(self, item_id: str) -> str | tuple[str, ...]:
        """The answer so far; empty where there is none."""
        answer = self.answers.answers.get(item_id)
        return answer.value if answer else ""

    def is_answered(self, item_id: str) -> bool:
        """Whether the item holds an answer."""
        return not kind_of(self.item(item_id)["kind"]).is_blank(self.value(item_id))

    def text(self, item_id: str) -> str:
        """The answer in words; empty where there is none, or where nobody has said who they are."""
        return (
            answer_text(self.item(item_id), self.variant(item_id), self.value(item_id)) if self.answers.student else ""
        )

    def name_student(self, text: object) -> None:
        """Remember who answers.

        Raises
        ------
        InputError
            Where `text` is no id, or somebody is named already.
        """
        if self.answers.student:
            raise InputError(
                pgettext("quiz-of-another-student", "This quiz is already {student}'s.").format(
                    student=self.answers.student
                )
            )
        self._save(replace(self.answers, student=check_student(text), student_from="asked"))

    def answer(self, item_id: str, value: object) -> str:
        """Save an answer and return a note on how it was read ('' mostly).

        Raises
        ------
        InputError
            Where the value is none of the item's kind.
        CourseError
            Where it can't be saved: in both cases the file is as it was.
        """
        if not self.answers.student:
            raise InputError(pgettext("student-not-named", "Say first who you are, at the top of the quiz."))
        item = self.item(item_id)
        tidy, note = self._tidied(item, value)
        before = self.answers.answers.get(item_id, Answer(""))
        if tidy == before.value and item_id in self.answers.answers:
            return note
        self._merge_external_changes()
        worked = min(max(0.0, self._clock() - self._worked_at), MAX_WORK_S)
        # What others saved may hold a hint that was taken in another window.
        before = self.answers.answers.get(item_id, before)
        self._put(item_id, Answer(tidy, files.now(), before.history_count + 1, before.seconds + worked, before.hints))
        self._worked_at = self._clock()
        return note

    def hints(self, item_id: str) -> list[Mapping[str, Any]]:
        """All hints of an item as this student's variant has them, each with its `text`."""
        variants = self.item(item_id)["variants"]
        return list(variants[self.variant(item_id)].get("hints", ()))

    def hints_taken(self, item_id: str) -> int:
        """How many of an item's hints the student has taken."""
        answer = self.answers.answers.get(item_id)
        return min(answer.hints if answer else 0, len(self.hints(item_id)))

    def take_hint(self, item_id: str) -> None:
        """Take the next hint, and write down that it was taken.

        Raises
        ------
        InputError
            Where there is none left or nobody has said who they are.
        CourseError
            Where it can't be saved.
        """
        if not self.answers.student:
            raise InputError(pgettext("student-not-named", "Say first who you are, at the top of the quiz."))
        self._merge_external_changes()
        taken = self.hints_taken(item_id)
        if taken >= len(self.hints(item_id)):
            raise InputError(pgettext("no-further-hint", "There is no further hint."))
        before = self.answers.answers.get(item_id, Answer(""))
        self._put(item_id, replace(before, changed_at=files.now(), hints=taken + 1))

    def _put(self, item_id: str, new: Answer) -> None:
        changed = {**self.answers.answers, item_id: new}
        variants = {**self.answers.variants, item_id: self.variant(item_id)}
        self._save(replace(self.answers, answers=changed, variants=variants))

    def note(self, item_id: str) -> str:
        """What to say of the saved answer: how a number was read, or that it can't be."""
        try:
            return self._tidied(self.item(item_id), self.value(item_id))[1]
        except InputError as error:
            return error.text

    def _tidied(self, item: Mapping[str, Any], value: object) -> tuple[str | tuple[str, ...], str]:
        kind = kind_of(item["kind"])
        if kind.is_blank(value):
            return "", ""
        public = item["variants"][self.variant(item["id"])]
        try:
            tidy = kind.read(public, list(value) if isinstance(value, tuple) else value)
        except InputError as error:
            if kind.keeps_unreadable_text and isinstance(value, str) and len(value) <= MAX_NAME:
                # Half-typed or not, it is what the student wrote.
                return value, pgettext("saved-as-it-stands", "Saved as it stands, but: {error}").format(error=error)
            raise
        note = kind.note(public, tidy)
        return (tuple(tidy) if isinstance(tidy, list) else tidy), note

    def _opened(self) -> Answers:
        stored, problems = files.read(self.path, self.released)
        self._seen = self._stamp()
        head = self.released
        fresh = Answers(quiz=head["quiz"], course=head["course"], release=head["release"])
        known = known_student()
        if [problem.code for problem in problems] == ["missing"]:
            return self._of(known, fresh)
        if problems:
            self._back_up("damaged")
            self.warnings += [f"{self._called(p.item)}: {p.message}" if p.item else p.message for p in problems]
        if known and stored.student and stored.student != known.id:
            self._back_up(f"of-{safe_filename_part(stored.student)}")
            self.warnings.append(
                pgettext(
                    "answers-set-aside",
                    "The folder held answers of {student}. They were set aside; you start with your own.",
                ).format(student=stored.student)
            )
            return self._of(known, fresh)
        return self._of(known, replace(stored, quiz=head["quiz"], course=head["course"], release=head["release"]))

    def _of(self, known: Student | None, stored: Answers) -> Answers:
        return replace(stored, student=known.id, student_from=known.source) if known else stored

    def _called(self, item_id: str) -> str:
        numbers = {item["id"]: at + 1 for at, item in enumerate(self.items)}
        return (
            pgettext("item-called", "Item {item_id}").format(item_id=numbers[item_id])
            if item_id in numbers
            else item_id
        )

    def _back_up(self, why: str) -> None:
        try:
            write_atomic(self.path.with_name(f"{self.path.stem}.{why}.json"), self.path.read_bytes())
        except OSError:
            self.warnings.append(_("A copy of the earlier {name} could not be kept.").format(name=self.path.name))

    def _merge_external_changes(self) -> None:
        """Before writing over a file that another window of the same quiz has changed, take its newer answers."""
        if self._stamp() in (None, self._seen):
            return
        stored, _unused = files.read(self.path, self.released)
        if stored.student != self.answers.student:
            return
        newer = {
            name: answer
            for name, answer in stored.answers.items()
            if name not in self.answers.answers or answer.changed_at > self.answers.answers[name].changed_at
        }
        variants = {**self.answers.variants, **stored.variants}
        self.answers = replace(self.answers, answers={**self.answers.answers, **newer}, variants=variants)

    def _save(self, new: Answers) -> None:
        new = replace(new, saved_at=files.now())
        files.write(self.path, new)
        self.answers = new
        self._seen = self._stamp()

    def _stamp(self) -> tuple[int, int] | None:
        try:
            state = self.path.stat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_size


def safe_filename_part(name: str) -> str:
    """`name` where it can stand in a file's name, otherwise `another`."""
    try:
        return check_student(name)
    except InputError:
        return "another"
