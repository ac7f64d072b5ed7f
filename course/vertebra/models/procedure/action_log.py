"""A procedure as a list of what was done, as text: with a checksum, the procedure's name and the version of its list.

Every procedure (needle, vertebroplasty, kyphoplasty) keeps its own deeds and replays them; this says how they are written and read.
"""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Generic, Protocol, Self, TypeVar

from vertebra.errors import InputError
from vertebra.patient import Fracture, Patient


class Deed(Protocol):
    """A deed that can be done in parts, by its amount."""

    @property
    def amount(self) -> float:
        """How much."""

    def after(self, part: Self) -> Self | None:
        """What is left of this deed when `part` of it is done; None if that is no part of it."""


D = TypeVar("D", bound=Deed)
S = TypeVar("S")
T = TypeVar("T")
A = TypeVar("A")


class Stops(Generic[D, S]):
    """States that were reached, by the deeds that led there, so that lists which begin alike are not done twice."""

    def __init__(self, most: int = 48) -> None:
        self._most = most
        self._reached: dict[tuple[D, ...], S] = {}

    def nearest(self, deeds: tuple[D, ...]) -> tuple[S | None, tuple[D, ...]]:
        """The state after the longest beginning of `deeds` that is known (None: none is), and what is left to do."""
        for length in range(len(deeds), -1, -1):
            if deeds[:length] in self._reached:
                return self._reached[deeds[:length]], deeds[length:]
            if not length:
                break
            head, last, left = deeds[: length - 1], deeds[length - 1], deeds[length:]
            parts = [
                (rest, one)
                for one in self._reached
                if len(one) == length and one[:-1] == head and (rest := last.after(one[-1]))
            ]
            if parts:
                rest, longest = min(parts, key=lambda one: one[0].amount)
                return self._reached[longest], (rest, *left)
        return None, deeds

    def keep(self, deeds: tuple[D, ...], state: S) -> None:
        """Remember a state; the oldest are forgotten, but never the state in which nothing was done."""
        while len(self._reached) >= self._most:
            self._reached.pop(next(one for one in self._reached if one))
        self._reached[deeds] = state


def sealed(procedure: str, version: int, setup: Mapping[str, Any], deeds: Sequence[Mapping[str, Any]]) -> str:
    """A setting and the deeds (plain numbers, texts, lists) as text that `opened` reads."""
    body = {"procedure": procedure, "version": version, "setup": dict(setup), "deeds": [dict(one) for one in deeds]}
    return json.dumps({"check": _check(body), "plan": body})


def opened(text: str, procedure: str, version: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Setting and deeds that `sealed` wrote. InputError for damage, another procedure, or another version of its list."""
    try:
        whole = json.loads(text)
        body = whole["plan"]
        intact = _check(body) == whole["check"]
        told = body["procedure"], body["version"], body["setup"], body["deeds"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError("This is no saved procedure; open the file that the course saved.") from None
    if told[0] != procedure:
        raise InputError(f"This is a saved {told[0]}, not a {procedure}; open it where it was made.")
    if told[1] != version:
        raise InputError(
            f"This procedure was saved by version {told[1]!r} of the course's list of deeds; this course reads version "
            f"{version}. Open it with the course that saved it, or start again."
        )
    if not intact:
        raise InputError("The saved procedure was changed or is damaged; take an older copy, or start again.")
    if not isinstance(told[2], dict) or not isinstance(told[3], list):
        raise InputError("This is no saved procedure; open the file that the course saved.")
    return told[2], told[3]


def restored(
    text: str, procedure: str, version: int, setup: Callable[..., T], deed: Callable[..., A]
) -> tuple[T, tuple[A, ...]]:
    """What was sealed, made again by `setup(patient, **values)` and `deed(**values)`. InputError as `opened`, and for what neither knows."""
    told, deeds = opened(text, procedure, version)
    try:
        return setup(person(told.pop("patient")), **told), tuple(deed(**one) for one in deeds)
    except (TypeError, KeyError, ValueError) as error:
        raise InputError(f"The saved procedure holds something that this course does not know ({error}).") from None


def person(told: Mapping[str, Any]) -> Patient:
    """The patient whom `dataclasses.asdict` wrote down. InputError where something is unknown or out of range."""
    try:
        fractures = tuple(Fracture(**one) for one in told.get("fractures", ()))
        return Patient(**{**told, "fractures": fractures})
    except (TypeError, AttributeError) as error:
        raise InputError(
            f"The saved procedure's patient holds something that this course does not know ({error})."
        ) from None


def written(someone: Patient) -> dict[str, Any]:
    """The patient as plain values, which `person` reads."""
    return asdict(someone)


def _check(body: Any) -> int:
    return zlib.crc32(json.dumps(body, sort_keys=True).encode())
