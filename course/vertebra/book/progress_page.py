"""The learner's own page as a notebook: what is due today, what was done, missed and surprising, and a certificate."""

import hashlib

import nbformat
from nbformat.notebooknode import NotebookNode

from vertebra.book import admonitions, notebook

STEM = "my_page"

_TEXT = """# My page

What you answer in the lessons stays on your computer, in your own folder, and comes back here: questions that you
missed tomorrow, the others after days and weeks. **A few minutes a day** keep more than an evening before the
examination. Say with each answer whether you are sure: knowing what you know is half of clinical judgement.

Nobody else sees this page, and nothing on it is graded. [To the first lesson](00_start_here.ipynb)"""
_CODE = "from vertebra.quiz.component import Progress\n\nProgress()"


def build() -> NotebookNode:
    """Return the notebook, the same bytes each time."""
    built = nbformat.v4.new_notebook()
    built.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        language_info={"name": "python"},
        vertebra={"lesson": STEM},
    )
    built.cells = [admonitions.text_cell(_TEXT), notebook.code_cell(_CODE)]
    for cell in built.cells:
        cell.id = hashlib.sha256(f"{STEM}\n{cell.source}".encode()).hexdigest()[:16]
    nbformat.validate(built)
    return built
