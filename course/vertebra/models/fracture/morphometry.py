"""Six-point morphometry of a vertebral body: its heights, their loss, and Genant's grade of the deformity."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import check_range
from vertebra.models.anatomy import midline_profile
from vertebra.patient import Vertebra
from vertebra.texts import _

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class VertebralHeights:
    """Heights of a body.

    Parameters
    ----------
    anterior_mm, middle_mm, posterior_mm : float
    wedge_deg : float
        Angle between the endplates, positive where the body is lower in front.
    """

    anterior_mm: float
    middle_mm: float
    posterior_mm: float
    wedge_deg: float

    def losses_percent(self, before: "VertebralHeights") -> tuple[float, float, float]:
        """Return how much (%) of each height is lost: anterior, middle, posterior; negative where it has grown.

        Parameters
        ----------
        before : VertebralHeights
            With heights above 0.
        """
        pairs = zip(
            (self.anterior_mm, self.middle_mm, self.posterior_mm),
            (before.anterior_mm, before.middle_mm, before.posterior_mm),
            strict=True,
        )
        anterior, middle, posterior = (100 * (1 - now / then) for now, then in pairs)
        return anterior, middle, posterior


@checked
def morphometry_heights(vertebra: Vertebra) -> VertebralHeights:
    """Measure the three heights at six points in the median plane, as on a lateral radiograph."""
    places, low, high = midline_profile(vertebra)
    found = np.interp(places, *high) - np.interp(places, *low)
    run = places[0] - places[2]
    slopes = [np.arctan2(np.interp(places[2], *side) - np.interp(places[0], *side), run) for side in (high, low)]
    return VertebralHeights(float(found[0]), float(found[1]), float(found[2]), float(np.degrees(slopes[0] - slopes[1])))


@checked
def heights_before_fracture(vertebra: Vertebra) -> VertebralHeights:
    """Return the heights that a body had before it collapsed.

    Where its history is not known, as with a fracture on a CT, front and middle are taken to have been at least as high
    as its back wall is now.
    """
    if vertebra.history is not None:
        return VertebralHeights(*vertebra.history.heights_mm, vertebra.history.wedge_deg)
    now = morphometry_heights(vertebra)
    front, middle = (max(one, now.posterior_mm) for one in (now.anterior_mm, now.middle_mm))
    return VertebralHeights(front, middle, now.posterior_mm, min(now.wedge_deg, 0.0))


@checked
def height_lines(vertebra: Vertebra) -> list[tuple[float, float, float]]:
    """Return the three heights as lines in the median plane, front to back.

    Returns
    -------
    list of (y, lower z, upper z)
        In mm.
    """
    places, low, high = midline_profile(vertebra)
    found = zip(places, np.interp(places, *low), np.interp(places, *high), strict=True)
    return [(float(y), float(below), float(above)) for y, below, above in found]


@checked
def genant_grade(loss_percent: float) -> int:
    """Genant's grade of a loss of height: 0 below 20 %, 1 from 20, 2 from 25, 3 above 40.

    Parameters
    ----------
    loss_percent : float
        The largest loss, -20 to 100 %.

    Raises
    ------
    InputError
        For a loss out of range.

    Source
    ------
    Genant1993.
    """
    loss = check_range(_("The height lost"), loss_percent, -20, 100, "%")
    if loss > tables.value("genant_grade_3_from_percent"):
        return 3
    return sum(loss >= tables.value(f"genant_grade_{grade}_from_percent") for grade in (1, 2))


@checked
def grade(now: VertebralHeights, before: VertebralHeights) -> int:
    """Genant's grade (0 to 3) by the height that is lost most, read to a whole percent as on a radiograph.

    Parameters
    ----------
    now, before : VertebralHeights

    Source
    ------
    Genant1993.
    """
    return genant_grade(float(np.clip(round(max(now.losses_percent(before))), -20, 100)))


@checked
def deformity_type(now: VertebralHeights, before: VertebralHeights) -> str:
    """Name of a deformity by the height that is lost most.

    Parameters
    ----------
    now, before : VertebralHeights

    Returns
    -------
    str
        "crush" where the back wall too has lost as much as a grade 1 has, else "wedge" or "biconcave"; "none" below
        grade 1.

    Source
    ------
    Genant1993 (the grades).
    """
    anterior, middle, posterior = now.losses_percent(before)
    if grade(now, before) == 0:
        return "none"
    if round(posterior) >= tables.value("genant_grade_1_from_percent"):
        return "crush"
    return "wedge" if anterior >= middle else "biconcave"
