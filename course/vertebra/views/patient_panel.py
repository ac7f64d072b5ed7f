"""A patient who is awake, for the panel beside a trainer: what is said, the monitor's numbers, and their trend."""

from __future__ import annotations

from typing import Any

from vertebra.models import awake
from vertebra.models.awake import AT_REST, VITALS, Anaesthesia, VitalSigns
from vertebra.models.procedure import ProcedureOutcome
from vertebra.texts import _, join, pgettext
from vertebra.views.patient_voice import SYMPTOM_NAMES, spoken

VITAL_NAMES = {
    "heart_rate_per_min": (_("Pulse"), _("/min")),
    "systolic_mmhg": (_("Pressure"), "mmHg"),
    "saturation_percent": (_("Oxygen"), "%"),
    "breaths_per_min": (_("Breaths"), _("/min")),
}
"""Of each vital sign the name on the monitor, and its unit."""
SCALES = {
    "heart_rate_per_min": (40.0, 150.0),
    "systolic_mmhg": (50.0, 200.0),
    "saturation_percent": (70.0, 100.0),
    "breaths_per_min": (0.0, 35.0),
}
"""Lowest and highest value of each trend's picture."""
SEDATION_NAMES = {
    "awake": pgettext("sedation-awake", "awake"),
    "drowsy": pgettext("sedation-drowsy", "drowsy"),
    "silent": pgettext("sedation-silent", "does not answer"),
}


def frame(outcome: ProcedureOutcome, given: Anaesthesia, voice: str, rest: VitalSigns = AT_REST) -> dict[str, Any]:
    """Return what the panel shows.

    Parameters
    ----------
    outcome : ProcedureOutcome
    given : Anaesthesia
    voice : str
        One of `patient_voice.VOICES`.
    rest : VitalSigns
        Before anything was done.

    Returns
    -------
    dict
        As `widgets.frame_types.patient.PatientFrame` declares it.
    """
    response = awake.respond(awake.stimuli(outcome), given)
    trend = awake.monitor(outcome, given, rest)
    wrong = awake.alarms(trend[-1], rest)
    return {
        "says": spoken(response.reported, response.sedation, outcome.fractured.level, voice),
        "symptoms": list(response.reported),
        "pain": response.pain,
        "pain_text": _pain_text(response.pain, response.sedation),
        "sedation": response.sedation,
        "vitals": [_vital(name, trend, name in wrong) for name in VITALS],
    }


def describe(shown: dict[str, Any]) -> str:
    """Return the panel of a frame in a sentence or two."""
    values = ", ".join(f"{row['name']} {row['text']} {row['unit']}" for row in shown["vitals"])
    symptoms = ", ".join(SYMPTOM_NAMES[symptom] for symptom in shown["symptoms"])
    felt = _("The patient reports: {symptoms}.").format(symptoms=symptoms) if symptoms else ""
    return join(felt, _("Monitor: {values}.").format(values=values))


def _pain_text(pain: float, sedation: str) -> str:
    if sedation == "silent":
        return SEDATION_NAMES[sedation]
    words = pgettext("pain-and-sedation", "pain {pain} of 10, {sedation}")
    return words.format(pain=f"{pain:.0f}", sedation=SEDATION_NAMES[sedation])


def _vital(name: str, trend: tuple[VitalSigns, ...], alarm: bool) -> dict[str, Any]:
    label, unit = VITAL_NAMES[name]
    low, high = SCALES[name]
    now = trend[-1]
    text = f"{getattr(now, name):.0f}"
    if name == "systolic_mmhg":
        text += f"/{now.diastolic_mmhg:.0f}"
    return {
        "key": name,
        "name": label,
        "text": text,
        "unit": unit,
        "value": round(getattr(now, name), 1),
        "alarm": alarm,
        "low": low,
        "high": high,
        "times": [round(sample.time_s, 1) for sample in trend],
        "trend": [round(getattr(sample, name), 1) for sample in trend],
    }
