"""Strength that cement restores: a vertebra before its fracture, fractured, and filled.

A collapsed body is denser than before, but its struts are broken (`mechanics.crushed_bone`): its stiffness is what
cement has to give back. Cement that fills a voxel's pores gives it the modulus of cement.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models import mechanics
from vertebra.patient import Part, Vertebra
from vertebra.texts import _, pgettext

CEMENTED_FRACTION = 0.5
"""A voxel counts as cement from this share of its volume on."""
TEST_LOAD_N = 500.0
SIDE_PERCENTILE = 60
"""The centres of cement on both sides lie where this share (%) of the spongy bone is nearer to the midline."""
FORWARD_OF_MIDDLE_MM = 2.0
"""In front of the middle of the spongy bone, as a needle's tip lies."""
MIN_ROOM_FRACTION = 0.3
"""Share of a voxel that cement takes up even in the densest bone."""


@dataclass(frozen=True)
class RestoredStrength:
    """Stiffness (N/mm) and strength (N), each before the fracture, fractured and treated."""

    stiffness_n_per_mm: tuple[float, float, float]
    strength_n: tuple[float, float, float]

    @property
    def stiffness_restored(self) -> float:
        """Stiffness after treatment over that before the fracture."""
        return self.stiffness_n_per_mm[2] / self.stiffness_n_per_mm[0]

    @property
    def strength_restored(self) -> float:
        """Strength after treatment over that before the fracture."""
        return self.strength_n[2] / self.strength_n[0]


@checked
def with_cement(vertebra: Vertebra, cement_fraction: NDArray[np.floating]) -> Vertebra:
    """Return the vertebra with cement where it takes up at least half of a voxel inside the body.

    Parameters
    ----------
    vertebra : Vertebra
    cement_fraction : array (nx, ny, nz)
        Share of each voxel that is cement, 0 to 1; values are not checked.

    Returns
    -------
    Vertebra
        Of the kind "treated".

    Raises
    ------
    InputError
        For a share of another shape than the vertebra's.
    """
    share = np.asarray(cement_fraction)
    if share.shape != vertebra.shape:
        raise InputError(
            pgettext(
                "cement-shape", "The cement's share has the shape {shape}; it must be the vertebra's, {vertebra_shape}."
            ).format(shape=share.shape, vertebra_shape=vertebra.shape)
        )
    inside = (share >= CEMENTED_FRACTION) & np.asarray(
        vertebra.is_part(Part.TRABECULAR, Part.BASIVERTEBRAL_VEIN, Part.CAVITY, Part.CEMENT)
    )
    labels = np.where(inside, Part.CEMENT, vertebra.labels).astype(np.uint8)
    return replace(vertebra, labels=labels, kind="treated")


@checked
def simulate_restoration(intact: Vertebra, fractured: Vertebra, treated: Vertebra) -> RestoredStrength:
    """Load a vertebra before its fracture, fractured and treated, each time straight and in its middle.

    Parameters
    ----------
    intact, fractured : Vertebra
    treated : Vertebra
        The fractured one after `with_cement` or a procedure (`ProcedureOutcome.vertebra`).

    Returns
    -------
    RestoredStrength

    Raises
    ------
    InputError
        For a body that cannot be loaded.
    ConvergenceError
        If the solver does not converge.
    """
    three = [stiffness_and_strength(one) for one in (intact, fractured, treated)]
    (k_intact, s_intact), (k_broken, s_broken), (k_treated, s_treated) = three
    return RestoredStrength((k_intact, k_broken, k_treated), (s_intact, s_broken, s_treated))


@checked
@cache.LOADED.memoize
def stiffness_and_strength(vertebra: Vertebra) -> tuple[float, float]:
    """Return stiffness (N/mm) and strength (N) under a straight load in the middle.

    A vertebra is solved once while it is in use.

    Raises
    ------
    InputError
        For a body that cannot be loaded.
    ConvergenceError
        If the solver does not converge.
    """
    tested = mechanics.compress(vertebra, load_n=TEST_LOAD_N)
    return float(tested.stiffness_n_per_mm), float(tested.strength_n)


@checked
def cement_ml(vertebra: Vertebra, cement_fraction: NDArray[np.floating]) -> float:
    """Return the volume of cement (mL) in the labelled voxels of a vertebra.

    Parameters
    ----------
    vertebra : Vertebra
    cement_fraction : array (nx, ny, nz)
        Share of each voxel that is cement, 0 to 1.
    """
    return float(np.asarray(cement_fraction)[np.asarray(vertebra.labels > 0)].sum()) * vertebra.voxel_ml


@checked
def ellipsoid_cement(vertebra: Vertebra, volume_ml: float, placement: str = "both sides") -> NDArray[np.float32]:
    """Fill the pores around one or two centres with cement, to compare placements.

    The nearest places are filled first, so that the volume is reached as far as there is room.

    Parameters
    ----------
    vertebra : Vertebra
    volume_ml : float
        Cement in all, 0.2 to 12 mL.
    placement : str
        "both sides", "one side" or "middle".

    Returns
    -------
    array (nx, ny, nz)
        Share of each voxel that is cement, 0 to 1.

    Raises
    ------
    InputError
        For a volume out of range or an unknown placement.
    """
    wanted = check_range(_("The volume of cement"), volume_ml, 0.2, 12, "mL")
    inside = vertebra.spongy_bone(Part.BASIVERTEBRAL_VEIN, Part.CAVITY)
    x, y, z = vertebra.axes_mm()
    index = np.argwhere(inside)
    where = np.stack([x[index[:, 0]], y[index[:, 1]], z[index[:, 2]]], axis=1)
    middle = where.mean(axis=0)
    side = float(np.percentile(np.abs(where[:, 0] - middle[0]), SIDE_PERCENTILE))
    offsets = {"both sides": (-side, side), "one side": (side,), "middle": (0.0,)}
    if placement not in offsets:
        raise InputError(
            _("The placement is {placement}; give one of {offsets}.").format(
                placement=repr(placement), offsets=", ".join(offsets)
            )
        )
    away = np.min(
        [
            np.linalg.norm(where - (middle + np.array((one, FORWARD_OF_MIDDLE_MM, 0.0))), axis=1)
            for one in offsets[placement]
        ],
        axis=0,
    )
    room = 1 - vertebra.density_mg_cm3[tuple(index.T)] / tables.value("trabecular_tissue_density_mg_cm3")
    order = np.argsort(away, kind="stable")
    poured = np.cumsum(np.clip(room[order], MIN_ROOM_FRACTION, 1)) * vertebra.voxel_ml
    share = np.zeros(vertebra.shape, np.float32)
    chosen = index[order[poured <= wanted]]
    share[tuple(chosen.T)] = np.clip(room[order[poured <= wanted]], MIN_ROOM_FRACTION, 1)
    return share
