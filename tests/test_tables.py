"""Every number of the tables has a unit, a source that the bibliography has, and an honest status."""

import tomllib

import pytest
from rows import each_row

from vertebra import references, tables
from vertebra.book import claims
from vertebra.book.check import DIMENSIONLESS
from vertebra.paths import TABLES


@each_row("name", sorted(tables.quantities()))
def test_a_quantity_has_unit_source_and_status(name: str) -> None:
    found = tables.quantity(name)
    assert found.unit or name.endswith(DIMENSIONLESS), "unit missing"
    assert found.status in tables.STATUSES
    assert found.status == "checked" or found.note, "what was not read needs a note that says why this value"
    assert found.source
    assert references.source_keys(found.source) or found.status != "checked", "an assumption was read nowhere"
    for key in references.source_keys(found.source):
        references.entry(key)


@each_row("name", sorted(tables.quantities()))
def test_an_interval_holds_its_value(name: str) -> None:
    found = tables.quantity(name)
    assert (found.low is None) == (found.high is None)
    if found.low is not None and found.high is not None:
        assert found.low <= found.value <= found.high


@each_row("name", tables.table_names())
def test_a_row_has_source_and_status(name: str) -> None:
    found = tables.table(name)
    assert len(found) > 0
    sources = found.columns.get("source", (found.source,) * len(found))
    statuses = found.columns.get("status", (found.status,) * len(found))
    for key, status in zip(sources, statuses, strict=True):
        assert (status or found.status) in tables.STATUSES
        assert key or found.source
        assert references.source_keys(key or found.source) or (status or found.status) != "checked"
        for one in references.source_keys(key or found.source):
            references.entry(one)


def test_every_claim_of_the_source_text_is_judged_once() -> None:
    found = claims.claims()
    assert list(found) == [f"A{number}" for number in range(1, 37)]
    for claim in found.values():
        assert claim.verdict in claims.VERDICTS
        assert claim.sources
        for key in claim.sources:
            references.entry(key)


def test_a_claim_names_its_lessons_and_how_far_it_was_checked() -> None:
    rows = tomllib.loads((TABLES / "claims.toml").read_text(encoding="utf-8"))
    for name, row in rows.items():
        assert row["lessons"], name
        assert all(0 <= number <= 12 for number in row["lessons"])
        assert row["status"] in tables.STATUSES


def test_claims_are_not_taken_for_quantities() -> None:
    assert not any(name in tables.quantities() for name in claims.claims())


def test_reductions_shown_in_lessons_are_those_of_the_trials() -> None:
    trials = tables.table("treatment_trials")
    for drug in ("alendronate", "zoledronate", "teriparatide"):
        row = trials.row("treatment", drug)
        shown = tables.quantity(f"{drug}_vf_reduction_percent")
        ratios = [float(row[f"relative_risk{end}"]) for end in ("", "_high", "_low")]
        assert [shown.value, shown.low, shown.high] == pytest.approx([100 * (1 - ratio) for ratio in ratios], abs=0.51)


def test_likelihood_ratios_follow_from_sensitivity_and_specificity() -> None:
    for sign in ("percussion", "supine"):
        sensitivity, specificity = (
            tables.quantity(f"{sign}_{name}_percent").value / 100 for name in ("sensitivity", "specificity")
        )
        positive, negative = (
            tables.quantity(f"{sign}_{side}_likelihood_ratio").value for side in ("positive", "negative")
        )
        assert positive == pytest.approx(sensitivity / (1 - specificity), rel=0.01)
        assert negative == pytest.approx((1 - sensitivity) / specificity, rel=0.01)


def test_a_number_of_the_course_itself_is_called_an_assumption() -> None:
    for found in tables.quantities().values():
        if references.ASSUMPTION in found.source:
            assert found.status == "teaching assumption", found.name
