"""Questions as Moodle XML, the format of Moodle's question bank."""

from __future__ import annotations

import base64
from collections.abc import Callable
from xml.etree import ElementTree as ET

from vertebra.quiz.export.bundle import ExportBundle, ExportedVariant
from vertebra.quiz.question.numeric.kind import NO_UNIT_FRACTION
from vertebra.quiz.question.point.kind import outline_of
from vertebra.quiz.question.render_item import html, inline_html
from vertebra.texts import _

FRACTIONS = (100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 11.11111, 10, 5, 0)  # fmt: skip
"""The shares of the points that Moodle's import takes; another one is refused."""
TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "concordance": "multichoice",
    "numeric": "numerical",
    "ordering": "ordering",
    "point": "ddmarker",
    "text": "essay",
}
FREE_UNIT, NO_UNIT = "0", "3"
OF_THE_MARK = "1"
CORNERS = 36
PICTURE = "figure.png"


def quiz_xml(found: ExportBundle) -> bytes:
    """The file for Moodle's import: a category for the quiz and one below it for each question, of which a quiz draws one."""
    quiz = ET.Element("quiz")
    for question, variants in found.questions.items():
        _category(quiz, f"$course$/top/{found.name}/{question}")
        for one in variants:
            quiz.append(_question(one))
    ET.indent(quiz)
    return bytes(ET.tostring(quiz, encoding="utf-8", xml_declaration=True))


def _category(quiz: ET.Element, path: str) -> None:
    category = ET.SubElement(ET.SubElement(quiz, "question", type="category"), "category")
    ET.SubElement(category, "text").text = path


def _question(one: ExportedVariant) -> ET.Element:
    kind = one.item.question.kind
    element = ET.Element("question", type=TYPES[kind])
    _text(element, "name", f"{one.name} {one.item.question.title}")
    stem = _stem(one)
    asked = _formatted(element, "questiontext", stem)
    if one.picture and kind != "point":
        _file(asked, one.picture())
    _formatted(element, "generalfeedback", html(one.item.explanation))
    ET.SubElement(element, "defaultgrade").text = f"{one.item.question.points:g}"
    ET.SubElement(element, "penalty").text = "0"
    ET.SubElement(element, "hidden").text = "0"
    ET.SubElement(element, "idnumber").text = one.name
    KINDS[kind](element, one)
    tags = ET.SubElement(element, "tags")
    _text(tags, "tag", one.item.question.objective)
    return element


def _stem(one: ExportedVariant) -> str:
    item, unit = one.item, str(one.item.question.spec.get("unit", ""))
    text = html(item.stem)
    if item.figure is not None and item.question.kind != "point":
        alt = item.figure.alt.replace("&", "&amp;").replace('"', "&quot;")
        text += f'<p><img src="@@PLUGINFILE@@/{PICTURE}" alt="{alt}" /></p>'
    if item.question.kind == "numeric" and unit and not one.secret["give_unit"]:
        note = _("Answer in {unit}.").format(unit=unit)
        text += f"<p>{inline_html(note)}</p>"
    return text


def _choice(element: ET.Element, one: ExportedVariant) -> None:
    options = one.secret["options"]
    right = sum(bool(option["right"]) for option in options)
    several = one.item.question.kind == "multiple"
    ET.SubElement(element, "single").text = "false" if several else "true"
    ET.SubElement(element, "shuffleanswers").text = "0" if _keeps_order(one) else "1"
    ET.SubElement(element, "answernumbering").text = "none"
    for option in options:
        share = 100 / right if option["right"] else -100 / right
        fraction = round(share, 5) if several else 100 * bool(option["right"])
        _answer(element, fraction, inline_html(option["text"]), option["feedback"])


def _keeps_order(one: ExportedVariant) -> bool:
    return one.item.question.fixed_order or one.item.question.kind == "concordance"


def _concordance(element: ET.Element, one: ExportedVariant) -> None:
    ET.SubElement(element, "single").text = "true"
    ET.SubElement(element, "shuffleanswers").text = "0"
    ET.SubElement(element, "answernumbering").text = "none"
    most = max(step["experts"] for step in one.secret["options"])
    for step in one.secret["options"]:
        share = 100 * step["experts"] / most
        nearest = min(FRACTIONS, key=lambda fraction: abs(fraction - share))
        told = _("{experts} of the panel ({panel_note}) chose this.").format(
            experts=step["experts"], panel_note=one.secret["panel_note"]
        )
        _answer(element, nearest, inline_html(step["text"]), told)


