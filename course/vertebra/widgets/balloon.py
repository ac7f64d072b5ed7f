"""The balloon trainer: fill it by hand, read the gauge, watch the endplate on the screen, let it down, fill the hollows with cement."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.errors import InputError, check_range
from vertebra.models import balloon, ballooning, kyphoplasty
from vertebra.models.ballooning import Deed, Replay, Setup, State
from vertebra.models.imaging import scene
from vertebra.models.imaging.fluoroscopy import Technique
from vertebra.models.imaging.geometry import CArm
from vertebra.patient import Patient
from vertebra.texts import _
from vertebra.views import ballooning as view
from vertebra.views.kyphoplasty import section
from vertebra.widgets import fluoro
from vertebra.widgets.base import Frame, Live

VOXEL_MM = 1.5
Look = Literal["lateral", "AP"]
STEP_ML = 0.1
START_ML = 0.4
ARMS = {"lateral": CArm(90, pixels=fluoro.COARSE), "AP": CArm(pixels=fluoro.COARSE)}
TECHNIQUES = {"lateral": Technique(shutters=(0.6, 0.9)), "AP": Technique(shutters=(0.7, 0.9))}
CONTROLS = ("volume", "down", "cement", "wait", "lies", "placement", "look", "undo", "scan", "load")


@dataclass(frozen=True)
class Ballooning:
    """What was done so far, on whom and where the balloons lie, the view on the screen, and whether the scan was taken."""

    setup: Setup
    deeds: tuple[Deed, ...] = ()
    look: Look = "lateral"
    scanned: bool = False


class BalloonTrainer(Live):
    """`BalloonTrainer(patient)`: raise an endplate against a load, lose a part of it again, and keep the rest with cement.

    With `living` nobody can lie there without a load, as a cadaver does.
    """

    script = "balloon.js"
    sheets = ("chart.css", "cement.css", "balloon.css")
    title = _("Balloon")

    def __init__(
        self, patient: Patient, level: str = "L1", voxel_mm: float = VOXEL_MM, living: bool = False, **traits: Any
    ) -> None:  # fmt: skip
        self.loads = tuple(name for name, row in balloon.LOADS.items() if row or not living)
        self.setup = Setup(patient, level, voxel_mm=voxel_mm)
        self._replays: dict[Setup, Replay] = {}
        super().__init__(**traits)

    def start(self) -> Ballooning:
        """Two nearly empty balloons in somebody prone."""
        return Ballooning(self.setup, (Deed("inflate", START_ML),))

    def step(self, state: Ballooning, action: Mapping[str, Any]) -> Ballooning:
        """`volume` (mL each to fill up to or draw back to), `down`, `cement` (mL a side), `wait` (s), `lies` and `placement` by name,
        `look` ("lateral", "AP"), `undo`, `scan`, `load`.
        """
        for name, wanted in action.items():
            if name == "volume":
                state = self._filled(state, wanted)
            elif name == "down":
                state = self._more(state, Deed("down"))
            elif name in ("cement", "wait"):
                state = self._more(state, Deed(name, float(wanted)))  # type: ignore[arg-type]
            elif name in ("lies", "placement"):
                if name == "lies" and wanted not in self.loads:
                    raise InputError(
                        _("Nobody can lie {wanted} here; give one of {loads}.").format(
                            wanted=repr(wanted), loads=", ".join(self.loads)
                        )
                    )
                state = replace(state, setup=replace(state.setup, **{name: wanted}), scanned=False)
                self._at(state)
            elif name == "look":
                if wanted not in ARMS:
                    raise InputError(
                        _("The view {wanted} is not here; give AP or lateral.").format(wanted=repr(wanted))
                    )
                state = replace(state, look=wanted)
            elif name == "undo":
                state = replace(state, deeds=state.deeds[:-1], scanned=False)
            elif name == "scan":
                state = replace(state, scanned=bool(wanted))
            elif name == "load":
                state = self._loaded(state, wanted)
            else:
                raise InputError(
                    _("The trainer has no control {name}; it has {controls}.").format(
                        name=repr(name), controls=", ".join(CONTROLS)
                    )
                )
        return state

    def _filled(self, state: Ballooning, wanted: Any) -> Ballooning:
        volume = check_range(_("The volume of a balloon"), wanted, 0, tables.value("balloon_most_ml"), "mL")
        more = round(STEP_ML * round(volume / STEP_ML) - self._at(state).volume_ml, 4)
        return self._more(state, Deed("inflate", more)) if abs(more) > 1e-3 else state

    def _more(self, state: Ballooning, deed: Deed) -> Ballooning:
        state = replace(state, deeds=ballooning.merged(state.deeds, deed), scanned=False)
        self._at(state)
        return state

    def _loaded(self, state: Ballooning, text: Any) -> Ballooning:
        setup, deeds = ballooning.restored(str(text))
        if replace(setup, lies=self.setup.lies, placement=self.setup.placement) != self.setup:
            raise InputError(
                _("The saved procedure is another patient's or another level's; open it where it was made.")
            )
        state = self.step(replace(state, setup=setup, deeds=deeds, scanned=False), {"lies": setup.lies})
        return state

    def frame(self, state: Ballooning, previous: Ballooning | None) -> Frame:
        """The screen, the section, the curves up to the largest volume, and the numbers now; after the scan what it shows."""
        now, here = self._at(state), state.setup
        arm, how = ARMS[state.look], TECHNIQUES[state.look]
        shown: dict[str, Any] = {
            "volume": now.volume_ml, "reached": now.most_ml, "pressure": ballooning.pressure_mpa(here, now), "out": now.out,
            "lies": here.lies, "placement": here.placement, "look": state.look, "screen": fluoro.screen(arm, how),
            "readouts": view.readouts(here, now), "steps": len(state.deeds), "scanned": state.scanned,
            "filled": now.filled, "set": now.cement is not None and now.cement.syringe_set, "verdicts": [], "saved": "",
        }  # fmt: skip
        arrays: dict[str, NDArray[Any]] = {"image": self._picture(state, now), "cut": view.cut(here, now)}
        if previous is None or previous.setup != here:
            whole = here.whole
            arrays |= {
                "volumes": whole.volume_ml.astype(np.float32),
                "pressures": whole.pressure_mpa.astype(np.float32),
                "lifts": whole.lift_mm.astype(np.float32),
            }
        if previous is None:
            arrays["broken"] = section(here.bed.body, here.bed.centres_mm[0][0])
            shown |= {
                "loads": list(self.loads), "placements": list(kyphoplasty.SIDES), "most": tables.value("balloon_most_ml"),
                "limit": tables.value("balloon_pressure_limit_mpa"), "spacing": here.voxel_mm,
            }  # fmt: skip
        if state.scanned:
            shown |= {"verdicts": view.verdicts(here, now), "saved": ballooning.saved(here, state.deeds)}
        return Frame(shown, arrays)

    def describe(self, state: Ballooning) -> str:
        """Volume, pressure, lift; what stays; the cement."""
        return view.describe(state.setup, self._at(state), state.scanned)

    def poster(self, state: Ballooning) -> bytes:
        """Screen, curves and sections."""
        buffer = io.BytesIO()
        now = self._at(state)
        view.poster(state.setup, now, self._picture(state, now)).savefig(
            buffer, format="png", dpi=70, metadata={"Software": None}
        )
        return buffer.getvalue()

    def _at(self, state: Ballooning) -> State:
        if state.setup not in self._replays:
            self._replays[state.setup] = Replay(state.setup)
        return self._replays[state.setup].state(state.deeds)

    def _picture(self, state: Ballooning, now: State) -> NDArray[np.uint8]:
        body = ballooning.shape(state.setup, now)
        what = _posed(state.setup.patient, body).with_tools(*ballooning.shadows(state.setup, now))
        return fluoro.expose(what, ARMS[state.look], TECHNIQUES[state.look], len(state.deeds)).picture


_posed = lru_cache(maxsize=8)(scene.posed)
