"""The cement trainer: a needle in a collapsed vertebra, a syringe, a screen, and a scan when it is over."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import InputError, check_range
from vertebra.models import fracture, procedure
from vertebra.models.imaging import fluoroscopy, xray_scene
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.geometry import CArm
from vertebra.models.procedure import (
    MAX_ACTIONS,
    Action,
    ActionLog,
    CementAction,
    Equipment,
    ProcedureOutcome,
    Subject,
    append_action,
)
from vertebra.patient import Patient, Vertebra
from vertebra.texts import _, pgettext
from vertebra.views import cement as view
from vertebra.widgets.base import CourseWidget, FrameMessage
from vertebra.widgets.frame_types.trainers import CementControls, CementFrame
from vertebra.widgets.subject import patient_and_vertebra

View = Literal["lateral", "AP"]
PIXELS = 384
TECHNIQUES = {"AP": ExposureSettings(shutters=(0.7, 0.9)), "lateral": ExposureSettings(shutters=(0.6, 0.9))}
ARMS = {"AP": CArm(pixels=PIXELS), "lateral": CArm(90, pixels=PIXELS)}
STEP_S = 0.25
MIN_FLOW_ML_PER_S, MAX_FLOW_ML_PER_S = 0.02, 0.3
CLEFT_ML = 1.0
CONTROLS = (*CementAction.KINDS, "flow", "view", "cleft", "undo", "scan", "load")


@dataclass(frozen=True)
class CementState:
    """What was done, and how it is looked at.

    Parameters
    ----------
    actions : tuple of Action, optional
    view : View, optional
    flow : float, optional
        That the hand asks for, mL/s.
    scanned : bool, optional
        Whether the scan was taken.
    cleft : bool, optional
        Whether the bone has one.
    """

    actions: tuple[Action, ...] = ()
    view: View = "lateral"
    flow: float = 0.1
    scanned: bool = False
    cleft: bool = False

    @property
    def injected(self) -> bool:
        """Whether anything was injected."""
        return any(action.kind == "inject" for action in self.actions)


class CementTrainer(CourseWidget):
    """`CementTrainer(patient, cement="low")`: inject, watch, wait, stop; then see by CT where it went.

    `CementTrainer(vertebra=bone)` opens on a vertebra that is given, such as one from a CT; `side` is the needle's.
    """

    script = "cement.js"
    frame_type, controls = CementFrame, CementControls
    sheets = ("chart.css", "cement.css")
    title = _("Cement")

    def __init__(
        self,
        patient: Patient | None = None,
        level: str = "L1",
        cement: str = "low",
        gauge: int = 11,
        voxel_mm: float = 1.0,
        vertebra: Vertebra | None = None,
        side: str = "right",
        **traits: Any,
    ) -> None:
        self.equipment = Equipment(side, gauge, cement=cement)
        self.patient, self.fractured = patient_and_vertebra(
            patient, vertebra, lambda person: fracture.of_patient(person, level, voxel_mm)
        )
        self._with_cleft: Vertebra | None = None
        super().__init__(**traits)
        self.outcome(self.state)

    def caution_text(self) -> str:
        """Where the model contradicts the evidence."""
        return _(
            "With small volumes this model hardly ever leaks, while CT shows cement outside most treated bodies. "
            "Read where and why it leaks, not how often."
        )

    def initial_state(self) -> CementState:
        """The needle lies in the right pedicle; nothing is injected."""
        return CementState()

    def update(self, state: CementState, action: Mapping[str, Any]) -> CementState:
        """Return the state after an action.

        Parameters
        ----------
        state : CementState
        action : mapping
            By control: `inject` and `wait` (seconds), `move` (mm forward), `side` (1 right, -1 left), `flow`, `view`,
            `cleft`, `undo`, `scan`, `load`.

        Raises
        ------
        InputError
            For a control that there is not, and a value that is not allowed.
        """
        for name, wanted in action.items():
            if name in CementAction.KINDS:
                state = self._more(state, CementAction(name, wanted, state.flow if name == "inject" else 0.0))
            elif name == "flow":
                state = replace(
                    state, flow=check_range(_("The flow"), wanted, MIN_FLOW_ML_PER_S, MAX_FLOW_ML_PER_S, "mL/s")
                )
            elif name == "view":
                if wanted not in ARMS:
                    raise InputError(
                        _("The view {wanted} is not here; give AP or lateral.").format(wanted=repr(wanted))
                    )
                state = replace(state, view=wanted)
            elif name == "cleft":
                if state.injected:
                    raise InputError(
                        pgettext(
                            "cement-in-bone",
                            "There is cement in this bone; undo it, or press R, before you take another fracture.",
                        )
                    )
                state = replace(state, cleft=bool(wanted))
                self._vertebra(state)
            elif name == "undo":
                state = replace(state, actions=state.actions[:-1], scanned=False)
            elif name == "scan":
                state = replace(state, scanned=bool(wanted))
            elif name == "load":
                state = self._loaded(state, wanted)
            else:
                raise InputError(
                    _("The trainer has no control {name}; it has {controls}.").format(
                        name=repr(name), controls=", ".join(CONTROLS)
                    )
                )
        return state

    def _more(self, state: CementState, action: CementAction) -> CementState:
        if len(state.actions) >= MAX_ACTIONS:
            raise InputError(_("So many steps ({limit}) are kept; press R to start again.").format(limit=MAX_ACTIONS))
        after = replace(state, actions=append_action(state.actions, action), scanned=False)
        self.outcome(after)
        return after

    def _loaded(self, state: CementState, text: Any) -> CementState:
        log = procedure.load(str(text), "vertebroplasty")
        cleft = log.subject is not None and log.subject.cleft_ml > 0
        after = replace(state, actions=log.actions, scanned=False, cleft=cleft)
        if log.subject != self._subject(after) or log.equipment != self.equipment:
            raise InputError(
                _("The saved procedure is another patient's or another cement's; open it where it was made.")
            )
        self.outcome(after)
        return after

    def render_state(self, state: CementState, previous: CementState | None) -> FrameMessage:
        """The screen's picture, what the operator can know, and after the scan where the cement is."""
        now = self.outcome(state)
        cement = view.cement_of(now)
        shown: dict[str, Any] = {
            "view": state.view,
            "flow": state.flow,
            "scanned": state.scanned,
            "depth": now.beyond_pedicle_mm,
            "side": 1 if now.needle.side == "right" else -1,
            "set": cement.syringe_set,
            "readouts": view.meter_values(cement),
            "time": cement.time_s,
            "steps": len(state.actions),
            "pressure": cement.pressures.syringe_mpa,
            "ml": cement.injected_ml,
            "verdicts": [],
            "saved": "",
            "cleft": state.cleft,
            "empty": not state.injected,
        }
        arrays: dict[str, NDArray[Any]] = {"image": self._picture(state, now)}
        if state.scanned:
            arrays |= dict(view.slices(cement))
            shown |= {"verdicts": view.verdicts(now), "saved": self._saved(state)}
        if previous is None:
            shown |= {"limit": cement.injector.limit_mpa, "flows": [MIN_FLOW_ML_PER_S, MAX_FLOW_ML_PER_S]}
        return FrameMessage(shown, arrays)

    def alt_text(self, state: CementState) -> str:
        """Volume, time and needle; after the scan, what lies outside the bone."""
        return view.describe(self.outcome(state), state.cleft, state.scanned)

    def static_png(self, state: CementState) -> bytes:
        """The screen and two sections."""
        buffer = io.BytesIO()
        now = self.outcome(state)
        view.static_figure(now, self._picture(state, now), state.cleft).savefig(
            buffer, format="png", dpi=70, metadata={"Software": None}
        )
        return buffer.getvalue()

    def outcome(self, state: CementState) -> ProcedureOutcome:
        """Return what the actions of a state have led to."""
        return procedure.run(self._vertebra(state), state.actions, self.equipment)

    def _vertebra(self, state: CementState) -> Vertebra:
        if not state.cleft:
            return self.fractured
        if self._with_cleft is None:
            self._with_cleft = fracture.with_cleft(self.fractured, CLEFT_ML)
        return self._with_cleft

    def _subject(self, state: CementState) -> Subject:
        return Subject.of(self._vertebra(state), CLEFT_ML if state.cleft else 0.0)

    def _saved(self, state: CementState) -> str:
        return procedure.dump(ActionLog("vertebroplasty", state.actions, self._subject(state), self.equipment))

    def _picture(self, state: CementState, now: ProcedureOutcome) -> NDArray[np.uint8]:
        seed = round(1000 * view.cement_of(now).time_s) + len(state.actions)
        what = xray_scene.xray_scene_of_body(self.patient, now.fractured).with_instruments(
            *procedure.radiopaque_objects(now)
        )
        frame = fluoroscopy.expose(what, ARMS[state.view], TECHNIQUES[state.view], seed=seed)
        return fluoroscopy.to_display(frame)
