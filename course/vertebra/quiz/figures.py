"""The pictures that items may ask for, by name: only what stands here is drawn, whatever a quiz.json says."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from vertebra.errors import CourseError
from vertebra.texts import _

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _axial_roi(values: Mapping[str, Any]) -> Figure:
    from vertebra.models import anatomy
    from vertebra.patient import Patient
    from vertebra.views.ct_slice import axial_with_region

    patient = Patient(
        age_years=values["age_years"], sex=values["sex"], t_score=values["t_score"], seed=int(values["texture"])
    )
    return axial_with_region(anatomy.build(patient, "L1", 1.0))


def _load_share(values: Mapping[str, Any]) -> Figure:
    from vertebra.models import anatomy
    from vertebra.models.mechanics import compress
    from vertebra.patient import Patient
    from vertebra.views.mechanics import share_by_height

    patient = Patient(
        age_years=values["age_years"], sex=values["sex"], t_score=values["t_score"], seed=int(values["texture"])
    )
    return share_by_height(compress(anatomy.build(patient, "L1", 2.5), load_n=1000))


def _mri_two_fractures(values: Mapping[str, Any]) -> Figure:
    from vertebra.models.experiments.mri_slices import exam_pictures
    from vertebra.models.imaging import exam
    from vertebra.views.exam import one

    return one(exam_pictures(exam.two_fractures(int(values["slide"]))))


def _mri_one_slice(values: Mapping[str, Any]) -> Figure:
    from vertebra.models.experiments.mri_slices import exam_pictures
    from vertebra.models.imaging import exam
    from vertebra.views.exam import one

    return one(exam_pictures(exam.unnamed_sequence(int(values["slide"]))))


def _mri_three(values: Mapping[str, Any]) -> Figure:
    from vertebra.models.experiments.mri_slices import USUAL, exam_pictures
    from vertebra.models.imaging import exam
    from vertebra.views.exam import three

    return three(exam_pictures(exam.look_alike(int(values["slide"]))[0], USUAL))


def _oedema_course(values: Mapping[str, Any]) -> Figure:
    from vertebra.views.oedema import course

    return course(marked=False)


VIEWS: dict[str, Callable[[Mapping[str, Any]], Figure]] = {
    "axial_roi": _axial_roi,
    "load_share": _load_share,
    "mri_two_fractures": _mri_two_fractures,
    "mri_one_slice": _mri_one_slice,
    "mri_three": _mri_three,
    "oedema_course": _oedema_course,
}


def draw(view: str, values: Mapping[str, Any]) -> bytes:
    """The picture `view` of `values` as PNG. Raises CourseError where there is no such view, or a value is missing."""
    if view not in VIEWS:
        raise CourseError(
            _("There is no picture {view}. There are: {views}.").format(view=repr(view), views=", ".join(VIEWS))
        )
    try:
        figure = VIEWS[view](values)
    except (KeyError, TypeError, ValueError) as error:
        raise CourseError(
            _("The picture {view} can't be drawn from its values: {error}.").format(view=repr(view), error=error)
        ) from error
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return buffer.getvalue()
