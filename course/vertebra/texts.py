"""Every sentence that people read comes from one catalogue in gettext's form; English is the source language.

Write `_("The depth is {depth} mm.").format(depth=f"{depth_mm:.0f}")`: a plain string with named places, never an
f-string, numbers formatted before they are put in. `ngettext` counts. `pgettext("needle-misses", "The needle misses
...")` gives a sentence a key that stays when it is reworded; tests and scripts match keys and values, never prose. `N_`
marks a name that is looked up later with `_(name)`.

The language is that of the environment variable VERTEBRA_LANGUAGE when the process starts (English without it), so
constants of modules are translated where they stand. A language is one file, `locale/<language>/vertebra.po`; nothing
has to be compiled. `pseudo` is a language for tests: every letter accented, 40 % longer. Scripts in the browser read
the same catalogue (`for_scripts`).

See decision 0240.
"""

from __future__ import annotations

import gettext as standard
import io
import os
import re
import warnings
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra import cache

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

LOCALE = Path(__file__).with_name("locale")
TEMPLATE = LOCALE / "vertebra.pot"
VARIABLE = "VERTEBRA_LANGUAGE"
SOURCE_LANGUAGE, PSEUDO = "en", "pseudo"
CONTEXT_MARK = "\x04"
"""Between context and sentence in gettext's compiled form."""
PLURAL_PERIOD = 100
"""Every language's choice of plural repeats with this period, once beyond it."""


class Text(str):
    """A sentence that remembers its catalogue `key` (empty where it has none) and the `values` put into it."""

    __slots__ = ("key", "values")
    key: str
    values: dict[str, Any]

    def __new__(cls, text: str, key: str = "", values: Mapping[str, Any] | None = None) -> Text:
        made = super().__new__(cls, text)
        made.key = key
        made.values = {name: _plain(value) for name, value in (values or {}).items()}
        return made

    def format(self, *args: object, **values: object) -> Text:
        """Put the named values in; the result remembers them."""
        return Text(str.format(self, *args, **values), self.key, values)

    def __getnewargs__(self) -> tuple[str, str, dict[str, Any]]:  # type: ignore[override]
        return str(self), self.key, self.values


def _plain(value: Any) -> Any:
    """A value that may be kept and sent between processes: a number or a text. What an error says is its text."""
    if isinstance(value, BaseException) and value.args and isinstance(value.args[0], Text):
        return value.args[0]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def join(*parts: str, between: str = " ") -> str:
    """Join the non-empty parts into one text that keeps the keys and values of them all."""
    present = [part for part in parts if part]
    return Text(between.join(present), values={str(at): part for at, part in enumerate(present)})


def parts(text: str) -> Iterator[Text]:
    """A text and all texts in it, however deep."""
    if isinstance(text, Text):
        yield text
        for value in text.values.values():
            yield from parts(value) if isinstance(value, Text) else ()


def keys(text: str) -> set[str]:
    """The keys of a text and of the texts in it."""
    return {part.key for part in parts(text)} - {""}


def values(text: str) -> dict[str, Any]:
    """Return the named values of a text and of the texts in it; for a repeated name the outermost value counts."""
    merged: dict[str, Any] = {}
    for part in parts(text):
        merged = {**{name: value for name, value in part.values.items() if not name.isdigit()}, **merged}
    return merged


@cache.CONSTANTS.memoize
def _(message: str) -> str:
    """Translate `message` (English) into the reader's language, as a Text without a key; "" stays ""."""
    return Text(_translations().gettext(message) if message else "")


@cache.CONSTANTS.memoize
def pgettext(context: str, message: str) -> str:
    """Translate `message` under a key of its own.

    Parameters
    ----------
    context : str
        The key. It distinguishes identical sentences and stays the same when `message` is reworded.
    message : str
        The English sentence.
    """
    return Text(_translations().pgettext(context, message), context)


def ngettext(singular: str, many: str, n: int) -> str:
    """Translate the singular or plural for `n` things; the result still has to be formatted, usually with `n`."""
    return Text(_translations().ngettext(singular, many, n))


def npgettext(context: str, singular: str, many: str, n: int) -> str:
    """`ngettext` with a key of its own."""
    return Text(_translations().npgettext(context, singular, many, n), context)


