"""Formulas as MathML, which browsers show by themselves: no script, no fonts and nothing from elsewhere is needed.

Whoever wrote them, a teacher or a student: of what the converter makes only what this module knows is passed on.

See decision 0170.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, tostring

from vertebra.errors import CourseError
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from collections.abc import Mapping

MATHML = "http://www.w3.org/1998/Math/MathML"
MAX_CHARACTERS = 400
NO_MATHJAX = "tex2jax_ignore mathjax_ignore"
"""Classes inside which neither version of MathJax looks for formulas."""
MAX_DEPTH = 60
TAGS = frozenset(
    [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mstyle",
        "mpadded",
        "mphantom",
        "menclose",
    ]
)
ATTRIBUTES: Mapping[str, str] = {
    "display": "inline|block",
    "mathvariant": "[a-z-]{1,24}",
    "stretchy": "true|false",
    "fence": "true|false",
    "separator": "true|false",
    "form": "prefix|infix|postfix",
    "accent": "true|false",
    "accentunder": "true|false",
    "displaystyle": "true|false",
    "scriptlevel": "[0-2]",
    "linethickness": "0",
    "columnalign": "(?:left|right|center| ){1,80}",
    "notation": "[a-z ]{1,40}",
    "movablelimits": "true|false",
    "width": r"-?0\.\d+em|[0-2](?:\.\d+)?em",
}
"""The attributes that are passed on, each with what its value may be: no address, no style, no length out of all
proportion.
"""
_DEFINES = re.compile(r"\\(?:\w*def|let|\w*command|\w*environment|DeclareMath\w*)\b")
# What a student typed must all be seen, where it was typed: nothing invisible, struck out, shrunk, moved or linked.
_CONCEALS = re.compile(
    r"\\(?:\w*phantom|smash|\w*lap|\w*cancel\w*|boxed|fbox|enclose|color\w*|textcolor|tiny|scriptsize|scriptscriptstyle"
    r"|Huge|huge"
    r"|LARGE|Large|\w*skip|\w*space|\w*kern|raise\w*|lower\w*|move\w*|rule|href|url|unicode|class|cssId|style|require"
    r"|data|html\w*"
    r"|includegraphics|label|tag|not)(?![A-Za-z])"
)
# The converter sets a single upright letter in italics, and a word letter by letter; text is upright and whole.
_UPRIGHT = re.compile(r"\\mathrm\s*\{\s*([^\W\d_]+)\s*\}")
# A sum of money is no formula: none begins or ends with a space, and no digit follows one.
_FORMULA = re.compile(
    r"(?<![\\$])\$\$(?P<block>[^$]{1,400})\$\$(?!\$)|\\\[(?P<bracket>.{1,400}?)\\\]|\\\((?P<round>.{1,400}?)\\\)"
    r"|(?<![\\$\w])\$(?P<inline>[^\s$](?:[^$\n]{0,400}[^\s\\$])?)\$(?![\d$])",
    re.DOTALL,
)


def mathml(tex: str, block: bool = False, *, by_student: bool = False) -> str:
    """Typeset a formula as MathML.

    Parameters
    ----------
    tex : str
        Without dollars.
    block : bool
        Whether it stands on a line of its own.
    by_student : bool
        Whether a formula is refused in which something would not show, or would look like something else.

    Raises
    ------
    CourseError
        Where it can't be read, is too long, or defines commands of its own.
    """
    from latex2mathml.converter import convert_to_element

    tex = tex.strip()
    if len(tex) > MAX_CHARACTERS:
        raise CourseError(
            _("A formula has {n_tex} characters; at most {max_characters} can be typeset.").format(
                n_tex=len(tex), max_characters=MAX_CHARACTERS
            )
        )
    if by_student and (_CONCEALS.search(tex) or not tex.isprintable()):
        raise CourseError(
            _("The formula {tex} hides or moves something; it is shown as it was typed.").format(tex=repr(tex))
        )
    if _DEFINES.search(tex):
        raise CourseError(
            pgettext(
                "formula-defines-command", "The formula {tex} defines a command; write out what it stands for."
            ).format(tex=repr(tex))
        )
    try:
        made = convert_to_element(_UPRIGHT.sub(r"\\text{\1}", tex), display="block" if block else "inline")
        known = _known(made)
    except Exception as error:  # The converter has no common error, and a formula may nest too deep for it.
        raise CourseError(
            pgettext("formula-not-readable", "The formula {tex} can't be read: {reason}").format(
                tex=repr(tex), reason=f"{type(error).__name__} {error}".rstrip()
            )
        ) from error
    known.set("xmlns", MATHML)
    known.set("alttext", tex)
    return tostring(known, encoding="unicode")


def _of_student(match: re.Match[str]) -> str:
    """A student's formula as MathML, or the very characters that were typed."""
    kind = str(match.lastgroup)
    try:
        return mathml(match[kind], kind in ("block", "bracket"), by_student=True)
    except CourseError:
        return escaped(match[0])


def shown(tex: str, block: bool = False) -> str:
    """A formula as MathML, or as it was typed where it can't be read."""
    try:
        return mathml(tex, block)
    except CourseError:
        mark = "$$" if block else "$"
        return f"<code>{escaped(f'{mark}{tex}{mark}')}</code>"


def escape_and_typeset(text: str) -> str:
    """HTML that shows `text` as it was typed, but for the formulas in it, which are typeset: nothing in it works as
    mark-up.
    """
    parts, done = [], 0
    for match in _FORMULA.finditer(text):
        parts += [escaped(text[done : match.start()]), _of_student(match)]
        done = match.end()
    return "".join((*parts, escaped(text[done:])))


def words(text: str) -> str:
    """HTML of what a student typed, line by line, with its formulas typeset: no mark-up and no link in it works."""
    return f'<pre class="{NO_MATHJAX}" style="white-space: pre-wrap; font: inherit">{escape_and_typeset(text)}</pre>'


def escaped(text: str) -> str:
    """HTML that shows `text` as it was typed, formulas and all."""
    # A dollar is escaped as well, so that no later step takes it for the beginning of a formula.
    return html.escape(text).replace("$", "&#36;")


def _known(element: Element, depth: int = 0) -> Element:
    """A copy with what `TAGS` and `ATTRIBUTES` name; any other element is shown as a row of what it holds."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    copy = Element(element.tag if element.tag in TAGS else "mrow")
    for name, value in element.items():
        if name in ATTRIBUTES and re.fullmatch(ATTRIBUTES[name], value):
            copy.set(name, value)
    copy.text = html.unescape(element.text) if element.text else None
    copy.extend(_known(child, depth + 1) for child in element)
    return copy
