"""A case of one's own in a learner's folder: the vertebra from a CT, the page about it, and a notebook with the
trainers."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from vertebra.book import admonitions, notebook
from vertebra.lab.learner_folder import CASE_NOTEBOOK, OWN_CASES
from vertebra.models.anatomy import vertebra_file
from vertebra.models.experiments.own_scan import COARSE_MM
from vertebra.patient import Vertebra
from vertebra.quiz.storage import write_atomic
from vertebra.texts import _
from vertebra.widgets.own_case import COARSE_FILE, FILE

__all__ = ["COARSE_MM", "FILE", "PAGE", "STEM", "STEPS_TO_PRACTISE", "build", "case_folder", "vertebra_files", "write"]

STEM = "own-case"
PAGE = "page.html"
MAX_NAME = 60
STEPS_TO_PRACTISE = _("To practise on this vertebra: vertebra learn --case {case}")
_OPEN = "from vertebra.widgets.own_case import OwnCase\n\ncase = OwnCase.open()\ncase"
_CELLS = (
    (
        "# A vertebra from your own CT\n\nWhat became of it in the model stands on its page, `page.html`, in this "
        "folder. Here you "
        "treat it yourself. What the scan does not show is named, and what needs it is left out.",
        _OPEN,
    ),
    ("## Set up the C-arm", "case.carm()"),
    ("## Steer a needle", "case.needle()"),
    ("## Inject cement", "case.cement()"),
    ("## Raise it with balloons", "case.balloon()"),
)


def build() -> NotebookNode:
    """Return the notebook, the same for every case: it opens the vertebra that lies beside it."""
    built = nbformat.v4.new_notebook()
    built.metadata = NotebookNode(
        kernelspec={"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        language_info={"name": "python"},
        vertebra={"lesson": STEM},
    )
    built.cells = [cell for text, code in _CELLS for cell in (admonitions.text_cell(text), notebook.code_cell(code))]
    for cell in built.cells:
        cell.id = hashlib.sha256(f"{STEM}\n{cell.source}".encode()).hexdigest()[:16]
    nbformat.validate(built)
    return built


def case_folder(learner_folder: Path, image: Path, level: str, vertebra: bytes) -> Path:
    """Return the folder of a case: named after its scan, with a number where another vertebra lies under that name.

    Parameters
    ----------
    learner_folder, image : Path
        The folder of the lessons, and the scan's file.
    level : str
    vertebra : bytes
        As `vertebra_file.to_bytes` wrote it.
    """
    stem = re.sub(r"\.nii(\.gz)?$", "", image.name, flags=re.IGNORECASE)
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-")[:MAX_NAME] or "scan"
    number = 1
    while True:
        suffix = "" if number == 1 else f"-{number}"
        folder = learner_folder / OWN_CASES / f"{name}-{level}{suffix}"
        kept = folder / FILE
        if not kept.exists() or kept.read_bytes() == vertebra:
            return folder
        number += 1


def vertebra_files(body: Vertebra, coarse: Vertebra) -> dict[str, bytes]:
    """Return the vertebra on both grids as files by name."""
    return {FILE: vertebra_file.to_bytes(body), COARSE_FILE: vertebra_file.to_bytes(coarse)}


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Put the files of a case into its folder and the notebook last; a notebook that is there stays as it is.

    Returns
    -------
    Path
        The notebook.
    """
    for name, content in files.items():
        write_atomic(folder / name, content)
    path = folder / CASE_NOTEBOOK
    if not path.exists():
        write_atomic(path, notebook.to_bytes(build()))
    return path
