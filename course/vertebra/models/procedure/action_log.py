"""Actions on file: one format for needle, vertebroplasty, kyphoplasty and case, with a checksum and a version.

Files of the formats before it still open: they are turned into today's actions when they are read (`FORMER`). A file
names the vertebra and the equipment; the outcome is computed again. See decision 0221.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from vertebra.arguments import checked
from vertebra.errors import ArgumentError, InputError
from vertebra.models.procedure.action import Action, CementAction, NeedleAction
from vertebra.models.procedure.action_list import from_json
from vertebra.models.procedure.former_actions import former_balloon_actions, former_case_actions
from vertebra.models.procedure.outcome import KYPHOPLASTY, Equipment
from vertebra.patient import Patient, Vertebra
from vertebra.texts import pgettext

VERSION = 3
"""Version of the list of actions; the same for all procedures since version 3."""
NEEDLE_VOXEL_MM = 1.0
"""Voxel on which the needle was steered in files that do not name one."""
Procedure = Literal["needle", "vertebroplasty", "kyphoplasty", "case"]
PROCEDURES: tuple[Procedure, ...] = ("needle", "vertebroplasty", "kyphoplasty", "case")


class ActionFileError(InputError):
    """Error: a text that is no list of actions, or none that can be read here."""


@dataclass(frozen=True)
class Subject:
    """Identity of a vertebra.

    Parameters
    ----------
    level : str
    voxel_mm : float
        Edge of a voxel along x.
    patient : Patient, optional
        Whose vertebra the course builds.
    cleft_ml : float
        Volume of its cleft, 0 for none.
    labels : str
        Checksum of the labels of a vertebra from a scan; "" for one that the course builds.
    """

    level: str
    voxel_mm: float
    patient: Patient | None = None
    cleft_ml: float = 0.0
    labels: str = ""

    @classmethod
    def of(cls, vertebra: Vertebra, cleft_ml: float = 0.0) -> "Subject":
        """Return the identity of a vertebra; `cleft_ml` is the volume of the cleft that it was built with."""
        scanned = vertebra.scanned or vertebra.patient is None
        labels = hashlib.blake2b(vertebra.labels.tobytes(), digest_size=12).hexdigest() if scanned else ""
        return cls(vertebra.level, vertebra.spacing_mm[0], vertebra.patient, cleft_ml, labels)


@dataclass(frozen=True)
class ActionLog:
    """Actions with all that is needed to do them again.

    Parameters
    ----------
    procedure : str
        A member of `PROCEDURES`.
    actions : tuple of Action
    subject : Subject, optional
        The vertebra that they were done on; None for a case.
    equipment : Equipment, optional
    case_number : int, optional
        Number of the case.
    """

    procedure: Procedure
    actions: tuple[Action, ...]
    subject: Subject | None = None
    equipment: Equipment | None = None
    case_number: int | None = None


@checked
def dump(log: ActionLog) -> str:
    """Return the log as JSON text with a checksum, which `load` reads."""
    body: dict[str, Any] = {"procedure": log.procedure, "version": VERSION}
    if log.subject is not None:
        body["subject"] = asdict(log.subject)
    if log.equipment is not None:
        body["equipment"] = asdict(log.equipment)
    if log.case_number is not None:
        body["case_number"] = log.case_number
    body["actions"] = [one.to_json() for one in log.actions]
    return json.dumps({"check": _check(body), "log": body})


@checked
def load(text: str, procedure: Procedure) -> ActionLog:
    """Return the log that `dump` wrote, or that a former version of the course saved.

    Parameters
    ----------
    text : str
    procedure : str
        The procedure that the file must be of.

    Raises
    ------
    ActionFileError
        For damage, another procedure, a version that is not read here, and unknown contents.
    InputError
        For an action or a piece of equipment with a value out of range.
    """
    body, current = _body(text)
    if body["procedure"] != procedure:
        raise ActionFileError(
            pgettext(
                "another-procedure", "This is a saved {procedure}, not a {wanted_procedure}; open it where it was made."
            ).format(procedure=body["procedure"], wanted_procedure=procedure)
        )
    try:
        return _read(body) if current else FORMER[body["procedure"], body["version"]](body["setup"], body["deeds"])
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        if isinstance(error, InputError) and not isinstance(error, ArgumentError):
            raise
        raise ActionFileError(
            pgettext(
                "unknown-in-procedure", "The saved procedure holds something that this course does not know ({error})."
            ).format(error=error)
        ) from None


def _body(text: str) -> tuple[dict[str, Any], bool]:
    """What the file holds, checked, and whether it is of the present format."""
    none = ActionFileError(
        pgettext("not-a-saved-procedure", "This is no saved procedure; open the file that the course saved.")
    )
    try:
        whole = json.loads(text)
        current = "log" in whole
        body = whole["log" if current else "plan"]
        named, intact = (body["procedure"], body["version"]), _check(body) == whole["check"]
        parts = (body["actions"],) if current else (body["setup"], body["deeds"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise none from None
    if named[0] not in PROCEDURES:
        raise none
    former = sorted(version for name, version in FORMER if name == named[0])
    if named[1] not in ([VERSION] if current else former) or isinstance(named[1], bool):
        raise ActionFileError(
            pgettext(
                "procedure-version",
                "This procedure was saved by version {named} of the course's list of actions; this course reads "
                "version {str}. Open it with the course that saved it, or start again.",
            ).format(named=repr(named[1]), str=", ".join(map(str, (*former, VERSION))))
        )
    if not intact:
        raise ActionFileError(
            pgettext(
                "procedure-damaged",
                "The saved procedure was changed or is damaged; take an older copy, or start again.",
            )
        )
    if not isinstance(parts[-1], list) or not isinstance(parts[0], list | dict):
        raise none
    return body, current


def _read(body: Mapping[str, Any]) -> ActionLog:
    subject, equipment = body.get("subject"), body.get("equipment")
    return ActionLog(
        body["procedure"],
        tuple(map(from_json, body["actions"])),
        None if subject is None else _subject(**subject),
        None if equipment is None else _equipment(**equipment),
        body.get("case_number"),
    )


def _subject(patient: Mapping[str, Any] | None, **rest: Any) -> Subject:
    return Subject(patient=None if patient is None else _patient(patient), **rest)


def _equipment(needle_offset: Sequence[float] | None = None, **rest: Any) -> Equipment:
    offset = None if needle_offset is None else tuple(map(float, needle_offset))
    return Equipment(needle_offset=offset, **rest)  # type: ignore[arg-type]


def _patient(plain: Mapping[str, Any]) -> Patient:
    """Return the patient that `dataclasses.asdict` wrote down.

    Raises
    ------
    ActionFileError
        For unknown contents.
    """
    try:
        return Patient.from_dict(plain)
    except (TypeError, AttributeError) as error:
        raise ActionFileError(
            pgettext(
                "unknown-in-patient",
                "The saved procedure's patient holds something that this course does not know ({error}).",
            ).format(error=error)
        ) from None


def _check(body: Any) -> int:
    return zlib.crc32(json.dumps(body, sort_keys=True).encode())


# Files from before version 3: a list of its own for each procedure.

Former = Callable[[dict[str, Any], list[dict[str, Any]]], ActionLog]


def _former_needle(setup: dict[str, Any], deeds: list[dict[str, Any]]) -> ActionLog:
    """Versions 1 and 2; a list of version 1 has no marks, and doesn't say when a scan was taken."""
    actions = tuple(
        NeedleAction(
            {"way": "approach"}.get(one["kind"], one["kind"]),
            one.get("amount", 0.0),
            one.get("what", ""),
            tuple(one.get("amounts", ())),
        )
        for one in deeds
    )
    equipment = _equipment(setup["off"], side=setup["side"], gauge=setup["gauge"])
    return ActionLog("needle", actions, Subject(setup["level"], NEEDLE_VOXEL_MM, _person(setup)), equipment)


