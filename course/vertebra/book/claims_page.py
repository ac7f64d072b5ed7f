"""The claims page: every sentence of the text that the course started from, with its verdict, figure, sources and
lessons.

See decision 0100.
"""

import hashlib
from collections import Counter

import nbformat
from nbformat.notebooknode import NotebookNode

from vertebra import references
from vertebra.book import admonitions, claims, source
from vertebra.book.claims import Claim

STEM = "claims"

MEANINGS = {
    "supported": "the best evidence agrees",
    "partly": "there is something in it, but not as it stands",
    "contested": "good studies disagree, or the point is unproven",
    "outdated": "once believed; better evidence says otherwise",
    "untested": "nobody has looked well enough to say",
    "omitted": "the text does not say it, and should",
}

_FIRST = """# What the text said, and what is known

This course began with a short text for patients. It is well meant, and much of it is right. Here is each of its
claims, with the best published figure that was found, its interval, a verdict,
the sources, and the lesson that teaches it. You may well meet the same sentences on other pages: use this page as a
pattern for reading them.

{counts}

*Checked* means that the figures were read in the named sources, usually in their abstracts; the others are given as
they are commonly quoted."""


def build() -> NotebookNode:
    """The page as a notebook without code, the same bytes from the same table."""
    every = list(claims.claims().values())
    notebook = nbformat.v4.new_notebook()
    notebook.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        language_info={"name": "python"},
        vertebra={"lesson": STEM, "source": "claims.toml"},
    )
    taught = {lesson.number: lesson for lesson in map(source.read, source.paths())}
    texts = [
        _FIRST.format(counts=_counts(every)),
        _overview(every),
        *(_entry(claim, taught) for claim in every),
        _references(every),
    ]
    notebook.cells = [admonitions.text_cell(text) for text in texts]
    for cell in notebook.cells:
        cell.id = hashlib.sha256(f"{STEM}\n{cell.source}".encode()).hexdigest()[:16]
    nbformat.validate(notebook)
    return notebook


def _counts(listed: list[Claim]) -> str:
    counted = Counter(claim.verdict for claim in listed)
    rows = [f"| **{verdict}** | {meaning} | {counted[verdict]} |" for verdict, meaning in MEANINGS.items()]
    return "\n".join(["| Verdict | Means | Claims |", "|---|---|---|", *rows])


def _overview(listed: list[Claim]) -> str:
    rows = [f"| {claim.name} | {admonitions.one_line(claim.sentence)} | {claim.verdict} |" for claim in listed]
    return "\n".join(["## All at a glance", "", "| | Claim | Verdict |", "|---|---|---|", *rows])


def _entry(claim: Claim, taught: dict[str, source.Lesson]) -> str:
    lessons = ", ".join(_lesson(number, taught) for number in claim.lessons)
    checked = "checked" if claim.status == "checked" else "not all read at the source"
    return f"## {claim.name}\n\n{admonitions.evidence(claim.name)}\n\nTaught in {lessons}. Figures: {checked}."


def _lesson(number: int, taught: dict[str, source.Lesson]) -> str:
    lesson = taught.get(f"{number:02d}")
    return f"[lesson {lesson.number}: {lesson.title}]({lesson.stem}.ipynb)" if lesson else f"lesson {number:02d}"


def _references(listed: list[Claim]) -> str:
    keys = sorted({key for claim in listed for key in claim.sources}, key=lambda key: (references.short(key), key))
    entries = "\n".join(f"- {references.full(key)}" for key in keys)
    return f'## References\n\n<div class="vertebra-references">\n\n{entries}\n\n</div>'
