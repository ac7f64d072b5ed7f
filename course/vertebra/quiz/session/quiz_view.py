"""The widget that shows what `quiz.js` draws, and passes its messages on."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from vertebra.errors import CourseError
from vertebra.quiz.question.kinds import KINDS
from vertebra.widgets.bundle import css, linked, variable

SCRIPTS = Path(__file__).resolve().parents[1] / "js"


def script() -> str:
    """The module for the browser, with the fields of all kinds of question."""
    shell = SCRIPTS / "quiz.js"
    fields = ", ".join(f"{kind.name}: {variable(kind.script)}.{kind.name}" for kind in KINDS.values())
    return linked((shell, *(kind.script for kind in KINDS.values())), f"{variable(shell)}.quizWidget({{{fields}}})")


def style() -> str:
    """The style sheet, with those of the kinds that have their own."""
    return css(SCRIPTS / "quiz.css", *(kind.style for kind in KINDS.values() if kind.style))


class QuizView(anywidget.AnyWidget):
    """What quiz.js draws. `text()` says the same in words, for wherever the widget can't be shown."""

    _esm = script()
    _css = style()
    view = traitlets.Dict().tag(sync=True)

    def __init__(
        self, view: Mapping[str, Any], receive: Callable[[QuizView, dict[str, Any]], None], text: Callable[[], str]
    ) -> None:
        super().__init__(view=dict(view))
        self._receive = receive
        self._text = text
        self.on_msg(self._on_message)

    def _on_message(self, _: Any, content: Any, __: Any) -> None:
        if not isinstance(content, dict):
            return
        try:
            self._receive(self, content)
        except CourseError as error:
            self.reply(content, {"kind": "refused", "message": str(error)})

    def reply(self, request: Mapping[str, Any], content: Mapping[str, Any]) -> None:
        """Answer a message; the number and sender of the message go back with it."""
        self.send({**{name: request.get(name) for name in ("item", "seq", "from")}, **content})

    def __repr__(self) -> str:
        return self._text()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        words = self._text()
        return {**data, "text/plain": words, "text/html": f"<pre>{html.escape(words)}</pre>"}, metadata
