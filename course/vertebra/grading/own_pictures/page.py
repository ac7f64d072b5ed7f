"""The page on which a teacher looks at the pictures, as large as students see them, for names that are burnt in."""

from __future__ import annotations

import base64
from pathlib import Path

from vertebra.grading.autograde.render_html import render, write_page
from vertebra.grading.own_pictures.check import CheckedFolder
from vertebra.grading.own_pictures.pixels import encoded
from vertebra.quiz.question.figures import media_of


def write(checked: CheckedFolder, path: Path) -> None:
    """Write the page.

    Raises
    ------
    CourseError
        Where it can't be written.
    """
    cases = []
    for case in checked.cases:
        unseen = checked.unconfirmed(case)
        pictures = [
            {
                "file": picture.entry.file,
                "sequence": picture.entry.sequence,
                "alt": picture.entry.alt,
                "source": _source(encoded(picture.grey)),
                "looked_at": picture not in unseen,
            }
            for picture in case.pictures
        ]
        cases.append({"name": case.text.name, "entry": case.text.entry, "uses": case.text.uses, "pictures": pictures})
    page = render("own_pictures.html", folder=checked.folder.name, cases=cases, faults=checked.faults)
    write_page(path, page)


def _source(content: bytes) -> str:
    return f"data:{media_of(content)};base64,{base64.b64encode(content).decode('ascii')}"
