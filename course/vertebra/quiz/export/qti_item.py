"""One variant of a question as an item of QTI 2.1."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from vertebra.quiz.export.bundle import ExportedVariant
from vertebra.quiz.question.formulas import MATHML
from vertebra.quiz.question.numeric.numbers import MAX_CHARACTERS
from vertebra.quiz.question.point.kind import outline_of
from vertebra.quiz.question.render_item import markdown_renderer
from vertebra.texts import _

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
ALLOWED_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
"""The attributes of XHTML that an item may have here; a column's alignment is none of them."""
CORNERS = 36
ANSWER = "RESPONSE"
SHOWN = "shown"

ET.register_namespace("", NAMESPACE)
ET.register_namespace("m", MATHML)


def element(name: str, **attributes: str) -> ET.Element:
    """An element of QTI."""
    return ET.Element(f"{{{NAMESPACE}}}{name}", attributes)


def add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A new last child of `parent`."""
    child = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    child.text = text
    return child


def as_bytes(root: ET.Element) -> bytes:
    """The document as it stands in a file."""
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


@dataclass(frozen=True)
class ItemParts:
    """What a kind gives its item: how the answer is declared and asked for, how it is scored, and what is told.

    `scoring` is empty where a person grades. `told` is feedback by its name in the variable FEEDBACK.
    """

    declaration: ET.Element
    interaction: ET.Element
    scoring: tuple[ET.Element, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)
    several: bool = False
    note: str = ""


def assessment_item(one: ExportedVariant, png: bytes | None = None) -> ET.Element:
    """The item; `png` is its picture, where it has one."""
    question, explanation = one.item.question, one.item.explanation
    parts = KINDS[question.kind](one, png)
    item = element("assessmentItem", identifier=f"item-{one.name}", title=question.title)
    item.attrib |= {"label": question.objective, "adaptive": "false", "timeDependent": "false"}
    item.append(parts.declaration)
    points = f"{question.points:g}"
    score = add(item, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    score.set("normalMaximum", points)
    add(add(score, "defaultValue"), "value", "0")
    if parts.told:
        cardinality = "multiple" if parts.several else "single"
        add(item, "outcomeDeclaration", identifier="FEEDBACK", cardinality=cardinality, baseType="identifier")
    if explanation:
        add(item, "outcomeDeclaration", identifier="EXPLANATION", cardinality="single", baseType="identifier")
    _body(item, one, parts, png)
    processing = add(item, "responseProcessing")
    processing.extend(parts.scoring)
    if explanation:
        processing.append(set_outcome("EXPLANATION", base_value("identifier", SHOWN)))
    for name, text in parts.told.items():
        _feedback(item, "FEEDBACK", name, text)
    if explanation:
        _feedback(item, "EXPLANATION", SHOWN, explanation)
    return item


def _body(item: ET.Element, one: ExportedVariant, parts: ItemParts, png: bytes | None) -> None:
    body = add(item, "itemBody")
    body.extend(blocks(one.item.stem))
    if one.item.figure is not None and png and one.item.question.kind != "point":
        add(add(body, "p"), "img", src=f"{one.name}.png", alt=one.item.figure.alt)
    if parts.note:
        add(body, "p", parts.note)
    body.append(parts.interaction)
    if one.secret.get("rubric"):
        rubric = add(body, "rubricBlock", view="scorer")
        for row in one.secret["rubric"]:
            add(rubric, "p", f"{row['points']:g}: {row['text']}")
        rubric.extend(blocks(one.secret["model_answer"]))


def _feedback(item: ET.Element, variable: str, name: str, text: str) -> None:
    shown = add(item, "modalFeedback", outcomeIdentifier=variable, identifier=name, showHide="show")
    shown.extend(blocks(text))


def _declaration(cardinality: str, base_type: str, correct: list[str]) -> ET.Element:
    declared = element("responseDeclaration", identifier=ANSWER, cardinality=cardinality, baseType=base_type)
    if correct:
        values = add(declared, "correctResponse")
        for value in correct:
            add(values, "value", value)
    return declared


def set_outcome(name: str, expression: ET.Element) -> ET.Element:
    """Set the variable `name`."""
    made = element("setOutcomeValue", identifier=name)
    made.append(expression)
    return made


def base_value(kind: str, text: str) -> ET.Element:
    """A constant."""
    made = element("baseValue", baseType=kind)
    made.text = text
    return made


def _choice(one: ExportedVariant, png: bytes | None) -> ItemParts:
    kind, options, points = one.item.question.kind, one.secret["options"], one.item.question.points
    several = kind == "multiple"
    right = [option["name"] for option in options if option["right"]]
    worth = {o["name"]: _worth(kind, o, options, points) for o in options}
    correct = right if several else right[:1]
    declared = _declaration("multiple" if several else "single", "identifier", correct)
    mapping = add(declared, "mapping", defaultValue="0", lowerBound="0")
    for name, earned in worth.items():
        if earned:
            add(mapping, "mapEntry", mapKey=name, mappedValue=f"{earned:.10g}")
    shuffle = not one.item.question.fixed_order and kind != "concordance"
    asked = element("choiceInteraction", responseIdentifier=ANSWER, shuffle=str(shuffle).lower())
    asked.set("maxChoices", "0" if several else "1")
    for option in options:
        add(asked, "simpleChoice", identifier=option["name"]).extend(blocks(option["text"]))
    told = {o["name"]: _said(o, one.secret) for o in options}
    scored = (
        set_outcome("SCORE", element("mapResponse", identifier=ANSWER)),
        set_outcome("FEEDBACK", element("variable", identifier=ANSWER)),
    )
    return ItemParts(declared, asked, scored, told, several)


def _worth(kind: str, option: Mapping[str, object], options: list[dict[str, float]], points: float) -> float:
    if kind == "concordance":
        return points * float(str(option["experts"])) / max(step["experts"] for step in options)
    if kind == "multiple":
        share = points / sum(bool(o["right"]) for o in options)
        return share if option["right"] else -share
    return points if option["right"] else 0.0


def _said(option: Mapping[str, object], secret: Mapping[str, object]) -> str:
    if "feedback" in option:
        return str(option["feedback"])
    return _("{experts} of the panel ({panel_note}) chose this.").format(
        experts=option["experts"], panel_note=secret["panel_note"]
    )


def _numeric(one: ExportedVariant, png: bytes | None) -> ItemParts:
    secret, digits = one.secret, one.secret["decimals"] + 4
    declared = _declaration("single", "float", [f"{secret['value']:.{digits}f}"])
    line = element("p")
    add(line, "textEntryInteraction", responseIdentifier=ANSWER, expectedLength=str(MAX_CHARACTERS // 8))
    told = {"right": secret["feedback"]["right"], "wrong": secret["feedback"]["wrong"]}
    told |= {f"mistake-{m['name']}": m["feedback"] for m in secret["mistakes"]}
    condition = element("responseCondition")
    first = add(condition, "responseIf")
    first.append(_near(element("correct", identifier=ANSWER), secret["tolerance"]))
    first.append(set_outcome("SCORE", base_value("float", f"{one.item.question.points:g}")))
    first.append(set_outcome("FEEDBACK", base_value("identifier", "right")))
    for mistake in secret["mistakes"]:
        other = add(condition, "responseElseIf")
        other.append(_near(base_value("float", f"{mistake['value']:.{digits}f}"), secret["tolerance"]))
        other.append(set_outcome("FEEDBACK", base_value("identifier", f"mistake-{mistake['name']}")))
    add(condition, "responseElse").append(set_outcome("FEEDBACK", base_value("identifier", "wrong")))
    return ItemParts(
        declared,
        line,
        (condition,),
        told,
        note=_("Answer in {unit}.").format(unit=secret["unit"]) if secret["unit"] else "",
    )


def _near(target: ET.Element, tolerance: float) -> ET.Element:
    # A hair of slack, as in the course's own scoring.
    slack = f"{tolerance * (1 + 1e-6) + 1e-9:.12g}"
    equal = element("equal", toleranceMode="absolute", tolerance=f"{slack} {slack}")
    equal.append(element("variable", identifier=ANSWER))
    equal.append(target)
    return equal


def _ordering(one: ExportedVariant, png: bytes | None) -> ItemParts:
    steps = one.secret["order"]
    declared = _declaration("ordered", "identifier", [step["name"] for step in steps])
    asked = element("orderInteraction", responseIdentifier=ANSWER, shuffle="true", orientation="vertical")
    for step in sorted(steps, key=lambda step: str(step["text"])):
        add(asked, "simpleChoice", identifier=step["name"]).extend(blocks(step["text"]))
    condition = element("responseCondition")
    first = add(condition, "responseIf")
    match = add(first, "match")
    add(match, "variable", identifier=ANSWER)
    add(match, "correct", identifier=ANSWER)
    first.append(set_outcome("SCORE", base_value("float", f"{one.item.question.points:g}")))
    told = {SHOWN: "\n".join(f"{at}. {step['text']} – {step['because']}" for at, step in enumerate(steps, 1))}
    return ItemParts(declared, asked, (condition, set_outcome("FEEDBACK", base_value("identifier", SHOWN))), told)


def _point(one: ExportedVariant, png: bytes | None) -> ItemParts:
    from PIL import Image

    assert png is not None
    assert one.item.figure is not None
    width, height = Image.open(io.BytesIO(png)).size
    corners = [(x * (width - 1), y * (height - 1)) for x, y in outline_of(one.secret["target"], CORNERS)]
    declared = _declaration("single", "point", [])
    mapping = add(declared, "areaMapping", defaultValue="0")
    coords = ",".join(f"{x:.0f},{y:.0f}" for x, y in [*corners, corners[0]])
    add(mapping, "areaMapEntry", shape="poly", coords=coords, mappedValue=f"{one.item.question.points:g}")
    asked = element("selectPointInteraction", responseIdentifier=ANSWER, maxChoices="1")
    picture = add(asked, "object", one.item.figure.alt, data=f"{one.name}.png", type="image/png")
    picture.attrib |= {"width": str(width), "height": str(height)}
    return ItemParts(declared, asked, (set_outcome("SCORE", element("mapResponsePoint", identifier=ANSWER)),))


def _text(one: ExportedVariant, png: bytes | None) -> ItemParts:
    asked = element("extendedTextInteraction", responseIdentifier=ANSWER, expectedLines="10")
    return ItemParts(_declaration("single", "string", []), asked)


KINDS: dict[str, Callable[[ExportedVariant, bytes | None], ItemParts]] = {
    "single": _choice,
    "multiple": _choice,
    "concordance": _choice,
    "numeric": _numeric,
    "ordering": _ordering,
    "point": _point,
    "text": _text,
}


def blocks(text: str) -> list[ET.Element]:
    """Markdown as elements of QTI, whose XHTML has neither styles nor classes here."""
    root = ET.fromstring(f"<div>{markdown_renderer(xhtml=True).render(text)}</div>")
    for one in root.iter():
        if one.tag.startswith(f"{{{MATHML}}}"):
            continue
        one.attrib = {
            name: value for name, value in one.attrib.items() if name in ALLOWED_ATTRIBUTES.get(one.tag, set())
        }
        one.tag = f"{{{NAMESPACE}}}{one.tag}"
    return list(root)
