"""answers.json is either the old or the new one, whole; whatever stands in it costs at most the item it stands in."""

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from refusals import refused
from sentences import shown

from vertebra.errors import CourseError
from vertebra.quiz import storage
from vertebra.quiz.session import answers
from vertebra.quiz.session.answers import Answer, Answers

RELEASED = {
    "quiz": "Q1",
    "course": "vertebra",
    "items": [
        {
            "id": "01-one",
            "kind": "single",
            "variants": [{"options": [{"id": "aa", "text": "A"}, {"id": "bb", "text": "B"}]}],
        },
        {
            "id": "01-many",
            "kind": "multiple",
            "variants": [{"options": [{"id": x, "text": x} for x in ("k", "l", "m")]}],
        },
        {"id": "01-number", "kind": "numeric", "variants": [{"decimals": 1, "unit": "", "give_unit": False}] * 3},
        {"id": "01-words", "kind": "text", "variants": [{"words": 80}]},
    ],
}
FULL = Answers(
    quiz="Q1",
    release="r1",
    student="ab12",
    student_from="asked",
    variants={"01-one": 0, "01-many": 0, "01-number": 2, "01-words": 0},
    answers={
        "01-one": Answer("bb", "2026-11-23T09:00:00+00:00", 1, 3.5),
        "01-many": Answer(("k", "m"), "2026-11-23T09:01:00+00:00", 2, 10.0),
        "01-number": Answer("−2,3", "2026-11-23T09:02:00+00:00", 1, 4.0),
        "01-words": Answer(
            'She said "treat the bone": {"01-one": {"value": "aa"}}', "2026-11-23T09:03:00+00:00", 9, 60.0
        ),
    },
    saved_at="2026-11-23T09:03:00+00:00",
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "answers.json"


def saved(path):
    answers.write(path, FULL)
    return path.read_text(encoding="utf-8")


def codes(problems):
    return {(problem.code, problem.item) for problem in problems}


def test_what_is_written_is_read_again(path):
    answers.write(path, FULL)
    assert answers.read(path, RELEASED) == (FULL, [])
    assert answers.read(path) == (FULL, [])
    assert not list(path.parent.glob("*.tmp"))


def test_the_save_before_is_kept_and_never_a_damaged_one(path):
    first = saved(path)
    answers.write(path, Answers(quiz="Q1"))
    backup = path.with_name("answers.json.bak")
    assert backup.read_text(encoding="utf-8") == first
    path.write_text("{ damaged", encoding="utf-8")
    answers.write(path, FULL)
    assert backup.read_text(encoding="utf-8") == first


def test_an_interrupted_save_leaves_the_old_file(path, monkeypatch):
    before = saved(path)

    def cut_off(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "replace", cut_off)
    with refused(CourseError, "No space left"):
        answers.write(path, Answers(quiz="Q1"))
    assert path.read_text(encoding="utf-8") == before
    assert [p.name for p in path.parent.iterdir()] == ["answers.json"]


def test_a_file_held_for_a_moment_is_waited_for(path, monkeypatch):
    refusals = [PermissionError(13, "in use"), PermissionError(13, "in use")]
    real = os.replace

    def busy(source, target):
        if refusals:
            raise refusals.pop()
        real(source, target)

    monkeypatch.setattr(storage.os, "replace", busy)
    answers.write(path, FULL)
    assert answers.read(path, RELEASED)[0] == FULL


def test_a_missing_file_is_a_problem_and_no_answers(path):
    found, problems = answers.read(path, RELEASED)
    assert found.answers == {}
    assert codes(problems) == {("missing", "")}


def test_every_cut_of_the_file_keeps_the_items_before_it(path):
    text = saved(path)
    ends = {name: text.index("}", text.index(json.dumps(name), text.index('"answers"'))) for name in FULL.answers}
    ends["01-words"] = text.rindex("}", 0, text.rindex("}", 0, text.rindex("}")))
    for length in range(1, len(text), 7):
        path.write_text(text[:length], encoding="utf-8")
        found, problems = answers.read(path, RELEASED)
        whole = {name for name, end in ends.items() if end < length}
        assert whole <= set(found.answers), length
        assert all(found.answers[name] == FULL.answers[name] for name in found.answers), length
        if text[length:].strip():
            assert problems, length


def test_a_cut_file_is_completed_from_the_save_before(path):
    text = saved(path)
    answers.write(path, FULL)
    path.write_text(text[: text.index('"01-number": {\n   "value"') + 30], encoding="utf-8")
    found, problems = answers.read(path, RELEASED)
    assert found.answers == FULL.answers
    assert ("from-backup", "01-number") in codes(problems)
    assert ("truncated", "") in codes(problems)


@pytest.mark.parametrize("name", FULL.answers)
def test_damage_inside_an_item_costs_only_that_item(path, name):
    text = saved(path)
    at = text.index("history_count", text.index(json.dumps(name), text.index('"answers"')))
    path.write_text(text[:at] + "\x00\x07]]" + text[at + 4 :], encoding="utf-8")
    found, problems = answers.read(path, RELEASED)
    assert {k: v for k, v in found.answers.items() if k != name} == {k: v for k, v in FULL.answers.items() if k != name}
    assert problems


@pytest.mark.parametrize(
    ("value", "reason", "fact"),
    [
        ("cc", "no-such-option", "'cc'"),
        (True, "answer-of-another-kind", "bool"),
        ({"x": 1}, "answer-of-another-kind", "dict"),
        ([1, 2], "answer-of-another-kind", "list"),
        ("x" * 30_000, "answer-too-long", "30000"),
        ([["aa"]], "answer-of-another-kind", "list"),
    ],
)
def test_an_answer_the_widget_can_not_send_is_left_out_with_its_reason(path, value, reason, fact):
    document = json.loads(saved(path))
    document["answers"]["01-one"]["value"] = value
    path.write_text(json.dumps(document), encoding="utf-8")
    found, problems = answers.read(path, RELEASED)
    assert set(found.answers) == set(FULL.answers) - {"01-one"}
    assert [p.item for p in problems] == ["01-one"]
    (found,) = shown(problems[0].message, reason)
    assert fact in found.values()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"schema": 2}, "schema"),
        ({"quiz": "Q2"}, "wrong-quiz"),
        ({"course": "other"}, "wrong-course"),
        ({"answers": [1]}, "answers"),
        ({"variants": {"01-number": 99}}, "variant"),
        ({"variants": "none"}, "variants"),
    ],
)
def test_a_wrong_head_is_named(path, change, code):
    path.write_text(json.dumps({**json.loads(saved(path)), **change}), encoding="utf-8")
    found, problems = answers.read(path, RELEASED)
    assert code in {p.code for p in problems}
    if code in ("wrong-quiz", "wrong-course"):
        assert found.answers == {}


