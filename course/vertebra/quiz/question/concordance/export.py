"""Script concordance for Moodle and QTI: a choice of which every step earns what the panel made it worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from vertebra.quiz.question.choice.export import add_moodle_head, choice_parts
from vertebra.quiz.question.exported_variant import ExportedVariant
from vertebra.quiz.question.moodle_xml import add_answer
from vertebra.quiz.question.qti_xml import ItemParts
from vertebra.quiz.question.render_item import inline_html
from vertebra.texts import _

MOODLE_FRACTIONS = (
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111),
    *(10, 5, 0),
)
"""The shares of the points, in percent, that Moodle's import takes; another one is refused."""


def to_moodle(question: ET.Element, variant: ExportedVariant) -> None:
    """Fill in Moodle's `multichoice`, with the nearest share of the points that Moodle knows."""
    add_moodle_head(question, several=False, shuffle=False)
    most = max(step["experts"] for step in variant.secret["options"])
    for step in variant.secret["options"]:
        share = 100 * step["experts"] / most
        nearest = min(MOODLE_FRACTIONS, key=lambda fraction: abs(fraction - share))
        add_answer(question, nearest, inline_html(step["text"]), _feedback(step, variant.secret))


def to_qti(variant: ExportedVariant) -> ItemParts:
    """The parts of a choice whose steps are in order."""
    steps, points = variant.secret["options"], variant.item.question.points
    most = max(step["experts"] for step in steps)
    worth = {step["name"]: points * float(step["experts"]) / most for step in steps}
    correct = [step["name"] for step in steps if step["right"]][:1]
    feedback = {step["name"]: _feedback(step, variant.secret) for step in steps}
    return choice_parts(variant, worth, correct, feedback, several=False, shuffle=False)


def _feedback(step: Mapping[str, Any], secret: Mapping[str, Any]) -> str:
    return _("{experts} of the panel ({panel_note}) chose this.").format(
        experts=step["experts"], panel_note=secret["panel_note"]
    )
