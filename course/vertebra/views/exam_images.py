"""Slices for questions as pictures and in words that tell what is seen, not what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vertebra.models.experiments.exam_slices import ExamSlices
from vertebra.models.imaging import exam_images
from vertebra.texts import _, join, pgettext
from vertebra.views import mri as pictures
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TALL_IN = 4.4
SIGNS = {
    "metastasis": _("The posterior wall of {level} bulges back into the canal."),
    "infection": _(
        "The disc below {level} is as bright as fluid by T2 and STIR, and the endplates on both sides of it are ragged."
    ),
    "haemangioma": _("A round place with dark upright lines lies in {level}; its outline is normal."),
}
"""What measured brightness does not tell."""
SIGNALS = {
    "T1": _("fat under the skin is white, fluid round the cord is dark"),
    "T2": _("fluid round the cord is white, and fat under the skin is bright as well"),
    "STIR": _("fluid round the cord is white, fat under the skin is black"),
    "Dixon fat": _("fat under the skin is white; the cord, the fluid round it, discs and muscle are all black"),
}


def single_slice(slices: ExamSlices) -> Figure:
    """One slice that fills the picture, so that a place in the picture is a place in the slice."""
    from matplotlib.figure import Figure

    what, image = slices.scene, slices.images[slices.slide.sequence]
    rows, columns = what.grid.shape
    with style.matplotlib_style():
        figure = Figure(figsize=(TALL_IN * columns / rows, TALL_IN), facecolor="black")
        axes = figure.add_axes((0, 0, 1, 1))
        pictures.draw(axes, what, image, "", named=False)
        axes.set_aspect("auto")
    return figure


def three_sequences(slices: ExamSlices) -> Figure:
    """The slice by several sequences, with its levels."""
    return pictures.static_figure(slices.scene, slices.images)


def body_positions_text(slices: ExamSlices) -> str:
    """Where each body lies, which stand out and which are low: enough to point at one without seeing the picture."""
    slide, what = slices.slide, slices.scene
    regions = {level: exam_images.body_roi(slide, level) for level in what.levels}
    place = pgettext("body-position", "{level} {x}% from the left, {y}% from the top")
    bodies = join(
        *(
            place.format(level=level, x=f"{100 * at['x']:.0f}", y=f"{100 * at['y']:.0f}")
            for level, at in regions.items()
        ),
        between="; ",
    )
    described = pictures.describe(what, slide.sequence, slices.images[slide.sequence])
    return _("{described} Centres of the bodies: {bodies}.").format(described=described, bodies=bodies)


def appearance_text(slices: ExamSlices) -> str:
    """The pictures in words."""
    descriptions = [pictures.describe(slices.scene, name, image) for name, image in slices.images.items()]
    sign = SIGNS.get(slices.slide.findings[0].kind)
    return join(*descriptions, sign.format(level=slices.slide.level) if sign else "")
