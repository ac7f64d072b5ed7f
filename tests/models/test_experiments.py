"""What is swept for figures: each thing solved once, the same for everyone who asks, and unchanged afterwards."""

import threading

import numpy as np
import pytest

from vertebra import cache
from vertebra.models import case as patient_case
from vertebra.models import fracture, mechanics, procedure
from vertebra.models.experiments import curing_case, drug_comparison, restoration_curve, technique_comparison
from vertebra.models.mechanics import augmentation
from vertebra.models.procedure import CementAction
from vertebra.patient import mrs_a


@pytest.fixture
def solves(monkeypatch):
    """The vertebrae that the mechanics part is asked to solve."""
    asked, plain = [], mechanics.compress

    def counted(vertebra, *args, **kwargs):
        asked.append(vertebra)
        return plain(vertebra, *args, **kwargs)

    monkeypatch.setattr(mechanics, "compress", counted)
    return asked


@pytest.mark.slow
def test_intact_and_broken_are_solved_once_for_all_volumes_and_placements(solves):
    fracture.load_case(mrs_a(), "L1", restoration_curve.VOXEL_MM)
    cache.EXPERIMENTS.clear()
    cache.LOADED.clear()
    solves.clear()
    curves = [restoration_curve.computed_curve(mrs_a(), "L1", one) for one in restoration_curve.PLACEMENTS]
    filled = sum(len(one.volumes_ml) - 1 for one in curves)
    assert len(solves) == 2 + filled
    assert len({id(one) for one in solves}) == len(solves)


@pytest.mark.slow
def test_a_curve_is_what_each_volume_gives_alone():
    curve = restoration_curve.computed_curve(mrs_a(), "L1", "one side")
    case = fracture.load_case(mrs_a(), "L1", restoration_curve.VOXEL_MM)
    procedure.simulate.PREFIXES.clear()
    outcome = procedure.run(case.fractured, (CementAction("inject", 30.0, 0.1),))
    alone = augmentation.simulate_restoration(case.intact, case.fractured, outcome.vertebra)
    assert curve.at(3.0) == pytest.approx((alone.stiffness_restored, alone.strength_restored), rel=1e-9)
    assert curve.at(0.0)[1] == alone.strength_n[1] / alone.strength_n[0]
    assert curve.intact == (alone.stiffness_n_per_mm[0], alone.strength_n[0])


@pytest.mark.slow
@pytest.mark.parametrize("placement", restoration_curve.PLACEMENTS)
def test_the_curves_that_are_shipped_are_the_models(placement):
    """After a change of the models: python -m vertebra.models.experiments.restoration_curve."""
    shipped = restoration_curve.restoration_curve(mrs_a(), "L1", placement)
    computed = restoration_curve.computed_curve(mrs_a(), "L1", placement)
    assert shipped.volumes_ml == computed.volumes_ml
    assert shipped.adjacent.level == computed.adjacent.level
    for ours, theirs in (
        (shipped.strength, computed.strength),
        (shipped.stiffness, computed.stiffness),
        (shipped.intact, computed.intact),
        (shipped.adjacent.strain_ratio, computed.adjacent.strain_ratio),
        (shipped.adjacent.load_ratio, computed.adjacent.load_ratio),
        (shipped.adjacent.wedge_deg, computed.adjacent.wedge_deg),
    ):
        assert ours == pytest.approx(theirs, rel=5e-3)


@pytest.mark.parametrize("placement", restoration_curve.PLACEMENTS)
def test_a_curves_cement_is_that_of_a_procedure(placement):
    body = fracture.of_patient(mrs_a(), "L1", 3.0)
    outcome = restoration_curve.injected(body, placement, 2.0)
    assert outcome.cement.injected_ml == pytest.approx(2.0, abs=1e-6)
    assert procedure.run(body, outcome.actions, outcome.equipment).digest == outcome.digest
    x = body.axes_mm()[0]
    right = outcome.cement.cement_fraction.sum(axis=(1, 2))[x > 0].sum() / outcome.cement.cement_fraction.sum()
    assert right > 0.75 if placement == restoration_curve.PLACEMENTS[1] else 0.35 < right < 0.65
    assert restoration_curve.injected(body, placement, 0.1).injected is None


def test_restoring_twice_solves_only_the_filled_body_again(solves):
    case = fracture.load_case(mrs_a(), "L1", 3.0)

    def treated():
        return augmentation.with_cement(case.fractured, augmentation.ellipsoid_cement(case.fractured, 2.0))

    cache.LOADED.clear()
    solves.clear()
    first = augmentation.simulate_restoration(case.intact, case.fractured, treated())
    assert len(solves) == 3
    assert augmentation.simulate_restoration(case.intact, case.fractured, treated()) == first
    assert len(solves) == 4


def test_whoever_asks_while_it_is_computed_waits_for_the_same_case(monkeypatch):
    cache.EXPERIMENTS.clear()
    runs, plain = [], curing_case.heat.simulate_curing

    def counted(*args, **kwargs):
        runs.append(threading.get_ident())
        return plain(*args, **kwargs)

    monkeypatch.setattr(curing_case.heat, "simulate_curing", counted)
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(curing_case.curing_case(mrs_a(), 2.0))) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    assert len(runs) == 1
    assert all(one is found[0] for one in found)
    assert len(found) == 3


def test_harm_is_told_for_nerve_and_bone_by_their_own_limits():
    harm = curing_case.thermal_harm(curing_case.curing_case(mrs_a(), 2.0, leak=True))
    assert harm["dura"].harmful
    assert harm["dura"].peak_c > 43
    calm = curing_case.thermal_harm(curing_case.curing_case(mrs_a(), 2.0))
    assert not calm["dura"].harmful
    assert calm["dura"].dose_cem43_minutes < harm["dura"].dose_cem43_minutes


def test_an_outcome_of_a_technique_stays_when_more_cement_is_given():
    body = technique_comparison.fractured_body(mrs_a())
    early = technique_comparison.technique_outcome(body, "vertebroplasty", 0.4)
    before = early.cement_fraction.tobytes(), early.history.tobytes()
    late = technique_comparison.technique_outcome(body, "vertebroplasty", 0.8)
    assert (early.cement_fraction.tobytes(), early.history.tobytes()) == before
    assert late.cement_ml == pytest.approx(0.8)
    assert early.cement_ml == pytest.approx(0.4)
    assert np.asarray(late.cement_fraction).sum() > np.asarray(early.cement_fraction).sum()


def test_only_the_drugs_asked_for_are_simulated(monkeypatch):
    cache.EXPERIMENTS.clear()
    ran, plain = [], drug_comparison.simulate_cohort

    def counted(people, policy, **kwargs):
        ran.append(policy.drug if hasattr(policy, "drug") else policy)
        return plain(people, policy, **kwargs)

    monkeypatch.setattr(drug_comparison, "simulate_cohort", counted)
    case = patient_case.sample_case(5)
    few = drug_comparison.compare_drugs(case, ["zoledronate"])
    assert len(ran) == 2
    every = drug_comparison.compare_drugs(case)
    assert len(ran) == 1 + len(drug_comparison.DRUGS)
    assert few.percent_by_drug.items() <= every.percent_by_drug.items()
    assert every.percent_untreated == max(every.percent_by_drug.values())
    assert every.contraindicated <= set(patient_case.contraindicated_drugs(case))
    assert "nothing" not in every.contraindicated
