"""One intact body lowered step by step in each of the shapes that a load can end in."""

from vertebra import cache
from vertebra.arguments import checked
from vertebra.models import anatomy, fracture
from vertebra.models.experiments.loading import compression_test
from vertebra.models.mechanics import Compression
from vertebra.patient import Patient, Vertebra


@checked
def intact_body(patient: Patient, level: str) -> Vertebra:
    """Return the body before it loses height."""
    return anatomy.build(patient, level, 1.0)


@cache.LOADED.memoize
def _load_case(patient: Patient, level: str, shape: fracture.Shape) -> Compression:
    return compression_test(patient, level).apply_load(*fracture.load_on(shape))


@checked
@cache.BONES.memoize
def collapsed_body(patient: Patient, level: str, shape: fracture.Shape, loss_percent: float) -> Vertebra:
    """Lower the body by `loss_percent` (0 to 70) at the place that yields under the load that causes `shape`."""
    return fracture.collapse(_load_case(patient, level, shape), loss_percent, shape)
