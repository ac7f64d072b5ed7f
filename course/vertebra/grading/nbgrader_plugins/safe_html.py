"""HTML from a notebook with only what is needed to read it.

No script, no link that runs one, nothing from another host.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from vertebra import cache

TEXT = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
    ]
)
FORMULAS = frozenset(
    [
        "math",
        "menclose",
        "mfenced",
        "mfrac",
        "mi",
        "mmultiscripts",
        "mn",
        "mo",
        "mover",
        "mpadded",
        "mphantom",
        "mprescripts",
        "mroot",
        "mrow",
        "ms",
        "mspace",
        "msqrt",
        "mstyle",
        "msub",
        "msubsup",
        "msup",
        "mtable",
        "mtd",
        "mtext",
        "mtr",
        "munder",
        "munderover",
        "none",
    ]
)
EVERYWHERE = frozenset(("class", "style", "title", "lang", "dir", "role", "aria-hidden", "aria-label"))
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start"},
    "details": {"open"},
}
MATHEMATICAL = frozenset(
    [
        "display",
        "mathvariant",
        "stretchy",
        "fence",
        "separator",
        "form",
        "lspace",
        "rspace",
        "accent",
        "accentunder",
        "linethickness",
        "columnalign",
        "rowspacing",
        "columnspacing",
        "displaystyle",
        "scriptlevel",
        "minsize",
        "maxsize",
        "width",
        "height",
        "depth",
        "largeop",
        "movablelimits",
        "symmetric",
        "open",
        "close",
    ]
)
STYLES = (
    "background-color",
    "border",
    "border-bottom",
    "border-left",
    "border-right",
    "border-top",
    "color",
    "display",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "line-height",
    "list-style",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-width",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "text-indent",
    "vertical-align",
    "white-space",
    "width",
)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]+")
_LINK = re.compile(r"(?:https?://|#)[^\x00-\x20]*", re.IGNORECASE)
_DROPPED = re.compile(
    r"<(script|style|title|template|noscript|iframe|object)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)


def cleaned(html: str) -> Markup:
    """`html` with the elements and attributes named here; what is between the others stays as text."""
    return Markup(_cleaner().clean(_DROPPED.sub("", html)))


def from_markdown(text: str, attachments: Mapping[str, Any] | None = None) -> Markup:
    """A notebook's Markdown as clean HTML; formulas stay as they are typed, for the page to typeset."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=False, attachments=dict(attachments or {}), exclude_anchor_links=True)
    return cleaned(str(MarkdownWithMath(renderer=renderer).render(text)))


def highlighted(code: str) -> Markup:
    """Python with colours."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return Markup(highlight(code, PythonLexer(stripnl=False), HtmlFormatter(noclasses=True, nobackground=True)))


def is_base64(text: str) -> bool:
    """Whether `text` is nothing but base64, with line breaks or without."""
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except (ValueError, binascii.Error):
        return False
    return bool(text.strip())


@cache.CONSTANTS.memoize
def _cleaner() -> Any:
    from bleach.css_sanitizer import CSSSanitizer
    from bleach.sanitizer import Cleaner

    return Cleaner(
        tags=TEXT | FORMULAS,
        attributes=_is_allowed,
        protocols=("http", "https", "data"),
        strip=True,
        css_sanitizer=CSSSanitizer(allowed_css_properties=STYLES, allowed_svg_properties=()),
    )


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if name == "src":
        return tag == "img" and _PICTURE.fullmatch(value) is not None
    if name == "href":
        return tag == "a" and _LINK.fullmatch(value) is not None
    if tag in FORMULAS:
        return name in MATHEMATICAL or name in EVERYWHERE
    return name in EVERYWHERE or name in ATTRIBUTES.get(tag, ())
