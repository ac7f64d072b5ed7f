"""The questions inside a lesson: self-checks with feedback for every option, and predictions.

Nothing here is graded.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from vertebra.errors import CourseError
from vertebra.quiz.question import figures
from vertebra.quiz.question.bank import SHIPPED
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import QuestionVariant, load
from vertebra.quiz.question.render_item import html, item_for_browser
from vertebra.quiz.release.release import public
from vertebra.quiz.release.variants import option_token, shuffle_options, variants_of
from vertebra.quiz.session import self_check_store as self_checks
from vertebra.quiz.session.current_student import suggested_student
from vertebra.quiz.session.feedback import feedback_for_answer, reveal_answer
from vertebra.quiz.session.quiz_view import QuizView
from vertebra.texts import _

MIN_ITEMS_AT_AN_END = 3
"""Questions of the self-check with which a lesson ends; predictions come one by one."""
COUNTED = ("right", "partly", "wrong")
"""Verdicts of an answer that count for the boxes of repetition."""


class SelfCheck(QuizView):
    """Ungraded questions with feedback for every option, and predictions. What was answered is remembered."""

    def __init__(self, question_ids: Sequence[str], folder: Path | None = None) -> None:
        self._folder = folder or Path.cwd()
        self._kept = self_checks.read(self._folder)
        self._hints: dict[str, int] = {}
        self._order = f"learner {suggested_student()}"
        self._items = {name: self._item_of(name) for name in question_ids}
        super().__init__(self._all(), type(self)._answer_to, self._words)

    def _item_of(self, question_id: str) -> QuestionVariant:
        every = variants_of(load(question_id))
        at = self._kept.get(question_id, {}).get("variant", 0)
        return every[at % len(every) if isinstance(at, int) else 0]

    def _all(self) -> dict[str, Any]:
        view = {"mode": "check", "items": [self._one(item) for item in self._items.values()]}
        if len(self._items) < MIN_ITEMS_AT_AN_END:
            return view
        # At the end of a lesson: what of other lessons is due is said there.
        known = set(SHIPPED.question_ids())
        others = {name: entry for name, entry in self._kept.items() if name in known and name not in self._items}
        return {**view, "record": self_checks.learning_record(others), "today": date.today().isoformat()}

    def _one(self, item: QuestionVariant) -> dict[str, Any]:
        question = item.question
        value = self._value(item)
        shown = public(shuffle_options(item, self._order), "")
        released = {"id": question.id, "kind": question.kind, "title": question.title, "points": 0}
        return {
            **item_for_browser({**released, "variants": [shown]}, 0, _pictures(item, shown)),
            "label": kind_of(question.kind).self_check_label(),
            "parametric": question.count > 1,
            "confidence": not kind_of(question.kind).manually_graded,
            "surprised": self._kept.get(question.id, {}).get("surprised"),
            "value": value,
            "result": feedback_for_answer(item, value) if value else None,
            "taken": [],
        }

    def _value(self, item: QuestionVariant) -> Any:
        kind = kind_of(item.question.kind)
        entry = self._kept.get(item.question.id, {})
        value = _with_present_options(item, entry.get("saved_as"), entry.get("value", ""))
        try:
            return "" if kind.is_blank(value) else kind.read(public(item, ""), value)
        except CourseError:
            return ""  # The question has changed since it was answered.

    def _answer_to(self, message: dict[str, Any]) -> None:
        item = self._items.get(str(message.get("item")))
        if item is None:
            raise CourseError(_("There is no such question here."))
        if message.get("kind") == "check":
            value, sure = message.get("value"), message.get("sure")
            result = feedback_for_answer(item, value)
            # A first answer of a sitting says whether the learner is sure; a second try counts for nothing.
            counts = isinstance(sure, bool) and result["verdict"] in COUNTED
            answer = self_checks.answer_now(result["verdict"] == "right", bool(sure)) if counts else None
            self._remember(item, value, answer)
            record = self_checks.learning_record(self_checks.read(self._folder)) if answer else None
            self.reply(message, {"kind": "result", "result": result, "record": record})
        elif message.get("kind") == "surprise" and isinstance(message.get("value"), bool):
            self._kept[item.question.id] = {**self._kept.get(item.question.id, {}), "surprised": message["value"]}
            self_checks.write(self._folder, item.question.id, self._kept[item.question.id])
        elif message.get("kind") == "show":
            self.reply(message, {"kind": "result", "result": reveal_answer(item)})
        elif message.get("kind") == "hint":
            self._hints[item.question.id] = min(self._hints.get(item.question.id, 0) + 1, len(item.hints))
            taken = item.hints[: self._hints[item.question.id]]
            self.reply(message, {"kind": "hint", "taken": [html(hint.text) for hint in taken]})
        elif message.get("kind") == "another":
            self._hints.pop(item.question.id, None)
            every = variants_of(item.question)
            self._items[item.question.id] = every[(item.index + 1) % len(every)]
            self._remember(self._items[item.question.id], "")
            self.view = self._all()

    def _remember(self, item: QuestionVariant, value: Any, answer: self_checks.KeptAnswer | None = None) -> None:
        name = item.question.id
        tries = self._kept.get(name, {}).get("tries", 0)
        surprised = self._kept.get(name, {}).get("surprised")
        entry = {"variant": item.index, "value": value, "tries": (tries if isinstance(tries, int) else 0) + bool(value)}
        self._kept[name] = entry | ({"surprised": surprised} if isinstance(surprised, bool) else {})
        self_checks.write(self._folder, name, self._kept[name], answer)

    def _words(self) -> str:
        lines = []
        for item in self._items.values():
            value = self._value(item)
            answer = kind_of(item.question.kind).text(public(item, ""), value) if value else _("no answer")
            lines.append(_("{title}. Answer: {answer}").format(title=item.question.title, answer=answer))
        return "\n".join(lines)


def _pictures(item: QuestionVariant, shown: Mapping[str, Any]) -> dict[str, str]:
    """The question's own picture by the name that `shown` gives it, as a release would hold it; empty without one."""
    if not figures.is_released_as_picture(item):
        return {}
    return {shown["figure"]["picture"]: base64.b64encode(figures.released(item)).decode()}


def _with_present_options(item: QuestionVariant, saved_as: Any, value: Any) -> Any:
    """A value whose options are named by the question's former id `saved_as`, with the names that they have today."""
    if not isinstance(saved_as, str):
        return value
    names = [option.id for option in item.options]
    then, now = (
        [option_token("", name, item.index, option) for option in names] for name in (saved_as, item.question.id)
    )
    present = dict(zip(then, now, strict=True))
    if isinstance(value, list):
        return [present.get(entry, entry) if isinstance(entry, str) else entry for entry in value]
    return present.get(value, value) if isinstance(value, str) else value
