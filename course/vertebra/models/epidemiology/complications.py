"""Complications of cement and how often they happen: counts with 95% intervals (Wilson)."""

from dataclasses import dataclass

from vertebra import tables
from vertebra.arguments import checked

PERCENT = 100.0


@dataclass(frozen=True)
class Complication:
    """Events among the people or bodies counted, with the 95% interval of their percentage (Wilson)."""

    name: str
    events: int
    people: int
    counted: str
    source: str
    percent: float
    low_percent: float
    high_percent: float


def complications() -> list[Complication]:
    """Return the complications of cement with their 95% intervals (Wilson).

    Source
    ------
    `assets/tables/complications.csv`, column `source`.
    """
    table = tables.table("complications")
    columns = (table.texts(one) for one in ("complication", "events", "people", "unit_counted", "source"))
    return [counted(*row) for row in zip(*columns, strict=True)]


@checked
def counted(name: str, events: str | int, people: str | int, unit: str, source: str) -> Complication:
    """Return events among people with the 95% interval of their percentage (Wilson)."""
    happened, total = int(events), int(people)
    from scipy.stats import binomtest  # takes half a second to load

    interval = binomtest(happened, total).proportion_ci(method="wilson")
    low, high = PERCENT * float(interval.low), PERCENT * float(interval.high)
    return Complication(name, happened, total, unit, source, PERCENT * happened / total, low, high)
