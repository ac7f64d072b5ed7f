"""The heat explorer: how hot it gets where, by the volume of cement, with a leak behind the wall, with blood and
without."""

import io
from dataclasses import dataclass, replace
from functools import partial
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra import cache
from vertebra.errors import InputError, check_range
from vertebra.models.experiments import curing_case as experiment
from vertebra.models.heat import ThermalField
from vertebra.patient import Patient
from vertebra.texts import _
from vertebra.views import heat as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.explorers import HeatControls, HeatFrame
from vertebra.widgets.precompute import in_background


@dataclass(frozen=True)
class HeatState:
    """How much cement (one of the volumes computed), a leak into the canal or none, blood or none, the minute looked
    at, and whether the map shows the highest temperature of all minutes instead."""

    volume_ml: float = 4.0
    leak: bool = False
    blood: bool = True
    minute: float = 3.0
    highest: bool = False


class HeatExplorer(CourseWidget):
    """`HeatExplorer(patient)`: follow the temperature at the cement, the wall, the dura and the root for a quarter of
    an hour."""

    script = "heat.js"
    frame_type, controls = HeatFrame, HeatControls
    sheets = ("chart.css", "heat.css")
    title = _("Heat")

    def __init__(self, patient: Patient, **traits: Any) -> None:
        self.patient = patient
        self._ahead: Thread | None = None
        super().__init__(**traits)

    def caution_text(self) -> str:
        """Where the model contradicts the evidence."""
        return _(
            "In the middle of the cement this model gets hotter than any measurement did. Read the distances and "
            "the differences, not the peak."
        )

    def initial_state(self) -> HeatState:
        """Four millilitres, no leak, in a living person."""
        return HeatState()

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `volume` (2, 4, 6 or 8 mL), `leak` and `blood` (yes or no), `minute` (0 to 15),
            `highest` (yes or no).
        """
        return {
            "volume": self._set_volume,
            "leak": lambda state, wanted: replace(state, leak=bool(wanted)),
            "blood": lambda state, wanted: replace(state, blood=bool(wanted)),
            "minute": self._set_minute,
            "highest": lambda state, wanted: replace(state, highest=bool(wanted)),
        }

    def _set_volume(self, state: HeatState, wanted: Any) -> HeatState:
        if wanted not in experiment.VOLUMES_ML:
            known = ", ".join(f"{volume:g}" for volume in experiment.VOLUMES_ML)
            raise InputError(
                _("The volume {wanted} is not computed here; choose {known} mL.").format(
                    wanted=repr(wanted), known=known
                )
            )
        return replace(state, volume_ml=float(wanted))

    def _set_minute(self, state: HeatState, wanted: Any) -> HeatState:
        return replace(state, minute=check_range(_("The minute"), wanted, 0, experiment.MINUTES))

    def render_state(self, state: HeatState, previous: HeatState | None) -> FrameMessage:
        """Histories at the places and the doses; the maps of all minutes where the case is another."""
        case = self._case(state)
        names = [name for name in view.DRAWN if name in case.history_c]
        shown: dict[str, Any] = {
            "volume": state.volume_ml,
            "leak": state.leak,
            "blood": state.blood,
            "minute": state.minute,
            "highest": state.highest,
            "names": names,
            "readouts": view.meter_values(experiment.thermal_harm(case)),
        }
        arrays: dict[str, Any] = {}
        if previous is None or self._case(previous) is not case:
            arrays |= {
                "minutes": (case.times_s / 60).astype(np.float32),
                "bands": np.array(view.rise_bands(names), np.float32),
                "histories": np.stack([case.history_c[name] for name in names]).astype(np.float32),
                **self._maps(state),
            }
        if previous is None:
            shown |= {
                "volumes": list(experiment.VOLUMES_ML),
                "longest": experiment.MINUTES,
                "range": [view.MIN_SHOWN_C, view.MAX_SHOWN_C],
                "map_step": view.MAP_STEP_MINUTES,
            }
            arrays["surface"] = view.surface_map(experiment.fractured_body(self.patient))
            self._work_ahead()
        return FrameMessage(shown, arrays)

    def alt_text(self, state: HeatState) -> str:
        """The case and its peaks."""
        return view.describe(self._case(state), state.volume_ml, state.leak, state.blood)

    def static_png(self, state: HeatState) -> bytes:
        """The histories and the map."""
        buffer = io.BytesIO()
        figure = view.static_figure(self._case(state), experiment.fractured_body(self.patient), self.alt_text(state))
        figure.savefig(buffer, format="png", dpi=70, metadata={"Software": None})
        return buffer.getvalue()

    def _case(self, state: HeatState) -> ThermalField:
        return experiment.curing_case(self.patient, state.volume_ml, state.leak, state.blood)

    def _maps(self, state: HeatState) -> dict[str, NDArray[np.uint8]]:
        return _maps_of(self.patient, state.volume_ml, state.leak, state.blood)

    def _work_ahead(self) -> None:
        """Compute the other cases while the learner looks at the first, so that every control answers at once."""
        if self._ahead is None:
            self._ahead = in_background(
                partial(_maps_of, self.patient, volume, leak, blood)
                for leak, blood in ((False, True), (True, True), (False, False), (True, False))
                for volume in experiment.VOLUMES_ML
            )


@cache.IMAGED.memoize
def _maps_of(patient: Patient, volume_ml: float, leak: bool, blood: bool) -> dict[str, NDArray[np.uint8]]:
    """The maps of a case, which are drawn again and again."""
    case, body = experiment.curing_case(patient, volume_ml, leak, blood), experiment.fractured_body(patient)
    return {"peaks": view.peak_map(case, body), "maps": view.minute_maps(case, body)}
