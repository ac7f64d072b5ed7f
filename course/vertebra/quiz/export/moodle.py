"""Questions as Moodle XML, the format of Moodle's question bank."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from vertebra.quiz.export.bundle import ExportBundle
from vertebra.quiz.question.exported_variant import ExportedVariant
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.moodle_xml import PICTURE, add_file, add_formatted, add_settings, add_text
from vertebra.quiz.question.render_item import html, inline_html


def quiz_xml(bundle: ExportBundle) -> bytes:
    """The file for Moodle's import.

    A category for the quiz, and below it one for each question, of which a quiz draws one variant.
    """
    quiz = ET.Element("quiz")
    for question, variants in bundle.questions.items():
        _add_category(quiz, f"$course$/top/{bundle.name}/{question}")
        for variant in variants:
            quiz.append(_question(variant))
    ET.indent(quiz)
    return bytes(ET.tostring(quiz, encoding="utf-8", xml_declaration=True))


def _add_category(quiz: ET.Element, path: str) -> None:
    category = ET.SubElement(ET.SubElement(quiz, "question", type="category"), "category")
    ET.SubElement(category, "text").text = path


def _question(variant: ExportedVariant) -> ET.Element:
    question = variant.item.question
    kind = kind_of(question.kind)
    element = ET.Element("question")
    add_text(element, "name", f"{variant.name} {question.title}")
    prompt = add_formatted(element, "questiontext", _stem(variant))
    if variant.picture and not kind.answered_in_figure:
        add_file(prompt, variant.picture())
    add_formatted(element, "generalfeedback", html(variant.item.explanation))
    add_settings(
        element, {"defaultgrade": f"{question.points:g}", "penalty": "0", "hidden": "0", "idnumber": variant.name}
    )
    kind.to_moodle(element, variant)
    add_text(ET.SubElement(element, "tags"), "tag", question.objective)
    return element


def _stem(variant: ExportedVariant) -> str:
    item, kind = variant.item, kind_of(variant.item.question.kind)
    text = html(item.stem)
    if item.figure is not None and not kind.answered_in_figure:
        alt = item.figure.alt.replace("&", "&amp;").replace('"', "&quot;")
        text += f'<p><img src="@@PLUGINFILE@@/{PICTURE}" alt="{alt}" /></p>'
    note = kind.export_note(variant, reads_units=True)
    return text + (f"<p>{inline_html(note)}</p>" if note else "")
