"""DXA of one vertebra, and what makes it read too much: worn facet joints, a calcified aorta, a collapse."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models import bone
from vertebra.models.bone.measure import dxa_projection
from vertebra.patient import Part, Vertebra
from vertebra.texts import _, pgettext

Wear = Literal["moderate", "severe"]
WEARS: tuple[Wear, ...] = ("moderate", "severe")
BEHIND_BODY_MM = 4.0
"""Bone this far behind the vertebral canal's front and beside the midline counts as facet joint."""


@dataclass(frozen=True)
class DxaReading:
    """DXA of one vertebra, and the CT number of its core.

    Parameters
    ----------
    mineral_g : float
        Mineral content of the projected area.
    area_cm2 : float
    areal_g_cm2 : float
    t_score : float
    hounsfield_hu : float
        Mean CT number (HU) of the core.
    """

    mineral_g: float
    area_cm2: float
    areal_g_cm2: float
    t_score: float
    hounsfield_hu: float


@checked
def dxa_scan(vertebra: Vertebra, calcification_mm3: float = 0.0) -> DxaReading:
    """Measure a vertebra by DXA and CT behind a calcified aorta.

    Parameters
    ----------
    vertebra : Vertebra
        With a patient.
    calcification_mm3 : float
        Volume of plaque, 0 to 3000 mm3.

    Raises
    ------
    InputError
        For a volume outside its range, or a vertebra without patient, body or trabecular bone in its middle.
    """
    check_range(_("The calcification"), calcification_mm3, 0, 3000, "mm3")
    _unused, bony = dxa_projection(vertebra)
    area = float((bony > 0).sum()) * vertebra.spacing_mm[0] * vertebra.spacing_mm[2] / 100
    plaque_g = calcification_mm3 / 1000 * tables.value("aortic_plaque_density_mg_cm3") / 1000
    areal = bone.measure_dxa(vertebra) + _overlapping(vertebra) * plaque_g / area
    return DxaReading(areal * area, area, areal, bone.t_score(areal), bone.measure_hu(vertebra))


@checked
def with_worn_facets(vertebra: Vertebra, wear: Wear) -> Vertebra:
    """Return the vertebra with sclerotic facet joints; the body is untouched.

    Bone behind, beside the midline, gets denser until DXA rises by the published gain of this grade (mean of L1 to L4).

    Parameters
    ----------
    vertebra : Vertebra
        With a patient and an arch.
    wear : {"moderate", "severe"}

    Raises
    ------
    InputError
        For another grade, or a vertebra without patient, body, or facet joints in DXA's region.

    Source
    ------
    Drinka1992.
    """
    gain = tables.value(f"facet_sclerosis_gain_{wear}_g_cm2")
    joints = facets(vertebra)
    added = np.where(joints, 1000.0, 0.0).astype(np.float32)
    hard = replace(vertebra, density_mg_cm3=vertebra.density_mg_cm3 + added)
    # DXA is linear in the mineral added, so one trial tells how much is needed.
    trial = bone.measure_dxa(hard) - bone.measure_dxa(vertebra)
    if not trial > 0:
        raise InputError(
            pgettext("facets-unseen", "None of this arch lies in DXA's region beside the midline; build a whole one.")
        )
    share = gain / trial
    return replace(vertebra, density_mg_cm3=vertebra.density_mg_cm3 + np.float32(share) * added)


@checked
def facets(vertebra: Vertebra) -> NDArray[np.bool_]:
    """Mask (nx, ny, nz) of the articular processes: arch beside the midline, within the height of the body.

    Raises
    ------
    InputError
        If the vertebra has no arch or no trabecular bone.
    """
    x, y, z = vertebra.axes_mm()
    arch = vertebra.is_part(Part.POSTERIOR_ELEMENTS)
    body = vertebra.is_part(Part.TRABECULAR)
    if not arch.any() or not body.any():
        raise InputError(_("This vertebra has no arch, so it has no facet joints to wear."))
    high = np.flatnonzero(body.any(axis=(0, 1)))
    wide = np.abs(x[body.any(axis=(1, 2))]).max()
    behind = y < y[np.flatnonzero(body.any(axis=(0, 2)))].min() - BEHIND_BODY_MM
    beside = (np.abs(x) > 0.25 * wide) & (np.abs(x) < 0.9 * wide)
    level = (np.arange(len(z)) >= high[0]) & (np.arange(len(z)) <= high[-1])
    return np.asarray(arch & beside[:, None, None] & behind[None, :, None] & level[None, None, :])


def _overlapping(vertebra: Vertebra) -> float:
    """The share of the aorta's width that lies before the vertebra: it runs left of the midline, and a part lies
    beside."""
    x, _unused, _unused = vertebra.axes_mm()
    half = float(np.abs(x[vertebra.spongy_bone().any(axis=(1, 2))]).max())
    middle, radius = tables.value("aorta_left_of_midline_mm"), tables.value("aorta_radius_mm")
    return float(np.clip((half - (middle - radius)) / (2 * radius), 0, 1))
