"""Open space inside a broken body: the fresh plane along which it was crushed, and a cleft where bone has died beside
it.

The plane runs through the middle of the crushed band, tilted with it, as far back as height was lost. A cleft is a lens
on it.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models.fracture import parameters
from vertebra.patient import Part, Vertebra
from vertebra.texts import _, pgettext

FRONT, BACK = "fracture_front", "fracture_back"
"""Landmarks of a collapsed body: where the plane begins and ends in the median plane."""
HALVINGS = 40
Singles = NDArray[np.float32]


@checked
def height_mm(vertebra: Vertebra) -> NDArray[np.float64] | None:
    """Height (mm) of the fracture plane at each y of the grid.

    Returns
    -------
    array (ny,) or None
        NaN where the plane does not reach; None for a body without a plane.
    """
    if FRONT not in vertebra.landmarks_mm or BACK not in vertebra.landmarks_mm:
        return None
    (_x, front, high), (_x, back, low) = (vertebra.landmarks_mm[one] for one in (FRONT, BACK))
    y = vertebra.axes_mm()[1]
    slack = vertebra.spacing_mm[1] / 2
    within = (y >= back - slack) & (y <= front + slack)
    return np.where(within, np.interp(y, (back, front), (low, high)), np.nan)


@checked
def plane_fraction(vertebra: Vertebra) -> Singles:
    """Share of the fracture plane that lies in each voxel (nx, ny, nz).

    It adds up to 1 over each column that the plane crosses, shared by the two voxels it passes between; 0 elsewhere.
    """
    found = np.zeros(vertebra.shape, np.float32)
    height = height_mm(vertebra)
    if height is None:
        return found
    _unused, _unused, z = vertebra.axes_mm()
    away = np.abs(z[None, :] - height[:, None]) / vertebra.spacing_mm[2]
    found[:] = np.nan_to_num(np.clip(1 - away, 0, 1))[None]
    return found


@checked
def with_cleft(collapsed: Vertebra, volume_ml: float = 1.0) -> Vertebra:
    """Add a cleft on the fracture plane, open to the broken wall in front of it.

    It is a lens of fluid or gas: no bone, no resistance to cement. Where it touches the wall the wall is gone.

    Parameters
    ----------
    collapsed : Vertebra
        A body with a fracture plane.
    volume_ml : float
        0.1 to 4 mL.

    Returns
    -------
    Vertebra

    Raises
    ------
    InputError
        For a volume out of range, a body without a fracture plane, and one without room for the cleft.

    Source
    ------
    `assets/tables/fracture_collapse.csv`.
    """
    low, high = (parameters.value("cleft_volume", end) for end in ("least", "most"))
    wanted = check_range(_("The volume of the cleft"), volume_ml, low, high, "mL")
    height = height_mm(collapsed)
    if height is None:
        raise InputError(
            pgettext(
                "no-fracture-plane",
                "This body has no fracture plane, so no cleft can lie on it. Let it collapse first.",
            )
        )
    soft = collapsed.spongy_bone()
    depth = _depth(collapsed, height, soft)
    low, high = 0.0, 20.0
    for _unused in range(HALVINGS):
        thick = (low + high) / 2
        hollow = soft & (depth < thick)
        low, high = (thick, high) if float(hollow.sum()) * collapsed.voxel_ml < wanted else (low, thick)
    hollow = soft & (depth < high)
    if float(hollow.sum()) * collapsed.voxel_ml < 0.8 * wanted:
        raise InputError(
            _("A cleft of {wanted} mL finds no room in this body; choose a smaller one.").format(wanted=f"{wanted:g}")
        )
    return replace(
        collapsed,
        labels=np.where(hollow, Part.CAVITY, collapsed.labels).astype(np.uint8),
        density_mg_cm3=np.where(hollow, 0, collapsed.density_mg_cm3).astype(np.float32),
        shell_fraction=np.where(_before(collapsed, hollow), 0, collapsed.shell_fraction).astype(np.float32),
    )


def _depth(body: Vertebra, height: NDArray[np.float64], soft: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How thick a lens has to be for each voxel to lie in it; infinite beside it."""
    x, y, z = body.axes_mm()
    reached = np.flatnonzero(np.isfinite(height) & soft.any(axis=(0, 2)))
    front, back = float(y[reached[-1]]), float(y[reached[0]])
    length = parameters.value("cleft_depth") * (front - back)
    half = 0.5 * float(np.ptp(x[soft.any(axis=(1, 2))]))
    along = np.clip(1 - (np.maximum(front - y, 0) / length) ** 2, 0, 1)[None, :]
    across = np.clip(1 - (x / half) ** 2, 0, 1)[:, None]
    lens = np.sqrt(along * across)[:, :, None]
    away = 2 * np.abs(z[None, None, :] - height[None, :, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.where(lens > 0, away / lens, np.inf), nan=np.inf, posinf=np.inf)


def _before(body: Vertebra, hollow: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The front wall where the hollow lies behind it."""
    from scipy import ndimage

    reach = round(2 / body.spacing_mm[1]) + 1
    ahead = np.zeros((1, 2 * reach + 1, 1), bool)
    ahead[0, : reach + 1] = True
    touched = ndimage.binary_dilation(hollow, ahead[:, ::-1])
    return np.asarray(touched & np.asarray(body.is_part(Part.CORTICAL_SHELL)))
