"""The learner's own page: what was done, what is due today, what was missed and what surprised.

The page is drawn and its boxes are worked out by `js/progress.js` and `js/learning.js` from the kept answers; here they
are read, and the questions of a review are asked as self-checks are. See decision 0438.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from vertebra.errors import CourseError
from vertebra.paths import NOTEBOOKS
from vertebra.quiz.question.bank import SHIPPED
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import Question, QuestionVariant, load
from vertebra.quiz.release.variants import variants_of
from vertebra.quiz.session import self_check_store as store
from vertebra.quiz.session.current_student import suggested_student
from vertebra.quiz.session.self_check import SelfCheck
from vertebra.texts import _
from vertebra.widgets import trainer_results

MAX_REVIEW = 12
"""Questions of one review."""
_LESSON = re.compile(r"(\d\d)-")
_HEADING = re.compile(r'"# (?P<title>.+?)\\n"')
_TITLE_BYTES = 4000


class Progress(SelfCheck):
    """What a learner has done so far, and a review of what is due."""

    def __init__(self, folder: Path | None = None) -> None:
        self._fresh: set[str] = set()
        super().__init__([], folder)

    def _all(self) -> dict[str, Any]:
        kept = store.load(self._folder)
        self._kept = kept.entries
        return {
            **super()._all(),
            "mode": "progress",
            "record": store.learning_record(kept.entries),
            "catalogue": catalogue(),
            "today": date.today().isoformat(),
            "trainers": trainer_results.best(self._folder),
            "suggested": suggested_student(),
            "damaged": [store.FILE.name] if kept.damaged else store.damaged_files(self._folder),
        }

    def _value(self, item: QuestionVariant) -> Any:
        return "" if item.question.id in self._fresh else super()._value(item)

    def _answer_to(self, message: dict[str, Any]) -> None:
        if message.get("kind") == "review":
            self._ask(message.get("items"))
        elif message.get("kind") == "done":
            self._items, self._fresh = {}, set()
            self.view = self._all()
        else:
            self._fresh.discard(str(message.get("item")))
            super()._answer_to(message)

    def _ask(self, names: Any) -> None:
        """Show these questions without an answer, and with other numbers than last time.

        Raises
        ------
        CourseError
            For a question that is no self-check.
        """
        known = {item["id"] for lesson in catalogue() for item in lesson["items"] if item["counts"]}
        wanted = [name for name in names if isinstance(name, str) and name in known] if isinstance(names, list) else []
        if not wanted or len(wanted) > MAX_REVIEW:
            raise CourseError(_("There is no such question here."))
        self._fresh = set(wanted)
        self._items = {name: self._next(name) for name in wanted}
        self.view = self._all()

    def _next(self, name: str) -> QuestionVariant:
        every, last = variants_of(load(name)), self._kept.get(name, {}).get("variant", 0)
        return every[((last if isinstance(last, int) else 0) + 1) % len(every)]

    def _words(self) -> str:
        kept = self._kept
        return _("Self-checks and predictions answered so far: {n}.").format(
            n=sum(bool(entry.get("value")) or bool(entry.get("answers")) for entry in kept.values())
        )


def catalogue() -> list[dict[str, Any]]:
    """Return the lessons with their self-checks and predictions: all that the page needs to know beside the answers.

    Returns
    -------
    list of dict
        `lesson`, `title`, `page` (the notebook) and `items`: `id`, `title`, `section` and whether it is a `prediction`.
    """
    lessons: dict[str, dict[str, Any]] = {}
    for name in SHIPPED.question_ids():
        if not (match := _LESSON.match(name)):
            continue
        question = load(name)
        if question.folder.parent not in SHIPPED.question_folders[:1]:
            continue
        number = match[1]
        lessons.setdefault(number, {"lesson": number, **_page(number), "items": []})["items"].append(_listed(question))
    return [lessons[number] for number in sorted(lessons)]


def _listed(question: Question) -> dict[str, Any]:
    kind = kind_of(question.kind)
    return {
        "id": question.id,
        "title": question.title,
        "section": question.lesson_section,
        "prediction": kind.is_prediction,
        "counts": not kind.is_prediction and not kind.manually_graded,
    }


def _page(number: str) -> dict[str, str]:
    """The notebook of a lesson and its title."""
    path = next(iter(sorted(NOTEBOOKS.glob(f"{number}_*.ipynb"))), None)
    if path is None:
        return {"title": _("Lesson {number}").format(number=number), "page": ""}
    with path.open(encoding="utf-8") as file:
        heading = _HEADING.search(file.read(_TITLE_BYTES))
    return {"title": heading["title"] if heading else path.stem, "page": path.name}
