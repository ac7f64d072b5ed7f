"""The pictures of items.

A view of the course (`VIEWS`) is drawn from values, in the learner's kernel too: only what stands here is drawn,
whatever a quiz.json says. Where the values would tell the answer to whoever has the course's models (`AT_BUILD`), and
where the picture is a question's own (a file of its folder, or drawn by its item.py), the release holds the picture
itself: nothing that draws it is needed on a student's machine.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from vertebra.errors import CourseError
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image

    from vertebra.quiz.question.question import QuestionVariant

DPI = 110
JPEG_QUALITY = 80
"""Of grey slices with noise, which PNG can't make smaller."""
MAX_OWN_BYTES = 400_000
"""How large a question's own picture may be: every student's folder holds those of all variants."""
MEDIA = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""The formats that a release may hold, by how a file begins."""


def _axial_roi(values: Mapping[str, Any]) -> Figure:
    from vertebra.models import anatomy
    from vertebra.patient import Patient
    from vertebra.views.axial_ct import axial_with_roi

    patient = Patient(
        age_years=values["age_years"], sex=values["sex"], t_score=values["t_score"], seed=int(values["texture"])
    )
    return axial_with_roi(anatomy.build(patient, "L1", 1.0))


def _load_fraction(values: Mapping[str, Any]) -> Figure:
    from vertebra.models import anatomy
    from vertebra.models.mechanics import compress
    from vertebra.patient import Patient
    from vertebra.views.mechanics import wall_fraction_by_height

    patient = Patient(
        age_years=values["age_years"], sex=values["sex"], t_score=values["t_score"], seed=int(values["texture"])
    )
    return wall_fraction_by_height(compress(anatomy.build(patient, "L1", 2.5), load_n=1000))


def _mri_two_fractures(values: Mapping[str, Any]) -> Figure:
    from vertebra.models.experiments.exam_slices import exam_slices
    from vertebra.models.imaging import exam_images
    from vertebra.views.exam_images import single_slice

    return single_slice(exam_slices(exam_images.two_fracture_image(int(values["slide"]))))


def _mri_one_slice(values: Mapping[str, Any]) -> Figure:
    from vertebra.models.experiments.exam_slices import exam_slices
    from vertebra.models.imaging import exam_images
    from vertebra.views.exam_images import single_slice

    return single_slice(exam_slices(exam_images.unnamed_sequence_image(int(values["slide"]))))


def _mri_three(values: Mapping[str, Any]) -> Figure:
    from vertebra.models.experiments.exam_slices import exam_slices
    from vertebra.models.experiments.mri_slices import PATIENT
    from vertebra.models.imaging import exam_images
    from vertebra.views.exam_images import three_sequences

    return three_sequences(exam_slices(exam_images.look_alike_image(int(values["slide"]))[0], PATIENT))


def _oedema_course(values: Mapping[str, Any]) -> Figure:
    from vertebra.views.oedema import oedema_figure

    return oedema_figure(marked=False)


VIEWS: dict[str, Callable[[Mapping[str, Any]], Figure]] = {
    "axial_roi": _axial_roi,
    "load_fraction": _load_fraction,
    "mri_two_fractures": _mri_two_fractures,
    "mri_one_slice": _mri_one_slice,
    "mri_three": _mri_three,
    "oedema_course": _oedema_course,
}
FORMER_VIEWS = {"load_share": "load_fraction"}
"""What views were called in quizzes that are handed out already."""

AT_BUILD = {"mri_two_fractures", "mri_one_slice", "mri_three"}
"""Views whose values, the number of a case, are the answer for whoever has `models.imaging.exam_images`."""


def draw(view: str, values: Mapping[str, Any]) -> bytes:
    """The picture `view` of `values` as PNG.

    Raises
    ------
    CourseError
        Where there is no such view, or a value is missing.
    """
    return _png(_figure(view, values))


def picture(item: QuestionVariant) -> bytes:
    """The item's picture, as PNG or JPEG.

    Raises
    ------
    CourseError
        Where it can't be had.
    """
    figure = item.figure
    if figure is None:
        raise CourseError(_("{question} has no picture.").format(question=item.question.id))
    if figure.file:
        return _own_file(item, figure.file)
    if figure.own:
        return _own_drawing(item)
    return draw(figure.view, figure.values)


def is_released_as_picture(item: QuestionVariant) -> bool:
    """Whether the release holds the item's picture instead of the values that it is drawn from."""
    figure = item.figure
    return figure is not None and bool(figure.file or figure.own or figure.view in AT_BUILD)


