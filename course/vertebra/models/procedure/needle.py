"""A needle on its way through a pedicle: its distance from structures at risk, and the walls that it breaks.

The needle is rigid. Distances are to the shape of the bone (signed, exact for a built vertebra) and to the canal's
voxels.

Long because margins, walls and the place of a breach are read from the same samples along the needle.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import InputError, check_range
from vertebra.models.anatomy.adjacent_structures import (
    FAR_MM,
    body_extent_mm,
    distance_to_lung_mm,
    distance_to_segmental_artery_mm,
    distance_to_surface_mm,
    distance_to_vessel_mm,
    interpolate,
)
from vertebra.models.procedure.options import APPROACHES, Approach, outer_diameter_mm
from vertebra.patient import Part, Vertebra
from vertebra.texts import _, pgettext

Point = tuple[float, float, float]
Floats = NDArray[np.float64]

SAMPLE_MM = 0.5
BEHIND_MM = 18.0
"""From the pedicle's middle back to where the bone begins, along the needle."""
MAX_DEPTH_MM = 90.0
IN_BODY_MM = 24.0
"""From the pedicle's middle to the tip of a needle that is ready for cement."""
NO_CONTACT_MM = FAR_MM
"""Stands for the distance to what the needle has not come to."""
BODY_WALLS = ("front wall", "back wall", "upper endplate", "lower endplate", "side wall")
"""Names of the body's walls."""
SIDES = {"right": 1, "left": -1}
CLEARANCE_FIELDS = 0.75
"""Room between the pedicle's outer border and the surface of a needle on the parapedicular approach."""


@checked
def check_side(side: str) -> None:
    """Refuse what is neither right nor left.

    Raises
    ------
    InputError
        Names the value.
    """
    if side not in SIDES:
        raise InputError(_("The side is {side}; give right or left.").format(side=repr(side)))


@checked_fields
@dataclass(frozen=True)
class Needle:
    """A rigid cannula in place.

    Parameters
    ----------
    entry_mm : (x, y, z)
        Where it enters.
    medial_deg : float
        Angle towards the midline, -45 to 60 degrees.
    caudal_deg : float
        Angle downwards, -45 to 45 degrees.
    depth_mm : float
        From the entry to the tip, 0 to 90 mm.
    side : str
        "right" or "left".
    gauge : int
        10, 11 or 13.
    approach : str
        A member of `APPROACHES`.

    Raises
    ------
    InputError
        For a value out of range or unknown.
    """

    entry_mm: Point
    medial_deg: float
    caudal_deg: float
    depth_mm: float
    side: str = "right"
    gauge: int = 11
    approach: Approach = "transpedicular"

    def __post_init__(self) -> None:
        check_range(_("The angle towards the midline"), self.medial_deg, -45, 60, "degrees")
        check_range(_("The angle downwards"), self.caudal_deg, -45, 45, "degrees")
        check_range(_("The depth"), self.depth_mm, 0, MAX_DEPTH_MM, "mm")
        check_side(self.side)
        if self.approach not in APPROACHES:
            raise InputError(
                _("The way is {approach}; give {approaches}.").format(
                    approach=repr(self.approach), approaches=" or ".join(APPROACHES)
                )
            )
        outer_diameter_mm(self.gauge)

    @property
    def direction(self) -> Floats:
        """Unit vector from entry to tip: forward, towards the midline, downwards."""
        inward, down = np.radians(self.medial_deg), np.radians(self.caudal_deg)
        sign = -SIDES[self.side]
        return np.array([sign * np.sin(inward) * np.cos(down), np.cos(inward) * np.cos(down), -np.sin(down)])

    @property
    def tip_mm(self) -> Point:
        """Place (x, y, z) of its tip."""
        x, y, z = (float(one) for one in np.asarray(self.entry_mm) + self.depth_mm * self.direction)
        return x, y, z

    @property
    def radius_mm(self) -> float:
        """Half the outer diameter (mm)."""
        return outer_diameter_mm(self.gauge) / 2


