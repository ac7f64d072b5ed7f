"""A procedure as a list of what was done, as text: with a checksum, the procedure's name and the version of its list.

Every procedure (needle, vertebroplasty, kyphoplasty) keeps its own deeds and replays them; this says how they are written and read.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from vertebra.errors import InputError
from vertebra.patient import Fracture, Patient


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
