"""The needle trainer: into a vertebra by two views only; a CT at the end shows the truth."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from vertebra.errors import InputError, check_range
from vertebra.models import needle, needling
from vertebra.models.imaging import fluoroscopy, scene
from vertebra.models.imaging.fluoroscopy import Technique
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.scene import Scene
from vertebra.models.imaging.tools import Rod
from vertebra.models.needle import Needle
from vertebra.models.needling import Deed, Setup, State
from vertebra.patient import Patient, check_level
from vertebra.views import needle as view
from vertebra.widgets.base import Frame, Live

PIXELS = 320
ARMS = {"AP": CArm(pixels=PIXELS), "lateral": CArm(90, pixels=PIXELS)}
TECHNIQUES = {"AP": Technique(shutters=(0.75, 0.85)), "lateral": Technique(shutters=(0.6, 0.85))}
BEHIND_MM = 60.0


@dataclass(frozen=True)
class Steering:
    """What was done so far, where that led, and whether the scan was taken."""

    deeds: tuple[Deed, ...]
    now: State
    scanned: bool = False


class NeedleTrainer(Live):
    """`NeedleTrainer(patient, level="L1")`: aim, advance, look from behind and from the side; then scan."""

    script = "needle.js"
    sheets = ("needle.css",)
    title = "Needle"

    def __init__(
        self, patient: Patient, level: str = "L1", side: str = "right", gauge: int = 11, **traits: Any
    ) -> None:
        self.setup = Setup(patient, check_level(level), side, gauge)
        super().__init__(**traits)

    def start(self) -> Steering:
        """The needle stands on the bone, a little off, and points the wrong way; both views are seen at once."""
        return Steering((), needling.start(self.setup))

    def step(self, state: Steering, action: Mapping[str, Any]) -> Steering:
        """`medial`, `caudal` (degrees more), `out`, `up` (mm of the entry), `advance` (mm, back if negative), `gauge`, `way`, `look`
        (AP, lateral, both), `shot`, `undo`, `scan`, `load`.
        """
        for name, wanted in action.items():
            if name == "scan":
                needle.margins(self.setup.vertebra, state.now.needle)
                state = replace(state, scanned=bool(wanted))
            elif name == "undo":
                kept = state.deeds[:-1]
                state = Steering(kept, needling.replayed(self.setup, kept))
            elif name == "load":
                state = self._loaded(wanted)
            elif name in needling.KINDS:
                state = self._more(state, _deed(name, wanted))
            else:
                raise InputError(
                    f"The trainer has no control {name!r}; it has {', '.join(needling.KINDS)}, undo, scan and load."
                )
        return state

    def _more(self, state: Steering, deed: Deed) -> Steering:
        if len(state.deeds) >= needling.MOST_DEEDS:
            raise InputError(f"So many steps ({needling.MOST_DEEDS}) are kept; press R to start again.")
        return Steering((*state.deeds, deed), needling.done(self.setup, state.now, deed))

    def _loaded(self, text: Any) -> Steering:
        setup, deeds = needling.restored(str(text))
        if setup != self.setup:
            raise InputError("The saved procedure is another patient's or another level's; open it where it was made.")
        return Steering(deeds, needling.replayed(setup, deeds))

    def frame(self, state: Steering, previous: Steering | None) -> Frame:
        """The pictures that were taken since; after the scan, sections and verdicts."""
        now, held = state.now, state.now.needle
        shown: dict[str, Any] = {
            "medial": held.medial_deg, "caudal": held.caudal_deg, "depth": held.depth_mm, "shots": now.shots, "gauge": held.gauge,
            "way": held.way, "look": now.look, "scanned": state.scanned, "rule": needle.wall_rule(self.setup.vertebra, held),
            "verdicts": [], "loose": now.loose, "steps": len(state.deeds), "saved": "",
            "held": [name for name in ARMS if now.seen[name] != held],
        }  # fmt: skip
        arrays: dict[str, Any] = {
            name: self._picture(name, now)
            for name in ARMS
            if previous is None
            or previous.now.seen[name] != now.seen[name]
            or (previous.now.shots != now.shots and now.look in (name, "both"))
        }
        if previous is None:
            shown |= {"ways": list(needle.WAYS), "gauges": list(needle.gauges()), "looks": list(needling.ARMS)}
        if state.scanned:
            arrays |= dict(view.sections(self.setup.vertebra, held))
            shown["verdicts"] = view.verdicts(self.setup, held)
            shown["saved"] = needling.saved(self.setup, state.deeds)
        return Frame(shown, arrays)

    def describe(self, state: Steering) -> str:
        """Angles, depth and pictures; after the scan the truth."""
        held = state.now.needle
        words = view.describe(held, state.now.shots, needle.wall_rule(self.setup.vertebra, held))
        return f"{words} {view.describe_scan(self.setup, held)}" if state.scanned else words

    def poster(self, state: Steering) -> bytes:
        """Both sections."""
        buffer = io.BytesIO()
        view.poster(self.setup, state.now.needle).savefig(buffer, format="png", dpi=70, metadata={"Software": None})
        return buffer.getvalue()

    def _picture(self, name: str, now: State) -> Any:
        what = _around(self.setup.patient, self.setup.level).with_tools(_rod(now.seen[name]))
        return fluoroscopy.shown(fluoroscopy.take(what, ARMS[name], TECHNIQUES[name], seed=now.shots))


def _deed(name: str, wanted: Any) -> Deed:
    if name in ("way", "look"):
        return Deed(name, what=str(wanted))
    if name == "shot":
        return Deed(name)
    return Deed(name, check_range(f"The change {name!r}", wanted, -needling.MOST_CHANGE, needling.MOST_CHANGE))


def _rod(held: Needle) -> Rod:
    behind = np.asarray(held.entry_mm) - BEHIND_MM * held.along
    return Rod((float(behind[0]), float(behind[1]), float(behind[2])), held.tip_mm, held.radius_mm)


@lru_cache(maxsize=2)
def _around(patient: Patient, level: str) -> Scene:
    return scene.scene(patient, level, 1, {level: needling.bone(patient, level)})
