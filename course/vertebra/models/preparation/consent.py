"""What a procedure brings and what it may do, as people counted: for one person, one technique, a number of bodies."""

from dataclasses import dataclass
from typing import Literal

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import InputError, check_range
from vertebra.models.epidemiology import risk
from vertebra.models.epidemiology.risk import RiskProfile
from vertebra.texts import _, pgettext

Technique = Literal["vertebroplasty", "kyphoplasty"]
TECHNIQUES: tuple[Technique, ...] = ("vertebroplasty", "kyphoplasty")
MAX_BODIES = 3
PEOPLE = 100


@dataclass(frozen=True)
class PeopleCount:
    """How many of `out_of` people an event happens to.

    Parameters
    ----------
    event : str
        A key of `EVENTS`.
    out_of : int
        100 or 1,000.
    expected, low, high : float or None
        People, with the ends of the 95% interval; None where nobody has counted.
    without : float or None
        People to whom the same happens without cement, where there was a control group.
    events, people : int
        Counted in the source; 0 for what a model says.
    source : str
        Key of the bibliography.
    """

    event: str
    out_of: int
    expected: float | None
    low: float | None
    high: float | None
    without: float | None = None
    events: int = 0
    people: int = 0
    source: str = ""


EVENTS = ("little pain", "leak", "lungs", "canal", "operation", "haematoma", "new fracture")
"""In the order in which they are told: what it may bring, what it may do, what happens whatever is done."""


@dataclass(frozen=True)
class Proposal:
    """A procedure that is proposed to a person.

    Parameters
    ----------
    person : RiskProfile
        Age, density and fractures decide the risk of a new fracture.
    technique : {"vertebroplasty", "kyphoplasty"}
    bodies : int
        Bodies to be treated, 1 to 3.

    Raises
    ------
    InputError
        For an unknown technique or a number outside its range.
    """

    person: RiskProfile
    technique: Technique = "vertebroplasty"
    bodies: int = 1

    def __post_init__(self) -> None:
        if self.technique not in TECHNIQUES:
            raise InputError(
                _("The technique is {technique}; give one of {techniques}.").format(
                    technique=repr(self.technique), techniques=", ".join(TECHNIQUES)
                )
            )
        check_range(pgettext("treated-bodies", "The number of bodies"), self.bodies, 1, MAX_BODIES)


@checked
def people_counts(proposal: Proposal) -> tuple[PeopleCount, ...]:
    """Return one count for each of `EVENTS`.

    A leak is counted by treated body. For several bodies the count is that of people in whom at least one leaks, each
    body by itself with the same chance: a teaching assumption. A new fracture is that of a year without a drug, by the
    model of risk.

    Source
    ------
    `assets/tables/consent.csv`, with intervals after Wilson.
    """
    return tuple(_count(event, proposal) for event in EVENTS)


def _count(event: str, proposal: Proposal) -> PeopleCount:
    if event == "new fracture":
        found = risk.one_year_risk(proposal.person)
        return PeopleCount(event, PEOPLE, PEOPLE * found.value, PEOPLE * found.low, PEOPLE * found.high)
    for row in _rows():
        if row["event"] == event and row["technique"] in (proposal.technique, "either"):
            return _counted(row, proposal.bodies if row["unit_counted"] == "body" else 1)
    return PeopleCount(event, PEOPLE, None, None, None)


def _counted(row: dict[str, str], bodies: int) -> PeopleCount:
    events, people, out_of = int(row["events"]), int(row["people"]), int(row["out_of"])
    low, high = _wilson(events, people)
    expected, low, high = (out_of * _at_least_one(share, bodies) for share in (events / people, low, high))
    control = int(row["without_people"])
    without = out_of * int(row["without_events"]) / control if control else None
    return PeopleCount(row["event"], out_of, expected, low, high, without, events, people, row["source"])


def _at_least_one(share: float, bodies: int) -> float:
    return float(1 - (1 - share) ** bodies)


@cache.CONSTANTS.memoize
def _wilson(events: int, people: int) -> tuple[float, float]:
    from scipy.stats import binomtest  # takes half a second to load

    found = binomtest(events, people).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


@cache.CONSTANTS.memoize
def _rows() -> tuple[dict[str, str], ...]:
    table = tables.table("consent")
    columns = {name: table.texts(name) for name in table.columns}
    return tuple({name: texts[at] for name, texts in columns.items()} for at in range(len(table)))
