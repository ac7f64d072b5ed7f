"""Folders of own cases: named after the scan, never over another vertebra or a learner's notes."""

from pathlib import Path

import nbformat
from refusals import refused
from rows import each_row

from vertebra.book import builder, own_case
from vertebra.errors import CourseError
from vertebra.lab import learner_folder

NOTES = b"notes"


def put(home, image, content, page=b"a page"):
    folder = own_case.case_folder(home, Path(image), "L1", content)
    own_case.write(folder, {own_case.FILE: content, own_case.PAGE: page})
    return folder


def test_the_same_scan_comes_to_the_same_folder_and_another_to_a_new_one(tmp_path):
    first = put(tmp_path, "mine.nii.gz", b"one")
    assert put(tmp_path, "elsewhere/mine.nii.gz", b"one", b"a newer page") == first
    assert (first / own_case.PAGE).read_bytes() == b"a newer page"
    second = put(tmp_path, "mine.nii.gz", b"another")
    assert second != first
    assert put(tmp_path, "mine.nii.gz", b"another") == second
    assert (first / own_case.FILE).read_bytes() == b"one"
    assert {path.name for path in first.iterdir()} == {own_case.FILE, own_case.PAGE, learner_folder.CASE_NOTEBOOK}


@each_row("image", ["Scan 1 (L1).NII.GZ", "../../..nii", "é.nii", "." * 300 + ".nii"])
def test_a_name_of_a_scan_makes_a_plain_folder(tmp_path, image):
    folder = own_case.case_folder(tmp_path, Path(image), "L1", b"")
    assert folder.parent == tmp_path / learner_folder.OWN_CASES
    assert folder.name.isascii()
    assert len(folder.name) < 80


def test_notes_in_the_notebook_stay(tmp_path):
    folder = put(tmp_path, "mine.nii", b"one")
    (folder / learner_folder.CASE_NOTEBOOK).write_bytes(NOTES)
    assert put(tmp_path, "mine.nii", b"one") == folder
    assert (folder / learner_folder.CASE_NOTEBOOK).read_bytes() == NOTES


def test_jupyterlab_may_run_the_notebook(tmp_path):
    folder = put(tmp_path, "mine.nii", b"one")
    path = learner_folder.notebook_of_case(tmp_path, folder.name)
    notebook = nbformat.read(tmp_path / path, 4)
    assert notebook.metadata.vertebra.lesson == own_case.STEM
    manifest = dict(builder.expected_files())[builder.MANIFEST].decode()
    for code in builder.code(notebook):
        assert repr(code)[1:-1].replace('"', '\\"') in manifest
    with refused(CourseError, folder.name):
        learner_folder.notebook_of_case(tmp_path, "yours")
