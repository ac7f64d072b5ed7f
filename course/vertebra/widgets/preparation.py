"""The checklist before the needle as an exercise: a patient is prepared, and the sheet is judged.

See decision 0372.
"""

import io
import json
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

from vertebra.errors import InputError, check_range
from vertebra.models.case.preparation import PreparationCase, sample_preparation
from vertebra.models.case.sampling import MAX_CASE_NUMBER
from vertebra.models.preparation import exercise
from vertebra.models.preparation.checklist import EXERCISE_STEPS
from vertebra.models.preparation.exercise import Orders
from vertebra.models.procedure.outcome import Assessment
from vertebra.texts import _, pgettext
from vertebra.views import preparation as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.preparation import PreparationControls, PreparationFrame
from vertebra.widgets.history import Actions

ORDERS = ("verdict", "pause_h", "restart_h", "antibiotic", "lidocaine_ml")
PAUSES_H = (0, 12, 24, 36, 48, 60, 72, 84, 96, 108, 120, 132, 168)
RESTARTS_H = (0, 6, 12, 24, 48, 72, 120, 168)
SAVED_AS = "vertebra-preparation"
MAX_SAVED_CHARS = 10_000


@dataclass(frozen=True)
class PreparationState:
    """Which patient, the steps in their order, what was ordered, and whether the sheet is closed."""

    number: int
    steps: tuple[str, ...] = ()
    orders: Orders = field(default_factory=Orders)
    closed: bool = False


