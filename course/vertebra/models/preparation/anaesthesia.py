"""Largest doses of lidocaine, their volumes, and the treatment of its toxicity."""

from dataclasses import dataclass

from vertebra import tables
from vertebra.arguments import checked
from vertebra.errors import check_range
from vertebra.texts import _, pgettext

MG_PER_ML_AND_PERCENT = 10.0
"""A solution of one per cent holds a gram in 100 mL."""
MAX_DOSE_MG = 10_000.0
MIN_WEIGHT_KG, MAX_WEIGHT_KG = 30.0, 180.0


@dataclass(frozen=True)
class LipidRescue:
    """Doses of a lipid emulsion of 20%.

    Parameters
    ----------
    bolus_ml : float
        First bolus, given over a minute.
    infusion_ml_h : float
        Infusion in mL/h.
    max_ml : float
        Most in all.
    """

    bolus_ml: float
    infusion_ml_h: float
    max_ml: float


@checked
def max_lidocaine_mg(weight_kg: float, *, adrenaline: bool, capped: bool = True) -> float:
    """Return the largest dose of lidocaine (mg) by the US labels.

    Parameters
    ----------
    weight_kg : float
        30 to 180 kg.
    adrenaline : bool
        Whether the solution contains adrenaline.
    capped : bool
        Whether the limit for a single dose regardless of weight applies too.

    Raises
    ------
    InputError
        For a weight outside its range.

    Source
    ------
    `lidocaine_plain_max_mg_kg` and its neighbours in the tables.
    """
    weight = check_range(pgettext("body-weight", "The weight"), weight_kg, MIN_WEIGHT_KG, MAX_WEIGHT_KG, "kg")
    kind = "adrenaline" if adrenaline else "plain"
    dose = weight * tables.value(f"lidocaine_{kind}_max_mg_kg")
    return min(dose, tables.value(f"lidocaine_{kind}_max_mg")) if capped else dose


@checked
def volume_ml(dose_mg: float, percent: float) -> float:
    """Return the volume (mL) of solution that holds a dose.

    Parameters
    ----------
    dose_mg : float
        0 to 10 000 mg.
    percent : float
        Strength of the solution, 0.25 to 4%.

    Raises
    ------
    InputError
        For a value outside its range.
    """
    check_range(_("The dose"), dose_mg, 0, MAX_DOSE_MG, "mg")
    strength = check_range(_("The strength of the solution"), percent, 0.25, 4, "%")
    return dose_mg / (MG_PER_ML_AND_PERCENT * strength)


@checked
def lipid_rescue(weight_kg: float) -> LipidRescue:
    """Return the doses of lipid emulsion for a weight of 30 to 180 kg.

    Raises
    ------
    InputError
        For a weight outside its range.
    """
    weight = check_range(pgettext("body-weight", "The weight"), weight_kg, MIN_WEIGHT_KG, MAX_WEIGHT_KG, "kg")
    per_kg = (tables.value(name) for name in ("lipid_bolus_ml_kg", "lipid_infusion_ml_kg_h", "lipid_max_ml_kg"))
    return LipidRescue(*(weight * one for one in per_kg))
