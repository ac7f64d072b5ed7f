"""A vertebra from a CT taken the whole way, as figures, in words, and as a page that needs nothing from elsewhere."""

from __future__ import annotations

import base64
import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vertebra.models import fracture
from vertebra.models.experiments.ct_case import CtCase
from vertebra.models.fracture import LoadCase
from vertebra.models.imaging import ct
from vertebra.patient import Part, Patient, Vertebra
from vertebra.texts import _, language
from vertebra.views import mri as mri_view
from vertebra.views import style, xray
from vertebra.views.xray import CT_WINDOW_HU

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STEP_NAMES = {
    "radiographs": _("Radiographs"),
    "mri": "MRI",
    "needles": _("Needles"),
    "cement": _("Cement"),
    "restoration": _("Stiffness and strength"),
}
DPI = 80


@dataclass(frozen=True)
class ReportPicture:
    """A picture of the report.

    Parameters
    ----------
    heading : str
    png : str
        Base64, as data of an `img`.
    words : str
        What it shows, for who can't see it.
    """

    heading: str
    png: str
    words: str


def sections(vertebra: Vertebra, case: CtCase, title: str) -> Figure:
    """Draw the median plane and the plane of the pedicles by CT, with the landmarks.

    Parameters
    ----------
    vertebra : Vertebra
        As read, or the broken body; on the latter the needles are drawn.
    case : CtCase
    title : str
    """
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(8.6, 4.2), layout="constrained", facecolor="black")
        pair = figure.subplots(1, 2)
        _plane(pair[0], vertebra, 0, 0.0, _("{title}, median plane").format(title=title))
        height = vertebra.landmarks_mm.get("pedicle_right", (0.0, 0.0, 0.0))[2]
        _plane(pair[1], vertebra, 2, height, _("{title}, plane of the pedicles").format(title=title))
        if vertebra is case.body:
            for needle, _margins in case.needles:
                ends = np.array([needle.entry_mm, needle.tip_mm])
                pair[1].plot(ends[:, 0], ends[:, 1], color=style.VERMILLION, linewidth=3)
    return figure


def _plane(axes: Axes, vertebra: Vertebra, axis: int, at_mm: float, title: str) -> None:
    """One plane of the CT with the landmarks that lie within 4 mm of it; front and right on the left."""
    places = vertebra.axes_mm()
    index = int(np.argmin(np.abs(places[axis] - at_mm)))
    plane = np.take(ct.voxel_hounsfield_hu(vertebra), index, axis=axis)
    across, up = (place for at, place in enumerate(places) if at != axis)
    low, high = CT_WINDOW_HU
    axes.imshow(
        plane.T,
        origin="lower",
        cmap="gray",
        vmin=low,
        vmax=high,
        interpolation="bicubic",
        extent=(across[0], across[-1], up[0], up[-1]),
    )
    for name, point in vertebra.landmarks_mm.items():
        if abs(point[axis] - at_mm) <= 4 and not name.startswith("fracture"):
            u, v = (coordinate for at, coordinate in enumerate(point) if at != axis)
            axes.plot(u, v, "+", color=style.YELLOW, markersize=9, markeredgewidth=2)
    axes.invert_xaxis()
    axes.set_axis_off()
    axes.set_title(title, color="white", fontsize=10)


def report_pictures(case: CtCase) -> list[ReportPicture]:
    """Every picture that the case has."""
    marked = ", ".join(case.vertebra.landmarks_mm)
    pictures = [
        _picture(
            _("As it was read"),
            sections(case.vertebra, case, case.vertebra.level),
            _("CT with the landmarks found: {marked}.").format(marked=marked),
        ),
    ]
    if case.history is not None:
        pictures.append(
            _picture(_("Broken"), sections(case.body, case, _("After the fracture")), heights(case.history))
        )
    if case.radiographs is not None:
        words = " ".join(xray.describe(radiograph.arm, radiograph.frame) for radiograph in case.radiographs)
        pictures.append(_picture(STEP_NAMES["radiographs"], xray.static_figure(case.radiographs), words))
    if case.mri is not None:
        images = case.mri_images
        words = " ".join(mri_view.describe(case.mri, name, image) for name, image in images.items())
        pictures.append(_picture("MRI", mri_view.static_figure(case.mri, images), words))
    return pictures


def _picture(heading: str, figure: Figure, words: str) -> ReportPicture:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return ReportPicture(heading, base64.b64encode(buffer.getvalue()).decode("ascii"), words)


def heights(history: LoadCase) -> str:
    """The body's heights before and after, and the grade."""
    after, before = map(fracture.morphometry_heights, (history.fractured, history.intact))
    return _(
        "Front, middle and back height {before_front}, {before_middle}, {before_back} mm before and {front}, "
        "{middle}, {back} mm "
        "after the fracture: grade {grade} after Genant."
    ).format(
        before_front=f"{before.anterior_mm:.1f}",
        before_middle=f"{before.middle_mm:.1f}",
        before_back=f"{before.posterior_mm:.1f}",
        front=f"{after.anterior_mm:.1f}",
        middle=f"{after.middle_mm:.1f}",
        back=f"{after.posterior_mm:.1f}",
        grade=fracture.grade(after, before),
    )


