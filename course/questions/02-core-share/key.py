"""The key: the force through the core, N."""

from typing import Any


def key(values: dict[str, Any]) -> float:
    """The force through the core, N."""
    return values["load_n"] * (1 - values["shell_percent"] / 100)


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The shell's part for the core's, where the two can be told apart."""
    shell = values["load_n"] - key(values)
    return {"shell": shell} if abs(shell - key(values)) > 0.13 * values["load_n"] else {}
