"""A test of all rows tries each of them, and loses nothing that a test a row would have said."""

import re

import pytest
from rows import each_row


def outcome_of(test, **fixtures):
    with pytest.raises((pytest.fail.Exception, pytest.skip.Exception)) as found:
        test(**fixtures)
    return str(found.value)


def test_every_row_is_tried_and_every_bad_one_is_named_with_where_and_why():
    tried = []

    @each_row(("n", "square"), [(1, 1), (2, 5), (3, 9), pytest.param(4, "x", id="no-number")])
    def holds(n, square):
        tried.append(n)
        assert n * n == square + 0

    said = outcome_of(holds)
    assert tried == [1, 2, 3, 4]
    assert re.findall(r"\d+", said)[:2] == ["2", "4"]
    assert "[n=2, square=5]" in said
    assert "[no-number]" in said
    assert "TypeError" in said
    assert said.count("test_rows.py:") == 2
    assert "square=9" not in said


def test_rows_are_labelled_by_the_ids_that_are_given():
    def never(one):
        raise ValueError(one)

    assert "[first]" in outcome_of(each_row("one", ["a", "b"], ids=["first", "second"])(never))
    assert "[A]" in outcome_of(each_row("one", ["a", "b"], ids=str.upper)(never))


@each_row("name", ["a", "b"])
def test_a_row_has_a_folder_and_changes_of_its_own(name, tmp_path, monkeypatch, request):
    import os

    assert not list(tmp_path.iterdir())
    assert "OF_A_ROW" not in os.environ
    (tmp_path / name).touch()
    monkeypatch.setenv("OF_A_ROW", name)
    assert request.node.name.startswith("test_a_row")


def test_tables_can_be_crossed_and_a_mark_or_an_empty_table_is_refused():
    pairs = []

    @each_row("a", [1, 2])
    @each_row("b", [3, 4])
    def crossed(a, b):
        pairs.append((a, b))

    crossed()
    assert pairs == [(1, 3), (1, 4), (2, 3), (2, 4)]
    with pytest.raises(AssertionError):
        each_row("a", [pytest.param(1, marks=pytest.mark.slow)])
    with pytest.raises(AssertionError):
        each_row("z", [1])(lambda a: None)
    with pytest.raises(AssertionError):
        each_row("a", [])(lambda a: None)()


def test_a_skipped_row_is_named_and_hides_no_failure():
    @each_row("a", [1, 2])
    def some(a):
        if a == 1:
            pytest.skip("not here")

    @each_row("a", [1, 2])
    def bad(a):
        pytest.skip("not here") if a == 1 else pytest.fail("bad")

    assert "[a=1]" in outcome_of(some)
    assert re.findall(r"\d+", outcome_of(bad))[:2] == ["1", "2"]
