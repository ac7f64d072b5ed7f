"""Place where a loaded body fails first, as a mask and in words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked
from vertebra.models.mechanics.specimen import ENDPLATES, Specimen

Singles = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class FailureSite:
    """Place where bone fails first.

    Parameters
    ----------
    where : array (nx, ny, nz)
        Mask on the specimen's grid.
    middle_mm : tuple
        Mean place of the mask.
    height : str
        "lower", "middle" or "upper" third.
    depth : str
        "back", "centre" or "front" third.
    endplate_fraction : float
        Share of the mask that is endplate, 0 to 1.
    """

    where: NDArray[np.bool_]
    middle_mm: tuple[float, float, float]
    height: str
    depth: str
    endplate_fraction: float

    @property
    def region(self) -> str:
        """Name of the region, such as "front of the upper third"."""
        return f"{self.depth} of the {self.height} third"


@checked
def locate(specimen: Specimen, over_yield: Singles, share_percent: float) -> FailureSite:
    """Find the most strained piece among the tissue that is strained most.

    Parameters
    ----------
    specimen : Specimen
    over_yield : array (nx, ny, nz)
        Strain over yield strain, such as `Compression.yield_ratio`.
    share_percent : float
        Share of the tissue that is looked at, above 0 to 100 %.

    Returns
    -------
    FailureSite
        Of the piece, joined by faces, edges or corners, whose sum of `over_yield` is largest.
    """
    limit = np.percentile(over_yield[specimen.tissue], 100 - share_percent)
    where = _largest_component(specimen.tissue & (over_yield >= limit), over_yield)
    step = np.array(specimen.spacing_mm)
    middle = np.array(specimen.origin_mm) + np.argwhere(where).mean(axis=0) * step
    return _failure_site(specimen, where, (float(middle[0]), float(middle[1]), float(middle[2])))


def _largest_component(where: NDArray[np.bool_], weight: Singles) -> NDArray[np.bool_]:
    from scipy import ndimage

    pieces, count = ndimage.label(where, np.ones((3, 3, 3)))
    sums = ndimage.sum_labels(weight, pieces, np.arange(1, count + 1))
    return np.asarray(pieces == 1 + int(np.argmax(sums)))


def _failure_site(specimen: Specimen, where: NDArray[np.bool_], middle: tuple[float, float, float]) -> FailureSite:
    places = np.argwhere(specimen.bone)
    low, high = (
        specimen.origin_mm[2] + edge * specimen.spacing_mm[2] for edge in (places[:, 2].min(), places[:, 2].max())
    )
    back, front = (
        specimen.origin_mm[1] + edge * specimen.spacing_mm[1] for edge in (places[:, 1].min(), places[:, 1].max())
    )
    third = ("lower", "middle", "upper")[int(np.clip(3 * (middle[2] - low) / (high - low), 0, 2.999))]
    depth = ("back", "centre", "front")[int(np.clip(3 * (middle[1] - back) / (front - back), 0, 2.999))]
    plates = np.isin(specimen.labels[where], ENDPLATES)
    return FailureSite(where, middle, third, depth, float(plates.mean()))
