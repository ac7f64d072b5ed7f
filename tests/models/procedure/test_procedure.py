"""What a procedure promises: an outcome is a value, whatever is asked for before or after it, in this process or
another."""

import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, is_dataclass
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from refusals import refused
from rows import each_row

from vertebra import cache
from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import fracture, mechanics, procedure
from vertebra.models.procedure import (
    KYPHOPLASTY,
    STEERING,
    BalloonAction,
    CementAction,
    Equipment,
    ImpossibleActionError,
    NeedleAction,
    ProcedureOutcome,
)
from vertebra.models.procedure.simulate import PREFIXES
from vertebra.patient import Part

VERTEBROPLASTY = (
    CementAction("inject", 6.0, 0.1),
    CementAction("wait", 30.0),
    CementAction("move", -4.0),
    CementAction("inject", 5.0, 0.2),
    CementAction("side", -1),
    CementAction("inject", 4.0, 0.1),
)
BALLOONS = (
    BalloonAction("inflate", 2.4),
    BalloonAction("deflate"),
    BalloonAction("cement", 1.0),
    BalloonAction("wait", 60.0),
    BalloonAction("cement", 1.2),
)
NEEDLE = (
    NeedleAction("target", amounts=(4.0, 6.0, -1.5)),
    NeedleAction("look", option="AP"),
    NeedleAction("turn", amounts=(9, 8)),
    NeedleAction("move", amounts=(-4, -3)),
    NeedleAction("advance", 10),
    NeedleAction("shot"),
    NeedleAction("scan"),
    NeedleAction("advance", 2),
)
THREE = {
    "vertebroplasty": (VERTEBROPLASTY, Equipment()),
    "kyphoplasty": (BALLOONS, KYPHOPLASTY),
    "needle": (NEEDLE, STEERING),
}


def body():
    return fracture.of_patient(mrs_a(), "L1", 2.0)


def arrays_of(value, seen=None):
    """Every array that can be reached from a value, by where it is."""
    seen = {} if seen is None else seen
    if id(value) in seen:
        return
    seen[id(value)] = value
    if isinstance(value, np.ndarray):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from arrays_of(getattr(value, field.name), seen)
    elif isinstance(value, tuple):
        for one in value:
            yield from arrays_of(one, seen)
    elif isinstance(value, dict | MappingProxyType):
        for one in value.values():
            yield from arrays_of(one, seen)


def everything(outcome):
    """All bytes of an outcome, also of what is worked out from it."""
    parts = (outcome, outcome.cement, outcome.body, outcome.vertebra)
    return [array.tobytes() for part in parts for array in arrays_of(part)] + [
        outcome.digest,
        procedure.assess(outcome),
    ]


