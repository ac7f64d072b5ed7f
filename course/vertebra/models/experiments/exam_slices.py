"""The slides of questions: with `models.imaging.exam_images` they tell the answer,
so they belong to the teaching part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vertebra.arguments import checked
from vertebra.models.experiments.mri_slices import Image, acquired_by_name
from vertebra.models.imaging import exam_images
from vertebra.models.imaging.exam_images import ExamImage
from vertebra.models.imaging.sagittal import SagittalScene


@dataclass(frozen=True, eq=False)
class ExamSlices:
    """A question's slide: the slice that it shows, and its pictures by the name of the sequence."""

    slide: ExamImage
    scene: SagittalScene
    images: Mapping[str, Image]


@checked
def exam_slices(slide: ExamImage, names: Sequence[str] = ()) -> ExamSlices:
    """Acquire a slide by its own sequence, or by `names`."""
    what = exam_images.exam_scene(slide)
    return ExamSlices(slide, what, acquired_by_name(what, names or (slide.sequence,), seed=slide.seed))