def _former_vertebroplasty(setup: dict[str, Any], deeds: list[dict[str, Any]]) -> ActionLog:
    actions = tuple(CementAction(one["kind"], one["amount"], one["flow"]) for one in deeds)
    equipment = Equipment(
        gauge=setup["gauge"],
        cement=setup["cement"],
        device=setup["device"],
        mixed_minutes_ago=setup["mixed_minutes_ago"],
    )
    subject = Subject(setup["level"], setup["voxel_mm"], _person(setup), setup.get("cleft_ml", 0.0))
    return ActionLog("vertebroplasty", actions, subject, equipment)


def _former_kyphoplasty(setup: dict[str, Any], deeds: list[dict[str, Any]]) -> ActionLog:
    actions = former_balloon_actions([(one["kind"], one["amount"]) for one in deeds])
    equipment = replace(
        KYPHOPLASTY,
        placement=setup["placement"],
        patient_position=setup["lies"],
        cement=setup["cement"],
        mixed_minutes_ago=setup["mixed_minutes_ago"],
    )
    subject = Subject(setup["level"], setup["voxel_mm"], _person(setup))
    return ActionLog("kyphoplasty", actions, subject, equipment)


def _former_case(setup: dict[str, Any], deeds: list[dict[str, Any]]) -> ActionLog:
    actions = former_case_actions(
        [(one["kind"], one["what"], one.get("amount", 0.0), one.get("flow", 0.0)) for one in deeds]
    )
    return ActionLog("case", actions, case_number=setup["number"])


def _person(setup: Mapping[str, Any]) -> Patient:
    return _patient(setup["patient"])


FORMER: dict[tuple[str, int], Former] = {
    ("needle", 1): _former_needle,
    ("needle", 2): _former_needle,
    ("vertebroplasty", 2): _former_vertebroplasty,
    ("kyphoplasty", 1): _former_kyphoplasty,
    ("case", 1): _former_case,
}
