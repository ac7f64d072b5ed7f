"""The trainer beside the case room, with the vertebra of whoever is in it."""

from typing import Any

import ipywidgets

from vertebra.models import case as patient_case
from vertebra.models.awake import SEDATIONS, Anaesthesia
from vertebra.models.case import Case
from vertebra.models.case.procedure import VOXEL_MM
from vertebra.models.procedure import Action, BalloonAction
from vertebra.views import patient_voice
from vertebra.widgets.autosave import Place
from vertebra.widgets.cement import CementTrainer
from vertebra.widgets.kyphoplasty import BalloonTrainer

NO_ANAESTHESIA = SEDATIONS["nothing"]


class TrainerPanel(ipywidgets.VBox):
    """The trainer for one patient's vertebra; another patient, or another decision, brings another trainer to the same
    place.

    What was begun in the one is still there when a patient's decision is taken back. Each patient's procedure is saved
    by itself beside the `room`: whoever comes back, on another day too, lies there as they were left.
    """

    def __init__(
        self, case: Case, way: str = "", given: Anaesthesia = NO_ANAESTHESIA, room: Place | None = None
    ) -> None:
        super().__init__()
        self._room = room
        self._ready: dict[tuple[Case, bool], CementTrainer | BalloonTrainer] = {}
        self.show_case(case, way, given)

    def show_case(self, case: Case, way: str = "", given: Anaesthesia = NO_ANAESTHESIA) -> None:
        """Bring the patient of `case` under the anaesthesia that was `given`, with balloons if the `way` is
        kyphoplasty; nothing happens where all is there already."""
        wanted = case, way == "kyphoplasty"
        if wanted not in self._ready:
            for trainer in self._ready.values():
                trainer.memory.flush()
            self._ready = {key: trainer for key, trainer in self._ready.items() if key[0] == case}
            self._ready[wanted] = _trainer(*wanted, given, self._place(*wanted))
        self.case, self.trainer = case, self._ready[wanted]
        self.children = (self.trainer,)  # Nothing is sent where it lies there already.
        if self.trainer.anaesthesia != given:
            self.trainer.anaesthesia = given
            self.trainer.show()

    def _place(self, case: Case, balloons: bool) -> Place | None:
        if self._room is None:
            return None
        return self._room.inside(f"{case.number}-{case.level}-{'balloon' if balloons else 'cement'}")

    def done(self) -> tuple[Action, ...]:
        """What was done in the trainer: the same actions stand in the case."""
        if isinstance(self.trainer, CementTrainer):
            return tuple(self.trainer.state.actions)
        state = self.trainer.state
        position = BalloonAction("position", option=state.equipment.patient_position)
        placement = BalloonAction("placement", option=state.equipment.placement)
        return (position, placement, *state.actions) if state.actions else ()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        made = super()._repr_mimebundle_(**kwargs)
        still = self.trainer._repr_mimebundle_()
        if made is None or still is None:
            return made
        kept = {name: still[0][name] for name in ("text/plain", "image/png") if name in still[0]}
        return {**(made[0] if isinstance(made, tuple) else made), **kept}

    def __repr__(self) -> str:
        return "CaseRoom.procedure_trainer()"


def _trainer(case: Case, balloons: bool, given: Anaesthesia, place: Place | None) -> CementTrainer | BalloonTrainer:
    trainer: CementTrainer | BalloonTrainer
    if balloons:
        trainer = BalloonTrainer(case.patient, case.level, VOXEL_MM, living=True, place=place)
    else:
        ready = patient_case.equipment(balloons)
        trainer = CementTrainer(case.patient, case.level, ready.cement, ready.gauge, VOXEL_MM, place=place)
    trainer.voice, trainer.anaesthesia = patient_voice.voice_of(case.number), given
    return trainer
