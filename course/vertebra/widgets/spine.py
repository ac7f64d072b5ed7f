"""The kyphosis explorer: wedges at any level from T7 to L5, and what they do to posture, load below and breath."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vertebra.errors import check_range
from vertebra.models import spine
from vertebra.patient import LEVELS, Patient, check_level
from vertebra.texts import _
from vertebra.views import spine as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.explorers import KyphosisControls, KyphosisFrame


@dataclass(frozen=True)
class KyphosisState:
    """The spine in hand.

    Parameters
    ----------
    level : str
        That the handle bends.
    wedges_deg : tuple of float
        Of all levels, in the order of `LEVELS`; 0 to 40, together at most 90.
    """

    level: str
    wedges_deg: tuple[float, ...]

    @property
    def by_level(self) -> dict[str, float]:
        """The wedges that are there."""
        return {level: angle for level, angle in zip(LEVELS, self.wedges_deg, strict=True) if angle}


class KyphosisExplorer(CourseWidget):
    """`KyphosisExplorer(patient, level="L1", wedge_deg=15)`: take a vertebra by the hand and wedge it."""

    script = "spine.js"
    frame_type, controls = KyphosisFrame, KyphosisControls
    sheets = ("chart.css", "spine.css")
    title = _("Kyphosis")

    def __init__(self, patient: Patient, level: str = "L1", wedge_deg: float = 15.0, **traits: Any) -> None:
        self.patient, self.level = patient, check_level(level)
        self.wedge_deg = check_range(_("The wedge"), wedge_deg, 0, spine.MAX_WEDGE_DEG, "degrees")
        super().__init__(**traits)

    def initial_state(self) -> KyphosisState:
        """One wedge, that of the patient."""
        return _wedged(KyphosisState(self.level, (0.0,) * len(LEVELS)), self.wedge_deg)

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `level` takes one in hand; `wedge` sets its angle (0 to 40 degrees, 90 in all); `straight` takes
            all wedges away.
        """
        return {
            "level": lambda state, wanted: replace(state, level=check_level(wanted)),
            "straight": lambda state, wanted: replace(state, wedges_deg=(0.0,) * len(LEVELS)) if wanted else state,
            "wedge": _wedged,
        }

    def update(self, state: KyphosisState, action: Mapping[str, Any]) -> KyphosisState:
        """As for every widget; a level is taken in hand before its wedge is set, whichever is named first."""
        return super().update(state, dict(sorted(action.items())))

    def render_state(self, state: KyphosisState, previous: KyphosisState | None) -> FrameMessage:
        """Corners of the bodies as they stand now, the numbers, and the breath by thoracic fractures."""
        wedges = state.by_level
        bent = spine.spine_geometry(wedges)
        shown: dict[str, Any] = {
            "level": state.level,
            "wedges": list(state.wedges_deg),
            "top": bent.chain_mm[0].tolist(),
            "readouts": view.meter_values(self.patient, wedges),
            "thoracic": view.thoracic(wedges),
        }
        arrays = {"bodies": bent.bodies_mm.astype(np.float32)}
        if previous is None:
            straight = spine.spine_geometry({})
            arrays["straight"] = straight.bodies_mm.astype(np.float32)
            breath = [spine.vital_capacity_percent(number) for number in range(view.max_fractures_counted() + 1)]
            shown |= {
                "levels": list(LEVELS),
                "before": straight.chain_mm[0].tolist(),
                "most": spine.MAX_WEDGE_DEG,
                "breath": [[estimate.value, estimate.low, estimate.high] for estimate in breath],
            }
        return FrameMessage(shown, arrays)

    def alt_text(self, state: KyphosisState) -> str:
        """The posture in one sentence, and what of it counts for the breath."""
        return view.describe(state.by_level)

    def static_png(self, state: KyphosisState) -> bytes:
        """The spine with and without the wedges, beside the breath."""
        buffer = io.BytesIO()
        view.static_figure(state.by_level).savefig(buffer, format="png", dpi=70, metadata={"Software": None})
        return buffer.getvalue()


def _wedged(state: KyphosisState, wanted: Any) -> KyphosisState:
    """The wedge of the level in hand; as much of it as the whole spine has room for."""
    at = LEVELS.index(state.level)
    angle = round(
        check_range(_("The wedge of {level}").format(level=state.level), wanted, 0, spine.MAX_WEDGE_DEG, "degrees")
    )
    others = sum(state.wedges_deg) - state.wedges_deg[at]
    kept = float(min(angle, spine.MAX_TOTAL_WEDGE_DEG - others))
    return replace(state, wedges_deg=(*state.wedges_deg[:at], kept, *state.wedges_deg[at + 1 :]))
