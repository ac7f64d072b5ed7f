"""A new kind of question is one folder and one line of a list: nothing else in the course knows a kind by its name."""

import ast
import importlib.util
import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

import vertebra
from vertebra.quiz.question.kinds import KINDS, kind_of
from vertebra.quiz.question.question import load
from vertebra.quiz.release import check, leak_check
from vertebra.quiz.release.quiz_notebook import build
from vertebra.quiz.release.release import release
from vertebra.quiz.session import answers
from vertebra.quiz.session.answers import Answer, Answers
from vertebra.quiz.session.quiz_view import script, style
from vertebra.quiz.session.quiz_widget import Quiz
from vertebra.quiz.session.session import Session

NEW = Path(__file__).with_name("new_kind")
PACKAGE = Path(vertebra.__file__).parent
EXPLANATION = "It always lies there."
QUESTION = """+++
kind = "slider"
title = "T"
objective = "L01.1"
lesson_section = "S"
points = 4
low = 1
high = 9
+++
Where does it lie?

## Place

{place}

## Feedback

- right: It lies here, as the figure shows it.
- wrong: It lies elsewhere, further to the front.

## Explanation

{explanation}
"""
CASES = "".join(
    f'[[case]]\nanswer = "{answer}"\nscore = {score}\nfeedback = "{feedback}"\n\n'
    for answer, score, feedback in (
        ("right", 1, "here"),
        ("wrong", 0, "elsewhere"),
        ("blank", 0, ""),
        ("nonsense", 0, ""),
    )
)


