"""The key: the load at which the stated share has yielded, between two rows."""

from typing import Any

import numpy as np

from vertebra import tables


def key(values: dict[str, Any]) -> float:
    """The load at which the stated share has yielded, between two rows."""
    return float(np.interp(tables.value("pistoia_share_percent"), values["yielded_percent"], values["loads_n"]))


def mistakes(values: dict[str, Any]) -> dict[str, float]:
    """The load at which the last row's share is brought down in proportion."""
    last = values["loads_n"][-1], values["yielded_percent"][-1]
    return {"proportion": last[0] * tables.value("pistoia_share_percent") / last[1]}
