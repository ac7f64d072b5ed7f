"""A submitted folder made safe for nbgrader's own autograde.

That copies all files, follows links and parses the notebook. See decision 0180.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from itertools import islice
from pathlib import Path

from vertebra.errors import is_disk_full
from vertebra.grading.autograde import tree
from vertebra.grading.autograde.allowed_files import FILES_READ, MAX_FILES, MAX_FOLDER_BYTES, MAX_NOTEBOOK_BYTES
from vertebra.grading.autograde.left_out import MAX_MESSAGES
from vertebra.grading.autograde.tree import file_fault, small_file
from vertebra.printing import printable
from vertebra.texts import _

QUARANTINE = "set_aside"
"""The folder, beside the submissions, for what was taken out of them."""


def quarantine_unsafe(folder: Path, notebook: str, pristine: Path) -> list[str]:
    """Prepare a submitted folder for nbgrader's own autograde; may be called again.

    Links, devices and what is too large, too much or too deep are moved to `set_aside`; a notebook that can't be
    parsed or is missing is replaced by the released one.

    Parameters
    ----------
    folder
        The submitted folder.
    notebook
        The notebook's name without its ending.
    pristine
        The released notebook.

    Returns
    -------
    list of str
        What was done, the first lines of it.
    """
    done = [
        _("{printable} was set aside: {why}.").format(printable=printable(name), why=why)
        for name, why in _quarantine_excess(folder)
    ]
    target = folder / f"{notebook}.ipynb"
    fault = notebook_fault(target)
    if fault:
        if os.path.lexists(target):
            _quarantine(folder, target.relative_to(folder))
        shutil.copyfile(pristine, target)
        done.append(_("{name}: {fault}; the course's own took its place.").format(name=target.name, fault=fault))
    stamp = folder / "timestamp.txt"
    if os.path.lexists(stamp) and not _is_time(small_file(stamp)):
        _quarantine(folder, stamp.relative_to(folder))
        done.append(_("timestamp.txt could not be read and was set aside."))
    return done[:MAX_MESSAGES]


def quarantine_folder(folder: Path) -> Path:
    """The folder for files taken out of the submission `<course>/submitted/<student>/<quiz>`."""
    return folder.parents[2] / ".vertebra" / QUARANTINE / folder.parent.name / folder.name


def _quarantine_excess(folder: Path) -> list[tuple[Path, str]]:
    """Set aside what is no file, too much or too deep, and say why; what grading reads first is kept first."""
    done: list[tuple[Path, str]] = []
    while True:
        limits = tree.WalkLimits()
        every = [entry for entry in tree.walk(folder, limits) if not entry.is_folder]
        every.sort(key=lambda entry: (len(entry.parts) > 1 or entry.parts[0] not in FILES_READ, len(entry.parts)))
        out: list[tuple[Path, str]] = [(Path(*parts), _("it lies too deep")) for parts in limits.deep]
        files, total = 0, 0
        for entry in every:
            size = entry.state.st_size if entry.is_file else 0
            if not entry.is_file:
                out.append((entry.relative, _("it is no file")))
            elif files >= MAX_FILES or total + size > MAX_FOLDER_BYTES:
                out.append((entry.relative, _("it is too much")))
            else:
                files, total = files + 1, total + size
        if limits.too_long or limits.unreadable:
            out += _unreadable_folders(folder)
        for relative, _unused in out:
            _quarantine(folder, relative)
        done += out
        if not limits.too_many or not out:
            return done


def _unreadable_folders(folder: Path) -> list[tuple[Path, str]]:
    """The folders right below `folder` that hold a path too long or can't be read."""
    unreadable = []
    for entry in [
        folder_entry
        for folder_entry in islice(tree.walk(folder), tree.MAX_ENTRIES)
        if folder_entry.is_folder and len(folder_entry.parts) == 1
    ]:
        limits = tree.WalkLimits()
        for _unused in tree.walk(folder / entry.relative, limits):
            pass
        if limits.too_long or limits.unreadable:
            unreadable.append((entry.relative, _("it can't be read, or holds names that are too long")))
    return unreadable


def _quarantine(folder: Path, relative: Path) -> None:
    """Move what is at `relative` out of the submission without opening it; a link stays a link."""
    target = quarantine_folder(folder) / relative
    if os.path.lexists(target):
        tree.remove_tree(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(folder / relative, target)
    except OSError as error:
        if is_disk_full(error):
            raise
        # Something else stands in its way there, or the path is too long: it goes under a name of its own.
        name = hashlib.sha256(os.fsencode(relative)).hexdigest()[:16]
        os.rename(folder / relative, quarantine_folder(folder) / name)


def _is_time(text: str) -> bool:
    from nbgrader.utils import parse_utc

    if not text.strip():
        return False
    try:
        return parse_utc(text.strip()) is not None
    except Exception:  # dateutil raises many kinds of errors on nonsense.
        return False


def notebook_fault(path: Path) -> str:
    """Why nbgrader could not parse the notebook at `path`; empty where it can. The notebook is not run."""
    import nbformat

    fault = file_fault(path, MAX_NOTEBOOK_BYTES)
    if fault:
        return fault
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        if not isinstance(notebook.cells, list) or not all(isinstance(cell.source, str) for cell in notebook.cells):
            return _("it is no notebook")
    except Exception:  # Whatever a parser says about a file from outside, the answer is the same.
        return _("it can't be read")
    return ""
