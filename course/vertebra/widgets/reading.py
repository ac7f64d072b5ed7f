"""The reading room: ten unknown cases by T1, T2 and STIR. The reader commits, then reads the reasons."""

import io
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import InputError, check_range
from vertebra.models.experiments import mri_slices
from vertebra.models.imaging import mri
from vertebra.models.imaging.appearance import relative_brightness
from vertebra.models.imaging.reading_cases import VERDICTS, ReadingCase, Verdict, reading_cases
from vertebra.models.imaging.sagittal import SagittalScene
from vertebra.texts import Text, _, join, ngettext, pgettext
from vertebra.views import mri as pictures
from vertebra.views import mri_reading as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.rooms import ReadingRoomControls, ReadingRoomFrame
from vertebra.widgets.precompute import in_background

CASES = 10


@dataclass(frozen=True)
class ReadingRoomState:
    """Where the reader stands.

    Parameters
    ----------
    seed : int
        Draws the ten cases.
    at : int, optional
        Index of the case shown, 0 to 9.
    said : tuple of Verdict, optional
        The verdict on each; None while there is none.
    """

    seed: int
    at: int = 0
    said: tuple[Verdict | None, ...] = (None,) * CASES


class ReadingRoom(CourseWidget):
    """`ReadingRoom(seed=1)`: new, old, or not osteoporotic? Ten cases; a judgement stands once it is given."""

    script = "reading.js"
    frame_type, controls = ReadingRoomFrame, ReadingRoomControls
    sheets = ("reading.css",)
    title = _("Reading room")

    def __init__(self, seed: int = 1, **traits: Any) -> None:
        self.seed = int(check_range(pgettext("seed", "The seed"), seed, 0, 1_000_000, ""))
        super().__init__(**traits)

    def initial_state(self) -> ReadingRoomState:
        """The first case."""
        return ReadingRoomState(self.seed)

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `case` (0 to 9) shows one; `say` (new, old or not osteoporotic) judges the one shown, once;
            `more` draws ten others.
        """
        return {
            "case": self._set_case,
            "say": self._set_say,
            "more": self._set_more,
        }

    def _set_case(self, state: ReadingRoomState, wanted: Any) -> ReadingRoomState:
        return replace(state, at=round(check_range(_("The case"), wanted, 0, CASES - 1, "")))

    def _set_say(self, state: ReadingRoomState, wanted: Any) -> ReadingRoomState:
        if wanted not in VERDICTS:
            raise InputError(
                _("The judgement is {wanted}; give one of {verdicts}.").format(
                    wanted=repr(wanted), verdicts=", ".join(VERDICTS)
                )
            )
        if state.said[state.at] is None:
            state = replace(state, said=(*state.said[: state.at], wanted, *state.said[state.at + 1 :]))
        return state

    def _set_more(self, state: ReadingRoomState, wanted: Any) -> ReadingRoomState:
        return ReadingRoomState(state.seed + 1)

    def render_state(self, state: ReadingRoomState, previous: ReadingRoomState | None) -> FrameMessage:
        """The case's three pictures where it is another one, the marks so far, and the reasons once it is judged."""
        case, what = _case(state.seed, state.at), _scene(state.seed, state.at)
        said = state.said[state.at]
        shown: dict[str, Any] = {
            "at": state.at,
            "level": case.level,
            "said": said,
            "marks": _marks(state),
            "pixel": what.grid.pixel_mm,
            "score": _score(state),
            "patient": (
                _("Woman of {age}, back pain") if case.patient.sex == "female" else _("Man of {age}, back pain")
            ).format(age=f"{case.patient.age_years:.0f}"),
        }
        arrays: dict[str, NDArray[np.uint8]] = {}
        if previous is None or (previous.seed, previous.at) != (state.seed, state.at):
            arrays, descriptions = slices(what)
            shown |= descriptions
        if previous is None or previous.seed != state.seed:
            in_background(partial(_scene, state.seed, at) for at in range(CASES))
        if previous is None:
            shown["choices"] = [[name, words] for name, words in view.LABELS.items()]
        return FrameMessage(shown, arrays)

    def alt_text(self, state: ReadingRoomState) -> str:
        """Which case it is and, once judged, the reasons. What a picture shows is told with the picture."""
        case, said = _case(state.seed, state.at), state.said[state.at]
        reason = "" if said is None else view.reading_feedback(case, said, _brightness(state.seed, state.at))
        prompt = _("Case {at} of {cases}: judge {level}.").format(at=state.at + 1, cases=CASES, level=case.level)
        return join(prompt, reason)

    def static_png(self, state: ReadingRoomState) -> bytes:
        """The three pictures of the case."""
        buffer = io.BytesIO()
        what = _scene(state.seed, state.at)
        figure = pictures.static_figure(what, mri_slices.acquired_by_name(what, view.SEQUENCES))
        figure.savefig(buffer, format="png", dpi=70, facecolor="black", metadata={"Software": None})
        return buffer.getvalue()


def slices(what: SagittalScene) -> tuple[dict[str, NDArray[np.uint8]], dict[str, Any]]:
    """Return the pictures by which a case is read.

    Parameters
    ----------
    what : SagittalScene

    Returns
    -------
    tuple of dict
        Grey levels by sequence (rows, columns), and what the page writes on them and beside them.
    """
    images = mri_slices.acquired_by_name(what, view.SEQUENCES)
    descriptions = {
        "sequences": list(view.SEQUENCES),
        "told": {name: pictures.describe(what, name, image) for name, image in images.items()},
        "places": [[level, *what.centre_of(level)] for level in what.levels],
    }
    return {name: mri.to_display(image) for name, image in images.items()}, descriptions


def _case(seed: int, at: int) -> ReadingCase:
    return reading_cases(seed, CASES)[at]


def _scene(seed: int, at: int) -> SagittalScene:
    case = _case(seed, at)
    return mri_slices.sagittal_slice(case.patient, case.findings, case.seed)


def _brightness(seed: int, at: int) -> dict[str, float]:
    """The case's body against the usual one, by sequence."""
    what, level = _scene(seed, at), _case(seed, at).level
    images = mri_slices.acquired_by_name(what, view.SEQUENCES)
    return {name: relative_brightness(what, image)[level] for name, image in images.items()}


def _marks(state: ReadingRoomState) -> list[bool | None]:
    """For each case: right, wrong, or not judged yet."""
    return [None if said is None else said == _case(state.seed, at).verdict for at, said in enumerate(state.said)]


def _score(state: ReadingRoomState) -> str:
    marks = _marks(state)
    judged = [mark for mark in marks if mark is not None]
    if not judged:
        return _("Ten cases. Commit to a judgement for each; the reasons follow.")
    missed = [at + 1 for at, mark in enumerate(marks) if mark is False]
    all_done = len(judged) == CASES
    count = _("All judged: {right} of {judged} right.") if all_done else _("{right} of {judged} right.")
    look = (
        ngettext("Look again at case {missed}.", "Look again at cases {missed}.", len(missed)) if missed else Text("")
    )
    return join(count.format(right=sum(judged), judged=len(judged)), look.format(missed=", ".join(map(str, missed))))
