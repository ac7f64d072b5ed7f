"""A number is scored with its unit and tolerance; what a student typed is text in whatever is said of it."""

import json

from refusals import missing_facts
from rows import each_row

from vertebra import texts
from vertebra.quiz.question.kinds import kind_of
from vertebra.quiz.question.render_item import feedback_to_json, sentence_html
from vertebra.quiz.question.score import score

KEY = {
    "kind": "numeric",
    "points": 2,
    "variants": [
        {
            "value": 104.0,
            "tolerance": 2.0,
            "decimals": 0,
            "unit": "mg/cm3",
            "give_unit": True,
            "units": {"mg/cm3": 1.0, "g/cm3": 1000.0},
            "feedback": {"right": "Well read.", "wrong": "Use the slope."},
            "mistakes": [{"name": "offset", "value": 94.0, "feedback": "The offset was left out."}],
            "public": {"decimals": 0, "unit": "", "give_unit": True},
            "explanation": "",
        }
    ],
}


@each_row(
    ("answer", "points", "verdict", "said"),
    [
        ("104 mg/cm³", 2, "right", "Well read."),
        ("102 mg/cm3", 2, "right", "Well read."),
        ("106 mg/cm3", 2, "right", "Well read."),
        ("106.1 mg/cm3", 0, "wrong", "Use the slope."),
        ("0,104 g/cm³", 2, "right", "Well read."),
        ("104", 1, "partly", "give-the-unit"),
        ("104 g/cm2", 0, "wrong", "unit-does-not-fit"),
        ("104 MG/CM3", 1, "partly", "unit-unclear"),
        ("104 Mg/cm3", 0, "wrong", "unit-does-not-fit"),
        ("104 mg·cm⁻³", 2, "right", "Well read."),
        ("１０４ mg/cm³", 2, "right", "Well read."),
        ("1.04 × 10² mg/cm³", 2, "right", "Well read."),
        ("1,040 mg/cm³", 0, "unreadable", "number-ambiguous"),
        ("94 mg/cm3", 0, "wrong", "The offset was left out."),
        ("about right", 0, "unreadable", "number-none"),
        ("", 0, "blank", "no-answer"),
        (None, 0, "blank", "no-answer"),
        (["104"], 0, "unreadable", "answer-no-number"),
    ],
)
def test_a_number_is_scored_with_its_unit_and_tolerance(answer, points, verdict, said):
    got = score(KEY, 0, answer)
    assert (got.points, got.max_points, got.verdict) == (points, 2, verdict)
    assert any(said == one or said in texts.keys(one) for one in got.feedback)
    assert got.right_answer == "104 mg/cm3"


EVIL = [
    "5 ![x](http://h/b.png)",
    "5 <img/src=x>",
    "5 [a](http://h)",
    "5 $\\href{http://h}{x}$",
    "5 https://h/x",
    "5 **b** &amp; `c`",
    "5 \x1b[2J",
]


@each_row("typed", EVIL)
def test_a_unit_is_quoted_as_text(typed):
    got = score(KEY, 0, typed)
    assert got.points == 0
    for sentence in json.loads(json.dumps(feedback_to_json(got.feedback))):
        made = sentence_html(sentence)
        assert made.startswith("<p>")
        assert made.count("<") == 2, made
        assert "$" not in made
        assert "\x1b" not in made


def test_the_note_on_saving_says_how_it_was_read():
    numeric = kind_of("numeric")
    given = {"decimals": 0, "unit": "MPa", "give_unit": False}
    assert not missing_facts(numeric.note(given, "½"), "number-read-as", "0.5 MPa")
    assert not missing_facts(numeric.note(given, "5 mPa"), "number-read-as", "number-other-unit", "MPa")
    assert texts.keys(numeric.note(given, "5 N/mm²")) == {"number-read-as"}
    assert texts.keys(numeric.note({**given, "unit": "", "give_unit": True}, "5")) == {
        "number-read-as",
        "give-its-unit",
    }
