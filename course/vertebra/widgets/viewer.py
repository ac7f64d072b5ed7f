"""The vertebra viewer: one vertebra in three dimensions and in three planes, its parts by name."""

import io
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import InputError, check_range
from vertebra.models import anatomy
from vertebra.patient import LEVELS, Part, Patient, Vertebra, check_level
from vertebra.texts import _
from vertebra.views import anatomy as view
from vertebra.views import style
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.explorers import ViewerControls, ViewerFrame

WORDS: dict[Part, str] = {
    Part.TRABECULAR: _("the sponge of thin struts that fills the body and carries most of the load near the endplates"),
    Part.CORTICAL_SHELL: _("the thin dense wall of the body, which takes a large share of the load at mid-height"),
    Part.SUPERIOR_ENDPLATE: _("the lid of the body, towards the disc above"),
    Part.INFERIOR_ENDPLATE: _("the floor of the body, towards the disc below"),
    Part.PEDICLE: _("the two bridges from the arch to the body, and a needle's way in"),
    Part.POSTERIOR_ELEMENTS: _(
        "laminae, facets and processes: they guide movement, anchor muscles and guard the canal"
    ),
    Part.CANAL: _("the space for the spinal cord or the nerve roots below it, which cement must never enter"),
    Part.BASIVERTEBRAL_VEIN: _("the vein that leaves through the back wall, and a way out for cement"),
}
"""What each part is for, in words that follow its name."""

MAX_TRIANGLES = 60_000
MAX_DENSITY_SHOWN_MG_CM3 = 320.0
MAX_OFFSET_MM = 200.0


@dataclass(frozen=True)
class ViewerState:
    """What the learner looks at.

    Parameters
    ----------
    level : str
        T7 to L5.
    place_mm : tuple[float, float, float], optional
        Where the three planes cross.
    part : int, optional
        That is lit up: a number of `Part`, 0 for none.
    untouched : bool, optional
    """

    level: str
    place_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    part: int = 0
    untouched: bool = True


class VertebraViewer(CourseWidget):
    """`VertebraViewer(patient, level="L1")`: the patient's intact vertebra at a level from T7 to L5."""

    script = "viewer.js"
    frame_type, controls = ViewerFrame, ViewerControls
    sheets = ("viewer.css",)
    title = _("Vertebra viewer")

    def __init__(self, patient: Patient, level: str = "L1", **traits: Any) -> None:
        self.patient, self.level = patient, check_level(level)
        super().__init__(**traits)

    def initial_state(self) -> ViewerState:
        """The level the lesson chose, cut through its centre."""
        return ViewerState(self.level)

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `level` (T7 to L5), `place` (x, y, z in mm) or `part` (a number of Part, 0 for none).
        """
        return {
            "level": lambda state, wanted: ViewerState(check_level(wanted), part=state.part),
            "place": lambda state, wanted: replace(state, place_mm=_place(wanted), untouched=False),
            "part": lambda state, wanted: replace(state, part=_part(wanted), untouched=False),
        }

    def render_state(self, state: ViewerState, previous: ViewerState | None) -> FrameMessage:
        """The bone as a surface and as volumes of density and parts, only where the level is another than before."""
        shown: dict[str, Any] = {
            "level": state.level,
            "place": list(state.place_mm),
            "part": state.part,
            "untouched": state.untouched,
        }
        if previous is not None and previous.level == state.level:
            return FrameMessage(shown)
        vertebra = _vertebra(self.patient, state.level)
        parts = [{"id": int(part), "name": style.PART_NAMES[part]} for part in WORDS]
        shown |= {
            "levels": list(LEVELS),
            "parts": parts,
            "spacing": list(vertebra.spacing_mm),
            "origin": list(vertebra.origin_mm),
            "reach": _reach_mm(self.patient),
        }
        return FrameMessage(shown, _arrays(vertebra))

    def alt_text(self, state: ViewerState) -> str:
        """The lit part and what it is for; otherwise the level and its size."""
        if state.part:
            part = Part(state.part)
            return f"{state.level}. {style.PART_NAMES[part]}: {WORDS[part]}."
        return view.describe(_vertebra(self.patient, state.level))

    def static_png(self, state: ViewerState) -> bytes:
        """The vertebra from four sides."""
        buffer = io.BytesIO()
        figure = view.static_figure(_vertebra(self.patient, state.level))
        figure.savefig(buffer, format="png", dpi=80, metadata={"Software": None})
        return buffer.getvalue()


def _vertebra(patient: Patient, level: str) -> Vertebra:
    return anatomy.build(patient, level, 1.0)


def _reach_mm(patient: Patient) -> float:
    """Half the height of every pane, the same at every level so that sizes can be compared."""
    size = anatomy.morphometry(patient, "L3")
    return float(0.85 * (size.upper_endplate_depth_mm + size.posterior_height_mm))


def _arrays(vertebra: Vertebra) -> dict[str, NDArray[Any]]:
    surface = anatomy.surface(vertebra, MAX_TRIANGLES)
    grey = np.clip(vertebra.density_mg_cm3 * np.float32(255 / MAX_DENSITY_SHOWN_MG_CM3), 0, 255).astype(np.uint8)
    return {
        "density": grey,
        "labels": vertebra.labels,
        "places": surface.vertices_mm.astype(np.float32).ravel(),
        "faces": surface.faces.astype(np.uint32).ravel(),
        "of": surface.part.astype(np.uint8),
    }


def _place(wanted: Any) -> tuple[float, float, float]:
    if not isinstance(wanted, list | tuple) or len(wanted) != 3:
        raise InputError(
            _("The place is {wanted}; give three distances in millimetres: right, forward, up.").format(
                wanted=repr(wanted)
            )
        )
    x, y, z = (check_range(_("A plane's place"), mm, -MAX_OFFSET_MM, MAX_OFFSET_MM, "mm") for mm in wanted)
    return x, y, z


def _part(wanted: Any) -> int:
    if wanted != 0 and wanted not in {int(part) for part in WORDS}:
        raise InputError(
            _("Part {wanted} is not known; give 0 for none, or one of {words}.").format(
                wanted=repr(wanted), words=", ".join(str(int(p)) for p in WORDS)
            )
        )
    return int(wanted)