@dataclass(frozen=True)
class Margins:
    """Free distance (mm) from the needle's surface to what must not be hit; negative inside it.

    `FAR_MM` stands for what the needle has not come to, and for what is not there.

    Parameters
    ----------
    canal_mm : float
    wall_mm : float
        Least cover of bone in the pedicle. On the parapedicular approach, which has none, the distance to the pedicle's
        inner border.
    wall_side : str
        Where the cover is thinnest: "medial", "lateral", "upper" or "lower".
    nerve_root_mm : float
    front_mm : float
        Bone between the tip and the nearest wall of the body, once the needle is in the body.
    body_wall : str
        That wall; where one is pierced, the first: a member of `BODY_WALLS`.
    aorta_mm, lung_mm, vena_cava_mm, segmental_mm : float
    """

    canal_mm: float
    wall_mm: float
    wall_side: str
    nerve_root_mm: float
    front_mm: float
    aorta_mm: float = FAR_MM
    lung_mm: float = FAR_MM
    vena_cava_mm: float = FAR_MM
    segmental_mm: float = FAR_MM
    body_wall: str = "front wall"

    @property
    def clearance_by_structure_mm(self) -> dict[str, float]:
        """Distance (mm) to each structure beside the bone, by name; `FAR_MM` for one that is not there."""
        return {
            "aorta": self.aorta_mm,
            "vena cava": self.vena_cava_mm,
            "lung": self.lung_mm,
            "segmental artery": self.segmental_mm,
        }

    @property
    def breached_structure(self) -> str:
        """Name of the worst structure or wall that was broken, "" for none.

        One of "aorta", "canal", "vena cava", "lung", "segmental artery", `BODY_WALLS` and the side of the pedicle's
        wall, in this order.
        """
        beside = self.clearance_by_structure_mm
        for name, free in (("aorta", beside.pop("aorta")), ("canal", self.canal_mm), *beside.items()):
            if free < 0:
                return name
        if self.front_mm < 0:
            return self.body_wall
        return f"{self.wall_side}_pedicle_wall" if self.wall_mm < 0 else ""


@checked
def planned_needle(
    vertebra: Vertebra,
    side: str = "right",
    gauge: int = 11,
    approach: Approach = "transpedicular",
    target_mm: Point | None = None,
) -> Needle:
    """Plan a needle to the front third of the body, or to a given place.

    Transpedicular it goes through the pedicle's middle to a third of its distance from the midline; parapedicular past
    the pedicle's outer border, and nearer to the midline.

    Parameters
    ----------
    vertebra : Vertebra
        Intact or fractured, built or from a CT.
    side : str
        "right" or "left".
    gauge : int
        10, 11 or 13.
    approach : str
        A member of `APPROACHES`.
    target_mm : (x, y, z), optional
        Place for the tip.

    Returns
    -------
    Needle

    Raises
    ------
    InputError
        For an unknown side, gauge or approach, a landmark or pedicles that the vertebra lacks, by name, and a target
        that takes an angle or a depth out of the needle's range.
    """
    check_side(side)
    names = f"pedicle_{side}", "anterior_upper", "anterior_lower"
    pedicle, upper, lower = (vertebra.landmark(name, _("A needle through the pedicle")) for name in names)
    through = np.array(pedicle)
    target = np.array([through[0] / 3, (upper[1] + lower[1]) / 2 / 3, 0.0])
    if approach == "parapedicular":
        outer = float(np.abs(_pedicle_cells(vertebra, side)[:, 0]).max()) + vertebra.spacing_mm[0] / 2
        through[0] = SIDES[side] * (outer + CLEARANCE_FIELDS + outer_diameter_mm(gauge) / 2)
        target[0] /= 2
    run = (target if target_mm is None else np.asarray(target_mm)) - through
    length = float(np.linalg.norm(run))
    along = run / length
    entry = through - BEHIND_MM * along
    medial = float(np.degrees(np.arctan2(-SIDES[side] * along[0], along[1])))
    caudal = float(np.degrees(np.arcsin(-along[2])))
    x, y, z = (float(one) for one in entry)
    return Needle((x, y, z), medial, caudal, BEHIND_MM + length, side, gauge, approach)


