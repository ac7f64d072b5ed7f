"""The figures that items were asked with, kept in the course folder.

As they were released, or drawn once from the key. See decision 0203.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from vertebra.errors import CourseError
from vertebra.grading.course_folder.folder import PRIVATE_FILE, Course
from vertebra.quiz.question.figures import as_png
from vertebra.quiz.question.point.region import outline_of
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _

RIGHT_COLOUR = "#009e73"
RING_PX = 12
PICTURE_NAME = re.compile(r"[0-9a-f]{20}")

FigureSource = Callable[[Mapping[str, Any]], str]
"""Gives the PNG of a figure (`view`, `values`, or `picture`, the name in the release) as base64."""


def keep_figures(course: Course, pictures: Mapping[str, str]) -> None:
    """Keep the pictures of a release beside its key, for as long as answers to it are shown."""
    for name, content in pictures.items():
        path = _kept_path(course, name)
        if not path.exists():
            write_atomic(path, base64.b64decode(content))
            path.chmod(PRIVATE_FILE)


def _kept_path(course: Course, name: str) -> Path:
    if not PICTURE_NAME.fullmatch(name):
        raise CourseError(_("The key names a picture {name}. Build the quiz again.").format(name=repr(name)))
    return course.keys / "pictures" / name


def figure_source(course: Course) -> FigureSource:
    """Pictures drawn by the course's own views from the key's values; each is drawn once."""
    folder = course.root / ".vertebra" / "pictures"

    def picture(figure: Mapping[str, Any]) -> str:
        if "picture" in figure:
            path = _kept_path(course, str(figure["picture"]))
            if not path.exists():
                raise CourseError(
                    _("The picture {path} is missing. Build the quiz again, or put it back from a backup.").format(
                        path=path
                    )
                )
            return _base64_of(folder / f"{path.name}.png", lambda: as_png(path.read_bytes()))
        name = hashlib.sha256(json.dumps([figure["view"], figure["values"]], sort_keys=True).encode()).hexdigest()

        def drawn() -> bytes:
            from vertebra.quiz.question.figures import draw

            return draw(figure["view"], figure["values"])

        return _base64_of(folder / f"{name[:32]}.png", drawn)

    return picture


def _base64_of(path: Path, make: Callable[[], bytes]) -> str:
    """The file as base64; made the first time."""
    if not path.exists():
        write_atomic(path, make())
    return base64.b64encode(path.read_bytes()).decode("ascii")


def with_point_and_target(picture: str, place: Mapping[str, Any]) -> str:
    """Draw the target region (dashed outline) and the point that was set (ring) into a picture.

    Parameters
    ----------
    picture
        A PNG as base64.
    place
        The `target` region and the `point`, in fractions of width and height.

    Returns
    -------
    str
        A PNG as base64.
    """
    import io

    from PIL import Image, ImageDraw

    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    pen, (width, height) = ImageDraw.Draw(image), image.size
    outline = [(x * (width - 1), y * (height - 1)) for x, y in outline_of(place["target"])]
    for at, (start, end) in enumerate(zip(outline, [*outline[1:], outline[0]], strict=True)):
        if at % 4 < 2 or len(outline) < 20:
            pen.line([start, end], fill=RIGHT_COLOUR, width=3)
    if place["point"] is not None:
        x, y = place["point"][0] * (width - 1), place["point"][1] * (height - 1)
        for radius, colour in ((RING_PX + 2, "black"), (RING_PX, "white"), (RING_PX - 3, "black")):
            pen.ellipse([x - radius, y - radius, x + radius, y + radius], outline=colour, width=3)
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return base64.b64encode(buffer.getvalue()).decode("ascii")
