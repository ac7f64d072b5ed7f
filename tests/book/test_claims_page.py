"""The claims page: all claims, each with verdict, figure, sources that exist and lessons that teach it."""

import re
import tomllib

import pytest
from refusals import refused
from rows import each_row

from vertebra import references
from vertebra.book import builder, check, claims, claims_page, notebook, source
from vertebra.errors import CourseError
from vertebra.paths import NOTEBOOKS


@pytest.fixture(scope="module")
def page():
    return claims_page.build()


def entries(page) -> dict[str, str]:
    headed = (re.match(r"## (A\d+)\n", cell.source) for cell in page.cells)
    return {match[1]: match.string for match in headed if match}


def test_every_claim_stands_on_the_page_once_and_in_order(page):
    assert list(entries(page)) == [f"A{number}" for number in range(1, 37)]


@each_row("name", claims.claims())
def test_an_entry_has_sentence_verdict_figure_sources_and_lesson(page, name):
    claim, text = claims.claim(name), entries(page)[name]
    assert f"**{claim.verdict}**" in text
    assert claim.figure in text
    assert claim.sentence in text
    for key in claim.sources:
        assert references.short(key) in text
    assert re.search(r"Taught in .*lesson \d\d", text)


def test_what_is_counted_is_all(page):
    counts = [int(number) for number in re.findall(r"\| (\d+) \|$", page.cells[0].source, re.M)]
    assert len(counts) == len(claims.VERDICTS)
    assert sum(counts) == 36


def test_links_lead_to_notebooks_that_are_built(page):
    made = {path.name for path, _ in builder.expected_files()}
    linked = {link for cell in page.cells for link in re.findall(r"\]\(([^)#]+\.ipynb)\)", cell.source)}
    assert linked
    assert linked <= made


def test_the_list_of_references_holds_every_source_once(page):
    listed = page.cells[-1].source.count("\n- ")
    assert listed == len({key for claim in claims.claims().values() for key in claim.sources})


def test_the_page_has_no_code_and_the_same_bytes_each_time(page):
    assert all(cell.cell_type == "markdown" for cell in page.cells)
    assert len({cell.id for cell in page.cells}) == len(page.cells)
    assert notebook.to_bytes(page) == notebook.to_bytes(claims_page.build())
    assert (NOTEBOOKS / "claims.ipynb").read_bytes() == notebook.to_bytes(page)


def test_a_lesson_that_leaves_out_a_claim_sent_to_it_is_found(tmp_path, monkeypatch):
    path = tmp_path / "99_trial.md"
    head = '---\ntitle: "A"\nminutes: 1\nprerequisites: none\nobjectives:\n  L99.1: Name it\n---\n'
    one = claims.Claim("A99", "So.", "3 %", "partly", ("Lindsay2001",), (99,))
    monkeypatch.setattr(claims, "claims", lambda: {"A99": one})
    path.write_text(head + "Text.\n", encoding="utf-8")
    found = [finding.what for finding in check.citations([source.read(path)])]
    assert [what.values for what in found if what.key == "evidence-box-missing"] == [{"name": "A99"}]
    path.write_text(head + "```{evidence} A99\n```\n", encoding="utf-8")
    assert not [finding for finding in check.citations([source.read(path)]) if "A99" in finding.what]


def test_a_claim_without_a_lesson_is_refused(tmp_path, monkeypatch):
    row = 'sentence = "s"\nverdict = "partly"\nfigure = "f"\nsource = "Lindsay2001"\n'
    (tmp_path / "claims.toml").write_text(f"[A1]\n{row}", encoding="utf-8")
    assert tomllib.loads(f"[A1]\n{row}")
    monkeypatch.setattr(claims, "TABLES", tmp_path)
    with refused(CourseError, "claim-without-lesson"):
        claims.claims.__wrapped__()
