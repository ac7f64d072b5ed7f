"""The cement trainer: a needle in a collapsed vertebra, a syringe, a screen, and a scan when it is over."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vertebra.errors import InputError, check_range
from vertebra.models import vertebroplasty
from vertebra.models.imaging import fluoroscopy, scene
from vertebra.models.imaging.fluoroscopy import Technique
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.scene import Scene
from vertebra.models.vertebroplasty import Act, Replay, Setup, State
from vertebra.patient import Patient
from vertebra.texts import _
from vertebra.views import cement as view
from vertebra.widgets.base import Frame, Live

View = Literal["lateral", "AP"]
PIXELS = 384
TECHNIQUES = {"AP": Technique(shutters=(0.7, 0.9)), "lateral": Technique(shutters=(0.6, 0.9))}
ARMS = {"AP": CArm(pixels=PIXELS), "lateral": CArm(90, pixels=PIXELS)}
STEP_S = 0.25
LEAST_FLOW, MOST_FLOW = 0.02, 0.3
MOST_ACTS = 400
CLEFT_ML = 1.0


@dataclass(frozen=True)
class Injecting:
    """What was done so far, the view on the screen, the flow that the hand asks for (mL/s), whether the scan was taken, and whether
    there is a cleft in the bone.
    """

    acts: tuple[Act, ...] = ()
    view: View = "lateral"
    flow: float = 0.1
    scanned: bool = False
    cleft: bool = False


class CementTrainer(Live):
    """`CementTrainer(patient, cement="low")`: inject, watch, wait, stop; then see by CT where it went."""

    script = "cement.js"
    sheets = ("chart.css", "cement.css")
    title = _("Cement")

    def __init__(
        self,
        patient: Patient,
        level: str = "L1",
        cement: str = "low",
        gauge: int = 11,
        voxel_mm: float = 1.0,
        **traits: Any,
    ) -> None:
        self.setup = Setup(patient, level, cement, gauge, voxel_mm=voxel_mm)
        self._replays: dict[bool, Replay] = {}
        super().__init__(**traits)

    def start(self) -> Injecting:
        """The needle lies in the right pedicle; nothing is injected."""
        return Injecting()

    def step(self, state: Injecting, action: Mapping[str, Any]) -> Injecting:
        """`inject` and `wait` (seconds), `move` (mm forward), `side` (1 right, -1 left), `flow`, `view`, `cleft`, `undo`, `scan`, `load`."""
        for name, wanted in action.items():
            if name in ("inject", "wait", "move", "side"):
                if len(state.acts) >= MOST_ACTS:
                    raise InputError(
                        _("So many steps ({most_acts}) are kept; press R to start again.").format(most_acts=MOST_ACTS)
                    )
                act = Act(name, float(wanted), state.flow if name == "inject" else 0.0)  # type: ignore[arg-type]
                acts = vertebroplasty.merged(state.acts, act)
                self._at(replace(state, acts=acts))
                state = replace(state, acts=acts, scanned=False)
            elif name == "flow":
                state = replace(state, flow=check_range(_("The flow"), wanted, LEAST_FLOW, MOST_FLOW, "mL/s"))
            elif name == "view":
                if wanted not in ARMS:
                    raise InputError(
                        _("The view {wanted} is not here; give AP or lateral.").format(wanted=repr(wanted))
                    )
                state = replace(state, view=wanted)
            elif name == "cleft":
                if any(act.kind == "inject" for act in state.acts):
                    raise InputError(
                        _("There is cement in this bone; undo it, or press R, before you take another fracture.")
                    )
                state = replace(state, cleft=bool(wanted))
            elif name == "undo":
                state = replace(state, acts=state.acts[:-1], scanned=False)
            elif name == "scan":
                state = replace(state, scanned=bool(wanted))
            elif name == "load":
                state = self._loaded(state, wanted)
            else:
                raise InputError(
                    _(
                        "The trainer has no control {name}; it has inject, wait, move, side, flow, view, cleft, undo, scan "
                        "and load."
                    ).format(name=repr(name))
                )
        return state

    def _loaded(self, state: Injecting, text: Any) -> Injecting:
        setup, acts = vertebroplasty.restored(str(text))
        if replace(setup, cleft_ml=0.0) != self.setup or setup.cleft_ml not in (0.0, CLEFT_ML):
            raise InputError(
                _("The saved procedure is another patient's or another cement's; open it where it was made.")
            )
        return replace(state, acts=acts, scanned=False, cleft=setup.cleft_ml > 0)

    def frame(self, state: Injecting, previous: Injecting | None) -> Frame:
        """The screen's picture, what the operator can know, and after the scan where the cement is."""
        now = self._at(state)
        shown: dict[str, Any] = {
            "view": state.view, "flow": state.flow, "scanned": state.scanned, "depth": now.depth_mm, "side": now.side,
            "set": now.cement.syringe_set, "readouts": view.readouts(now), "time": now.cement.time_s,
            "steps": len(state.acts), "pressure": now.cement.pressures.syringe_mpa, "ml": now.cement.injected_ml,
            "verdicts": [], "saved": "", "cleft": state.cleft, "empty": not any(act.kind == "inject" for act in state.acts),
        }  # fmt: skip
        arrays: dict[str, NDArray[Any]] = {"image": self._picture(state, now)}
        if state.scanned:
            arrays |= dict(view.slices(now))
            shown |= {"verdicts": view.verdicts(now), "saved": vertebroplasty.saved(self._setup(state), state.acts)}
        if previous is None:
            shown |= {"limit": now.cement.limit_mpa, "flows": [LEAST_FLOW, MOST_FLOW]}
        return Frame(shown, arrays)

    def describe(self, state: Injecting) -> str:
        """Volume, time and needle; after the scan, what lies outside the bone."""
        return view.describe(self._setup(state), self._at(state), state.scanned)

    def poster(self, state: Injecting) -> bytes:
        """The screen and two sections."""
        buffer = io.BytesIO()
        now = self._at(state)
        view.poster(self._setup(state), now, self._picture(state, now)).savefig(
            buffer, format="png", dpi=70, metadata={"Software": None}
        )
        return buffer.getvalue()

    def _setup(self, state: Injecting) -> Setup:
        return replace(self.setup, cleft_ml=CLEFT_ML) if state.cleft else self.setup

    def _at(self, state: Injecting) -> State:
        if state.cleft not in self._replays:
            self._replays[state.cleft] = Replay(self._setup(state))
        return self._replays[state.cleft].state(state.acts)

    def _picture(self, state: Injecting, now: State) -> NDArray[np.uint8]:
        seed = round(1000 * now.cement.time_s) + len(state.acts)
        what = _patient(self._setup(state)).with_tools(*vertebroplasty.shadows(self.setup, now))
        frame = fluoroscopy.take(what, ARMS[state.view], TECHNIQUES[state.view], seed=seed)
        return fluoroscopy.shown(frame)


@lru_cache(maxsize=2)
def _patient(setup: Setup) -> Scene:
    stand = vertebroplasty.bench(setup.patient, setup.level, setup.voxel_mm, setup.cleft_ml)
    return scene.scene(setup.patient, setup.level, 1, {setup.level: stand.collapsed})
