"""People counted for consent: what the sources counted, and what depends on technique, bodies and age."""

from dataclasses import replace

import pytest
from refusals import refused

from vertebra.errors import InputError
from vertebra.models.epidemiology.complications import complications
from vertebra.models.epidemiology.risk import one_year_risk, risk_profile
from vertebra.models.preparation.consent import EVENTS, Proposal, people_counts
from vertebra.patient import mrs_a

LITTLE_PAIN, NEW_FRACTURE = "little pain", "new fracture"
"""Keys of outcomes."""

HERS = Proposal(risk_profile(mrs_a(lesson=6)))


def counts(proposal: Proposal = HERS):
    return {count.event: count for count in people_counts(proposal)}


def test_every_event_is_counted_once_in_order():
    assert tuple(count.event for count in people_counts(HERS)) == EVENTS


def test_the_counts_are_those_of_the_sources():
    found = counts()
    assert found[LITTLE_PAIN].expected == pytest.approx(100 * 24 / 55)
    assert found[LITTLE_PAIN].without == pytest.approx(100 * 12 / 57)
    assert found["lungs"].expected == pytest.approx(1000 * 34 / 1782)
    assert found["operation"].expected == pytest.approx(1000 * 4 / 3175)


def test_intervals_agree_with_the_table_of_complications():
    """Both draw on the same studies: the same counts have to have the same intervals."""
    known = {(one.events, one.people): one for one in complications()}
    compared = 0
    for count in people_counts(HERS):
        other = known.get((count.events, count.people))
        if other is None:
            continue
        compared += 1
        ends = [100 * end / count.out_of for end in (count.low, count.high)]
        assert ends == pytest.approx([other.low_percent, other.high_percent])
    assert compared >= 4


def test_two_bodies_leak_more_often_than_one_and_nothing_else_changes():
    one, two = counts(), counts(replace(HERS, bodies=2))
    share = 164 / 201
    assert two["leak"].expected == pytest.approx(100 * (1 - (1 - share) ** 2))
    assert two["leak"].low > one["leak"].low
    assert {event for event in EVENTS if one[event] != two[event]} == {"leak"}


def test_the_technique_changes_what_was_counted_for_it():
    found = counts(replace(HERS, technique="kyphoplasty"))
    assert found["leak"].expected == pytest.approx(100 * 157 / 214)
    assert found[LITTLE_PAIN].expected is None, "no sham-controlled trial of kyphoplasty"
    assert found["haematoma"].events == 1
    assert counts()["haematoma"].expected is None


def test_her_own_risk_of_a_new_fracture_goes_with_her_age():
    assert counts()[NEW_FRACTURE].expected == pytest.approx(100 * one_year_risk(HERS.person).value)
    older = replace(HERS, person=replace(HERS.person, age_years=HERS.person.age_years + 10))
    assert counts(older)[NEW_FRACTURE].expected > counts()[NEW_FRACTURE].expected


@pytest.mark.parametrize(("field", "value"), [("technique", "laser"), ("bodies", 0), ("bodies", 4)])
def test_what_nobody_proposes_is_refused(field, value):
    with refused(InputError, str(value)):
        replace(HERS, **{field: value})
