"""A case as a question folder: text, test cases and picture, of the form of any question of a teacher's own."""

from __future__ import annotations

import hashlib
import json
import math
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
TARGET = "target"
"""The name of the right place among the places of a case."""
BODY_FRACTION = 0.45
"""Of the way to the nearest body whose place is given, that still belongs to a body."""
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg"}
SINGLE, POINT = ("right", "wrong", "blank", "nonsense"), ("right", "blank", "nonsense")
"""Answers that the question's test cases try; a region may reach into the corners that count as wrong."""


def files(case: CheckedCase) -> dict[str, bytes]:
    """The files of the question folder by name, `question.md` last: with it the question is there."""
    shown = encoded(beside_each_other([picture.grey for picture in case.pictures]))
    picture = picture_name(case, shown)
    text = _text(case.text.entry, picture, regions(case))
    return {picture: shown, "tests.toml": _tests(bool(regions(case))).encode(), "question.md": text.encode("utf-8")}


def picture_name(case: CheckedCase, content: bytes) -> str:
    """A name that changes with the pictures, so that the text which names it is what puts a new one in force."""
    mark = "".join(picture.pixels_sha256 for picture in case.pictures)
    return hashlib.sha256(mark.encode()).hexdigest()[:16] + SUFFIXES[media_of(content)]


def regions(case: CheckedCase) -> dict[str, dict[str, Any]]:
    """Return the places of a case that is answered in its picture, the right one first; empty for any other case.

    Where the levels of the bodies are given, each is an ellipse about its place, as large as the nearest neighbour
    leaves room for; the others have feedback of their own, by the name of their level.
    """
    entry = case.text.entry
    if entry.region:
        return {TARGET: entry.region.as_region()}
    high, wide = case.pictures[0].grey.shape[:2]
    places = {name: (x * wide, y * high) for name, (x, y) in entry.levels.items()}
    ellipses = {}
    for name, place in sorted(places.items(), key=lambda item: item[0] != entry.level):
        radius = BODY_FRACTION * min(math.dist(place, other) for other in places.values() if other != place)
        ellipses[TARGET if name == entry.level else name.lower()] = {
            "x": round(place[0] / wide, 4),
            "y": round(place[1] / high, 4),
            "rx": round(radius / wide, 4),
            "ry": round(radius / high, 4),
        }
    return ellipses


def _text(entry: CaseEntry, picture: str, places: Mapping[str, dict[str, Any]]) -> str:
    kind = "point" if places else "single"
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
    if places:
        lines.append(f"near = {_toml(entry.near)}")
        lines.append(f"target = {_toml(places[TARGET])}")
        lines.append(f"regions = {_toml({name: place for name, place in places.items() if name != TARGET})}")
    body = _point_body(entry, places) if places else _single_body(entry)
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


def _point_body(entry: CaseEntry, places: Mapping[str, dict[str, Any]]) -> list[str]:
    reasons = " ".join(entry.reasons)
    place = describe_point(*centre(places[TARGET]))
    lines = ["## Feedback", "", f"- right: {reasons}"]
    if entry.near:
        lines.append(_("- near: You are close; the place is {place}. {reasons}").format(place=place, reasons=reasons))
    lines.append(_("- wrong: The place is {place}. {reasons}").format(place=place, reasons=reasons))
    for name in places:
        if name != TARGET:
            words = _("This is {level}; {right} is {place}. {reasons}")
            said = words.format(level=name.upper(), right=entry.level, place=place, reasons=reasons)
            lines.append(f"- region {name}: {said}")
    return lines


def _tests(in_picture: bool) -> str:
    tried = POINT if in_picture else SINGLE
    return "\n".join(f'[[case]]\nanswer = "{answer}"\nscore = {int(answer == "right")}\n' for answer in tried)


def _toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
