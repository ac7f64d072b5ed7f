"""The case room: a patient nobody has met, decision by decision; trainers stand beside it, and what was done goes on file."""

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

import ipywidgets

from vertebra.errors import InputError, check_range
from vertebra.models import pathway, plan
from vertebra.models.experiments.drug_comparison import compare_drugs
from vertebra.models.experiments.mri_slices import sagittal_slice
from vertebra.models.pathway import BY_HAND, Case, Deed, decided
from vertebra.models.pathway.cases import MOST, Kind
from vertebra.models.pathway.judged import setup
from vertebra.texts import _
from vertebra.views import case_words
from vertebra.views import pathway as view
from vertebra.widgets.balloon import BalloonTrainer
from vertebra.widgets.base import Frame, Live
from vertebra.widgets.cement import CementTrainer
from vertebra.widgets.reading import slices

VERSION = 1


@dataclass(frozen=True)
class Treating:
    """Which patient, what was done so far, which stage is open (0 to 6), and whether the case is closed."""

    number: int
    deeds: tuple[Deed, ...] = ()
    at: int = 0
    closed: bool = False


class CaseRoom(Live):
    """`CaseRoom(number=1)`: history, pictures, decision, consent, procedure, trouble, bone; then close it and be told."""

    script = "pathway.js"
    sheets = ("reading.css", "pathway.css")
    title = _("Case room")
    graded: ClassVar[bool] = False
    """Where it counts, nothing is closed, opened or told, and nobody else comes in."""

    def __init__(self, number: int = 1, kind: Kind | None = None, **traits: Any) -> None:
        self.number, self.kind = int(check_range(_("The number of the case"), number, 0, MOST)), kind
        self._table: Table | None = None
        super().__init__(**traits)

    def cement(self) -> "Table":
        """The trainer with the vertebra of whoever is in the room, balloons for kyphoplasty; what is done there can be put on file."""
        if self._table is None:
            self._table = Table(self.patient(self.state), decided(self.state.deeds))
        return self._table

    def patient(self, state: Treating) -> Case:
        """Who is in the room."""
        return pathway.draw(state.number, self.kind)

    def start(self) -> Treating:
        """The patient comes in."""
        return Treating(self.state.number if hasattr(self, "state") else self.number)

    def _advance(self, action: Mapping[str, Any], view: str = "", seq: int = 0) -> None:
        super()._advance(action, view, seq)
        if self._table is not None:
            self._table.lay(self.patient(self.state), decided(self.state.deeds))

    def step(self, state: Treating, action: Mapping[str, Any]) -> Treating:
        """`do` ([kind, what]), `file` (take over what was done in the trainer), `undo`, `stage` (0 to 6), `close`, `load` (a kept case), `next` (another patient)."""
        for name, wanted in action.items():
            if name == "stage":
                state = replace(state, at=round(check_range(_("The stage"), wanted, 0, len(case_words.STAGES) - 1)))
            elif name == "next":
                state = Treating((state.number + 1) % MOST)
            elif name == "load":
                state = self._loaded(state, wanted)
            elif name not in ("do", "file", "undo", "close"):
                raise InputError(
                    _("The room has no control {name}; it has do, file, undo, stage, close, load and next.").format(
                        name=repr(name)
                    )
                )
            elif state.closed:
                raise InputError(_("The case is closed. Press R to meet this patient again."))
            elif name == "close":
                state = replace(state, closed=bool(wanted))
            elif name == "undo":
                state = replace(state, deeds=_without_last(state.deeds))
            else:
                state = self._done(state, _deed(wanted) if name == "do" else self._filed(state))
        return state

    def _done(self, state: Treating, more: tuple[Deed, ...]) -> Treating:
        deeds = (*state.deeds, *more)
        pathway.check(self.patient(state), deeds)
        return replace(state, deeds=deeds)

    def _filed(self, state: Treating) -> tuple[Deed, ...]:
        done = self.cement().done()
        if not done:
            raise InputError(_("Nothing has been done in the trainer yet; inject there first."))
        if any(_has(state, kind) for kind in BY_HAND):
            raise InputError(_("A procedure is on file already; take it back first."))
        return done

    def _loaded(self, state: Treating, text: Any) -> Treating:
        told, deeds = plan.opened(str(text), "case", VERSION)
        if told.get("number") != state.number:
            raise InputError(
                _("This is the file of patient {number}; here is patient {number_2}.").format(
                    number=repr(told.get("number")), number_2=state.number
                )
            )
        try:
            return self._done(Treating(state.number), tuple(Deed(**one) for one in deeds))
        except TypeError as error:
            raise InputError(
                _("The kept case holds something that this course does not know ({error}).").format(error=error)
            ) from None

    def frame(self, state: Treating, previous: Treating | None) -> Frame:
        """The open stage with its answers, the file so far, the pictures once ordered, and after closing what it was worth."""
        case = self.patient(state)
        shown: dict[str, Any] = {
            "number": state.number, "who": view.who(case), "at": state.at, "closed": state.closed, "level": case.level,
            "stages": [_stage(case, state, at) for at in range(len(case_words.STAGES))], "log": view.log(state.deeds),
            "event": case_words.EVENTS[case.trouble] if any(_has(state, kind) for kind in BY_HAND) else "", "pictures": _has(state, "image", "MRI"),
            "graded": self.graded, "parts": [], "truth": "", "spared": "", "total": 0,
            "saved": plan.sealed("case", VERSION, {"number": state.number}, [asdict(one) for one in state.deeds]),
        }  # fmt: skip
        if state.closed:
            parts = pathway.judge(case, state.deeds)
            drug = next((one.what for one in state.deeds if one.kind == "give"), "")
            shown |= {
                "parts": view.debrief(case, parts), "truth": case_words.TRUTHS[case.kind], "total": round(100 * pathway.total(parts)),
                "spared": view.spared(compare_drugs(case, [drug] if drug else []), drug) if case.verdict != "not osteoporotic" else "",
            }  # fmt: skip
        arrays: Mapping[str, Any] = {}
        if shown["pictures"] and (previous is None or not _has(previous, "image", "MRI")):
            arrays, told = slices(sagittal_slice(case.patient, case.findings, case.number))
            shown |= told
        return Frame(shown, arrays)

    def describe(self, state: Treating) -> str:
        """Who it is and what came last; after closing, what it was."""
        return view.describe(self.patient(state), state.deeds, state.closed)

    def poster(self, state: Treating) -> bytes:
        """The stages."""
        buffer = io.BytesIO()
        view.poster(self.patient(state)).savefig(buffer, format="png", dpi=80, metadata={"Software": None})
        return buffer.getvalue()


