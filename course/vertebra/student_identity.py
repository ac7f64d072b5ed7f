"""What a student's id and a student's name may be: the one definition that every way in and out asks.

An id is the name of a folder and of an account, part of an address and of a table. A name is shown to people. Neither
holds anything that a page, a terminal, a shell pattern or a file system reads as more than text. See decision 0172.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from vertebra.texts import _

MAX_ID_LENGTH = 60
MAX_ID_BYTES = 120
"""The exchange puts assignment, time and a random word behind the id; a folder's name ends at 255 bytes."""
MAX_NAME_LENGTH = 100
MAX_EMAIL_LENGTH = 254
MAX_MARKS = 3
"""How many accents one letter of a name may carry."""
SYMBOLS_OF_IDS = "_.@+-"
SYMBOLS_OF_NAMES = " '’‘.,-‐‑·()"
RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{device}{number}" for device in ("com", "lpt") for number in "0123456789¹²³"}
)
"""Names of devices on Windows, with or without an ending."""
LOOK_ALIKE_SCRIPTS = frozenset(("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "DESERET"))
"""Scripts with letters that look the same; an id is written in one of them."""
INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
JOINERS = frozenset("\u200c\u200d")
"""Persian and Indic names are spelt with them; elsewhere they only hide a difference."""
_LETTERS = frozenset(("Lu", "Ll", "Lo"))


@dataclass(frozen=True)
class Refusal:
    """An id or a name that is not taken, as it was given, and why."""

    given: str
    reason: str


def id_fault(text: object) -> str:
    """Return the reason why `text` can't be a student's id; empty if it can.

    An id has 1 to 60 letters, digits 0 to 9 and `_.@+-`, at most 120 bytes in UTF-8, in Unicode's form NFKC. The first
    character is a letter, a digit or `_`, and the last is no full stop. Letters that look alike in two scripts are not
    mixed, and Windows' device names are excluded.
    """
    if not isinstance(text, str) or not text:
        return _("it is empty")
    if len(text) > MAX_ID_LENGTH or len(text.encode("utf-8", "surrogatepass")) > MAX_ID_BYTES:
        return _("it has {n_text} characters; {max_id_length} letters, or {max_id_bytes} bytes, are the most").format(
            n_text=len(text), max_id_length=MAX_ID_LENGTH, max_id_bytes=MAX_ID_BYTES
        )
    strange = next((character for character in text if not _may_stand_in_id(character)), "")
    if strange:
        return _("it holds {described}; an id has letters, digits and the characters {symbols_of_ids}").format(
            described=described(strange), symbols_of_ids=" ".join(SYMBOLS_OF_IDS)
        )
    if not unicodedata.is_normalized("NFKC", text):
        return _("it is not written in Unicode's usual form (NFKC), so that another id could look the same")
    if text[0] in ".@+-":
        return _("it begins with {text}; the first character is a letter, a digit or '_'").format(text=repr(text[0]))
    if text[-1] == ".":
        return _("it ends with '.', which Windows leaves away")
    if text.partition(".")[0].casefold() in RESERVED:
        return _("Windows keeps this name for a device")
    if len(scripts := _scripts(text)) > 1:
        return _("it mixes {scripts} letters, some of which look the same").format(
            scripts=" and ".join(sorted(name.title() for name in scripts))
        )
    return ""


def name_fault(text: object) -> str:
    """Return the reason why `text` can't be a first or last name; empty if it can, or if it is empty.

    A name has at most 100 characters: letters of any script with up to three accents each, digits, spaces and the
    punctuation of names, and at least one letter.
    """
    if not isinstance(text, str):
        return _("it is no text")
    if not text:
        return ""
    if len(text) > MAX_NAME_LENGTH:
        return _("it has {n_text} characters; {max_name_length} are the most").format(
            n_text=len(text), max_name_length=MAX_NAME_LENGTH
        )
    marks = 0
    for before, character in zip(" " + text, text, strict=False):
        kind = unicodedata.category(character)
        marks = marks + 1 if kind[0] == "M" else 0
        if character in JOINERS and _is_joined(before):
            continue
        letter = kind[0] == "L" and character not in INVISIBLE_LETTERS
        accent = kind in ("Mn", "Mc") and before != " " and marks <= MAX_MARKS
        if not (letter or accent or character in "0123456789" or character in SYMBOLS_OF_NAMES):
            return _("it holds {described}, which is in no name").format(described=described(character))
    if not any(unicodedata.category(character)[0] == "L" for character in text):
        return _("it has no letter")
    return ""


def email_fault(text: object) -> str:
    """Return the reason why `text` can't be an e-mail address; empty if it can, or if it is empty.

    An address has at most 254 characters.
    """
    if not isinstance(text, str):
        return _("it is no text")
    if not text:
        return ""
    if len(text) > MAX_EMAIL_LENGTH:
        return _("it has {n_text} characters; {max_email_length} are the most").format(
            n_text=len(text), max_email_length=MAX_EMAIL_LENGTH
        )
    if not re.fullmatch(r"[\w.!#$%*+/?^{|}~'-]+@[\w-]+(\.[\w-]+)*", text):
        return _("it is no address like name@example.org")
    return ""


def account_fault(text: object) -> str:
    r"""Return the reason why `text` can't be a system account's name; empty if it can, or if it is empty.

    Besides an id, a name within a domain is allowed: `UNI\ann`.
    """
    if not isinstance(text, str):
        return _("it is no text")
    domain, _unused, name = text.rpartition("\\")
    return (id_fault(domain) if domain else "") or (id_fault(name) if text else "")


def normalised(text: str) -> str:
    """Return `text` in the stored form of ids and names: Unicode's NFC, single blanks, none at either end."""
    return unicodedata.normalize("NFC", re.sub(r"[ \t\u00a0]+", " ", text).strip())


def same_id(text: str) -> str:
    """Return a key that is equal for ids that differ only in capitals or in Unicode's form.

    A file system, or a person, may confuse such ids.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def sorted_out(given: Iterable[str], known: Iterable[str] = ()) -> tuple[list[str], list[Refusal]]:
    """Separate acceptable ids from refused ones.

    Of ids that differ only in capitals one is accepted: the `known` one, otherwise the one in small letters.

    Parameters
    ----------
    given : iterable of str
        Candidate ids.
    known : iterable of str
        Ids in use already.

    Returns
    -------
    list of str
        The accepted ids.
    list of Refusal
        The others, each with its reason.
    """
    first = {same_id(known_id): known_id for known_id in sorted(set(known), reverse=True)}
    good: list[str] = []
    refused: list[Refusal] = []
    for given_id in sorted(set(given), key=lambda text: (text != text.casefold(), text)):
        fault = id_fault(given_id)
        if not fault and first.setdefault(same_id(given_id), given_id) != given_id:
            fault = _("it differs from the id {first} only in capitals").format(first=repr(first[same_id(given_id)]))
        if fault:
            refused.append(Refusal(given_id, fault))
        else:
            good.append(given_id)
    return good, refused


def described(character: str) -> str:
    """A character by its number and, where that shows something, itself: safe to print."""
    number = f"U+{ord(character):04X}"
    return f"{character!r} ({number})" if character.isprintable() else number


def _may_stand_in_id(character: str) -> bool:
    if character in SYMBOLS_OF_IDS or character in "0123456789":
        return True
    return unicodedata.category(character) in _LETTERS and character not in INVISIBLE_LETTERS


def _scripts(text: str) -> frozenset[str]:
    """Those of the scripts that look alike which `text` is written in."""
    words = (unicodedata.name(character, "").partition(" ")[0] for character in text if character.isalpha())
    return LOOK_ALIKE_SCRIPTS.intersection(words)


def _is_joined(before: str) -> bool:
    """Whether a joiner may follow this character: a letter or accent of a script that is spelt with them."""
    script = unicodedata.name(before, "").partition(" ")[0]
    return unicodedata.category(before)[0] in "LM" and script not in LOOK_ALIKE_SCRIPTS | {"COMBINING", "CJK", "HANGUL"}
