"""Answers marked in a page get what Python says to them."""

import json

import pytest
from node_calls import in_node

from vertebra.errors import CourseError
from vertebra.paths import QUESTIONS, SELF_CHECKS
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.numeric.unit_names import Match, matched
from vertebra.quiz.question.numeric.unit_names import tables as unit_tables
from vertebra.quiz.question.question import load
from vertebra.quiz.release.variants import option_token, variants_of
from vertebra.quiz.session.feedback import feedback_for_answer
from vertebra.site import questions

TYPED = ["", " N", " mm", " MPa", " mPa", " %", " mg/cm3", " mg / cm³", " degrees", " no unit at all <b>"]


def of_kind(folder, *kinds: str) -> list[str]:
    lines = {path.parent.name: path.read_text(encoding="utf-8") for path in folder.glob("*/question.md")}
    return sorted(name for name, text in lines.items() if any(f'kind = "{kind}"' in text for kind in kinds))


def answers_to(item) -> list:
    """Answers of all kinds that the component can send."""
    kind = kind_of(item.question.kind)
    given = kind.examples(item, lambda name: option_token("", item.question.id, item.index, name))
    values = [value for name, some in given.items() if name not in ("blank", "nonsense") for value in some]
    if kind.asks_for_number:
        number = given["right"][0].split()[0]
        values += [f"{number}{unit}" for unit in TYPED] + [v for v in given["nonsense"] if isinstance(v, str)]
    if kind.answered_in_figure:
        values += [f"{x / 20},{y / 20}" for x in range(21) for y in range(21)]
    return [value for value in values if value not in ([], "")]


def without_spaces(result: dict) -> dict:
    plain = {"&quot;": '"', "&#34;": '"', "&#x27;": "'", "&#39;": "'", "&#60;": "&lt;", "&#62;": "&gt;"}
    text = json.dumps(result["feedback"])
    for written, sign in plain.items():
        text = text.replace(written, sign.replace('"', '\\"'))
    return {**result, "feedback": json.loads(text), "headline": str(result["headline"])}


def test_every_answer_to_every_question_of_the_lessons_is_marked_as_python_does(tmp_path):
    names = sorted(path.parent.name for path in SELF_CHECKS.glob("*/question.md"))
    assert len(names) > 100
    compare(tmp_path, names)


@pytest.mark.slow
def test_questions_of_other_kinds_are_marked_as_python_does(tmp_path):
    names = ["00-what-it-does", "ex-entry", "01-ct-density", "02-factor-of-risk"]
    for kind in ("concordance", "text", "multiple", "ordering"):
        names += of_kind(QUESTIONS, kind)[:3]
    assert len(names) > 12
    compare(tmp_path, names)


def compare(tmp_path, names: list[str]) -> None:
    common = {name: part for name, part in questions.page_data([]).items() if name != "questions"}
    calls, expected = [], []
    for name in names:
        item = variants_of(load(name))[0]
        key = questions.key_of(item)
        for value in answers_to(item):
            calls.append([key, value, common])
            expected.append((name, value, feedback_for_answer(item, value)))
    assert len(calls) > len(names)
    for (name, value, wanted), got in zip(expected, in_node(tmp_path, "marking.js", "markAnswer", calls), strict=True):
        assert without_spaces(got) == without_spaces(json.loads(json.dumps(wanted))), (name, value)


def test_units_are_read_as_python_reads_them(tmp_path):
    accepted = [
        {"MPa": 1.0, "Pa": 1e-6},
        {"mg/cm³": 1.0, "g/cm3": 1000},
        {"mL": 1.0},
        {"N": 1.0, "kN": 1000.0},
        {"%": 1.0},
    ]
    accepted += [{"N·mm": 1.0, "N m": 1000.0}, {"µm": 1.0}, {"mSv": 1.0}, {"°": 1.0}, {"1/min": 1.0}, {"": 1.0}]
    typed = [name for some in accepted for name in some] + [
        *(
            "m",
            "M",
            "mm",
            "Mm",
            "MM",
            "mpa",
            "MPA",
            "mPa",
            "N/mm2",
            "N/mm²",
            "N",
            "mm^-2",
            "kn",
            "KN",
            "newton",
            "Newtons",
            "cc",
            "CCM",
            "ml",
            "ML",
            "um",
            "μm",
            "msv",
            "MSV",
            "deg",
            "º",
            "percent",
        ),
        *(
            "mg cm^-3",
            "mg·cm⁻³",
            "mg per cm3",
            "g / cm3",
            "N * mm",
            "N mm",
            "per min",
            "1/ min",
            "min-1",
            "((",
            "m/(s)",
            "a b c",
        ),
    ]
    calls = [[unit, some, unit_tables()] for unit in typed for some in accepted]
    found = in_node(tmp_path, "unit_names.js", "matchedUnit", calls)
    for (unit, some, _tables), got in zip(calls, found, strict=True):
        wanted = matched(unit, some)
        assert got == (wanted.value if isinstance(wanted, Match) else wanted), (unit, some)


def test_a_kind_that_needs_a_model_is_refused():
    names = of_kind(QUESTIONS, "simulation")
    assert names
    with pytest.raises(CourseError):
        questions.key_of(variants_of(load(names[0]))[0])
