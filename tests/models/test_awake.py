"""An awake patient: what is done is felt, more of it never hurts less, who is silent says nothing, a monitor
follows."""

from dataclasses import replace

import pytest
from refusals import refused
from rows import each_row

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models import awake, fracture, procedure
from vertebra.models.awake import (
    AT_REST,
    SEDATIONS,
    Anaesthesia,
    Stimuli,
    alarms,
    emergency,
    monitor,
    respond,
    target,
    vital_signs,
)
from vertebra.models.awake.stimuli import BODY_TEMPERATURE_C, dura_temperature_c
from vertebra.models.procedure import BalloonAction, CementAction, NeedleAction
from vertebra.patient import mrs_a

LIGHT, LOCAL, DEEP, NOTHING = (SEDATIONS[name] for name in ("light", "local", "deep", "nothing"))
WORSE = {
    "root_mm": (5.0, 1.0, -1.0),
    "canal_mm": (3.0, 0.5, -1.0),
    "surface_mm": (9.0, 2.0, 0.0),
    "canal_ml": (0.0, 0.1, 0.2, 0.3, 1.0),
    "lung_ml": (0.0, 0.1, 0.2, 0.5, 2.0),
    "dura_c": (37.0, 40.0, 44.0, 61.0),
    "balloon_fraction": (0.0, 0.3, 1.0, 1.4),
    "injected_ml": (0.0, 2.0, 9.0),
}
"""Each stimulus, from what is nothing to what is worst."""


@pytest.fixture(scope="module")
def bone():
    return fracture.as_recorded(mrs_a(), "L1", 2.0)


def test_where_nothing_is_done_nothing_is_felt():
    calm = respond(Stimuli(), LIGHT)
    assert (calm.symptoms, calm.pain, calm.sedation) == ((), 0, "awake")
    assert target(Stimuli(), NOTHING) == AT_REST
    assert alarms(AT_REST) == ()


@each_row(("name", "values"), list(WORSE.items()))
def test_more_of_a_stimulus_never_hurts_less_nor_is_any_vital_sign_better(name, values):
    for given in SEDATIONS.values():
        felt = [Stimuli(needle_moved=True, **{name: value}) for value in values]
        pains = [respond(one, given).pain for one in felt]
        assert pains == sorted(pains), (name, pains)
        signs = [target(one, given) for one in felt]
        saturation = [one.saturation_percent for one in signs]
        breaths = [one.breaths_per_min for one in signs]
        assert saturation == sorted(saturation, reverse=True)
        assert breaths == sorted(breaths)


@each_row("name", ["lidocaine_mg", "fentanyl_ug"])
def test_more_of_what_takes_pain_away_never_hurts_more(name):
    felt = Stimuli(needle_moved=True, surface_mm=0.0)
    pains = [respond(felt, replace(NOTHING, **{name: dose})).pain for dose in (0.0, 20.0, 50.0, 100.0, 300.0)]
    assert pains == sorted(pains, reverse=True)
    assert pains[0] > pains[-1]


def test_under_lidocaine_alone_a_needle_on_bone_hurts_as_much_as_people_remembered():
    felt = Stimuli(needle_moved=True, surface_mm=0.0)
    assert respond(felt, LOCAL).pain == tables.value("awake_needle_pain_points")
    assert "bone pain" not in respond(replace(felt, needle_moved=False), LOCAL).symptoms


@each_row(
    ("felt", "symptom"),
    [
        (Stimuli(root_mm=0.5), "root touched"),
        (Stimuli(canal_mm=-0.1), "canal touched"),
        (Stimuli(breach="lateral_pedicle_wall"), "wall pain"),
        (Stimuli(injecting=True), "pressure"),
        (Stimuli(balloon_fraction=0.5), "pressure"),
        (Stimuli(canal_ml=0.16), "girdle pain"),
        (Stimuli(canal_ml=0.31), "leg weak"),
        (Stimuli(dura_c=40.0), "warm"),
        (Stimuli(dura_c=44.0), "hot"),
        (Stimuli(lung_ml=0.11), "cough"),
        (Stimuli(lung_ml=0.21), "breathless"),
    ],
)
def test_each_stimulus_has_its_symptom_and_only_beyond_its_threshold(felt, symptom):
    assert symptom in respond(felt, LIGHT).reported
    assert symptom not in respond(Stimuli(), LIGHT).symptoms


def test_who_is_sedated_too_deeply_says_nothing_of_what_a_monitor_still_shows():
    grave = Stimuli(canal_ml=1.0, lung_ml=1.0)
    silent, awake_still = respond(grave, DEEP), respond(grave, LIGHT)
    assert silent.sedation == "silent"
    assert silent.reported == ("cough",)
    assert {"leg weak", "breathless"} <= set(silent.symptoms) & set(awake_still.reported)
    assert {"saturation_percent", "systolic_mmhg"} <= set(alarms(target(grave, DEEP)))
    assert "breaths_per_min" in alarms(target(Stimuli(), DEEP))


