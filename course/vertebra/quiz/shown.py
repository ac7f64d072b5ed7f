"""An item as the component's page gets it: HTML instead of Markdown, a picture instead of its values."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # HTML inside a text is shown as text: a quiz.json from anywhere can't bring scripts.
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def html(text: str) -> str:
    """Markdown as HTML; nothing in it can run."""
    return str(_markdown().render(text))


def inline_html(text: str) -> str:
    """A line of Markdown as HTML without a paragraph around it."""
    return str(_markdown().renderInline(text))


def _cost(share: float, points: float) -> str:
    """What a hint costs, in words."""
    if not points or not share:
        return "costs nothing"
    cost = share * points
    return f"costs {cost:.3g} point{'' if cost == 1 else 's'}"


def shown(item: Mapping[str, Any], variant: int) -> dict[str, Any]:
    """What quiz.js needs to ask `variant` of a released item (see `notebooks.release`)."""
    public = item["variants"][variant]
    told = {name: value for name, value in public.items() if name not in ("stem", "options", "figure", "hints")}
    told["hints"] = [{"cost": _cost(hint["cost"], item["points"])} for hint in public.get("hints", ())]
    told |= {name: item[name] for name in ("id", "kind", "title", "points")}
    told["stem"] = html(public["stem"])
    if "options" in public:
        told["options"] = [{"id": option["id"], "html": inline_html(option["text"])} for option in public["options"]]
    if "figure" in public:
        from vertebra.quiz.figures import draw

        figure = public["figure"]
        picture = base64.b64encode(draw(figure["view"], figure["values"])).decode()
        told["figure"] = {"src": f"data:image/png;base64,{picture}", "alt": figure["alt"]}
    return told
