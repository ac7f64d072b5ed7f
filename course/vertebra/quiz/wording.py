"""The course's own words for what a question shows: questions compute with models, and take sentences from here.

An `item.py` imports models and this module, never `views`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vertebra.models.case import Case, StageScore
    from vertebra.models.imaging.exam_images import ExamImage
    from vertebra.models.procedure import Assessment


def body_positions(slide: ExamImage) -> str:
    """Where each body of a slide lies, which stand out and which are low."""
    from vertebra.models.experiments.exam_slices import exam_slices
    from vertebra.views import exam_images

    return exam_images.body_positions_text(exam_slices(slide))


def appearance(slide: ExamImage) -> str:
    """A slide by T1, T2 and STIR, in words."""
    from vertebra.models.experiments.exam_slices import exam_slices
    from vertebra.models.experiments.mri_slices import PATIENT
    from vertebra.views import exam_images

    return exam_images.appearance_text(exam_slices(slide, PATIENT))


def sequence_signals(sequence: str) -> str:
    """What a sequence shows white and black, without its name."""
    from vertebra.views.exam_images import SIGNALS

    return SIGNALS[sequence]


def patient_line(case: Case) -> str:
    """The patient of a case in a line."""
    from vertebra.views import case_room

    return case_room.patient_line(case)


def stage_scores(case: Case, stages: Sequence[StageScore]) -> list[dict[str, Any]]:
    """The stages of a case, each with name, weight, share and the reasons."""
    from vertebra.views import case_room

    return case_room.debrief(case, stages)


def stage_feedback(case: Case, stage: StageScore) -> str:
    """A stage of a case: its name, what it was worth, and why."""
    from vertebra.views import case_room, case_texts

    sentences = " ".join(case_room.stage_feedback(case, stage))
    return f"{case_texts.NAMES[stage.name]}: {100 * stage.fraction:.0f} %. {sentences}".strip()


def assessment_sentences(assessments: Iterable[Assessment]) -> str:
    """What a supervisor says of a procedure: each criterion, and why it is met or not."""
    from vertebra.views import assessment

    return assessment.sentences(assessments)


def structure_name(key: str) -> str:
    """The name of a wall or vessel, as it stands in a sentence."""
    from vertebra.views import assessment

    return assessment.structure(key)
