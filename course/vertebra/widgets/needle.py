"""The needle trainer: into a vertebra by two views only; a CT at the end shows the truth."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vertebra.errors import InputError, check_range
from vertebra.models import fracture, procedure
from vertebra.models.imaging import fluoroscopy, xray_scene
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.geometry import CArm, Floats
from vertebra.models.imaging.instruments import Cylinder
from vertebra.models.procedure import (
    INITIAL_ERROR,
    MAX_ACTIONS,
    Action,
    ActionLog,
    Equipment,
    Needle,
    NeedleAction,
    ProcedureOutcome,
    Subject,
    append_action,
    needle,
)
from vertebra.models.procedure.options import APPROACHES, CARMS, VIEWS, outer_diameters_mm
from vertebra.patient import Patient, Vertebra, check_level
from vertebra.texts import _, pgettext
from vertebra.views import needle as view
from vertebra.widgets.base import CourseWidget, FrameMessage
from vertebra.widgets.frame_types.trainers import NeedleControls, NeedleFrame
from vertebra.widgets.subject import patient_and_vertebra

PIXELS = 320
FIELD_MM = 180.0
"""Side of the part of the detector that is used: the vertebra and its neighbours, enlarged."""
ARMS: dict[str, CArm] = {
    name: CArm(turn, pixels=PIXELS, detector_mm=FIELD_MM) for name, turn in zip(VIEWS, (0, 90), strict=True)
}
TECHNIQUES = {"AP": ExposureSettings(shutters=(0.9, 0.95)), "lateral": ExposureSettings(shutters=(0.8, 0.95))}
BEHIND_MM = 60.0


AIM_MM = 45.0
"""How far along its line from the entry a needle's aim is marked on the pictures, to be dragged."""
MARK_STEP_MM = 0.5
MIDDLE_MM = (0.0, 0.0, 0.0)
"""The middle of the body, where the mark waits to be dragged to its place."""


CONTROL_OF = {"way": "approach"}
"""Where a control of the page is called otherwise than the action."""
CONTROLS = tuple("way" if kind == "approach" else kind for kind in NeedleAction.KINDS)


@dataclass(frozen=True)
class NeedleState:
    """What was done so far, and where that led."""

    actions: tuple[Action, ...]
    now: ProcedureOutcome


