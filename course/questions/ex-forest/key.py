"""The key: the row of the trial whose whole interval lies beyond what matters."""

from typing import Any

from vertebra.views import question_pictures as pictures


def key(values: dict[str, Any]) -> dict[str, float]:
    """The row."""
    return _row(values, "beyond")


def regions(values: dict[str, Any]) -> dict[str, dict[str, float]]:
    """The row whose estimate, but not its interval, lies beyond."""
    return {"reaches": _row(values, "reaches")}


def accepts(values: dict[str, Any]) -> bool:
    """Whether one interval alone lies beyond the line, by its printed limits."""
    beyond = [low > float(values["matters"]) for _name, _value, low, _high in values["rows"]]
    return sum(beyond) == 1


def _row(values: dict[str, Any], kind: str) -> dict[str, float]:
    return pictures.forest_row_place(values["_kinds"].index(kind), len(values["rows"]))
