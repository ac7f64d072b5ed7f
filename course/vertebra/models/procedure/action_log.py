"""Actions on file: one format for needle, vertebroplasty, kyphoplasty and case, with a checksum and a version.

Files of the formats before it still open: they are turned into today's actions when they are read (`FORMER`). A file says whose
vertebra the actions were done on, and with what; what came of them is computed again.
"""

import hashlib
import json
import weakref
import zlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from vertebra.cache import Cache
from vertebra.errors import InputError
from vertebra.models.procedure.action import (
    AXIAL_LOAD_BY_POSITION,
    PLACEMENTS,
    Action,
    BalloonAction,
    CaseAction,
    CementAction,
    NeedleAction,
    from_json,
)
from vertebra.models.procedure.outcome import KYPHOPLASTY, Equipment
from vertebra.patient import Fracture, Patient, Vertebra
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from vertebra.models.procedure.outcome import ProcedureOutcome

VERSION = 3
"""Of the list of actions; the same for all procedures since version 3."""
NEEDLE_VOXEL_MM = 1.0
"""On which the needle was steered before a file said so."""
Procedure = Literal["needle", "vertebroplasty", "kyphoplasty", "case"]
PROCEDURES: tuple[Procedure, ...] = ("needle", "vertebroplasty", "kyphoplasty", "case")


class ActionFileError(InputError):
    """A text that is no list of actions, or none that can be read here."""


@dataclass(frozen=True)
class Subject:
    """Whose vertebra it is: of a patient, as the course builds it, or from a scan, by the checksum of its labels."""

    level: str
    voxel_mm: float
    patient: Patient | None = None
    cleft_ml: float = 0.0
    labels: str = ""

    @classmethod
    def of(cls, vertebra: Vertebra, cleft_ml: float = 0.0) -> "Subject":
        """Return what tells a vertebra from others."""
        scanned = vertebra.patient is None
        labels = hashlib.blake2b(vertebra.labels.tobytes(), digest_size=12).hexdigest() if scanned else ""
        return cls(vertebra.level, vertebra.spacing_mm[0], vertebra.patient, cleft_ml, labels)


@dataclass(frozen=True)
class ActionLog:
    """What was done, on whose vertebra (or in which case), and with what."""

    procedure: Procedure
    actions: tuple[Action, ...]
    subject: Subject | None = None
    equipment: Equipment | None = None
    case_number: int | None = None


def dump(log: ActionLog) -> str:
    """Return the log as text that `load` reads."""
    body: dict[str, Any] = {"procedure": log.procedure, "version": VERSION}
    if log.subject is not None:
        body["subject"] = asdict(log.subject)
    if log.equipment is not None:
        body["equipment"] = asdict(log.equipment)
    if log.case_number is not None:
        body["case_number"] = log.case_number
    body["actions"] = [one.to_json() for one in log.actions]
    return json.dumps({"check": _check(body), "log": body})


def load(text: str, procedure: Procedure) -> ActionLog:
    """Return the log that `dump` wrote, or that a former version of the course saved.

    Raises ActionFileError for damage, another procedure, a version that is not read here, and for what is not known.
    """
    body, current = _body(text)
    if body["procedure"] != procedure:
        raise ActionFileError(
            _("This is a saved {procedure}, not a {procedure_2}; open it where it was made.").format(
                procedure=body["procedure"], procedure_2=procedure
            )
        )
    try:
        return _read(body) if current else FORMER[body["procedure"], body["version"]](body["setup"], body["deeds"])
    except InputError:
        raise
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise ActionFileError(
            _("The saved procedure holds something that this course does not know ({error}).").format(error=error)
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
    return Subject(patient=None if patient is None else patient_from_dict(patient), **rest)


def _equipment(needle_offset: Sequence[float] | None = None, **rest: Any) -> Equipment:
    offset = None if needle_offset is None else tuple(map(float, needle_offset))
    return Equipment(needle_offset=offset, **rest)  # type: ignore[arg-type]


def patient_from_dict(plain: Mapping[str, Any]) -> Patient:
    """Return the patient that `dataclasses.asdict` wrote down. Raises ActionFileError for what is unknown."""
    try:
        fractures = tuple(Fracture(**one) for one in plain.get("fractures", ()))
        return Patient(**{**plain, "fractures": fractures})
    except (TypeError, AttributeError) as error:
        raise ActionFileError(
            _("The saved procedure's patient holds something that this course does not know ({error}).").format(
                error=error
            )
        ) from None


def _check(body: Any) -> int:
    return zlib.crc32(json.dumps(body, sort_keys=True).encode())


# Files from before version 3: a list of its own for each procedure.

FILLING = ("inflate", "deflate")
Former = Callable[[dict[str, Any], list[dict[str, Any]]], ActionLog]


def _former_needle(setup: dict[str, Any], deeds: list[dict[str, Any]]) -> ActionLog:
    """Versions 1 and 2; a list of version 1 has no marks, and doesn't say when a scan was taken."""
    actions = tuple(
        NeedleAction(
            {"way": "approach"}.get(one["kind"], one["kind"]), one.get("amount", 0.0), one.get("what", ""),
            tuple(one.get("amounts", ())),
        )
        for one in deeds
    )  # fmt: skip
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
        KYPHOPLASTY, placement=setup["placement"], patient_position=setup["lies"], cement=setup["cement"],
        mixed_minutes_ago=setup["mixed_minutes_ago"],
    )  # fmt: skip
    subject = Subject(setup["level"], setup["voxel_mm"], _person(setup))
    return ActionLog("kyphoplasty", actions, subject, equipment)


