"""Each fault that `vertebra check` is there for is put in, and found with its place; all of them in one go."""

from pathlib import Path

import nbformat
import pybtex.database
import pytest
from refusals import missing_facts
from rows import each_row

from vertebra import references, tables, texts
from vertebra.book import builder, check, claims, model_cards, source
from vertebra.texts import Text

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


def said(findings) -> list[tuple[str, str]]:
    """Place and key of each fault; what an error of another module says has that error's key."""
    return [(f"{found.path.name}:{found.line}", getattr(found.what, "key", "")) for found in findings]


def test_a_notebook_that_was_never_built_or_has_drifted(course):
    write_lesson(course, "Text.\n")
    assert said(check.notebooks()) == [
        (name, "notebook-stale")
        for name in ("99_trial.ipynb:0", "validation.ipynb:0", "my_page.ipynb:0", "lessons.json:0")
    ]
    for path, content in builder.expected_files():
        path.write_bytes(content)
    assert said(check.notebooks()) == []
    write_lesson(course, "Other text.\n")
    assert said(check.notebooks()) == [("99_trial.ipynb:0", "notebook-stale")]


def test_a_notebook_without_a_source_and_one_with_outputs(course):
    write_lesson(course, "Text.\n")
    for path, content in builder.expected_files():
        path.write_bytes(content)
    cell = nbformat.v4.new_code_cell("1", execution_count=3)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), course / "notebooks" / "stray.ipynb")
    (course / "notebooks" / "quizzes").mkdir()
    (course / "notebooks" / "quizzes" / "torn.ipynb").write_text("{", encoding="utf-8")
    assert {
        ("stray.ipynb:0", "notebook-with-outputs"),
        ("stray.ipynb:0", "notebook-without-source"),
        ("torn.ipynb:0", "not-a-notebook"),
    } <= set(said(check.notebooks()))


def test_unknown_citations_quantities_and_claims_are_found_line_by_line(course):
    body = "One {cite}`Nobody1900`.\nTwo {value}`no_such_number`.\n\n```{evidence} A99\n```\n"
    found = list(check.citations([write_lesson(course, body)]))
    assert [one.line for one in found] == [8, 9, 11]
    for fault, name in zip(found, ("Nobody1900", "no_such_number", "A99"), strict=True):
        assert not missing_facts(fault.what, name)


def test_model_cards_are_read_too(course):
    (course / "lessons" / "cards" / "bone.md").write_text(
        "---\nshows: a\n---\n# Card\n\n{cite}`Nobody1900`\n", encoding="utf-8"
    )
    assert said(check.citations([]))[0][0] == "bone.md:6"


def test_an_objective_that_nothing_tests(course):
    found = list(check.objectives([write_lesson(course, "Text.\n")]))
    assert ("99_trial.md:1", "objective-untested") in said(found)
    untested, unknown = (
        {fault.what.values[name] for fault in found if fault.what.key == key}
        for key, name in (("objective-untested", "key"), ("objective-unknown", "objective"))
    )
    assert untested == {"L99.1"}
    assert "'L00.1'" in unknown


def test_a_question_that_does_not_exist(course):
    (found,) = check.unknown_questions([write_lesson(course, "Text.\n\n```{self-check} 99-nothing\n```\n")])
    assert said([found]) == [("99_trial.md:10", "question-unknown")]
    assert found.what.values == {"name": "'99-nothing'"}


@each_row(
    ("change", "fault"),
    [
        ({"unit": ""}, "quantity-without-unit"),
        ({"status": "unchecked"}, "'unchecked'"),
        ({"source": "Nobody1900"}, "Nobody1900"),
        ({"source": ""}, "checked-without-source"),
    ],
)
def test_a_quantity_that_is_not_fit_to_be_shown(monkeypatch, change, fault):
    whole = {"name": "x_mm", "value": 1.0, "unit": "mm", "source": "Lindsay2001", "status": "checked"}
    monkeypatch.setattr(tables, "quantities", lambda: {"x_mm": tables.Quantity(**whole)})
    assert said(check.quantities()) == []
    monkeypatch.setattr(tables, "quantities", lambda: {"x_mm": tables.Quantity(**whole | change)})
    (found,) = check.quantities()
    assert not missing_facts(found.what, fault)


def test_a_row_of_a_table_that_is_not_fit_to_be_shown(monkeypatch):
    columns = {"source": ("Lindsay2001", "Nobody1900", ""), "status": ("checked", "checked", "unsure")}
    monkeypatch.setattr(tables, "table_names", lambda: ["trial"])
    monkeypatch.setattr(tables, "table", lambda name: tables.Table(name, columns))
    unknown, unsure = check.csv_tables()
    assert unknown.path.name == unsure.path.name == "trial.csv"
    assert (texts.values(unknown.what)["number"], texts.values(unsure.what)["number"]) == (2, 3)
    assert not missing_facts(unknown.what, "Nobody1900")
    assert not missing_facts(unsure.what, "status-unknown", "'unsure'")


@pytest.mark.slow
def test_everything_is_found_in_one_go_and_a_torn_lesson_hides_nothing(course, monkeypatch):
    # The questions' own tests take half a minute, and have tests of their own.
    monkeypatch.setattr(
        check,
        "questions",
        lambda read, sample=None: iter([check.ContentFault(source.LESSONS, 7, Text("?", "faulty-question"))]),
    )
    write_lesson(course, "One {cite}`Nobody1900`.\n")
    (course / "lessons" / "98_torn.md").write_text("no head", encoding="utf-8")
    found = check.check()
    for fact in ("98_torn.md", "Nobody1900", "element-missing", "objective-untested", "faulty-question"):
        assert any(not missing_facts(one.what, fact) for one in found), fact
    assert found == sorted(check.check()), "by file and line"


ENTRY = """@article{A2001,
  author = {Able, A.},
  title = {A title},
  journal = {A journal},
  year = {2001},
  volume = {1},
  pages = {1--2},
  doi = {10.1000/1},
}
"""


def bibliography_faults(monkeypatch, text: str) -> list[str]:
    monkeypatch.setattr(references, "bibliography", lambda: pybtex.database.parse_string(text, "bibtex"))
    return [getattr(found.what, "key", "") for found in check.bibliography_entries()]


def test_a_complete_entry_is_no_fault(monkeypatch):
    assert bibliography_faults(monkeypatch, ENTRY) == []


@pytest.mark.parametrize("field", ["author", "title", "journal", "year", "volume", "pages", "doi"])
def test_an_article_that_lacks_something_is_refused_until_it_says_so(monkeypatch, field):
    without = "\n".join(line for line in ENTRY.splitlines() if not line.startswith(f"  {field} "))
    assert bibliography_faults(monkeypatch, without) == ["entry-incomplete"]
    name = "identifier" if field == "doi" else field
    admitted = without.removesuffix("}") + f"  unverified = {{{name}}},\n}}"
    assert bibliography_faults(monkeypatch, admitted) == []


def test_an_entry_that_calls_unverified_what_it_has_is_refused(monkeypatch):
    admitted = ENTRY.removesuffix("}\n") + "  unverified = {pages},\n}"
    assert bibliography_faults(monkeypatch, admitted) == ["entry-not-lacking"]


@pytest.mark.parametrize("wrong", ["doi = {doi.org/10.1000/1}", "pmid = {PMC12}", "pmcid = {12}"])
def test_an_identifier_of_another_form_is_refused(monkeypatch, wrong):
    entry = ENTRY.replace("doi = {10.1000/1}", wrong)
    assert bibliography_faults(monkeypatch, entry) == ["entry-identifier"]
