"""The restoration explorer: how much stiffness and strength a volume of cement gives back, and where it lies best."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Thread
from typing import Any

import numpy as np

from vertebra.errors import InputError, check_range
from vertebra.patient import Patient, check_level
from vertebra.views import restoration as view
from vertebra.widgets.base import Frame, Live


@dataclass(frozen=True)
class Filling:
    """The volume (mL) and where it lies."""

    volume_ml: float = 2.0
    placement: str = "both sides"


class RestorationExplorer(Live):
    """`RestorationExplorer(patient, level="L1")`: pour cement into the broken body, and load it again."""

    script = "restoration.js"
    sheets = ("chart.css", "restoration.css")
    title = "Strength given back"

    def __init__(self, patient: Patient, level: str = "L1", **traits: Any) -> None:
        self.patient, self.level = patient, check_level(level)
        self._ahead: Thread | None = None
        super().__init__(**traits)

    def start(self) -> Filling:
        """Two millilitres, on both sides."""
        return Filling()

    def step(self, state: Filling, action: Mapping[str, Any]) -> Filling:
        """`volume` (0 to 8 mL) and `placement` (both sides, one side, middle)."""
        for name, wanted in action.items():
            if name == "volume":
                state = replace(state, volume_ml=check_range("The volume", wanted, 0, max(view.VOLUMES_ML), "mL"))
            elif name == "placement":
                if wanted not in view.PLACEMENTS:
                    raise InputError(
                        f"The placement {wanted!r} is not known; give one of {', '.join(view.PLACEMENTS)}."
                    )
                state = replace(state, placement=wanted)
            else:
                raise InputError(f"The explorer has no control {name!r}; it has volume and placement.")
        return state

    def frame(self, state: Filling, previous: Filling | None) -> Frame:
        """Both curves, the numbers at this volume, and a section of the body."""
        found = view.course(self.patient, self.level, state.placement)
        shown = {
            "volume": state.volume_ml, "placement": state.placement, "placements": list(view.PLACEMENTS),
            "most": found.volumes_ml[-1], "readouts": view.readouts(found, state.volume_ml),
        }  # fmt: skip
        arrays: dict[str, Any] = {
            "volumes": np.array(found.volumes_ml, np.float32),
            "strength": 100 * np.array(found.strength, np.float32),
            "stiffness": 100 * np.array(found.stiffness, np.float32),
            "image": view.section(self.patient, self.level, state.placement, state.volume_ml),
        }
        if previous is None:
            self._work_ahead()
        return Frame(shown, arrays)

    def describe(self, state: Filling) -> str:
        """What the fracture took and the cement gives back."""
        return view.describe(self.patient, self.level, state.placement, state.volume_ml)

    def poster(self, state: Filling) -> bytes:
        """The curves and a section."""
        buffer = io.BytesIO()
        view.poster(self.patient, self.level, state.placement, state.volume_ml).savefig(
            buffer, format="png", dpi=70, metadata={"Software": None}
        )
        return buffer.getvalue()

    def _work_ahead(self) -> None:
        """Compute the other placements while the learner looks at the first, so that every control answers at once."""
        if self._ahead is not None:
            return

        def compute() -> None:
            for placement in view.PLACEMENTS:
                view.course(self.patient, self.level, placement)

        self._ahead = Thread(target=compute, daemon=True)
        self._ahead.start()
