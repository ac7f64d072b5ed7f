"""A patient who is awake during a procedure: what is done to the body, what is felt and said, and what a monitor
shows.

See decision 0425.
"""

from vertebra.models.awake.anaesthesia import SEDATIONS, Anaesthesia, sedation_level, sedation_ratio
from vertebra.models.awake.emergency import EMERGENCIES, emergency
from vertebra.models.awake.response import SYMPTOMS, Response, respond
from vertebra.models.awake.stimuli import Stimuli, stimuli
from vertebra.models.awake.vital_signs import AT_REST, VITALS, VitalSigns, alarms, monitor, target

__all__ = [
    "AT_REST",
    "EMERGENCIES",
    "SEDATIONS",
    "SYMPTOMS",
    "VITALS",
    "Anaesthesia",
    "Response",
    "Stimuli",
    "VitalSigns",
    "alarms",
    "emergency",
    "monitor",
    "respond",
    "sedation_level",
    "sedation_ratio",
    "stimuli",
    "target",
]
