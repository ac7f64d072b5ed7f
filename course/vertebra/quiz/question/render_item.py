"""An item as the component's page gets it: HTML instead of Markdown, a picture instead of its values."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from vertebra import cache
from vertebra.errors import CourseError
from vertebra.quiz.question import formulas
from vertebra.quiz.question.kinds import Quoting
from vertebra.texts import pgettext

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


@cache.CONSTANTS.memoize
def markdown_renderer(xhtml: bool = False) -> MarkdownIt:
    """What reads the course's Markdown; `xhtml` closes every element, as XML wants it."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    # HTML inside a text is shown as text: a quiz.json from anywhere can't bring scripts.
    made = MarkdownIt("commonmark", {"html": False, "xhtmlOut": xhtml}).enable("table")
    # A question's picture is its figure; an image here would ask another host for something.
    made.disable("image")
    # A sum of money is no formula: none begins or ends with a space, and no digit stands beside its dollars.
    return made.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=_formula)


def _formula(tex: str, options: Mapping[str, Any]) -> str:
    return formulas.shown(tex, bool(options["display_mode"]))


def html(text: str) -> str:
    """Markdown as HTML, its formulas as MathML; nothing in it can run."""
    return str(markdown_renderer().render(text))


def inline_html(text: str) -> str:
    """A line of Markdown as HTML without a paragraph around it."""
    return str(markdown_renderer().renderInline(text))


def sentence_html(sentence: object) -> str:
    """A sentence of feedback as HTML: the course's Markdown, or, where it quotes a student, text as it stands.

    In a file the latter is `{"quoting": text}` (see `kept`).
    """
    if isinstance(sentence, Mapping):
        sentence = Quoting(str(sentence.get("quoting", "")))
    if isinstance(sentence, Quoting):
        return f"<p>{formulas.escaped(sentence)}</p>\n"
    return html(str(sentence))


def feedback_to_json(sentences: Iterable[str]) -> list[Any]:
    """Sentences of feedback for a file, so that those which quote a student are known from the others."""
    return [{"quoting": str(sentence)} if isinstance(sentence, Quoting) else str(sentence) for sentence in sentences]


def unreadable_formulas(text: str) -> list[str]:
    """Why each formula of `text` that can't be typeset can't be."""
    unreadable: list[str] = []
    for block in markdown_renderer().parse(text):
        for token in (block, *(block.children or ())):
            if token.type in ("math_block", "math_inline"):
                try:
                    formulas.mathml(token.content)
                except CourseError as error:
                    unreadable.append(error.text)
    return unreadable


def item_for_browser(
    item: Mapping[str, Any], variant: int, pictures: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What quiz.js needs to ask `variant` of a released item; `pictures` are those of the release (see
    `notebooks.release`).
    """
    public = item["variants"][variant]
    rendered = {name: value for name, value in public.items() if name not in ("stem", "options", "figure", "hints")}
    rendered["hints"] = len(public.get("hints", ()))
    rendered |= {name: item[name] for name in ("id", "kind", "title", "points")}
    rendered["stem"] = html(public["stem"])
    if "options" in public:
        rendered["options"] = [
            {"id": option["id"], "html": inline_html(option["text"])} for option in public["options"]
        ]
    if "figure" in public:
        rendered["figure"] = {"src": _source(public["figure"], pictures or {}), "alt": public["figure"]["alt"]}
    return rendered


def _source(figure: Mapping[str, Any], pictures: Mapping[str, Any]) -> str:
    """A picture as an address that holds it: one of the release, or drawn from its values."""
    from vertebra.quiz.question.figures import draw, media_of

    if "picture" not in figure:
        content = draw(figure["view"], figure["values"])
    else:
        try:
            content = base64.b64decode(pictures[figure["picture"]], validate=True)
        except (KeyError, TypeError, ValueError):
            raise CourseError(
                pgettext("picture-damaged", "A picture of the quiz is missing or damaged. Fetch the quiz again.")
            ) from None
    media = media_of(content)
    if not media:
        raise CourseError(
            pgettext("picture-damaged", "A picture of the quiz is missing or damaged. Fetch the quiz again.")
        )
    return f"data:{media};base64,{base64.b64encode(content).decode()}"
