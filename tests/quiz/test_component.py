"""The entry that notebooks name opens what was handed out before the package behind it was arranged anew."""

import json

import nbformat
import pytest

from vertebra.quiz.release.release import build, release


@pytest.fixture
def folder(kinds_root, tmp_path):
    """A student's folder with the quiz as it was released."""
    released, _key = release("K1", "salt", kinds_root)
    (tmp_path / "quiz.json").write_text(json.dumps(released), encoding="utf-8")
    nbformat.write(build(released), tmp_path / "K1.ipynb")
    return tmp_path


def test_every_cell_of_a_released_notebook_runs(folder, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.setenv("JUPYTERHUB_USER", "ann")
    names = {}
    cells = [cell.source for cell in nbformat.read(folder / "K1.ipynb", 4).cells if cell.cell_type == "code"]
    for source in cells:
        exec(source, names)
    assert cells[0].startswith("from vertebra.quiz.component import Quiz\n")
    assert [item["id"] for item in names["quiz"].session.items] == [
        source.split('"')[1] for source in cells if source.startswith("quiz.item(")
    ]


def test_lessons_on_learners_machines_find_their_self_checks():
    from vertebra.quiz.component import Quiz, SelfCheck
    from vertebra.quiz.session import quiz_widget, self_check

    assert (Quiz, SelfCheck) == (quiz_widget.Quiz, self_check.SelfCheck)
