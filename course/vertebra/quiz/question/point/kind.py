"""Pointing at a place in a picture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vertebra.errors import InputError
from vertebra.quiz.question.kind import Kind, OptionToken, Parsed, Public, Score, Secret, VariantSource
from vertebra.quiz.question.point.region import (
    DIGITS,
    Region,
    centre,
    describe_point,
    distance,
    inside,
    outline_of,
)
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import numpy as np

    from vertebra.quiz.question.exported_variant import ExportedVariant
    from vertebra.quiz.question.qti_xml import ItemParts
    from vertebra.quiz.question.question import QuestionVariant

NEAR_FRACTION = 0.5
_POINT = re.compile(r"\s*(\d(?:\.\d{1,12})?)\s*,\s*(\d(?:\.\d{1,12})?)\s*")


@dataclass(frozen=True)
class PointContent:
    """The region of the right answer, None where the author gave none, and others that have feedback, by name."""

    target: Region | None
    regions: Mapping[str, Region] = field(default_factory=dict)


class Point(Kind):
    """One point in the item's picture: `x,y` in shares of its width and height, from the top left.

    The key is a region: `key(values)` of key.py returns it, or the head's `target` holds it. Inside it earns all
    points; within `near` (head, a share of the picture; none if left out) of it half. `regions` in the head or
    `regions(values)` in key.py name other places, each with its own feedback `region NAME`.
    """

    name = "point"
    page_marking = "place"
    script = Path(__file__).with_name("point.js")
    answered_in_figure = True

    def parse(self, source: VariantSource) -> Parsed:
        spec, regions = source.question.spec, source.computed("regions")
        regions = spec.get("regions", {}) if regions is None else regions
        return Parsed(content=PointContent(source.key or spec.get("target"), regions))

    def problems(self, item: QuestionVariant) -> list[str]:
        if item.content.target is None:
            return [_("it has no target")]
        faults = [] if item.figure else [_("it has no figure to point at")]
        faults += [
            _("its region {name} is wrong: {why}").format(name=repr(name), why=why)
            for name, why in _region_faults(item)
        ]
        faults += [
            pgettext("feedback-missing", "the feedback {name} is missing").format(name=repr(name))
            for name in ("right", "wrong")
            if not item.feedback.get(name)
        ]
        wanted = [f"region {name}" for name in item.content.regions] + (
            ["near"] if item.question.spec.get("near") else []
        )
        return faults + [
            pgettext("feedback-missing", "the feedback {name} is missing").format(name=repr(name))
            for name in wanted
            if not item.feedback.get(name)
        ]

    def public(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        near = _(" A point close beside it earns half.") if item.question.spec.get("near") else ""
        return {
            "rule": _("Mark one point in the picture. Within the right region it earns all points.{near}").format(
                near=near
            )
        }

    def secret(self, item: QuestionVariant, token: OptionToken) -> dict[str, Any]:
        return {
            "target": dict(item.content.target or {}),
            "near": float(item.question.spec.get("near", 0)),
            "regions": {name: dict(region) for name, region in item.content.regions.items()},
            "feedback": dict(item.feedback),
        }

    def right_text(self, secret: Secret) -> str:
        return pgettext("around-a-point", "around {in_words}").format(
            in_words=describe_point(*centre(secret["target"]))
        )

    def read(self, public: Public, value: object) -> str:
        match = _POINT.fullmatch(value) if isinstance(value, str) else None
        x, y = (float(match[1]), float(match[2])) if match else (2.0, 2.0)
        if x > 1 or y > 1:
            raise InputError(_("The answer must be one point inside the picture."))
        return f"{x:.{DIGITS}f},{y:.{DIGITS}f}"

    def text(self, public: Public, value: Any) -> str:
        return describe_point(*_xy(value))

    def score(self, secret: Secret, points: float, value: Any) -> Score:
        x, y = _xy(value)
        said = secret["feedback"]
        if inside(secret["target"], x, y):
            return Score(points, points, "right", (said["right"],))
        for name, region in secret["regions"].items():
            if inside(region, x, y):
                return Score(0.0, points, "wrong", (said[f"region {name}"],), f"region: {name}")
        if distance(secret["target"], x, y) <= secret["near"]:
            return Score(round(points * NEAR_FRACTION, DIGITS), points, "partly", (said["near"],), "near")
        return Score(0.0, points, "wrong", (said["wrong"],))

    def examples(self, item: QuestionVariant, token: OptionToken) -> dict[str, list[Any]]:
        target = item.content.target or {}
        x, y = centre(target)
        corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
        near = float(item.question.spec.get("near", 0))
        others = {name: centre(region) for name, region in item.content.regions.items()}
        return {
            "right": [f"{x},{y}"],
            "wrong": [f"{a},{b}" for a, b in corners if distance(target, a, b) > near],
            "region": [f"{a},{b}" for a, b in others.values()],
            "blank": ["", None],
            "nonsense": ["1.2,0.5", "0.5", "here", ["0.5,0.5"], 0.5, "-0.1,0.2", "nan,nan"],
        }

    def place(self, secret: Secret, value: object, read: str) -> dict[str, Any] | None:
        try:
            x, y = (float(part) for part in str(value).split(",")) if read else (None, None)
        except ValueError:
            x, y = None, None
        return {"point": None if x is None else [x, y], "target": dict(secret["target"])}

    def simulate_answer(self, secret: Secret, known: float, rng: np.random.Generator) -> str:
        import numpy as np

        places = list(secret["regions"].values())
        meant = secret["target"] if rng.random() < known or not places else places[int(rng.integers(len(places)))]
        x, y = (float(np.clip(at + rng.normal(0, 0.01 + 0.05 * (1 - known)), 0, 1)) for at in centre(meant))
        return f"{x:.4f},{y:.4f}"

    def to_moodle(self, element: Element, variant: ExportedVariant) -> None:
        from vertebra.quiz.question.point import export

        export.to_moodle(element, variant)

    def to_qti(self, variant: ExportedVariant, png: bytes | None) -> ItemParts:
        from vertebra.quiz.question.point import export

        return export.to_qti(variant, png)


def _xy(value: str) -> tuple[float, float]:
    x, y = value.split(",")
    return float(x), float(y)


def _region_faults(item: QuestionVariant) -> list[tuple[str, str]]:
    faults = []
    for name, region in {"target": item.content.target or {}, **item.content.regions}.items():
        if set(region) not in ({"x", "y", "rx", "ry"}, {"corners"}):
            faults.append((name, _("it needs x, y, rx, ry, or corners")))
        elif "corners" in region and len(region["corners"]) < 3:
            faults.append((name, _("it has fewer than three corners")))
        elif not all(-1e-9 <= v <= 1 + 1e-9 for point in outline_of(region) for v in point):
            faults.append((name, _("it leaves the picture")))
        elif not inside(region, *centre(region)):
            faults.append((name, _("the mean of its corners lies outside it")))
        elif name != "target" and inside(item.content.target or {}, *centre(region)):
            faults.append((name, _("it lies on the target")))
    return faults
