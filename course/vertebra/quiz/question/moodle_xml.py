"""The elements that Moodle XML is built of."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from vertebra.quiz.question.render_item import html

PICTURE = "figure.png"


def add_answer(element: ET.Element, fraction: float, text: str, feedback: str, form: str = "html") -> ET.Element:
    """Add an answer that earns `fraction` percent; `text` in the format `form`, `feedback` in Markdown."""
    answer = ET.SubElement(element, "answer", fraction=f"{fraction:.7g}", format=form)
    ET.SubElement(answer, "text").text = text
    add_formatted(answer, "feedback", html(feedback))
    return answer


def add_formatted(parent: ET.Element, name: str, text: str) -> ET.Element:
    """Add an element that holds HTML."""
    element = ET.SubElement(parent, name, format="html")
    ET.SubElement(element, "text").text = text
    return element


def add_text(parent: ET.Element, name: str, text: str) -> None:
    """Add an element that holds a plain text."""
    ET.SubElement(ET.SubElement(parent, name), "text").text = text


def add_settings(parent: ET.Element, settings: Mapping[str, str]) -> None:
    """Add an element for each setting, in order."""
    for name, value in settings.items():
        ET.SubElement(parent, name).text = value


def add_file(parent: ET.Element, png: bytes) -> None:
    """Add the variant's picture."""
    file = ET.SubElement(parent, "file", name=PICTURE, path="/", encoding="base64")
    file.text = base64.b64encode(png).decode("ascii")
