"""The statistics of the report, against published examples and other ways to compute them."""

import math

import numpy as np
import pytest
from rows import each_row
from scipy.stats import pointbiserialr
from statsmodels.stats.proportion import proportion_confint

from vertebra import texts
from vertebra.grading.item_analysis.estimates import alpha_interval, correlation, cronbach_alpha, mean_fraction
from vertebra.grading.item_analysis.statistics import analyse


def test_alpha_is_kr20_for_right_and_wrong():
    rng = np.random.default_rng(0)
    table = (rng.normal(size=(40, 1)) + rng.normal(size=(40, 8)) > 0).astype(float)
    p = table.mean(axis=0)
    # Kuder and Richardson's own form, with the population variance throughout.
    kr20 = 8 / 7 * (1 - (p * (1 - p)).sum() / table.sum(axis=1).var())
    assert cronbach_alpha(table).value == pytest.approx(kr20)


def test_alphas_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(1)
    n, k = 30, 6
    true = k * 0.5 / (1 + (k - 1) * 0.5)  # parallel items that correlate by 0.5
    hits = 0
    for _ in range(600):
        table = np.sqrt(0.5) * rng.normal(size=(n, 1)) + np.sqrt(0.5) * rng.normal(size=(n, k))
        found = cronbach_alpha(table)
        hits += found.low <= true <= found.high
    assert 0.93 <= hits / 600 <= 0.97


def test_alphas_interval_agrees_with_another_program():
    # The example that the R package statpsych prints for ci.cronbach(.05, .85, 7, 89).
    found = alpha_interval(0.85, 89, 7)
    assert (found.low, found.high) == (pytest.approx(0.7971, abs=2e-4), pytest.approx(0.8931, abs=2e-4))


@each_row("table", [np.ones((5, 3)), np.zeros((0, 3)), np.ones((1, 3)), np.eye(4)[:, :1]])
def test_alpha_is_not_made_up_where_it_can_not_be_had(table):
    assert math.isnan(cronbach_alpha(table).value)


def test_discrimination_is_the_point_biserial_correlation():
    rng = np.random.default_rng(2)
    rest = rng.normal(size=50)
    item = (rest + rng.normal(size=50) > 0).astype(float)
    found = correlation(item, rest)
    assert found.value == pytest.approx(pointbiserialr(item, rest).statistic)
    assert found.low < found.value < found.high


def test_wilsons_interval_at_a_published_point():
    # Newcombe 1998, method 3: 81 of 263 gives 0.2553 to 0.3662.
    found = mean_fraction(81 / 263, 263)
    assert (found.low, found.high) == (pytest.approx(0.2553, abs=1e-4), pytest.approx(0.3662, abs=1e-4))


@pytest.mark.parametrize(("mean", "n"), [(0.0, 12), (0.375, 12), (0.5, 7), (0.8125, 40), (1.0, 3)])
def test_wilsons_interval_holds_for_partial_credit_as_well(mean, n):
    found = mean_fraction(mean, n)
    assert (found.low, found.high) == pytest.approx(proportion_confint(mean * n, n, method="wilson"), abs=1e-12)


def mark(item: str, chosen: str, right: str = "a", held: str = "", kind: str = "single") -> dict:
    options = [{"name": n, "text": n, "right": n == right, "chosen": n == chosen} for n in "abc"]
    return {
        "item": item,
        "title": item,
        "objective": "L01.1",
        "kind": kind,
        "max_points": 1.0,
        "note": "",
        "verdict": "right" if chosen == right else "wrong",
        "seconds": 10.0,
        "options": options,
        "held": held,
    }


def a_class(choices: list[str]) -> tuple[dict, dict]:
    """Students of rising ability on six other items, who choose as `choices` say on the item `x`."""
    marks, points = {}, {}
    for at, choice in enumerate(choices):
        right = [number < at * 7 // len(choices) for number in range(6)]
        others = [mark(f"y{number}", "a" if yes else "b") for number, yes in enumerate(right)]
        marks[f"s{at:02d}"] = [mark("x", choice), *others]
        points[f"s{at:02d}"] = {one["item"]: float(one["verdict"] == "right") for one in marks[f"s{at:02d}"]}
    return marks, points


def test_a_distractor_that_draws_the_best_is_named_and_one_that_draws_nobody():
    found = analyse(*a_class(["a"] * 20 + ["b"] * 10)).items[0]
    assert {option.name: texts.keys(option.remark) for option in found.distractors} == {
        "a": set(),
        "b": {"option-draws-the-best"},
        "c": {"option-chosen-by-nobody"},
    }
    assert texts.keys(found.remark) == {"item-favours-the-weaker"}


def test_a_sound_item_is_left_alone():
    found = analyse(*a_class(["b", "c"] * 7 + ["a"] * 16)).items[0]
    assert found.remark == ""
    assert found.discrimination.low > 0
    assert all(option.remark == "" for option in found.distractors)


def test_an_option_that_is_right_in_some_variants_only_is_counted_apart():
    marks, points = a_class(["a"] * 30)
    for student in list(marks)[:12]:
        marks[student][0] = mark("x", "a", right="b")
    found = {(option.name, option.right): option for option in analyse(marks, points).items[0].distractors}
    assert (found["a", True].n, found["a", True].all) == (18, 1.0)
    assert (found["a", False].n, found["a", False].all) == (12, 1.0)
    assert (found["b", True].n, found["b", True].all) == (12, 0.0)
    assert math.isnan(found["b", True].best)
    assert found["c", False].n == 30


def test_few_students_are_not_judged():
    found = analyse(*a_class(["a"] * 3 + ["b"] * 3))
    assert texts.keys(found.caution) == {"too-few-to-judge"}
    assert all(item.remark == "" for item in found.items)


def test_what_waits_for_a_person_is_left_out_and_said():
    marks, points = a_class(["a", "b"] * 10)
    points["s00"]["y0"] = None
    marks["s01"][2] = mark("y1", "a", held="it is held")
    found = analyse(marks, points)
    assert found.waiting == ("y0",)
    assert found.left_out == 1
    assert found.n == 19
    assert len(found.items) == 6


def test_nobody_and_one_do_not_fail():
    assert analyse({}, {}).n == 0
    assert analyse(*a_class(["a"])).n == 1