def into_templates(environment: Any) -> None:
    """Give a Jinja environment `_(...)`, `{% trans %}` and the name of the `language`."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(_, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)
    environment.globals["language"] = language()


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for it)
    """`message` as it is; it stands in the catalogue, for `_(name)` where it is shown."""
    return message


gettext = _


@cache.CONSTANTS.memoize
def language() -> str:
    """The language of this process: the name of its catalogue, or "en"."""
    wanted = os.environ.get(VARIABLE, "").partition(".")[0].strip()
    for name in (wanted, wanted.partition("_")[0]):
        if name in ("", "C", SOURCE_LANGUAGE):
            return SOURCE_LANGUAGE
        if name == PSEUDO or (name.isidentifier() and _file(name).exists()):
            return name
    known = ", ".join([SOURCE_LANGUAGE, *sorted(path.parent.name for path in LOCALE.glob("*/vertebra.po"))])
    warnings.warn(f"{VARIABLE} is {wanted!r}; there are {known}. English is shown.", stacklevel=2)
    return SOURCE_LANGUAGE


def _file(name: str) -> Path:
    return LOCALE / name / "vertebra.po"


@cache.CONSTANTS.memoize
def _translations() -> standard.NullTranslations:
    if language() == SOURCE_LANGUAGE:
        return standard.NullTranslations()
    from babel.messages.mofile import write_mo

    compiled = io.BytesIO()
    write_mo(compiled, _catalogue())
    compiled.seek(0)
    return standard.GNUTranslations(compiled)


@cache.CONSTANTS.memoize
def _catalogue() -> Catalog:
    """The catalogue of a language other than English, read from its file;
    made from the template for the pseudo-locale."""
    from babel.messages.pofile import read_po

    name = language()
    with (TEMPLATE if name == PSEUDO else _file(name)).open("rb") as file:
        catalogue = read_po(file, locale="en" if name == PSEUDO else name)
    if name == PSEUDO:
        catalogue.fuzzy = False
        for message in catalogue:
            if message.id:
                ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
                spelt = tuple(accented(message) for message in ids)
                message.string = spelt if len(spelt) > 1 else spelt[0]
    return catalogue


def for_scripts(files: Collection[str] | None = None) -> dict[str, Any]:
    """Return the translations that the scripts in the browser need; empty for English.

    Parameters
    ----------
    files : collection of str, optional
        Names of the scripts; all of them by default.

    Returns
    -------
    dict
        `messages` by English sentence (a sentence with a key stands under key, CONTEXT_MARK and sentence, as in
        gettext's own files), and `plural`: the plural form of 0 to 199 things.
    """
    if language() == SOURCE_LANGUAGE:
        return {}
    catalogue = _catalogue()
    chosen = [message for message in catalogue if message.id and message.string and _in_script(message, files)]
    choose = standard.c2py(catalogue.plural_expr)
    return {
        "messages": {_script_key(message): message.string for message in chosen},
        "plural": [choose(n) for n in range(2 * PLURAL_PERIOD)],
    }


def _in_script(message: Message, files: Collection[str] | None) -> bool:
    """Whether a script has the sentence, or may look it up: a message with a comment was marked with `N_`."""
    scripts = {name.rpartition("/")[2] for name, _line in message.locations if name.endswith(".js")}
    return bool(message.auto_comments) or bool(scripts if files is None else scripts & set(files))


def _script_key(message: Message) -> str:
    first = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return f"{message.context}{CONTEXT_MARK}{first}" if message.context else str(first)


_ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçðéƒĝĥíĵķļɱñóþǫŕšţúṽŵẋýžÁƁÇÐÉƑĜĤÍĴĶĻṀÑÓÞǪŔŠŢÚṼŴẊÝŽ",
)
_KEPT = re.compile(r"(\{\{|\}\}|\{[^{}]*\}|%\(\w+\)[a-z]|%%|<[^<>]*>|&\w+;)")
LONGER = 0.4


def accented(message: str) -> str:
    """Return the pseudo-locale's form of a sentence.

    Every letter is accented and two in five are doubled; placeholders and markup stay as they are.
    """
    pieces, extra = [], 0.0
    for piece in _KEPT.split(message):
        if _KEPT.fullmatch(piece):
            pieces.append(piece)
            continue
        for letter in piece:
            extra += LONGER if letter.isalpha() else 0.0
            twice = extra >= 1 and letter.isalpha()
            extra -= twice
            pieces.append(letter.translate(_ACCENTS) * (1 + twice))
    return "".join(pieces)
