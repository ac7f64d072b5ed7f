"""From a lesson's source to a notebook: the same bytes, collapsed code, no outputs, ids that last."""

from pathlib import Path

import nbformat
import pytest
from refusals import refused
from rows import each_row

from vertebra.book import bibliography, builder, claims, model_cards, notebook, source
from vertebra.errors import CourseError

HEAD = """---
title: "A title"
minutes: 30
prerequisites: nothing
objectives:
  L99.1: Name it
---
"""


def built(tmp_path: Path, body: str):
    path = tmp_path / "99_trial.md"
    path.write_text(HEAD + body, encoding="utf-8")
    return notebook.build(source.read(path))


@pytest.fixture
def one_claim(monkeypatch):
    found = claims.Claim("A99", "It is so | or not.", "3 % (1 to 5)", "partly", ("Lindsay2001",))
    monkeypatch.setattr(claims, "claims", lambda: {"A99": found})


def test_the_title_cell_tells_what_to_expect(tmp_path):
    text = built(tmp_path, "Hello.\n").cells[0].source
    assert text.startswith("# A title")
    assert "about 30 minutes" in text
    assert "Name it <small>(L99.1)</small>" in text


def test_code_is_collapsed_and_shipped_cells_resist_a_slip(tmp_path):
    cells = built(tmp_path, "Text.\n\n```{code-cell}\n1 + 1\n```\n\n```{predict} a\n```\n").cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert [cell.source for cell in code] == ["1 + 1", 'from vertebra.lab import predict\n\npredict("a")']
    assert all(cell.metadata.jupyter.source_hidden for cell in code)
    assert all(cell.metadata.editable is False and cell.metadata.deletable is False for cell in cells)
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


def test_an_explanation_is_folded_and_its_cell_names_the_questions(tmp_path):
    body = "```{predict} a\n```\n\n:::{explanation} a b\n### What to see\n\n- It.\n\n### Why\n\nSo.\n:::\n"
    cell = built(tmp_path, body).cells[2]
    assert cell.metadata.vertebra == {"after": ["a", "b"]}
    assert cell.source.startswith('<details class="vertebra-explanation">')
    assert "**What to see**\n\n- It." in cell.source
    assert "#" not in cell.source, "a heading would end the fold where a page is divided by its headings"


def test_an_explanation_of_nothing_asked_is_refused(tmp_path):
    with pytest.raises(CourseError):
        built(tmp_path, ":::{explanation}\nSo.\n:::\n")


def test_a_self_check_asks_its_questions_in_order(tmp_path):
    code = built(tmp_path, "```{self-check} b a\n```\n").cells[1].source
    assert code.endswith('self_check(["b", "a"])')


def test_the_same_source_gives_the_same_bytes(tmp_path):
    body = "One.\n\n## Two\n\nThree.\n\n```{code-cell}\n1\n```\n"
    assert notebook.to_bytes(built(tmp_path, body)) == notebook.to_bytes(built(tmp_path, body))
    assert b"\r" not in notebook.to_bytes(built(tmp_path, body))


def test_an_id_stays_with_its_text_when_another_cell_changes(tmp_path):
    before = {cell.source: cell.id for cell in built(tmp_path, "One.\n\n## Two\n\nThree.\n").cells}
    after = {cell.source: cell.id for cell in built(tmp_path, "Other.\n\n## Two\n\nThree.\n").cells}
    assert before["## Two\n\nThree."] == after["## Two\n\nThree."]
    assert before.keys() != after.keys()


def test_equal_cells_have_different_ids(tmp_path):
    cells = built(tmp_path, "```{code-cell}\n1\n```\n\n```{code-cell}\n1\n```\n").cells
    assert len({cell.id for cell in cells}) == len(cells)


def test_long_code_is_refused_with_its_line(tmp_path):
    code = "\n".join(str(number) for number in range(7))
    with refused(CourseError, "99_trial.md", "8", "7"):
        built(tmp_path, f"```{{code-cell}}\n{code}\n```\n")


@each_row("body", ["```{predict} a b\n```\n", "```{predict}\n```\n", "Text {cite}`Nobody1900`.\n"])
def test_a_fault_is_told_with_its_line(tmp_path, body):
    with refused(CourseError, "99_trial.md", "8"):
        built(tmp_path, body)


def test_an_evidence_box_has_claim_figure_verdict_and_source(tmp_path, one_claim):
    text = built(tmp_path, "```{evidence} A99\n```\n").cells[1].source
    for part in ("It is so \\| or not.", "3 % (1 to 5)", "**partly**", "[Lindsay 2001](https://doi.org/"):
        assert part in text


def test_what_stands_in_evidence_and_text_is_listed_as_a_reference(tmp_path, one_claim):
    body = (
        "By {cite}`Cummings2018`, {value}`vitamin_d_supplement_units_day`.\n\n```{evidence} "
        "A99\n```\n\n```{references}\n```\n"
    )
    path = tmp_path / "99_trial.md"
    path.write_text(HEAD + body, encoding="utf-8")
    assert bibliography.cited(source.read(path)) == ["Cummings2018", "LeBoff2022", "Lindsay2001"]
    assert notebook.build(source.read(path)).cells[-1].source.count("\n- ") == 3


def test_writing_happens_only_where_something_changed(tmp_path):
    path = tmp_path / "deep" / "a.ipynb"
    assert notebook.write(path, b"1")
    assert not notebook.write(path, b"1")
    assert notebook.write(path, b"2")
    assert [one.name for one in path.parent.iterdir()] == ["a.ipynb"]


def test_the_manifest_holds_exactly_the_code_of_the_notebooks(tmp_path, monkeypatch):
    path = tmp_path / "99_trial.md"
    path.write_text(HEAD + "Text.\n\n```{code-cell}\n1 + 1\n```\n", encoding="utf-8")
    monkeypatch.setattr(source, "paths", lambda: [path])
    monkeypatch.setattr(model_cards, "names", list)
    changed = builder.build(tmp_path / "notebooks", tmp_path / "lessons.json")
    assert [one.name for one in changed] == [
        "99_trial.ipynb",
        "claims.ipynb",
        "validation.ipynb",
        "my_page.ipynb",
        "lessons.json",
    ]
    assert builder.build(tmp_path / "notebooks", tmp_path / "lessons.json") == []
    made = nbformat.read(tmp_path / "notebooks" / "99_trial.ipynb", 4)
    assert made.metadata.vertebra == {"lesson": "99", "source": "99_trial.md"}
    assert builder.code(made) == ["1 + 1"]
    assert '"99": [\n   "1 + 1"\n  ]' in (tmp_path / "lessons.json").read_text(encoding="utf-8")
