"""The decision sheet: the learner says how many of 100, with cement and without, before the trials do."""

import io
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from vertebra.errors import InputError, check_range
from vertebra.patient import Patient
from vertebra.texts import _
from vertebra.views import decision as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.rooms import DecisionSheetControls, DecisionSheetFrame

ARMS = ("with", "without")
MAX_TEXT_CHARS = 2000
"""Characters of a note: about a page."""


@dataclass(frozen=True)
class DecisionSheetState:
    """People in 100 by outcome and arm (None while open), what matters to her, what was decided, and whether the trials
    show."""

    said: tuple[tuple[float | None, float | None], ...]
    at: int = 0
    compared: bool = False
    matters: str = ""
    decided: str = ""


class DecisionSheet(CourseWidget):
    """`DecisionSheet(patient)`: fill in absolute numbers, compare them with the trials, keep the sheet."""

    script = "decision.js"
    frame_type, controls = DecisionSheetFrame, DecisionSheetControls
    sheets = ("decision.css",)
    title = _("Decision sheet")

    def __init__(self, patient: Patient, **traits: Any) -> None:
        self.patient, self.outcomes = patient, view.decision_outcomes()
        super().__init__(**traits)

    def initial_state(self) -> DecisionSheetState:
        """An empty sheet."""
        return DecisionSheetState(((None, None),) * len(self.outcomes))

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `at` takes an outcome; `with` and `without` set its people in 100; `compare`; `matters` and
            `decided` are notes.
        """
        return {
            "at": self._set_at,
            "compare": lambda state, wanted: replace(state, compared=bool(wanted)),
            **{name: partial(self._counted, arm) for arm, name in enumerate(ARMS)},
            **{name: partial(self._set_note, name) for name in ("matters", "decided")},
        }

    def _set_at(self, state: DecisionSheetState, wanted: Any) -> DecisionSheetState:
        return replace(state, at=round(check_range(_("The outcome"), wanted, 0, len(self.outcomes) - 1)))

    def _set_note(self, name: str, state: DecisionSheetState, wanted: Any) -> DecisionSheetState:
        if not isinstance(wanted, str) or len(wanted) > MAX_TEXT_CHARS:
            raise InputError(_("A note has at most {longest} characters; shorten it.").format(longest=MAX_TEXT_CHARS))
        changed: dict[str, Any] = {name: wanted}
        return replace(state, **changed)

    def _counted(self, arm: int, state: DecisionSheetState, wanted: Any) -> DecisionSheetState:
        people = None if wanted is None else check_range(_("People in 100"), wanted, 0, 100)
        pair = tuple(people if at == arm else was for at, was in enumerate(state.said[state.at]))
        said = (*state.said[: state.at], pair, *state.said[state.at + 1 :])
        return replace(state, said=said)  # type: ignore[arg-type]

    def render_state(self, state: DecisionSheetState, previous: DecisionSheetState | None) -> FrameMessage:
        """The outcomes, what was said of each, and, once compared, what the trials found."""
        rows = [
            {"name": outcome.name, "people": outcome.people, "said": list(said)}
            | (view.trial_result_text(outcome, said) if state.compared else {"found": None, "words": "", "verdict": ""})
            for outcome, said in zip(self.outcomes, state.said, strict=True)
        ]
        shown = {
            "rows": rows,
            "at": state.at,
            "compared": state.compared,
            "matters": state.matters,
            "decided": state.decided,
            "page": view.html_page(self.patient, state.said, state.matters, state.decided) if state.compared else "",
        }
        return FrameMessage(shown, {})

    def alt_text(self, state: DecisionSheetState) -> str:
        """What has been said so far, or how it compares."""
        return view.sheet_summary(self.outcomes, state.said, state.compared)

    def static_png(self, state: DecisionSheetState) -> bytes:
        """Numbers in 100 people, with cement and without, as the trials found."""
        buffer = io.BytesIO()
        view.static_figure().savefig(buffer, format="png", dpi=70, metadata={"Software": None})
        return buffer.getvalue()
