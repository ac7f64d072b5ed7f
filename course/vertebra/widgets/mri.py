"""The MRI contrast explorer: one slice of the spine, a pulse sequence to turn, and which body stands out in it."""

import io
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import InputError, check_range
from vertebra.models.experiments import mri_slices
from vertebra.models.experiments.mri_slices import TE_MS, TI_MS, TR_MS
from vertebra.models.imaging import mri
from vertebra.models.imaging.sagittal import SagittalScene
from vertebra.patient import Patient
from vertebra.texts import Text, _
from vertebra.views import mri as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.explorers import MriControls, MriFrame

WEEKS = (0, 104)
FIRST = "T2"
OWN = "own"


@dataclass(frozen=True)
class MriState:
    """What is imaged, and how.

    Parameters
    ----------
    name : str
        Of the preset that the sequence still is, or "own".
    sequence : mri.Sequence
    field_t : float, optional
        1.5 or 3 T.
    weeks : int, optional
        Age of the fracture.
    """

    name: str
    sequence: mri.Sequence
    field_t: float = 1.5
    weeks: int = 3


class MriExplorer(CourseWidget):
    """`MriExplorer(patient)`: a new fracture of L1 beside an old one of T11;
    find the sequence that tells them apart."""

    script = "mri.js"
    frame_type, controls = MriFrame, MriControls
    sheets = ("chart.css", "mri.css")
    title = _("MRI contrast")

    def __init__(self, patient: Patient, **traits: Any) -> None:
        self.patient = patient
        super().__init__(**traits)

    def initial_state(self) -> MriState:
        """A T2-weighted picture, in which the new fracture hardly shows."""
        return MriState(FIRST, mri.preset(FIRST))

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `preset` (by name), `tr`, `te`, `ti` (ms; None for a spin echo), `field` (1.5 or 3 T) or `weeks`
            since the fracture.
        """
        times = {name: partial(self._set_time, name) for name in ("tr", "te", "ti")}
        return {"preset": self._set_preset, "field": self._set_field, "weeks": self._set_weeks, **times}

    def _set_preset(self, state: MriState, wanted: Any) -> MriState:
        return replace(state, name=str(wanted), sequence=mri.preset(str(wanted), state.field_t))

    def _set_field(self, state: MriState, wanted: Any) -> MriState:
        sequence = state.sequence if state.name == OWN else mri.preset(state.name, _field(wanted))
        return replace(state, field_t=_field(wanted), sequence=sequence)

    def _set_weeks(self, state: MriState, wanted: Any) -> MriState:
        return replace(state, weeks=round(check_range(_("Weeks since the fracture"), wanted, *WEEKS, "weeks")))

    def _set_time(self, name: str, state: MriState, wanted: Any) -> MriState:
        return replace(state, name=OWN, sequence=_turned(state.sequence, name, wanted))

    def render_state(self, state: MriState, previous: MriState | None) -> FrameMessage:
        """The picture, the signals of four tissues along the time that the handle moves, and the numbers."""
        what, image = self._picture(state)
        sequence = state.sequence
        shown: dict[str, Any] = {
            "name": state.name,
            "tr": sequence.tr_ms,
            "te": sequence.te_ms,
            "ti": sequence.ti_ms,
            "fat": sequence.fat,
            "field": state.field_t,
            "weeks": state.weeks,
            "readouts": view.meter_values(what, image, sequence, state.field_t),
        }
        arrays: dict[str, NDArray[Any]] = {"image": mri.to_display(image)}
        if previous is None or _curve_of(previous) != _curve_of(state):
            arrays |= _curves(sequence, state.field_t)
        if previous is None:
            places = {level: what.centre_of(level) for level in what.levels}
            shown |= {
                "presets": list(mri.preset_names()),
                "places": [[level, *place] for level, place in places.items()],
                "pixel": what.grid.pixel_mm,
                "ranges": {"tr": TR_MS, "te": TE_MS, "ti": TI_MS, "weeks": WEEKS},
            }
        return FrameMessage(shown, arrays)

    def alt_text(self, state: MriState) -> str:
        """The sequence, and which bodies stand out."""
        what, image = self._picture(state)
        sequence = view.sequence_text(state.name, state.sequence, state.field_t)
        return Text("{sequence}: {bodies}.").format(sequence=sequence, bodies=view.abnormal_levels(what, image))

    def static_png(self, state: MriState) -> bytes:
        """The slice by T1, T2 and STIR."""
        buffer = io.BytesIO()
        what, _ = self._picture(state)
        view.static_figure(what, mri_slices.acquired_by_name(what, field_t=state.field_t)).savefig(
            buffer, format="png", dpi=70, facecolor="black", metadata={"Software": None}
        )
        return buffer.getvalue()

    def _picture(self, state: MriState) -> tuple[SagittalScene, NDArray[np.float32]]:
        what = mri_slices.new_beside_old(self.patient, state.weeks)
        return what, mri_slices.acquired(what, state.sequence, state.field_t)


def _field(wanted: Any) -> float:
    if wanted not in (1.5, 3, 3.0):
        raise InputError(_("The field is {wanted} T; give 1.5 or 3.").format(wanted=repr(wanted)))
    return float(wanted)


def _turned(sequence: mri.Sequence, name: str, wanted: Any) -> mri.Sequence:
    if name == "ti" and wanted is None:
        return replace(sequence, ti_ms=None)
    words, limits = {
        "tr": (_("The repetition time"), TR_MS),
        "te": (_("The echo time"), TE_MS),
        "ti": (_("The inversion time"), TI_MS),
    }[name]
    turned: dict[str, Any] = {f"{name}_ms": float(round(check_range(words, wanted, *limits, "ms")))}
    return replace(sequence, **turned)


def _curve_of(state: MriState) -> tuple[Any, ...]:
    """What the curves depend on: all but the time along which they run."""
    sequence = state.sequence
    moving = sequence.te_ms if sequence.ti_ms is None else sequence.ti_ms
    return (
        sequence.ti_ms is None,
        sequence.tr_ms,
        sequence.te_ms + (sequence.ti_ms or 0) - moving,
        sequence.fat,
        state.field_t,
    )


def _curves(sequence: mri.Sequence, field_t: float) -> dict[str, NDArray[np.float32]]:
    curves = mri_slices.signal_curves(sequence, view.TISSUES, field_t)
    return {"times": curves.times_ms, "signals": curves.signals}