def _former_case(setup: dict[str, Any], deeds: list[dict[str, Any]]) -> ActionLog:
    actions = former_case_actions(
        [(one["kind"], one["what"], one.get("amount", 0.0), one.get("flow", 0.0)) for one in deeds]
    )
    return ActionLog("case", actions, case_number=setup["number"])


def former_balloon_actions(deeds: Sequence[tuple[str, float]]) -> tuple[BalloonAction, ...]:
    """Return balloon actions by the words of version 1, in which letting down what was down already did nothing."""
    actions: list[BalloonAction] = []
    for kind, amount in deeds:
        fillings = [one.kind for one in actions if one.kind in FILLING]
        if kind == "down" and fillings and fillings[-1] == "deflate":
            continue
        actions.append(BalloonAction({"down": "deflate"}.get(kind, kind), amount))
    return tuple(actions)


def former_case_actions(deeds: Sequence[tuple[str, str, float, float]]) -> tuple[Action, ...]:
    """Return the actions of a case by the words of its version 1 and of graded answers: kind, what of it, amount, flow.

    How balloons and patient lay held for all of it there, whenever it was said; now it is said before they are filled.
    """
    actions: list[Action] = []
    for kind, what, amount, flow in deeds:
        if kind == "cement":
            actions.append(CementAction(what, amount, flow))
        elif kind == "balloon" and what in (*PLACEMENTS, *AXIAL_LOAD_BY_POSITION):
            setting = BalloonAction("placement" if what in PLACEMENTS else "position", option=what)
            actions.insert(_first_filling(actions), setting)
        elif kind == "balloon":
            fillings = [one.kind for one in actions if isinstance(one, BalloonAction) and one.kind in FILLING]
            if what != "down" or not fillings or fillings[-1] != "deflate":
                actions.append(BalloonAction({"down": "deflate"}.get(what, what), amount))
        else:
            actions.append(CaseAction(kind, what))
    return tuple(actions)


def _first_filling(actions: Sequence[Action]) -> int:
    """Where the first action with balloons is that isn't about how they lie."""
    settled = ("placement", "position")
    places = (at for at, one in enumerate(actions) if isinstance(one, BalloonAction) and one.kind not in settled)
    return next(places, len(actions))


def _person(setup: Mapping[str, Any]) -> Patient:
    return patient_from_dict(setup["patient"])


FORMER: dict[tuple[str, int], Former] = {
    ("needle", 1): _former_needle,
    ("needle", 2): _former_needle,
    ("vertebroplasty", 2): _former_vertebroplasty,
    ("kyphoplasty", 1): _former_kyphoplasty,
    ("case", 1): _former_case,
}


class PrefixCache:
    """Outcomes that were reached, by the actions that led there, so that lists which begin alike are not done twice."""

    def __init__(self, store: Cache) -> None:
        self._store = store
        self._latest: weakref.ref[ProcedureOutcome] | None = None

    def latest(
        self, vertebra: Vertebra, equipment: Equipment, actions: tuple[Action, ...]
    ) -> "ProcedureOutcome | None":
        """Return what was asked for last, if it is the same: a widget asks several times while it draws."""
        known = None if self._latest is None else self._latest()
        if known is None or known.fractured is not vertebra:
            return None
        return known if (known.actions, known.equipment) == (actions, equipment) else None

    def remember(self, outcome: "ProcedureOutcome") -> None:
        """Note what was asked for last, as long as somebody holds it."""
        self._latest = weakref.ref(outcome)

    def longest_prefix(
        self, start: tuple[Hashable, ...], actions: tuple[Action, ...]
    ) -> "tuple[ProcedureOutcome | None, tuple[Action, ...]]":
        """Return the outcome of the longest beginning of `actions` that is known (None: none is), and what is left to do."""
        for length in range(len(actions), -1, -1):
            if (outcome := self._store.get((*start, actions[:length]))) is not None:
                return outcome, actions[length:]
            if not length:
                break
            head, last = actions[: length - 1], actions[length - 1]
            part = self._store.get((*start, head, *_way(last)))
            rest = None if part is None else last.remaining_after(part)
            if rest is not None and (outcome := self._store.get((*start, (*head, part)))) is not None:
                return outcome, (rest, *actions[length:])
        return None, actions

    def clear(self) -> None:
        """Forget all outcomes."""
        self._latest = None
        self._store.clear()

    def store(self, start: tuple[Hashable, ...], actions: tuple[Action, ...], outcome: "ProcedureOutcome") -> None:
        """Keep an outcome, and that its last action may be gone on with."""
        self._store.put((*start, actions), outcome)
        if actions and isinstance(actions[-1], CementAction | BalloonAction):
            self._store.put((*start, actions[:-1], *_way(actions[-1])), actions[-1])


def _way(action: Action) -> tuple[Hashable, ...]:
    """What two actions must share if the one can go on with the other."""
    return action.TYPE, action.kind, getattr(action, "flow_ml_per_s", None)
