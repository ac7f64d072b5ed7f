"""The published cases, and what the models gave for them when they were last computed."""

import math
from dataclasses import dataclass
from typing import Literal, cast, get_args

from vertebra import references, tables
from vertebra.errors import InputError
from vertebra.texts import _

Kind = Literal["exact", "measured", "fitted", "not modelled"]
"""`exact`: follows from a formula. `measured`: somebody measured it. `fitted`: measured, and the model was fitted to it
or was given it, so agreement proves nothing. `not modelled`: no model of the course can say it."""


@dataclass(frozen=True)
class PublishedCase:
    """One published figure.

    Parameters
    ----------
    name : str
        Such as "V11.4-centre".
    card : str
        The model card that it belongs to.
    what : str
        What was measured, and how ours is computed.
    published : str
        As the source gives it.
    low, high : float
        The range in which ours counts as inside, in `unit`.
    unit : str
        Empty for ratios and counts.
    kind : Kind
    source : str
        Keys of the bibliography, or "Course".
    """

    name: str
    card: str
    what: str
    published: str
    low: float
    high: float
    unit: str
    kind: Kind
    source: str


@dataclass(frozen=True)
class CaseResult:
    """A case with what the models give for it; `ours` is NaN where no model says it."""

    case: PublishedCase
    ours: float

    @property
    def inside(self) -> bool:
        """Whether ours lies in the published range; never where no model says it."""
        return self.case.low <= self.ours <= self.case.high

    @property
    def missed_by(self) -> float:
        """How far ours lies outside, in the case's unit and with its sign; 0 inside."""
        if math.isnan(self.ours):
            return math.nan
        return min(self.ours - self.case.low, 0.0) + max(self.ours - self.case.high, 0.0)


def case_names() -> list[str]:
    """Return the names of all cases, in the order of the table."""
    return list(tables.table("validation").texts("case"))


def case(name: str) -> PublishedCase:
    """Return a case by its name.

    Raises
    ------
    InputError
        If the table has no such case.
    """
    if name not in case_names():
        raise InputError(
            _("There is no case {name}. Call 'vertebra validate' without a name to see all of them.").format(
                name=repr(name)
            )
        )
    row = tables.table("validation").row("case", name)
    kind = row["kind"]
    assert kind in get_args(Kind), name
    return PublishedCase(
        name,
        row["card"],
        row["what"],
        row["published"],
        float(row["low"]),
        float(row["high"]),
        row["unit"],
        cast(Kind, kind),
        row["source"],
    )


def sources_of(found: PublishedCase) -> tuple[str, ...]:
    """Return the keys of the bibliography that a case rests on; none for an exact one."""
    return references.source_keys(found.source)


def stored_results() -> list[CaseResult]:
    """Return every case with what was last computed for it, in the order of the table."""
    kept = tables.table("validation_results")
    ours = dict(zip(kept.texts("case"), kept.numbers("ours"), strict=True))
    return [CaseResult(case(name), ours.get(name, math.nan)) for name in case_names()]
