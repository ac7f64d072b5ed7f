"""Units as people type them, compared as the SI means them: `mPa` is not `MPa`, and `N/mm²` is `MPa`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum

_WORDS = {
    "per cent": "%",
    "percent": "%",
    "degrees": "°",
    "degree": "°",
    "deg": "°",
    "º": "°",
    "°c": "°C",
    "℃": "°C",
    "newtons": "N",
    "newton": "N",
    "minutes": "min",
    "minute": "min",
    "mins": "min",
    "seconds": "s",
    "second": "s",
    "sec": "s",
    "secs": "s",
    "millimetres": "mm",
    "millimeters": "mm",
    "millimetre": "mm",
    "millimeter": "mm",
    "ccm": "cm3",
    "cc": "cm3",
    "millilitres": "mL",
    "milliliters": "mL",
    "millilitre": "mL",
    "milliliter": "mL",
}
"""Words and signs for a unit, in lower case, that mean one and nothing else."""
_SAME_UNIT = {"N/mm2": "MPa", "N/m2": "Pa", "kN/mm2": "GPa", "kN/m2": "kPa", "cm3": "mL", "mm3": "μL", "dm3": "L"}
"""Two names of one unit (1 N/mm² = 1 MPa, 1 cm³ = 1 mL)."""
_BOTH_CASES_ARE_PREFIXES = frozenset("mMpPzZyYrRqQ")
"""Letters that are a prefix of the SI small and capital: milli and mega, pico and peta ..."""
_BOTH_CASES_ARE_UNITS = frozenset("mMsSgGhHcCtTfFaA")
"""Letters that are a unit small and capital: metre and molar, second and siemens, gram and gauss ..."""
_FACTOR = re.compile(r"([^\d\s/·*^+()-]+)\^?([+-]?\d{0,2})")


class Match(Enum):
    """How a unit that was typed relates to one that is accepted, where it is not the same."""

    UNCLEAR = "unclear"
    """Its letters are right, but a capital and a small one are confused, so that another unit may be meant."""
    OTHER = "other"


def canonical(unit: str) -> str:
    """One way of writing `unit`: `mg / cm³`, `mg·cm⁻³` and `mg/cm^3` are the same, `mPa` and `MPa` are not."""
    raised = unit.replace("⁻", "-").replace("⁺", "+").replace("−", "-")
    text = unicodedata.normalize("NFKC", raised).strip()
    text = _WORDS.get(text.casefold(), text)
    text = re.sub(r"\s+per\s+", "/", text)
    text = re.sub(r"\s*([/·*^])\s*", r"\1", text.replace("⋅", "·"))
    powers: dict[str, int] = {}
    at, sign = 0, 1
    while at < len(text):
        if text[at] in "/·* ":
            sign = -1 if text[at] == "/" else sign if text[at] == " " and sign < 0 and at and text[at - 1] == "/" else 1
            at += 1
            continue
        match = _FACTOR.match(text, at)
        if match is None:
            return text
        name = _name(match[1])
        powers[name] = powers.get(name, 0) + sign * int(match[2] if match[2].strip("+-") else f"{match[2]}1")
        at, sign = match.end(), 1
    over = [_raised(name, power) for name, power in sorted(powers.items()) if power > 0]
    under = [_raised(name, -power) for name, power in sorted(powers.items()) if power < 0]
    made = "/".join(("·".join(over), *under)) if over or under else text
    return _SAME_UNIT.get(made, made)


def matched(unit: str, accepted: Mapping[str, float]) -> float | Match:
    """The factor of the accepted unit that `unit` is; otherwise whether it is unclear or another unit."""
    names = {canonical(name): factor for name, factor in accepted.items()}
    mine = canonical(unit)
    if mine in names:
        return names[mine]
    alike = [name for name in names if name.casefold() == mine.casefold()]
    kinds = {_by_case(mine, name) for name in alike}
    if kinds == {None}:
        return names[alike[0]]
    return Match.UNCLEAR if Match.UNCLEAR in kinds and Match.OTHER not in kinds else Match.OTHER


def _by_case(mine: str, name: str) -> Match | None:
    """What capitals change between two units that are otherwise the same; None where they change nothing."""
    matches = {_part_by_case(*parts) for parts in zip(_parts(mine), _parts(name), strict=False)}
    return Match.OTHER if Match.OTHER in matches else Match.UNCLEAR if Match.UNCLEAR in matches else None


def _part_by_case(mine: str, name: str) -> Match | None:
    letters = name.rstrip("0123456789")
    mine = mine[: len(letters)]
    if mine == letters:
        return None
    if len(letters) == 1 or (mine[1:] != letters[1:] and letters[1:] in _BOTH_CASES_ARE_UNITS):
        return Match.UNCLEAR
    if mine[0] != letters[0] and mine[0] in _BOTH_CASES_ARE_PREFIXES:
        return Match.OTHER if mine[1:] == letters[1:] else Match.UNCLEAR
    return None


def _parts(unit: str) -> list[str]:
    return re.split(r"[/·]", unit)


def _name(name: str) -> str:
    """One factor: a litre is `L`, a micro `μ`, a word its unit."""
    name = _WORDS.get(name.casefold(), name)
    if re.fullmatch(r"u(?:m|g|l|L|s|Sv|Gy|N|Pa|mol)", name):
        name = f"μ{name[1:]}"
    return f"{name[:-1]}L" if re.fullmatch(r"[mcdμ]?l", name) else name


def _raised(name: str, power: int) -> str:
    return name if power == 1 else f"{name}{power}"


def tables() -> dict[str, object]:
    """Return what a script needs to compare units as `matched` does (`site/static/unit_names.js`)."""
    return {
        "words": dict(_WORDS),
        "same": dict(_SAME_UNIT),
        "prefixes": "".join(sorted(_BOTH_CASES_ARE_PREFIXES)),
        "units": "".join(sorted(_BOTH_CASES_ARE_UNITS)),
    }
