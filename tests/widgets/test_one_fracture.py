"""Mrs A.'s L1 is the same broken body in every trainer that comes after the day it broke."""

import pytest
from rows import each_row

from vertebra.lab import mrs_a
from vertebra.models import fracture
from vertebra.models.experiments import curing_case, radiographs, restoration_curve, technique_comparison
from vertebra.models.imaging import spine_assembly, xray_scene
from vertebra.models.procedure import ProcedureOutcome
from vertebra.widgets.cement import CementTrainer
from vertebra.widgets.kyphoplasty import BalloonTrainer
from vertebra.widgets.needle import NeedleTrainer
from vertebra.widgets.technique_comparison import TechniqueComparison


def started(trainer: CementTrainer) -> ProcedureOutcome:
    """The outcome that a trainer begins with."""
    return trainer.outcome(trainer.initial_state())


BODIES = {
    "cement": lambda: started(CementTrainer(mrs_a())).fractured,
    "balloon": lambda: BalloonTrainer(mrs_a()).fractured,
    "needle": lambda: NeedleTrainer(mrs_a()).vertebra,
    "comparison": lambda: TechniqueComparison(mrs_a()).fractured,
    "heat": lambda: curing_case.fractured_body(mrs_a()),
    "strength": lambda: restoration_curve.fractured_body(mrs_a()),
    "techniques": lambda: technique_comparison.fractured_body(mrs_a()),
    "column": lambda: spine_assembly.assemble_spine(mrs_a(), ("T12", "L1", "L2"), "L1")[1].vertebra,
}


@each_row("where", BODIES)
def test_every_trainer_has_the_body_that_the_one_builder_makes(where: str):
    body = BODIES[where]()
    built = fracture.of_patient(mrs_a(), "L1", body.spacing_mm[0])
    assert body.kind == "collapsed"
    for name in ("labels", "density_mg_cm3", "shell_fraction", "surface_mm"):
        assert getattr(body, name).tobytes() == getattr(built, name).tobytes()
    assert dict(body.landmarks_mm) == dict(built.landmarks_mm)


@pytest.mark.slow
def test_radiographs_of_the_spine_show_it():
    what = xray_scene.xray_scene(mrs_a())
    given = xray_scene.xray_scene(mrs_a(), vertebrae={"L1": fracture.of_patient(mrs_a())})
    pairs = zip(radiographs.standard_views(what), radiographs.standard_views(given), strict=True)
    assert all((one.frame.primary == other.frame.primary).all() for one, other in pairs)
