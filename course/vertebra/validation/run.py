"""Computing the cases: which function answers which of them, and the file of results."""

import importlib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from vertebra import files
from vertebra.paths import TABLES
from vertebra.validation.cases import CaseResult, case, case_names, stored_results

SUBJECTS = ("anatomy", "bone", "imaging", "mechanics", "procedure", "cement", "heat", "augmentation", "epidemiology")
"""Modules of this package whose functions compute cases."""
SIGNIFICANT_DIGITS = 4
"""Of what is kept; the last may differ between processors."""


@dataclass(frozen=True)
class _CaseFunction:
    cases: tuple[str, ...]
    function: Callable[[], Mapping[str, float]]
    slow: bool


_COMPUTATIONS: dict[str, _CaseFunction] = {}


def computes(*cases: str, slow: bool = False) -> Callable[[Callable[[], Mapping[str, float]]], object]:
    """Say of a function which cases it computes: it returns ours by the case's name. `slow`: over two seconds."""

    def register(function: Callable[[], Mapping[str, float]]) -> Callable[[], Mapping[str, float]]:
        for name in cases:
            _COMPUTATIONS[name] = _CaseFunction(cases, function, slow)
        return function

    return register


def _computations() -> dict[str, _CaseFunction]:
    for subject in SUBJECTS:
        importlib.import_module(f"vertebra.validation.{subject}")
    return _COMPUTATIONS


def is_slow(name: str) -> bool:
    """Whether a case takes more than two seconds."""
    found = _computations().get(name)
    return found is not None and found.slow


def computed_together() -> list[tuple[str, ...]]:
    """Return the names of the cases in groups that one function computes, in the order of the table."""
    found = _computations()
    return list(dict.fromkeys(found[name].cases for name in case_names() if name in found))


def compute(
    names: Iterable[str] | None = None, report: Callable[[CaseResult], None] = lambda result: None
) -> list[CaseResult]:
    """Compute cases with the models as they are.

    Parameters
    ----------
    names : iterable of str, optional
        All cases if left out.
    report : callable
        Called with each result as soon as it is there.

    Raises
    ------
    InputError
        For a name that the table lacks.
    """
    wanted = [case(name) for name in (case_names() if names is None else names)]
    found: dict[str, float] = {}
    results = []
    for one in wanted:
        computation = _computations().get(one.name)
        if computation is not None and one.name not in found:
            found.update(computation.function())
        results.append(CaseResult(one, float(found.get(one.name, math.nan))))
        report(results[-1])
    return results


def write_results(results: Iterable[CaseResult]) -> None:
    """Keep what was computed; results of other cases stay as they are."""
    kept = {result.case.name: result.ours for result in stored_results()} | {one.case.name: one.ours for one in results}
    head = [
        "# source: Course",
        "# status: computed",
        "# note: what the models gave for each case of validation.csv; written by 'vertebra validate --write'",
        "case,ours",
    ]
    rows = [f"{name},{'' if math.isnan(ours) else f'{ours:.{SIGNIFICANT_DIGITS}g}'}" for name, ours in kept.items()]
    files.write_atomic(TABLES / "validation_results.csv", ("\n".join([*head, *rows]) + "\n").encode())
