"""A released quiz as a page: the script computes what Python computes, and nothing in the folder tells a key."""

import hashlib
import json
from pathlib import Path

import pytest
from node_calls import in_node
from refusals import refused
from small_quiz import write_small_quiz

from vertebra.errors import CourseError
from vertebra.quiz.release.release import release
from vertebra.quiz.release.variants import assign_variant
from vertebra.quiz.session.answer_file import MARK, checksum
from vertebra.site import builder, quiz_pages
from vertebra.student_identity import id_fault, normalised

PLAIN_IDS = ["ab123", "a.b-c_d+e@f.org", "_x", "0", "ann.", ".ann", "-ann", "", "a b", " ab ", "a/b", "a\\b", ".."]
DEVICES = ["con", "CON", "con.txt", "com1", "com\u00b9", "nul2", "console"]
OTHER_SCRIPTS = ["\u00d8yvind", "\u5b66\u751f", "e\u0301", "\ufb01", "\u0430nn", "\u03b1nn", "\u2167", "x\u0663"]
HIDDEN = ["a\u200db", "\u1160a"]
LONG = ["a" * 60, "a" * 61, "\u00e9" * 60, "\u00e9" * 61, "\u5b66" * 40, "\u5b66" * 41]
IDS = [*PLAIN_IDS, *DEVICES, *OTHER_SCRIPTS, *HIDDEN, *LONG]


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> tuple[Path, dict]:
    """The file of a release, and its key."""
    released, key = release("T1", "f" * 64, write_small_quiz(tmp_path_factory.mktemp("questions")))
    file = tmp_path_factory.mktemp("release") / "quiz.json"
    file.write_text(json.dumps(released), encoding="utf-8")
    return file, key


@pytest.fixture(scope="module")
def site(both, tmp_path_factory) -> Path:
    """A folder of pages without a lesson, and with the quiz."""
    home = tmp_path_factory.mktemp("pages") / "site"
    builder.build(home, [], with_laboratory=False)
    builder.add_quiz(home, both[0])
    return home


def test_the_script_hashes_as_python_does(tmp_path):
    texts = ["", "abc", "ä学😀", *("x" * n for n in (54, 55, 56, 57, 63, 64, 65, 119, 120, 1000))]
    assert in_node(tmp_path, "sha256.js", "sha256", [[text] for text in texts]) == [
        hashlib.sha256(text.encode()).hexdigest() for text in texts
    ]


def test_the_script_marks_a_file_as_python_does(tmp_path):
    files = [
        {
            "student": "ä学😀\u2028\x7f",
            "answers": {"b": {"value": ["y", "x"], "seconds": 12.3}, "a": None},
            "schema": 1,
        },
        {"z": [1, 0.1, -0.5, 123456.7, True, '</script>\\"\n'], "é": {}, "sha256": "old"},
    ]
    assert in_node(tmp_path, "quiz_file.js", "checksum", [[file] for file in files]) == [
        checksum(file) for file in files
    ]


def test_the_script_gives_the_variant_that_the_grader_expects(tmp_path):
    calls = [
        ["5a1t", ["vertebra", "Q1", item, student], n]
        for item in ("a", "ü")
        for student in ("ann", "学生")
        for n in (1, 7, 24)
    ]
    expected = [assign_variant(salt, *names, count) for salt, names, count in calls]
    assert in_node(tmp_path, "quiz_file.js", "assignVariant", calls) == expected


def test_the_script_takes_the_ids_that_the_grader_takes(tmp_path):
    expected = ["" if id_fault(normalised(text)) else normalised(text) for text in IDS]
    assert in_node(tmp_path, "quiz_file.js", "studentId", [[text] for text in IDS]) == expected


def test_a_damaged_strange_or_later_file_is_named_and_nothing_of_it_taken(tmp_path):
    whose = {"course": "vertebra", "quiz": "Q1"}
    answers = {"a": {"value": "x", "changed_at": "2026-11-23T09:00:00+00:00", "history_count": 1, "seconds": 2.5}}
    good = {"format": "vertebra-answers", "schema": 1, **whose, "release": "r", "student": "ann", "answers": answers}
    good[MARK] = checksum(good)
    rows = {
        json.dumps(good): None,
        json.dumps({**good, "student": "bob"}): "damaged",
        json.dumps(good)[:-20]: "damaged",
        json.dumps({**good, "schema": 2}): "newer",
        json.dumps({name: value for name, value in good.items() if name != MARK} | {"quiz": "Q2"}): "another-quiz",
        "[1]": "no-answers",
        "not json": "no-answers",
        " " * 1_000_001: "no-answers",
    }
    read = in_node(tmp_path, "quiz_file.js", "fromFile", [[text, whose] for text in rows])
    assert [result.get("fault") for result in read] == list(rows.values())
    assert read[0]["answers"] == answers


def words(content) -> list[str]:
    """Every text in a key that is long enough to be known again."""
    if isinstance(content, dict):
        return [word for value in content.values() for word in words(value)]
    if isinstance(content, list):
        return [word for value in content for word in words(value)]
    return [content] if isinstance(content, str) and len(content) > 12 else []


def test_no_file_of_the_folder_tells_a_key(both, site):
    file, key = both
    told = set(words(json.loads(file.read_text(encoding="utf-8"))))
    secret = {word for item in key["items"] for variant in item["variants"] for word in words({**variant, "public": 0})}
    secret -= told
    assert len(secret) > 5
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in site.rglob("*") if path.is_file()}
    assert [(path.name, word) for path, text in texts.items() for word in secret if word in text] == []
    page = texts[site / "en" / "quiz" / "T1.html"]
    values = {
        f'"value": {variant["value"]}' for item in key["items"] for variant in item["variants"] if "value" in variant
    }
    assert values
    assert [value for value in values if value in page] == []


def test_the_quiz_stays_when_the_pages_are_made_anew(site):
    page = site / "en" / "quiz" / "T1.html"
    before = page.read_bytes()
    builder.build(site, [], with_laboratory=False)
    assert page.read_bytes() == before


def test_what_is_no_release_is_named_and_the_pages_stay(site, both, tmp_path):
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    with refused(CourseError, "no-release-there"):
        builder.add_quiz(site, tmp_path)
    (tmp_path / "quiz.json").write_text(both[0].read_text(encoding="utf-8")[:-50], encoding="utf-8")
    with refused(CourseError, "quiz-file-damaged"):
        builder.add_quiz(site, tmp_path)
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_a_picture_is_a_file_called_by_its_content(both, tmp_path):
    page, data = quiz_pages.page(both[0])
    assert data["items"]
    assert page.name == "quiz/T1"
    assert all("hint_texts" in variant for item in data["items"] for variant in item["variants"])
