"""The key: actions that earn all points."""

from typing import Any

from vertebra.errors import InputError

ALLOWED_ERROR_MM = 10


def key(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Actions that earn all points."""
    return [{"do": "advance", "depth_mm": values["goal_mm"]}, {"do": "stop"}]


def replay(values: dict[str, Any], actions: list[dict[str, Any]]) -> dict[str, Any]:
    """The share of the points and why. A simulation's own model runs here, the same for the same actions."""
    depth_mm = 0.0
    for at, action in enumerate(actions):
        if action["do"] == "advance":
            depth_mm += action["depth_mm"]
        if action["do"] == "stop" and at < len(actions) - 1:
            raise InputError("After stopping nothing more can be done.")
    away_mm = abs(depth_mm - values["goal_mm"])
    return {
        "share": max(0.0, 1 - away_mm / ALLOWED_ERROR_MM),
        "feedback": f"The tip ended {away_mm:g} mm from the goal.",
        "summary": f"{depth_mm:g} mm",
    }
