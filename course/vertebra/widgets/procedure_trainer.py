"""What every trainer of a procedure does: actions are kept in a list, scanned, saved and opened again.

See decision 0345.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from vertebra.errors import InputError
from vertebra.models import procedure
from vertebra.models.awake import SEDATIONS, Anaesthesia
from vertebra.models.procedure import MAX_ACTIONS, Action, ActionLog, ProcedureOutcome, append_action
from vertebra.models.procedure.action_log import Procedure
from vertebra.texts import pgettext
from vertebra.views import patient_panel
from vertebra.widgets.base import CourseWidget, Handlers
from vertebra.widgets.history import Actions


class ProcedureTrainer(CourseWidget):
    """A trainer whose state holds `actions`; a subclass gives `after`, `opened`, `saved_text`
    and `settings`."""

    procedure_name: ClassVar[Procedure]
    """As `procedure.load` and `procedure.dump` call it."""
    anaesthesia: Anaesthesia = SEDATIONS["light"]
    """What the patient was given before the procedure."""
    voice: str = "mrs_a"
    """The patient's way of speaking, one of `patient_voice.VOICES`."""

    def show(self) -> None:
        """Draw the present state again in every view, for what is no part of it."""
        self._send_frame(self.state, "", 0)

    def patient_frame(self, outcome: ProcedureOutcome) -> dict[str, Any]:
        """Return what the panel of the patient shows after an outcome: `PatientFrame`."""
        return patient_panel.frame(outcome, self.anaesthesia, self.voice)

    def after(self, state: Any, actions: tuple[Action, ...]) -> Any:
        """Return the state in which `actions` are what was done.

        Parameters
        ----------
        state : Any
            As it is before.
        actions : tuple of Action
            From the first one on.

        Raises
        ------
        ImpossibleActionError
            For an action that can't be done where it stands.
        """
        raise NotImplementedError

    def opened(self, state: Any, log: ActionLog) -> Any | None:
        """Return the state that a saved procedure led to.

        Parameters
        ----------
        state : Any
            As it is before.
        log : ActionLog

        Returns
        -------
        Any or None
            None where the procedure belongs to another bone or other equipment.
        """
        raise NotImplementedError

    def log_handlers(self) -> Handlers:
        """Return what the controls of every trainer do.

        Returns
        -------
        Handlers
            By control: `load` opens what was saved.
        """
        return {"load": self._load}

    def saved_text(self, state: Any) -> str:
        """Return what was done as the text of a file, which `load` opens."""
        raise NotImplementedError

    def settings(self, state: Any) -> Mapping[str, Any]:
        """Return values of controls that are no actions: how the procedure is looked at, what the hand is set to."""
        return {}

    def actions_to(self, state: Any) -> Actions:
        """Return the saved procedure, opened, and the settings."""
        return ({"load": self.saved_text(state)}, dict(self.settings(state)))

    def taken_back(self, state: Any) -> Callable[[], Any] | None:
        """Return what gives the state without the last action."""
        if len(state.actions) <= len(self.memory.initial.actions):
            return None
        return lambda: self.after(state, state.actions[:-1])

    def act(self, state: Any, action: Action) -> Any:
        """Return the state after one action more; one that goes on is one action, not hundreds.

        Raises
        ------
        InputError
            For more actions than are kept, and for one that is impossible now.
        """
        actions = append_action(state.actions, action)
        if len(actions) > MAX_ACTIONS:
            raise InputError(
                pgettext("too-many-steps", "So many steps ({limit}) are kept; press R to start again.").format(
                    limit=MAX_ACTIONS
                )
            )
        return self.after(state, actions)

    def _load(self, state: Any, text: Any) -> Any:
        opened = self.opened(state, procedure.load(str(text), self.procedure_name))
        if opened is None:
            raise InputError(
                pgettext(
                    "procedure-of-another-patient",
                    "The saved procedure is another patient's, another level's or was done with other equipment; open "
                    "it where it was made.",
                )
            )
        return opened


def set_scanned(state: Any, wanted: Any) -> Any:
    """Whether the scan is looked at, in a trainer whose scan is no action."""
    return replace(state, scanned=bool(wanted))


def check_view(wanted: Any, known: Container[str]) -> Any:
    """Return the name of a view of the C-arm.

    Raises
    ------
    InputError
        For a view that is not in `known`.
    """
    if wanted not in known:
        raise InputError(
            pgettext("no-such-view", "The view {wanted} is not here; give AP or lateral.").format(wanted=repr(wanted))
        )
    return wanted
