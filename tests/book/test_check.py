"""Each fault that `vertebra check` is there for is put in, and found with its place; all of them in one go."""

from pathlib import Path

import nbformat
import pytest
from rows import each_row

from vertebra import tables
from vertebra.book import builder, check, claims, model_cards, source

HEAD = """---
title: "A title"
minutes: 30
prerequisites: nothing
objectives:
  L99.1: Name it
---
"""


@pytest.fixture
def course(tmp_path, monkeypatch) -> Path:
    """A course of one faulty lesson in `tmp_path`, with everything else empty."""
    lessons, notebooks = tmp_path / "lessons", tmp_path / "notebooks"
    (lessons / "cards").mkdir(parents=True)
    notebooks.mkdir()
    monkeypatch.setattr(source, "LESSONS", lessons)
    monkeypatch.setattr(model_cards, "CARDS", lessons / "cards")
    monkeypatch.setattr(check, "NOTEBOOKS", notebooks)
    original = builder.expected_files
    monkeypatch.setattr(builder, "expected_files", lambda: original(notebooks, tmp_path / "lessons.json"))
    monkeypatch.setattr(claims, "claims", dict)
    return tmp_path


def write_lesson(course: Path, body: str) -> source.Lesson:
    path = course / "lessons" / "99_trial.md"
    path.write_text(HEAD + body, encoding="utf-8")
    return source.read(path)


def said(findings) -> list[str]:
    return [f"{found.path.name}:{found.line}: {found.what}" for found in findings]


def test_a_notebook_that_was_never_built_or_has_drifted(course):
    write_lesson(course, "Text.\n")
    assert said(check.notebooks()) == [
        "99_trial.ipynb:0: does not match its source; run `vertebra book`",
        "lessons.json:0: does not match its source; run `vertebra book`",
    ]
    for path, content in builder.expected_files():
        path.write_bytes(content)
    assert said(check.notebooks()) == []
    write_lesson(course, "Other text.\n")
    assert said(check.notebooks()) == ["99_trial.ipynb:0: does not match its source; run `vertebra book`"]


def test_a_notebook_without_a_source_and_one_with_outputs(course):
    write_lesson(course, "Text.\n")
    for path, content in builder.expected_files():
        path.write_bytes(content)
    cell = nbformat.v4.new_code_cell("1", execution_count=3)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), course / "notebooks" / "stray.ipynb")
    (course / "notebooks" / "quizzes").mkdir()
    (course / "notebooks" / "quizzes" / "torn.ipynb").write_text("{", encoding="utf-8")
    found = said(check.notebooks())
    assert "stray.ipynb:0: cell 1 holds outputs; notebooks are kept without them" in found
    assert "stray.ipynb:0: has no source in course/lessons; remove it or write the source" in found
    assert any(one.startswith("torn.ipynb:0: is not a notebook") for one in found)


def test_unknown_citations_quantities_and_claims_are_found_line_by_line(course):
    body = "One {cite}`Nobody1900`.\nTwo {value}`no_such_number`.\n\n```{evidence} A99\n```\n"
    found = said(check.citations([write_lesson(course, body)]))
    assert [one.split(": ")[0] for one in found] == ["99_trial.md:8", "99_trial.md:9", "99_trial.md:11"]
    assert "Nobody1900" in found[0]
    assert "no_such_number" in found[1]
    assert "A99" in found[2]


def test_model_cards_are_read_too(course):
    (course / "lessons" / "cards" / "bone.md").write_text(
        "---\nshows: a\n---\n# Card\n\n{cite}`Nobody1900`\n", encoding="utf-8"
    )
    assert said(check.citations([]))[0].startswith("bone.md:6: ")


def test_an_objective_that_nothing_tests(course):
    found = said(check.objectives([write_lesson(course, "Text.\n")]))
    assert "99_trial.md:1: objective L99.1 is not tested by any question" in found
    assert any("names the objective 'L00.1', which no lesson has" in one for one in found)


def test_a_question_that_does_not_exist(course):
    found = said(check.unknown_questions([write_lesson(course, "Text.\n\n```{self-check} 99-nothing\n```\n")]))
    assert "99_trial.md:10: asks the question '99-nothing', which does not exist" in found


@each_row(
    ("change", "fault"),
    [
        ({"unit": ""}, "has no unit"),
        ({"status": "unchecked"}, "has the status 'unchecked'"),
        ({"source": "Nobody1900"}, "Nobody1900"),
        ({"source": ""}, "names no source"),
    ],
)
def test_a_quantity_that_is_not_fit_to_be_shown(monkeypatch, change, fault):
    whole = {"name": "x_mm", "value": 1.0, "unit": "mm", "source": "Lindsay2001", "status": "checked"}
    monkeypatch.setattr(tables, "quantities", lambda: {"x_mm": tables.Quantity(**whole)})
    assert said(check.quantities()) == []
    monkeypatch.setattr(tables, "quantities", lambda: {"x_mm": tables.Quantity(**whole | change)})
    assert len(said(check.quantities())) == 1
    assert fault in said(check.quantities())[0]


def test_a_row_of_a_table_that_is_not_fit_to_be_shown(monkeypatch):
    columns = {"source": ("Lindsay2001", "Nobody1900", ""), "status": ("checked", "checked", "unsure")}
    monkeypatch.setattr(tables, "table_names", lambda: ["trial"])
    monkeypatch.setattr(tables, "table", lambda name: tables.Table(name, columns))
    found = said(check.csv_tables())
    assert len(found) == 2
    assert found[0].startswith("trial.csv:0: row 2 ")
    assert "row 3 has the status 'unsure'" in found[1]


@pytest.mark.slow
def test_everything_is_found_in_one_go_and_a_torn_lesson_hides_nothing(course, monkeypatch):
    # The questions' own tests take half a minute, and have tests of their own.
    monkeypatch.setattr(
        check, "questions", lambda read, sample=None: iter([check.ContentFault(source.LESSONS, 7, "a faulty question")])
    )
    write_lesson(course, "One {cite}`Nobody1900`.\n")
    (course / "lessons" / "98_torn.md").write_text("no head", encoding="utf-8")
    found = said(check.check())
    for part in (
        "98_torn.md, line 1",
        "Nobody1900",
        "has no {case}",
        "objective L99.1 is not tested",
        "a faulty question",
    ):
        assert any(part in one for one in found), part
    assert found == said(sorted(check.check())), "by file and line"
