"""The scatter map: where the C-arm's scatter goes as it turns, and what the operator gets."""

import io
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from vertebra import tables
from vertebra.models.imaging import scatter as model
from vertebra.models.imaging.scatter import Room
from vertebra.texts import _
from vertebra.views import scatter as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.preparation import ScatterControls, ScatterFrame

CONTROLS = {"angle": "angle_deg", "distance": "distance_cm", "along": "along_cm"}
SHIELDS = ("apron", "collar", "glasses", "shield")
ANGLE_STEP_DEG = 5.0


class ScatterExplorer(CourseWidget):
    """`ScatterExplorer()`: turn the C-arm, step back, put lead between, and see what reaches eyes and hands."""

    script = "scatter.js"
    frame_type, controls = ScatterFrame, ScatterControls
    sheets = ("chart.css", "preparation.css")
    title = _("Where the scatter goes")

    def __init__(self, angle_deg: float = 90.0, **traits: Any) -> None:
        self.room = Room(angle_deg=angle_deg)
        super().__init__(**traits)

    def initial_state(self) -> Room:
        """A lateral view with the tube on the operator's side, as nobody should stand."""
        return self.room

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `angle` (-180 to 180, in steps of 5), `distance` (40 to 250 cm), `along` (0 to 150 cm), and each
            shield, on or off.
        """
        places = {name: partial(_with_number, name) for name in CONTROLS}
        return places | {name: partial(_with_shield, name) for name in SHIELDS}

    def render_state(self, state: Room, previous: Room | None) -> FrameMessage:
        """The operator's dose, and the map where the arm has turned."""
        dose = model.operator_dose(state)
        shown: dict[str, Any] = {name: getattr(state, field) for name, field in CONTROLS.items()}
        shown |= {name: getattr(state, name) for name in SHIELDS}
        shown |= {"readouts": view.meter_values(state, dose), "eyes": dose.eyes, "hands": dose.hands}
        arrays = {}
        if previous is None or previous.angle_deg != state.angle_deg:
            dose_map = model.scatter_map(state.angle_deg)
            logs = np.log10(np.where(np.isnan(dose_map.kerma), 10.0 ** view.LOG_RANGE[0], dose_map.kerma))
            arrays["map"] = logs.astype(np.float32)
        if previous is None:
            wide, deep = model.trunk_semi_axes_cm()
            centre = tables.value("isocentre_height_cm") - tables.value("spine_above_trunk_centre_cm")
            shown |= {
                "across": [float(dose_map.across_cm[0]), float(dose_map.across_cm[-1])],
                "height": [float(dose_map.height_cm[0]), float(dose_map.height_cm[-1])],
                "shape": list(dose_map.kerma.shape),
                "range": list(view.LOG_RANGE),
                "trunk": [wide, deep, centre],
                "spine": tables.value("isocentre_height_cm"),
                "person": [tables.value(f"{name}_height_cm") for name in ("eye", "collar", "waist")],
                "reach": tables.value("hand_before_body_cm"),
            }
        return FrameMessage(shown, arrays)

    def alt_text(self, state: Room) -> str:
        """Where the tube is and what reaches the eyes."""
        return view.describe(state)

    def static_png(self, state: Room) -> bytes:
        """The map with the patient and the operator."""
        buffer = io.BytesIO()
        view.poster(state).savefig(buffer, format="png", dpi=80, metadata={"Software": None})
        return buffer.getvalue()


def _with_number(name: str, state: Room, wanted: Any) -> Room:
    number: Any = round(float(wanted) / ANGLE_STEP_DEG) * ANGLE_STEP_DEG if name == "angle" else float(wanted)
    return replace(state, **{CONTROLS[name]: number})


def _with_shield(name: str, state: Room, wanted: Any) -> Room:
    return replace(state, **{name: wanted})
