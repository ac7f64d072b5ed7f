"""One vertebra: built from published dimensions, or read from a CT."""

from vertebra.models.anatomy.ct import read_ct
from vertebra.models.anatomy.dimensions import Morphometry, morphometry, size_factor
from vertebra.models.anatomy.measurements import column_extents, measure, midline_profile, pedicle_axis
from vertebra.models.anatomy.mesh import Surface, surface
from vertebra.models.anatomy.parametric import build

__all__ = [
    "Morphometry",
    "Surface",
    "build",
    "column_extents",
    "measure",
    "midline_profile",
    "morphometry",
    "pedicle_axis",
    "read_ct",
    "size_factor",
    "surface",
]
