"""The balloon trainer: fill it by hand, read the gauge, watch the endplate, let it down and see what stays."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Thread
from typing import Any

import numpy as np

from vertebra import tables
from vertebra.errors import InputError, check_range
from vertebra.models import kyphoplasty, vertebroplasty
from vertebra.patient import Patient
from vertebra.views import kyphoplasty as view
from vertebra.widgets.base import Frame, Live

STEP_ML = 0.2


@dataclass(frozen=True)
class Inflating:
    """Volume of each balloon (mL), what lies on the spine, one balloon or two, and whether they are let down again."""

    volume_ml: float = 0.4
    load: str = "prone"
    placement: str = "both sides"
    down: bool = False


class BalloonTrainer(Live):
    """`BalloonTrainer(patient)`: raise an endplate against a load, and lose a part of it again."""

    script = "balloon.js"
    sheets = ("chart.css", "balloon.css")
    title = "Balloon"

    def __init__(self, patient: Patient, **traits: Any) -> None:
        self.patient = patient
        self._ahead: set[tuple[str, str]] = set()
        super().__init__(**traits)

    def start(self) -> Inflating:
        """Two nearly empty balloons in somebody prone."""
        return Inflating()

    def step(self, state: Inflating, action: Mapping[str, Any]) -> Inflating:
        """`volume` (0 to 4 mL each), `load` and `placement` by name, `down` to let them down."""
        most = tables.value("balloon_most_ml")
        for name, wanted in action.items():
            if name == "volume":
                volume = check_range("The volume of a balloon", wanted, 0, most, "mL")
                state = replace(state, volume_ml=round(STEP_ML * round(volume / STEP_ML), 2), down=False)
            elif name == "load":
                if wanted not in view.LOADS:
                    raise InputError(f"The load {wanted!r} is not known; give one of {', '.join(view.LOADS)}.")
                state = replace(state, load=wanted)
            elif name == "placement":
                if wanted not in kyphoplasty.SIDES:
                    raise InputError(
                        f"The placement {wanted!r} is not known; give one of {', '.join(kyphoplasty.SIDES)}."
                    )
                state = replace(state, placement=wanted)
            elif name == "down":
                state = replace(state, down=bool(wanted))
            else:
                raise InputError(f"The trainer has no control {name!r}; it has volume, load, placement and down.")
        return state

    def frame(self, state: Inflating, previous: Inflating | None) -> Frame:
        """The section, the curves up to the largest volume, and the numbers now."""
        found, most = self._at(state), tables.value("balloon_most_ml")
        whole = view.at(self.patient, most, state.load, state.placement).inflation
        shown: dict[str, Any] = {
            "volume": state.volume_ml, "load": state.load, "placement": state.placement, "down": state.down,
            "readouts": view.readouts(found, state.down), "spacing": view.VOXEL_MM,
        }  # fmt: skip
        arrays: dict[str, Any] = {
            "image": view.section(found.vertebra if state.down else found.inflated, view.side_mm(self.patient)),
            "volumes": whole.volume_ml.astype(np.float32),
            "pressures": whole.pressure_mpa.astype(np.float32),
            "lifts": whole.lift_mm.astype(np.float32),
        }
        if previous is None:
            collapsed = vertebroplasty.bench(self.patient, "L1", view.VOXEL_MM).collapsed
            arrays["broken"] = view.section(collapsed, view.side_mm(self.patient))
            shown |= {
                "loads": list(view.LOADS), "placements": list(kyphoplasty.SIDES), "most": most,
                "limit": tables.value("balloon_pressure_limit_mpa"),
            }  # fmt: skip
        self._work_ahead(state)
        return Frame(shown, arrays)

    def describe(self, state: Inflating) -> str:
        """Volume, pressure, lift; what stays."""
        return view.describe(self._at(state), state.load, state.placement, state.down)

    def poster(self, state: Inflating) -> bytes:
        """Curves and sections."""
        buffer = io.BytesIO()
        view.poster(self.patient, max(state.volume_ml, STEP_ML), state.load, state.placement).savefig(
            buffer, format="png", dpi=70, metadata={"Software": None}
        )
        return buffer.getvalue()

    def _at(self, state: Inflating) -> kyphoplasty.Kyphoplasty:
        return view.at(self.patient, state.volume_ml, state.load, state.placement)

    def _work_ahead(self, state: Inflating) -> None:
        """Compute the other volumes of this load and placement while the learner looks, so that the hand meets no delay."""
        if (state.load, state.placement) in self._ahead:
            return
        self._ahead.add((state.load, state.placement))

        def compute() -> None:
            for step in range(round(tables.value("balloon_most_ml") / STEP_ML) + 1):
                view.at(self.patient, STEP_ML * step, state.load, state.placement)

        Thread(target=compute, daemon=True).start()
