"""Pointing at a place in a picture."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vertebra.errors import InputError
from vertebra.quiz.question.kind import Kind, OptionToken, Public, Score, Secret
from vertebra.texts import _

if TYPE_CHECKING:
    from vertebra.quiz.question.question import QuestionVariant

NEAR_FRACTION = 0.5
DIGITS = 4
_POINT = re.compile(r"\s*(\d(?:\.\d{1,12})?)\s*,\s*(\d(?:\.\d{1,12})?)\s*")
Region = Mapping[str, Any]
"""`{x, y, rx, ry}`, an ellipse, or `{corners = [[x, y], ...]}`; all in shares of the picture's width and height."""


class Point(Kind):
    """One point in the item's picture: `x,y` in shares of its width and height, from the top left.

    The key is a region: `key(values)` of key.py returns it, or the head's `target` holds it. Inside it earns all points;
    within `near` (head, a share of the picture; none if left out) of it half. `regions` in the head or `regions(values)`
    in key.py name other places, each with its own feedback `region NAME`.
    """

    name = "point"

    def problems(self, item: QuestionVariant) -> list[str]:
        if item.target is None:
            return [_("it has no target")]
        found = [] if item.figure else [_("it has no figure to point at")]
        found += [
            _("its region {name} is wrong: {why}").format(name=repr(name), why=why)
            for name, why in _region_faults(item)
        ]
        found += [
            _("the feedback {name} is missing").format(name=repr(name))
            for name in ("right", "wrong")
            if not item.feedback.get(name)
        ]
        wanted = [f"region {name}" for name in item.regions] + (["near"] if item.question.spec.get("near") else [])
        return found + [
            _("the feedback {name} is missing").format(name=repr(name))
            for name in wanted
            if not item.feedback.get(name)
        ]

    def public(self, item: QuestionVariant, coded: OptionToken) -> dict[str, Any]:
        near = _(" A point close beside it earns half.") if item.question.spec.get("near") else ""
        return {
            "rule": _("Mark one point in the picture. Within the right region it earns all points.{near}").format(
                near=near
            )
        }

    def secret(self, item: QuestionVariant, coded: OptionToken) -> dict[str, Any]:
        return {
            "target": dict(item.target or {}),
            "near": float(item.question.spec.get("near", 0)),
            "regions": {name: dict(region) for name, region in item.regions.items()},
            "feedback": dict(item.feedback),
        }

    def right_text(self, secret: Secret) -> str:
        return _("around {in_words}").format(in_words=describe_point(*centre(secret["target"])))

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

    def examples(self, item: QuestionVariant, coded: OptionToken) -> dict[str, list[Any]]:
        target = item.target or {}
        x, y = centre(target)
        corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
        near = float(item.question.spec.get("near", 0))
        others = {name: centre(region) for name, region in item.regions.items()}
        return {
            "right": [f"{x},{y}"],
            "wrong": [f"{a},{b}" for a, b in corners if distance(target, a, b) > near],
            "region": [f"{a},{b}" for a, b in others.values()],
            "blank": ["", None],
            "nonsense": ["1.2,0.5", "0.5", "here", ["0.5,0.5"], 0.5, "-0.1,0.2", "nan,nan"],
        }


def _xy(value: str) -> tuple[float, float]:
    x, y = value.split(",")
    return float(x), float(y)


def describe_point(x: float, y: float) -> str:
    """A point as people say it."""
    return _("{x}% from the left, {y}% from the top").format(x=f"{100 * x:.0f}", y=f"{100 * y:.0f}")


def inside(region: Region, x: float, y: float) -> bool:
    """Whether the point lies in `region` or on its edge."""
    if "corners" not in region:
        return ((x - region["x"]) / region["rx"]) ** 2 + ((y - region["y"]) / region["ry"]) ** 2 <= 1 + 1e-9
    corners = region["corners"]
    crossings = 0
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            crossings += 1
    return crossings % 2 == 1 or _edge_distance(corners, x, y) < 1e-9


def distance(region: Region, x: float, y: float) -> float:
    """How far outside `region` the point lies, as a share of the picture; 0 inside."""
    if inside(region, x, y):
        return 0.0
    return _edge_distance(outline_of(region), x, y)


def centre(region: Region) -> tuple[float, float]:
    """A point inside `region`: an ellipse's centre, or of a polygon the mean of its corners."""
    if "corners" not in region:
        return round(region["x"], DIGITS), round(region["y"], DIGITS)
    xs, ys = zip(*region["corners"], strict=True)
    return round(sum(xs) / len(xs), DIGITS), round(sum(ys) / len(ys), DIGITS)


def outline_of(region: Region, steps: int = 90) -> list[tuple[float, float]]:
    """The corners of `region`; an ellipse as many short lines."""
    if "corners" in region:
        return [(x, y) for x, y in region["corners"]]
    turns = [2 * math.pi * at / steps for at in range(steps)]
    return [(region["x"] + region["rx"] * math.cos(t), region["y"] + region["ry"] * math.sin(t)) for t in turns]


def _edge_distance(corners: Any, x: float, y: float) -> float:
    nearest = math.inf
    for (ax, ay), (bx, by) in zip(corners, [*corners[1:], corners[0]], strict=True):
        length = (bx - ax) ** 2 + (by - ay) ** 2
        along = 0.0 if length == 0 else max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length))
        nearest = min(nearest, math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)))
    return nearest


def _region_faults(item: QuestionVariant) -> list[tuple[str, str]]:
    found = []
    for name, region in {"target": item.target or {}, **item.regions}.items():
        if set(region) not in ({"x", "y", "rx", "ry"}, {"corners"}):
            found.append((name, _("it needs x, y, rx, ry, or corners")))
        elif "corners" in region and len(region["corners"]) < 3:
            found.append((name, _("it has fewer than three corners")))
        elif not all(-1e-9 <= v <= 1 + 1e-9 for point in outline_of(region) for v in point):
            found.append((name, _("it leaves the picture")))
        elif not inside(region, *centre(region)):
            found.append((name, _("the mean of its corners lies outside it")))
        elif name != "target" and inside(item.target or {}, *centre(region)):
            found.append((name, _("it lies on the target")))
    return found
