"""A quiz that was handed out before the bank had rules for items opens, is answered and earns what its key says.

`tests/data/release_before_item_rules` was written by the course as it was then: an item of each kind, two variants of
each where it has several, among them a script concordance, options of unlike length and items without an explanation.
"""

import json
import shutil
from pathlib import Path

import pytest

from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.question import load
from vertebra.quiz.question.score import score
from vertebra.quiz.release.leak_check import leaks
from vertebra.quiz.release.release import release_id
from vertebra.quiz.release.release_file import check_quiz
from vertebra.quiz.session import answers
from vertebra.quiz.session import current_student as who
from vertebra.quiz.session.session import Session

KEPT = Path(__file__).parents[2] / "data" / "release_before_item_rules"
QUIZ = "Q3"


@pytest.fixture(scope="module")
def former():
    """The release and its key; a key names the folder of its simulation, which is where the course lies here."""
    released, key = (json.loads((KEPT / f"{name}.json").read_text(encoding="utf-8")) for name in ("quiz", "key"))
    for item in key["items"]:
        for secret in item["variants"]:
            if "folder" in secret:
                secret["folder"] = str(load(item["id"]).folder)
    return released, key


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """The quiz as a student opens it who fetched it then."""
    monkeypatch.delenv("JUPYTERHUB_USER", raising=False)
    monkeypatch.setattr(who, "_configured", lambda: "")
    shutil.copy(KEPT / "quiz.json", tmp_path / "quiz.json")
    made = Session(tmp_path, QUIZ)
    made.name_student("anna")
    return made


def right_answer(item, at):
    """What earns all points, as a student's client would save it."""
    secret = item["variants"][at]
    match item["kind"]:
        case "numeric":
            return f"{secret['value']} {secret['unit']}"
        case "single" | "concordance":
            return next(one["id"] for one in secret["options"] if one["right"])
        case "multiple":
            return [one["id"] for one in secret["options"] if one["right"]]
        case "ordering":
            return [one["id"] for one in secret["order"]]
        case "point":
            return f"{secret['target']['x']},{secret['target']['y']}"
        case "simulation":
            return json.dumps(secret["solution"])
    return "The lungs: one small study; a large one found nothing."


def test_it_is_whole_and_holds_an_item_of_each_kind_in_use(former):
    released, key = former
    check_quiz(released)
    check_quiz(key)
    assert leaks(released, key) == []
    assert release_id(released) == released["release"] == key["release"]
    assert len({item["kind"] for item in released["items"]}) == len(released["items"]) == 8


def test_every_item_is_answered_and_read_back(former, opened, tmp_path):
    by_id = {item["id"]: item for item in former[1]["items"]}
    for item in opened.items:
        opened.answer(item["id"], right_answer(by_id[item["id"]], opened.variant(item["id"])))
    again = Session(tmp_path, QUIZ)
    assert again.warnings == []
    assert all(again.is_answered(item["id"]) and again.text(item["id"]) for item in again.items)
    found, problems = answers.read(tmp_path / "answers.json", again.released)
    assert problems == []
    assert found.release == former[0]["release"]


def test_its_key_gives_all_points_for_the_right_answer_and_none_for_a_blank_one(former):
    for item in former[1]["items"]:
        for at in range(len(item["variants"])):
            got = score(item, at, right_answer(item, at))
            if kind_of(item["kind"]).manually_graded:
                assert got.verdict == "ungraded" or got.points == 0
            else:
                assert (got.points, got.verdict) == (item["points"], "right"), item["id"]
            assert score(item, at, None).points == 0
