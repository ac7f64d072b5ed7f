"""The C-arm trainer: turn, tilt, move the table and narrow the field until both views are true, for little dose.

See decisions 0141 and 0418.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from vertebra import checked_json, tables
from vertebra.errors import InputError, check_range
from vertebra.models import fracture
from vertebra.models.anatomy.adjacent_structures import body_extent_mm
from vertebra.models.experiments.radiographs import standard_views
from vertebra.models.imaging import carm_positioning, xray_scene
from vertebra.models.imaging.carm_positioning import TablePose, ViewEvaluation
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.geometry import CArm
from vertebra.patient import Patient, Vertebra, check_level
from vertebra.texts import _, join
from vertebra.views import carm_positioning as view
from vertebra.widgets import fluoro
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.trainers import CArmControls, CArmFrame
from vertebra.widgets.history import Actions
from vertebra.widgets.subject import patient_and_vertebra

MAX_ROTATION_DEG, MAX_TILT_DEG, MAX_TABLE_MM = 110.0, 40.0, 80.0
MIN_OPEN_FRACTION = 0.2
AP_SHUTTERS = (0.7, 0.9)
"""How the AP view that is shown as an example is narrowed."""
RATES_PER_S = (3.75, 7.5, 15.0, 30.0)
QUALITIES = ("low", "usual", "high")
MAX_PULSES = 120
"""The most pulses that one message may add: some seconds at the highest rate."""
MOVES = {
    "rotation": ("rotation_deg", _("The rotation"), MAX_ROTATION_DEG, "degrees"),
    "tilt": ("tilt_deg", _("The tilt"), MAX_TILT_DEG, "degrees"),
    "across": ("right_mm", _("The table across"), MAX_TABLE_MM, "mm"),
    "height": ("anterior_mm", _("The table's height"), MAX_TABLE_MM, "mm"),
    "along": ("cranial_mm", _("The table along"), MAX_TABLE_MM, "mm"),
}


@dataclass(frozen=True)
class Shot:
    """How a picture is taken.

    Parameters
    ----------
    pose : TablePose
        Of arm and table.
    wide, high : float, optional
        Open fractions of the field, 0 to 1.
    quality : str, optional
        The dose of a pulse, by name.
    """

    pose: TablePose
    wide: float = 1.0
    high: float = 1.0
    quality: str = "usual"

    @property
    def technique(self) -> ExposureSettings:
        """The same for the machine."""
        dose = tables.quantity("fluoroscopy_detector_dose_ngy")
        level = {"low": dose.low, "usual": dose.value, "high": dose.high}[self.quality]
        return ExposureSettings(detector_dose_ngy=float(level or dose.value), shutters=(self.wide, self.high))


@dataclass(frozen=True)
class CArmState:
    """Where arm and table stand now, the picture that the screen holds, and what it all cost.

    `pulses` counts all; `dose_ugy` is at the skin, all views added; `area_ugy_cm2` the dose-area product. `hints`
    counts those asked for, `hinting` says whether one is shown. `claims` are the views called true, the last of each
    goal; `claimed` how often one was called true, and `judged_at` how many pulses there had been at the last.
    """

    ready: Shot
    held: Shot
    rate_per_s: float
    pulses: int = 0
    dose_ugy: float = 0.0
    area_ugy_cm2: float = 0.0
    hints: int = 0
    hinting: bool = False
    claims: tuple[ViewEvaluation, ...] = field(default=())
    claimed: int = 0
    judged_at: int = -1
    fine: bool = True


MAX_COUNT = 1e9
"""Of pulses, hints and units of dose that are taken up from a file."""


class CArmTrainer(CourseWidget):
    """`CArmTrainer(patient, level="L1", seed=1)`: a true AP and a true lateral of a patient who lies askew, as `seed`
    draws it.

    `CArmTrainer(vertebra=bone)` opens on a vertebra that is given, such as one from a CT.
    """

    script = "carm_positioning.js"
    frame_type, controls = CArmFrame, CArmControls
    sheets = ("chart.css", "pad.css", "carm_positioning.css")
    title = "C-arm"

    def __init__(
        self,
        patient: Patient | None = None,
        level: str = "L1",
        seed: int = 1,
        vertebra: Vertebra | None = None,
        **traits: Any,
    ) -> None:
        self.patient, self.vertebra = patient_and_vertebra(
            patient, vertebra, lambda person: fracture.as_recorded(person, check_level(level))
        )
        self.lie, self.found = carm_positioning.random_patient_tilt(seed)
        super().__init__(**traits)

    def initial_state(self) -> CArmState:
        """The arm upright over a patient who is neither square nor in the middle,
        after one picture of the open field."""
        shot = Shot(self.found)
        return self._exposed(CArmState(shot, shot, tables.value("fluoroscopy_pulses_per_s")), 1)

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: moves: `rotation`, `tilt` (degrees), `across`, `height`, `along` (mm). Beam: `wide`, `high`
            (open shares), `quality`, `rate`; `pulses` (how many there have been at all), `shot` (one more). And
            `refine`, `hint`, `claim`.
        """
        return {
            **{name: partial(_moved, name) for name in MOVES},
            **{name: partial(_opened, name) for name in ("wide", "high")},
            **{name: partial(_with_setting, name) for name in ("quality", "rate")},
            "pulses": lambda state, wanted: self._exposed(state, _more(state, wanted)),
            "shot": lambda state, _wanted: self._exposed(state, 1),
            "refine": lambda state, _wanted: replace(state, fine=True),
            "hint": self._set_hint,
            "claim": lambda state, _wanted: self._claimed(state),
        }

    def actions_to(self, state: CArmState) -> Actions:
        """The state as it is: pictures that were taken cost dose, and are not taken again."""
        return ({"kept": msgspec.to_builtins(state)},)

    def reached_by(self, actions: Actions) -> CArmState:
        """The state as it was kept, if every value in it is one that the controls allow."""
        state = checked_json.convert(actions[0].get("kept") if actions else None, CArmState)
        for shot in (state.ready, state.held):
            pose = {name: getattr(shot.pose, part) for name, (part, *_rest) in MOVES.items()}
            beam = {"wide": shot.wide, "high": shot.high, "quality": shot.quality, "rate": state.rate_per_s}
            super().update(replace(state, ready=shot), {**pose, **beam})
        for count in (state.pulses, state.hints, state.claimed, state.dose_ugy, state.area_ugy_cm2):
            check_range(_("The number of pulses"), count, 0, MAX_COUNT)
        if state.judged_at >= 0 and not state.claims:
            raise InputError(_("A view was judged and none was claimed."))
        return state

    def update(self, state: CArmState, action: Mapping[str, Any]) -> CArmState:
        """As for every widget; the arm is moved before the beam is on, and a view is claimed of what was seen last."""
        last = ("pulses", "shot", "claim")
        return super().update(state, dict(sorted(action.items(), key=lambda item: item[0] in last)))

    def _set_hint(self, state: CArmState, wanted: Any) -> CArmState:
        if wanted:
            self._advice(state)
        return replace(state, hinting=bool(wanted), hints=state.hints + bool(wanted and not state.hinting))

    def render_state(self, state: CArmState, previous: CArmState | None) -> FrameMessage:
        """The picture if it is another one, where everything stands, and what the set-up is worth so far."""
        ready, pose = state.ready, state.ready.pose
        arm = self._arm(state.held.pose)
        shown: dict[str, Any] = {
            **{name: getattr(pose, part) for name, (part, *_) in MOVES.items()},
            "wide": ready.wide,
            "high": ready.high,
            "quality": ready.quality,
            "rate": state.rate_per_s,
            "pulses": state.pulses,
            "fine": state.fine,
            "held": state.held.pose != pose,
            "hinting": state.hinting,
            "view": carm_positioning.nearest_standard_view(arm),
            "hint_price": carm_positioning.hint_points(state.hints + 1) - carm_positioning.hint_points(state.hints),
            "hint": view.hint(self._advice(state)) if state.hinting else "",
            "readouts": view.meter_values(state.pulses, state.rate_per_s, state.dose_ugy, state.area_ugy_cm2),
            "verdicts": self._verdicts(state),
            "claimed": state.claimed,
            "screen": fluoro.screen(arm, state.held.technique, self._lines(state, arm)),
        }
        arrays: dict[str, NDArray[Any]] = {}
        if previous is None or _picture_of(previous) != _picture_of(state):
            arrays["image"] = self._exposure(state).picture
        if previous is None:
            shown |= {
                "most": {name: most for name, (_, _, most, _) in MOVES.items()},
                "least": MIN_OPEN_FRACTION,
                "rates": RATES_PER_S,
                "qualities": QUALITIES,
            }
        return FrameMessage(shown, arrays)

    def alt_text(self, state: CArmState) -> str:
        """Where the arm stands, what is on the screen, and the price; the hint has a place of its own."""
        words = view.describe(state.ready.pose, state.held.pose, state.pulses, state.dose_ugy)
        if state.judged_at == state.pulses:
            words = join(words, view.view_verdict_text(state.claims[-1]))
        verdicts = carm_positioning.score_views(state.claims, state.dose_ugy / 1000, state.hints)
        score = (
            _("{total} of 100 points.").format(total=carm_positioning.total_points(verdicts)) if state.claims else ""
        )
        return join(words, score)

    def static_png(self, state: CArmState) -> bytes:
        """The screen as it is, and both views as they should be."""
        buffer = io.BytesIO()
        picture = self._exposure(replace(state, fine=True)).picture
        figure = view.static_figure(
            picture, standard_views(xray_scene.xray_scene_of_body(self.patient, self.vertebra), AP_SHUTTERS)
        )
        figure.savefig(buffer, format="png", dpi=70, facecolor="black", metadata={"Software": None})
        return buffer.getvalue()

    def _arm(self, pose: TablePose, pixels: int = fluoro.COARSE) -> CArm:
        return carm_positioning.carm_in_patient_frame(pose, self.lie, pixels)

    def _exposure(self, state: CArmState) -> fluoro.Exposure:
        arm = self._arm(state.held.pose, fluoro.FINE if state.fine else fluoro.COARSE)
        return fluoro.expose(
            xray_scene.xray_scene_of_body(self.patient, self.vertebra), arm, state.held.technique, state.pulses
        )

    def _exposed(self, state: CArmState, pulses: int) -> CArmState:
        if pulses == 0:
            return state
        counted = replace(state, held=state.ready, pulses=state.pulses + pulses, fine=False)
        taken = self._exposure(counted).frame
        dose, area = (pulses * quantity for quantity in (taken.entrance_dose_ugy, taken.dose_area_ugy_cm2))
        return replace(counted, dose_ugy=state.dose_ugy + dose, area_ugy_cm2=state.area_ugy_cm2 + area)

    def _claimed(self, state: CArmState) -> CArmState:
        """The picture on the screen is what is claimed, not where the arm went since."""
        new = carm_positioning.evaluate_view(self.vertebra, self._arm(state.held.pose), state.held.technique)
        others = tuple(claim for claim in state.claims if claim.standard_view != new.standard_view)
        return replace(state, claims=(*others, new), claimed=state.claimed + 1, judged_at=state.pulses)

    def _advice(self, state: CArmState) -> carm_positioning.NextMove:
        return carm_positioning.next_move(self.vertebra, state.ready.pose, self.lie)

    def _verdicts(self, state: CArmState) -> list[dict[str, Any]]:
        if not state.claims:
            return []
        return view.score_rows(carm_positioning.score_views(state.claims, state.dose_ugy / 1000, state.hints))

    def _lines(self, state: CArmState, arm: CArm) -> list[dict[str, Any]]:
        """The level's name, which is always there, and the guides of a hint."""
        named = fluoro.line(arm, [_level_anchor_mm(self.vertebra, arm)], self.vertebra.level, beside="left", bare=True)
        if not state.hinting:
            return [named]
        guides = carm_positioning.overlay_lines(self.vertebra, arm)
        return [
            named,
            *(
                fluoro.line(arm, guide.points_mm, guide.label, guide.colour, guide.label_side, guide.dashed)
                for guide in guides
            ),
        ]


