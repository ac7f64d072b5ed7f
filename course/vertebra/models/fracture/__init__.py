"""How a vertebra breaks: its collapse under a load, its morphometry, a cleft in it, and the patient's own fracture."""

from vertebra.models.fracture.cleft import with_cleft
from vertebra.models.fracture.collapse import SHAPES, Shape, collapse, deformity_from_load, remap_columns
from vertebra.models.fracture.morphometry import (
    VertebralHeights,
    deformity_type,
    genant_grade,
    grade,
    height_lines,
    heights_before_fracture,
    morphometry_heights,
)
from vertebra.models.fracture.parameters import height_loss_percent
from vertebra.models.fracture.patient_fracture import LoadCase, as_recorded, load_case, load_on, of_patient, of_vertebra

__all__ = [
    "SHAPES",
    "LoadCase",
    "Shape",
    "VertebralHeights",
    "as_recorded",
    "collapse",
    "deformity_from_load",
    "deformity_type",
    "genant_grade",
    "grade",
    "height_lines",
    "height_loss_percent",
    "heights_before_fracture",
    "load_case",
    "load_on",
    "morphometry_heights",
    "of_patient",
    "of_vertebra",
    "remap_columns",
    "with_cleft",
]
