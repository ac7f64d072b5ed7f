"""A graded quiz in a notebook, item by item; and, from here too, the self-checks of a lesson.

`quiz.js` shows what `view` holds and sends `answer` and `student`; the reply to an answer is `saved` only when the file
is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra.quiz.question.render_item import html, item_for_browser
from vertebra.quiz.session.completeness import Completeness, is_validating
from vertebra.quiz.session.current_student import suggested_student
from vertebra.quiz.session.quiz_view import QuizView
from vertebra.quiz.session.self_check import SelfCheck
from vertebra.quiz.session.session import Session
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from vertebra.quiz.session.graded_case import CaseRoomSlot

__all__ = ["Quiz", "SelfCheck"]

FROM = {"hub": _("(from JupyterHub)"), "exchange": _("(from nbgrader)"), "asked": _("(as you said)")}
HOW_TO_SUBMIT = _(
    "Your answers are saved in answers.json beside this notebook. To hand them in, submit the quiz in "
    "the assignment list (Nbgrader › Assignment List), or as your teacher told you. You can change "
    "answers and submit again until then."
)


class Quiz:
    """A graded quiz: `Quiz.open("Q1")`, then one `quiz.item("...")` a cell, and `quiz.review()`."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._draw: dict[QuizView, Callable[[], dict[str, Any]]] = {}
        self._doors: dict[str, CaseRoomSlot] = {}

    @classmethod
    def open(cls, quiz_id: str, folder: Path | None = None) -> Quiz:
        """The quiz whose quiz.json lies in `folder` (the notebook's own by default), with the answers saved before.

        Where nbgrader validates the notebook, it is not opened: see `Completeness`.

        Raises
        ------
        CourseError
            Where quiz.json is missing, damaged or another quiz's.
        """
        if is_validating():
            return Completeness(folder or Path.cwd(), quiz_id)  # type: ignore[return-value]
        return cls(Session(folder or Path.cwd(), quiz_id))

    def head(self) -> QuizView:
        """Who answers, and how far they are."""
        return self._made(self._head_view, self._head_text)

    def item(self, item_id: str) -> QuizView:
        """One item.

        Raises
        ------
        CourseError
            Where the quiz has no such item.
        """
        self.session.item(item_id)
        return self._made(lambda: self._item_view(item_id), lambda: self._item_text(item_id))

    def room(self, item_id: str) -> CaseRoomSlot:
        """The case room of an item that has one; `.table()` is its trainer. What is done there is the item's answer."""
        self.session.item(item_id)
        if item_id not in self._doors:
            from vertebra.quiz.session.graded_case import CaseRoomSlot

            self._doors[item_id] = CaseRoomSlot(self.session, item_id, lambda: self._done_in_room(item_id))
        return self._doors[item_id]

    def _done_in_room(self, item_id: str) -> None:
        self._redraw("head", "review")
        for view, draw in self._draw.items():
            if view.view["mode"] == "graded" and view.view["items"][0]["id"] == item_id:
                view.view = draw()

    def review(self) -> QuizView:
        """Every item with its answer, and which are open."""
        return self._made(self._review_view, self._review_text)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.head()._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        return self._head_text()

    def _made(self, draw: Callable[[], dict[str, Any]], text: Callable[[], str]) -> QuizView:
        view = QuizView(draw(), self._receive, text)
        self._draw[view] = draw
        return view

    def _receive(self, view: QuizView, message: dict[str, Any]) -> None:
        if message.get("kind") == "student":
            self.session.name_student(message.get("value"))
            self._redraw("head", "review", "wait")
            for door in self._doors.values():
                door.refresh()
        elif message.get("kind") == "answer":
            item_id = str(message.get("item"))
            note = self.session.answer(item_id, message.get("value"))
            value = self.session.value(item_id)
            saved = {"kind": "saved", "note": note, "value": list(value) if isinstance(value, tuple) else value}
            for each in list(self._draw):
                each.reply(message, saved)
            self._redraw("head", "review")
            if item_id in self._doors:
                self._doors[item_id].refresh()
        elif message.get("kind") == "hint":
            item_id = str(message.get("item"))
            self.session.take_hint(item_id)
            for each in list(self._draw):
                each.reply(message, {"kind": "hint", "taken": self._hints_taken(item_id)})

    def _hints_taken(self, item_id: str) -> list[str]:
        taken = self.session.hints(item_id)[: self.session.hints_taken(item_id)]
        return [html(hint["text"]) for hint in taken]

    def _redraw(self, *modes: str) -> None:
        """Bring up to date what shows how far the student is; an item being answered is left alone."""
        for view, draw in list(self._draw.items()):
            if view.comm is None:
                del self._draw[view]
            elif view.view["mode"] in modes:
                view.view = draw()

    def _head_view(self) -> dict[str, Any]:
        answers = self.session.answers
        return {
            "mode": "head",
            "student": answers.student,
            "student_from": FROM.get(answers.student_from, ""),
            "suggested": "" if answers.student else suggested_student(),
            "warnings": self.session.warnings,
            "items": self._progress(),
        }

    def _progress(self) -> list[dict[str, Any]]:
        session = self.session
        return [
            {"id": item["id"], "number": at + 1, "title": item["title"], "answered": session.is_answered(item["id"])}
            for at, item in enumerate(session.items)
        ]

    def _item_view(self, item_id: str) -> dict[str, Any]:
        session = self.session
        if not session.answers.student:
            return {"mode": "wait", "message": _("This item appears when you have said who you are, at the top.")}
        answers = session.answers
        value = session.value(item_id)
        answer = answers.answers.get(item_id)
        view = {
            **item_for_browser(session.item(item_id), session.variant(item_id), session.released.get("pictures")),
            "number": self._number(item_id),
            "of": len(session.items),
            "value": list(value) if isinstance(value, tuple) else value,
            "changed_at": answer.changed_at if answer else "",
            "note": session.note(item_id),
            "taken": self._hints_taken(item_id),
            "key": f"{answers.course}/{answers.quiz}/{answers.release}/{answers.student}/{item_id}",
        }
        return {"mode": "graded", "items": [view]}

    def _number(self, item_id: str) -> int:
        return [item["id"] for item in self.session.items].index(item_id) + 1

    def _review_view(self) -> dict[str, Any]:
        items = [{**item, "answer": self.session.text(item["id"])} for item in self._progress()]
        return {"mode": "review", "items": items, "how_to_submit": HOW_TO_SUBMIT}

    def _head_text(self) -> str:
        done = sum(item["answered"] for item in self._progress())
        student = self.session.answers.student or _("not named yet")
        return _("{title}. Student: {student}. {done} of {n_items} answered.").format(
            title=self.session.released["title"], student=student, done=done, n_items=len(self.session.items)
        )

    def _item_text(self, item_id: str) -> str:
        item = self.session.item(item_id)
        answer = self.session.text(item_id) or _("no answer")
        return pgettext("item-in-words", "Item {number}, {title} ({points} points). Answer: {answer}").format(
            number=self._number(item_id), title=item["title"], points=f"{item['points']:g}", answer=answer
        )

    def _review_text(self) -> str:
        return "\n".join([self._head_text(), *(self._item_text(item["id"]) for item in self.session.items)])