@each_row("dose", ["midazolam_mg", "fentanyl_ug"])
def test_more_sedation_never_breathes_more_or_shows_a_better_saturation(dose):
    signs = [target(Stimuli(), replace(NOTHING, **{dose: much})) for much in (0.0, 1.0, 4.0, 10.0, 20.0)]
    for name in ("breaths_per_min", "saturation_percent", "systolic_mmhg"):
        values = [getattr(one, name) for one in signs]
        assert values == sorted(values, reverse=True), name


def test_too_much_lidocaine_for_the_weight_tingles():
    assert "tingling lips" in respond(Stimuli(), Anaesthesia(lidocaine_mg=260.0, weight_kg=50.0)).symptoms
    assert "tingling lips" not in respond(Stimuli(), Anaesthesia(lidocaine_mg=260.0, weight_kg=60.0)).symptoms


def test_a_leak_of_four_tenths_of_a_millilitre_heats_the_dura_as_the_model_of_heat_has_it():
    assert dura_temperature_c(0.4, 1.0) == pytest.approx(61.1, abs=0.2)
    assert dura_temperature_c(0.0, 1.0) == pytest.approx(39.1, abs=0.2)
    assert dura_temperature_c(5.0, 0.0) == BODY_TEMPERATURE_C


def test_a_needle_hurts_where_it_meets_bone_and_where_it_breaks_a_wall(bone):
    def advanced(steps):
        actions = [NeedleAction("advance", 2.0)] * steps
        return awake.stimuli(procedure.run(bone, actions, procedure.STEERING))

    assert "bone pain" in respond(advanced(1), LIGHT).symptoms
    assert advanced(8).breach
    assert "wall pain" in respond(advanced(8), LIGHT).symptoms


def test_emergencies_follow_from_what_was_done(bone):
    good = (CementAction("wait", 240), CementAction("move", 2), CementAction("inject", 30, 0.1))
    flood = (CementAction("inject", 90, 0.15), CementAction("side", -1), CementAction("inject", 60, 0.15))
    safe, leaked = (procedure.run(bone, actions) for actions in (good, flood))
    assert emergency(safe, LIGHT) == ""
    assert emergency(safe, DEEP) == "sedation"
    assert emergency(safe, NOTHING) == "faint"
    felt = awake.stimuli(leaked)
    assert felt.canal_ml > tables.value("canal_leak_ml")
    assert emergency(leaked, LIGHT) in ("breath", "leg", "thread")
    assert emergency(procedure.run(bone, ()), NOTHING) == ""


def test_one_action_more_is_one_sample_more_to_compute_however_long_the_procedure(bone, monkeypatch):
    computed = []
    plain = vital_signs.target
    monkeypatch.setattr(vital_signs, "target", lambda *given: computed.append(given) or plain(*given))
    shots = [NeedleAction("shot")] * 75
    before = monitor(procedure.run(bone, shots, procedure.STEERING), LIGHT)
    computed.clear()
    after = monitor(procedure.run(bone, [*shots, NeedleAction("shot")], procedure.STEERING), LIGHT)
    assert len(computed) == 1
    assert len(before) == len(after) == 61
    assert after[:-1] == before[1:]


def test_a_monitor_follows_in_time_and_the_same_actions_give_the_same_trend(bone):
    actions = (CementAction("inject", 90, 0.15), CementAction("side", -1), CementAction("inject", 60, 0.15))
    outcome = procedure.run(bone, actions)
    trend = monitor(outcome, LIGHT)
    assert [one.time_s for one in trend] == [0, 90, 90 + tables.value("awake_step_s"), 165]
    assert trend == monitor(procedure.run(bone, actions), LIGHT)
    assert trend[1] == monitor(procedure.run(bone, actions[:1]), LIGHT)[-1]
    assert len(monitor(procedure.run(bone, [NeedleAction("shot")] * 90, procedure.STEERING), LIGHT)) == 61
    rest = target(Stimuli(), LIGHT)
    waited = monitor(procedure.run(bone, [*actions, CementAction("wait", 1500)]), LIGHT)[-1]
    goal = target(awake.stimuli(procedure.run(bone, [*actions, CementAction("wait", 1500)])), LIGHT)
    assert waited.saturation_percent == pytest.approx(goal.saturation_percent, abs=0.01)
    assert trend[-1].saturation_percent < rest.saturation_percent


def test_balloons_press_only_while_they_are_filled(bone):
    filled = (BalloonAction("inflate", 2.0),)
    assert awake.stimuli(procedure.run(bone, filled, procedure.KYPHOPLASTY)).balloon_fraction > 0
    down = (*filled, BalloonAction("deflate"))
    assert awake.stimuli(procedure.run(bone, down, procedure.KYPHOPLASTY)).balloon_fraction == 0


def test_doses_out_of_range_are_named():
    with refused(InputError, "midazolam-dose"):
        Anaesthesia(midazolam_mg=50.0)
    with refused(InputError, "lidocaine-dose"):
        Anaesthesia(lidocaine_mg=-1.0)
