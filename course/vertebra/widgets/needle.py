"""The needle trainer: through a pedicle by two views only; a CT at the end shows the truth."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from vertebra.errors import InputError, check_range
from vertebra.models import anatomy, needle
from vertebra.models.imaging import fluoroscopy, scene
from vertebra.models.imaging.fluoroscopy import Technique
from vertebra.models.imaging.geometry import CArm
from vertebra.models.imaging.scene import Scene
from vertebra.models.imaging.tools import Rod
from vertebra.models.needle import Needle
from vertebra.patient import Patient, Vertebra, check_level
from vertebra.views import needle as view
from vertebra.widgets.base import Frame, Live

PIXELS = 320
ARMS = {"AP": CArm(pixels=PIXELS), "lateral": CArm(90, pixels=PIXELS)}
TECHNIQUES = {"AP": Technique(shutters=(0.75, 0.85)), "lateral": Technique(shutters=(0.6, 0.85))}
START_MM = 8.0
"""How deep the needle stands at the start: on the bone."""
LOOSE_MM = 6.0
"""So much deeper the needle can still be turned and moved."""
BEHIND_MM = 60.0
OFF = (4.0, -9.0, 3.0, 8.0)
"""How wrong the start is: entry outwards and upwards (mm), angles medially and caudally (degrees)."""


@dataclass(frozen=True)
class Steering:
    """The needle, how often the X-ray was used, and whether the scan was taken."""

    needle: Needle
    shots: int = 2
    scanned: bool = False


class NeedleTrainer(Live):
    """`NeedleTrainer(patient, level="L1")`: aim, advance, look from behind and from the side; then scan."""

    script = "needle.js"
    sheets = ("needle.css",)
    title = "Needle"

    def __init__(
        self, patient: Patient, level: str = "L1", side: str = "right", gauge: int = 11, **traits: Any
    ) -> None:
        self.patient, self.level, self.side, self.gauge = patient, check_level(level), side, gauge
        super().__init__(**traits)

    @property
    def vertebra(self) -> Vertebra:
        """The bone that is aimed at, before its fracture: a pedicle does not collapse."""
        return _bone(self.patient, self.level)

    def start(self) -> Steering:
        """The needle stands on the bone, a little off, and points the wrong way."""
        good = needle.suggested(self.vertebra, self.side, self.gauge)
        sign = needle.SIDES[self.side]
        x, y, z = good.entry_mm
        entry = (x + sign * OFF[0], y, z + OFF[2])
        return Steering(
            replace(
                good,
                entry_mm=entry,
                medial_deg=good.medial_deg + OFF[1],
                caudal_deg=good.caudal_deg - OFF[3],
                depth_mm=START_MM,
            )
        )

    def step(self, state: Steering, action: Mapping[str, Any]) -> Steering:
        """`medial`, `caudal` (degrees more), `out`, `up` (mm of the entry), `advance` (mm, back if negative), `scan`."""
        held = state.needle
        for name, wanted in action.items():
            if name == "scan":
                needle.margins(self.vertebra, held)
                return replace(state, scanned=bool(wanted))
            by = check_range(f"The change {name!r}", wanted, -30, 30)
            x, y, z = held.entry_mm
            sign = needle.SIDES[held.side]
            if name == "medial":
                held = replace(held, medial_deg=held.medial_deg + by)
            elif name == "caudal":
                held = replace(held, caudal_deg=held.caudal_deg + by)
            elif name == "out":
                held = replace(held, entry_mm=(x + sign * by, y, z))
            elif name == "up":
                held = replace(held, entry_mm=(x, y, z + by))
            elif name == "advance":
                held = replace(held, depth_mm=float(np.clip(held.depth_mm + by, 0, needle.LONGEST_MM)))
            else:
                raise InputError(
                    f"The trainer has no control {name!r}; it has medial, caudal, out, up, advance and scan."
                )
            if name in ("medial", "caudal", "out", "up") and held.depth_mm > START_MM + LOOSE_MM:
                raise InputError("The needle is fast in the bone and can't be turned there; draw it back first.")
        if held.depth_mm > START_MM + LOOSE_MM:
            needle.margins(self.vertebra, held)
        return replace(state, needle=held, shots=state.shots + 2, scanned=False)

    def frame(self, state: Steering, previous: Steering | None) -> Frame:
        """Both pictures; after the scan, sections and verdicts."""
        held = state.needle
        shown: dict[str, Any] = {
            "medial": held.medial_deg, "caudal": held.caudal_deg, "depth": held.depth_mm, "shots": state.shots,
            "scanned": state.scanned, "rule": needle.wall_rule(self.vertebra, held), "verdicts": [],
            "loose": held.depth_mm <= START_MM + LOOSE_MM,
        }  # fmt: skip
        arrays: dict[str, Any] = {name: self._picture(name, state) for name in ARMS}
        if state.scanned:
            arrays |= dict(view.sections(self.vertebra, held))
            shown["verdicts"] = view.verdicts(self.vertebra, held)
        return Frame(shown, arrays)

    def describe(self, state: Steering) -> str:
        """Angles, depth and pictures; after the scan the truth."""
        words = view.describe(state.needle, state.shots, needle.wall_rule(self.vertebra, state.needle))
        return f"{words} {view.describe_scan(self.vertebra, state.needle)}" if state.scanned else words

    def poster(self, state: Steering) -> bytes:
        """Both sections."""
        buffer = io.BytesIO()
        view.poster(self.vertebra, state.needle).savefig(buffer, format="png", dpi=70, metadata={"Software": None})
        return buffer.getvalue()

    def _picture(self, name: str, state: Steering) -> Any:
        held = state.needle
        behind = np.asarray(held.entry_mm) - BEHIND_MM * held.along
        rod = Rod((float(behind[0]), float(behind[1]), float(behind[2])), held.tip_mm, held.radius_mm)
        what = _around(self.patient, self.level).with_tools(rod)
        return fluoroscopy.shown(fluoroscopy.take(what, ARMS[name], TECHNIQUES[name], seed=state.shots))


@lru_cache(maxsize=4)
def _bone(patient: Patient, level: str) -> Vertebra:
    return anatomy.build(patient, level, 1.0)


@lru_cache(maxsize=2)
def _around(patient: Patient, level: str) -> Scene:
    return scene.scene(patient, level, 1, {level: _bone(patient, level)})
