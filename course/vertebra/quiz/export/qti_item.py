"""One variant of a question as an item of QTI 2.1."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from vertebra.quiz.question.exported_variant import ExportedVariant
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.qti_xml import SHOWN, ItemParts, add, base_value, blocks, element, set_outcome


def as_bytes(root: ET.Element) -> bytes:
    """The document as it stands in a file."""
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def assessment_item(variant: ExportedVariant, png: bytes | None = None) -> ET.Element:
    """The item; `png` is its picture, where it has one."""
    question, explanation = variant.item.question, variant.item.explanation
    parts = kind_of(question.kind).to_qti(variant, png)
    item = element("assessmentItem", identifier=f"item-{variant.name}", title=question.title)
    item.attrib |= {"label": question.objective, "adaptive": "false", "timeDependent": "false"}
    item.append(parts.declaration)
    score = add(item, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    score.set("normalMaximum", f"{question.points:g}")
    add(add(score, "defaultValue"), "value", "0")
    if parts.feedback:
        cardinality = "multiple" if parts.several else "single"
        add(item, "outcomeDeclaration", identifier="FEEDBACK", cardinality=cardinality, baseType="identifier")
    if explanation:
        add(item, "outcomeDeclaration", identifier="EXPLANATION", cardinality="single", baseType="identifier")
    _add_body(item, variant, parts, png)
    processing = add(item, "responseProcessing")
    processing.extend(parts.scoring)
    if explanation:
        processing.append(set_outcome("EXPLANATION", base_value("identifier", SHOWN)))
    for name, text in parts.feedback.items():
        _add_feedback(item, "FEEDBACK", name, text)
    if explanation:
        _add_feedback(item, "EXPLANATION", SHOWN, explanation)
    return item


def _add_body(item: ET.Element, variant: ExportedVariant, parts: ItemParts, png: bytes | None) -> None:
    kind = kind_of(variant.item.question.kind)
    body = add(item, "itemBody")
    body.extend(blocks(variant.item.stem))
    if variant.item.figure is not None and png and not kind.answered_in_figure:
        add(add(body, "p"), "img", src=f"{variant.name}.png", alt=variant.item.figure.alt)
    if note := kind.export_note(variant, reads_units=False):
        add(body, "p", note)
    body.append(parts.interaction)
    if variant.secret.get("rubric"):
        rubric = add(body, "rubricBlock", view="scorer")
        for row in variant.secret["rubric"]:
            add(rubric, "p", f"{row['points']:g}: {row['text']}")
        rubric.extend(blocks(variant.secret["model_answer"]))


def _add_feedback(item: ET.Element, variable: str, name: str, text: str) -> None:
    shown = add(item, "modalFeedback", outcomeIdentifier=variable, identifier=name, showHide="show")
    shown.extend(blocks(text))
