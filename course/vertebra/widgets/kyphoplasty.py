"""The balloon trainer: fill it by hand, read the gauge, watch the endplate on the screen, let it down, fill the hollows
with cement."""

import io
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import InputError, check_range
from vertebra.models import fracture, procedure
from vertebra.models.imaging import xray_scene
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.geometry import CArm
from vertebra.models.procedure import (
    KYPHOPLASTY,
    Action,
    ActionLog,
    BalloonAction,
    Equipment,
    ProcedureOutcome,
    Subject,
    kyphoplasty,
)
from vertebra.models.procedure.cavity import full_inflation, possible_placements
from vertebra.models.procedure.options import AXIAL_LOAD_BY_POSITION
from vertebra.patient import Patient, Vertebra
from vertebra.texts import _
from vertebra.views import kyphoplasty as view
from vertebra.views.cement_ct import cement_ct
from vertebra.views.cement_section import PIXEL_MM, section
from vertebra.widgets import fluoro
from vertebra.widgets.base import FrameMessage, Handlers
from vertebra.widgets.frame_types.trainers import BalloonControls, BalloonFrame
from vertebra.widgets.procedure_trainer import ProcedureTrainer, check_view, set_scanned
from vertebra.widgets.subject import patient_and_vertebra

Look = Literal["lateral", "AP"]
VOXEL_MM = 1.5
STEP_ML = 0.1
START_ML = 0.4
FIELD_MM = tables.value("carm_magnified_detector_mm")
ARMS = {
    "lateral": CArm(90, pixels=fluoro.COARSE, detector_mm=FIELD_MM),
    "AP": CArm(pixels=fluoro.COARSE, detector_mm=FIELD_MM),
}
TECHNIQUES = {"lateral": ExposureSettings(), "AP": ExposureSettings()}
CONTROLS = ("volume", "down", "cement", "wait", "lies", "placement", "look", "scan", "load")
SETTINGS = {"lies": "patient_position", "placement": "placement"}


@dataclass(frozen=True)
class BalloonState:
    """What was done so far, how balloons and patient lie, the view on the screen, and whether the scan was taken."""

    equipment: Equipment = KYPHOPLASTY
    actions: tuple[Action, ...] = ()
    look: Look = "lateral"
    scanned: bool = False


