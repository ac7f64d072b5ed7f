"""Steps of the preparation before the needle, for lesson and case room alike."""

from collections.abc import Sequence

from vertebra.arguments import checked

BEFORE_PAUSE = ("drug", "last dose", "coagulation")
"""What has to be known of an anticoagulant before it can be paused: which, since when, and what the blood says."""
MADE_READY = ("coagulation", "allergy", "antibiotic", "lipid", "time-out")
"""What every patient gets, with or without an anticoagulant."""
WRONG_STEPS = ("heparin",)
STEPS = ("drug", "last dose", "coagulation", "pause", "heparin", "allergy", "antibiotic", "lipid", "time-out")
"""Every step that can be chosen; `pause` holds the restart as well."""


@checked
def anticoagulant_is_managed(steps: Sequence[str]) -> bool:
    """Return whether every step of `BEFORE_PAUSE` precedes the pause, and heparin does not replace the drug."""
    if "pause" not in steps or any(one in steps for one in WRONG_STEPS):
        return False
    return set(BEFORE_PAUSE) <= set(steps[: steps.index("pause")])


@checked
def is_made_ready(steps: Sequence[str]) -> bool:
    """Return whether every step of `MADE_READY` is taken, the time-out last."""
    return set(MADE_READY) <= set(steps) and steps[-1] == "time-out"


EXERCISE_STEPS = (
    "drug",
    "last dose",
    "kidneys",
    "coagulation",
    "allergy",
    "consent",
    "pause",
    "heparin",
    "position",
    "sedation",
    "alone",
    "antibiotic",
    "protection",
    "lipid",
    "time-out",
)
"""The steps of the exercise of lesson 06: those of the case room, and what the case room takes for granted."""


@checked
def in_order(steps: Sequence[str], earlier: str, later: str) -> bool:
    """Return whether both steps are taken, `earlier` before `later`."""
    return earlier in steps and later in steps and steps.index(earlier) < steps.index(later)
