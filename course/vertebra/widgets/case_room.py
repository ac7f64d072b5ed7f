"""The case room: a patient nobody has met, decision by decision; trainers stand beside it, and what was done goes on
file."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

from vertebra.errors import InputError, check_range
from vertebra.models import case as patient_case
from vertebra.models import procedure
from vertebra.models.awake import Anaesthesia
from vertebra.models.case import PROCEDURE_KINDS, Case, decision_of, is_procedural, kind_of, option_of
from vertebra.models.case.sampling import MAX_CASE_NUMBER, CaseKind
from vertebra.models.case.scoring import StageScore
from vertebra.models.experiments.drug_comparison import compare_drugs
from vertebra.models.experiments.mri_slices import sagittal_slice
from vertebra.models.imaging import xray_scene
from vertebra.models.imaging.reading_cases import NOT_OSTEOPOROTIC
from vertebra.models.procedure import Action, ActionLog, CaseAction
from vertebra.texts import _, pgettext
from vertebra.views import case_findings, case_texts, patient_panel, patient_voice
from vertebra.views import case_room as view
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers
from vertebra.widgets.frame_types.rooms import CaseRoomControls, CaseRoomFrame
from vertebra.widgets.history import Actions
from vertebra.widgets.precompute import in_background
from vertebra.widgets.reading import slices
from vertebra.widgets.trainer_panel import TrainerPanel


@dataclass(frozen=True)
class CaseRoomState:
    """Where a case stands.

    Parameters
    ----------
    number : int
        Of the patient.
    actions : tuple of Action, optional
        In their order.
    at : int, optional
        Index of the open stage, 0 to 6.
    closed : bool, optional
    """

    number: int
    actions: tuple[Action, ...] = ()
    at: int = 0
    closed: bool = False


class CaseRoom(CourseWidget):
    """`CaseRoom(number=1)`: history, pictures, decision, consent, procedure, trouble, bone;
    then close it and be told."""

    script = "case_room.js"
    frame_type, controls = CaseRoomFrame, CaseRoomControls
    sheets = ("reading.css", "patient_panel.css", "case_room.css")
    title = _("Case room")
    graded: ClassVar[bool] = False
    """Where it counts, nothing is closed, opened or told, and nobody else comes in."""
    consequences: bool = True
    """Whether an emergency follows from the procedure as it was done; cases handed out earlier drew one."""

    def __init__(self, number: int = 1, kind: CaseKind | None = None, **traits: Any) -> None:
        self.number, self.kind = (
            int(check_range(pgettext("case-number", "The number of the case"), number, 0, MAX_CASE_NUMBER)),
            kind,
        )
        self._panel: TrainerPanel | None = None
        self._ahead = -1
        super().__init__(**traits)

    def procedure_trainer(self) -> "TrainerPanel":
        """The trainer with the vertebra of whoever is in the room, balloons for kyphoplasty; what is done there can be
        put on file."""
        if self._panel is None:
            self._panel = TrainerPanel(self.patient(self.state), *_course(self.state), room=self.memory.place)
        return self._panel

    def patient(self, state: CaseRoomState) -> Case:
        """Who is in the room."""
        return patient_case.sample_case(state.number, self.kind)

    def initial_state(self) -> CaseRoomState:
        """The patient comes in."""
        return CaseRoomState(self.state.number if hasattr(self, "state") else self.number)

    def _advance(self, action: Mapping[str, Any], view: str = "", seq: int = 0, gesture: int = 0) -> None:
        super()._advance(action, view, seq, gesture)
        if self._panel is not None:
            self._panel.show_case(self.patient(self.state), *_course(self.state))

    def _receive(self, widget: Any, content: Any, buffers: Sequence[Any]) -> None:
        super()._receive(widget, content, buffers)
        if self.graded or self._ahead == self.state.number:
            return
        self._ahead = self.state.number
        following = self.patient(self.handlers()["next"](self.state, True))
        in_background([partial(_prepare, following)])

    def handlers(self) -> Handlers:
        """Return what each control does.

        Returns
        -------
        Handlers
            By control: `do` ([kind, option]), `file` (take over what was done in the trainer), `stage` (0 to
            6), `close`, `load` (a kept case), `next` (another patient).
        """
        return {
            "stage": self._set_stage,
            "next": lambda state, _wanted: CaseRoomState((state.number + 1) % MAX_CASE_NUMBER),
            "load": self._loaded,
            "do": lambda state, wanted: self._done(_opened(state), _action(wanted)),
            "file": lambda state, _wanted: self._done(_opened(state), self._filed(state)),
            "close": lambda state, wanted: replace(_opened(state), closed=bool(wanted)),
        }

    def actions_to(self, state: CaseRoomState) -> Actions:
        """Who is in the room, the file of the case, the open stage, and whether the case is closed."""
        opened = {"load": _saved(state), "stage": state.at}
        return ({"number": state.number, **opened, **({"close": True} if state.closed else {})},)

    def reached_by(self, actions: Actions) -> CaseRoomState:
        """The case as it was left, of whichever patient."""
        saved = dict(actions[0]) if actions else {}
        number = check_range(
            pgettext("case-number", "The number of the case"), saved.pop("number", None), 0, MAX_CASE_NUMBER
        )
        return self.update(CaseRoomState(int(number)), saved)

    def taken_back(self, state: CaseRoomState) -> Callable[[], CaseRoomState] | None:
        """What gives the state without what was done last; nothing once the case is closed."""
        if state.closed or not state.actions:
            return None
        return lambda: replace(state, actions=_without_last(state.actions))

    def final(self, previous: CaseRoomState, state: CaseRoomState) -> str:
        """A case that is closed stays closed."""
        if state.closed and not previous.closed:
            return pgettext("case-closed", "The case is closed. Press R to meet this patient again.")
        return ""

    def _set_stage(self, state: CaseRoomState, wanted: Any) -> CaseRoomState:
        return replace(state, at=round(check_range(_("The stage"), wanted, 0, len(case_texts.STAGES) - 1)))

    def _done(self, state: CaseRoomState, more: tuple[Action, ...]) -> CaseRoomState:
        actions = (*state.actions, *more)
        patient_case.check(self.patient(state), actions)
        return replace(state, actions=actions)

    def _filed(self, state: CaseRoomState) -> tuple[Action, ...]:
        done = self.procedure_trainer().done()
        if not done:
            raise InputError(
                pgettext("nothing-done-in-trainer", "Nothing has been done in the trainer yet; inject there first.")
            )
        if any(map(is_procedural, state.actions)):
            raise InputError(pgettext("procedure-on-file", "A procedure is on file already; take it back first."))
        return done

    def _loaded(self, state: CaseRoomState, text: Any) -> CaseRoomState:
        log = procedure.load(str(text), "case")
        if log.case_number != state.number:
            raise InputError(
                pgettext(
                    "file-of-another-patient", "This is the file of patient {number}; here is patient {present_number}."
                ).format(number=repr(log.case_number), present_number=state.number)
            )
        return self._done(CaseRoomState(state.number), log.actions)

    def render_state(self, state: CaseRoomState, previous: CaseRoomState | None) -> FrameMessage:
        """The open stage with its answers, the file so far, the pictures once ordered, and after closing what it was
        worth."""
        case = self.patient(state)
        shown: dict[str, Any] = {
            "number": state.number,
            "who": view.patient_line(case),
            "at": state.at,
            "closed": state.closed,
            "level": case.level,
            "stages": [_stage(case, state, at, self.consequences) for at in range(len(case_texts.STAGES))],
            "log": view.log(state.actions),
            **self._emergency(case, state),
            "pictures": _has(state, "image", "MRI"),
            "graded": self.graded,
            "parts": [],
            "truth": "",
            "spared": "",
            "total": 0,
            "saved": _saved(state),
        }
        if state.closed:
            parts = self._scores(state)
            drug = next((option_of(action) for action in state.actions if kind_of(action) == "give"), "")
            shown |= {
                "parts": view.debrief(case, parts),
                "truth": case_texts.DIAGNOSIS_TEXTS[case.kind],
                "total": _points(parts),
                "spared": view.drug_effect_text(compare_drugs(case, [drug] if drug else []), drug)
                if case.verdict != NOT_OSTEOPOROTIC
                else "",
            }
        arrays: Mapping[str, Any] = {}
        if shown["pictures"] and (previous is None or not _has(previous, "image", "MRI")):
            arrays, descriptions = slices(sagittal_slice(case.patient, case.findings, case.number))
            shown |= descriptions
        return FrameMessage(shown, arrays)

    def _scores(self, state: CaseRoomState) -> tuple[StageScore, ...]:
        return patient_case.score_case(
            self.patient(state), state.actions, full_checklist=True, consequences=self.consequences
        )

    def _emergency(self, case: Case, state: CaseRoomState) -> dict[str, Any]:
        """What happens after the procedure: the event in words, its key, and the patient who is awake."""
        operated = any(map(is_procedural, state.actions))
        if not operated or not self.consequences:
            event = case_texts.EVENTS[case.complication] if operated else ""
            return {"event": event, "emergency": case.complication if operated else "", "patient": None}
        outcome = patient_case.outcome_of(case, state.actions)
        name = patient_case.emergency_of(case, state.actions)
        given, voice = patient_case.anaesthesia_of(state.actions), patient_voice.voice_of(case.number)
        return {
            "event": case_texts.CONSEQUENCE_EVENTS[name] if name else case_texts.NO_EVENT,
            "emergency": name,
            "patient": None if outcome is None else patient_panel.frame(outcome, given, voice),
        }

    def alt_text(self, state: CaseRoomState) -> str:
        """Who it is and what came last; after closing, what it was."""
        case = self.patient(state)
        points = _points(self._scores(state)) if state.closed else None
        return view.describe(case, state.actions, points)

    def static_png(self, state: CaseRoomState) -> bytes:
        """The stages."""
        buffer = io.BytesIO()
        view.static_figure(self.patient(state)).savefig(buffer, format="png", dpi=80, metadata={"Software": None})
        return buffer.getvalue()


def _saved(state: CaseRoomState) -> str:
    return procedure.dump(ActionLog("case", state.actions, case_number=state.number))


def _opened(state: CaseRoomState) -> CaseRoomState:
    """Return the state of a case in which something can still be done; raise InputError where it is closed."""
    if state.closed:
        raise InputError(pgettext("case-closed", "The case is closed. Press R to meet this patient again."))
    return state


def _course(state: CaseRoomState) -> tuple[str, Anaesthesia]:
    """The decision, and what the patient was given before the procedure."""
    return decision_of(state.actions), patient_case.anaesthesia_of(state.actions)


def _prepare(case: Case) -> None:
    """Build what a patient's trainer shows first, so that it is there when the patient comes in."""
    xray_scene.xray_scene_of_body(case.patient, patient_case.run_procedure(case, ()).fractured)


