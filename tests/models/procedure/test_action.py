"""Actions as values and as JSON: what is written is read again, what is not known is refused, and the schema says the
same."""

import itertools
import json
import math

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import each_row

from vertebra.errors import InputError
from vertebra.models.procedure import (
    BalloonAction,
    CaseAction,
    CementAction,
    Equipment,
    NeedleAction,
    append_action,
    from_json,
    schema,
)
from vertebra.models.procedure.action import TYPES
from vertebra.models.procedure.options import APPROACHES, AXIAL_LOAD_BY_POSITION, CARMS, PLACEMENTS

number = st.floats(-30, 30, allow_nan=False).map(lambda one: round(one, 3))
needle = st.one_of(
    st.builds(NeedleAction, st.sampled_from(["medial", "caudal", "out", "up", "advance"]), number),
    st.builds(NeedleAction, st.sampled_from(["turn", "move"]), amounts=st.tuples(number, number)),
    st.builds(NeedleAction, st.just("target"), amounts=st.tuples(number, number, number)),
    st.builds(NeedleAction, st.just("gauge"), st.sampled_from([10, 11, 13])),
    st.builds(NeedleAction, st.just("approach"), option=st.sampled_from(APPROACHES)),
    st.builds(NeedleAction, st.just("look"), option=st.sampled_from(CARMS)),
    st.builds(NeedleAction, st.sampled_from(["shot", "scan"])),
)
cement = st.one_of(
    st.builds(CementAction, st.just("inject"), st.floats(0, 600), st.floats(0, 2)),
    st.builds(CementAction, st.just("wait"), st.floats(0, 1800)),
    st.builds(CementAction, st.just("move"), st.floats(-40, 40)),
    st.builds(CementAction, st.just("side"), st.sampled_from([-1, 1])),
)
balloon = st.one_of(
    st.builds(BalloonAction, st.just("position"), option=st.sampled_from(list(AXIAL_LOAD_BY_POSITION))),
    st.builds(BalloonAction, st.just("placement"), option=st.sampled_from(list(PLACEMENTS))),
    st.builds(BalloonAction, st.just("inflate"), st.floats(-6, 6)),
    st.builds(BalloonAction, st.just("deflate")),
    st.builds(BalloonAction, st.just("cement"), st.integers(0, 120).map(lambda one: round(one * 0.05, 2))),
    st.builds(BalloonAction, st.just("wait"), st.floats(0, 1800)),
)
case = st.builds(CaseAction, st.sampled_from(CaseAction.KINDS), st.text(max_size=8))
any_action = st.one_of(needle, cement, balloon, case)


def valid(instance, part="action"):
    whole = {"$ref": f"#/$defs/{part}", "$defs": schema()["$defs"]}
    return jsonschema.Draft202012Validator(whole).is_valid(instance)


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema())


@settings(max_examples=300, deadline=None)
@given(any_action)
def test_every_action_is_written_as_the_schema_says_and_read_again(action):
    plain = json.loads(json.dumps(action.to_json()))
    assert valid(plain), plain
    assert from_json(plain) == action
    assert hash(from_json(plain)) == hash(action)


WRONG = (
    {},
    [],
    "inject",
    None,
    7,
    {"type": "cement"},
    {"type": "cement", "kind": "inject"},
    {"type": "laser", "kind": "inject", "amount": 1},
    {"type": "cement", "kind": "dance", "amount": 1},
    {"type": "cement", "kind": "inject", "amount": -1},
    {"type": "cement", "kind": "inject", "amount": 601},
    {"type": "cement", "kind": "inject", "amount": "x"},
    {"type": "cement", "kind": "inject", "amount": 1, "flow_ml_per_s": 3},
    {"type": "cement", "kind": "inject", "amount": 1, "flow": 0.1},
    {"type": "cement", "kind": "inject", "amount": None},
    {"type": "cement", "kind": "move", "amount": 400},
    {"type": "needle", "kind": "push", "amount": 1},
    {"type": "needle", "kind": "advance", "amount": 40},
    {"type": "needle", "kind": "target", "amounts": [1, 2]},
    {"type": "needle", "kind": "target", "amounts": [0, 400, 0]},
    {"type": "needle", "kind": "target", "amounts": None},
    {"type": "needle", "kind": "turn", "amounts": [3, "much"]},
    {"type": "needle", "kind": "look", "option": "oblique"},
    {"type": "needle", "kind": "approach", "option": "rib"},
    {"type": "needle", "kind": "gauge", "amount": 9},
    {"type": "needle", "kind": "gauge", "amount": 11.5},
    {"type": "needle", "kind": "advance", "amounts": [1]},
    {"type": "balloon", "kind": "burst"},
    {"type": "balloon", "kind": "inflate", "amount": 9},
    {"type": "balloon", "kind": "deflate", "amount": 1},
    {"type": "balloon", "kind": "cement", "amount": -1},
    {"type": "balloon", "kind": "position", "option": "standing"},
    {"type": "balloon", "kind": "placement", "option": "left"},
    {"type": "case", "kind": "sing", "option": "a song"},
    {"type": "case", "kind": "ask", "option": 3},
)


