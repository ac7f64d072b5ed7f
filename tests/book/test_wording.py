"""Refused words and slips of spelling are found at their place, and what is right is left alone."""

import re
from pathlib import Path

import pytest
from refusals import refused
from rows import each_row

from vertebra import cache
from vertebra.book import check, wording
from vertebra.errors import CourseError


@pytest.fixture
def page(tmp_path) -> Path:
    return tmp_path / "page.md"


def lines(found) -> list[int]:
    return [line for _path, line, _what in found]


@each_row(
    "text",
    [
        "Ask for her blood thinners first.",
        "A pretended procedure was done.",
        "In vertebrae of the dead it did.",
        "A list of deeds.",
        "It can be reckoned.",
        "A trial by lot would show it.",
        "What belongs into the letter?",
        "some hundred newton",
        "The cement goes off within a minute.",
        "So it is done since 1984.",
        "People let in on a bad day.",
        "This speaks for tumour, that speaks against it.",
        "The strength is told in MPa.",
        "She has had pain since three weeks.",
        "An edema, a tumor and anesthesia.",
        "It fell by 17 percent.",
        "msgid “Who is treated lives longer”",
    ],
)
def test_a_refused_word_is_found_with_its_line(tmp_path, text):
    page = tmp_path / "page.md"
    page.write_text(f"Fine.\n\n{text}\n", encoding="utf-8")
    assert set(lines(wording.refused_words([page]))) == {3}
    page.unlink()


@each_row(
    "text",
    [
        "The code `deeds.py` and [a link](https://example.org/reckon-tumor) are no prose.",
        "- [x] {#deeds} an id is none either",
        "The percentage was 17%.",
        "“Scopy” is fluoroscopy, and a deedless word is none.",
        "Cement leaked; she held her breath for three weeks.",
        "Something for the blood pressure, and a blood thinner for my heartbeat.",
    ],
)
def test_what_is_right_is_left_alone(tmp_path, text):
    page = tmp_path / "page.md"
    page.write_text(f"{text}\n", encoding="utf-8")
    assert list(wording.refused_words([page])) == []


def test_an_allowed_phrase_excuses_its_own_place_only(page):
    page.write_text("She says “my blood thinner”; a blood thinner is paused.\n", encoding="utf-8")
    term = wording.Term(re.compile("blood thinner"), "anticoagulant", ("“my blood thinner”",))
    assert lines(wording.refused_words([page], [term])) == [1]


def test_comments_of_the_catalogue_are_not_read(tmp_path):
    catalogue = tmp_path / "vertebra.pot"
    catalogue.write_text('#: deeds.py:1\nmsgid "A deed"\n', encoding="utf-8")
    assert lines(wording.refused_words([catalogue])) == [2]


@each_row(
    ("text", "slips"),
    [
        ("The colour of the tumour.", 0),
        ("The color of the center.", 2),
        ("Teh seperate occurence.", 3),
        ("TE of 80 ms, on the VAS, after an infarction.", 0),
        ("A computer program checks the story of a license.", 0),
    ],
)
def test_spelling_is_british(tmp_path, text, slips):
    pytest.importorskip("codespell_lib")
    page = tmp_path / "page.md"
    page.write_text(f"\n{text}\n", encoding="utf-8")
    found = list(wording.misspelled([page]))
    assert len(found) == slips, found
    assert {(path, line) for path, line, _what in found} <= {(page, 2)}


def test_without_codespell_the_list_alone_is_checked(page, monkeypatch):
    page.write_text("Teh deed.\n", encoding="utf-8")
    monkeypatch.setattr(wording, "find_spec", lambda name: None)
    assert list(wording.misspelled([page])) == []
    assert lines(wording.refused_words([page])) == [1]


@each_row("text", ["[[term]]\nrefused = '('\nsay = 'x'\n", "[[term]]\nsay = 'x'\n", "term = [", "other = 1\n"])
def test_a_list_that_cant_be_read_is_named(tmp_path, text):
    path = tmp_path / "terms.toml"
    path.write_text(text, encoding="utf-8")
    cache.CONSTANTS.clear()
    with refused(CourseError, "terms.toml"):
        wording.terms(path)
    cache.CONSTANTS.clear()


def test_everything_the_course_says_is_read():
    read = {path.relative_to(wording.ROOT).as_posix() for path in wording.files()}
    for name in ("README.md", "course/teaching/guide.md", "course/lessons/01_osteoporosis.md"):
        assert name in read
    assert {
        "course/lessons/cards/heat.md",
        "course/vertebra/locale/vertebra.pot",
        "assets/sheets/red_flags.toml",
    } <= read
    assert any(name.startswith("course/questions/") for name in read)
    assert any(name.startswith("course/self_checks/") for name in read)


def test_the_check_names_file_and_line(page, monkeypatch):
    page.write_text("\nA deed.\n", encoding="utf-8")
    monkeypatch.setattr(wording, "files", lambda root=None: [page])
    assert [(fault.path, fault.line) for fault in check.language()] == [(page, 2)]