class BalloonTrainer(ProcedureTrainer):
    """`BalloonTrainer(patient)`: raise an endplate against a load, lose a part of it again, and keep the rest with
    cement.

    With `living` nobody can lie there without a load, as a cadaver does. `BalloonTrainer(vertebra=bone)` opens on a
    fractured vertebra that is given, such as one from a CT; of the placements those are there that its pedicles allow.
    """

    script = "kyphoplasty.js"
    frame_type, controls = BalloonFrame, BalloonControls
    sheets = ("chart.css", "ct_stack.css", "trainer.css", "patient_panel.css", "kyphoplasty.css")
    procedure_name = "kyphoplasty"
    title = _("Balloon")

    def __init__(
        self,
        patient: Patient | None = None,
        level: str = "L1",
        voxel_mm: float = VOXEL_MM,
        living: bool = False,
        vertebra: Vertebra | None = None,
        **traits: Any,
    ) -> None:
        self.loads = tuple(name for name, row in AXIAL_LOAD_BY_POSITION.items() if row or not living)
        self.patient, self.fractured = patient_and_vertebra(
            patient, vertebra, lambda person: fracture.of_patient(person, level, voxel_mm)
        )
        self.placements = possible_placements(self.fractured)
        super().__init__(**traits)

    def initial_state(self) -> BalloonState:
        """Two nearly empty balloons in somebody prone."""
        placement = KYPHOPLASTY.placement if KYPHOPLASTY.placement in self.placements else self.placements[0]
        return BalloonState(replace(KYPHOPLASTY, placement=placement), (BalloonAction("inflate", START_ML),))

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `volume` (mL each to fill up to or draw back to), `down`, `cement` (mL a side), `wait` (s),
            `lies` and `placement` by name, `look` ("lateral", "AP"), `scan`, `load`.
        """
        return {
            "volume": self._filled,
            "down": lambda state, _wanted: self.act(state, BalloonAction("deflate")),
            **{kind: partial(self._act, kind) for kind in ("cement", "wait")},
            **{name: partial(self._laid, name) for name in SETTINGS},
            "look": lambda state, wanted: replace(state, look=check_view(wanted, ARMS)),
            "scan": set_scanned,
            **self.log_handlers(),
        }

    def _act(self, kind: str, state: BalloonState, wanted: Any) -> BalloonState:
        return self.act(state, BalloonAction(kind, wanted))

    def _filled(self, state: BalloonState, wanted: Any) -> BalloonState:
        volume = check_range(_("The volume of a balloon"), wanted, 0, tables.value("balloon_max_ml"), "mL")
        more = round(STEP_ML * round(volume / STEP_ML) - self.outcome(state).balloons.volume_ml, 4)
        return self.act(state, BalloonAction("inflate", more)) if abs(more) > 1e-3 else state

    def after(self, state: BalloonState, actions: tuple[Action, ...]) -> BalloonState:
        """Return the state in which `actions` are what was done, before any scan."""
        return self._checked(replace(state, actions=actions, scanned=False))

    def opened(self, state: BalloonState, log: ActionLog) -> BalloonState | None:
        """Return the state that a saved kyphoplasty led to, with the patient lying as then."""
        here = log.equipment or KYPHOPLASTY
        laid = replace(KYPHOPLASTY, placement=here.placement, patient_position=here.patient_position)
        if log.subject != Subject.of(self.fractured) or here != laid:
            return None
        as_saved = replace(state, equipment=here, actions=log.actions, scanned=False)
        return self._laid("lies", as_saved, here.patient_position)

    def _laid(self, name: str, state: BalloonState, wanted: Any) -> BalloonState:
        """The same actions with the patient, or the balloons, lying another way."""
        if name == "lies" and wanted not in self.loads:
            raise InputError(
                _("Nobody can lie {wanted} here; give one of {loads}.").format(
                    wanted=repr(wanted), loads=", ".join(self.loads)
                )
            )
        equipment = replace(state.equipment, **{SETTINGS[name]: wanted})
        return self._checked(replace(state, equipment=equipment, scanned=False))

    def _checked(self, state: BalloonState) -> BalloonState:
        self.outcome(state)
        return state

    def render_state(self, state: BalloonState, previous: BalloonState | None) -> FrameMessage:
        """The screen, the section, the curves up to the largest volume, and the numbers now; after the scan what it
        shows."""
        now, how = self.outcome(state), TECHNIQUES[state.look]
        balloons, cement = now.balloons, view.cement_in(now)
        shown: dict[str, Any] = {
            "volume": balloons.volume_ml,
            "reached": balloons.max_volume_ml,
            "pressure": kyphoplasty.pressure_mpa(now),
            "out": balloons.removed,
            "lies": balloons.patient_position,
            "placement": balloons.placement,
            "look": state.look,
            "screen": fluoro.screen(ARMS[state.look], how),
            "readouts": view.meter_values(now),
            "patient": self.patient_frame(now),
            "steps": len(state.actions),
            "scanned": state.scanned,
            "filled": now.cement_given,
            "set": cement is not None and cement.syringe_set,
            "summary": "",
            "level": "good",
            "ct": None,
            "verdicts": [],
            "saved": self.saved_text(state),
        }
        arrays: dict[str, NDArray[Any]] = {"image": self._picture(state, now), "cut": view.sagittal_cut(now)}
        if previous is None or previous.equipment != state.equipment:
            inflation = full_inflation(kyphoplasty.site(now), kyphoplasty.load_n(now))
            arrays |= {
                "volumes": inflation.volume_ml.astype(np.float32),
                "pressures": inflation.pressure_mpa.astype(np.float32),
                "lifts": inflation.lift_mm.astype(np.float32),
            }
        if previous is None:
            arrays["broken"] = section(self.fractured, kyphoplasty.site(now).centres_mm[0][0])
            shown |= self._constants()
        if state.scanned:
            words, level = view.summary(now)
            stack = cement_ct(now, cement)
            shown |= {"verdicts": view.verdicts(now), "summary": words, "level": level, "ct": stack.state}
            arrays |= stack.arrays
        return FrameMessage(shown, arrays)

    def _constants(self) -> dict[str, Any]:
        return {
            "loads": list(self.loads),
            "placements": list(self.placements),
            "most": tables.value("balloon_max_ml"),
            "limit": tables.value("balloon_pressure_limit_mpa"),
            "spacing": PIXEL_MM,
        }

    def alt_text(self, state: BalloonState) -> str:
        """Volume, pressure, lift; what stays; the cement."""
        return view.describe(self.outcome(state), state.scanned)

    def static_png(self, state: BalloonState) -> bytes:
        """Screen, curves and sections."""
        buffer = io.BytesIO()
        now = self.outcome(state)
        view.static_figure(now, self._picture(state, now)).savefig(
            buffer, format="png", dpi=70, metadata={"Software": None}
        )
        return buffer.getvalue()

    def outcome(self, state: BalloonState) -> ProcedureOutcome:
        """Return what the actions of a state have led to."""
        return procedure.run(self.fractured, state.actions, state.equipment)

    def settings(self, state: BalloonState) -> dict[str, Any]:
        """The view, and whether the scan was taken."""
        return {"look": state.look, "scan": state.scanned}

    def saved_text(self, state: BalloonState) -> str:
        """What was done as the text of a file."""
        return procedure.dump(ActionLog("kyphoplasty", state.actions, Subject.of(self.fractured), state.equipment))

    def _picture(self, state: BalloonState, now: ProcedureOutcome) -> NDArray[np.uint8]:
        what = xray_scene.xray_scene_with_moving_body(self.patient, now.body).with_instruments(
            *procedure.radiopaque_objects(now)
        )
        return fluoro.expose(what, ARMS[state.look], TECHNIQUES[state.look], len(state.actions)).picture