def rows(case: CtCase) -> list[tuple[str, str]]:
    """What was measured and computed, as pairs of a name and a value with its unit."""
    measurements = _size_rows(case) + _needle_rows(case)
    if case.outcome is not None and case.outcome.cement is not None:
        field = case.outcome.cement
        measurements.append(
            (_("Cement in the bone, and outside"), f"{field.stored_ml:.1f} mL, {field.total_leaked_ml:.2f} mL")
        )
    if case.restoration is not None:
        for name, three, unit in (
            (_("Stiffness as read, broken, filled"), case.restoration.stiffness_n_per_mm, "N/mm"),
            (_("Strength as read, broken, filled"), case.restoration.strength_n, "N"),
        ):
            measurements.append((name, ", ".join(f"{value:.0f}" for value in three) + f" {unit}"))
    return measurements


def _size_rows(case: CtCase) -> list[tuple[str, str]]:
    """Sizes, density and strength of the vertebra as it was read."""
    size, body = case.size, case.vertebra
    bone = body.density_mg_cm3[np.asarray(body.is_part(Part.TRABECULAR)) & (body.shell_fraction == 0)]
    edges = " x ".join(f"{edge:.2f}" for edge in body.spacing_mm)
    heights_mm = (size.anterior_height_mm, size.middle_height_mm, size.posterior_height_mm)
    density = _("{density} mg/cm3 of hydroxyapatite").format(density=f"{float(bone.mean()):.0f}") if len(bone) else "–"
    return [
        (_("Grid"), _("{n} voxels of {edges} mm").format(n=" x ".join(map(str, body.shape)), edges=edges)),
        (_("Upper endplate, width and depth"), _mm(size.upper_endplate_width_mm, size.upper_endplate_depth_mm)),
        (_("Front, middle and back height"), _mm(*heights_mm)),
        (_("Canal, width and depth"), _mm(size.canal_width_mm, size.canal_depth_mm)),
        (_("Pedicles, width and height"), _mm(size.pedicle_width_mm, size.pedicle_height_mm)),
        (_("Trabecular density"), density),
        (_("Strength as read"), f"{case.strength_n:.0f} N"),
    ]


def _needle_rows(case: CtCase) -> list[tuple[str, str]]:
    """Direction of each needle and the bone round it."""
    measurements = []
    for needle, free in case.needles:
        side = _("right") if needle.side == "right" else _("left")
        path = _("{medial}° medially, {caudal}° caudally; {wall} mm of bone at its wall, {canal} mm to the canal")
        words = path.format(
            medial=f"{needle.medial_deg:.0f}",
            caudal=f"{needle.caudal_deg:.0f}",
            wall=f"{free.wall_mm:.1f}",
            canal=f"{free.canal_mm:.1f}",
        )
        measurements.append((_("Needle through the {side} pedicle").format(side=side), words))
    return measurements


def _mm(*values: float) -> str:
    return ", ".join("–" if math.isnan(value) else f"{value:.1f}" for value in values) + " mm"


def remarks(case: CtCase, patient: Patient) -> list[str]:
    """What a reader has to know: what was not found or not done, and what is not of this person."""
    notes = [
        _(
            "Only the vertebra in the mask is of this person. Neighbours, discs, soft tissue and marrow are built "
            "from tables for a "
            "person of {age} years ({sex})."
        ).format(age=f"{patient.age_years:g}", sex=_("female") if patient.sex == "female" else _("male")),
        _("A scan of a person stays a scan of that person: keep this page and the files on your own machine."),
    ]
    if case.missing:
        notes.append(_("The mask does not show: {names}.").format(names=", ".join(case.missing)))
    return notes + [f"{STEP_NAMES[step]}: {why}" for step, why in case.refused.items()]


def source(image: Path, mask: Path, slope: float | None, intercept: float | None, hounsfield: bool) -> str:
    """Return which files were read, and how their numbers became densities.

    Parameters
    ----------
    image, mask : Path
        Only their names are told.
    slope, intercept : float | None
        mg/cm3 a unit, and at zero; None for an image that is calibrated already.
    hounsfield : bool
        Whether the image is in HU without a phantom.
    """
    if slope is None and intercept is None:
        calibration = _("taken as calibrated already (mg/cm3)")
    else:
        numbers = {"slope": f"{1.0 if slope is None else slope:.4g}", "intercept": f"{intercept or 0.0:.4g}"}
        calibration = _("mg/cm3 = {slope} x value + {intercept}").format(**numbers)
    if hounsfield:
        calibration += (
            " (" + _("HU without a phantom, by the marrow usual for age and sex: off by tens of mg/cm3") + ")"
        )
    return _(
        "Read from {image} with the mask {mask}; {calibration}. The vertebra is turned to its own axes: x to the "
        "right, y forward, z "
        "up, millimetres."
    ).format(image=image.name, mask=mask.name, calibration=calibration)


def page(case: CtCase, patient: Patient, source: str, practise: str = "") -> str:
    """Return the case as one HTML page.

    Parameters
    ----------
    case, patient
        What to show, and whose it is.
    source : str
        Which files it is from.
    practise : str
        How it is opened in the trainers, for a page that lies beside their notebook.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent, encoding="utf-8"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("ct_case.html").render(
        language=language(),
        title=_("{level} from a CT").format(level=case.vertebra.level),
        source=source,
        practise=practise,
        remarks=remarks(case, patient),
        pictures=report_pictures(case),
        heading=_("Measured and computed"),
        rows=rows(case),
    )
