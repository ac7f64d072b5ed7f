"""A case as a question folder: text, test cases and picture, of the form of any question of a teacher's own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from vertebra.grading.own_pictures.case_file import CaseEntry, OptionEntry
from vertebra.grading.own_pictures.check import CheckedCase
from vertebra.grading.own_pictures.pixels import beside_each_other, encoded
from vertebra.models.imaging.reading_cases import VERDICTS, Verdict
from vertebra.quiz.question.figures import media_of
from vertebra.quiz.question.point.region import centre, describe_point
from vertebra.texts import _
from vertebra.views.mri_reading import WORDS

CHOICES: Mapping[Verdict, str] = {
    "new": _("A new osteoporotic fracture"),
    "old": _("An old osteoporotic fracture"),
    "not osteoporotic": _("Another cause than osteoporosis"),
}
"""The judgements of the reading room as options that are alike in length."""
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg"}
SINGLE, POINT = ("right", "wrong", "blank", "nonsense"), ("right", "blank", "nonsense")
"""Answers that the question's test cases try; a region may reach into the corners that count as wrong."""


def files(case: CheckedCase) -> dict[str, bytes]:
    """The files of the question folder by name, `question.md` last: with it the question is there."""
    shown = encoded(beside_each_other([picture.grey for picture in case.pictures]))
    picture = picture_name(case, shown)
    text = _text(case.text.entry, picture)
    return {picture: shown, "tests.toml": _tests(case.text.entry).encode(), "question.md": text.encode("utf-8")}


def picture_name(case: CheckedCase, content: bytes) -> str:
    """A name that changes with the pictures, so that the text which names it is what puts a new one in force."""
    mark = "".join(picture.pixels_sha256 for picture in case.pictures)
    return hashlib.sha256(mark.encode()).hexdigest()[:16] + SUFFIXES[media_of(content)]


def _text(entry: CaseEntry, picture: str) -> str:
    kind = "point" if entry.region else "single"
    sequences = ", ".join(shown.sequence for shown in entry.pictures)
    head: dict[str, Any] = {
        "kind": kind,
        "title": entry.title or _("{sequence} of a person").format(sequence=sequences),
        "objective": entry.objective,
        "lesson_section": entry.lesson_section,
        "points": entry.points,
        "sources": list(entry.sources),
        "cell": "imaging",
        "level": "interpretation",
    }
    lines = [f"{name} = {_toml(value)}" for name, value in head.items()]
    alt = "; ".join(f"{shown.sequence}: {shown.alt}" for shown in entry.pictures)
    lines.append(f"figure = {{ file = {_toml(picture)}, alt = {_toml(alt)} }}")
    if entry.region:
        lines.append(f"near = {_toml(entry.near)}")
        lines.append(f"target = {_toml(entry.region.as_region())}")
    body = _point_body(entry) if entry.region else _single_body(entry)
    explanation = _("{reasons} Picture: {licence}.").format(
        reasons=" ".join(entry.reasons), licence=entry.licence.rstrip(".")
    )
    return "\n".join(["+++", *lines, "+++", entry.stem, "", *body, "", "## Explanation", "", explanation, ""])


def _single_body(entry: CaseEntry) -> list[str]:
    lines = ["## Options", ""]
    for option in entry.options or _verdicts(entry):
        mark = "x" if option.name == entry.answer.replace(" ", "-") else " "
        lines += [f"- [{mark}] {{#{option.name}}} {option.text}", f"  > {option.feedback}"]
    return lines


def _verdicts(entry: CaseEntry) -> list[OptionEntry]:
    """The three judgements of the reading room as options."""
    reasons = " ".join(entry.reasons)
    options = []
    for verdict in VERDICTS:
        words = _("It is {right}: {reasons}") if verdict == entry.answer else _("It is not this but {right}: {reasons}")
        right = next(words for name, words in WORDS.items() if name == entry.answer)
        text = words.format(right=right, reasons=reasons)
        options.append(OptionEntry(verdict.replace(" ", "-"), CHOICES[verdict], text))
    return options


def _point_body(entry: CaseEntry) -> list[str]:
    assert entry.region is not None
    reasons = " ".join(entry.reasons)
    place = describe_point(*centre(entry.region.as_region()))
    lines = ["## Feedback", "", f"- right: {reasons}"]
    if entry.near:
        lines.append(_("- near: You are close; the place is {place}. {reasons}").format(place=place, reasons=reasons))
    lines.append(_("- wrong: The place is {place}. {reasons}").format(place=place, reasons=reasons))
    return lines


def _tests(entry: CaseEntry) -> str:
    tried = POINT if entry.region else SINGLE
    return "\n".join(f'[[case]]\nanswer = "{answer}"\nscore = {int(answer == "right")}\n' for answer in tried)


def _toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
