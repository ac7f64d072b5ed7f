"""One vertebra: built from published dimensions, or read from a CT."""

from vertebra.models.anatomy.dimensions import Morphometry, morphometry, size_factor
from vertebra.models.anatomy.parametric import build

__all__ = ["Morphometry", "build", "morphometry", "size_factor"]
