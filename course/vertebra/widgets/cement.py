"""The cement trainer: a needle in a collapsed vertebra, a syringe, a screen, and a scan when it is over."""

import io
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import InputError, check_range
from vertebra.models import fracture, procedure
from vertebra.models.imaging import fluoroscopy, xray_scene
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.geometry import CArm
from vertebra.models.procedure import (
    Action,
    ActionLog,
    CementAction,
    Equipment,
    ProcedureOutcome,
    Subject,
)
from vertebra.patient import Patient, Vertebra
from vertebra.texts import _, pgettext
from vertebra.views import cement as view
from vertebra.views.cement_ct import cement_ct
from vertebra.widgets.base import FrameMessage, Handlers
from vertebra.widgets.frame_types.trainers import CementControls, CementFrame
from vertebra.widgets.procedure_trainer import ProcedureTrainer, check_view, set_scanned
from vertebra.widgets.subject import patient_and_vertebra

View = Literal["lateral", "AP"]
PIXELS = 384
TECHNIQUES = {"AP": ExposureSettings(), "lateral": ExposureSettings()}
FIELD_MM = tables.value("carm_magnified_detector_mm")
ARMS = {"AP": CArm(pixels=PIXELS, detector_mm=FIELD_MM), "lateral": CArm(90, pixels=PIXELS, detector_mm=FIELD_MM)}
STEP_S = 0.25
MIN_FLOW_ML_PER_S, MAX_FLOW_ML_PER_S = 0.02, 0.3
CLEFT_ML = 1.0
CONTROLS = (*CementAction.KINDS, "flow", "view", "cleft", "scan", "load")


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


class CementTrainer(ProcedureTrainer):
    """`CementTrainer(patient, cement="low")`: inject, watch, wait, stop; then see by CT where it went.

    `CementTrainer(vertebra=bone)` opens on a vertebra that is given, such as one from a CT; `side` is the needle's.
    """

    script = "cement.js"
    frame_type, controls = CementFrame, CementControls
    sheets = ("chart.css", "ct_stack.css", "trainer.css", "patient_panel.css")
    procedure_name = "vertebroplasty"
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

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `inject` and `wait` (seconds), `move` (mm forward), `side` (1 right, -1 left), `flow`, `view`,
            `cleft`, `scan`, `load`.
        """
        return {
            **{kind: partial(self._act, kind) for kind in CementAction.KINDS},
            "flow": self._set_flow,
            "view": lambda state, wanted: replace(state, view=check_view(wanted, ARMS)),
            "cleft": self._set_cleft,
            "scan": set_scanned,
            **self.log_handlers(),
        }

    def _act(self, kind: str, state: CementState, wanted: Any) -> CementState:
        action = CementAction(kind, wanted, state.flow if kind == "inject" else 0.0)
        return self.act(state, action)

    def _set_flow(self, state: CementState, wanted: Any) -> CementState:
        flow = check_range(_("The flow"), wanted, MIN_FLOW_ML_PER_S, MAX_FLOW_ML_PER_S, "mL/s")
        return replace(state, flow=flow)

    def _set_cleft(self, state: CementState, wanted: Any) -> CementState:
        if state.injected:
            raise InputError(
                pgettext(
                    "cement-in-bone",
                    "There is cement in this bone; undo it, or press R, before you take another fracture.",
                )
            )
        changed = replace(state, cleft=bool(wanted))
        self._vertebra(changed)
        return changed

    def after(self, state: CementState, actions: tuple[Action, ...]) -> CementState:
        """Return the state in which `actions` are what was done, before any scan."""
        reached = replace(state, actions=actions, scanned=False)
        self.outcome(reached)
        return reached

    def opened(self, state: CementState, log: ActionLog) -> CementState | None:
        """Return the state that a saved injection led to, in a bone with a cleft if it was one."""
        cleft = log.subject is not None and log.subject.cleft_ml > 0
        here = replace(state, cleft=cleft)
        fits = log.subject == self._subject(here) and log.equipment == self.equipment
        return self.after(here, log.actions) if fits else None

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
            "patient": self.patient_frame(now),
            "time": cement.time_s,
            "steps": len(state.actions),
            "pressure": cement.pressures.syringe_mpa,
            "bone": cement.pressures.bone_mpa,
            "ml": cement.injected_ml,
            "summary": "",
            "level": "good",
            "ct": None,
            "verdicts": [],
            "saved": self.saved_text(state),
            "cleft": state.cleft,
            "empty": not state.injected,
        }
        arrays: dict[str, NDArray[Any]] = {"image": self._picture(state, now)}
        if state.scanned:
            stack = cement_ct(now, cement)
            arrays |= stack.arrays
            shown["ct"] = stack.state
            words, level = view.summary(now)
            shown |= {"verdicts": view.verdicts(now), "summary": words, "level": level}
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

    def settings(self, state: CementState) -> dict[str, Any]:
        """What the hand asks for, the view, and whether the scan was taken."""
        return {"flow": state.flow, "view": state.view, "scan": state.scanned}

    def saved_text(self, state: CementState) -> str:
        """What was done as the text of a file."""
        return procedure.dump(ActionLog("vertebroplasty", state.actions, self._subject(state), self.equipment))

    def _picture(self, state: CementState, now: ProcedureOutcome) -> NDArray[np.uint8]:
        seed = round(1000 * view.cement_of(now).time_s) + len(state.actions)
        what = xray_scene.xray_scene_of_body(self.patient, now.fractured).with_instruments(
            *procedure.radiopaque_objects(now)
        )
        frame = fluoroscopy.expose(what, ARMS[state.view], TECHNIQUES[state.view], seed=seed)
        return fluoroscopy.to_display(frame)