class PreparationExercise(CourseWidget):
    """`PreparationExercise(number=0)`: prepare a patient, close the sheet, read the reasons; then the next one."""

    script = "preparation.js"
    frame_type, controls = PreparationFrame, PreparationControls
    sheets = ("preparation.css",)
    title = _("Prepare the patient")

    def __init__(self, number: int = 0, **traits: Any) -> None:
        self.number = int(check_range(pgettext("case-number", "The number of the case"), number, 0, MAX_CASE_NUMBER))
        super().__init__(**traits)

    def case(self, state: PreparationState) -> PreparationCase:
        """Who is prepared."""
        return sample_preparation(state.number)

    def initial_state(self) -> PreparationState:
        """The patient comes; nothing has been asked."""
        return PreparationState(self.state.number if hasattr(self, "state") else self.number)

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `do` (a step), the orders by name, `close`, `next` (another patient),
            `load` (a kept sheet).
        """
        return {
            "next": lambda state, _wanted: PreparationState((state.number + 1) % MAX_CASE_NUMBER),
            "load": lambda state, wanted: _loaded(state.number, wanted),
            "do": self._do,
            "close": lambda state, wanted: replace(_opened(state), closed=bool(wanted)),
            **{name: partial(_ordered, name) for name in ORDERS},
        }

    def actions_to(self, state: PreparationState) -> Actions:
        """Who is prepared, the sheet, and whether it is closed."""
        return ({"number": state.number, "load": _saved(state), **({"close": True} if state.closed else {})},)

    def reached_by(self, actions: Actions) -> PreparationState:
        """The sheet as it was left, of whichever patient."""
        saved = dict(actions[0]) if actions else {}
        number = check_range(
            pgettext("case-number", "The number of the case"), saved.pop("number", None), 0, MAX_CASE_NUMBER
        )
        return self.update(PreparationState(int(number)), saved)

    def final(self, previous: PreparationState, state: PreparationState) -> str:
        """A sheet that is closed stays closed."""
        if state.closed and not previous.closed:
            return pgettext("sheet-closed", "The sheet is closed. Press R to prepare this patient again.")
        return ""

    def _do(self, state: PreparationState, wanted: Any) -> PreparationState:
        return replace(_opened(state), steps=(*state.steps, _new_step(state.steps, wanted)))

    def render_state(self, state: PreparationState, previous: PreparationState | None) -> FrameMessage:
        """Steps with what they found, the orders and, once closed, what holds and why."""
        case, assessed = self.case(state), self._assessed(state)
        shown: dict[str, Any] = {
            "number": state.number,
            "who": view.patient_line(case),
            "steps": [
                {
                    "step": step,
                    "label": _(view.STEP_LABELS[step]),
                    "done": 1 + state.steps.index(step) if step in state.steps else 0,
                    "answer": view.finding_text(case, step) if step in state.steps else "",
                }
                for step in EXERCISE_STEPS
            ],
            "closed": state.closed,
            "rows": [
                {
                    "name": _(view.CRITERIA[assessment.criterion]),
                    "good": assessment.passed,
                    "words": view.reason(assessment),
                }
                for assessment in assessed
            ],
            "passed": sum(assessment.passed for assessment in assessed),
            "saved": _saved(state),
        }
        shown |= {name: getattr(state.orders, name) for name in ORDERS}
        if previous is None:
            shown |= {
                "verdicts": [[name, _(label)] for name, label in view.VERDICT_LABELS.items()],
                "antibiotics": [[name, _(label)] for name, label in view.ANTIBIOTIC_LABELS.items()],
                "pauses_h": list(PAUSES_H),
                "restarts_h": list(RESTARTS_H),
                "max_ml": exercise.MAX_LIDOCAINE_ML,
            }
        return FrameMessage(shown)

    def _assessed(self, state: PreparationState) -> tuple[Assessment, ...]:
        if not state.closed:
            return ()
        return exercise.assess(self.case(state).to_prepare, state.steps, state.orders)

    def alt_text(self, state: PreparationState) -> str:
        """Who it is, what was done and, once closed, what holds."""
        return view.describe(self.case(state), state.steps, state.orders, self._assessed(state))

    def static_png(self, state: PreparationState) -> bytes:
        """The sheet with its boxes."""
        buffer = io.BytesIO()
        view.static_figure(self.case(state)).savefig(buffer, format="png", dpi=80, metadata={"Software": None})
        return buffer.getvalue()


def _opened(state: PreparationState) -> PreparationState:
    """The same, or the error that a closed sheet gives."""
    if state.closed:
        raise InputError(pgettext("sheet-closed", "The sheet is closed. Press R to prepare this patient again."))
    return state


def _ordered(name: str, state: PreparationState, wanted: Any) -> PreparationState:
    orders: dict[str, Any] = {name: wanted}
    return replace(_opened(state), orders=replace(state.orders, **orders))


def _new_step(done: tuple[str, ...], wanted: Any) -> str:
    if wanted not in EXERCISE_STEPS:
        raise InputError(
            _("There is no step {step}; give one of {steps}.").format(
                step=repr(wanted), steps=", ".join(EXERCISE_STEPS)
            )
        )
    if wanted in done:
        raise InputError(pgettext("step-done", "This has been done; take it back with Undo."))
    return str(wanted)


def _saved(state: PreparationState) -> str:
    kept = {"format": SAVED_AS, "number": state.number, "steps": list(state.steps), "orders": asdict(state.orders)}
    return json.dumps(kept, indent=1)


def _loaded(number: int, text: Any) -> PreparationState:
    """The sheet of a kept file, closed or not as it was; for this patient only."""
    unreadable = InputError(pgettext("not-a-sheet", "This file is no kept checklist; choose one that was kept here."))
    if not isinstance(text, str) or len(text) > MAX_SAVED_CHARS:
        raise unreadable
    try:
        kept = json.loads(text)
        steps, orders, kept_number = kept["steps"], kept["orders"], kept["number"]
        if kept["format"] != SAVED_AS or not isinstance(steps, list) or set(orders) != set(ORDERS):
            raise unreadable
        decided = Orders(**orders)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise unreadable from error
    if kept_number != number:
        raise InputError(
            pgettext(
                "sheet-of-another-patient",
                "This is the checklist of patient {number}; here is patient {present_number}.",
            ).format(number=repr(kept_number), present_number=number)
        )
    done: tuple[str, ...] = ()
    for step in steps:
        done = (*done, _new_step(done, step))
    return PreparationState(number, done, decided)
