"""What a vertebra measures: published means by level, scaled to the patient. See decision 0021."""

import math
from dataclasses import dataclass

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.patient import Patient, check_level

Point = tuple[float, float, float]


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
def morphometry(patient: Patient, level: str = "L1") -> Morphometry:
    """The dimensions of a patient's vertebra: published means by level, scaled by `size_factor`.

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
    return Morphometry(
        level=level,
        pedicle_transverse_deg=pedicle["transverse_angle_deg"],
        pedicle_sagittal_deg=pedicle["sagittal_angle_deg"],
        **{name: number * scale for name, number in lengths.items()},
    )


@checked
@cache.CONSTANTS.memoize
def level_row(table: str, level: str) -> dict[str, float]:
    """The numbers of one level in a table that has a row a level."""
    row = tables.table(table).row("level", check_level(level))
    return {name: float(cell) for name, cell in row.items() if name not in ("level", "source", "status")}