def test_an_answer_to_an_item_the_quiz_has_not_is_named(path):
    document = json.loads(saved(path))
    document["answers"]["99-other"] = {"value": "x"}
    document["answers"]["../../etc"] = {"value": "x"}
    path.write_text(json.dumps(document), encoding="utf-8")
    found, problems = answers.read(path, RELEASED)
    assert set(found.answers) == set(FULL.answers)
    assert len(problems) == 2


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"\x00" * 1000,
        b"\xff\xfe{\x00}\x00",
        b"[" * 200_000,
        b'{"answers":' * 80_000,
        b'{"a":{' * 100_000,
        b'"01-one":{"value":"' * 40_000,
        b'{"answers": {"01-one": {"value": NaN}}}',
        b'{"answers": {"01-one": {"value": ' + b"9" * 10_000 + b"}}}",
        b'{"answers": {"01-one": {"value": 1e999}}}',
        b'{"answers": {"01-one": {"value": "\\ud800"}}}',
        b'{"schema": 1, "schema": 1}',
        b"x" * 2_000_000,
    ],
    ids=lambda content: repr(content[:24]),
)
def test_hostile_content_is_survived_and_named(path, hostile):
    path.write_bytes(hostile)
    found, problems = answers.read(path, RELEASED)
    assert problems
    json.dumps([a.value for a in found.answers.values()]).encode("utf-8")


def test_an_answer_given_twice_counts_neither_time(path):
    text = saved(path)
    doubled = text.replace('"01-one": {\n   "value"', '"01-one": {"value": "aa"}, "01-one": {\n   "value"')
    assert doubled != text
    path.write_text(doubled, encoding="utf-8")
    found, problems = answers.read(path, RELEASED)
    assert set(found.answers) == set(FULL.answers) - {"01-one"}
    assert "01-one" in {p.item for p in problems}


def test_a_link_a_folder_and_a_pipe_are_not_opened(path, tmp_path):
    secret = tmp_path / "secret.json"
    secret.write_text("{}", encoding="utf-8")
    path.mkdir()
    assert codes(answers.read(path, RELEASED)[1]) == {("not-file", "")}
    path.rmdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(path)
        assert codes(answers.read(path, RELEASED)[1]) == {("not-file", "")}
        path.unlink()
    try:
        path.symlink_to(secret)
    except OSError:
        pytest.skip("this account may not make links")
    assert codes(answers.read(path, RELEASED)[1]) == {("link", "")}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=st.dictionaries(st.sampled_from(["schema", "quiz", "variants", "answers", "student", "x"]), JSON))
def test_any_json_is_read_without_raising(path, document):
    path.write_text(json.dumps(document), encoding="utf-8")
    found, _ = answers.read(path, RELEASED)
    assert isinstance(found, Answers)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.dictionaries(st.sampled_from(list(FULL.answers)), JSON))
def test_a_wild_value_costs_only_its_item(path, values):
    document = json.loads(saved(path))
    for name, value in values.items():
        document["answers"][name] = value
    path.write_text(json.dumps(document), encoding="utf-8")
    found, _ = answers.read(path, RELEASED)
    untouched = set(FULL.answers) - set(values)
    damaged_whole = '"NaN"' in json.dumps(document)
    assert damaged_whole or {n: found.answers[n] for n in untouched} == {n: FULL.answers[n] for n in untouched}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_bytes_changed_anywhere_are_survived(path, data):
    content = bytearray(saved(path).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=6))
    path.write_bytes(bytes(content))
    found, _ = answers.read(path, RELEASED)
    assert isinstance(found, Answers)