class Table(ipywidgets.VBox):
    """The trainer for one patient's vertebra; another patient, or another decision, brings another trainer to the same place.

    What was begun in the one is still there when a patient's decision is taken back.
    """

    def __init__(self, case: Case, way: str = "") -> None:
        super().__init__()
        self._ready: dict[tuple[Case, bool], CementTrainer | BalloonTrainer] = {}
        self.lay(case, way)

    def lay(self, case: Case, way: str = "") -> None:
        """Bring the patient of `case`, with balloons if the `way` is kyphoplasty; nothing happens where all is there already."""
        wanted = case, way == "kyphoplasty"
        if wanted not in self._ready:
            self._ready = {one: trainer for one, trainer in self._ready.items() if one[0] == case}
            self._ready[wanted] = _trainer(*wanted)
        self.case, self.trainer = case, self._ready[wanted]
        self.children = (self.trainer,)  # Nothing is sent where it lies there already.

    def done(self) -> tuple[Deed, ...]:
        """What was done in the trainer, as deeds of the case."""
        if isinstance(self.trainer, CementTrainer):
            return tuple(Deed("cement", one.kind, one.amount, one.flow) for one in self.trainer.state.acts)
        state = self.trainer.state
        laid = tuple(Deed("balloon", what) for what in (state.setup.lies, state.setup.placement))
        done = tuple(Deed("balloon", one.kind, one.amount) for one in state.deeds)
        return (*laid, *done) if done else ()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        made = super()._repr_mimebundle_(**kwargs)
        still = self.trainer._repr_mimebundle_()
        if made is None or still is None:
            return made
        kept = {name: still[0][name] for name in ("text/plain", "image/png") if name in still[0]}
        return {**(made[0] if isinstance(made, tuple) else made), **kept}

    def __repr__(self) -> str:
        return "CaseRoom.cement()"


def _trainer(case: Case, balloons: bool) -> CementTrainer | BalloonTrainer:
    here = setup(case)
    if balloons:
        return BalloonTrainer(here.patient, here.level, here.voxel_mm, living=True)
    return CementTrainer(here.patient, here.level, here.cement, here.gauge, here.voxel_mm)


def _deed(wanted: Any) -> tuple[Deed, ...]:
    if not isinstance(wanted, list | tuple) or len(wanted) != 2 or wanted[0] in BY_HAND:
        raise InputError(
            _("A deed is a kind and what of it; this is {dumps}.").format(dumps=json.dumps(wanted, default=str)[:60])
        )
    return (Deed(str(wanted[0]), str(wanted[1])),)


def _without_last(deeds: tuple[Deed, ...]) -> tuple[Deed, ...]:
    """What was put on file in one go is taken back in one go."""
    kept = list(deeds[:-1])
    while kept and deeds[-1].kind in BY_HAND and kept[-1].kind == deeds[-1].kind:
        kept.pop()
    return tuple(kept)


def _has(state: Treating, kind: str, what: str = "") -> bool:
    return any(one.kind == kind and what in ("", one.what) for one in state.deeds)


def _stage(case: Case, state: Treating, at: int) -> dict[str, Any]:
    name, intro, kinds = case_words.STAGES[at]
    done = [(one.kind, one.what) for one in state.deeds]
    groups = [
        [
            {
                "kind": kind, "what": what, "words": words, "done": 1 + done.index((kind, what)) if (kind, what) in done else 0,
                "answer": view.answer(case, kind, what) if (kind, what) in done else "",
            }
            for what, words in view.options(case, kind)
        ]
        for kind in kinds if kind not in BY_HAND
    ]  # fmt: skip
    return {"name": name, "intro": intro, "groups": groups, "count": sum(one.kind in kinds for one in state.deeds)}