@each_row("plain", WRONG, ids=lambda one: json.dumps(one)[:60])
def test_what_is_no_action_is_refused_here_and_by_the_schema(plain):
    assert not valid(plain)
    with pytest.raises(InputError):
        from_json(plain)


@each_row("number", [math.nan, math.inf, -math.inf])
@each_row(
    "make",
    [
        lambda n: CementAction("inject", n, 0.1),
        lambda n: CementAction("inject", 1, n),
        lambda n: NeedleAction("advance", n),
        lambda n: NeedleAction("target", amounts=(0, n, 0)),
        lambda n: BalloonAction("inflate", n),
        lambda n: BalloonAction("cement", n),
        lambda n: Equipment(mixed_minutes_ago=n),
        lambda n: Equipment(needle_offset=(n, 0, 0, 0)),
    ],
)
def test_what_is_no_number_is_refused(make, number):
    with pytest.raises(InputError, match=str(number)):
        make(number)


def test_cement_comes_in_steps():
    with pytest.raises(InputError, match=r"0\.05"):
        BalloonAction("cement", 0.12)


def test_the_schema_knows_the_limits_and_names_of_the_actions():
    """Whatever lies just inside a limit passes both; just outside, neither."""
    for cls in (CementAction, BalloonAction):
        for kind, (low, high) in cls.LIMITS.items():
            if low == high:
                continue
            for amount, fits in ((low, True), (high, True), (low - 0.5, False), (high + 0.5, False)):
                plain = {"type": cls.TYPE, "kind": kind, "amount": amount}
                assert valid(plain) == fits, plain
    named = {name: set(_kinds(schema()["$defs"][name])) for name in TYPES}
    assert named == {name: set(cls.KINDS) for name, cls in TYPES.items()}


def _kinds(part):
    for one in part.get("oneOf", [part]):
        kind = one["properties"]["kind"]
        yield from kind.get("enum", [kind.get("const")])


@each_row(
    "wrong",
    [
        {"side": "middle"},
        {"gauge": 9},
        {"cement": "glue"},
        {"device": "bicycle pump"},
        {"mixed_minutes_ago": 90},
        {"placement": "left"},
        {"patient_position": "standing"},
        {"needle_offset": (1.0,)},
    ],
)
def test_equipment_that_is_not_there_is_refused(wrong):
    assert not valid(json.loads(json.dumps(wrong)), "equipment")
    with pytest.raises(InputError):
        Equipment(**wrong)


@given(st.lists(st.sampled_from([0.25, 0.5, 1.0, 3.75]), min_size=1, max_size=8))
def test_pieces_become_one_action_as_long_as_it_is_allowed(pieces):
    actions = ()
    for piece in pieces:
        actions = append_action(actions, CementAction("inject", piece, 0.1))
    assert actions == (CementAction("inject", sum(pieces), 0.1),)
    for done in itertools.accumulate(pieces[:-1]):
        rest = actions[0].remaining_after(CementAction("inject", done, 0.1))
        assert rest == CementAction("inject", sum(pieces) - done, 0.1)
    full = append_action((CementAction("wait", 1800),), CementAction("wait", 1))
    assert full == (CementAction("wait", 1800), CementAction("wait", 1))


@each_row(
    ("whole", "part"),
    [
        (CementAction("inject", 0.5, 0.1), CementAction("inject", 0.3, 0.1)),
        (CementAction("inject", 0.6, 0.1), CementAction("inject", 0.25, 0.1)),
        (CementAction("inject", 5, 0.1), CementAction("inject", 2, 0.2)),
        (CementAction("inject", 5, 0.1), CementAction("inject", 5, 0.1)),
        (CementAction("move", 5), CementAction("move", 2)),
        (BalloonAction("inflate", 2), BalloonAction("inflate", 1)),
        (BalloonAction("wait", 2), CementAction("wait", 1)),
        (NeedleAction("advance", 5), NeedleAction("advance", 2)),
    ],
)
def test_what_can_not_be_gone_on_with_is_done_anew(whole, part):
    assert whole.remaining_after(part) is None
