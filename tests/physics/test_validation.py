"""Every published case, computed anew: what lies inside lies inside, what is missed is missed by as much as the page
says.

A miss is an expected failure, counted with its size; one that comes inside fails until the results are written anew
(`vertebra validate --write`).
"""

import functools
import math

import pytest
from refusals import refused

from vertebra import validation
from vertebra.book import model_cards, validation_page
from vertebra.errors import InputError
from vertebra.paths import TABLES
from vertebra.validation import CaseResult

STORED = {result.case.name: result for result in validation.stored_results()}
SAME_WITHIN = 0.02
"""Of the stored result: processors sum in another order, and what is counted on a grid may step by a voxel."""
GROUPS = validation.computed_together()


@functools.cache
def computed(group: tuple[str, ...]) -> dict[str, CaseResult]:
    return {result.case.name: result for result in validation.compute(group)}


def case_marks():
    for group in GROUPS:
        for name in group:
            marks = [pytest.mark.slow] if validation.is_slow(name) else []
            if not STORED[name].inside:
                missed = f"{STORED[name].missed_by:+.3g} {STORED[name].case.unit}"
                marks.append(pytest.mark.xfail(strict=True, raises=AssertionError, reason=f"missed by {missed}"))
            yield pytest.param(group, name, marks=marks, id=name)


@pytest.mark.parametrize(("group", "name"), list(case_marks()))
def test_a_case_lies_inside_what_was_published(group, name):
    assert computed(group)[name].inside


@pytest.mark.parametrize(
    "group",
    [
        pytest.param(group, id=group[0], marks=[pytest.mark.slow] if validation.is_slow(group[0]) else [])
        for group in GROUPS
    ],
)
def test_the_results_that_are_shown_are_those_of_the_models(group):
    for name, result in computed(group).items():
        shown = STORED[name].ours
        room = result.case.high - result.case.low
        assert result.ours == pytest.approx(shown, rel=SAME_WITHIN, abs=SAME_WITHIN * room + 1e-6), name


def test_every_case_is_computed_or_says_that_it_is_not_modelled():
    answered = {name for group in GROUPS for name in group}
    for result in STORED.values():
        assert (result.case.name in answered) == (result.case.kind != "not modelled")
        assert math.isnan(result.ours) == (result.case.kind == "not modelled")
        assert result.case.low <= result.case.high
        assert result.case.card in model_cards.names()


def test_what_is_missed_is_on_its_card_and_on_the_page():
    page = "\n".join(cell.source for cell in validation_page.build().cells)
    for result in STORED.values():
        assert f"| {result.case.name} |" in page
        assert f"| {result.case.name} |" in validation_page.table_of(result.case.card)


def test_a_miss_is_told_with_its_side():
    case = validation.case("V11.4-centre")
    assert CaseResult(case, case.high + 3).missed_by == pytest.approx(3)
    assert CaseResult(case, case.low - 2).missed_by == pytest.approx(-2)
    assert CaseResult(case, case.low).missed_by == 0
    assert CaseResult(case, case.low).inside
    assert not CaseResult(case, math.nan).inside


def test_a_case_that_is_not_in_the_table_is_refused():
    with refused(InputError, "V99"):
        validation.compute(["V99"])


def test_what_was_computed_is_kept_beside_what_was_not(tmp_path, monkeypatch):
    from vertebra.validation import run

    before = (TABLES / "validation_results.csv").read_text(encoding="utf-8")
    monkeypatch.setattr(run, "TABLES", tmp_path)
    case = validation.case("V2.1-slope")
    run.write_results([CaseResult(case, 1.25)])
    after = (tmp_path / "validation_results.csv").read_text(encoding="utf-8")
    differing = [two for one, two in zip(before.splitlines(), after.splitlines(), strict=True) if one != two]
    assert differing == ["V2.1-slope,1.25"]