def _numeric(element: ET.Element, one: ExportedVariant) -> None:
    secret = one.secret
    digits, slack = secret["decimals"] + 4, f"{secret['tolerance']:.10g}"
    targets = [(100, f"{secret['value']:.{digits}f}", slack, secret["feedback"]["right"])]
    targets += [(0, f"{m['value']:.{digits}f}", slack, m["feedback"]) for m in secret["mistakes"]]
    targets += [(0, "*", "0", secret["feedback"]["wrong"])]
    for fraction, number, tolerance, told in targets:
        answer = _answer(element, fraction, number, told, form="moodle_auto_format")
        ET.SubElement(answer, "tolerance").text = tolerance
    asked = bool(secret["give_unit"])
    if asked:
        units = ET.SubElement(element, "units")
        for name, factor in secret["units"].items():
            unit = ET.SubElement(units, "unit")
            # Moodle multiplies the right number by this, where the course turns what was typed into the key's unit.
            ET.SubElement(unit, "multiplier").text = f"{1 / factor:.10g}"
            ET.SubElement(unit, "unit_name").text = name
    ET.SubElement(element, "unitgradingtype").text = OF_THE_MARK if asked else "0"
    ET.SubElement(element, "unitpenalty").text = f"{1 - NO_UNIT_FRACTION:g}"
    ET.SubElement(element, "showunits").text = FREE_UNIT if asked else NO_UNIT
    ET.SubElement(element, "unitsleft").text = "0"


def _ordering(element: ET.Element, one: ExportedVariant) -> None:
    steps = one.secret["order"]
    settings = {"layouttype": "VERTICAL", "selecttype": "ALL", "selectcount": str(len(steps))}
    # What stands after each step is scored relative to all that follow it: the nearest to the course's pairs.
    for name, value in {**settings, "gradingtype": "RELATIVE_ALL_PREVIOUS_AND_NEXT", "showgrading": "SHOW"}.items():
        ET.SubElement(element, name).text = value
    for at, step in enumerate(steps, 1):
        _answer(element, at, inline_html(step["text"]), step["because"])


def _point(element: ET.Element, one: ExportedVariant) -> None:
    import io

    from PIL import Image

    assert one.picture is not None
    png = one.picture()
    width, height = Image.open(io.BytesIO(png)).size
    corners = [(x * (width - 1), y * (height - 1)) for x, y in outline_of(one.secret["target"], CORNERS)]
    _formatted(element, "correctfeedback", html(one.secret["feedback"]["right"]))
    _formatted(element, "incorrectfeedback", html(one.secret["feedback"]["wrong"]))
    _file(element, png)
    drag = ET.SubElement(element, "drag")
    drop = ET.SubElement(element, "drop")
    for part, told in ((drag, {"no": "1", "text": "Here", "noofdrags": "1"}), (drop, {"no": "1", "shape": "polygon"})):
        for name, value in told.items():
            ET.SubElement(part, name).text = value
    ET.SubElement(drop, "coords").text = ";".join(f"{x:.0f},{y:.0f}" for x, y in corners)
    ET.SubElement(drop, "choice").text = "1"


def _essay(element: ET.Element, one: ExportedVariant) -> None:
    ET.SubElement(element, "responseformat").text = "plain"
    ET.SubElement(element, "responserequired").text = "1"
    ET.SubElement(element, "responsefieldlines").text = "10"
    ET.SubElement(element, "attachments").text = "0"
    lines = "".join(f"<li>{row['points']:g}: {inline_html(row['text'])}</li>" for row in one.secret["rubric"])
    _formatted(element, "graderinfo", f"<ul>{lines}</ul>{html(one.secret['model_answer'])}")


KINDS: dict[str, Callable[[ET.Element, ExportedVariant], None]] = {
    "single": _choice,
    "multiple": _choice,
    "concordance": _concordance,
    "numeric": _numeric,
    "ordering": _ordering,
    "point": _point,
    "text": _essay,
}


def _answer(element: ET.Element, fraction: float, text: str, told: str, form: str = "html") -> ET.Element:
    answer = ET.SubElement(element, "answer", fraction=f"{fraction:.7g}", format=form)
    ET.SubElement(answer, "text").text = text
    _formatted(answer, "feedback", html(told))
    return answer


def _formatted(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name, format="html")
    ET.SubElement(element, "text").text = text
    return element


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(ET.SubElement(parent, name), "text").text = text


def _file(parent: ET.Element, png: bytes) -> None:
    file = ET.SubElement(parent, "file", name=PICTURE, path="/", encoding="base64")
    file.text = base64.b64encode(png).decode("ascii")
