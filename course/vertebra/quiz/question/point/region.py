"""Regions of a picture: an ellipse or a polygon, in shares of the picture's width and height from its top left."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from vertebra.texts import pgettext

DIGITS = 4
Region = Mapping[str, Any]
"""`{x, y, rx, ry}`, an ellipse, or `{corners = [[x, y], ...]}`; all in shares of the picture's width and height."""


def describe_point(x: float, y: float) -> str:
    """A point as people say it."""
    return pgettext("point-in-picture", "{x}% from the left, {y}% from the top").format(
        x=f"{100 * x:.0f}", y=f"{100 * y:.0f}"
    )


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
