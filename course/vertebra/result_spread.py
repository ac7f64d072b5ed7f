"""How far the models' results spread by what is not known of their inputs, as last computed (`uncertainty.csv`).

The studies are made by `vertebra.validation.uncertainty`. See decision 0471.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from vertebra import cache, tables


@dataclass(frozen=True)
class ResultSpread:
    """How far one result spreads, and how much of its variance each input takes part in.

    Parameters
    ----------
    card : str
        The model card that it belongs to.
    output : str
        Such as "strength".
    unit : str
    middle, low, high : float
        Median, 5th and 95th percentile, in `unit`.
    indices : dict
        Sobol's total index (0 to 1) of each input by its name.
    """

    card: str
    output: str
    unit: str
    middle: float
    low: float
    high: float
    indices: Mapping[str, float]

    def around(self, value: float, origin: float = 0.0) -> tuple[float, float]:
        """Return the band round a value of another case: its distance from `origin`, scaled as the study's spread."""
        scale = (value - origin) / (self.middle - origin)
        return origin + scale * (self.low - origin), origin + scale * (self.high - origin)


@cache.CONSTANTS.memoize
def stored_spreads() -> tuple[ResultSpread, ...]:
    """Return every spread as it was last computed."""
    table = tables.table("uncertainty")
    spreads: dict[tuple[str, str], ResultSpread] = {}
    for at in range(len(table)):
        row = {name: cells[at] for name, cells in table.columns.items()}
        key = row["card"], row["output"]
        before = spreads.get(key)
        indices = {**(before.indices if before else {}), row["input"]: float(row["total_index"])}
        middle, low, high = (float(row[name]) for name in ("middle", "low", "high"))
        spreads[key] = ResultSpread(*key, row["unit"], middle, low, high, indices)
    return tuple(spreads.values())


def spread_of(card: str, output: str) -> ResultSpread | None:
    """Return the spread of one result; None where no study has it."""
    return next((spread for spread in stored_spreads() if (spread.card, spread.output) == (card, output)), None)
