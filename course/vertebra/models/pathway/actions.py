"""What can be done for a patient, and what can't be done yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vertebra.errors import InputError, check_range
from vertebra.models.pathway.cases import Case

WHATS: dict[str, tuple[str, ...]] = {
    "ask": ("onset", "course", "cancer", "fever", "legs", "medicines", "fractures", "illnesses"),
    "examine": ("percussion", "legs"),
    "image": ("radiograph", "MRI", "CT", "bloods", "DXA"),
    "call": ("new", "old", "not osteoporotic"),
    "decide": ("wait", "vertebroplasty", "kyphoplasty", "oncology", "infection", "surgeon"),
    "prepare": ("pause",),
    "tell": ("trials", "leaks", "grave", "alternatives", "bone", "hers", "cure", "protects", "longer", "harmless"),
    "cement": ("inject", "wait", "move", "side"),
    "balloon": ("both sides", "one side", "prone", "prone, spine extended", "inflate", "down", "cement", "wait"),
    "act": ("stop", "feet", "wait", "lateral", "oxygen", "listen", "image", "surgeon", "watch", "tell", "inject", "morning"),
    "give": ("alendronate", "zoledronate", "denosumab", "teriparatide", "romosozumab", "nothing"),
    "follow": ("vitamin D", "falls", "causes", "liaison", "review", "minerals", "bed"),
}  # fmt: skip
"""By kind of deed, what it can be of."""
ONCE = ("call", "decide", "give")
OPERATIONS = ("vertebroplasty", "kyphoplasty")
BY_HAND = ("cement", "balloon")
"""Deeds of a procedure: as often as one likes, with an amount."""
MOST = 200


@dataclass(frozen=True)
class Deed:
    """One thing done: its `kind`, of `what`. Deeds of a procedure have an `amount` and a `flow` as the procedure's own list has them."""

    kind: str
    what: str
    amount: float = 0.0
    flow: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in WHATS:
            raise InputError(f"The deed {self.kind!r} is not known; give one of {', '.join(WHATS)}.")
        if self.what not in WHATS[self.kind]:
            raise InputError(f"There is no {self.kind} {self.what!r}; give one of {', '.join(WHATS[self.kind])}.")
        check_range("The amount", self.amount, -3600, 3600)
        check_range("The flow", self.flow, 0, 10)

    @property
    def action(self) -> dict[str, Any]:
        """The deed as an action of a simulation item; only those of a procedure have numbers."""
        told = {"do": self.kind, "what": self.what}
        return told | {"amount": self.amount, "flow": self.flow} if self.kind in BY_HAND else told

    @classmethod
    def of(cls, action: Mapping[str, Any]) -> "Deed":
        """The deed of an action."""
        return cls(action["do"], action["what"], action.get("amount", 0.0), action.get("flow", 0.0))


def decided(deeds: Sequence[Deed]) -> str:
    """The decision; empty while there is none."""
    return next((one.what for one in deeds if one.kind == "decide"), "")


def check(case: Case, deeds: Sequence[Deed]) -> None:
    """Raise InputError, naming the first deed that could not be done when it was."""
    if len(deeds) > MOST:
        raise InputError(f"No more than {MOST} deeds are kept for a patient; take some back.")
    for at, deed in enumerate(deeds):
        _possible(case, deeds[:at], deed)


def _possible(case: Case, before: Sequence[Deed], deed: Deed) -> None:
    done = {(one.kind, one.what) for one in before}
    kinds = {one.kind for one in before}
    if deed.kind in ONCE and deed.kind in kinds:
        raise InputError("You have committed yourself to this; take it back first.")
    if deed.kind == "call" and not done & {("image", "MRI"), ("image", "CT"), ("image", "radiograph")}:
        raise InputError("There is no picture yet to say this by; order one.")
    if deed.kind == "cement" and decided(before) not in OPERATIONS:
        raise InputError("No cement without a decision for it; decide first.")
    if deed.kind == "balloon" and decided(before) != "kyphoplasty":
        raise InputError("No balloon without a decision for kyphoplasty; decide first.")
    if deed.kind == "act" and not kinds & set(BY_HAND):
        raise InputError("Nothing has happened yet that would ask for this.")
    if deed.kind not in (*BY_HAND, "act") and (deed.kind, deed.what) in done:
        raise InputError(f"This has been done: {deed.kind} {deed.what}.")
