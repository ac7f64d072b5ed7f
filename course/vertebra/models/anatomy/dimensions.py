"""What a vertebra measures: published means by level, scaled to the patient, with what makes people of one stature
differ.

See decisions 0021 and 0453.
"""

import math
from dataclasses import dataclass

import numpy as np

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.patient import Patient, check_level

Point = tuple[float, float, float]
MAX_DEVIATION = 2.0
"""Nobody is drawn farther from the mean, in standard deviations."""


@dataclass(frozen=True)
class Morphometry:
    """The dimensions of one vertebra: lengths in mm, angles in degrees.

    Widths lie across (x), depths front to back (y), heights up (z), each endplate over its rim. The three heights are
    the distances of the endplates in the midsagittal plane: at the front rim, in the middle, at the back rim. The canal
    is measured at the pedicles, a pedicle across its narrowest place. Its transverse angle is positive where the axis,
    followed forward, nears the midline; its sagittal angle is positive where it sinks.
    """

    level: str
    upper_endplate_width_mm: float
    lower_endplate_width_mm: float
    upper_endplate_depth_mm: float
    lower_endplate_depth_mm: float
    anterior_height_mm: float
    middle_height_mm: float
    posterior_height_mm: float
    canal_width_mm: float
    canal_depth_mm: float
    pedicle_width_mm: float
    pedicle_height_mm: float
    pedicle_transverse_deg: float
    pedicle_sagittal_deg: float

    @property
    def pedicle_centre_mm(self) -> Point:
        """Centre of the right pedicle's isthmus (x > 0); the left one is its mirror image."""
        x = (self.canal_width_mm + self.pedicle_width_mm) / 2
        y = -(self.back_wall_mm + tables.value("pedicle_behind_wall_mm"))
        z = self.posterior_height_mm / 2 - self.pedicle_height_mm / 2 - tables.value("pedicle_below_endplate_mm")
        return x, y, z

    @property
    def pedicle_axis(self) -> Point:
        """Unit vector along the right pedicle, pointing forward into the body."""
        return direction(self.pedicle_transverse_deg, self.pedicle_sagittal_deg)

    @property
    def back_wall_mm(self) -> float:
        """How far the posterior wall lies behind the centre of the body, at the height of the pedicles."""
        return (0.75 * self.upper_endplate_depth_mm + 0.25 * self.lower_endplate_depth_mm) / 2


@checked
def direction(transverse_deg: float, sagittal_deg: float) -> Point:
    """Unit vector (x, y, z) along a right pedicle, pointing forward, from its two angles in degrees."""
    across, down = math.radians(transverse_deg), math.radians(sagittal_deg)
    return -math.sin(across) * math.cos(down), math.cos(across) * math.cos(down), -math.sin(down)


@checked
def size_factor(patient: Patient) -> float:
    """Ratio of this patient's lengths to those of the tables.

    The tables are means of both sexes. Size follows the adult height (before any fracture); the mean of the sex
    replaces a missing height, so a woman of mean height is about 8% smaller than a man of mean height.
    """
    height_cm = patient.height_cm or tables.value(f"mean_height_{patient.sex}_cm")
    return height_cm / tables.value("reference_height_cm")


@checked
@cache.CONSTANTS.memoize
def individual_spread(body_seed: int) -> dict[str, float]:
    """How the dimensions of a person's vertebrae depart from the mean of sex and height, at every level alike.

    Parameters
    ----------
    body_seed : int
        Of the patient; 0 is the mean.

    Returns
    -------
    dict of str to float
        By the rows of `anatomy_spread.csv`: ratios to the mean, and degrees to add to the pedicle's transverse angle.

    Source
    ------
    `assets/tables/anatomy_spread.csv`.
    """
    table = tables.table("anatomy_spread")
    spread, common = table.numbers("sd"), table.numbers("common_fraction")
    draw = np.random.default_rng([body_seed, len(spread)])
    together, own = draw.standard_normal(), draw.standard_normal(len(spread))
    away = np.clip(np.sqrt(common) * together + np.sqrt(1 - common) * own, -MAX_DEVIATION, MAX_DEVIATION)
    if body_seed == 0:
        away *= 0
    added = np.array(table.texts("unit")) == "degree"
    found = np.where(added, away * spread, 1 + away * spread / 100)
    return dict(zip(table.texts("dimension"), map(float, found), strict=True))


@checked
def morphometry(patient: Patient, level: str = "L1") -> Morphometry:
    """The dimensions of a patient's vertebra: published means by level times `size_factor` and `individual_spread`.

    Parameters
    ----------
    patient : Patient
    level : str
        T7 to L5.

    Returns
    -------
    Morphometry
        Lengths in mm, angles in degrees.

    Raises
    ------
    InputError
        For an unknown level.

    Source
    ------
    Panjabi1991, Panjabi1992, Zindrick1987.
    """
    scale = size_factor(patient)
    body = level_row("vertebral_bodies", level)
    pedicle = level_row("pedicles", level)
    shape = level_row("anatomy_shape", level)
    concavity = tables.value("upper_endplate_concavity_mm") + tables.value("lower_endplate_concavity_mm")
    posterior = body["posterior_height_mm"]
    anterior = posterior * shape["anterior_to_posterior_height_ratio"]
    middle = (anterior + posterior) / 2 - concavity
    lengths = {name: number for name, number in body.items() if name != "posterior_height_mm"} | {
        "anterior_height_mm": anterior,
        "middle_height_mm": middle,
        "posterior_height_mm": posterior,
        "pedicle_width_mm": pedicle["width_mm"],
        "pedicle_height_mm": pedicle["height_mm"],
    }
    own = individual_spread(patient.body_seed)
    return Morphometry(
        level=level,
        pedicle_transverse_deg=pedicle["transverse_angle_deg"] + own["pedicle_transverse"],
        pedicle_sagittal_deg=pedicle["sagittal_angle_deg"],
        **{name: number * scale * own[_spread_of(name)] for name, number in lengths.items()},
    )


def _spread_of(length: str) -> str:
    """The row of `anatomy_spread.csv` for a length: both endplates vary alike, and the three heights of a body."""
    name = length.removesuffix("_mm").removeprefix("upper_").removeprefix("lower_")
    return "height" if name in ("anterior_height", "middle_height", "posterior_height") else name


@checked
@cache.CONSTANTS.memoize
def level_row(table: str, level: str) -> dict[str, float]:
    """The numbers of one level in a table that has a row a level."""
    row = tables.table(table).row("level", check_level(level))
    return {name: float(cell) for name, cell in row.items() if name not in ("level", "source", "status")}
