"""What the report tells a teacher to look at first."""

import numpy as np

from vertebra import texts
from vertebra.grading.item_analysis.attention import HARD, KEY, MISTAKE, by_stage, look_at_first
from vertebra.grading.item_analysis.fairness import compare_variants
from vertebra.grading.item_analysis.statistics import analyse


def mark(item: str, points: float, **more: object) -> dict:
    """A mark of an item worth one point, as the record has it."""
    usual = {
        "item": item,
        "title": item.title(),
        "objective": "L01.1",
        "kind": "single",
        "variant": 0,
        "points": points,
        "max_points": 1.0,
        "verdict": "right" if points else "wrong",
        "held": "",
        "note": "",
        "seconds": 10.0,
        "options": (),
        "feedback": [],
        "answer": "",
    }
    return {**usual, **more}


def first(marks: dict) -> list:
    points = {student: {one["item"]: one["points"] for one in own} for student, own in marks.items()}
    return look_at_first(analyse(marks, points), compare_variants(marks, points))


def a_class(n: int, more) -> dict:
    """Five sound items of rising difficulty, and what `more(place, ability)` adds for a student."""
    return {
        f"s{at:03d}": [
            *(mark(f"sound-{item}", float(at / n > item / 9)) for item in range(1, 6)),
            *more(at, at / n),
        ]
        for at in range(n)
    }


def test_a_wrong_key_comes_first_then_what_most_miss_then_a_common_mistake():
    def more(at: int, ability: float) -> list:
        missed = {"kind": "numeric", "note": "mistake: z-score", "feedback": ["That is the Z-score."]}
        return [
            mark("mistaken", float(at % 2), **({} if at % 2 else missed)),
            mark("hard", float(at % 10 == 9)),
            mark("wrong-key", float(ability < 0.5)),
        ]

    found = first(a_class(60, more))
    assert [(one.item, one.rank) for one in found] == [("wrong-key", KEY), ("hard", HARD), ("mistaken", MISTAKE)]
    assert texts.values(found[-1].reasons[0])["words"] == "That is the Z-score."
    assert "z-score" not in " ".join(reason for one in found for reason in one.reasons)
    assert [one.number for one in found] == [8, 7, 6]


def test_one_good_student_who_errs_names_no_option():
    def option(name: str, chosen: bool) -> dict:
        return {"name": name, "text": name, "right": name == "a", "chosen": chosen}

    def item(wrong: bool) -> dict:
        return mark("choice", float(not wrong), options=(option("a", not wrong), option("b", wrong)))

    assert not first(a_class(12, lambda at, ability: [item(at == 11)]))
    many = first(a_class(60, lambda at, ability: [item(ability > 0.7)]))
    assert "choice" in {one.item for one in many}


def test_few_students_name_nothing():
    assert first(a_class(9, lambda at, ability: [mark("wrong-key", float(ability < 0.5))])) == []


def test_a_case_is_told_stage_by_stage_without_what_is_held_or_rejected():
    def case(share: float, **more: object) -> list:
        stages = [
            {"name": "History", "points": 3 * share, "max_points": 3.0, "done": [], "words": []},
            {"name": "Consent", "points": 0.0, "max_points": 2.0, "done": [], "words": []},
        ]
        return [mark("case", share, stages=stages, **more)]

    (stages,) = by_stage([case(1.0), case(0.5), case(0.0, held="why"), case(0.0, verdict="rejected")]).values()
    assert [(one.name, one.n, one.complete, one.empty) for one in stages] == [
        ("History", 2, 1, 0),
        ("Consent", 2, 0, 2),
    ]
    assert np.isclose(stages[0].mean, 0.75)