def _action(wanted: Any) -> tuple[Action, ...]:
    if not isinstance(wanted, list | tuple) or len(wanted) != 2:
        raise InputError(
            pgettext("not-an-action", "An action is a kind and what of it; this is {wanted}.").format(
                wanted=json.dumps(wanted, default=str)[:60]
            )
        )
    return (CaseAction(str(wanted[0]), str(wanted[1])),)


def _points(parts: Sequence[StageScore]) -> int:
    return round(100 * patient_case.total_score(parts))


def _without_last(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """What was put on file in one go is taken back in one go."""
    kept = list(actions[:-1])
    while kept and is_procedural(actions[-1]) and type(kept[-1]) is type(actions[-1]):
        kept.pop()
    return tuple(kept)


def _has(state: CaseRoomState, kind: str, what: str = "") -> bool:
    return any(kind_of(action) == kind and what in ("", option_of(action)) for action in state.actions)


def _stage(case: Case, state: CaseRoomState, at: int, consequences: bool) -> dict[str, Any]:
    name, intro, kinds = case_texts.STAGES[at]
    done = [(kind_of(action), option_of(action)) for action in state.actions]
    groups = [
        [
            {
                "kind": kind,
                "what": what,
                "words": words,
                "done": 1 + done.index((kind, what)) if (kind, what) in done else 0,
                "answer": case_findings.finding_text(case, kind, what) if (kind, what) in done else "",
            }
            for what, words in view.options(case, kind, consequences)
        ]
        for kind in kinds
        if kind not in PROCEDURE_KINDS
    ]
    return {
        "name": name,
        "intro": intro,
        "groups": groups,
        "count": sum(kind_of(action) in kinds for action in state.actions),
    }
