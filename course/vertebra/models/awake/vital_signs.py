"""Vital signs of a patient during a procedure: where they go, and how they follow over time."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.models import procedure
from vertebra.models.awake.anaesthesia import Anaesthesia, sedation_ratio
from vertebra.models.awake.response import respond
from vertebra.models.awake.stimuli import Stimuli, stimuli
from vertebra.models.procedure.action import Action, BalloonAction, CementAction
from vertebra.models.procedure.outcome import Equipment, ProcedureOutcome
from vertebra.models.procedure.prefix_cache import HashedActions
from vertebra.patient import Vertebra

VITALS = ("heart_rate_per_min", "systolic_mmhg", "saturation_percent", "breaths_per_min")
MAX_SAMPLES = 60
"""Actions after which a monitor's trend shows a sample; it is computed from the first action on."""
STEP_SAMPLES = 40
MAX_HEART_RATE_PER_MIN, MAX_SYSTOLIC_MMHG, MAX_BREATHS_PER_MIN = 170.0, 220.0, 40.0
MIN_SYSTOLIC_MMHG, MIN_SATURATION_PERCENT, MIN_BREATHS_PER_MIN = 40.0, 50.0, 4.0


@dataclass(frozen=True)
class VitalSigns:
    """Vital signs at one moment.

    Parameters
    ----------
    heart_rate_per_min : float
    systolic_mmhg : float
    saturation_percent : float
    breaths_per_min : float
    time_s : float
        Since the monitor was switched on.
    """

    heart_rate_per_min: float
    systolic_mmhg: float
    saturation_percent: float
    breaths_per_min: float
    time_s: float = 0.0

    @property
    def diastolic_mmhg(self) -> float:
        """Diastolic pressure (mmHg), a fixed share of the systolic one."""
        return tables.value("awake_diastolic_fraction") * self.systolic_mmhg


AT_REST = VitalSigns(
    tables.value("awake_rest_heart_rate_per_min"),
    tables.value("awake_rest_systolic_mmhg"),
    tables.value("awake_rest_saturation_percent"),
    tables.value("awake_rest_breaths_per_min"),
)
"""Somebody of seventy to eighty, prone and a little anxious."""


@checked
def target(felt: Stimuli, given: Anaesthesia, rest: VitalSigns = AT_REST) -> VitalSigns:
    """Return the vital signs that stimuli and anaesthesia lead to if they go on.

    More cement in the lungs never gives a better value, and more sedation never faster breathing or a higher
    saturation.

    Parameters
    ----------
    felt : Stimuli
    given : Anaesthesia
    rest : VitalSigns
        Before anything is done.

    Source
    ------
    `assets/tables/awake.toml`.
    """
    value, index = tables.value, sedation_ratio(given)
    now = respond(felt, given)
    if "faint" in now.symptoms:
        heart, systolic = value("awake_faint_heart_rate_per_min"), value("awake_faint_systolic_mmhg")
    else:
        heart = rest.heart_rate_per_min + value("awake_pain_heart_rate_rise_per_min") * now.pain
        systolic = rest.systolic_mmhg + value("awake_pain_pressure_rise_mmhg") * now.pain
    heart += value("awake_heart_rate_rise_per_min_per_ml") * felt.lung_ml
    injected = min(1.0, felt.injected_ml / value("awake_injection_pressure_fall_from_ml"))
    systolic -= value("awake_injection_pressure_fall_mmhg") * injected
    systolic *= 1 - value("awake_pressure_fall_percent_per_ml") / 100 * felt.lung_ml
    systolic *= 1 - value("awake_sedation_pressure_fall_percent") / 100 * index
    too_deep = max(0.0, index - value("awake_silent_sedation_ratio"))
    saturation = rest.saturation_percent - value("awake_saturation_fall_percent_per_ml") * felt.lung_ml
    saturation -= value("awake_sedation_saturation_fall_percent") * too_deep
    breaths = rest.breaths_per_min + value("awake_breaths_rise_per_min_per_ml") * felt.lung_ml
    breaths -= value("awake_sedation_breaths_fall_per_min") * index
    return VitalSigns(
        min(heart, MAX_HEART_RATE_PER_MIN),
        min(max(systolic, MIN_SYSTOLIC_MMHG), MAX_SYSTOLIC_MMHG),
        max(saturation, MIN_SATURATION_PERCENT),
        min(max(breaths, MIN_BREATHS_PER_MIN), MAX_BREATHS_PER_MIN),
    )


