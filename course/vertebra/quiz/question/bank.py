"""Where questions and quizzes are looked up: those that the course ships and, beside them, a teacher's own.

A bank is a list of folders. What the course ships lies in `course/self_checks` (the lessons' ungraded questions, on
every learner's machine) and `course/questions` (what marks; only with the teaching part). A teacher's own lie in
`questions/` and `quizzes/` of the course folder and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from vertebra import former_order
from vertebra.errors import CourseError
from vertebra.paths import QUESTIONS, QUIZZES, SELF_CHECKS
from vertebra.texts import _, pgettext

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""A question's name."""
QUIZ_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
"""A quiz's name, which is nbgrader's name of the assignment and a folder's."""
TEXT = "question.md"


@dataclass(frozen=True)
class Bank:
    """Where questions and quizzes are looked up; a name counts once in all folders together.

    Parameters
    ----------
    question_folders : tuple of Path
        Each holds folders of questions.
    quiz_folders : tuple of Path
        Each holds files `NAME.toml`.
    """

    question_folders: tuple[Path, ...]
    quiz_folders: tuple[Path, ...]

    def question_ids(self) -> list[str]:
        """The names of all questions; templates, which are in capitals, do not count."""
        names = {path.parent.name for root in self.question_folders for path in root.glob(f"*/{TEXT}")}
        return sorted(name for name in names if ID.fullmatch(name))

    def quiz_ids(self) -> list[str]:
        """The names of all quizzes."""
        return sorted({path.stem for root in self.quiz_folders for path in root.glob("*.toml")})

    def question(self, name: str) -> Path:
        """The folder of the question `name`.

        Raises
        ------
        CourseError
            Where there is none, or there are two.
        """
        there = [root / name for root in self.question_folders if (root / name / TEXT).exists()]
        if not there and name in former_order.QUESTIONS:
            raise CourseError(
                pgettext(
                    "renamed-question",
                    "The question {name} is called {now} since the lessons stand in another order. Write that name.",
                ).format(name=repr(name), now=repr(former_order.QUESTIONS[name]))
            )
        if not there:
            raise CourseError(
                pgettext("no-such-question", "There is no question {name} in {listed}. {like}").format(
                    name=repr(name), listed=_listed(self.question_folders), like=self._like(name)
                )
            )
        return _only(there, "question", name)

    def quiz(self, name: str) -> Path:
        """The file of the quiz `name`.

        Raises
        ------
        CourseError
            Where there is none, or there are two.
        """
        there = [path for root in self.quiz_folders for path in root.glob("*.toml") if same_name(path.stem, name)]
        if len(there) < 2 and not any(path.stem == name for path in there):
            raise CourseError(
                pgettext("no-such-quiz", "There is no quiz {name}. There are: {quiz_ids}.").format(
                    name=repr(name), quiz_ids=", ".join(self.quiz_ids()) or _("none yet")
                )
            )
        return _only(there, "quiz", name)

    def has_quiz(self, name: str) -> bool:
        """Whether there is a quiz of this name."""
        return any(same_name(name, known) for known in self.quiz_ids())

    def _like(self, wanted: str) -> str:
        """The questions whose names are most like `wanted`, for a message; and the quizzes."""
        close = ", ".join(get_close_matches(wanted, self.question_ids(), 5, 0.4))
        return _("{close}Quizzes: {quiz_ids}.").format(
            close=_("Names like it: {close}. ").format(close=close) if close else "",
            quiz_ids=", ".join(self.quiz_ids()) or "none",
        )


SHIPPED = Bank((SELF_CHECKS, QUESTIONS), (QUIZZES,))
Source = Bank | Path
"""A bank, or one folder of questions with its quizzes in `quizzes/` below it."""


def as_bank(source: Source) -> Bank:
    """`source` as a bank."""
    return source if isinstance(source, Bank) else Bank((source,), (source / "quizzes",))


def beside_shipped(course_folder: Path) -> Bank:
    """What the course ships, and the teacher's own in `questions/` and `quizzes/` of `course_folder`."""
    own = Bank((course_folder / "questions",), (course_folder / "quizzes",))
    return Bank(SHIPPED.question_folders + own.question_folders, SHIPPED.quiz_folders + own.quiz_folders)


def same_name(name: str, other: str) -> bool:
    """Whether two names would be one file on a system that does not tell `q1` from `Q1`."""
    return name.casefold() == other.casefold()


def _only(there: list[Path], what: str, name: str) -> Path:
    if len(there) > 1:
        raise CourseError(
            pgettext(
                "name-twice",
                "The {what} {name} is there twice: {listed}. Give your own another name; what the course ships keeps "
                "its.",
            ).format(what=what, name=repr(name), listed=_listed(there))
        )
    return there[0]


def _listed(paths: Iterable[Path]) -> str:
    return " and ".join(str(path) for path in paths)
