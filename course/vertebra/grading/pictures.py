"""The pictures that items were asked with, drawn once and kept in the course folder."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from vertebra.grading.course import Course
from vertebra.quiz.kinds.point import outline_of
from vertebra.quiz.storage import replace_file

RIGHT_COLOUR = "#009e73"
RING_PX = 12

Picture = Callable[[Mapping[str, Any]], str]
"""Gives the PNG of a figure (`view`, `values`, `alt`) as base64."""


def pictures_of(course: Course) -> Picture:
    """Pictures drawn by the course's own views from the key's values; each is drawn once."""
    folder = course.root / ".vertebra" / "pictures"

    def picture(figure: Mapping[str, Any]) -> str:
        name = hashlib.sha256(json.dumps([figure["view"], figure["values"]], sort_keys=True).encode()).hexdigest()
        path = folder / f"{name[:32]}.png"
        if not path.exists():
            from vertebra.quiz.figures import draw

            replace_file(path, draw(figure["view"], figure["values"]))
        return base64.b64encode(path.read_bytes()).decode("ascii")

    return picture


def marked(picture: str, place: Mapping[str, Any]) -> str:
    """`picture` with the region that was asked for (dashed outline) and the point that was set (ring), as base64."""
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
