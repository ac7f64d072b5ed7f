"""A learner's folder: what an update refreshes, and what it never touches."""

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from refusals import refused

from vertebra.errors import CourseError
from vertebra.lab import learner_folder
from vertebra.lab.learner_folder import content_hash


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    folder.mkdir()
    edition(folder, "first edition")
    return folder


def edition(folder: Path, text: str, name: str = "01_osteoporosis.ipynb") -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(text, id="a"), nbformat.v4.new_code_cell("1 + 1", id="b")]
    )
    nbformat.write(notebook, folder / name)


def change(path: Path, deed) -> None:
    notebook = nbformat.read(path, 4)
    deed(notebook)
    nbformat.write(notebook, path)


def run_it(notebook) -> None:
    notebook.cells[1].execution_count = 7
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="2")]
    notebook.metadata["language_info"] = {"name": "python", "version": "3.12.1"}


def add_note(notebook) -> None:
    notebook.cells.append(nbformat.v4.new_markdown_cell("My note", id="c"))


def text_of(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, 4).cells]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".vertebra")


def test_a_new_folder_gets_every_lesson(tmp_path, shipped):
    edition(shipped, "start", "00_start_here.ipynb")
    update = learner_folder.update(tmp_path / "deep" / "home", shipped)
    assert update.placed == ("00_start_here.ipynb", "01_osteoporosis.ipynb")
    assert files(update.folder) == ["00_start_here.ipynb", "01_osteoporosis.ipynb"]


def test_a_second_call_changes_nothing(tmp_path, shipped):
    learner_folder.update(tmp_path / "home", shipped)
    path = tmp_path / "home" / "01_osteoporosis.ipynb"
    before = path.stat().st_mtime_ns
    update = learner_folder.update(tmp_path / "home", shipped)
    assert update.placed == update.kept == ()
    assert path.stat().st_mtime_ns == before


def test_a_lesson_that_was_only_run_is_refreshed(tmp_path, shipped):
    home = learner_folder.update(tmp_path / "home", shipped).folder
    change(home / "01_osteoporosis.ipynb", run_it)
    edition(shipped, "second edition")
    update = learner_folder.update(home, shipped)
    assert update.placed == ("01_osteoporosis.ipynb",)
    assert files(home) == ["01_osteoporosis.ipynb"]
    assert text_of(home / "01_osteoporosis.ipynb")[0] == "second edition"


def test_a_lesson_that_was_only_run_keeps_its_outputs_while_the_edition_stays(tmp_path, shipped):
    home = learner_folder.update(tmp_path / "home", shipped).folder
    change(home / "01_osteoporosis.ipynb", run_it)
    assert learner_folder.update(home, shipped).placed == ()
    assert nbformat.read(home / "01_osteoporosis.ipynb", 4).cells[1].outputs


def test_notes_are_kept_beside_a_new_edition(tmp_path, shipped):
    home = learner_folder.update(tmp_path / "home", shipped).folder
    change(home / "01_osteoporosis.ipynb", add_note)
    assert learner_folder.update(home, shipped).placed == (), "the same edition leaves the notes in place"
    edition(shipped, "second edition")
    update = learner_folder.update(home, shipped)
    assert len(update.kept) == 1
    assert "my notes" in update.kept[0]
    assert text_of(home / update.kept[0])[-1] == "My note"
    assert text_of(home / "01_osteoporosis.ipynb")[0] == "second edition"


def test_two_updates_on_one_day_keep_both_notes(tmp_path, shipped):
    home = learner_folder.update(tmp_path / "home", shipped).folder
    for text in ("second edition", "third edition"):
        change(home / "01_osteoporosis.ipynb", add_note)
        edition(shipped, text)
        assert len(learner_folder.update(home, shipped).kept) == 1
    assert len(files(home)) == 3


def test_other_files_are_left_alone(tmp_path, shipped):
    home = learner_folder.update(tmp_path / "home", shipped).folder
    (home / "Q1").mkdir()
    (home / "Q1" / "answers.json").write_text("{}", encoding="utf-8")
    (home / "mine.ipynb").write_text("not even a notebook", encoding="utf-8")
    edition(shipped, "second edition")
    learner_folder.update(home, shipped)
    assert (home / "Q1" / "answers.json").read_text(encoding="utf-8") == "{}"
    assert (home / "mine.ipynb").read_text(encoding="utf-8") == "not even a notebook"


def test_a_lesson_that_was_there_before_the_course_is_kept(tmp_path, shipped):
    home = tmp_path / "home"
    home.mkdir()
    edition(home, "someone else's")
    update = learner_folder.update(home, shipped)
    assert text_of(home / update.kept[0])[0] == "someone else's"


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[1]", b'{"cells": 3}', b'{"cells": [{}]}', b'{"cells": [1', b"[" * 100_000]
)
def test_a_damaged_lesson_is_kept_and_replaced(tmp_path, shipped, content):
    home = learner_folder.update(tmp_path / "home", shipped).folder
    (home / "01_osteoporosis.ipynb").write_bytes(content)
    update = learner_folder.update(home, shipped)
    assert (home / update.kept[0]).read_bytes() == content
    assert text_of(home / "01_osteoporosis.ipynb")[0] == "first edition"


