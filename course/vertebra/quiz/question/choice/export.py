"""Choices for Moodle and QTI. A script concordance is exported as a choice, too."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from vertebra.quiz.question.exported_variant import ExportedVariant
from vertebra.quiz.question.moodle_xml import add_answer, add_settings
from vertebra.quiz.question.qti_xml import ANSWER, ItemParts, add, blocks, declaration, element, set_outcome
from vertebra.quiz.question.render_item import inline_html


def to_moodle(question: ET.Element, variant: ExportedVariant, several: bool) -> None:
    """Fill in Moodle's `multichoice`; `several` options may be right, each for an equal share of the points."""
    options = variant.secret["options"]
    right = sum(bool(option["right"]) for option in options)
    add_moodle_head(question, several, shuffle=not variant.item.question.fixed_order)
    for option in options:
        share = 100 / right if option["right"] else -100 / right
        fraction = round(share, 5) if several else 100 * bool(option["right"])
        add_answer(question, fraction, inline_html(option["text"]), option["feedback"])


def add_moodle_head(question: ET.Element, several: bool, shuffle: bool) -> None:
    """Set the type and the settings of a choice."""
    question.set("type", "multichoice")
    add_settings(
        question,
        {
            "single": "false" if several else "true",
            "shuffleanswers": "1" if shuffle else "0",
            "answernumbering": "none",
        },
    )


def to_qti(variant: ExportedVariant, several: bool) -> ItemParts:
    """The parts of a choice; `several` options may be right, each for an equal share of the points."""
    options, points = variant.secret["options"], variant.item.question.points
    right = [option["name"] for option in options if option["right"]]
    share = points / len(right) if several else points
    worth = {o["name"]: share if o["right"] else -share if several else 0.0 for o in options}
    feedback = {o["name"]: str(o["feedback"]) for o in options}
    correct = right if several else right[:1]
    return choice_parts(
        variant, worth, correct, feedback, several=several, shuffle=not variant.item.question.fixed_order
    )


def choice_parts(
    variant: ExportedVariant,
    worth: Mapping[str, float],
    correct: list[str],
    feedback: Mapping[str, str],
    *,
    several: bool,
    shuffle: bool,
) -> ItemParts:
    """The parts of a choice whose options are `worth` so many points, and are answered with `feedback`."""
    declared = declaration("multiple" if several else "single", "identifier", correct)
    mapping = add(declared, "mapping", defaultValue="0", lowerBound="0")
    for name, earned in worth.items():
        if earned:
            add(mapping, "mapEntry", mapKey=name, mappedValue=f"{earned:.10g}")
    interaction = element("choiceInteraction", responseIdentifier=ANSWER, shuffle=str(shuffle).lower())
    interaction.set("maxChoices", "0" if several else "1")
    for option in variant.secret["options"]:
        add(interaction, "simpleChoice", identifier=option["name"]).extend(blocks(option["text"]))
    scoring = (
        set_outcome("SCORE", element("mapResponse", identifier=ANSWER)),
        set_outcome("FEEDBACK", element("variable", identifier=ANSWER)),
    )
    return ItemParts(declared, interaction, scoring, feedback, several)
