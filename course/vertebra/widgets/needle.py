"""The needle trainer: into a vertebra by two views only; a CT at the end shows the truth.

See decision 0416.
"""

import io
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from vertebra.errors import InputError
from vertebra.models import fracture, procedure
from vertebra.models.imaging import fluoroscopy, xray_scene
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.instruments import Cylinder
from vertebra.models.procedure import (
    INITIAL_ERROR,
    Action,
    ActionLog,
    Equipment,
    Needle,
    NeedleAction,
    ProcedureOutcome,
    Subject,
)
from vertebra.models.procedure.needle import SIDES, margins
from vertebra.models.procedure.options import APPROACHES, CARMS, outer_diameters_mm
from vertebra.patient import Patient, Vertebra, check_level
from vertebra.texts import _, join, pgettext
from vertebra.views import needle as view
from vertebra.widgets.base import FrameMessage, Handlers
from vertebra.widgets.frame_types.trainers import NeedleControls, NeedleFrame
from vertebra.widgets.needle_drag import AIM_MM, ARMS, MIDDLE_MM, action_from_drag, aim_mm, nudged_mark_mm
from vertebra.widgets.procedure_trainer import ProcedureTrainer
from vertebra.widgets.subject import patient_and_vertebra

TECHNIQUES = {"AP": ExposureSettings(shutters=(0.9, 0.95)), "lateral": ExposureSettings(shutters=(0.8, 0.95))}
INSTRUMENT_MM = 95.0
"""From the hub to the tip: the hub comes nearer as the needle goes in."""
AHEAD_MM = 16.0
"""So far before the tip its line is drawn, or to the place by which it is turned."""


CONTROL_OF = {"way": "approach"}
"""Where a control of the page is called otherwise than the action."""
CONTROLS = tuple("way" if kind == "approach" else kind for kind in NeedleAction.KINDS)


@dataclass(frozen=True)
class NeedleState:
    """What was done so far, and where that led."""

    actions: tuple[Action, ...]
    now: ProcedureOutcome


