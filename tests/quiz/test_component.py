"""The entry that notebooks name opens what was handed out before the package behind it was arranged anew."""

import json

import nbformat
import pytest

from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.release.quiz_notebook import build
from vertebra.quiz.release.release import release


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


def test_a_key_that_was_kept_finds_its_question_under_the_name_it_has_now():
    from vertebra.quiz.question.question import load
    from vertebra.quiz.question.simulation.actions import replay

    former, name = "05-needle", "07-needle"
    item = load(name).item(load(name).draw("x"))
    kept = kind_of(item.question.kind).secret(item, str)
    moved = {**kept, "question": former, "folder": "/gone/05-needle"}
    solution = [dict(action) for action in item.content.solution]
    assert replay(moved, solution) == replay(kept, solution)


def test_a_released_picture_is_drawn_under_the_name_it_was_released_with():
    from vertebra.quiz.question.figures import FORMER_VIEWS, VIEWS, draw

    assert set(FORMER_VIEWS.values()) <= set(VIEWS)
    assert not set(FORMER_VIEWS) & set(VIEWS)
    values = {"age_years": 67, "sex": "female", "t_score": -3.2, "texture": 9270}
    assert draw("load_share", values) == draw("load_fraction", values)