class NeedleTrainer(CourseWidget):
    """`NeedleTrainer(patient, level="L1")`: mark a place, aim, advance, look from behind and from the side; then scan.

    `NeedleTrainer(vertebra=bone)` opens on a vertebra that is given, such as one from a CT.
    """

    script = "needle.js"
    frame_type, controls = NeedleFrame, NeedleControls
    sheets = ("needle.css",)
    title = _("Needle")

    def __init__(
        self,
        patient: Patient | None = None,
        level: str = "L1",
        side: str = "right",
        gauge: int = 11,
        vertebra: Vertebra | None = None,
        **traits: Any,
    ) -> None:
        self.equipment = Equipment(side, gauge, INITIAL_ERROR)
        self.patient, self.vertebra = patient_and_vertebra(
            patient, vertebra, lambda person: fracture.as_recorded(person, check_level(level))
        )
        super().__init__(**traits)

    def initial_state(self) -> NeedleState:
        """The needle stands on the bone, a little off, and points the wrong way; both views are seen at once."""
        return self._reached(())

    def update(self, state: NeedleState, action: Mapping[str, Any]) -> NeedleState:
        """`medial`, `caudal` (degrees more), `out`, `up` (mm of the entry), `advance` (mm, back if negative), `gauge`,
        `way`, `look` (AP, lateral, both), `shot`, `scan`, `target` (the place x, y, z, mm), `mark` (mm by which it
        moves), `pull` (a handle in a picture: `view`, `what`, `column`, `row`), `undo`, `load`.
        """
        for name, wanted in action.items():
            if name == "undo":
                state = self._reached(state.actions[:-1])
            elif name == "load":
                state = self._loaded(wanted)
            elif name == "pull":
                moved = action_from_drag(state.now, wanted)
                state = state if moved is None else self._more(state, moved)
            elif name == "mark":
                state = self._more(state, NeedleAction("target", amounts=_nudged(state.now, wanted)))
            elif name in CONTROLS:
                state = self._more(state, _action(CONTROL_OF.get(name, name), wanted))
            else:
                known = ", ".join((*CONTROLS, "mark", "pull", "undo", "load"))
                raise InputError(
                    _("The trainer has no control {name}; it has {known}.").format(name=repr(name), known=known)
                )
        return state

    def _more(self, state: NeedleState, action: NeedleAction) -> NeedleState:
        """One action more; a mark that is dragged on is one action, not hundreds."""
        actions = append_action(state.actions, action)
        if len(actions) > MAX_ACTIONS:
            raise InputError(_("So many steps ({limit}) are kept; press R to start again.").format(limit=MAX_ACTIONS))
        return self._reached(actions)

    def _reached(self, actions: tuple[Action, ...]) -> NeedleState:
        return NeedleState(actions, procedure.run(self.vertebra, actions, self.equipment))

    def _loaded(self, text: Any) -> NeedleState:
        log = procedure.load(str(text), "needle")
        if log.subject != Subject.of(self.vertebra) or log.equipment != self.equipment:
            raise InputError(
                pgettext(
                    "procedure-of-another-patient",
                    "The saved procedure is another patient's or another level's; open it where it was made.",
                )
            )
        return self._reached(log.actions)

    def render_state(self, state: NeedleState, previous: NeedleState | None) -> FrameMessage:
        """The pictures that were taken since, and the handles on them; after the scan, sections and verdicts."""
        now, present, steering = state.now, state.now.needle, state.now.steering
        shown: dict[str, Any] = {
            "medial": present.medial_deg,
            "caudal": present.caudal_deg,
            "depth": present.depth_mm,
            "shots": steering.exposures,
            "gauge": present.gauge,
            "way": present.approach,
            "look": steering.view,
            "scanned": now.scan_current,
            "warning": view.warning(now),
            "verdicts": [],
            "loose": now.is_steerable,
            "target": steering.target_mm and list(steering.target_mm),
            "steps": len(state.actions),
            "marked": steering.target_mm is not None,
            "saved": self._saved(state),
            "held": [name for name in ARMS if steering.last_seen[name] != present],
            "marks": {name: _marks(name, now) for name in ARMS},
        }
        arrays: dict[str, Any] = {
            name: self._picture(name, now)
            for name in ARMS
            if previous is None
            or previous.now.steering.last_seen[name] != steering.last_seen[name]
            or (previous.now.steering.exposures != steering.exposures and steering.view in (name, "both"))
        }
        if previous is None:
            shown |= {"ways": list(APPROACHES), "gauges": list(outer_diameters_mm()), "looks": list(CARMS)}
        if now.scan_current:
            arrays |= dict(view.sections(self.vertebra, present))
            shown["verdicts"] = view.verdicts(now)
        return FrameMessage(shown, arrays)

    def alt_text(self, state: NeedleState) -> str:
        """Angles, depth, pictures and the mark; after the scan the truth."""
        words = view.describe(state.now)
        return f"{words} {view.describe_scan(state.now)}" if state.now.scan_current else words

    def static_png(self, state: NeedleState) -> bytes:
        """Both sections."""
        buffer = io.BytesIO()
        view.static_figure(state.now).savefig(buffer, format="png", dpi=70, metadata={"Software": None})
        return buffer.getvalue()

    def _saved(self, state: NeedleState) -> str:
        return procedure.dump(ActionLog("needle", state.actions, Subject.of(self.vertebra), self.equipment))

    def _picture(self, name: str, now: ProcedureOutcome) -> Any:
        what = xray_scene.xray_scene_of_body(self.patient, self.vertebra).with_instruments(
            _rod(now.steering.last_seen[name])
        )
        return fluoroscopy.to_display(
            fluoroscopy.expose(what, ARMS[name], TECHNIQUES[name], seed=now.steering.exposures)
        )


def action_from_drag(now: ProcedureOutcome, wanted: Any) -> NeedleAction | None:
    """Return the action by which a handle comes to where it was dragged in a picture; None for a drag that comes to
    nothing.

    The mark moves in the plane of the picture. The tip moves the entry in the AP picture, and advances along its line
    in the lateral one. The aim turns the needle, in the lateral picture only up and down.
    """
    name, what = _named(wanted)
    present = now.needle
    if what == "mark":
        here = now.steering.target_mm or MIDDLE_MM
        x, y, z = np.round(_dragged(name, here, wanted) / MARK_STEP_MM) * MARK_STEP_MM
        return NeedleAction("target", amounts=(float(x), float(y), float(z)))
    if now.steering.view not in (name, "both"):
        raise InputError(
            _("The {name} picture is an old one; look again from there, then move the needle in it.").format(name=name)
        )
    run = _dragged(name, present.tip_mm if what == "tip" else _aim(present), wanted)
    if what == "aim":
        return _changed("turn", _turn(name, present, run - np.asarray(present.entry_mm)))
    run = run - np.asarray(present.tip_mm)
    if name == "lateral":
        along = present.direction * (0, 1, 1)
        return _changed("advance", (float(run @ along / (along @ along)),))
    return _changed("move", (needle.SIDES[present.side] * float(run[0]), float(run[2])))


