"""How a vertebral body carries a load and when it fails: voxel finite elements."""

from vertebra.models.mechanics import remap
from vertebra.models.mechanics.compression import Compression, CompressionTest, compress
from vertebra.models.mechanics.damage import CrushTest, crush_test
from vertebra.models.mechanics.failure_site import FailureSite
from vertebra.models.mechanics.materials import LAWS, DensityModulusLaw
from vertebra.models.mechanics.multigrid import ConvergenceError
from vertebra.models.mechanics.specimen import ENDS, Specimen, prepare

__all__ = [
    "ENDS",
    "LAWS",
    "Compression",
    "CompressionTest",
    "ConvergenceError",
    "CrushTest",
    "DensityModulusLaw",
    "FailureSite",
    "Specimen",
    "compress",
    "crush_test",
    "prepare",
]


def warm() -> None:
    """Compile every kernel of the solver, or load what was compiled before."""
    import numpy as np

    from vertebra.patient import Part, Vertebra

    labels = np.zeros((18, 18, 22), np.uint8)
    labels[2:16, 2:16, 3:19] = Part.TRABECULAR
    density = np.where(labels > 0, 120, 0).astype(np.float32)
    nothing = np.zeros_like(density)
    body = Vertebra(labels, density, nothing, nothing, (1, 1, 1), (0, 0, 0), "L1")
    _ = compress(body, load_n=100).first_failure
    small = np.zeros((2, 2, 4), np.float32)
    ids, steps = small.astype(np.uint8), np.tile(np.arange(4.0), (2, 2, 1))
    remap.remap(steps, small, small, small, ids, small.copy(), small.copy(), small.copy(), ids.copy())
