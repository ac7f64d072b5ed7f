"""The bibliography answers by key, and a wrong key is an error that names it."""

import re

import pytest
from refusals import refused
from rows import each_row

from vertebra import references
from vertebra.book import bibliography, source
from vertebra.errors import CourseError
from vertebra.paths import BIBLIOGRAPHY, ROOT


def test_an_entry_is_written_short_and_full():
    assert references.short("Lindsay2001") == "Lindsay 2001"
    full = references.full("Lindsay2001")
    assert "JAMA 285:320-323, 2001" in full
    assert "https://doi.org/10.1001/jama.285.3.320" in full


def test_an_unknown_key_is_named():
    with refused(CourseError, "Nobody1999"):
        references.short("Nobody1999")


def test_every_entry_can_be_written():
    for key in references.bibliography().entries:
        assert references.short(key).strip()
        assert references.full(key).endswith((".", ")")), key


def test_names_are_written_as_people_write_them():
    assert references.full("Cummings2018").startswith("Cummings S, Ferrari S, Eastell R et al. Vertebral")
    assert references.full("Lindsay2001").startswith("Lindsay R et al. Risk")
    assert references.full("Yoon2021").startswith("Yoon, Kim, Ryu et al. What")
    assert "Absorptiometry? The Nerve" in references.full("Yoon2021")
    assert references.full("SOGC2022").startswith("Society of Obstetricians and Gynaecologists of Canada. Guideline")


def test_an_entry_without_a_year_ends_without_a_comma():
    assert references.full("ACR").startswith("American College of Radiology. Practice parameter")
    assert "bone densitometry. ACR practice parameter. " in references.full("ACR")


def test_what_could_not_be_looked_up_is_said_in_the_list_of_references():
    assert all(name in references.full("ACR") for name in references.admitted("ACR"))
    assert references.full("Lindsay2001").endswith(")"), "a complete entry says nothing"


@pytest.mark.parametrize(
    ("key", "link"),
    [
        ("Patel2019", "[doi:10.1016/j.jvir.2019.04.017](https://doi.org/10.1016/j.jvir.2019.04.017)"),
        ("Struelens2013", "[PMID 23803582](https://pubmed.ncbi.nlm.nih.gov/23803582/)"),
        ("TubeSidePmc", "[PMC3070893](https://pmc.ncbi.nlm.nih.gov/articles/PMC3070893/)"),
        ("AAOS2010", "[www.orthoguidelines.org](http://www.orthoguidelines.org/guideline-detail?id=1182)"),
        ("Dohm2014", "[www.ajnr.org](https://www.ajnr.org/content/35/12/2227)"),
    ],
)
def test_an_entry_links_to_the_paper_by_the_best_identifier_it_has(key, link):
    assert link in references.full(key)


def test_what_the_course_assumes_is_no_entry():
    assert references.ASSUMPTION not in references.bibliography().entries
    with refused(CourseError, references.ASSUMPTION):
        references.full(references.ASSUMPTION)
    assert references.source_keys(f"Lindsay2001; {references.ASSUMPTION};Kado2003") == ("Lindsay2001", "Kado2003")
    assert references.short(references.ASSUMPTION)


@pytest.mark.parametrize("path", source.paths(), ids=lambda path: path.stem)
def test_a_lesson_lists_entries_alone(path):
    lesson = source.read(path)
    assert set(bibliography.cited(lesson)) <= set(references.bibliography().entries)
    assert bibliography.reference_list(lesson).count("\n- ") == len(bibliography.cited(lesson))


@each_row("key", sorted(references.bibliography().entries))
def test_an_entry_has_an_author_or_says_who_stands_behind_it(key):
    found = references.entry(key)
    assert found.persons.get("author") or found.fields.get("pmid") or found.fields.get("organization")


@pytest.mark.slow
def test_every_entry_is_cited_somewhere():
    texts = [path.read_text(encoding="utf-8") for path in _written()]
    idle = [key for key in references.bibliography().entries if not any(_names(key).search(text) for text in texts)]
    assert not idle, f"Nobody cites {', '.join(idle)}: cite them or take them out of {BIBLIOGRAPHY.name}."


def test_the_bibliography_has_one_form():
    text = BIBLIOGRAPHY.read_text(encoding="utf-8")
    keys = re.findall(r"^@\w+\{([^,]+),$", text, re.MULTILINE)
    assert keys == sorted(keys, key=str.lower)
    assert len(keys) == len(references.bibliography().entries)
    for line in text.splitlines():
        assert re.fullmatch(r"@[a-z]+\{\w+,|  [a-z]+ = \{.+\},|\}|", line), line


@each_row("key", sorted(references.bibliography().entries))
def test_identifiers_are_bare_and_pages_are_ranges(key):
    fields = references.entry(key).fields
    assert re.fullmatch(r"10\.\d{4,9}/\S+", fields.get("doi", "10.1000/none"))
    assert re.fullmatch(r"\d+", fields.get("pmid", "0"))
    assert re.fullmatch(r"PMC\d+", fields.get("pmcid", "PMC0"))
    assert re.fullmatch(r"\d{4}", fields.get("year", "0000"))
    assert re.fullmatch(r"(CD|[A-Za-z])?\d+S?(--[A-Za-z]?\d+S?(\.e\d+)?)?(, \d+)?", fields.get("pages", "0")), (
        "a range has two hyphens"
    )


def _written():
    for folder in (ROOT / "course", BIBLIOGRAPHY.parent):
        yield from (
            p for p in folder.rglob("*") if p.suffix in {".md", ".py", ".toml", ".csv"} and "_version" not in p.name
        )


def _names(key):
    return re.compile(rf"(?<!\w){re.escape(key)}(?!\w)")


def test_names_keep_their_particles_and_accents():
    assert references.short("vanRhoon2013") == "van Rhoon 2013"
    assert references.full("Klazen2010").startswith("Klazen C, Lohle P, de Vries J et al. Vertebroplasty")
    assert references.short("Stanczyk2004") == "Stańczyk 2004"
    assert not any("\\" in references.full(key) for key in references.bibliography().entries)