class NeedleTrainer(ProcedureTrainer):
    """`NeedleTrainer(patient, level="L1")`: mark a place, aim, advance, look from behind and from the side; then scan.

    `NeedleTrainer(vertebra=bone)` opens on a vertebra that is given, such as one from a CT.
    """

    script = "needle.js"
    frame_type, controls = NeedleFrame, NeedleControls
    sheets = ("ct_stack.css", "pad.css", "patient_panel.css", "needle.css")
    procedure_name = "needle"
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
        return self.after(None, ())

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `medial`, `caudal` (degrees more), `out`, `up` (mm of the entry), `advance` (mm, back if
            negative), `gauge`, `way`, `look` (AP, lateral, both), `shot`, `scan`, `target` (the place x, y, z, mm),
            `mark` (mm by which it moves), `pull` (a handle in a picture: `view`, `what`, `column`, `row`),
            `load`.
        """
        return {
            **{name: partial(self._act, CONTROL_OF.get(name, name)) for name in CONTROLS},
            "mark": lambda state, wanted: self._act("target", state, nudged_mark_mm(state.now, wanted)),
            "pull": self._pull,
            **self.log_handlers(),
        }

    def _act(self, kind: str, state: NeedleState, wanted: Any) -> NeedleState:
        return self.act(state, _action(kind, wanted))

    def _pull(self, state: NeedleState, wanted: Any) -> NeedleState:
        action = action_from_drag(state.now, wanted)
        return state if action is None else self.act(state, action)

    def after(self, state: NeedleState | None, actions: tuple[Action, ...]) -> NeedleState:
        """Return the state in which `actions` are what was done."""
        return NeedleState(actions, procedure.run(self.vertebra, actions, self.equipment))

    def opened(self, state: NeedleState, log: ActionLog) -> NeedleState | None:
        """Return the state that a saved placement led to."""
        fits = log.subject == Subject.of(self.vertebra) and log.equipment == self.equipment
        return self.after(state, log.actions) if fits else None

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
            "patient": self.patient_frame(now),
            "warning": view.warning(now),
            "verdicts": [],
            "ct": None,
            "side": SIDES[present.side],
            "shaft": {name: _shaft_pixels(name, steering.last_seen[name]) for name in ARMS},
            "loose": now.is_steerable,
            "wall": None if now.is_steerable else _to_nearest_wall_mm(now),
            "target": steering.target_mm and list(steering.target_mm),
            "steps": len(state.actions),
            "marked": steering.target_mm is not None,
            "saved": self.saved_text(state),
            "held": [name for name in ARMS if steering.last_seen[name] != present],
            "marks": {name: _marks(name, now) for name in ARMS},
        }
        arrays = self._new_pictures(now, None if previous is None else previous.now.steering)
        if previous is None:
            shown |= {"ways": list(APPROACHES), "gauges": list(outer_diameters_mm()), "looks": list(CARMS)}
        if now.scan_current:
            stack = view.ct(now)
            shown["ct"] = stack.state
            if previous is None or not previous.now.scan_current:
                arrays |= stack.arrays
            shown["verdicts"] = view.verdicts(now)
        return FrameMessage(shown, arrays)

    def _new_pictures(self, now: Any, before: Any) -> dict[str, Any]:
        """The pictures that the browser does not show already."""
        steering = now.steering
        return {
            name: self._picture(name, now)
            for name in ARMS
            if before is None
            or before.last_seen[name] != steering.last_seen[name]
            or (before.exposures != steering.exposures and steering.view in (name, "both"))
        }

    def alt_text(self, state: NeedleState) -> str:
        """Angles, depth, pictures and the mark; after the scan what went wrong first, as the list says the rest."""
        words = view.describe(state.now)
        return join(view.summary(state.now), words) if state.now.scan_current else words

    def static_png(self, state: NeedleState) -> bytes:
        """Both sections."""
        buffer = io.BytesIO()
        view.static_figure(state.now).savefig(buffer, format="png", dpi=70, metadata={"Software": None})
        return buffer.getvalue()

    def saved_text(self, state: NeedleState) -> str:
        """What was done as the text of a file."""
        return procedure.dump(ActionLog("needle", state.actions, Subject.of(self.vertebra), self.equipment))

    def _picture(self, name: str, now: ProcedureOutcome) -> Any:
        what = xray_scene.xray_scene_of_body(self.patient, self.vertebra).with_instruments(
            _rod(now.steering.last_seen[name])
        )
        return fluoroscopy.to_display(
            fluoroscopy.expose(what, ARMS[name], TECHNIQUES[name], seed=now.steering.exposures)
        )


def _to_nearest_wall_mm(now: ProcedureOutcome) -> float | None:
    """How much bone is left (mm) between the needle and the nearest wall or the canal; negative where it is broken."""
    try:
        left = margins(now.fractured, now.needle)
    except InputError:
        return None
    return round(float(min(left.canal_mm, left.wall_mm, left.front_mm)), 1)


def _marks(name: str, now: ProcedureOutcome) -> dict[str, list[float]]:
    """Where (column, row) the needle that this picture shows has its entry, tip, aim, hub and the end of its line, and
    where the mark is."""
    seen = now.steering.last_seen[name]
    line = np.asarray(seen.entry_mm) + np.outer(
        (seen.depth_mm - INSTRUMENT_MM, max(AIM_MM, seen.depth_mm + AHEAD_MM)), seen.direction
    )
    places = [seen.entry_mm, seen.tip_mm, tuple(aim_mm(seen)), now.steering.target_mm or MIDDLE_MM, *line]
    projected = ARMS[name].project(places).round(1).tolist()
    return dict(zip(("entry", "tip", "aim", "mark", "hub", "ahead"), projected, strict=True))


def _shaft_pixels(name: str, seen: Needle) -> float:
    """How wide a needle is on a picture, in its pixels."""
    arm = ARMS[name]
    return round(2 * seen.radius_mm * arm.magnification / arm.pixel_mm, 2)


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
    behind = np.asarray(present.tip_mm) - INSTRUMENT_MM * present.direction
    return Cylinder((float(behind[0]), float(behind[1]), float(behind[2])), present.tip_mm, present.radius_mm)
