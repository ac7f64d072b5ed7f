"""What pictures of questions are drawn from: radiographs of a vertebra with what lies in the beam, cement inside and
outside a body, an inflation so far, and two groups of people.

Questions that ask about one scene in several ways share it here, so that it is mended in one place. With the teaching
part only. See decision 0408.
"""

import random
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vertebra.arguments import checked
from vertebra.models import anatomy
from vertebra.models.epidemiology import meta_analysis
from vertebra.models.imaging import fluoroscopy
from vertebra.models.imaging.fluoroscopy import ExposureSettings
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.instruments import Cylinder, Ellipsoid
from vertebra.models.imaging.scatter import scatter_map
from vertebra.models.imaging.xray_scene import xray_scene
from vertebra.models.procedure.balloon_inflation import Inflation, crush_plateau_stress_mpa, inflate
from vertebra.patient import Patient, Sex, Vertebra

PIXELS = 288
SHUTTERS = {"AP": (0.55, 0.8), "lateral": (0.62, 0.8)}
"""Open shares of the field: what is cut off shows nothing that a question asks for."""
ROTATIONS = {"AP": 0.0, "lateral": 90.0}
VOXEL_MM = 1.25
BEHIND_MM, IN_FRONT_MM = 3.0, 4.0
"""How far from the walls a thread of cement lies."""
BODY_LOAD_N = 150.0
"""On a body while balloons are filled: a person who lies."""


@checked
def arm_of(view: str) -> CArm:
    """The C-arm of a view, `AP` or `lateral`."""
    return CArm(ROTATIONS[view], pixels=PIXELS)


@checked
def radiographs(
    patient: Patient,
    body: Vertebra,
    view: str = "lateral",
    tools: Sequence[Cylinder | Ellipsoid] = (),
    others: Mapping[str, Vertebra] | None = None,
    arm: CArm | None = None,
) -> list[NDArray[np.uint8]]:
    """Expose a vertebra and its two neighbours, with what lies in the beam.

    Parameters
    ----------
    patient, body
        Whose it is, and the vertebra, which lies at zero.
    view : str
        `AP`, `lateral`, or both: `AP+lateral`.
    tools
        Needles, cement and balloons.
    others
        Ready neighbours by level.
    arm
        Another place of the C-arm, such as a view that is not true.

    Returns
    -------
    list of array
        Grey levels of the open field, one picture a view.
    """
    scene = xray_scene(patient, body.level, 1, {**(others or {}), body.level: body}, voxel_mm=VOXEL_MM)
    screens = []
    for name in view.split("+"):
        settings = ExposureSettings(shutters=SHUTTERS[name])
        frame = fluoroscopy.expose(scene.with_instruments(*tools), arm or arm_of(name), settings)
        rows, columns = settings.open_field(PIXELS)
        screens.append(np.ascontiguousarray(fluoroscopy.to_display(frame)[rows, columns], dtype=np.uint8))
    return screens


@checked
def place_in_view(view: str, point_mm: ArrayLike) -> tuple[float, float]:
    """Where a point of the vertebra falls in its radiograph: shares of its width and height."""
    rows, columns = ExposureSettings(shutters=SHUTTERS[view]).open_field(PIXELS)
    across, down = arm_of(view).project(point_mm)[0]
    x = (across - columns.start) / (columns.stop - columns.start)
    y = (down - rows.start) / (rows.stop - rows.start)
    return round(float(x), 4), round(float(y), 4)


@checked
def caliper_in_view(
    body: Vertebra, first: str, second: str, text: str, view: str = "lateral"
) -> tuple[tuple[float, float], tuple[float, float], str]:
    """A measured distance between two landmarks in a radiograph: both ends as shares, and what is written beside it."""
    ends = [place_in_view(view, body.landmarks_mm[name]) for name in (first, second)]
    return ends[0], ends[1], text


@checked
def height_calipers(
    body: Vertebra, heights_mm: Mapping[str, float]
) -> list[tuple[tuple[float, float], tuple[float, float], str]]:
    """The heights (mm) of a body, by `anterior`, `middle` and `posterior`, where a lateral radiograph shows them."""
    return [
        caliper_in_view(body, f"{name}_upper", f"{name}_lower", f"{height:.1f}") for name, height in heights_mm.items()
    ]


