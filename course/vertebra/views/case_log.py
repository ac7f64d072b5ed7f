"""What was done for the patient of a case, in sentences and by stage:
the one place where saved actions become words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vertebra.texts import _, pgettext
from vertebra.views.case_texts import ACTION_LABELS, NAMES, STAGES

Action = Mapping[str, Any]
"""``{"do": kind, "what": word}``, in a procedure with `amount` and `flow`, as a case's answer holds them."""


def by_stage(actions: Iterable[Action]) -> dict[str, list[str]]:
    """Return what was done, by the name of its stage.

    Parameters
    ----------
    actions : iterable of Action
        In their order.

    Returns
    -------
    dict of str to list of str
        A sentence for each action; stages without any are left out.
    """
    stages = {kind: name for name, (*__, kinds) in zip(NAMES.values(), STAGES, strict=True) for kind in kinds}
    sentences_by_stage: dict[str, list[str]] = {name: [] for name in NAMES.values()}
    for action in _joined_steps(actions):
        sentences_by_stage[stages[action["do"]]].append(sentence(action))
    return {name: sentences for name, sentences in sentences_by_stage.items() if sentences}


def text(actions: Iterable[Action]) -> str:
    """The same as lines, one for each stage."""
    return "\n".join(
        f"{name}: {' '.join(_without_repeats(sentences))}" for name, sentences in by_stage(actions).items()
    )


def _without_repeats(sentences: Iterable[str]) -> Iterator[str]:
    """The sentences without a verb that the one before has too: "Asked: ... Asked: ..." as "Asked: ... ..."."""
    before = ""
    for sentence in sentences:
        verb, colon, rest = sentence.partition(": ")
        yield rest if colon and verb == before else sentence
        before = verb if colon else ""


def sentence(action: Action) -> str:
    """One action as a sentence.

    What nobody has words for is said as it stands: an answer may come from another edition.
    """
    kind, what = str(action.get("do", "")), str(action.get("what", ""))
    if kind in ("cement", "balloon"):
        return _procedure(kind, what, float(action.get("amount", 0)), float(action.get("flow", 0)))
    words = ACTION_LABELS.get(kind, {}).get(what, what)
    if words.endswith("?"):
        return _("Asked: “{words}”").format(words=words)
    return {
        "examine": _("Examined: {words}."),
        "image": _("Ordered: {words}."),
        "call": _("Read as: {words}."),
        "decide": _("Decided: {words}."),
        "prepare": _("Prepared: {words}."),
        "act": _("Acted: {words}."),
        "follow": _("Arranged: {words}."),
        "tell": _("Said: “{words}.”"),
        "give": _("Prescribed: {words}."),
    }.get(kind, "{words}.").format(words=words)


def _procedure(kind: str, what: str, amount: float, flow: float) -> str:
    """One step of a procedure, with its amounts: seconds, mL, mL/s or mm."""
    number, size = f"{amount:g}", f"{abs(amount):g}"
    if what == "wait":
        return pgettext("waited", "Waited {seconds} s.").format(seconds=number)
    if (kind, what) == ("cement", "inject"):
        said = pgettext("injected-for", "Injected for {seconds} s at {flow} mL/s: {volume} mL.")
        return said.format(seconds=number, flow=f"{flow:g}", volume=f"{amount * flow:.1f}")
    if what == "move":
        forward, back = _("Moved the needle {mm} mm forward."), _("Moved the needle {mm} mm back.")
        return (forward if amount >= 0 else back).format(mm=size)
    if what == "side":
        return _("Took the right pedicle.") if amount > 0 else _("Took the left pedicle.")
    if what == "inflate":
        more, less = (
            _("Inflated each balloon by {ml} mL."),
            pgettext("balloons-let-out", "Let {ml} mL out of each balloon."),
        )
        return (more if amount >= 0 else less).format(ml=size)
    if what == "cement":
        return _("Filled {ml} mL of cement into each cavity.").format(ml=number)
    steps = {
        "down": _("Took the balloons down."),
        "both sides": _("Placed balloons on both sides."),
        "one side": _("Placed a balloon on one side."),
        "prone": _("Laid the patient prone."),
        "prone, spine extended": _("Laid the patient prone, with the spine extended."),
    }
    return steps.get(what, f"{what}.")


def _joined_steps(actions: Iterable[Action]) -> list[Action]:
    """The actions, with what was done on and on (waiting, injecting at one flow) as one."""
    joined: list[Action] = []
    for action in actions:
        same = ("do", "what", "flow")
        goes_on = action.get("what") in ("wait", "inject") and action.get("do") in ("cement", "balloon")
        if goes_on and joined and all(joined[-1].get(name) == action.get(name) for name in same):
            joined[-1] = {**joined[-1], "amount": joined[-1].get("amount", 0) + action.get("amount", 0)}
        else:
            joined.append(action)
    return joined
