"""Results of validation as lines for a terminal."""

import math
from collections.abc import Iterable, Sequence

from vertebra import references
from vertebra.printing import say
from vertebra.texts import _, ngettext
from vertebra.validation.cases import CaseResult, sources_of
from vertebra.validation.run import compute, write_results

_WIDTHS = (22, 34, 12, 16)


def validate(names: Iterable[str] | None = None, write: bool = False) -> None:
    """Compute cases (all if none is named) and print each; with `write`, keep the results for the pages."""
    say(heading())
    results = compute(names, report=lambda result: say(line(result)))
    say(summary(results))
    if write:
        write_results(results)


def spreads(write: bool = False) -> None:
    """Compute how far results spread, print each with the inputs that it comes from; with `write`, keep them."""
    from vertebra.validation import uncertainty

    found = []
    for study in uncertainty.STUDIES:
        say(_("{card}: {n} runs").format(card=study.card, n=uncertainty.runs(study)))
        for spread in uncertainty.compute(study):
            found.append(spread)
            ranked = sorted(spread.indices.items(), key=lambda item: -item[1])
            inputs = ", ".join(f"{name} {index:.2f}" for name, index in ranked)
            say(f"  {spread.output}: {spread.middle:.3g} ({spread.low:.3g}..{spread.high:.3g}) {spread.unit}  {inputs}")
    if write:
        uncertainty.write(found)


def heading() -> str:
    """Return the line above all results."""
    return _columns(_("case"), _("published"), _("ours"), "", _("source"))


def line(result: CaseResult) -> str:
    """Return the line of one result."""
    case = result.case
    ours = "-" if math.isnan(result.ours) else f"{result.ours:.4g}"
    sources = "; ".join(references.short(key) for key in sources_of(case)) or case.kind
    return _columns(case.name, f"{case.published} {case.unit}".strip(), ours, _verdict(result), sources)


def summary(results: Sequence[CaseResult]) -> str:
    """Return how many measured cases lie inside, leaving out what is exact or fitted."""
    measured = [result for result in results if result.case.kind == "measured"]
    return ngettext(
        "Inside: {inside} of {n} case that was measured and not fitted.",
        "Inside: {inside} of {n} cases that were measured and not fitted.",
        len(measured),
    ).format(inside=sum(result.inside for result in measured), n=len(measured))


def _verdict(result: CaseResult) -> str:
    if math.isnan(result.ours):
        return _("not modelled")
    return _("inside") if result.inside else f"{result.missed_by:+.3g}"


def _columns(*cells: str) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=False)]
    return "  ".join([*padded, cells[-1]]).rstrip()