def _level_anchor_mm(vertebra: Vertebra, arm: CArm) -> tuple[float, float, float]:
    """The place on the body that lies farthest to the left of the picture: a name there covers none of it."""
    (left, right), (back, front) = body_extent_mm(vertebra)
    middle = (left + right) / 2, (back + front) / 2
    places = [(left, middle[1], 0.0), (right, middle[1], 0.0), (middle[0], front, 0.0), (middle[0], back, 0.0)]
    return places[int(np.argmin(arm.project(places)[:, 0]))]


def _picture_of(state: CArmState) -> tuple[Any, ...]:
    return state.held, state.pulses, state.fine


def _moved(name: str, state: CArmState, wanted: Any) -> CArmState:
    part, words, most, unit = MOVES[name]
    pose = replace(state.ready.pose, **{part: check_range(words, wanted, -most, most, unit)})
    return replace(state, ready=replace(state.ready, pose=pose))


def _opened(name: str, state: CArmState, wanted: Any) -> CArmState:
    share = check_range(_("The open share of the field"), wanted, MIN_OPEN_FRACTION, 1)
    opened: dict[str, Any] = {name: round(share, 2)}
    return replace(state, ready=replace(state.ready, **opened))


def _more(state: CArmState, wanted: Any) -> int:
    """Pulses to add so that there have been `wanted`; an older message asks for none."""
    count = int(check_range(_("The number of pulses"), wanted, 0, 1_000_000))
    return min(max(count - state.pulses, 0), MAX_PULSES)


def _with_setting(name: str, state: CArmState, wanted: Any) -> CArmState:
    if name == "quality" and wanted in QUALITIES:
        return replace(state, ready=replace(state.ready, quality=wanted))
    if name == "rate" and wanted in RATES_PER_S:
        return replace(state, rate_per_s=float(wanted))
    raise InputError(
        _(
            "The machine's {name} can't be {wanted}; give a quality of {qualities} or a rate of {rates_per_s} "
            "pulses a second."
        ).format(
            name=name,
            wanted=repr(wanted),
            qualities=", ".join(QUALITIES),
            rates_per_s=", ".join(f"{rate:g}" for rate in RATES_PER_S),
        )
    )
