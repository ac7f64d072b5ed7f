"""The load-strength explorer: a vertebral body under a load that the learner moves, and how near it is to failing.

See decision 0041.
"""

import io
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import check_range
from vertebra.models.experiments.loading import (
    COARSE_MM,
    FINE_MM,
    loaded_body,
    own_strength_n,
    quick_strength_n,
    young_strength_n,
)
from vertebra.models.mechanics import Compression
from vertebra.models.mechanics.loads import TASKS, spinal_load, task_by_name
from vertebra.patient import Patient
from vertebra.texts import _, join, pgettext
from vertebra.views import mechanics as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.explorers import LoadStrengthControls, LoadStrengthFrame

MAX_LOAD_N, MAX_FORWARD_MM = 4000.0, 15.0
DENSITIES_PERCENT = (50.0, 160.0)


@dataclass(frozen=True)
class LoadStrengthState:
    """A load (N), how far in front of the middle it acts (mm), the density (% of the patient's own), the grid (mm), and
    whether the strength is an estimate so far."""

    load_n: float
    forward_mm: float
    density_percent: float = 100.0
    task: str = ""
    voxel_mm: float = FINE_MM
    estimated: bool = False


class LoadStrengthExplorer(CourseWidget):
    """`LoadStrengthExplorer(patient, level="L1", task="stand")`: strain,
    strength and factor of risk of an intact body."""

    script = "mechanics.js"
    frame_type, controls = LoadStrengthFrame, LoadStrengthControls
    sheets = ("chart.css", "mechanics.css")
    title = _("Load and strength")

    def __init__(self, patient: Patient, level: str = "L1", task: str = "stand", **traits: Any) -> None:
        self.patient, self.level, self.task = patient, level, task_by_name(task)
        super().__init__(**traits)

    def caution_text(self) -> str:
        """Where the model contradicts the evidence."""
        return _(
            "Where it yields first, this model shows the sparse bone about mid-height; in the laboratory the first "
            "failure is usually next to an endplate. Read loads, strengths and shares here, not that place."
        )

    def initial_state(self) -> LoadStrengthState:
        """The task that the lesson chose, on the patient's own bone."""
        return self._doing(self.task.name, LoadStrengthState(0, 0))

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `load` (N), `forward` (mm), `task`, `density` (% of the patient's own), or `refine` (the finer
            grid).
        """
        return {
            "load": self._set_load,
            "forward": self._set_forward,
            "task": self._set_task,
            "density": self._set_density,
            "refine": self._set_refine,
        }

    def _set_load(self, state: LoadStrengthState, wanted: Any) -> LoadStrengthState:
        return replace(state, load_n=check_range(pgettext("load", "The load"), wanted, 50, MAX_LOAD_N, "N"), task="")

    def _set_forward(self, state: LoadStrengthState, wanted: Any) -> LoadStrengthState:
        forward = check_range(_("The place of the load"), wanted, -MAX_FORWARD_MM, MAX_FORWARD_MM, "mm")
        return replace(state, forward_mm=forward, task="", estimated=True)

    def _set_task(self, state: LoadStrengthState, wanted: Any) -> LoadStrengthState:
        return replace(self._doing(task_by_name(wanted).name, state), estimated=True)

    def _set_density(self, state: LoadStrengthState, wanted: Any) -> LoadStrengthState:
        density = 5 * round(check_range("The density", wanted, *DENSITIES_PERCENT, "%") / 5)
        return replace(state, density_percent=float(density), voxel_mm=self._grid(float(density)), estimated=True)

    def _set_refine(self, state: LoadStrengthState, wanted: Any) -> LoadStrengthState:
        return replace(state, voxel_mm=FINE_MM, estimated=False)

    def render_state(self, state: LoadStrengthState, previous: LoadStrengthState | None) -> FrameMessage:
        """The median plane, the shell's share by height, and the numbers."""
        loaded = self._loaded(state)
        specimen = loaded.test.specimen
        z_mm, share = loaded.shell_fraction()
        shown: dict[str, Any] = {
            "load": state.load_n,
            "forward": state.forward_mm,
            "density": state.density_percent,
            "task": state.task,
            "coarse": state.estimated,
            "strength": self._strength_n(state),
            "readouts": view.load_meter_values(
                loaded, self._strength_n(state), young_strength_n(self.patient, self.level)
            ),
            "origin": list(specimen.origin_mm[1:]),
            "spacing": list(specimen.spacing_mm[1:]),
        }
        arrays: dict[str, NDArray[Any]] = {
            "plane": np.fliplr(np.flipud(view.yield_ratio_image(loaded).T)),
            "failing": np.fliplr(np.flipud(view.failing_outline(loaded).T)),
            "heights": z_mm.astype(np.float32),
            "share": (100 * share).astype(np.float32),
        }
        if previous is None:
            shown |= {
                "tasks": [[task.name, task.words] for task in TASKS.values()],
                "most": MAX_LOAD_N,
                "farthest": MAX_FORWARD_MM,
            }
            # From what is found here every estimate starts, and other densities do.
            quick_strength_n(self._loaded(state), self.patient, self.level)
            arrays["colours"] = view.yield_ratio_colormap()
        return FrameMessage(shown, arrays)

    def alt_text(self, state: LoadStrengthState) -> str:
        """Load, strength, factor of risk and where the bone yields first."""
        words = TASKS[state.task].words if state.task else ""
        less = (
            ""
            if state.density_percent == 100
            else _("(at {density_percent} % of the patient’s density)").format(
                density_percent=f"{state.density_percent:.0f}"
            )
        )
        return join(view.describe_load(self._loaded(state), self._strength_n(state), words), less)

    def static_png(self, state: LoadStrengthState) -> bytes:
        """The median plane and the shell's share."""
        buffer = io.BytesIO()
        words = TASKS[state.task].words if state.task else ""
        figure = view.static_load_figure(self._loaded(state), self._strength_n(state), words)
        figure.savefig(buffer, format="png", dpi=80, metadata={"Software": None})
        return buffer.getvalue()

    def _doing(self, name: str, state: LoadStrengthState) -> LoadStrengthState:
        load = spinal_load(self.patient, TASKS[name], self.level)
        return replace(state, load_n=float(round(load.force_n)), forward_mm=round(load.forward_mm, 1), task=name)

    def _grid(self, density_percent: float) -> float:
        """The coarse grid while a density is new; the fine one where it was solved before or is the patient's own."""
        return FINE_MM if density_percent == 100 else COARSE_MM

    def _strength_n(self, state: LoadStrengthState) -> float:
        loaded = self._loaded(state)
        if state.estimated:
            return quick_strength_n(loaded, self.patient, self.level)
        return own_strength_n(loaded, self.patient, self.level, state.density_percent, state.voxel_mm)

    def _loaded(self, state: LoadStrengthState) -> Compression:
        return loaded_body(
            self.patient, self.level, state.density_percent, state.voxel_mm, state.load_n, state.forward_mm
        )
