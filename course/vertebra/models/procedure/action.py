"""Actions of a procedure and of a case, one thing at a time: the union `Action`, as values.

Each is checked when it is made. `action_list` reads them from JSON and puts them one after another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

from vertebra.arguments import checked_fields
from vertebra.errors import InputError, check_range
from vertebra.models.cement.flow import STEP_S
from vertebra.models.procedure.options import (
    APPROACHES,
    CARMS,
    axial_load_n,
    check_placement,
    outer_diameter_mm,
)
from vertebra.texts import _, pgettext


class ImpossibleActionError(InputError):
    """Error: an action that cannot be done at that moment; all that was done before stays as it was."""


class _Checked:
    """Common part of all actions: a kind, and fields that are checked when it is made."""

    TYPE: ClassVar[str]
    KINDS: ClassVar[tuple[str, ...]]
    kind: str

    def _check_kind(self) -> None:
        if self.kind not in self.KINDS:
            raise InputError(
                _("The action {kind} is not known ({type}); give one of {kinds}.").format(
                    kind=repr(self.kind), type=self.TYPE, kinds=", ".join(self.KINDS)
                )
            )

    def remaining_after(self, done: Action) -> Action | None:
        """Return the rest of this action when the part `done` of it is done; None if `done` is no part of it."""
        return None

    def _cache_members_(self) -> tuple[()]:
        """Nothing large."""
        return ()

    def to_json(self) -> dict[str, Any]:
        """Return the action as plain values for JSON; fields at their defaults are left out."""
        own = fields(self)  # type: ignore[arg-type]
        plain = {each.name: getattr(self, each.name) for each in own if getattr(self, each.name) != each.default}
        return {"type": self.TYPE} | {name: list(v) if isinstance(v, tuple) else v for name, v in plain.items()}


@checked_fields
@dataclass(frozen=True)
class NeedleAction(_Checked):
    """One action with a needle on its way into the bone.

    Parameters
    ----------
    kind : str
        "medial", "caudal" (degrees more), "out", "up", "advance" (mm more), "turn", "move", "target" (by `amounts`),
        "gauge", "approach", "look" (by `option`), "shot" (one more picture of the view) or "scan" (it shows the truth).
    amount : float
        -30 to 30 degrees or mm, or the gauge.
    option : str
        The approach, or the view that is looked at.
    amounts : tuple
        Of a turn (medial, caudal) degrees more, of a move (out, up) mm more, each -30 to 30; of a target its place
        (x, y, z), each -100 to 100 mm.

    Raises
    ------
    InputError
        For an unknown kind or option, a wrong number of amounts, and a value out of range.
    """

    TYPE: ClassVar[str] = "needle"
    KINDS: ClassVar[tuple[str, ...]] = (
        "medial",
        "caudal",
        "out",
        "up",
        "turn",
        "move",
        "advance",
        "gauge",
        "approach",
        "look",
        "shot",
        "target",
        "scan",
    )
    COUNTS: ClassVar[Mapping[str, int]] = {"turn": 2, "move": 2, "target": 3}
    MAX_CHANGE: ClassVar[float] = 30.0
    MAX_TARGET_MM: ClassVar[float] = 100.0

    kind: str
    amount: float = 0.0
    option: str = ""
    amounts: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        self._check_kind()
        amount = check_range(
            _("The change {kind}").format(kind=repr(self.kind)), self.amount, -self.MAX_CHANGE, self.MAX_CHANGE
        )
        wanted = self.COUNTS.get(self.kind, 0)
        if len(self.amounts) != wanted:
            raise InputError(
                pgettext("wrong-count-of-amounts", "The action {kind} has {n_amounts} amounts; give {wanted}.").format(
                    kind=repr(self.kind), n_amounts=len(self.amounts), wanted=wanted
                )
            )
        most = self.MAX_TARGET_MM if self.kind == "target" else self.MAX_CHANGE
        amounts = tuple(
            check_range(_("An amount of {kind}").format(kind=repr(self.kind)), one, -most, most) for one in self.amounts
        )
        object.__setattr__(self, "amount", amount)
        object.__setattr__(self, "amounts", amounts)
        if self.kind == "look" and self.option not in CARMS:
            raise InputError(
                _("The view {option} is not here; give {carms}.").format(
                    option=repr(self.option), carms=", ".join(CARMS)
                )
            )
        if self.kind == "approach" and self.option not in APPROACHES:
            raise InputError(
                _("The way is {option}; give {approaches}.").format(
                    option=repr(self.option), approaches=" or ".join(APPROACHES)
                )
            )
        if self.kind == "gauge":
            outer_diameter_mm(amount)


@checked_fields
@dataclass(frozen=True)
class CementAction(_Checked):
    """One action with cement.

    Parameters
    ----------
    kind : str
        "inject", "wait", "move" (the needle along its line) or "side" (to the other pedicle).
    amount : float
        Seconds (inject 0 to 600, wait 0 to 1800), mm forward (move, -40 to 40), or the side (above 0 for right, else
        left).
    flow_ml_per_s : float
        Flow that the hand asks for, 0 to 2 mL/s; read by "inject" only.

    Raises
    ------
    InputError
        For an unknown kind, and a value out of range.
    """

    TYPE: ClassVar[str] = "cement"
    KINDS: ClassVar[tuple[str, ...]] = ("inject", "wait", "move", "side")
    LIMITS: ClassVar[Mapping[str, tuple[float, float]]] = {
        "inject": (0.0, 600.0),
        "wait": (0.0, 1800.0),
        "move": (-40.0, 40.0),
        "side": (-1.0, 1.0),
    }

    kind: str
    amount: float
    flow_ml_per_s: float = 0.0

    def __post_init__(self) -> None:
        self._check_kind()
        object.__setattr__(
            self,
            "amount",
            check_range(_("The amount of {kind}").format(kind=repr(self.kind)), self.amount, *self.LIMITS[self.kind]),
        )
        object.__setattr__(self, "flow_ml_per_s", check_range(_("The flow"), self.flow_ml_per_s, 0, 2, "mL/s"))

    def remaining_after(self, done: Action) -> Action | None:
        """Return the rest of an injection or a wait.

        Both parts are whole steps of the flow, so that the result is the same as without the cut; else it is None.
        """
        if not isinstance(done, CementAction) or done.flow_ml_per_s != self.flow_ml_per_s or done.kind != self.kind:
            return None
        if self.kind not in ("inject", "wait") or not 0 < done.amount < self.amount:
            return None
        whole = (done.amount / STEP_S).is_integer() and (self.amount / STEP_S).is_integer()
        return replace(self, amount=self.amount - done.amount) if whole else None


@checked_fields
@dataclass(frozen=True)
class BalloonAction(_Checked):
    """One action with balloons, or with the cement that takes their place.

    Parameters
    ----------
    kind : str
        "position" (of the patient, by `option`), "placement" (of the balloons, by `option`), "inflate", "deflate" (let
        all out and take them away), "cement" (into the cavities by turns on each side) or "wait".
    amount : float
        mL more in each balloon (inflate, -6 to 6) or in each cavity (cement, 0 to 6 in steps of 0.05), or seconds
        (wait, 0 to 1800).
    option : str
        A key of `AXIAL_LOAD_BY_POSITION` or of `PLACEMENTS`.

    Raises
    ------
    InputError
        For an unknown kind or option, a value out of range, and cement that is no whole number of steps.
    """

    TYPE: ClassVar[str] = "balloon"
    LIMITS: ClassVar[Mapping[str, tuple[float, float]]] = {
        "position": (0.0, 0.0),
        "placement": (0.0, 0.0),
        "inflate": (-6.0, 6.0),
        "deflate": (0.0, 0.0),
        "cement": (0.0, 6.0),
        "wait": (0.0, 1800.0),
    }
    KINDS: ClassVar[tuple[str, ...]] = tuple(LIMITS)
    CEMENT_STEP_ML: ClassVar[float] = 0.05
    """Volume of one step of cement, by turns on each side."""

    kind: str
    amount: float = 0.0
    option: str = ""

    def __post_init__(self) -> None:
        self._check_kind()
        amount = check_range(
            _("The amount of {kind}").format(kind=repr(self.kind)), self.amount, *self.LIMITS[self.kind]
        )
        object.__setattr__(self, "amount", amount)
        if self.kind == "cement" and abs(amount / self.CEMENT_STEP_ML - round(amount / self.CEMENT_STEP_ML)) > 1e-6:
            raise InputError(
                _("Cement is given in steps of {cement_step_ml} mL a side, not {amount} mL.").format(
                    cement_step_ml=f"{self.CEMENT_STEP_ML:g}", amount=f"{amount:g}"
                )
            )
        if self.kind == "position":
            axial_load_n(self.option)
        if self.kind == "placement":
            check_placement(self.option)

    def remaining_after(self, done: Action) -> Action | None:
        """Return the rest of cement or of a wait in whole steps; None for anything else."""
        if not isinstance(done, BalloonAction) or done.kind != self.kind or not 0 < done.amount < self.amount:
            return None
        if self.kind == "wait":
            whole = (done.amount / STEP_S).is_integer() and (self.amount / STEP_S).is_integer()
            return replace(self, amount=self.amount - done.amount) if whole else None
        return replace(self, amount=round(self.amount - done.amount, 6)) if self.kind == "cement" else None


@checked_fields
@dataclass(frozen=True)
class CaseAction(_Checked):
    """One thing done for the patient of a case, besides the procedure.

    Parameters
    ----------
    kind : str
        A member of `KINDS`.
    option : str
        What is asked, examined, given and so on: see `case.ACTIONS`.

    Raises
    ------
    InputError
        For an unknown kind, and for an option that is no text.
    """

    TYPE: ClassVar[str] = "case"
    KINDS: ClassVar[tuple[str, ...]] = (
        "ask",
        "examine",
        "image",
        "call",
        "decide",
        "prepare",
        "tell",
        "act",
        "give",
        "follow",
    )

    kind: str
    option: str

    def __post_init__(self) -> None:
        self._check_kind()
        if not isinstance(self.option, str):
            raise InputError(
                _("The action {kind} is of {option}; give a word.").format(
                    kind=repr(self.kind), option=repr(self.option)
                )
            )


Action = NeedleAction | CementAction | BalloonAction | CaseAction
TYPES: dict[str, type[Action]] = {one.TYPE: one for one in (NeedleAction, CementAction, BalloonAction, CaseAction)}
