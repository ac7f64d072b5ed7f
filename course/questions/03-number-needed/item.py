"""Number needed to treat for someone whose risk is not that of the trial."""

import random
from typing import Any

from vertebra.models.epidemiology import risk
from vertebra.views import question_pictures as pictures


def generate(rng: random.Random) -> dict[str, Any]:
    """A woman (the trials were in women) of known risk and a drug with its trial's ratio."""
    drug = rng.choice(["alendronate", "zoledronate", "denosumab"])
    effect = risk.treatment_effect(drug)
    person = risk.RiskProfile(
        rng.randrange(60, 86), "female", rng.choice([-2.0, -1.5, -1.0, -0.5, 0.0]), rng.randrange(0, 3), None
    )
    percent = max(2, round(100 * risk.risk_within(person, effect.duration_years).value))
    return {
        "who": f"A woman of {person.age_years:.0f}",
        "risk_percent": percent,
        "years": f"{effect.duration_years:g}",
        "drug": drug,
        "ratio": effect.risk_ratio.value,
        "trial_needed": round(effect.number_needed),
    }


def picture(values: dict[str, Any]) -> Any:
    """Her risk as a number of people in 100."""
    return pictures.people_picture([(f"without the drug, {values['years']} years", values["risk_percent"], 100)])