@pytest.mark.slow
@each_row("name", THREE)
def test_an_earlier_outcome_is_unchanged_byte_for_byte_after_later_ones(name):
    actions, equipment = THREE[name]
    earlier = [procedure.run(body(), actions[:length], equipment) for length in range(len(actions) + 1)]
    before = list(map(everything, earlier))
    PREFIXES.clear()
    procedure.run(body(), actions, equipment)
    procedure.run(body(), actions[: len(actions) // 2], equipment)
    assert list(map(everything, earlier)) == before


@pytest.mark.slow
@each_row("name", THREE)
def test_the_same_list_gives_the_same_outcome_in_any_order_of_asking(name):
    actions, equipment = THREE[name]
    PREFIXES.clear()
    wanted = procedure.run(body(), actions, equipment)
    PREFIXES.clear()
    for length in (2, 4, 1, len(actions) - 1, 3, len(actions)):
        procedure.run(body(), actions[:length], equipment)
    assert procedure.run(body(), actions, equipment) == wanted
    by_step = procedure.run(body(), (), equipment)
    for action in actions:
        by_step = procedure.step(by_step, action)
    assert by_step == wanted
    assert hash(by_step) == hash(wanted)
    assert by_step.actions == actions


@each_row("name", THREE)
def test_the_shorter_list_is_the_undo(name):
    actions, equipment = THREE[name]
    before = [procedure.run(body(), actions[:length], equipment).digest for length in range(len(actions))]
    for length in reversed(range(len(actions))):
        assert procedure.run(body(), actions[:length], equipment).digest == before[length]
    assert len(set(before)) == len(before), "each action changes the outcome"


def test_two_outcomes_share_nothing_that_could_change():
    first = procedure.run(body(), VERTEBROPLASTY[:1])
    second = procedure.run(body(), VERTEBROPLASTY[:2])
    for name in ("filled", "aged", "leaked_mm3", "unit_pressure"):
        assert not np.shares_memory(getattr(first.injected, name), getattr(second.injected, name))
    assert first.injected is not second.injected
    assert first.injected.injected_ml == pytest.approx(0.6)


@each_row("name", THREE)
def test_an_outcome_is_frozen_and_its_arrays_refuse_writes(name):
    actions, equipment = THREE[name]
    outcome = procedure.run(body(), actions, equipment)
    parts = (outcome, outcome.cement, outcome.body, outcome.vertebra)
    found = [array for part in parts for array in arrays_of(part)]
    assert len(found) > 4
    for array in found:
        assert not array.flags.writeable
    for array in (outcome.vertebra.labels, outcome.vertebra.density_mg_cm3):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0, 0] = 1
    with pytest.raises(FrozenInstanceError):
        outcome.actions = ()
    with pytest.raises(TypeError):
        procedure.assess(outcome)[0].values["volume"] = 1


SCRIPT = """
from vertebra.lab import mrs_a
from vertebra.models import fracture, procedure
log = procedure.load(open({path!r}, encoding="utf-8").read(), "vertebroplasty")
outcome = procedure.run(fracture.of_patient(mrs_a(), "L1", 2.0), log.actions, log.equipment)
print(outcome.digest, hash(outcome))
"""


@pytest.mark.slow
def test_the_hash_is_equal_in_another_process(tmp_path):
    outcome = procedure.run(body(), VERTEBROPLASTY)
    log = procedure.ActionLog("vertebroplasty", VERTEBROPLASTY, procedure.Subject.of(body()), Equipment())
    path = tmp_path / "kept.json"
    path.write_text(procedure.dump(log), encoding="utf-8")
    script = SCRIPT.format(path=str(path))
    for _ in range(2):
        said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
        assert said == [outcome.digest, str(hash(outcome))]


def test_other_actions_equipment_or_bones_make_another_outcome():
    one = procedure.run(body(), VERTEBROPLASTY[:1])
    assert one != procedure.run(body(), VERTEBROPLASTY[:1], Equipment(cement="high"))
    assert one != procedure.run(fracture.of_patient(mrs_a(), "L1", 2.0, grade=3), VERTEBROPLASTY[:1])
    assert one != procedure.run(body(), [CementAction("inject", 6.0, 0.2)])
    assert one != "an outcome"


STEPS = st.sampled_from(
    [
        CementAction("inject", 0.5, 0.1),
        CementAction("inject", 0.75, 0.2),
        CementAction("wait", 10.0),
        CementAction("move", 2.0),
        CementAction("move", -60.0 / 2),
        CementAction("side", 1),
        CementAction("side", -1),
        BalloonAction("inflate", 1.0),
        BalloonAction("deflate"),
        BalloonAction("cement", 0.1),
        BalloonAction("inflate", -0.5),
        NeedleAction("advance", 2.0),
        NeedleAction("advance", -30.0),
        NeedleAction("turn", amounts=(3.0, 0.0)),
        NeedleAction("scan"),
        NeedleAction("look", option="AP"),
    ]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(STEPS, max_size=6), st.sampled_from([Equipment(), KYPHOPLASTY, STEERING]))
def test_any_actions_give_an_outcome_or_a_named_error_and_nothing_is_lost(actions, equipment):
    bone = fracture.of_patient(mrs_a(), "L1", 3.0)
    outcome = procedure.run(bone, (), equipment)
    for action in actions:
        before = outcome.digest
        try:
            after = procedure.step(outcome, action)
        except procedure.ImpossibleActionError:
            assert outcome.digest == before
            continue
        assert procedure.run(bone, after.actions, equipment) == after
        outcome = after
    field = outcome.injected
    if field is not None:
        assert field.injected_ml == pytest.approx(field.stored_ml + field.total_leaked_ml, abs=1e-6)
    procedure.assess(outcome)


def test_what_was_made_can_be_compressed_and_bears_more_than_the_fracture_left():
    case = fracture.load_case(mrs_a(), "L1", 2.0)
    plain = procedure.run(case.fractured)
    cemented = procedure.run(case.fractured, [CementAction("wait", 120), CementAction("inject", 40, 0.1)])
    lifted = procedure.run(case.fractured, BALLOONS, KYPHOPLASTY)
    assert plain.vertebra is case.fractured
    assert cemented.vertebra.kind == lifted.vertebra.kind == "treated"
    assert cemented.vertebra.is_part(Part.CEMENT).sum() * cemented.vertebra.voxel_ml > 1
    assert lifted.vertebra.is_part(Part.CEMENT).any()
    assert set(lifted.vertebra.landmarks_mm) == set(case.fractured.landmarks_mm)
    intact, broken, filled, raised = (
        mechanics.compress(one, load_n=800).strength_n
        for one in (case.intact, plain.vertebra, cemented.vertebra, lifted.vertebra)
    )
    assert broken < 0.7 * intact
    assert filled > 1.15 * broken
    assert raised > broken


def test_many_actions_and_foreign_things_are_refused():
    with refused(ImpossibleActionError, "too-many-actions", "400"):
        procedure.run(body(), [CementAction("wait", 0.25), CementAction("move", 0.0)] * 5000)
    with refused(InputError, "not-an-action-of-a-procedure", "inject"):
        procedure.run(body(), ["inject"])


def test_what_is_kept_stays_within_the_bytes_of_its_cache():
    bone = fracture.of_patient(mrs_a(), "L1", 3.0)
    small = cache.Cache("a small one", 2_000_000)
    prefixes = procedure.simulate.PrefixCache(small)
    actions = tuple(CementAction("inject", 0.5, flow) for flow in np.linspace(0.05, 0.2, 30))
    outcome = procedure.run(bone)
    prefixes.store((bone, Equipment()), (), outcome)
    for length, action in enumerate(actions, 1):
        outcome = procedure.step(outcome, action)
        prefixes.store((bone, Equipment()), actions[:length], outcome)
        assert small.usage().size_bytes <= 2_000_000
    known, left = prefixes.longest_prefix((bone, Equipment()), actions)
    assert isinstance(known, ProcedureOutcome) or left == actions
    cache.PROCEDURES.clear()
    assert procedure.run(bone, actions) == outcome
