"""The two values that flow through every model cannot be changed, and refuse what no model is made for."""

import dataclasses

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.patient import LEVELS, Fracture, Part, Patient, Vertebra


def block(shape=(3, 4, 5), **changes):
    """A vertebra of nothing but trabecular bone."""
    values = {
        "labels": np.full(shape, Part.TRABECULAR, np.uint8),
        "density_mg_cm3": np.full(shape, 100, np.float32),
        "shell_fraction": np.zeros(shape, np.float32),
        "surface_mm": np.full(shape, -1, np.float32),
        "spacing_mm": (1.0, 2.0, 0.5),
        "origin_mm": (-1.0, -3.0, -1.0),
        "level": "L1",
    }
    return Vertebra(**{**values, **changes})


@each_row(
    ("changes", "named"),
    [
        ({"age_years": 130}, "130"),
        ({"age_years": float("nan")}, "nan"),
        ({"age_years": "old"}, "old"),
        ({"t_score": -20}, "-20"),
        ({"t_score": float("inf")}, "inf"),
        ({"sex": "x"}, "'x'"),
        ({"vbmd_mg_cm3": -5}, "-5"),
        ({"treatment": "leeches"}, "leeches"),
    ],
)
def test_an_impossible_patient_is_refused_by_name_and_range(changes, named):
    with pytest.raises(InputError) as refused:
        Patient(**{"age_years": 74, **changes})
    assert named in str(refused.value)
    assert any(word in str(refused.value) for word in ("from", "know", "one of", "number"))


def test_every_level_of_the_course_is_known_and_another_is_not():
    assert [Fracture(level).level for level in LEVELS] == list(LEVELS)
    with refused(InputError, "L9", "T7"):
        Fracture("L9")
    with refused(InputError, "genant-grade"):
        Fracture("L1", grade=4)


def test_nothing_of_a_patient_or_a_vertebra_can_be_changed():
    patient, vertebra = Patient(74), block()
    with pytest.raises(dataclasses.FrozenInstanceError):
        patient.age_years = 30
    with pytest.raises(dataclasses.FrozenInstanceError):
        vertebra.level = "L2"
    for array in (vertebra.labels, vertebra.density_mg_cm3, vertebra.shell_fraction, vertebra.surface_mm):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0, 0] = 1
    with pytest.raises(TypeError):
        vertebra.landmarks_mm["foramen"] = (0, 0, 0)


def test_arrays_of_another_shape_are_refused():
    with refused(InputError, "density_mg_cm3", "(2, 2, 2)", "(3, 4, 5)"):
        block(density_mg_cm3=np.zeros((2, 2, 2), np.float32))


def test_axes_give_the_world_coordinates_of_voxel_centres():
    x, y, z = block().axes_mm()
    np.testing.assert_allclose(x, [-1, 0, 1])
    np.testing.assert_allclose(y, [-3, -1, 1, 3])
    np.testing.assert_allclose(z, [-1, -0.5, 0, 0.5, 1])
    assert block().voxel_ml == pytest.approx(0.001)


def test_parts_are_found_together_or_apart():
    labels = np.full((3, 4, 5), Part.TRABECULAR, np.uint8)
    labels[0] = Part.PEDICLE
    vertebra = block(labels=labels)
    assert vertebra.is_part(Part.PEDICLE).sum() == 20
    assert vertebra.is_part(Part.PEDICLE, Part.TRABECULAR).all()
