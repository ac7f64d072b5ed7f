"""The reading room: ten unknown cases by T1, T2 and STIR. The reader commits, then reads the reasons.

A teacher's own cases follow the ten, where their folder lies beside the notebook. See decision 0406.
"""

import io
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import InputError, check_range
from vertebra.models.experiments import mri_slices
from vertebra.models.imaging import mri
from vertebra.models.imaging.appearance import relative_brightness
from vertebra.models.imaging.reading_cases import VERDICTS, ReadingCase, Verdict, reading_cases
from vertebra.models.imaging.sagittal import SagittalScene
from vertebra.models.imaging.teacher_cases import FOLDER, TeacherCase, teacher_cases
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
        Index of the case shown: 0 to 9, then a teacher's own.
    said : tuple of Verdict, optional
        The verdict on each; None while there is none.
    """

    seed: int
    at: int = 0
    said: tuple[Verdict | None, ...] = (None,) * CASES


class ReadingRoom(CourseWidget):
    """`ReadingRoom(seed=1)`: new, old, or not osteoporotic? Ten cases, and a teacher's own; a judgement stands once it
    is given.

    `pictures` is the folder of a teacher's own cases, `own_pictures` beside the notebook if left out.
    """

    script = "reading.js"
    frame_type, controls = ReadingRoomFrame, ReadingRoomControls
    sheets = ("reading.css",)
    title = _("Reading room")

    def __init__(self, seed: int = 1, pictures: str | Path | None = None, **traits: Any) -> None:
        self.seed = int(check_range(pgettext("seed", "The seed"), seed, 0, 1_000_000, ""))
        if pictures is not None and not Path(pictures).is_dir():
            raise InputError(
                pgettext("no-own-pictures", "{folder} is no folder. Give the one that your teacher made.").format(
                    folder=repr(str(pictures))
                )
            )
        self.own, self._left_out = teacher_cases(FOLDER if pictures is None else pictures)
        super().__init__(**traits)

    def initial_state(self) -> ReadingRoomState:
        """The first case."""
        return ReadingRoomState(self.seed, said=(None,) * self._count)

    @property
    def _count(self) -> int:
        return CASES + len(self.own)

    def _own(self, at: int) -> TeacherCase | None:
        """The teacher's case at this place; None where one of the ten stands there."""
        return self.own[at - CASES] if at >= CASES else None

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `case` (from 0) shows one; `say` (new, old or not osteoporotic) judges the one shown, once;
            `more` draws ten others.
        """
        return {
            "case": self._set_case,
            "say": self._set_say,
            "more": self._set_more,
        }

    def final(self, previous: ReadingRoomState, state: ReadingRoomState) -> str:
        """A judgement stands once it is given."""
        if state.seed == previous.seed and state.said.count(None) < previous.said.count(None):
            return pgettext("judgement-stands", "A judgement stands once it is given. Press R to read all cases again.")
        return ""

    def _set_case(self, state: ReadingRoomState, wanted: Any) -> ReadingRoomState:
        return replace(state, at=round(check_range(_("The case"), wanted, 0, self._count - 1, "")))

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
        return ReadingRoomState(state.seed + 1, said=(*(None,) * CASES, *state.said[CASES:]))

    def render_state(self, state: ReadingRoomState, previous: ReadingRoomState | None) -> FrameMessage:
        """The case's pictures where it is another one, the marks so far, and the reasons once it is judged."""
        own, moved = self._own(state.at), previous is None or (previous.seed, previous.at) != (state.seed, state.at)
        shown: dict[str, Any] = {
            "at": state.at,
            "said": state.said[state.at],
            "marks": self._marks(state),
            "score": self._score(state),
        }
        arrays: dict[str, NDArray[np.uint8]] = {}
        if own is not None:
            shown |= {"level": own.shown.level, "stem": own.shown.stem, "licence": own.shown.licence, "patient": ""}
            arrays, descriptions = _own_pictures(own) if moved else ({}, {})
        else:
            case, what = _case(state.seed, state.at), _scene(state.seed, state.at)
            patient = _("Woman of {age}, back pain") if case.patient.sex == "female" else _("Man of {age}, back pain")
            patient = patient.format(age=f"{case.patient.age_years:.0f}")
            shown |= {"level": case.level, "stem": "", "licence": "", "patient": patient, "pixel": what.grid.pixel_mm}
            arrays, descriptions = slices(what) if moved else ({}, {})
            shown["panes"] = list(view.SEQUENCES)
        shown |= descriptions
        if previous is None or previous.seed != state.seed:
            in_background(partial(_scene, state.seed, at) for at in range(CASES))
        if previous is None:
            shown |= {"choices": [[name, words] for name, words in view.LABELS.items()]}
            shown.setdefault("pixel", 0.0)
        return FrameMessage(shown, arrays)

    def alt_text(self, state: ReadingRoomState) -> str:
        """Which case it is and, once judged, the reasons. What a picture shows is told with the picture."""
        own, said = self._own(state.at), state.said[state.at]
        case = None if own else _case(state.seed, state.at)
        level = own.shown.level if own else _case(state.seed, state.at).level
        reason: str = Text("")
        if said is not None and own is not None:
            reason = view.own_case_feedback(own.shown.verdict, said, own.shown.reasons)
        elif said is not None and case is not None:
            reason = view.reading_feedback(case, said, _brightness(state.seed, state.at))
        prompt = _("Case {at} of {cases}: judge {level}.").format(at=state.at + 1, cases=self._count, level=level)
        return join(prompt, reason)

    def static_png(self, state: ReadingRoomState) -> bytes:
        """The pictures of the case."""
        buffer = io.BytesIO()
        own = self._own(state.at)
        if own is not None:
            from PIL import Image

            Image.fromarray(own.images[0]).save(buffer, "PNG")
            return buffer.getvalue()
        what = _scene(state.seed, state.at)
        figure = pictures.static_figure(what, mri_slices.acquired_by_name(what, view.SEQUENCES))
        figure.savefig(buffer, format="png", dpi=70, facecolor="black", metadata={"Software": None})
        return buffer.getvalue()

    def _marks(self, state: ReadingRoomState) -> list[bool | None]:
        """For each case: right, wrong, or not judged yet."""
        rights = [case.verdict for case in reading_cases(state.seed, CASES)] + [own.shown.verdict for own in self.own]
        return [None if said is None else said == right for said, right in zip(state.said, rights, strict=True)]

    def _score(self, state: ReadingRoomState) -> str:
        marks = self._marks(state)
        judged = [mark for mark in marks if mark is not None]
        if not judged:
            start = _("Ten cases. Commit to a judgement for each; the reasons follow.")
            return join(start, self._own_words())
        missed = [at + 1 for at, mark in enumerate(marks) if mark is False]
        all_done = len(judged) == self._count
        count = _("All judged: {right} of {judged} right.") if all_done else _("{right} of {judged} right.")
        look = (
            ngettext("Look again at case {missed}.", "Look again at cases {missed}.", len(missed))
            if missed
            else Text("")
        )
        said = count.format(right=sum(judged), judged=len(judged))
        return join(said, look.format(missed=", ".join(map(str, missed))))

    def _own_words(self) -> str:
        """How many cases are the teacher's own, and which folders can't be read as one."""
        own: str = Text("")
        if self.own:
            own = ngettext("{n} more is your teacher's own.", "{n} more are your teacher's own.", len(self.own))
            own = own.format(n=len(self.own))
        if not self._left_out:
            return own
        left_out = pgettext("own-cases-left-out", "Left out, as they can't be read: {names}. Fetch the folder again.")
        return join(own, left_out.format(names=", ".join(self._left_out)))


def _own_pictures(case: TeacherCase) -> tuple[dict[str, NDArray[np.uint8]], dict[str, Any]]:
    """The pictures of a teacher's own case, and what the page writes on them and beside them."""
    shown = case.shown.pictures
    # Two pictures may be of one sequence: the second is told from the first by a number.
    names = [
        picture.sequence
        if [other.sequence for other in shown].count(picture.sequence) == 1
        else f"{picture.sequence} {at}"
        for at, picture in enumerate(shown, 1)
    ]
    panes = [f"own{number}" for number in range(1, len(shown) + 1)]
    descriptions = {
        "sequences": names,
        "panes": panes,
        "told": {name: picture.alt for name, picture in zip(names, shown, strict=True)},
        "places": [],
    }
    return dict(zip(panes, case.images, strict=True)), descriptions


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