@checked
def needle_in_pedicle(vertebra: Vertebra, side: str, beyond_mm: float, gauge: int = 11) -> Needle:
    """Return the planned transpedicular needle with its tip past the pedicle's middle.

    Parameters
    ----------
    vertebra : Vertebra
    side : str
        "right" or "left".
    beyond_mm : float
        From the pedicle's middle to the tip, -18 to 72 mm.
    gauge : int
        10, 11 or 13.

    Raises
    ------
    InputError
        As `planned_needle`, and for a depth out of range.
    """
    return replace(planned_needle(vertebra, side, gauge), depth_mm=BEHIND_MM + beyond_mm)


@checked
def touches_bone(vertebra: Vertebra, needle: Needle) -> bool:
    """Return whether the needle, as deep as it is, meets the bone anywhere."""
    return bool((distance_to_surface_mm(vertebra, _points(needle)) < needle.radius_mm).any())


@checked
def margins(vertebra: Vertebra, needle: Needle) -> Margins:
    """Measure the distance of the needle, as deep as it is, from all that must not be hit.

    Parameters
    ----------
    vertebra : Vertebra
    needle : Needle

    Returns
    -------
    Margins

    Raises
    ------
    InputError
        For a needle that never touches the bone, and a vertebra without a canal or pedicles.
    """
    points = _points(needle)
    inside = distance_to_surface_mm(vertebra, points)
    if not (inside < needle.radius_mm).any():
        raise InputError(
            pgettext(
                "needle-misses", "The needle misses this vertebra altogether; bring its entry nearer to the pedicle."
            )
        )
    canal = interpolate(vertebra, _to_canal(vertebra), points) - needle.radius_mm
    through = _pedicle_wall if needle.approach == "transpedicular" else _inner_border_clearance
    wall, side = through(vertebra, needle, points, inside)
    root = (
        np.linalg.norm(points - nerve_root_mm(vertebra, needle.side), axis=1).min()
        - needle.radius_mm
        - tables.value("root_radius_mm")
    )
    in_body = points[:, 1] > _back_wall_mm(vertebra)
    front = _front_cover(inside[in_body], needle.radius_mm)
    body_wall, _place = _body_wall(vertebra, points[in_body], inside[in_body], needle.radius_mm)
    aorta, cava = (distance_to_vessel_mm(vertebra, name, points) - needle.radius_mm for name in ("aorta", "vena_cava"))
    lung, segmental = (
        far(vertebra, points) - needle.radius_mm for far in (distance_to_lung_mm, distance_to_segmental_artery_mm)
    )
    return Margins(float(canal.min()), wall, side, float(root), front, aorta, lung, cava, segmental, body_wall)


@checked
def tip_past_medial_wall(vertebra: Vertebra, needle: Needle) -> bool:
    """Return whether the tip, seen from behind, has crossed the pedicle's inner border.

    Raises
    ------
    InputError
        For a vertebra without pedicles.
    """
    return bool(SIDES[needle.side] * needle.tip_mm[0] < _inner_border_mm(vertebra, needle.side))


@checked
def tip_past_posterior_wall(vertebra: Vertebra, needle: Needle) -> bool:
    """Return whether the tip, seen from the side, has passed the body's back wall."""
    return bool(needle.tip_mm[1] >= _back_wall_mm(vertebra))


@checked
def medial_wall_rule_ok(vertebra: Vertebra, needle: Needle) -> bool:
    """Return whether the tip keeps the rule of the medial wall.

    Seen from behind it must not cross the pedicle's inner border before, seen from the side, it passes the back wall.

    Raises
    ------
    InputError
        For a vertebra without pedicles.
    """
    return not tip_past_medial_wall(vertebra, needle) or tip_past_posterior_wall(vertebra, needle)


