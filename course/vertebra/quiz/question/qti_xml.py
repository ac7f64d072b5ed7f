"""The elements that an item of QTI 2.1 is built of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from vertebra.quiz.question.formulas import MATHML
from vertebra.quiz.question.render_item import markdown_renderer

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
ALLOWED_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
"""The attributes of XHTML that an item may have here; a column's alignment is none of them."""
ANSWER = "RESPONSE"
SHOWN = "shown"

ET.register_namespace("", NAMESPACE)
ET.register_namespace("m", MATHML)


@dataclass(frozen=True)
class ItemParts:
    """What a kind gives its item.

    Parameters
    ----------
    declaration, interaction
        How the answer is declared and asked for.
    scoring
        The rules of scoring; empty where a person grades.
    feedback
        Markdown by its name in the variable FEEDBACK.
    several
        Whether several feedbacks can be shown at once.
    """

    declaration: ET.Element
    interaction: ET.Element
    scoring: tuple[ET.Element, ...] = ()
    feedback: Mapping[str, str] = field(default_factory=dict)
    several: bool = False


def element(name: str, **attributes: str) -> ET.Element:
    """An element of QTI."""
    return ET.Element(f"{{{NAMESPACE}}}{name}", attributes)


def add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Add a new last child to `parent`, and return it."""
    child = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    child.text = text
    return child


def declaration(cardinality: str, base_type: str, correct: list[str]) -> ET.Element:
    """The declaration of the answer, with the right values."""
    declared = element("responseDeclaration", identifier=ANSWER, cardinality=cardinality, baseType=base_type)
    if correct:
        values = add(declared, "correctResponse")
        for value in correct:
            add(values, "value", value)
    return declared


def set_outcome(name: str, expression: ET.Element) -> ET.Element:
    """The rule that sets the variable `name`."""
    rule = element("setOutcomeValue", identifier=name)
    rule.append(expression)
    return rule


def base_value(base_type: str, text: str) -> ET.Element:
    """A constant."""
    constant = element("baseValue", baseType=base_type)
    constant.text = text
    return constant


def blocks(text: str) -> list[ET.Element]:
    """Markdown as elements of QTI, whose XHTML has neither styles nor classes here."""
    root = ET.fromstring(f"<div>{markdown_renderer(xhtml=True).render(text)}</div>")
    for child in root.iter():
        if child.tag.startswith(f"{{{MATHML}}}"):
            continue
        allowed = ALLOWED_ATTRIBUTES.get(child.tag, set())
        child.attrib = {name: value for name, value in child.attrib.items() if name in allowed}
        child.tag = f"{{{NAMESPACE}}}{child.tag}"
    return list(root)
