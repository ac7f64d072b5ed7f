"""The page of validation: every published case beside what the models give, inside or not, by model card.

See decision 0470.
"""

import hashlib
import math
from collections.abc import Iterable

import nbformat
from nbformat.notebooknode import NotebookNode

from vertebra import references
from vertebra.book import admonitions, model_cards
from vertebra.result_spread import stored_spreads
from vertebra.validation import CaseResult, stored_results
from vertebra.validation.cases import sources_of

STEM = "validation"

KINDS = {
    "exact": "follows from a formula: shows that the equations are solved, not that they are the right ones",
    "measured": "measured by others, and not used in building the model: this is what counts",
    "fitted": "measured by others, and the model was fitted to it or given it: agreement proves nothing",
    "not modelled": "measured by others, and no model of the course can say it",
}
SHOWN_INDEX = 0.02
"""Inputs that take part in less of the variance of every result are left out."""
NEGLIGIBLE = 1e-4
"""Of a range: less is shown as nothing."""

_FIRST = """# How far the models agree with what was measured

Every model of the course was held against published figures and exact results. Here are all of them, those that the
models miss as well. *Inside* means within the range that was set before looking.

{counts}

`vertebra validate` computes all of it anew on your machine, in a few minutes."""


def build() -> NotebookNode:
    """The page as a notebook without code, the same bytes from the same tables."""
    results = stored_results()
    notebook = nbformat.v4.new_notebook()
    notebook.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        language_info={"name": "python"},
        vertebra={"lesson": STEM, "source": "validation.csv"},
    )
    cards = dict.fromkeys(result.case.card for result in results)
    texts = [_FIRST.format(counts=_counts(results)), *(_section(card, results) for card in cards), _references(results)]
    notebook.cells = [admonitions.text_cell(text) for text in texts]
    for cell in notebook.cells:
        cell.id = hashlib.sha256(f"{STEM}\n{cell.source}".encode()).hexdigest()[:16]
    nbformat.validate(notebook)
    return notebook


def table_of(card: str) -> str:
    """Return the cases of a card as a Markdown table; empty where it has none."""
    return _table(result for result in stored_results() if result.case.card == card)


def spreads_of(card: str) -> str:
    """Return how far a card's results spread, and by which inputs, as a Markdown table; empty where it has none."""
    spreads = [spread for spread in stored_spreads() if spread.card == card]
    if not spreads:
        return ""
    inputs = [name for name in spreads[0].indices if any(spread.indices[name] >= SHOWN_INDEX for spread in spreads)]
    head = ["result", "middle (5 to 95 of 100)", *(name.replace("_", " ") for name in inputs)]
    rows = [
        [
            spread.output,
            f"{spread.middle:.3g} ({spread.low:.3g} to {spread.high:.3g}) {spread.unit}".rstrip(),
            *(f"{100 * spread.indices[name]:.0f} %" for name in inputs),
        ]
        for spread in spreads
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows))


def _counts(results: list[CaseResult]) -> str:
    rows = []
    for kind, meaning in KINDS.items():
        of_kind = [result for result in results if result.case.kind == kind]
        rows.append(f"| **{kind}** | {meaning} | {len(of_kind)} | {sum(result.inside for result in of_kind)} |")
    return "\n".join(["| Kind | Means | Cases | Inside |", "|---|---|---|---|", *rows])


def _section(card: str, results: list[CaseResult]) -> str:
    title = model_cards.read(card).title if card in model_cards.names() else card
    link = f"[Model card]({model_cards.FOLDER}/{card}.ipynb)"
    table = _table(result for result in results if result.case.card == card)
    return f"## {title[0].upper()}{title[1:]}\n\n{table}\n\n{link}"


def _table(results: Iterable[CaseResult]) -> str:
    rows = ["| " + " | ".join(_cells(result)) + " |" for result in results]
    head = ["| Case | What | Published | Ours | Kind | |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *rows]) if rows else ""


def _cells(result: CaseResult) -> list[str]:
    case = result.case
    published = f"{_unit(case.published, result)}{_cited(result)}"
    return [case.name, case.what, published, _ours(result), case.kind, _verdict(result)]


def _cited(result: CaseResult) -> str:
    return "".join(f" ({references.short(key)})" for key in sources_of(result.case))


def _unit(figure: str, result: CaseResult) -> str:
    return f"{figure} {result.case.unit}".rstrip()


def _ours(result: CaseResult) -> str:
    if math.isnan(result.ours):
        return "–"
    negligible = abs(result.ours) < NEGLIGIBLE * (result.case.high - result.case.low)
    return _unit("0" if negligible else f"{result.ours:.3g}".replace("-", "−"), result)


def _verdict(result: CaseResult) -> str:
    if math.isnan(result.ours):
        return "not modelled"
    if result.inside:
        return "inside"
    direction = "above" if result.missed_by > 0 else "below"
    return f"**{_unit(f'{abs(result.missed_by):.2g}', result)} {direction}**"


def _references(results: list[CaseResult]) -> str:
    keys = sorted(
        {key for result in results for key in sources_of(result.case)}, key=lambda key: (references.short(key), key)
    )
    entries = "\n".join(f"- {references.full(key)}" for key in keys)
    return f'## References\n\n<div class="vertebra-references">\n\n{entries}\n\n</div>'