@checked
def size_in_view(view: str, width_mm: float, height_mm: float) -> tuple[float, float]:
    """A length across and one down at the vertebra, as shares of the radiograph's width and height."""
    arm = arm_of(view)
    per_mm = arm.magnification / arm.pixel_mm
    rows, columns = ExposureSettings(shutters=SHUTTERS[view]).open_field(PIXELS)
    wide, high = columns.stop - columns.start, rows.stop - rows.start
    return round(width_mm * per_mm / wide, 4), round(height_mm * per_mm / high, 4)


@checked
def cement_patient(sex: Sex, age_years: float, seed: int) -> Patient:
    """Whose spine holds the cement."""
    return Patient(age_years, sex, t_score=-2.4, seed=seed)


@checked
def cement_body(patient: Patient) -> Vertebra:
    """The vertebra that holds the cement."""
    return anatomy.build(patient, "L1", 1.5)


@checked
def cement_by_place(body: Vertebra, up_mm: float, half_mm: float, in_front: bool = False) -> dict[str, Ellipsoid]:
    """The cement in a body, a thread of it in the canal and, if asked for, one in front.

    Parameters
    ----------
    body : Vertebra
    up_mm, half_mm : float
        Height of the middle of the thread in the canal, and half its length.
    in_front : bool
    """
    back, front = (body.landmarks_mm[f"{name}_upper"][1] for name in ("posterior", "anterior"))
    up = (0.0, 0.0, 1.0)
    cement = {
        "body": Ellipsoid((3.0, 0.25 * front, 0.0), up, 8.0, 7.0, "cement"),
        "canal": Ellipsoid((0.0, back - BEHIND_MM, float(up_mm)), up, half_mm, 1.6, "cement"),
    }
    if in_front:
        cement["front"] = Ellipsoid((0.0, front + IN_FRONT_MM, -2.0), up, 6.0, 1.5, "cement")
    return cement


@checked
def inflation(density: float, half_mm: float, now_ml: float) -> Inflation:
    """Fill a balloon in bone of a density (mg/cm³) with `half_mm` of room to each side, up to a volume."""
    return inflate(crush_plateau_stress_mpa(density), half_mm, density, now_ml, load_n=BODY_LOAD_N)


@checked
def draw_two_groups(
    rng: random.Random, sizes: tuple[int, int], first: tuple[float, float], second: tuple[float, float]
) -> dict[str, int]:
    """Draw two groups of people: sizes `n1` and `n2`, and how many of each could do what was hoped for, `a` and `c`.

    Parameters
    ----------
    rng : Random
    sizes : tuple of int
        Bounds of both sizes.
    first, second : tuple of float
        Bounds of each group's share.
    """
    n1, n2 = rng.randrange(*sizes), rng.randrange(*sizes)
    return {
        "n1": n1,
        "n2": n2,
        "a": rng.randrange(round(first[0] * n1), round(first[1] * n1)),
        "c": rng.randrange(round(second[0] * n2), round(second[1] * n2)),
    }


@checked
def number_needed(groups: Mapping[str, int]) -> float:
    """100 over the difference in percentage points."""
    compared = meta_analysis.compare_risks(groups["a"], groups["n1"], groups["c"], groups["n2"])
    return 100 / compared.risk_difference_pp.value


@checked
def number_needed_mistakes(groups: Mapping[str, int]) -> dict[str, float]:
    """What comes of dividing by the relative gain, and by the treated group's share; where it is another number."""
    first, second = groups["a"] / groups["n1"], groups["c"] / groups["n2"]
    wrong = {"of-ratio": second / (first - second), "one-group": 1 / first}
    return {name: value for name, value in wrong.items() if abs(value - number_needed(groups)) > 0.3}


@checked
def place_in_room(across_cm: float, height_cm: float) -> tuple[float, float]:
    """Where a place falls in the picture of the scatter: shares of width and height, from the top left."""
    room = scatter_map(90.0)
    wide, high = float(np.ptp(room.across_cm)), float(np.ptp(room.height_cm))
    x = (across_cm - float(room.across_cm[0])) / wide
    return round(x, 4), round(1 - (height_cm - float(room.height_cm[0])) / high, 4)