def _named(wanted: Any) -> tuple[str, str]:
    known = isinstance(wanted, Mapping) and wanted.get("view") in ARMS and wanted.get("what") in ("mark", "tip", "aim")
    if not known:
        raise InputError(
            pgettext(
                "no-such-handle",
                "The trainer has no such handle; drag the mark, the tip or the aim in one of the pictures.",
            )
        )
    return str(wanted["view"]), str(wanted["what"])


def _dragged(name: str, place: Any, wanted: Mapping[str, Any]) -> Floats:
    """The place in space to which one is dragged in a picture, in the plane through it that faces the arm."""
    column, row = (
        check_range(_("The {name}").format(name=axis), wanted.get(axis, np.nan), -PIXELS, 2 * PIXELS, "pixels")
        for axis in ("column", "row")
    )
    source, along = ARMS[name].ray(column, row)
    across = 0 if name == "lateral" else 1
    return np.asarray(source + (np.asarray(place)[across] - source[across]) / along[across] * along)


def _turn(name: str, present: Needle, run: Floats) -> tuple[float, float]:
    """By how many degrees (medial, caudal) a needle turns to point along `run`, as far as the view shows it."""
    if name == "lateral":
        steep = np.degrees(np.arctan2(-run[2] * np.cos(np.radians(present.medial_deg)), max(run[1], 1.0)))
        return 0.0, float(steep) - present.caudal_deg
    medial = np.degrees(np.arctan2(-needle.SIDES[present.side] * run[0], max(run[1], 1.0)))
    caudal = np.degrees(np.arctan2(-run[2], np.hypot(run[0], max(run[1], 1.0))))
    return float(medial) - present.medial_deg, float(caudal) - present.caudal_deg


def _changed(kind: str, amounts: tuple[float, ...]) -> NeedleAction | None:
    """Whole millimetres or degrees, no more at once than the list allows."""
    most = NeedleAction.MAX_CHANGE
    rounded = tuple(float(np.clip(np.round(amount), -most, most)) for amount in amounts)
    if not any(rounded):
        return None
    return NeedleAction(kind, rounded[0]) if kind == "advance" else NeedleAction(kind, amounts=rounded)


def _nudged(now: ProcedureOutcome, wanted: Any) -> tuple[float, ...]:
    """The mark moved by millimetres to the right, forward and up; the first time from the middle of the body."""
    if not isinstance(wanted, list | tuple) or len(wanted) != 3:
        raise InputError(
            pgettext(
                "mark-needs-three-numbers",
                "The mark is moved by {wanted}; give three numbers: mm to the right, forward and up.",
            ).format(wanted=repr(wanted))
        )
    return tuple(
        at + check_range(_("The move of the mark"), by, -NeedleAction.MAX_CHANGE, NeedleAction.MAX_CHANGE, "mm")
        for at, by in zip(now.steering.target_mm or MIDDLE_MM, wanted, strict=True)
    )


def _aim(present: Needle) -> Floats:
    return np.asarray(np.asarray(present.entry_mm) + AIM_MM * present.direction)


def _marks(name: str, now: ProcedureOutcome) -> dict[str, list[float]]:
    """Where (column, row) the needle that this picture shows has its entry, tip and aim, and where the mark is."""
    seen = now.steering.last_seen[name]
    places = [seen.entry_mm, seen.tip_mm, tuple(_aim(seen)), now.steering.target_mm or MIDDLE_MM]
    projected = ARMS[name].project(places).round(1).tolist()
    return dict(zip(("entry", "tip", "aim", "mark"), projected, strict=True))


def _action(kind: str, wanted: Any) -> NeedleAction:
    if kind in ("approach", "look"):
        return NeedleAction(kind, option=str(wanted))
    if kind in ("shot", "scan"):
        return NeedleAction(kind)
    if kind in NeedleAction.COUNTS:
        if not isinstance(wanted, list | tuple):
            raise InputError(
                pgettext("wrong-count-of-numbers", "The change {name} is {wanted}; give {count} numbers.").format(
                    name=repr(kind), wanted=repr(wanted), count=NeedleAction.COUNTS[kind]
                )
            )
        return NeedleAction(kind, amounts=tuple(wanted))
    return NeedleAction(kind, wanted)


def _rod(present: Needle) -> Cylinder:
    behind = np.asarray(present.entry_mm) - BEHIND_MM * present.direction
    return Cylinder((float(behind[0]), float(behind[1]), float(behind[2])), present.tip_mm, present.radius_mm)
