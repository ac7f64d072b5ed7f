"""The widget that shows what `quiz.js` draws, and passes its messages on."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from vertebra.errors import CourseError
from vertebra.widgets.bundle import css, esm

SCRIPTS = Path(__file__).resolve().parents[1] / "js"


class QuizView(anywidget.AnyWidget):
    """What quiz.js draws. `text()` says the same in words, for wherever the widget can't be shown."""

    _esm = esm(SCRIPTS / "quiz.js")
    _css = css(SCRIPTS / "quiz.css")
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

    def reply(self, asked: Mapping[str, Any], content: Mapping[str, Any]) -> None:
        """Answer a message; the number and sender of the message go back with it."""
        self.send({**{name: asked.get(name) for name in ("item", "seq", "from")}, **content})

    def __repr__(self) -> str:
        return self._text()

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        words = self._text()
        return {**data, "text/plain": words, "text/html": f"<pre>{html.escape(words)}</pre>"}, metadata
