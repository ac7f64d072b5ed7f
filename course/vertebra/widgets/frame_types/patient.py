"""Frames of a patient who is awake."""

from typing import TypedDict


class VitalSign(TypedDict):
    """A row of the monitor: its value now, whether it gives an alarm, and its trend by time (s), on a scale."""

    key: str
    name: str
    text: str
    unit: str
    value: float
    alarm: bool
    low: float
    high: float
    times: list[float]
    trend: list[float]


class PatientFrame(TypedDict):
    """A patient who is awake: what is said, the symptoms' keys, pain (0 to 10), sedation, and the monitor."""

    says: str
    symptoms: list[str]
    pain: float
    pain_text: str
    sedation: str
    vitals: list[VitalSign]
