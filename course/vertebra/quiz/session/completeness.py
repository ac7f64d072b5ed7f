"""What *Validate* of nbgrader says of a quiz: how many items are answered and saved. There is nothing else to try.

nbgrader runs the notebook once more for it, in a kernel that is told so. The quiz is then not opened: nothing is drawn,
nobody is asked who they are, and answers.json is only read. See decision 0202.
"""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import Any

from vertebra.errors import CourseError
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.release.release_file import RELEASE_FILE, read_release
from vertebra.quiz.session import answers as files
from vertebra.texts import _, join, npgettext, pgettext

MAX_LINE = 80
"""nbgrader cuts longer lines off, or lets them run out of its dialogue."""
VALIDATING = "NBGRADER_VALIDATING"


def is_validating() -> bool:
    """Whether nbgrader runs this kernel to validate the notebook."""
    return bool(os.environ.get(VALIDATING))


class QuizIncompleteError(Exception):
    """Not every item is answered; the message is all that is shown of it."""

    def _render_traceback_(self) -> list[str]:
        return textwrap.wrap(str(self), MAX_LINE)


class Completeness:
    """Stands in for the quiz while nbgrader validates.

    One graded cell speaks for all: that of the first item that is open.

    Cells for written answers are text, in which nothing can be said: where only such are open, the last of the others
    speaks.
    """

    def __init__(self, folder: Path, quiz_id: str) -> None:
        self._unreadable = ""
        try:
            self.released = read_release(folder / RELEASE_FILE, quiz_id)
        except CourseError as error:
            self._unreadable = error.text
            return
        self.answers, self.problems = files.read(folder / files.FILE, self.released)
        by_code = [item["id"] for item in self.released["items"] if not kind_of(item["kind"]).manually_graded]
        missing = [item["id"] for item in self._open()]
        self._speaker = next((code for code in by_code if code in missing), by_code[-1] if by_code and missing else "")

    def open_items(self) -> list[tuple[int, str]]:
        """Number and title of every item that is not answered."""
        return [(self.released["items"].index(item) + 1, item["title"]) for item in self._open()]

    def _open(self) -> list[dict[str, Any]]:
        answers = self.answers.answers
        return [
            item
            for item in self.released["items"]
            if item["id"] not in answers or kind_of(item["kind"]).is_blank(answers[item["id"]].value)
        ]

    def sentence(self) -> str:
        """How many items are answered and when they were saved, which are not, and that nothing is executed."""
        if self._unreadable:
            return self._unreadable
        total, missing = len(self.released["items"]), self.open_items()
        done = total - len(missing)
        saved = pgettext("items-answered", "{done} of {total} items are answered and saved in answers.json.").format(
            done=done, total=total
        )
        titles = "; ".join(f"{number}. {title}" for number, title in missing)
        left = npgettext(
            "items-open",
            "Not answered: {titles}.",
            "Not answered: {titles}.",
            len(missing),
        ).format(titles=titles)
        nothing = _("A quiz has nothing to execute; the answers are scored after you hand it in.")
        damage = [problem.message for problem in self.problems if problem.code != "missing"]
        return join(saved, left if missing else "", *damage, nothing)

    def item(self, item_id: str) -> str:
        """Says how complete the quiz is.

        Raises
        ------
        QuizIncompleteError
            In the cell that speaks for the quiz, where items are open.
        """
        if self._unreadable or item_id == self._speaker:
            raise QuizIncompleteError(self.sentence())
        return ""

    def room(self, item_id: str) -> Completeness:
        """Nothing: a case room is not opened to be validated."""
        return self

    def table(self) -> str:
        """Nothing, as `room`."""
        return ""

    def review(self) -> str:
        """The sentence."""
        return self.sentence()

    def __repr__(self) -> str:
        return self.sentence()

    def _repr_mimebundle_(self, **options: Any) -> dict[str, str]:
        return {"text/plain": self.sentence()}
