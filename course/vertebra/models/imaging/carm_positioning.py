"""Setting up a view: how askew a patient lies, where the C-arm and the table stand, and whether the view will do.

See decision 0140.

Long because tilt, arm and table, and what is judged of a view, name the same angles.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import check_range
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.view_alignment import Alignment, measure_alignment
from vertebra.patient import BODY_PARTS, Vertebra
from vertebra.texts import _, pgettext

StandardView = Literal["AP", "lateral"]
Beside = Literal["left", "right"]
STANDARD_VIEWS: tuple[StandardView, ...] = ("AP", "lateral")
POINTS = {"AP": 30, "lateral": 30, "centred": 10, "narrow": 10, "dose": 20}
FREE_HINTS, HINT_COSTS = 1, 5
"""Hints that cost nothing, and the points that each later one costs."""


MAX_TABLE_OFFSET_MM = 1000.0


@checked_fields
@dataclass(frozen=True)
class PatientTilt:
    """The level's tilt on the table, -180 to 180 degrees about each axis.

    Parameters
    ----------
    roll_deg : float
        About the patient's length.
    lean_deg : float
        Positive with the front up.
    list_deg : float
        Positive with the right side up.

    Raises
    ------
    InputError
        For an angle outside its range.
    """

    roll_deg: float = 0.0
    lean_deg: float = 0.0
    list_deg: float = 0.0

    def __post_init__(self) -> None:
        for angle in (self.roll_deg, self.lean_deg, self.list_deg):
            check_range(_("The patient's tilt"), angle, -180, 180, "degrees")

    def turn(self) -> NDArray[np.float64]:
        """The rotation (3, 3) from the level's own axes to the table's."""
        x, y, z = (np.radians(angle) for angle in (self.lean_deg, -self.list_deg, -self.roll_deg))
        about_x = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
        about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
        about_z = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
        return np.asarray(about_z @ about_y @ about_x)


@checked_fields
@dataclass(frozen=True)
class TablePose:
    """Position of arm and table.

    Parameters
    ----------
    rotation_deg, tilt_deg : float
        As in `geometry.CArm`, but relative to the table.
    right_mm, anterior_mm, cranial_mm : float
        Offset of the central ray from the level: to the patient's right, front and head, -1000 to 1000 mm.

    Raises
    ------
    InputError
        For a value outside its range.
    """

    rotation_deg: float = 0.0
    tilt_deg: float = 0.0
    right_mm: float = 0.0
    anterior_mm: float = 0.0
    cranial_mm: float = 0.0

    def __post_init__(self) -> None:
        check_range(_("The rotation of the C-arm"), self.rotation_deg, -180, 180, "degrees")
        check_range(_("The tilt of the C-arm"), self.tilt_deg, -60, 60, "degrees")
        for offset in (self.right_mm, self.anterior_mm, self.cranial_mm):
            check_range(_("The offset of the table"), offset, -MAX_TABLE_OFFSET_MM, MAX_TABLE_OFFSET_MM, "mm")


@checked
def random_patient_tilt(seed: int) -> tuple[PatientTilt, TablePose]:
    """A patient who lies askew and off the centre, the arm upright; the same for the same seed."""
    draw = np.random.default_rng([seed, 5])

    def three(name: str) -> list[float]:
        limits = tables.quantity(name)
        sizes = draw.uniform(limits.low or 0.0, limits.high or limits.value, 3)
        return [float(one) for one in (draw.choice([-1, 1], 3) * sizes).round()]

    return PatientTilt(*three("lie_turn_deg")), TablePose(0.0, 0.0, *three("lie_off_centre_mm"))


@checked
def carm_in_patient_frame(pose: TablePose, lie: PatientTilt, pixels: int = 384) -> CArm:
    """The C-arm as the level sees it, whose axes the projector works in.

    Exact but for one thing: where the level is askew in the plane of the picture, the screen is taken to be turned
    upright.
    """
    room = CArm(pose.rotation_deg, pose.tilt_deg)
    to_level = lie.turn().T
    beam = to_level @ room.axes[0]
    centre = to_level @ (pose.right_mm, pose.anterior_mm, pose.cranial_mm)
    return CArm(
        rotation_deg=float(np.degrees(np.arctan2(-beam[0], -beam[1]))),
        tilt_deg=float(np.degrees(np.arcsin(np.clip(beam[2], -1, 1)))),
        isocentre_mm=(float(centre[0]), float(centre[1]), float(centre[2])),
        pixels=pixels,
    )


@checked
def nearest_standard_view(seen: CArm) -> StandardView:
    """Which of the two views this one is nearer to."""
    return "AP" if abs(seen.axes[0][1]) > np.sqrt(0.5) else "lateral"


@dataclass(frozen=True)
class ViewEvaluation:
    """A view that the operator declared true.

    Parameters
    ----------
    standard_view : {"AP", "lateral"}
    alignment : Alignment
    off_centre_mm : float
        Distance of the level from the middle, at the patient.
    open_fraction : float
        Open share of the field's area.
    body_in_field : bool
        Whether the whole body lies in the open field.
    """

    standard_view: StandardView
    alignment: Alignment
    off_centre_mm: float
    open_fraction: float
    body_in_field: bool

    @property
    def is_true(self) -> bool:
        """Whether it is the true view that it is called."""
        return self.alignment.true_ap if self.standard_view == "AP" else self.alignment.true_lateral


@checked
def evaluate_view(vertebra: Vertebra, seen: CArm, how: ExposureSettings) -> ViewEvaluation:
    """Evaluate a view of a vertebra that lies upright at zero.

    Raises
    ------
    InputError
        If the vertebra lacks a landmark that a view is judged by.
    """
    middle = (seen.pixels - 1) / 2
    (place,) = seen.project((0.0, 0.0, 0.0)) - middle
    corners = seen.project(_corners(vertebra)) - middle
    within = np.array(how.shutters) * seen.pixels / 2
    return ViewEvaluation(
        standard_view=nearest_standard_view(seen),
        alignment=measure_alignment(vertebra, seen),
        off_centre_mm=float(np.hypot(*place)) * seen.pixel_mm / seen.magnification,
        open_fraction=how.shutters[0] * how.shutters[1],
        body_in_field=bool((np.abs(corners) <= within).all()),
    )


@dataclass(frozen=True)
class CriterionScore:
    """The score of one criterion.

    Parameters
    ----------
    name : str
    points : float
    max_points : int
    message : str
        The reason, in the user's language.
    """

    name: str
    points: float
    max_points: int
    message: str


@checked
def score_views(claims: Sequence[ViewEvaluation], dose_mgy: float, hints: int) -> tuple[CriterionScore, ...]:
    """Score both views, the dose and the hints; the points add up to 100 at most.

    A view that is off by more than `true_view_within_mm` loses its points evenly and has none at three times that.

    Parameters
    ----------
    claims : sequence of ViewEvaluation
        In their order; the last of each standard view counts for its truth.
    dose_mgy : float
        Dose at the skin of all exposures.
    hints : int
        Number of hints requested; the first is free.
    """
    verdicts = [_score_view(goal, [one for one in claims if one.standard_view == goal]) for goal in STANDARD_VIEWS]
    both = {one.standard_view for one in claims} == set(STANDARD_VIEWS)
    far = max((one.off_centre_mm for one in claims), default=0.0)
    centred = both and far <= tables.value("view_centred_within_mm")
    open_fraction = max((one.open_fraction for one in claims), default=1.0)
    whole = all(one.body_in_field for one in claims)
    narrow = both and whole and open_fraction <= tables.value("view_open_field_max_fraction")
    cut = "" if whole else _(", and it cuts the level")
    later = "" if both else _("; counts once both views are set up")
    little, much = (tables.value(f"positioning_dose_{name}_mgy") for name in ("little", "much"))
    frugal = float(np.clip((much - dose_mgy) / (much - little), 0, 1)) * both
    rows = [
        CriterionScore(
            _("Centre"),
            POINTS["centred"] * centred,
            POINTS["centred"],
            _("the level lies {far} mm from the middle{later}").format(far=f"{far:.0f}", later=later),
        ),
        CriterionScore(
            _("Shutters"),
            POINTS["narrow"] * narrow,
            POINTS["narrow"],
            _("{open_fraction} % of the field is open{cut}{later}").format(
                open_fraction=f"{100 * open_fraction:.0f}", cut=cut, later=later
            ),
        ),
        CriterionScore(
            _("Dose"),
            round(POINTS["dose"] * frugal),
            POINTS["dose"],
            _("{dose_mgy} mGy at the skin, all views added{later}").format(dose_mgy=f"{dose_mgy:.2f}", later=later),
        ),
    ]
    if hints:
        cost = 0.0 - hint_points(hints)
        rows.append(CriterionScore(_("Hints"), cost, 0, _("{hints} asked for, the first one free").format(hints=hints)))
    return (*verdicts, *rows)


@checked
def hint_points(hints: int) -> int:
    """Return the points that a number of hints costs."""
    return HINT_COSTS * max(0, hints - FREE_HINTS)


@checked
def total_points(verdicts: Sequence[CriterionScore]) -> int:
    """Points of 100; never below zero."""
    return round(max(0.0, sum(one.points for one in verdicts)))


def _score_view(goal: StandardView, claims: Sequence[ViewEvaluation]) -> CriterionScore:
    name, most = _("True {goal}").format(goal=_(goal)), POINTS[goal]
    if not claims:
        return CriterionScore(name, 0.0, most, _("not set up yet"))
    found = claims[-1].alignment
    sideways, _unused = _sideways(goal, found)
    within = tables.value("true_view_within_mm")
    excess = max(abs(sideways), found.endplate_gap_mm) / within
    share = float(np.clip((3 - excess) / 2, 0, 1))
    return CriterionScore(name, float(round(most * share)), most, view_errors(claims[-1]))


@checked
def view_errors(claim: ViewEvaluation) -> str:
    """How far a view is from true, in words."""
    _unused, words = _sideways(claim.standard_view, claim.alignment)
    return _("{words}, endplate {endplate_gap_mm} mm wide").format(
        words=words, endplate_gap_mm=f"{claim.alignment.endplate_gap_mm:.1f}"
    )


def _sideways(goal: StandardView, found: Alignment) -> tuple[float, str]:
    if goal == "AP":
        off = found.spinous_offset_mm
        return off, _("spinous process {off} mm off the middle").format(off=f"{abs(off):.1f}")
    return found.walls_gap_mm, _("back wall {walls_gap_mm} mm wide").format(walls_gap_mm=f"{found.walls_gap_mm:.1f}")


@dataclass(frozen=True)
class NextMove:
    """The next move towards a true view.

    Parameters
    ----------
    control : {"rotation_deg", "tilt_deg", "table", ""}
        Empty when nothing is left to do.
    direction : int
        1 or -1; 0 for the table and for nothing.
    message : str
        The reason, in the user's language.
    """

    control: str
    direction: int
    message: str


@checked
def next_move(vertebra: Vertebra, pose: TablePose, lie: PatientTilt) -> NextMove:
    """The move that a view needs most.

    The centre comes first, since the beam is slanted beside it; then the larger of the view's two faults.

    Raises
    ------
    InputError
        If the vertebra lacks a landmark that a view is judged by.
    """
    seen = carm_in_patient_frame(pose, lie)
    goal, found = nearest_standard_view(seen), measure_alignment(vertebra, seen)
    off = evaluate_view(vertebra, seen, ExposureSettings()).off_centre_mm
    if off > tables.value("view_centred_within_mm"):
        return NextMove(
            "table",
            0,
            _("the level lies {off} mm from the middle: move the table so that it goes {way}").format(
                off=f"{off:.0f}", way=_screen_direction(seen)
            ),
        )
    sideways, words = _sideways(goal, found)
    if max(abs(sideways), found.endplate_gap_mm) <= tables.value("true_view_within_mm"):
        return NextMove(
            "",
            0,
            pgettext("view-true-and-centred", "this is a true {goal} view with the level in the middle").format(
                goal=goal
            ),
        )
    if abs(sideways) >= found.endplate_gap_mm:
        way = _improving_sign(vertebra, pose, lie, "rotation_deg")
        return NextMove(
            "rotation_deg",
            way,
            (
                _("{fault}: turn towards the patient’s left")
                if way > 0
                else _("{fault}: turn towards the patient’s right")
            ).format(fault=words),
        )
    way = _improving_sign(vertebra, pose, lie, "tilt_deg")
    tilt = (
        _("the endplate's rims lie {gap} mm apart: tilt towards the patient’s head")
        if way > 0
        else _("the endplate's rims lie {gap} mm apart: tilt towards the patient’s feet")
    )
    return NextMove("tilt_deg", way, tilt.format(gap=f"{found.endplate_gap_mm:.1f}"))


def _screen_direction(seen: CArm) -> str:
    """Which way the level must go on the screen to come to the middle."""
    right, down = (seen.pixels - 1) / 2 - seen.project((0.0, 0.0, 0.0))[0]
    sides = (_("right") if right > 0 else _("left"), _("down") if down > 0 else _("up"))
    named = [
        words for words, far in zip(sides, (abs(right), abs(down)), strict=True) if far > 0.3 * np.hypot(right, down)
    ]
    return _("{first} and {second}").format(first=named[0], second=named[1]) if len(named) == 2 else named[0]


def _improving_sign(vertebra: Vertebra, pose: TablePose, lie: PatientTilt, control: str) -> int:
    """Which way a control makes its fault smaller: 1 or -1."""

    def fault(by: float) -> float:
        turned = carm_in_patient_frame(replace(pose, **{control: getattr(pose, control) + by}), lie)
        found = measure_alignment(vertebra, turned)
        return (
            abs(_sideways(nearest_standard_view(turned), found)[0])
            if control == "rotation_deg"
            else found.endplate_gap_mm
        )

    return 1 if fault(0.5) < fault(-0.5) else -1


def _corners(vertebra: Vertebra) -> NDArray[np.float64]:
    """The corners of the box round the body."""
    body = vertebra.is_part(*BODY_PARTS)
    ends = []
    for at, axis in enumerate(vertebra.axes_mm()):
        kept = axis[body.any(axis=tuple(other for other in range(3) if other != at))]
        ends.append((kept[0], kept[-1]))
    return np.array(np.meshgrid(*ends)).reshape(3, 8).T


@dataclass(frozen=True, eq=False)
class OverlayLine:
    """A line through the patient.

    Parameters
    ----------
    points_mm : array (n, 3)
        A single point is drawn as a cross.
    colour : str
    label : str
    label_side : {"left", "right"}
        The end at which the label stands.
    dashed : bool
    """

    points_mm: NDArray[np.float64]
    colour: str = "yellow"
    label: str = ""
    label_side: Beside = "right"
    dashed: bool = False


@checked
def overlay_lines(vertebra: Vertebra, seen: CArm) -> list[OverlayLine]:
    """Guides to the view `seen`: rims of the upper endplate, with pedicles and spinous process or with the back wall.

    Raises
    ------
    InputError
        If the vertebra lacks a landmark that a guide needs.
    """
    half = 0.8 * float(np.abs(_corners(vertebra)[:, 0]).max())
    across = np.array([half, 0.0, 0.0])
    return _from_behind(vertebra, across) if nearest_standard_view(seen) == "AP" else _from_the_side(vertebra, across)


def _from_behind(vertebra: Vertebra, across: NDArray[np.float64]) -> list[OverlayLine]:
    needed = ("anterior_upper", "posterior_upper", "pedicle_right", "pedicle_left", "spinous_tip")
    marks = {name: np.array(vertebra.landmark(name, _("A guide to a view"))) for name in needed}
    front, back = marks["anterior_upper"], marks["posterior_upper"]
    sides = [marks["pedicle_right"], marks["pedicle_left"]]
    middle, up = np.mean(sides, axis=0), np.array([0.0, 0.0, 18.0])
    return [
        OverlayLine(np.array([front - across, front + across]), "sky", _("front rim")),
        OverlayLine(np.array([back - across, back + across]), "orange", _("back rim"), "left"),
        *(OverlayLine(side[None]) for side in sides),
        OverlayLine(np.array([middle - up, middle + up]), dashed=True),
        OverlayLine(marks["spinous_tip"][None], label=_("spinous process")),
    ]


def _from_the_side(vertebra: Vertebra, across: NDArray[np.float64]) -> list[OverlayLine]:
    needed = ("upper_endplate", "anterior_upper", "posterior_upper")
    marks = {name: np.array(vertebra.landmark(name, _("A guide to a view"))) for name in needed}
    height, back = float(marks["upper_endplate"][2]), float(marks["posterior_upper"][1])
    rim = np.array([[0.0, marks["anterior_upper"][1], height], [0.0, back, height]])
    wall = np.array([[0.0, back, -height], [0.0, back, height]])
    found: list[OverlayLine] = []
    ends: tuple[tuple[int, str, Beside], ...] = ((1, "sky", "left"), (-1, "orange", "right"))
    for side, colour, beside in ends:
        words = pgettext("rim-right", "right rim") if side > 0 else pgettext("rim-left", "left rim")
        found += [
            OverlayLine(rim + side * across, colour, words, beside),
            OverlayLine(wall + 0.7 * side * across, colour, dashed=True),
        ]
    return found
