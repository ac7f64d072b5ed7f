"""Numbers for Moodle, with their units, and for QTI, which knows none."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from vertebra.quiz.question.exported_variant import ExportedVariant
from vertebra.quiz.question.moodle_xml import add_answer, add_settings
from vertebra.quiz.question.numeric.kind import NO_UNIT_FRACTION
from vertebra.quiz.question.numeric.numbers import MAX_CHARACTERS
from vertebra.quiz.question.qti_xml import ANSWER, ItemParts, add, base_value, declaration, element, set_outcome

FREE_UNIT, NO_UNIT = "0", "3"
OF_THE_MARK = "1"


def to_moodle(question: ET.Element, variant: ExportedVariant) -> None:
    """Fill in Moodle's `numerical`."""
    question.set("type", "numerical")
    secret = variant.secret
    digits, slack = secret["decimals"] + 4, f"{secret['tolerance']:.10g}"
    targets = [(100, f"{secret['value']:.{digits}f}", slack, secret["feedback"]["right"])]
    targets += [(0, f"{m['value']:.{digits}f}", slack, m["feedback"]) for m in secret["mistakes"]]
    targets += [(0, "*", "0", secret["feedback"]["wrong"])]
    for fraction, number, tolerance, feedback in targets:
        answer = add_answer(question, fraction, number, feedback, form="moodle_auto_format")
        ET.SubElement(answer, "tolerance").text = tolerance
    needs_unit = bool(secret["give_unit"])
    if needs_unit:
        units = ET.SubElement(question, "units")
        for name, factor in secret["units"].items():
            # Moodle multiplies the right number by this, where the course turns what was typed into the key's unit.
            add_settings(ET.SubElement(units, "unit"), {"multiplier": f"{1 / factor:.10g}", "unit_name": name})
    add_settings(
        question,
        {
            "unitgradingtype": OF_THE_MARK if needs_unit else "0",
            "unitpenalty": f"{1 - NO_UNIT_FRACTION:g}",
            "showunits": FREE_UNIT if needs_unit else NO_UNIT,
            "unitsleft": "0",
        },
    )


def to_qti(variant: ExportedVariant) -> ItemParts:
    """The parts of a number within a tolerance; each known mistake has its feedback."""
    secret, digits = variant.secret, variant.secret["decimals"] + 4
    line = element("p")
    add(line, "textEntryInteraction", responseIdentifier=ANSWER, expectedLength=str(MAX_CHARACTERS // 8))
    feedback = {"right": secret["feedback"]["right"], "wrong": secret["feedback"]["wrong"]}
    feedback |= {f"mistake-{m['name']}": m["feedback"] for m in secret["mistakes"]}
    condition = element("responseCondition")
    first = add(condition, "responseIf")
    first.append(_near(element("correct", identifier=ANSWER), secret["tolerance"]))
    first.append(set_outcome("SCORE", base_value("float", f"{variant.item.question.points:g}")))
    first.append(set_outcome("FEEDBACK", base_value("identifier", "right")))
    for mistake in secret["mistakes"]:
        other = add(condition, "responseElseIf")
        other.append(_near(base_value("float", f"{mistake['value']:.{digits}f}"), secret["tolerance"]))
        other.append(set_outcome("FEEDBACK", base_value("identifier", f"mistake-{mistake['name']}")))
    add(condition, "responseElse").append(set_outcome("FEEDBACK", base_value("identifier", "wrong")))
    return ItemParts(declaration("single", "float", [f"{secret['value']:.{digits}f}"]), line, (condition,), feedback)


def _near(target: ET.Element, tolerance: float) -> ET.Element:
    # A hair of slack, as in the course's own scoring.
    slack = f"{tolerance * (1 + 1e-6) + 1e-9:.12g}"
    equal = element("equal", toleranceMode="absolute", tolerance=f"{slack} {slack}")
    equal.append(element("variable", identifier=ANSWER))
    equal.append(target)
    return equal
