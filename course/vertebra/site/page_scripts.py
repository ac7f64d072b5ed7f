"""The one script and the one style sheet of every page."""

from __future__ import annotations

from pathlib import Path

from vertebra.paths import ROOT
from vertebra.quiz.question.kinds import KINDS
from vertebra.quiz.session import quiz_view
from vertebra.views import style as palette
from vertebra.widgets.bundle import css, linked, variable

STATIC = Path(__file__).with_name("static")
LESSON_STYLE = ROOT / "course" / "labextension" / "static" / "lesson.css"


def script() -> str:
    """Everything that a page runs, as a classic script: a browser loads no module from a disk."""
    entry, component = STATIC / "site.js", quiz_view.SCRIPTS / "quiz.js"
    kinds = ", ".join(f"{kind.name}: {variable(kind.script)}.{kind.name}" for kind in KINDS.values())
    files = (entry, component, *(kind.script for kind in KINDS.values()))
    begin = f"{variable(entry)}.start({variable(component)}.quizWidget, {{{kinds}}})"
    body, _export, expression = linked(files, begin).rpartition("\nexport default ")
    return f'"use strict";\n(() => {{\n{body}\n{expression}}})();\n'


def style() -> str:
    """The style of lessons and questions as in JupyterLab, and that of the pages around them."""
    return "\n".join([palette.css_variables(), css(LESSON_STYLE), quiz_view.style(), css(STATIC / "site.css")])