def released_name(item: QuestionVariant, cohort_salt: str) -> str:
    """Return the name of the picture in a release.

    Parameters
    ----------
    item : QuestionVariant
    cohort_salt : str
        Without it the values that it is drawn from can't be tried out.
    """
    figure = item.figure
    assert figure is not None
    drawn_from: list[Any] = [figure.view, figure.values]
    if figure.file:
        drawn_from = [hashlib.sha256(_own_file(item, figure.file)).hexdigest()]
    elif figure.own:
        code = (item.question.drawn_from / "item.py").read_bytes()
        drawn_from = [item.question.id, hashlib.sha256(code).hexdigest(), item.values]
    said = json.dumps(["picture", cohort_salt, *drawn_from], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def released(item: QuestionVariant) -> bytes:
    """The item's picture as a release holds it: the course's grey slices as JPEG."""
    figure = item.figure
    if figure is None or figure.file or figure.own:
        return picture(item)
    buffer = io.BytesIO()
    _drawn(_figure(figure.view, figure.values)).convert("L").save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return buffer.getvalue()


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    _drawn(figure).save(buffer, "PNG")
    return buffer.getvalue()


def _drawn(figure: Figure) -> Image:
    """The figure in pixels, drawn once: `savefig` lays it out and draws it twice, to the same pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL.Image import frombuffer

    figure.set_dpi(DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBA", 0, 1)


def media_of(content: bytes) -> str:
    """The media type of a picture; empty where it is none that a release may hold."""
    return next((media for begins, media in MEDIA.items() if content.startswith(begins)), "")


def _figure(view: str, values: Mapping[str, Any]) -> Figure:
    view = FORMER_VIEWS.get(view, view)
    if view not in VIEWS:
        raise CourseError(
            _("There is no picture {view}. There are: {views}.").format(view=repr(view), views=", ".join(VIEWS))
        )
    try:
        return VIEWS[view](values)
    except ImportError:
        raise CourseError(
            _("The picture {view} is drawn where quizzes are built. Fetch the quiz again.").format(view=repr(view))
        ) from None
    except (KeyError, TypeError, ValueError) as error:
        raise CourseError(
            pgettext("picture-not-drawn", "The picture {view} can't be drawn from its values: {error}.").format(
                view=repr(view), error=error
            )
        ) from error


def _own_file(item: QuestionVariant, name: str) -> bytes:
    path = item.question.folder / name
    if path.name != name or path.is_symlink() or not path.is_file():
        raise CourseError(
            pgettext("picture-outside-folder", "{question}: its picture {name} is not a file of its folder.").format(
                question=item.question.id, name=repr(name)
            )
        )
    return _checked(item, path.read_bytes())


def _own_drawing(item: QuestionVariant) -> bytes:
    from vertebra.quiz.question.question_code import call, item_code

    draws = getattr(item_code(item.question.drawn_from), "picture", None)
    if not callable(draws):
        raise CourseError(
            pgettext("no-function-picture", "{question}/item.py needs a function picture(values).").format(
                question=item.question.id
            )
        )
    drawn = call(item_code(item.question.drawn_from), "picture", dict(item.values))
    return _checked(item, drawn if isinstance(drawn, bytes) else _png(drawn))


def _checked(item: QuestionVariant, content: bytes) -> bytes:
    if not media_of(content):
        raise CourseError(
            pgettext("picture-format", "{question}: its picture is neither PNG nor JPEG.").format(
                question=item.question.id
            )
        )
    if len(content) > MAX_OWN_BYTES:
        raise CourseError(
            pgettext(
                "picture-too-large", "{question}: its picture has {size} kB; at most {most} kB. Make it smaller."
            ).format(question=item.question.id, size=len(content) // 1000, most=MAX_OWN_BYTES // 1000)
        )
    return content


def as_png(content: bytes) -> bytes:
    """A picture as PNG, whatever it was."""
    from PIL.Image import open as opened

    if content.startswith(b"\x89PNG"):
        return content
    buffer = io.BytesIO()
    opened(io.BytesIO(content)).save(buffer, "PNG")
    return buffer.getvalue()
