"""What a patient feels, how much it hurts, and what of it is said: symptoms by key.

More of a stimulus never hurts less, and more lidocaine or fentanyl never hurts more. Whoever is sedated too deeply says
nothing, whatever happens.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models.awake.anaesthesia import Anaesthesia, SedationLevel, sedation_level, sedation_ratio
from vertebra.models.awake.stimuli import Stimuli
from vertebra.models.preparation.anaesthesia import max_lidocaine_mg

MAX_PAIN = 10.0
SYMPTOMS = (
    "breathless",
    "faint",
    "leg weak",
    "canal touched",
    "root touched",
    "girdle pain",
    "cough",
    "tingling lips",
    "hot",
    "wall pain",
    "bone pain",
    "pressure",
    "warm",
)
"""All symptoms, the gravest first."""
SIGNS = ("cough", "faint")
"""What those beside a patient see or hear even where nothing is said."""


@dataclass(frozen=True)
class Response:
    """What a patient feels and says at one moment.

    Parameters
    ----------
    symptoms : tuple of str
        All that is felt, members of `SYMPTOMS`, the gravest first.
    pain : float
        0 to 10 points.
    sedation : {"awake", "drowsy", "silent"}
    """

    symptoms: tuple[str, ...]
    pain: float
    sedation: SedationLevel

    @property
    def reported(self) -> tuple[str, ...]:
        """What is said, or seen by those beside the patient; of somebody who is silent only what is seen."""
        return tuple(one for one in self.symptoms if self.sedation != "silent" or one in SIGNS)


@checked
def respond(felt: Stimuli, given: Anaesthesia) -> Response:
    """Return what a patient feels of the stimuli under an anaesthesia.

    Parameters
    ----------
    felt : Stimuli
    given : Anaesthesia

    Source
    ------
    `assets/tables/awake.toml`.
    """
    sources = dict(_pain_sources(felt, given))
    pain = min(MAX_PAIN, max(sources.values(), default=0.0) * (1 - _relief_fraction(given)))
    present = {name for name, points in sources.items() if points > 0} | set(_without_pain(felt, given))
    if _faints(pain, given):
        present.add("faint")
    return Response(tuple(name for name in SYMPTOMS if name in present), round(pain, 1), sedation_level(given))


def _pain_sources(felt: Stimuli, given: Anaesthesia) -> Iterator[tuple[str, float]]:
    """Each symptom that hurts, with its points before fentanyl."""
    value = tables.value
    if felt.needle_moved and felt.surface_mm <= value("awake_periosteum_mm"):
        yield "bone pain", _bone_pain(given)
    if felt.canal_mm < 0:
        yield "canal touched", value("awake_nerve_pain_points")
    elif felt.root_mm <= value("awake_root_near_mm"):
        yield "root touched", value("awake_nerve_pain_points")
    elif felt.breach:
        yield "wall pain", value("awake_wall_pain_points")
    if felt.canal_ml >= value("awake_leak_felt_ml"):
        weak = value("awake_leak_weak_ml")
        yield "girdle pain", value("awake_leak_pain_points") * min(1.0, felt.canal_ml / weak)
        if felt.canal_ml >= weak:
            yield "leg weak", value("awake_leak_pain_points")
    if felt.injecting:
        yield "pressure", value("awake_injection_pain_points")
    elif felt.balloon_fraction > 0:
        yield "pressure", value("awake_balloon_pain_points") * min(1.0, felt.balloon_fraction)
    if felt.dura_c >= value("awake_heat_pain_c"):
        yield "hot", value("awake_heat_pain_points_per_c") * (1 + felt.dura_c - value("awake_heat_pain_c"))


def _without_pain(felt: Stimuli, given: Anaesthesia) -> Iterator[str]:
    value = tables.value
    if value("awake_warmth_c") <= felt.dura_c < value("awake_heat_pain_c"):
        yield "warm"
    if felt.lung_ml >= value("awake_cough_ml"):
        yield "cough"
    if felt.lung_ml >= value("awake_breathless_ml"):
        yield "breathless"
    if given.lidocaine_mg > max_lidocaine_mg(given.weight_kg, adrenaline=False):
        yield "tingling lips"


def _bone_pain(given: Anaesthesia) -> float:
    """Points of a needle on periosteum: less with lidocaine, down to those under a full dose."""
    without = tables.value("awake_needle_pain_without_local_points")
    share = min(1.0, given.lidocaine_mg / tables.value("awake_full_lidocaine_mg"))
    return without - share * (without - tables.value("awake_needle_pain_points"))


def _relief_fraction(given: Anaesthesia) -> float:
    share = min(1.0, given.fentanyl_ug / tables.value("awake_fentanyl_full_ug"))
    return share * tables.value("awake_fentanyl_pain_fraction")


def _faints(pain: float, given: Anaesthesia) -> bool:
    calm = sedation_ratio(given) > tables.value("awake_faint_max_sedation_ratio")
    return pain >= tables.value("awake_faint_pain_points") and not calm
