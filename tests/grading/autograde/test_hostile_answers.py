"""answers.json made to deceive or to stop whoever reads it: read, recovered or held, with the reason, for its student
alone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from grading.hostile_class import FULL, LOST, TEXT_MARKED, assert_as_expected, assert_neighbours_are_graded
from rows import each_row

from vertebra.quiz.session import answers as files
from vertebra.quiz.session.answers import FILE

NUMBER_HELD = {**FULL, "t-number": (0, True)}
NUMBER_ZERO = {**FULL, "t-number": (0, False)}
DAMAGED = TEXT_MARKED
"""What a damaged file does not tell may have been an answer: a person is asked."""
NUMBER_LOST = {**DAMAGED, "t-number": (0, True)}


def text(change: Callable[[str], str]) -> Callable[[Path], None]:
    """Change the file's text."""

    def damage(folder: Path) -> None:
        path = folder / FILE
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    return damage


def raw(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    return lambda folder: (folder / FILE).write_bytes(change((folder / FILE).read_bytes()))


def value(item: str, to: str) -> Callable[[Path], None]:
    """Put `to`, as it stands, in place of the value of `item`."""

    def change(found: str) -> str:
        document = json.loads(found)
        document["answers"].setdefault(item, {"value": ""})["value"] = "@@"
        return json.dumps(document).replace('"@@"', to)

    return text(change)


def head(**changes: object) -> Callable[[Path], None]:
    return text(lambda found: json.dumps({**json.loads(found), **changes}))


def answers(change: Callable[[dict], object]) -> Callable[[Path], None]:
    def made(found: str) -> str:
        document = json.loads(found)
        change(document["answers"])
        return json.dumps(document)

    return text(made)


@text
def twice(found: str) -> str:
    one = json.dumps({"value": "1 mm"})
    return found.replace('"answers": {', f'"answers": {{"t-number": {one},', 1)


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


CASES: dict[str, tuple[Callable[[Path], None], str, dict]] = {
    "NaN": (value("t-number", "NaN"), "needs_review", NUMBER_LOST),
    "Infinity": (value("t-number", "-Infinity"), "needs_review", NUMBER_LOST),
    "1e999": (value("t-number", "1e999"), "needs_review", NUMBER_HELD),
    "an integer of 5,000 digits": (value("t-number", "9" * 5000), "needs_review", NUMBER_LOST),
    "an integer of 100 digits": (value("t-number", "9" * 100), "needs_review", NUMBER_HELD),
    "true for a number": (value("t-number", "true"), "needs_review", NUMBER_HELD),
    "null": (value("t-number", "null"), "graded", NUMBER_ZERO),
    "a list of lists": (value("t-number", "[[1]]"), "needs_review", NUMBER_HELD),
    "10,000 deep": (value("t-number", nested(10_000)), "needs_review", NUMBER_LOST),
    "400,000 deep": (value("t-number", nested(400_000)), "needs_review", NUMBER_LOST),
    "objects 5,000 deep": (value("t-number", '{"a":' * 5000 + "1" + "}" * 5000), "needs_review", NUMBER_LOST),
    "the whole nested": (text(lambda found: nested(200_000)), "needs_review", LOST),
    "a key given twice": (twice, "needs_review", NUMBER_LOST),
    "a list of answers given twice": (
        text(lambda f: f[:-2] + ',"answers":{"t-number":{"value":"1 mm"}}}'),
        "needs_review",
        NUMBER_LOST,
    ),
    "BOM": (raw(lambda found: b"\xef\xbb\xbf" + found), "graded", FULL),
    "UTF-16 with BOM": (raw(lambda found: found.decode().encode("utf-16")), "recovered", FULL),
    "UTF-16 big-endian with BOM": (raw(lambda f: b"\xfe\xff" + f.decode().encode("utf-16-be")), "recovered", FULL),
    "UTF-16 without BOM": (raw(lambda found: found.decode().encode("utf-16-le")), "needs_review", LOST),
    "UTF-32": (raw(lambda found: found.decode().encode("utf-32")), "needs_review", LOST),
    "UTF-7": (raw(lambda found: found.decode().encode("utf-7")), "graded", FULL),
    "Latin-1": (raw(lambda found: found.replace(b'"t-text"', b'"t-t\xe9xt"')), "needs_review", TEXT_MARKED),
    "a lone surrogate": (value("t-text", '"a \\ud800 b"'), "graded", TEXT_MARKED),
    "surrogates the wrong way round": (value("t-text", '"\\udc00\\ud800"'), "graded", TEXT_MARKED),
    "a lone surrogate in a number": (value("t-number", '"5 \\udfff"'), "graded", NUMBER_ZERO),
    "a surrogate as a key": (answers(lambda a: a.update({"\ud800": {"value": "x"}})), "recovered", FULL),
    "null bytes": (value("t-text", '"a\\u0000b"'), "graded", TEXT_MARKED),
    "raw null bytes": (raw(lambda found: found.replace(b'"saved_at"', b'"saved\x00at"')), "needs_review", TEXT_MARKED),
    "escape sequences": (value("t-text", '"\\u001b[2J\\u001b]0;x\\u0007"'), "graded", TEXT_MARKED),
    "right to left": (value("t-text", '"\\u202egpj.exe"'), "graded", TEXT_MARKED),
    "a text of 19,000 characters": (value("t-text", json.dumps("x" * 19_000)), "needs_review", TEXT_MARKED),
    "a text of 900,000 characters": (value("t-text", json.dumps("x" * 900_000)), "needs_review", TEXT_MARKED),
    "combining marks without end": (value("t-text", json.dumps("e" + "\u0301" * 3000)), "graded", TEXT_MARKED),
    "a number of 5,000 characters": (value("t-number", json.dumps("1" * 5000)), "graded", NUMBER_ZERO),
    "an option that is none": (value("t-single", '"a"'), "needs_review", {**FULL, "t-single": (0, True)}),
    "an option's name as a list": (value("t-single", '["a"]'), "needs_review", {**FULL, "t-single": (0, True)}),
    "10,000 options": (value("t-multi", json.dumps(["a"] * 10_000)), "needs_review", {**FULL, "t-multi": (0, True)}),
    "a variant below zero": (head(variants={"t-number": -1}), "needs_review", NUMBER_HELD),
    "a variant beyond all": (head(variants={"t-number": 10**9}), "needs_review", NUMBER_HELD),
    "a variant that is true": (head(variants={"t-number": True}), "needs_review", NUMBER_HELD),
    "variants that are a list": (head(variants=[1, 2]), "needs_review", NUMBER_HELD),
    "100,000 answers": (answers(lambda a: a.update({f"x{n}": {} for n in range(30_000)})), "needs_review", DAMAGED),
    "200 answers of other names": (
        answers(lambda a: a.update({f"x-{n}": {"value": "y"} for n in range(190)})),
        "recovered",
        FULL,
    ),
    "names that are paths": (answers(lambda a: a.update({"../../keys/T1": {"value": "x"}})), "recovered", FULL),
    "names that control": (answers(lambda a: a.update({"\x1b[2J": {"value": "x"}})), "recovered", FULL),
    "dunder names": (
        answers(lambda a: a.update({"__class__": {"value": "x"}, "constructor": {"value": "x"}})),
        "recovered",
        FULL,
    ),
    "hints below zero": (answers(lambda a: a["t-number"].update(hints=-5)), "graded", FULL),
    "seconds that are NaN": (text(lambda f: f.replace('"seconds": 20.0', '"seconds": NaN')), "needs_review", LOST),
    "seconds without end": (answers(lambda a: a["t-number"].update(seconds=1e308)), "graded", FULL),
    "a count that is a text": (answers(lambda a: a["t-number"].update(history_count="many")), "graded", FULL),
    "a time that is a list": (answers(lambda a: a["t-number"].update(changed_at=[1] * 1000)), "graded", FULL),
    "a schema that is true": (head(schema=True), "graded", FULL),
    "a schema that is deep": (
        text(lambda f: f.replace('"schema": 1', f'"schema": {nested(5000)}')),
        "needs_review",
        DAMAGED,
    ),
    "a schema of 4,000 digits": (
        text(lambda f: f.replace('"schema": 1', f'"schema": {"1" * 4000}')),
        "needs_review",
        LOST,
    ),
    "a student that is a number": (head(student=5), "graded", FULL),
    "a student that controls": (head(student="\x1b[2J"), "needs_review", {**LOST, "t-text": (0, False)}),
    "a release that is a list": (head(release=["x"]), "graded", FULL),
    "a quiz that is null": (head(quiz=None), "needs_review", LOST),
    "a quiz that is markup": (head(quiz="<script>alert(1)</script>" * 50), "needs_review", LOST),
    "only white space": (raw(lambda found: b" \n" * 1000), "needs_review", LOST),
    "a string": (raw(lambda found: b'"answers"'), "needs_review", LOST),
    "a number": (raw(lambda found: b"1"), "needs_review", LOST),
    "text after the end": (text(lambda found: found + "{}"), "needs_review", DAMAGED),
    "comments": (text(lambda found: "// mine\n" + found), "needs_review", DAMAGED),
    "single quotes": (text(lambda found: found.replace('"', "'")), "needs_review", LOST),
    "a trailing comma": (text(lambda found: found.rstrip()[:-1] + ",}"), "needs_review", DAMAGED),
    "999,999 bytes of nothing": (raw(lambda found: found + b" " * (999_990 - len(found))), "graded", FULL),
    "quotes without end": (raw(lambda found: b'"' * 900_000), "needs_review", LOST),
    "names without values": (raw(lambda found: b'"a":{' * 150_000), "needs_review", LOST),
    "backslashes": (raw(lambda found: b'{"answers": "' + b"\\" * 900_000), "needs_review", LOST),
}


@pytest.mark.slow
@each_row("case", CASES)
def test_a_file_is_read_recovered_or_held(whole_class, case):
    _, status, expected = CASES[case]
    assert_as_expected(whole_class, case, status, expected)
    page = whole_class.course.feedback(whole_class.students[case], "T1") / "T1.html"
    assert "<script" not in page.read_text(encoding="utf-8")


def test_the_neighbours_are_graded(whole_class):
    assert_neighbours_are_graded(whole_class)


def test_the_report_and_the_export_take_all_of_them(whole_class, tmp_path):
    from vertebra.grading.course_folder import grades_csv
    from vertebra.grading.item_analysis import report

    page = report.write_report(whole_class.course, "T1").read_text(encoding="utf-8")
    assert "<script" not in page
    assert grades_csv.write_grades(whole_class.course, tmp_path / "grades.csv").students == len(CASES) + 2


@each_row("case", CASES)
def test_whoever_opens_the_quiz_again_is_told_and_loses_nothing_whole(whole_class, case, tmp_path):
    """The student's own side reads the same file when the notebook is opened."""
    from vertebra.quiz.session.session import Session

    source = whole_class.course.submitted(whole_class.students[case], "T1") / FILE
    released = whole_class.course.released("T1")
    (tmp_path / FILE).write_bytes(source.read_bytes())
    (tmp_path / "quiz.json").write_text(json.dumps(released), encoding="utf-8")
    session = Session(tmp_path, "T1")
    found, problems = files.read(source, released)
    assert bool(session.warnings) == bool(problems)
    assert session.answers.answers.keys() == found.answers.keys()
