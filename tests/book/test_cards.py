"""What a model card claims is what the model does today."""

import re

import pytest

from vertebra.book import model_cards
from vertebra.models import anatomy
from vertebra.patient import LEVELS, Patient

ROW = re.compile(r"\| (?P<name>[^|]+) \| [\d.]+ mm \| (?P<built>[\d.]+) mm \| (?P<worst>[−+][\d.]+) % \|")
FIELDS = {
    "upper endplate, width": "upper_endplate_width_mm",
    "upper endplate, depth": "upper_endplate_depth_mm",
    "posterior height": "posterior_height_mm",
    "canal, width": "canal_width_mm",
    "canal, depth": "canal_depth_mm",
    "pedicle, width": "pedicle_width_mm",
    "pedicle, height": "pedicle_height_mm",
}


@pytest.mark.slow
def test_the_anatomy_card_tells_what_is_built():
    rows = {match["name"]: match for match in ROW.finditer(model_cards.read("anatomy").body)}
    assert rows.keys() == FIELDS.keys()
    person = Patient(age_years=50, height_cm=169)
    told = {level: anatomy.morphometry(person, level) for level in LEVELS}
    built = {level: anatomy.measure(anatomy.build(person, level)) for level in LEVELS}
    for name, field in FIELDS.items():
        assert getattr(built["L1"], field) == pytest.approx(float(rows[name]["built"]), abs=0.25), name
        off = [100 * (getattr(built[level], field) / getattr(told[level], field) - 1) for level in LEVELS]
        assert max(off, key=abs) == pytest.approx(float(rows[name]["worst"].replace("−", "-")), abs=1.0), name
