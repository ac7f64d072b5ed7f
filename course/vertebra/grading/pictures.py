"""The pictures that items were asked with, drawn once and kept in the course folder."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from vertebra.grading.course import Course
from vertebra.quiz.storage import replace_file

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
