"""The needle trainer: into a vertebra by two views only; a CT at the end shows the truth."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vertebra.errors import InputError
from vertebra.models import fracture, procedure
from vertebra.models.imaging import fluoroscopy, xray_scene
from vertebra.models.imaging.fluoroscopy import ExposureSettings
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
)
from vertebra.models.procedure.options import APPROACHES, CARMS, outer_diameters_mm
from vertebra.patient import Patient, Vertebra, check_level
from vertebra.texts import _, join, pgettext
from vertebra.views import needle as view
from vertebra.widgets.base import CourseWidget, FrameMessage
from vertebra.widgets.frame_types.trainers import NeedleControls, NeedleFrame
from vertebra.widgets.needle_drag import ARMS, MIDDLE_MM, action_from_drag, aim_mm, nudged_mark_mm
from vertebra.widgets.subject import patient_and_vertebra

TECHNIQUES = {"AP": ExposureSettings(shutters=(0.9, 0.95)), "lateral": ExposureSettings(shutters=(0.8, 0.95))}
BEHIND_MM = 60.0


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
        """Return the state after an action.

        Parameters
        ----------
        state : NeedleState
        action : mapping
            By control: `medial`, `caudal` (degrees more), `out`, `up` (mm of the entry), `advance` (mm, back if
            negative), `gauge`, `way`, `look` (AP, lateral, both), `shot`, `scan`, `target` (the place x, y, z, mm),
            `mark` (mm by which it moves), `pull` (a handle in a picture: `view`, `what`, `column`, `row`), `undo`,
            `load`.

        Raises
        ------
        InputError
            For a control that there is not, and a value that is not allowed.
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
                state = self._more(state, NeedleAction("target", amounts=nudged_mark_mm(state.now, wanted)))
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
        return join(words, view.describe_scan(state.now)) if state.now.scan_current else words

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


def _marks(name: str, now: ProcedureOutcome) -> dict[str, list[float]]:
    """Where (column, row) the needle that this picture shows has its entry, tip and aim, and where the mark is."""
    seen = now.steering.last_seen[name]
    places = [seen.entry_mm, seen.tip_mm, tuple(aim_mm(seen)), now.steering.target_mm or MIDDLE_MM]
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
