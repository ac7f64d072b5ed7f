"""Where a sentence of the catalogue stands in what was printed or in a page, and with which values. A test names it by
its key.

What a test looks for in an error, see `refusals`. See decision 0340.
"""

import functools
import html
import re
from collections.abc import Mapping
from typing import Any

from babel.messages.pofile import read_po

from vertebra import texts

PLACE = re.compile(r"\{(\w+)[^{}]*\}|%\((\w+)\)s")
COUNTS = (1, 2)
"""Numbers of things that take the forms of a sentence which counts."""


def shown(text: str, key: str, **given: str) -> list[dict[str, str]]:
    """Find the sentence `key` in `text` (lines, or a page of HTML), in the language of this process.

    Returns the values in it for each place where it stands: nothing where it does not. Values that are `given` are
    looked for as they are. Of others, one with which a sentence begins is taken from the beginning of its line, and the
    last one goes as far as the first end that fits.
    """
    said = html.unescape(text)
    found = [match for form in _forms(key) for match in re.finditer(_pattern(form, given), said, re.DOTALL)]
    return [
        {name: " ".join(value.split()) for name, value in match.groupdict().items()}
        for match in sorted(found, key=re.Match.start)
    ]


def _pattern(sentence: str, given: Mapping[str, str]) -> str:
    """Any values may stand in the places for them, and lines may be broken between words."""
    first, *rest = PLACE.split(html.unescape(sentence).strip())
    pattern, names = _words(first), set[str]()
    # No value holds the beginning of the sentence again: that would be another place.
    inner = f"(?:(?!{pattern}).)+?" if pattern else ".+?"
    for braced, percent, words in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        name = braced or percent
        value = _words(given[name]) if name in given else inner if pattern else r"[^\n]+?"
        pattern += f"(?P={name})" if name in names else f"(?P<{name}>{value})"
        pattern += _words(words)
        names.add(name)
    return pattern + r"(?!\w|[.,]\w)"


def _words(piece: str) -> str:
    return r"\s+".join(map(re.escape, re.split(r"\s+", piece)))


@functools.cache
def _forms(key: str) -> tuple[str, ...]:
    """The forms of the sentences with this key; a key that no sentence has is an error of the test."""
    if key not in _catalogue():
        raise LookupError(f"no sentence has the key {key!r}: is the catalogue up to date (vertebra texts)?")
    found = [
        texts.pgettext(key, one) if isinstance(one, str) else texts.npgettext(key, *one, n)
        for one in _catalogue()[key]
        for n in COUNTS
    ]
    return tuple(dict.fromkeys(found))


@functools.cache
def _catalogue() -> dict[str, list[str | tuple[str, str]]]:
    """The sentences of the catalogue that have keys, by key."""
    found: dict[str, list[str | tuple[str, str]]] = {}
    with texts.TEMPLATE.open("rb") as file:
        for message in read_po(file):
            if message.context:
                found.setdefault(message.context, []).append(message.id)
    return found


def said(text: str, key: str) -> list[dict[str, Any]]:
    """Return the values of each sentence with this key in a text that remembers its sentences."""
    return [part.values for part in texts.parts(text) if part.key == key]
