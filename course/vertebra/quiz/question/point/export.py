"""A point in a picture for Moodle (a marker to drop) and QTI (a point to select)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from vertebra.quiz.question.exported_variant import ExportedVariant
from vertebra.quiz.question.moodle_xml import add_file, add_formatted, add_settings
from vertebra.quiz.question.point.region import outline_of
from vertebra.quiz.question.qti_xml import ANSWER, ItemParts, add, declaration, element, set_outcome
from vertebra.quiz.question.render_item import html

CORNERS = 36


def to_moodle(question: ET.Element, one: ExportedVariant) -> None:
    """Fill in Moodle's `ddmarker`."""
    assert one.picture is not None
    question.set("type", "ddmarker")
    png = one.picture()
    _size, corners = _outline(png, one.secret)
    add_formatted(question, "correctfeedback", html(one.secret["feedback"]["right"]))
    add_formatted(question, "incorrectfeedback", html(one.secret["feedback"]["wrong"]))
    add_file(question, png)
    drag = ET.SubElement(question, "drag")
    drop = ET.SubElement(question, "drop")
    add_settings(drag, {"no": "1", "text": "Here", "noofdrags": "1"})
    coords = ";".join(f"{x:.0f},{y:.0f}" for x, y in corners)
    add_settings(drop, {"no": "1", "shape": "polygon", "coords": coords, "choice": "1"})


def to_qti(one: ExportedVariant, png: bytes | None) -> ItemParts:
    """The parts of a point; only the region of the right answer earns points."""
    assert png is not None
    assert one.item.figure is not None
    (width, height), corners = _outline(png, one.secret)
    declared = declaration("single", "point", [])
    mapping = add(declared, "areaMapping", defaultValue="0")
    coords = ",".join(f"{x:.0f},{y:.0f}" for x, y in [*corners, corners[0]])
    add(mapping, "areaMapEntry", shape="poly", coords=coords, mappedValue=f"{one.item.question.points:g}")
    asked = element("selectPointInteraction", responseIdentifier=ANSWER, maxChoices="1")
    picture = add(asked, "object", one.item.figure.alt, data=f"{one.name}.png", type="image/png")
    picture.attrib |= {"width": str(width), "height": str(height)}
    return ItemParts(declared, asked, (set_outcome("SCORE", element("mapResponsePoint", identifier=ANSWER)),))


def _outline(png: bytes, secret: Mapping[str, Any]) -> tuple[tuple[int, int], list[tuple[float, float]]]:
    """The picture's size and the target's corners in it, in pixels."""
    from PIL import Image

    width, height = Image.open(io.BytesIO(png)).size
    corners = [(x * (width - 1), y * (height - 1)) for x, y in outline_of(secret["target"], CORNERS)]
    return (width, height), corners