@checked
def depth_fraction(vertebra: Vertebra, place_mm: Point) -> float:
    """Return how far a place (x, y, z in mm) lies from the back wall (0) to the front wall (1); not clipped."""
    back, front = body_extent_mm(vertebra)[1]
    return float((place_mm[1] - back) / (front - back))


@checked
def nerve_root_mm(vertebra: Vertebra, side: str) -> Floats:
    """Return the place (x, y, z in mm) of the nerve root below a pedicle.

    Raises
    ------
    InputError
        For a vertebra without pedicles, and a side that is neither right nor left.

    Source
    ------
    `root_below_pedicle_mm` of `assets/tables/needle.toml`.
    """
    check_side(side)
    cells = _pedicle_cells(vertebra, side)
    return np.array([cells[:, 0].mean(), cells[:, 1].mean(), cells[:, 2].min() - tables.value("root_below_pedicle_mm")])


def _points(needle: Needle) -> Floats:
    count = max(2, int(np.ceil(needle.depth_mm / SAMPLE_MM)) + 1)
    return np.asarray(needle.entry_mm) + np.linspace(0, needle.depth_mm, count)[:, None] * needle.direction


@cache.BONES.memoize
def _to_canal(vertebra: Vertebra) -> NDArray[np.float32]:
    """Distance (mm) of each voxel to the canal, negative inside it."""
    from scipy import ndimage

    canal = np.asarray(vertebra.is_part(Part.CANAL))
    if not canal.any():
        raise InputError(_("This vertebra shows no canal, so the needle's distance to it can't be told."))
    away, deep = (ndimage.distance_transform_edt(one, sampling=vertebra.spacing_mm) for one in (~canal, canal))
    return np.asarray(away - deep, np.float32)


def _pedicle_wall(vertebra: Vertebra, needle: Needle, points: Floats, inside: Floats) -> tuple[float, str]:
    """The thinnest cover of bone while the needle is in the pedicle, and on which side."""
    rows = _pedicle_rows_mm(vertebra, needle.side)
    here = (points[:, 1] >= rows[0]) & (points[:, 1] <= rows[1])
    if not here.any():
        return NO_CONTACT_MM, "medial"
    at = int(np.flatnonzero(here)[np.argmax(inside[here])])
    cover = -float(inside[at]) - needle.radius_mm
    slope = [
        float(np.diff(distance_to_surface_mm(vertebra, points[at] + np.array([[-1.0], [1.0]]) * step))[0])
        for step in (np.array([1.0, 0, 0]), np.array([0, 0, 1.0]))
    ]
    sideways, upward = SIDES[needle.side] * slope[0], slope[1]
    if abs(sideways) >= abs(upward):
        return cover, "lateral" if sideways > 0 else "medial"
    return cover, "upper" if upward > 0 else "lower"


def _front_cover(inside: Floats, radius_mm: float) -> float:
    """Bone before the tip, given how far outside bone (negative in it) its way past the back wall lies; `NO_CONTACT_MM`
    while it is only coming in."""
    if len(inside) == 0 or inside.min() >= 0:
        return NO_CONTACT_MM
    cover = -float(inside[-1]) - radius_mm
    return cover if cover >= 0 or inside.argmin() < len(inside) - 1 else NO_CONTACT_MM


def _body_wall(vertebra: Vertebra, points: Floats, inside: Floats, radius_mm: float) -> tuple[str, Floats | None]:
    """The wall of the body where the needle leaves it, or the one nearest to its tip, and the place on the way."""
    if len(inside) == 0 or inside.min() >= 0:
        return "front wall", None
    deepest = int(inside.argmin())
    out = np.flatnonzero(inside[deepest:] + radius_mm > 0)
    at = deepest + int(out[0]) if len(out) else len(inside) - 1
    slope = _outward(vertebra, points[at])
    axis = int(np.abs(slope).argmax())
    if axis == 0:
        return "side wall", points[at]
    low, high = ("back wall", "front wall") if axis == 1 else ("lower endplate", "upper endplate")
    return (high if slope[axis] > 0 else low), points[at]


