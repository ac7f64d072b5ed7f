"""Steps in an order for Moodle and QTI."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from vertebra.quiz.question.exported_variant import ExportedVariant
from vertebra.quiz.question.moodle_xml import add_answer, add_settings
from vertebra.quiz.question.qti_xml import (
    ANSWER,
    SHOWN,
    ItemParts,
    add,
    base_value,
    blocks,
    declaration,
    element,
    set_outcome,
)
from vertebra.quiz.question.render_item import inline_html


def to_moodle(question: ET.Element, variant: ExportedVariant) -> None:
    """Fill in Moodle's `ordering`."""
    question.set("type", "ordering")
    steps = variant.secret["order"]
    # What stands after each step is scored relative to all that follow it: the nearest to the course's pairs.
    add_settings(
        question,
        {
            "layouttype": "VERTICAL",
            "selecttype": "ALL",
            "selectcount": str(len(steps)),
            "gradingtype": "RELATIVE_ALL_PREVIOUS_AND_NEXT",
            "showgrading": "SHOW",
        },
    )
    for at, step in enumerate(steps, 1):
        add_answer(question, at, inline_html(step["text"]), step["because"])


def to_qti(variant: ExportedVariant) -> ItemParts:
    """The parts of an order, which earns all points or none."""
    steps = variant.secret["order"]
    interaction = element("orderInteraction", responseIdentifier=ANSWER, shuffle="true", orientation="vertical")
    for step in sorted(steps, key=lambda step: str(step["text"])):
        add(interaction, "simpleChoice", identifier=step["name"]).extend(blocks(step["text"]))
    condition = element("responseCondition")
    first = add(condition, "responseIf")
    match = add(first, "match")
    add(match, "variable", identifier=ANSWER)
    add(match, "correct", identifier=ANSWER)
    first.append(set_outcome("SCORE", base_value("float", f"{variant.item.question.points:g}")))
    feedback = {SHOWN: "\n".join(f"{at}. {step['text']} – {step['because']}" for at, step in enumerate(steps, 1))}
    scoring = (condition, set_outcome("FEEDBACK", base_value("identifier", SHOWN)))
    declared = declaration("ordered", "identifier", [step["name"] for step in steps])
    return ItemParts(declared, interaction, scoring, feedback)
