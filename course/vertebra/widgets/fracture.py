"""The collapse explorer: the body loses height where the mechanics says; the learner measures and grades it."""

import io
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vertebra.errors import InputError, check_range
from vertebra.models import fracture
from vertebra.models.experiments.collapse_series import collapsed_body, intact_body
from vertebra.patient import Patient, Vertebra
from vertebra.texts import _, join
from vertebra.views import bone as bone_view
from vertebra.views import mechanics as view
from vertebra.views import style
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.explorers import CollapseControls, CollapseFrame

MAX_LOSS_PERCENT = 60.0
AROUND_MM = 9.0
"""How much is shown behind, above and below the body."""
WAYS: dict[str, tuple[str, fracture.Shape]] = {
    "bend": (_("in bending"), "wedge"),
    "straight": (_("straight down"), "biconcave"),
    "fall": (_("straight down, back wall and all"), "crush"),
}
"""How the load came: words, and the shape that follows."""


@dataclass(frozen=True)
class CollapseState:
    """How the load came, the height lost (%), and the grade that the learner gave (None while unsaid)."""

    way: str = "bend"
    loss_percent: float = 0.0
    guess: int | None = None


class CollapseExplorer(CourseWidget):
    """`CollapseExplorer(patient, level="L1")`: lower the endplate, read three heights, give the grade, then see it."""

    script = "fracture.js"
    frame_type, controls = CollapseFrame, CollapseControls
    sheets = ("chart.css", "fracture.css")
    title = _("Collapse and grade")

    def __init__(self, patient: Patient, level: str = "L1", **traits: Any) -> None:
        self.patient, self.level = patient, level
        super().__init__(**traits)

    def caution_text(self) -> str:
        """Where the model contradicts the evidence."""
        return _(
            "This model fails about mid-height. In the laboratory the first failure is usually at the endplate: "
            "believe the laboratory. What is right here is how heights and wedge follow from a collapse."
        )

    def initial_state(self) -> CollapseState:
        """A wedge that is about to be one."""
        return CollapseState(loss_percent=15.0)

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `way` (bend, straight, fall), `loss` (0 to 60 %), or `guess` (0 to 3); a new shape or height
            clears the guess.
        """
        return {
            "way": self._set_way,
            "loss": self._set_loss,
            "guess": self._set_guess,
        }

    def _set_way(self, state: CollapseState, wanted: Any) -> CollapseState:
        if wanted not in WAYS:
            raise InputError(
                _("The load came {wanted}; give one of {ways}.").format(wanted=repr(wanted), ways=", ".join(WAYS))
            )
        return replace(state, way=wanted, guess=None)

    def _set_loss(self, state: CollapseState, wanted: Any) -> CollapseState:
        loss = float(round(check_range(_("The height lost"), wanted, 0, MAX_LOSS_PERCENT, "%")))
        return replace(state, loss_percent=loss, guess=None)

    def _set_guess(self, state: CollapseState, wanted: Any) -> CollapseState:
        if wanted not in (0, 1, 2, 3):
            raise InputError(_("The grade is {wanted}; give 0 for no fracture, 1, 2 or 3.").format(wanted=repr(wanted)))
        return replace(state, guess=int(wanted))

    def render_state(self, state: CollapseState, previous: CollapseState | None) -> FrameMessage:
        """The median plane, the three heights before and now, and the grade once the learner has given one."""
        made = self._made(state)
        now, before = (
            fracture.morphometry_heights(made),
            fracture.morphometry_heights(intact_body(self.patient, self.level)),
        )
        cut, floor, lid = _crop(self.patient, self.level)
        shown: dict[str, Any] = {
            "way": state.way,
            "loss": state.loss_percent,
            "guess": state.guess,
            "readouts": view.collapse_meter_values(now, before, state.guess is not None),
            "lines": fracture.height_lines(made),
            "origin": [float(made.axes_mm()[1][cut]), float(made.axes_mm()[2][floor])],
            "spacing": list(made.spacing_mm[1:]),
            "verdict": "" if state.guess is None else view.grade_feedback(state.guess, now, before),
        }
        arrays = {"plane": np.fliplr(np.flipud(bone_view.grey_levels(self._plane(made)[cut:, floor:lid]).T))}
        if previous is None:
            shown |= {"ways": [[name, way[0]] for name, way in WAYS.items()], "most": MAX_LOSS_PERCENT}
            shown["grades"] = list(view.GRADES)
            arrays["colours"] = style.colour_table(bone_view.COLOUR_MAP)
        return FrameMessage(shown, arrays)

    def alt_text(self, state: CollapseState) -> str:
        """The heights; the grade too once the learner has given one."""
        now, before = (
            fracture.morphometry_heights(self._made(state)),
            fracture.morphometry_heights(intact_body(self.patient, self.level)),
        )
        loaded = _("Loaded {way}.").format(way=WAYS[state.way][0])
        return join(loaded, view.describe_collapse(now, before, state.guess is not None))

    def static_png(self, state: CollapseState) -> bytes:
        """The median plane."""
        buffer = io.BytesIO()
        made = self._made(state)
        spacing = (made.spacing_mm[1], made.spacing_mm[2])
        figure = view.static_collapse_figure(self._plane(made), spacing, self.alt_text(state))
        figure.savefig(buffer, format="png", dpi=80, metadata={"Software": None})
        return buffer.getvalue()

    def _made(self, state: CollapseState) -> Vertebra:
        return collapsed_body(self.patient, self.level, WAYS[state.way][1], state.loss_percent)

    def _plane(self, made: Vertebra) -> Any:
        return made.density_mg_cm3[int(np.argmin(np.abs(made.axes_mm()[0])))]


def _crop(patient: Patient, level: str) -> tuple[int, int, int]:
    """Where the plane (y, z) is cut behind, below and above the intact body, so that it stands still while it
    collapses."""
    intact = intact_body(patient, level)
    _, y_mm, z_mm = intact.axes_mm()
    lines = fracture.height_lines(intact)
    low, high = min(line[1] for line in lines), max(line[2] for line in lines)
    behind = int(np.searchsorted(y_mm, lines[-1][0] - AROUND_MM))
    return behind, int(np.searchsorted(z_mm, low - AROUND_MM)), int(np.searchsorted(z_mm, high + AROUND_MM))