def _outward(vertebra: Vertebra, place_mm: Floats) -> Floats:
    """Slope of the distance to the surface, which points out of the bone by the nearest way."""
    steps = np.concatenate([np.eye(3), -np.eye(3)])
    found = distance_to_surface_mm(vertebra, place_mm + steps)
    return np.asarray(found[:3] - found[3:])


@checked
def breach_place_mm(vertebra: Vertebra, needle: Needle) -> Point:
    """Return the place where the needle breaks what `margins` names as broken; its tip where it breaks nothing.

    Raises
    ------
    InputError
        As `margins`.
    """
    structure = margins(vertebra, needle).breached_structure
    points = _points(needle)
    inside = distance_to_surface_mm(vertebra, points)
    in_body = points[:, 1] > _back_wall_mm(vertebra)
    if structure == "canal":
        place = points[int(interpolate(vertebra, _to_canal(vertebra), points).argmin())]
    elif structure in BODY_WALLS:
        place = _body_wall(vertebra, points[in_body], inside[in_body], needle.radius_mm)[1]
    elif structure.endswith("_pedicle_wall") and needle.approach == "transpedicular":
        rows = _pedicle_rows_mm(vertebra, needle.side)
        here = np.flatnonzero((points[:, 1] >= rows[0]) & (points[:, 1] <= rows[1]))
        place = points[here[np.argmax(inside[here])]]
    elif structure in ("aorta", "vena cava"):
        name = structure.replace(" ", "_")
        place = min(points, key=lambda one: distance_to_vessel_mm(vertebra, name, one[None]))
    elif structure == "segmental artery":
        place = min(points, key=lambda one: distance_to_segmental_artery_mm(vertebra, one[None]))
    else:
        place = np.asarray(needle.tip_mm)
    x, y, z = map(float, place)
    return x, y, z


def _inner_border_clearance(vertebra: Vertebra, needle: Needle, points: Floats, inside: Floats) -> tuple[float, str]:
    """Beside the pedicle: how far the needle stays outside its inner border, which it must not cross."""
    rows = _pedicle_rows_mm(vertebra, needle.side)
    here = (points[:, 1] >= rows[0]) & (points[:, 1] <= rows[1])
    if not here.any():
        return NO_CONTACT_MM, "medial"
    nearest = float((SIDES[needle.side] * points[here, 0]).min())
    return nearest - needle.radius_mm - _inner_border_mm(vertebra, needle.side), "medial"


@cache.BONES.memoize
def _pedicle_cells(vertebra: Vertebra, side: str) -> Floats:
    index = np.argwhere(np.asarray(vertebra.is_part(Part.PEDICLE)))
    if len(index) == 0:
        raise InputError(_("This vertebra has no pedicles, so a needle can't go through one."))
    places = np.stack([axis[index[:, at]] for at, axis in enumerate(vertebra.axes_mm())], axis=1)
    return places[SIDES[side] * places[:, 0] > 0]


@cache.BONES.memoize
def _pedicle_rows_mm(vertebra: Vertebra, side: str) -> tuple[float, float]:
    rows = _pedicle_cells(vertebra, side)[:, 1]
    return float(rows.min()), float(rows.max())


@cache.BONES.memoize
def _inner_border_mm(vertebra: Vertebra, side: str) -> float:
    """Distance of the pedicle's inner border from the midline."""
    return float(np.percentile(np.abs(_pedicle_cells(vertebra, side)[:, 0]), 3))


def _back_wall_mm(vertebra: Vertebra) -> float:
    return body_extent_mm(vertebra)[1][0]
