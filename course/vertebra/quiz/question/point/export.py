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


def to_moodle(question: ET.Element, variant: ExportedVariant) -> None:
    """Fill in Moodle's `ddmarker`."""
    assert variant.picture is not None
    question.set("type", "ddmarker")
    png = variant.picture()
    _size, corners = _outline(png, variant.secret)
    add_formatted(question, "correctfeedback", html(variant.secret["feedback"]["right"]))
    add_formatted(question, "incorrectfeedback", html(variant.secret["feedback"]["wrong"]))
    add_file(question, png)
    drag = ET.SubElement(question, "drag")
    drop = ET.SubElement(question, "drop")
    add_settings(drag, {"no": "1", "text": "Here", "noofdrags": "1"})
    coords = ";".join(f"{x:.0f},{y:.0f}" for x, y in corners)
    add_settings(drop, {"no": "1", "shape": "polygon", "coords": coords, "choice": "1"})


def to_qti(variant: ExportedVariant, png: bytes | None) -> ItemParts:
    """The parts of a point; only the region of the right answer earns points."""
    assert png is not None
    assert variant.item.figure is not None
    (width, height), corners = _outline(png, variant.secret)
    declared = declaration("single", "point", [])
    mapping = add(declared, "areaMapping", defaultValue="0")
    coords = ",".join(f"{x:.0f},{y:.0f}" for x, y in [*corners, corners[0]])
    add(mapping, "areaMapEntry", shape="poly", coords=coords, mappedValue=f"{variant.item.question.points:g}")
    interaction = element("selectPointInteraction", responseIdentifier=ANSWER, maxChoices="1")
    picture = add(interaction, "object", variant.item.figure.alt, data=f"{variant.name}.png", type="image/png")
    picture.attrib |= {"width": str(width), "height": str(height)}
    return ItemParts(declared, interaction, (set_outcome("SCORE", element("mapResponsePoint", identifier=ANSWER)),))


def _outline(png: bytes, secret: Mapping[str, Any]) -> tuple[tuple[int, int], list[tuple[float, float]]]:
    """The picture's size and the target's corners in it, in pixels."""
    from PIL import Image

    width, height = Image.open(io.BytesIO(png)).size
    corners = [(x * (width - 1), y * (height - 1)) for x, y in outline_of(secret["target"], CORNERS)]
    return (width, height), corners
