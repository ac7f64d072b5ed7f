"""Free text for Moodle and QTI, with the rubric for whoever grades it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from vertebra.quiz.question.exported_variant import ExportedVariant
from vertebra.quiz.question.moodle_xml import add_formatted, add_settings
from vertebra.quiz.question.qti_xml import ANSWER, ItemParts, declaration, element
from vertebra.quiz.question.render_item import html, inline_html


def to_moodle(question: ET.Element, variant: ExportedVariant) -> None:
    """Fill in Moodle's `essay`."""
    question.set("type", "essay")
    add_settings(
        question, {"responseformat": "plain", "responserequired": "1", "responsefieldlines": "10", "attachments": "0"}
    )
    lines = "".join(f"<li>{row['points']:g}: {inline_html(row['text'])}</li>" for row in variant.secret["rubric"])
    add_formatted(question, "graderinfo", f"<ul>{lines}</ul>{html(variant.secret['model_answer'])}")


def to_qti(variant: ExportedVariant) -> ItemParts:
    """The parts of an answer that a person grades."""
    interaction = element("extendedTextInteraction", responseIdentifier=ANSWER, expectedLines="10")
    return ItemParts(declaration("single", "string", []), interaction)
