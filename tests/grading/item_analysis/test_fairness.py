"""What the report asks a person to look at."""

import numpy as np
import pytest
from scipy.stats import f_oneway

from vertebra.grading.item_analysis import fairness


def mark(item="a", variant=0, by_hand=False, answer="", held=""):
    return {
        "item": item,
        "title": item,
        "variant": variant,
        "max_points": 2,
        "held": held,
        "by_hand": by_hand,
        "answer": answer,
    }


def test_a_harder_variant_is_told_and_equal_ones_are_not():
    marks = {f"s{at}": [mark("hard", at % 3), mark("even", at % 3)] for at in range(60)}
    points = {f"s{at}": {"hard": 0.0 if at % 3 == 1 else 2.0, "even": 2.0 * (at % 2)} for at in range(60)}
    found = {one.item: one for one in fairness.compare_variants(marks, points)}
    assert found["hard"].remark
    assert found["hard"].p < 0.001
    assert found["hard"].given[1] == (2, 20, 0.0)
    assert not found["even"].remark
    assert found["even"].p > 0.05


def test_few_students_and_held_answers_give_no_remark():
    marks = {f"s{at}": [mark("a", at % 2, held="why" if at > 5 else "")] for at in range(9)}
    points = {f"s{at}": {"a": 2.0 * (at % 2)} for at in range(9)}
    (found,) = fairness.compare_variants(marks, points)
    assert sum(n for _, n, _ in found.given) == 6
    assert not found.remark


def test_the_chance_is_even_where_nothing_differs():
    random = np.random.default_rng(3)
    chances = [fairness.permutation_p_value(np.arange(40) % 8, random.random(40)) for _ in range(60)]
    assert np.mean(chances) == pytest.approx(0.5, abs=0.12)
    assert np.isnan(fairness.permutation_p_value(np.arange(4), np.ones(4)))


def test_the_same_words_are_found_whatever_their_spaces_and_capitals():
    text = "The load was more than the bone could bear, so it broke."
    marks = {
        "ann": [mark("t", by_hand=True, answer=text)],
        "bob": [mark("t", by_hand=True, answer=text.upper().replace(" ", "  ").replace(",", ""))],
        "cem": [mark("t", by_hand=True, answer=text + " Really.")],
        "dee": [mark("t", by_hand=True, answer="I do not know."), mark("n", answer=text)],
        "eve": [mark("t", by_hand=True, answer="I do not know."), mark("n", answer=text)],
    }
    (found,) = fairness.identical_texts(marks)
    assert (found.item, found.students, found.text) == ("t", ("ann", "bob"), text)


def test_the_p_value_is_exact_in_a_small_class_and_known_in_a_large_one():
    # Of the ten ways to choose three of five, one puts the three ones together, and so does none besides.
    assert fairness.permutation_p_value(np.array([0, 0, 0, 1, 1]), np.array([1.0, 1, 1, 0, 0])) == pytest.approx(0.1)
    # Against the F test, which orders the same data alike.
    random = np.random.default_rng(5)
    groups, values = np.arange(60) % 3, random.normal(size=60) + 0.4 * (np.arange(60) % 3 == 1)
    expected = f_oneway(*(values[groups == group] for group in range(3))).pvalue
    assert fairness.permutation_p_value(groups, values) == pytest.approx(expected, abs=0.02)
    assert fairness.permutation_p_value(groups, values) == fairness.permutation_p_value(groups, values)