@pytest.mark.parametrize("record", ["", "{", "[]", '{"lessons": []}', '{"lessons": {"a": 1}}', "null", "[" * 100_000])
def test_a_damaged_record_never_costs_notes(tmp_path, shipped, record):
    home = learner_folder.update(tmp_path / "home", shipped).folder
    change(home / "01_osteoporosis.ipynb", add_note)
    (home / ".vertebra" / "shipped.json").write_text(record, encoding="utf-8")
    update = learner_folder.update(home, shipped)
    assert text_of(home / update.kept[0])[-1] == "My note"


@pytest.mark.parametrize("step", range(4))
def test_an_interrupted_update_heals_and_loses_nothing(tmp_path, shipped, monkeypatch, step):
    home = learner_folder.update(tmp_path / "home", shipped).folder
    edition(shipped, "start", "00_start_here.ipynb")
    change(home / "01_osteoporosis.ipynb", add_note)
    edition(shipped, "second edition")
    calls = iter(range(100))
    real = learner_folder.write_atomic

    def stumble(path, content):
        if next(calls) == step:
            raise KeyboardInterrupt
        real(path, content)

    monkeypatch.setattr(learner_folder, "write_atomic", stumble)
    with pytest.raises(KeyboardInterrupt):
        learner_folder.update(home, shipped)
    monkeypatch.setattr(learner_folder, "write_atomic", real)
    learner_folder.update(home, shipped)
    assert text_of(home / "01_osteoporosis.ipynb")[0] == "second edition"
    assert [text_of(path)[-1] for path in home.glob("*my notes*")] == ["My note"]
    assert learner_folder.update(home, shipped).placed == ()


def test_a_file_in_place_of_the_folder_is_explained(tmp_path, shipped):
    (tmp_path / "home").write_text("x", encoding="utf-8")
    with refused(CourseError, "path-is-a-file"):
        learner_folder.update(tmp_path / "home", shipped)
    with refused(CourseError, "path-is-a-file"):
        learner_folder.update(tmp_path / "home" / "inside", shipped)


def test_a_full_disk_is_explained(tmp_path, shipped, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(learner_folder, "write_atomic", full)
    with refused(CourseError, "no-space-left"):
        learner_folder.update(tmp_path / "home", shipped)


@pytest.mark.skipif(
    sys.platform == "win32" or getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write anywhere"
)
def test_a_folder_that_cannot_be_written_is_explained(tmp_path, shipped):
    (tmp_path / "locked").mkdir(mode=0o500)
    with refused(CourseError, "folder-unusable"):
        learner_folder.update(tmp_path / "locked" / "home", shipped)


def test_two_updates_at_once_wait_for_each_other(tmp_path, shipped, monkeypatch):
    home = learner_folder.update(tmp_path / "home", shipped).folder
    monkeypatch.setattr(learner_folder, "_LOCK_S", 0.1)
    with learner_folder.FileLock(home / ".vertebra" / "update.lock"), refused(CourseError, "update-under-way"):
        learner_folder.update(home, shipped)


def test_the_hash_ignores_how_a_source_is_divided_into_lines():
    one = {"cells": [{"cell_type": "code", "source": "a\nb", "outputs": []}]}
    two = {"cells": [{"cell_type": "code", "source": ["a\n", "b"], "outputs": [1]}]}
    three = {"cells": [{"cell_type": "markdown", "source": "a\nb"}]}
    hashes = [content_hash(json.dumps(notebook).encode()) for notebook in (one, two, three)]
    assert hashes[0] == hashes[1] != hashes[2]


OLD, NEW = "06_vertebroplasty.ipynb", "08_vertebroplasty.ipynb"


def moved(tmp_path, shipped, deed):
    """A learner's folder with a lesson that then stands elsewhere in the course."""
    edition(shipped, "cement", OLD)
    home = tmp_path / "home"
    learner_folder.update(home, shipped)
    change(home / OLD, deed)
    (shipped / OLD).unlink()
    edition(shipped, "cement, second edition", NEW)
    return home


def test_a_lesson_that_stands_elsewhere_now_is_brought_up_to_date_there(tmp_path, shipped):
    home = moved(tmp_path, shipped, run_it)
    update = learner_folder.update(home, shipped)
    assert update.kept == ()
    assert files(home) == ["01_osteoporosis.ipynb", NEW]
    assert text_of(home / NEW)[0] == "cement, second edition"
    assert OLD not in json.loads((home / ".vertebra" / "shipped.json").read_text(encoding="utf-8"))["lessons"]


def test_notes_in_a_lesson_that_stands_elsewhere_now_are_kept_beside_it(tmp_path, shipped):
    home = moved(tmp_path, shipped, add_note)
    update = learner_folder.update(home, shipped)
    assert len(update.kept) == 1
    assert "My note" in text_of(home / update.kept[0])
    assert text_of(home / NEW)[0] == "cement, second edition"
    assert learner_folder.update(home, shipped).placed == ()


@pytest.mark.parametrize("at", ["record", "rename"])
def test_interrupted_while_a_lesson_gets_its_new_name_nothing_is_lost(tmp_path, shipped, monkeypatch, at):
    home = moved(tmp_path, shipped, add_note)
    where = (learner_folder, "_write_record") if at == "record" else (Path, "rename")

    def stop(*_given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(*where, stop)
        with pytest.raises(KeyboardInterrupt):
            learner_folder.update(home, shipped)
    update = learner_folder.update(home, shipped)
    assert "My note" in text_of(home / update.kept[0])
    assert text_of(home / NEW)[0] == "cement, second edition"
