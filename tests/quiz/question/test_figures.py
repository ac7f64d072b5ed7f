"""Pictures of items: drawn from their values, the same every time, and nothing else is drawn."""

import json

import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import CourseError
from vertebra.quiz.question import figures
from vertebra.quiz.question.render_item import item_for_browser
from vertebra.quiz.release.release import QuizDefinition, release

VALUES = {"age_years": 70, "sex": "female", "t_score": -2.5, "texture": 7}


def test_a_picture_is_a_png_and_the_same_every_time():
    first = figures.draw("axial_roi", VALUES)
    assert first.startswith(b"\x89PNG")
    assert figures.draw("axial_roi", VALUES) == first
    assert figures.draw("axial_roi", {**VALUES, "texture": 8}) != first


@each_row(
    ("view", "values", "said"),
    [
        ("os.system", {}, "'os.system'"),
        ("axial_roi", {}, "picture-not-drawn"),
        ("axial_roi", {**VALUES, "age_years": "old"}, "picture-not-drawn"),
        ("axial_roi", {**VALUES, "t_score": -60}, "T-score"),
    ],
)
def test_a_picture_that_can_not_be_drawn_is_named(view, values, said):
    with refused(CourseError, said):
        figures.draw(view, values)


@pytest.mark.slow
def test_a_release_holds_the_pictures_whose_values_are_the_answer(tmp_path):
    quiz = QuizDefinition("T", "T", 5, ("04-which-sequence", "02-core-share"))
    released, _ = release(quiz, "a salt")
    assert "slide" not in json.dumps([item["variants"] for item in released["items"]])
    by_id = {item["id"]: item for item in released["items"]}
    names = [v["figure"]["picture"] for name in quiz.items[:1] for v in by_id[name]["variants"]]
    assert sorted(names) == sorted(released["pictures"]), "each variant has its own, and nothing else is there"
    for name in quiz.items[:1]:
        told = item_for_browser(by_id[name], 3, released["pictures"])
        assert told["figure"]["src"].startswith("data:image/jpeg;base64,/9j/")
        assert len(told["figure"]["src"]) < 150_000
    assert set(by_id["02-core-share"]["variants"][0]["figure"]) == {"view", "values", "alt"}
    again, _ = release(quiz, "a salt", with_pictures=False)
    assert again["release"] == released["release"]
    assert "pictures" not in again
    other, _ = release(quiz, "another", with_pictures=False)
    assert not set(names) & {v["figure"]["picture"] for v in other["items"][0]["variants"]}, "no name can be tried out"


@each_row("damage", [{}, {"picture": "nope"}, {"picture": 3}, {"picture": "QUJD"}])
def test_a_release_without_its_picture_says_so(damage):
    item = {"id": "x", "kind": "single", "title": "T", "points": 1}
    item["variants"] = [{"stem": "S", "figure": {"picture": "picture", "alt": "A"}}]
    with refused(CourseError, "picture-damaged"):
        item_for_browser(item, 0, damage)


OWN = """import struct, zlib

def generate(rng):
    return {"n": rng.randrange(500)}

def picture(values):
    from matplotlib.figure import Figure
    figure = Figure(figsize=(1, 1))
    figure.add_subplot().plot([0, values["n"]])
    return figure
"""
KEY = "def key(values):\n    return values['n']\n"
TEXT = """+++
kind = "numeric"
title = "T"
objective = "L01.1"
lesson_section = "S"
points = 1
decimals = 0
tolerance_abs = 0.5
variants = 20
{figure}
+++
How far does the line of {{{{ n }}}} rise?

## Feedback

- right: Yes, to its end.
- wrong: Look at its end.
"""


def own(root, figure, code=OWN):
    folder = root / "t-own"
    folder.mkdir()
    (folder / "question.md").write_text(TEXT.format(figure=figure), encoding="utf-8")
    (folder / "item.py").write_text(code, encoding="utf-8")
    (folder / "key.py").write_text(KEY, encoding="utf-8")
    return QuizDefinition("T", "T", 5, ("t-own",))


def test_a_questions_own_drawing_is_released_as_a_picture_and_its_code_stays(tmp_path):
    quiz = own(tmp_path, 'figure = { own = true, alt = "A line" }')
    released, _ = release(quiz, "s", tmp_path)
    assert len(released["pictures"]) == 20
    assert "matplotlib" not in json.dumps(released)
    assert item_for_browser(released["items"][0], 0, released["pictures"])["figure"]["src"].startswith(
        "data:image/png;base64,"
    )


def test_no_picture_is_drawn_for_a_release_that_is_refused(tmp_path):
    """It is refused where `examine` has seen a fault, and pictures take most of the time of building it."""
    quiz = own(tmp_path, 'figure = { own = true, alt = "A line" }')
    released, _ = release(quiz, "s", tmp_path, examine=lambda item: item.index < 3)
    assert len(released["pictures"]) == 3


def test_a_file_of_the_question_is_released_once(tmp_path):
    quiz = own(tmp_path, 'figure = { file = "line.png", alt = "A line" }')
    (tmp_path / "t-own" / "line.png").write_bytes(figures.draw("oedema_course", {}))
    released, _ = release(quiz, "s", tmp_path)
    assert len(released["pictures"]) == 1


@each_row(
    ("figure", "said"),
    [
        ('figure = { file = "../secret.png", alt = "A" }', "picture-outside-folder"),
        ('figure = { file = "missing.png", alt = "A" }', "picture-outside-folder"),
        ('figure = { file = "link.png", alt = "A" }', "picture-outside-folder"),
        ('figure = { file = "text.png", alt = "A" }', "picture-format"),
        ('figure = { file = "large.png", alt = "A" }', "picture-too-large"),
        ('figure = { alt = "A" }', "own"),
        ('figure = { own = true, file = "text.png", alt = "A" }', "own"),
    ],
)
def test_a_picture_that_can_not_be_released_is_named(tmp_path, figure, said):
    quiz = own(tmp_path, figure)
    (tmp_path / "secret.png").write_bytes(figures.draw("oedema_course", {}))
    (tmp_path / "t-own" / "link.png").symlink_to(tmp_path / "secret.png")
    (tmp_path / "t-own" / "text.png").write_text("<svg onload=alert(1)>", encoding="utf-8")
    (tmp_path / "t-own" / "large.png").write_bytes(b"\x89PNG" + bytes(500_000))
    with refused(CourseError, said):
        release(quiz, "s", tmp_path)
