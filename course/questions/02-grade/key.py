"""The key: the grade, 0 to 3."""

from typing import Any

from vertebra.models import fracture


def key(values: dict[str, Any]) -> float:
    """The grade, 0 to 3."""
    rows = zip(values["l1_mm"], values["t12_mm"], values["l2_mm"], strict=True)
    loss = max(100 * (1 - now / ((above + below) / 2)) for now, above, below in rows)
    return float(fracture.genant_grade(round(loss)))