@pytest.fixture
def root(tmp_path, monkeypatch):
    """The kind's folder entered in the list, and a folder with a question and a quiz of it."""
    spec = importlib.util.spec_from_file_location("new_kind", NEW / "kind.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(KINDS, "slider", module.Slider())
    root = tmp_path / "questions"
    (root / "quizzes").mkdir(parents=True)
    (root / "n-slide").mkdir()
    (root / "n-slide" / "question.md").write_text(QUESTION.format(place=6, explanation=EXPLANATION), encoding="utf-8")
    (root / "n-slide" / "tests.toml").write_text(CASES, encoding="utf-8")
    (root / "quizzes" / "N1.toml").write_text('title = "N"\nminutes = 5\nitems = ["n-slide"]\n', encoding="utf-8")
    return root


@pytest.fixture
def node():
    """Node.js, where it is installed."""
    return shutil.which("node") or shutil.which("nodejs") or pytest.skip("no Node.js on this machine")


@pytest.fixture
def quiz(root):
    """The released quiz and its key."""
    return release("N1", "salt", root)


def test_it_is_parsed_and_checked(root):
    assert load("n-slide", root).item().content.place == 6
    assert check.every_fault(root) == []
    (root / "n-slide" / "question.md").write_text(QUESTION.format(place=12, explanation=EXPLANATION), encoding="utf-8")
    assert "off-the-slider" in " ".join(check.question_faults("n-slide", source=root))


def test_it_is_released_without_its_key(quiz):
    released, key = quiz
    assert (released["items"][0]["kind"], released["items"][0]["variants"][0]["high"]) == ("slider", 9)
    assert leak_check.leaks(released, key) == []
    assert [cell.source for cell in build(released).cells if cell.cell_type == "code"][1] == 'quiz.item("n-slide")'


def test_the_browser_draws_it_and_sends_what_is_chosen(quiz, tmp_path, monkeypatch, node):
    monkeypatch.setenv("JUPYTERHUB_USER", "ann")
    (tmp_path / "quiz.json").write_text(json.dumps(quiz[0]), encoding="utf-8")
    view = Quiz.open("N1", tmp_path).item("n-slide").view
    (tmp_path / "view.json").write_text(json.dumps(view), encoding="utf-8")
    (tmp_path / "quiz.mjs").write_text(script(), encoding="utf-8")
    command = [node, str(NEW / "render.mjs"), (tmp_path / "quiz.mjs").as_uri(), str(tmp_path / "view.json"), "7"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    drawn = json.loads(done.stdout)
    assert drawn["shown"] == {"type": "range", "min": "1", "max": "9", "value": ""}
    assert drawn["sent"] == [{"kind": "answer", "item": "n-slide", "value": "7"}]
    assert ".vq-slider" in style()


def test_it_is_answered_saved_and_read_again(quiz, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_USER", "ann")
    (tmp_path / "quiz.json").write_text(json.dumps(quiz[0]), encoding="utf-8")
    session = Session(tmp_path, "N1")
    session.answer("n-slide", "7")
    assert session.text("n-slide") == "@7"
    found, problems = answers.read(tmp_path / "answers.json", quiz[0])
    assert (found.answers["n-slide"].value, problems) == ("7", [])
    damaged = (tmp_path / "answers.json").read_text(encoding="utf-8").replace('"7"', '"70"')
    (tmp_path / "answers.json").write_text(damaged, encoding="utf-8")
    found, problems = answers.read(tmp_path / "answers.json", quiz[0])
    assert (dict(found.answers), [problem.item for problem in problems]) == ({}, ["n-slide"])


@pytest.mark.parametrize(
    ("value", "points", "verdict", "note"),
    [
        ("6", 4, "right", ""),
        ("7", 2, "partly", "mistake: beside"),
        ("9", 0, "wrong", ""),
        ("x", 0, "unreadable", None),
        (None, 0, "blank", ""),
    ],
)
def test_it_is_scored_with_feedback_and_counted(quiz, value, points, verdict, note):
    from vertebra.grading.autograde.score_items import score_items
    from vertebra.grading.item_analysis.statistics import analyse

    key = quiz[1]
    given = {} if value is None else {"n-slide": Answer(value)}
    own = Answers("N1", student="ann", release=key["release"], variants={"n-slide": 0}, answers=given)
    submission = SimpleNamespace(
        answers=own, problems=[], missing=False, student="ann", damaged=False, problems_of=lambda item: []
    )
    (scored,) = score_items(key, submission)
    assert (scored.points, scored.verdict, scored.right_answer) == (points, verdict, "@6")
    assert scored.feedback[-1] == EXPLANATION
    if note is not None:
        assert scored.note == note
        report = analyse({"ann": [scored.as_json()]}, {"ann": {"n-slide": scored.points}})
        assert len(report.items[0].mistakes) == bool(note)


def test_it_goes_to_other_platforms(root):
    from vertebra.quiz.export import bundle, moodle, qti

    exported = bundle.collect("N1", root)
    (question,) = ET.fromstring(moodle.quiz_xml(exported)).findall("question[@type='numerical']")
    assert question.findtext("answer/text") == "6"
    with zipfile.ZipFile(io.BytesIO(qti.package(exported))) as archive:
        item = archive.read("items/n-slide.xml").decode("utf-8")
    assert "sliderInteraction" in item
    assert "<value>6</value>" in item


def test_its_preview_shows_field_and_key(root, tmp_path):
    from vertebra.grading import preview

    page = preview.write("N1", tmp_path / "page.html", root).path.read_text(encoding="utf-8")
    assert "1 ——— 9" in page
    assert "@6" in page


def test_the_students_of_a_demonstration_answer_it(quiz):
    from vertebra.grading.demo.simulated_students import answer_quiz, simulated_class

    values = []
    for learner in simulated_class(40, 1):
        given = answer_quiz(quiz[1], {"n-slide": 0}, learner, np.random.default_rng(learner.seed))
        values += [answer.value for answer in given.values()]
    assert set(values) == {"6", "9"}
    assert len(values) > 30


def test_its_name_is_refused_where_it_is_not_in_the_list(root, monkeypatch):
    monkeypatch.delitem(KINDS, "slider")
    assert "slider" in " ".join(check.question_faults("n-slide", source=root))


def folders_of_kinds():
    return {kind.script.parent for kind in KINDS.values()}


def names_a_kind(node):
    """Whether an expression asks which kind of question something is."""
    return any(
        (isinstance(one, ast.Attribute) and one.attr == "kind" and ast.unparse(one.value) != "block")
        or (isinstance(one, ast.Subscript) and ast.unparse(one.slice) == "'kind'")
        or (isinstance(one, ast.Name) and one.id in ("kind", "kind_name"))
        for one in ast.walk(node)
    )


def constants(node):
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def test_no_kind_is_named_outside_its_folder():
    looked_at, found = 0, []
    for path in PACKAGE.rglob("*.py"):
        if path.parent in folders_of_kinds():
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare):
                looked_at += 1
                if names_a_kind(node) and constants(node) & set(KINDS):
                    found.append(f"{path.name}:{node.lineno}: {ast.unparse(node)}")
            elif (
                isinstance(node, ast.Dict)
                and len({one.value for one in node.keys if isinstance(one, ast.Constant)} & set(KINDS)) > 2
            ):
                found.append(f"{path.name}:{node.lineno}: a table of kinds")
    assert found == []
    assert looked_at > 1000
    kinds = "|".join(KINDS)
    compared = re.compile(
        rf"""\bkind\s*[!=]==?\s*["']({kinds})["']|["']({kinds})["'][^;\n]*(includes\([^)]*kind|\.get\([^)]*kind)"""
    )
    for path in [*PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.html")]:
        if path.parent not in folders_of_kinds():
            assert not compared.search(path.read_text(encoding="utf-8")), path


def test_every_kind_stands_in_a_folder_beside_the_list():
    home = PACKAGE / "quiz" / "question"
    assert {path.name for path in folders_of_kinds()} == {
        path.name for path in home.iterdir() if (path / "kind.py").exists()
    }
    for name, kind in KINDS.items():
        assert re.search(rf"^export const {name} = \{{ field:", kind.script.read_text(encoding="utf-8"), re.M), name
        assert kind_of(name) is kind
