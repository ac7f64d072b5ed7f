"""A vertebra on file, voxel for voxel: one from a CT is read once and practised on anywhere.

NumPy's archive of arrays, without pickled objects, and a JSON text beside them with grid, level, patient and landmarks.

See decision 0310.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.patient import FractureHistory, Part, Patient, Vertebra
from vertebra.texts import pgettext

VERSION = 1
ARRAYS = {"labels": np.uint8, "density_mg_cm3": np.float32, "shell_fraction": np.float32, "surface_mm": np.float32}
KINDS = ("built", "ct", "collapsed", "treated")
MAX_UNPACKED_BYTES = 400_000_000
"""A vertebra at 0.5 mm takes 60 MB; more is not one."""


@checked
def to_bytes(vertebra: Vertebra) -> bytes:
    """Return the file that `from_bytes` reads; the same bytes for the same vertebra."""
    about = {
        "version": VERSION,
        "level": vertebra.level,
        "spacing_mm": vertebra.spacing_mm,
        "origin_mm": vertebra.origin_mm,
        "kind": vertebra.kind,
        "scanned": vertebra.scanned,
        "landmarks_mm": dict(vertebra.landmarks_mm),
        "history": None if vertebra.history is None else asdict(vertebra.history),
        "patient": None if vertebra.patient is None else asdict(vertebra.patient),
    }
    text = np.frombuffer(json.dumps(about).encode(), np.uint8)
    packed = io.BytesIO()
    np.savez_compressed(packed, about=text, **{name: getattr(vertebra, name) for name in ARRAYS})
    return packed.getvalue()


@checked
def from_bytes(content: bytes) -> Vertebra:
    """Return the vertebra that `to_bytes` wrote.

    Raises
    ------
    InputError
        For another file, a damaged one, one of another version, and values that no vertebra has.
    """
    damaged = InputError(
        pgettext(
            "no-vertebra-file",
            "This is no vertebra that the course saved, or it is damaged; read the scan again with `vertebra ct`.",
        )
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise damaged
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            about = json.loads(bytes(stored["about"]))
            arrays = {name: stored[name] for name in ARRAYS}
        version = about["version"]
    except InputError:
        raise
    except Exception as error:  # A damaged archive fails in many ways: zlib, headers, missing members, text.
        raise damaged from error
    if version != VERSION:
        raise InputError(
            pgettext(
                "vertebra-file-version",
                "This vertebra was saved in version {version}; this course reads version {known}. Read the scan again "
                "with "
                "`vertebra ct`.",
            ).format(version=repr(version), known=VERSION)
        )
    try:
        return _vertebra(about, arrays)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise damaged from error


def _vertebra(about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Vertebra:
    for name, dtype in ARRAYS.items():
        if arrays[name].dtype != dtype or not np.isfinite(arrays[name]).all():
            raise ValueError(name)
    if about["kind"] not in KINDS or int(arrays["labels"].max(initial=0)) > max(Part):
        raise ValueError("kind")
    history, patient = about["history"], about["patient"]
    return Vertebra(
        **arrays,
        spacing_mm=_point(about["spacing_mm"]),
        origin_mm=_point(about["origin_mm"]),
        level=about["level"],
        patient=None if patient is None else Patient.from_dict(patient),
        kind=about["kind"],
        landmarks_mm={str(name): _point(place) for name, place in about["landmarks_mm"].items()},
        history=None if history is None else _history(history),
        scanned=bool(about["scanned"]),
    )


def _history(plain: Mapping[str, Any]) -> FractureHistory:
    return FractureHistory(_point(plain["heights_mm"]), float(plain["wedge_deg"]), float(plain["failure_height_mm"]))


def _point(values: Any) -> tuple[float, float, float]:
    x, y, z = map(float, values)
    if not np.isfinite((x, y, z)).all():
        raise ValueError(values)
    return x, y, z
