"""Consent in people: nothing is shown before a guess, and a guess stays as it was made."""

import pytest
from refusals import refused

from vertebra.errors import InputError
from vertebra.models.preparation.consent import EVENTS, people_counts
from vertebra.patient import mrs_a
from vertebra.views import consent as view
from vertebra.widgets.consent import ConsentPeople


@pytest.fixture
def widget():
    return ConsentPeople(mrs_a(lesson=6))


def test_nothing_is_told_before_it_is_guessed(widget, sent, tell):
    tell(widget, None)
    rows = sent[-1][0]["state"]["rows"]
    assert [row["event"] for row in rows] == list(EVENTS)
    assert all(row["expected"] is None and not row["words"] for row in rows)
    with refused(InputError, "guess-first"):
        widget.dispatch(show=True)


def test_a_guess_stays_beside_what_was_counted(widget, sent):
    widget.dispatch(guess=90)
    widget.dispatch(show=True)
    row = sent[-1][0]["state"]["rows"][0]
    count = people_counts(widget.state.proposal)[0]
    assert (row["guess"], row["expected"], row["without"]) == (90, count.expected, count.without)
    assert row["verdict"] == "high"
    assert row["words"]
    with refused(InputError, "guess-after-answer"):
        widget.dispatch(guess=44)


def test_another_technique_keeps_the_guesses(widget, sent):
    widget.dispatch(at=1, guess=10)
    widget.dispatch(show=True)
    widget.dispatch(technique="kyphoplasty", bodies=2, age=80)
    state = sent[-1][0]["state"]
    assert (state["technique"], state["bodies"], state["age"]) == ("kyphoplasty", 2, 80)
    assert (state["rows"][1]["guess"], state["rows"][1]["verdict"]) == (10, "low")
    assert state["rows"][1]["expected"] == people_counts(widget.state.proposal)[1].expected


@pytest.mark.parametrize(("guess", "said"), [(44, "near"), (48, "near"), (80, "high"), (5, "low")])
def test_a_guess_is_judged_by_the_interval_and_a_few_people(widget, guess, said):
    assert view.verdict(guess, people_counts(widget.state.proposal)[0]) == said


@pytest.mark.parametrize(
    ("action", "named"),
    [
        ({"guess": 101}, "101"),
        ({"at": 7}, "7"),
        ({"age": 20}, "20"),
        ({"technique": "laser"}, "laser"),
        ({"q": 1}, "'q'"),
    ],
)
def test_what_is_not_possible_is_said_and_changes_nothing(widget, action, named):
    with refused(InputError, named):
        widget.dispatch(**action)
    assert widget.state == widget.initial_state()


def test_each_state_has_words_and_a_picture(widget):
    before = widget.current_alt_text
    widget.dispatch(guess=20)
    widget.dispatch(show=True)
    assert widget.current_alt_text != before
    assert widget.static_png(widget.state).startswith(b"\x89PNG")
