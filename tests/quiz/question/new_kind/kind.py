"""A kind of question that the course does not have: a number chosen on a slider.

It stands in one folder, as any kind does.
"""

from dataclasses import dataclass
from pathlib import Path

from vertebra.errors import InputError
from vertebra.quiz.question.kind import Kind, Parsed, Score
from vertebra.quiz.question.moodle_xml import add_answer
from vertebra.quiz.question.qti_xml import ANSWER, ItemParts, base_value, declaration, element, set_outcome


@dataclass(frozen=True)
class SliderContent:
    """The right place."""

    place: int


class Slider(Kind):
    """A whole number from `low` to `high` (head); `## Place` holds the right one, beside which half is earned."""

    name = "slider"
    script = Path(__file__).with_name("slider.js")
    style = Path(__file__).with_name("slider.css")
    notes_are_mistakes = True

    def parse(self, source):
        return Parsed(content=SliderContent(int(source.sections.get("place", "").strip() or -1)))

    def problems(self, item):
        low, high = item.question.spec["low"], item.question.spec["high"]
        return [] if low <= item.content.place <= high else ["off-the-slider"]

    def public(self, item, token):
        return {"low": item.question.spec["low"], "high": item.question.spec["high"]}

    def secret(self, item, token):
        return {"place": item.content.place, "high": item.question.spec["high"], "feedback": dict(item.feedback)}

    def read(self, public, value):
        if not isinstance(value, str) or not value.isdigit() or not public["low"] <= int(value) <= public["high"]:
            raise InputError("The answer must be a place on the slider.")
        return str(int(value))

    def score(self, secret, points, value):
        away = abs(int(value) - secret["place"])
        if away == 0:
            return Score(points, points, "right", (secret["feedback"]["right"],))
        note = "mistake: beside" if away == 1 else ""
        return Score(
            points / 2 if away == 1 else 0.0,
            points,
            "partly" if away == 1 else "wrong",
            (secret["feedback"]["wrong"],),
            note,
        )

    def text(self, public, value):
        return f"@{value}"

    def right_text(self, secret):
        return f"@{secret['place']}"

    def examples(self, item, token):
        place = item.content.place
        return {"right": [str(place)], "wrong": [str(place + 2)], "blank": ["", None], "nonsense": ["x", ["3"], "99"]}

    def simulate_answer(self, secret, known, rng):
        return str(secret["place"]) if rng.random() < known else str(secret["high"])

    def field_on_paper(self, public):
        return f"{public['low']} ——— {public['high']}"

    def to_moodle(self, question, one):
        question.set("type", "numerical")
        add_answer(question, 100, str(one.secret["place"]), one.secret["feedback"]["right"])

    def to_qti(self, one, png):
        asked = element("sliderInteraction", responseIdentifier=ANSWER, lowerBound="1", upperBound="9")
        scoring = (set_outcome("SCORE", base_value("float", "1")),)
        return ItemParts(declaration("single", "integer", [str(one.secret["place"])]), asked, scoring)
