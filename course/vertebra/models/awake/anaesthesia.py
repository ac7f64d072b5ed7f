"""Local anaesthetic and sedation, and how deep the sedation is."""

from dataclasses import dataclass
from typing import Literal

from vertebra import tables
from vertebra.arguments import checked, checked_fields
from vertebra.errors import check_range
from vertebra.models.preparation.anaesthesia import MAX_WEIGHT_KG, MIN_WEIGHT_KG
from vertebra.texts import _, pgettext

SedationLevel = Literal["awake", "drowsy", "silent"]
MAX_LIDOCAINE_MG, MAX_MIDAZOLAM_MG, MAX_FENTANYL_UG = 2000.0, 20.0, 500.0


@checked_fields
@dataclass(frozen=True)
class Anaesthesia:
    """Doses that a patient has been given for a procedure.

    Parameters
    ----------
    lidocaine_mg : float
        On skin and periosteum, 0 to 2000 mg.
    midazolam_mg : float
        0 to 20 mg.
    fentanyl_ug : float
        0 to 500 µg.
    weight_kg : float
        30 to 180 kg.

    Raises
    ------
    InputError
        For a value out of range.
    """

    lidocaine_mg: float = 100.0
    midazolam_mg: float = 1.0
    fentanyl_ug: float = 25.0
    weight_kg: float = 58.0

    def __post_init__(self) -> None:
        check_range(pgettext("lidocaine-dose", "The dose of lidocaine"), self.lidocaine_mg, 0, MAX_LIDOCAINE_MG, "mg")
        check_range(pgettext("midazolam-dose", "The dose of midazolam"), self.midazolam_mg, 0, MAX_MIDAZOLAM_MG, "mg")
        check_range(_("The dose of fentanyl"), self.fentanyl_ug, 0, MAX_FENTANYL_UG, "µg")
        check_range(pgettext("body-weight", "The weight"), self.weight_kg, MIN_WEIGHT_KG, MAX_WEIGHT_KG, "kg")


SEDATIONS: dict[str, Anaesthesia] = {
    "local": Anaesthesia(midazolam_mg=0.0, fentanyl_ug=0.0),
    "light": Anaesthesia(),
    "deep": Anaesthesia(midazolam_mg=4.0, fentanyl_ug=100.0),
    "nothing": Anaesthesia(lidocaine_mg=0.0, midazolam_mg=0.0, fentanyl_ug=0.0),
}
"""Choices of anaesthesia by name: lidocaine alone, with a little sedation, with much of it, and nothing at all."""


@checked
def sedation_ratio(given: Anaesthesia) -> float:
    """Return how much sedation was given, 1 at the usual highest dose of midazolam from sixty years on.

    Fentanyl adds to midazolam. It grows with either dose.

    Source
    ------
    `midazolam_total_usual_max_mg` in `assets/tables/preparation.toml`; `awake_fentanyl_full_ug` in `awake.toml`.
    """
    return given.midazolam_mg / tables.value("midazolam_total_usual_max_mg") + given.fentanyl_ug / tables.value(
        "awake_fentanyl_full_ug"
    )


@checked
def sedation_level(given: Anaesthesia) -> SedationLevel:
    """Return "awake", "drowsy" (answers slowly) or "silent" (answers no voice)."""
    index = sedation_ratio(given)
    if index >= tables.value("awake_silent_sedation_ratio"):
        return "silent"
    return "drowsy" if index >= tables.value("awake_drowsy_sedation_ratio") else "awake"