@checked
def monitor(outcome: ProcedureOutcome, given: Anaesthesia, rest: VitalSigns = AT_REST) -> tuple[VitalSigns, ...]:
    """Return the vital signs from the start of a procedure to its last action, a sample after each action.

    Parameters
    ----------
    outcome : ProcedureOutcome
    given : Anaesthesia
    rest : VitalSigns
        Before anything is done.

    Returns
    -------
    tuple of VitalSigns
        At most 61, in the order of time; the last is now.
    """
    fractured, equipment, actions = outcome.fractured, outcome.equipment, outcome.actions
    for at in range(STEP_SAMPLES, len(actions), STEP_SAMPLES):
        # From the start on, so that no call goes deep into itself.
        _trend(fractured, equipment, HashedActions(actions[:at]), given, rest)
    return _trend(fractured, equipment, HashedActions(actions), given, rest).samples


@dataclass(frozen=True)
class _Trend:
    """Samples that are kept without being walked through."""

    samples: tuple[VitalSigns, ...]

    def _cache_members_(self) -> tuple[()]:
        """Nothing large."""
        return ()


@cache.PROCEDURES.memoize
def _trend(
    vertebra: Vertebra, equipment: Equipment, actions: HashedActions, given: Anaesthesia, rest: VitalSigns
) -> _Trend:
    """The last samples up to the last action: one more than up to the action before."""
    if not actions:
        return _Trend((target(Stimuli(), given, rest),))
    before = _trend(vertebra, equipment, HashedActions(actions[:-1]), given, rest).samples
    goal = target(stimuli(procedure.run(vertebra, actions, equipment)), given, rest)
    return _Trend((*before, _follow(before[-1], goal, duration_s(actions[-1])))[-MAX_SAMPLES - 1 :])


@checked
def alarms(now: VitalSigns, rest: VitalSigns = AT_REST) -> tuple[str, ...]:
    """Return the names, members of `VITALS`, of the values at which a monitor gives an alarm.

    Source
    ------
    `assets/tables/awake.toml`.
    """
    value = tables.value
    limits = {
        "heart_rate_per_min": (value("awake_heart_rate_low_per_min"), value("awake_heart_rate_high_per_min")),
        "systolic_mmhg": (rest.systolic_mmhg * (1 - value("awake_pressure_alarm_fall_percent") / 100), math.inf),
        "saturation_percent": (value("awake_saturation_alarm_percent"), math.inf),
        "breaths_per_min": (value("awake_breaths_low_per_min"), value("awake_breaths_high_per_min")),
    }
    return tuple(name for name, (low, high) in limits.items() if not low <= getattr(now, name) <= high)


@checked
def duration_s(action: Action) -> float:
    """Return the time (s) that an action takes."""
    if isinstance(action, CementAction) and action.kind in ("inject", "wait"):
        return max(0.0, action.amount)
    if isinstance(action, BalloonAction) and action.kind == "wait":
        return max(0.0, action.amount)
    return tables.value("awake_step_s")


def _follow(before: VitalSigns, goal: VitalSigns, seconds: float) -> VitalSigns:
    """The vital signs some seconds later, on their way to a goal."""
    quick = -math.expm1(-seconds / tables.value("awake_circulation_lag_s"))
    slow = -math.expm1(-seconds / tables.value("awake_saturation_lag_s"))
    share = {"saturation_percent": slow}
    values = {
        name: getattr(before, name) + share.get(name, quick) * (getattr(goal, name) - getattr(before, name))
        for name in VITALS
    }
    return VitalSigns(**values, time_s=before.time_s + seconds)
