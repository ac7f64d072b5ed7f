"""Slices for questions as pictures and in words that tell what is seen, not what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vertebra.models.imaging import exam, mri
from vertebra.models.imaging.exam import Slide
from vertebra.views import mri as pictures
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TALL_IN = 4.4
SIGNS = {
    "metastasis": "The posterior wall of {level} bulges back into the canal.",
    "infection": "The disc below {level} is as bright as fluid by T2 and STIR, and the endplates on both sides of it are ragged.",
    "haemangioma": "A round place with dark upright lines lies in {level}; its outline is normal.",
}
"""What measured brightness does not tell."""
SIGNALS = {
    "T1": "fat under the skin is white, fluid round the cord is dark",
    "T2": "fluid round the cord is white, and fat under the skin is bright as well",
    "STIR": "fluid round the cord is white, fat under the skin is black",
    "Dixon fat": "fat under the skin is white; the cord, the fluid round it, discs and muscle are all black",
}


def one(slide: Slide) -> Figure:
    """One slice that fills the picture, so that a place in the picture is a place in the slice."""
    from matplotlib.figure import Figure

    what = exam.scene(slide)
    image = mri.acquire(what, mri.preset(slide.sequence), seed=slide.seed)
    rows, columns = what.grid.shape
    with style.matplotlib_style():
        figure = Figure(figsize=(TALL_IN * columns / rows, TALL_IN), facecolor="black")
        axes = figure.add_axes((0, 0, 1, 1))
        pictures.draw(axes, what, image, "", named=False)
        axes.set_aspect("auto")
    return figure


def three(slide: Slide) -> Figure:
    """The slice by T1, T2 and STIR, with its levels."""
    return pictures.poster(exam.scene(slide))


def places(slide: Slide) -> str:
    """Where each body lies, which stand out and which are low: enough to point at one without seeing the picture."""
    what = exam.scene(slide)
    image = mri.acquire(what, mri.preset(slide.sequence), seed=slide.seed)
    found = {level: exam.place(slide, level) for level in what.levels}
    bodies = "; ".join(
        f"{level} {100 * at['x']:.0f}% from the left, {100 * at['y']:.0f}% from the top" for level, at in found.items()
    )
    return f"{pictures.describe(what, slide.sequence, image)} Centres of the bodies: {bodies}."


def looks(slide: Slide) -> str:
    """The three pictures in words."""
    what = exam.scene(slide)
    told = [
        pictures.describe(what, name, mri.acquire(what, mri.preset(name), seed=slide.seed)) for name in pictures.USUAL
    ]
    sign = SIGNS.get(slide.findings[0].kind)
    return " ".join([*told, sign.format(level=slide.level)] if sign else told)
