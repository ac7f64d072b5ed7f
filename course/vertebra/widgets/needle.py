"""The needle trainer: into a vertebra by two views only; a CT at the end shows the truth."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from vertebra.errors import InputError, check_range
from vertebra.models import needle, needling
from vertebra.models.imaging import fluoroscopy, scene
from vertebra.models.imaging.fluoroscopy import Technique
from vertebra.models.imaging.geometry import CArm, Floats
from vertebra.models.imaging.scene import Scene
from vertebra.models.imaging.tools import Rod
from vertebra.models.needle import Needle
from vertebra.models.needling import Deed, Setup, State
from vertebra.patient import Patient, check_level
from vertebra.texts import _
from vertebra.views import needle as view
from vertebra.widgets.base import Frame, Live

PIXELS = 320
FIELD_MM = 180.0
"""Side of the part of the detector that is used: the vertebra and its neighbours, enlarged."""
ARMS: dict[str, CArm] = {
    name: CArm(turn, pixels=PIXELS, detector_mm=FIELD_MM) for name, turn in zip(needling.VIEWS, (0, 90), strict=True)
}
TECHNIQUES = {"AP": Technique(shutters=(0.9, 0.95)), "lateral": Technique(shutters=(0.8, 0.95))}
BEHIND_MM = 60.0


AIM_MM = 45.0
"""How far along its line from the entry a needle's aim is marked on the pictures, to be dragged."""
MARK_STEP_MM = 0.5
MIDDLE_MM = (0.0, 0.0, 0.0)
"""The middle of the body, where the mark waits to be dragged to its place."""


@dataclass(frozen=True)
class Steering:
    """What was done so far, and where that led."""

    deeds: tuple[Deed, ...]
    now: State


class NeedleTrainer(Live):
    """`NeedleTrainer(patient, level="L1")`: mark a place, aim, advance, look from behind and from the side; then scan."""

    script = "needle.js"
    sheets = ("needle.css",)
    title = _("Needle")

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
        (AP, lateral, both), `shot`, `scan`, `target` (the place x, y, z, mm), `mark` (mm by which it moves), `pull` (a handle in a
        picture: `view`, `what`, `column`, `row`), `undo`, `load`.
        """
        for name, wanted in action.items():
            if name == "undo":
                kept = state.deeds[:-1]
                state = Steering(kept, needling.replayed(self.setup, kept))
            elif name == "load":
                state = self._loaded(wanted)
            elif name == "pull":
                deed = pulled(state.now, wanted)
                state = state if deed is None else self._more(state, deed)
            elif name == "mark":
                state = self._more(state, Deed("target", amounts=_nudged(state.now, wanted)))
            elif name in needling.KINDS:
                state = self._more(state, _deed(name, wanted))
            else:
                known = ", ".join((*needling.KINDS, "mark", "pull", "undo", "load"))
                raise InputError(
                    _("The trainer has no control {name}; it has {known}.").format(name=repr(name), known=known)
                )
        return state

    def _more(self, state: Steering, deed: Deed) -> Steering:
        """One deed more; a mark that is dragged on is one deed, not hundreds."""
        again = deed.kind == "target" and state.deeds and state.deeds[-1].kind == "target"
        kept = state.deeds[:-1] if again else state.deeds
        if len(kept) >= needling.MOST_DEEDS:
            raise InputError(
                _("So many steps ({most_deeds}) are kept; press R to start again.").format(
                    most_deeds=needling.MOST_DEEDS
                )
            )
        return Steering((*kept, deed), needling.done(self.setup, state.now, deed))

    def _loaded(self, text: Any) -> Steering:
        setup, deeds = needling.restored(str(text))
        if setup != self.setup:
            raise InputError(
                _("The saved procedure is another patient's or another level's; open it where it was made.")
            )
        return Steering(deeds, needling.replayed(setup, deeds))

    def frame(self, state: Steering, previous: Steering | None) -> Frame:
        """The pictures that were taken since, and the handles on them; after the scan, sections and verdicts."""
        now, held = state.now, state.now.needle
        shown: dict[str, Any] = {
            "medial": held.medial_deg, "caudal": held.caudal_deg, "depth": held.depth_mm, "shots": now.shots, "gauge": held.gauge,
            "way": held.way, "look": now.look, "scanned": now.shown, "warning": view.warning(self.setup, now),
            "verdicts": [], "loose": now.loose, "steps": len(state.deeds), "marked": now.target_mm is not None,
            "saved": needling.saved(self.setup, state.deeds),
            "held": [name for name in ARMS if now.seen[name] != held], "marks": {name: _marks(name, now) for name in ARMS},
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
        if now.shown:
            arrays |= dict(view.sections(self.setup.vertebra, held))
            shown["verdicts"] = view.verdicts(self.setup, now)
        return Frame(shown, arrays)

    def describe(self, state: Steering) -> str:
        """Angles, depth, pictures and the mark; after the scan the truth."""
        words = view.describe(self.setup, state.now)
        return f"{words} {view.describe_scan(self.setup, state.now)}" if state.now.shown else words

    def poster(self, state: Steering) -> bytes:
        """Both sections."""
        buffer = io.BytesIO()
        view.poster(self.setup, state.now).savefig(buffer, format="png", dpi=70, metadata={"Software": None})
        return buffer.getvalue()

    def _picture(self, name: str, now: State) -> Any:
        what = _around(self.setup.patient, self.setup.level).with_tools(_rod(now.seen[name]))
        return fluoroscopy.shown(fluoroscopy.take(what, ARMS[name], TECHNIQUES[name], seed=now.shots))


def pulled(now: State, wanted: Any) -> Deed | None:
    """The deed by which a handle comes to where it was dragged in a picture; None for a drag that comes to nothing.

    The mark moves in the plane of the picture. The tip moves the entry in the AP picture, and advances along its line in the
    lateral one. The aim turns the needle, in the lateral picture only up and down.
    """
    name, what = _named(wanted)
    held = now.needle
    if what == "mark":
        here = now.target_mm or MIDDLE_MM
        x, y, z = np.round(_dragged(name, here, wanted) / MARK_STEP_MM) * MARK_STEP_MM
        return Deed("target", amounts=(float(x), float(y), float(z)))
    if now.look not in (name, "both"):
        raise InputError(
            _("The {name} picture is an old one; look again from there, then move the needle in it.").format(name=name)
        )
    run = _dragged(name, held.tip_mm if what == "tip" else _aim(held), wanted)
    if what == "aim":
        return _changed("turn", _turn(name, held, run - np.asarray(held.entry_mm)))
    run = run - np.asarray(held.tip_mm)
    if name == "lateral":
        along = held.along * (0, 1, 1)
        return _changed("advance", (float(run @ along / (along @ along)),))
    return _changed("move", (needle.SIDES[held.side] * float(run[0]), float(run[2])))


def _named(wanted: Any) -> tuple[str, str]:
    known = isinstance(wanted, Mapping) and wanted.get("view") in ARMS and wanted.get("what") in ("mark", "tip", "aim")
    if not known:
        raise InputError(_("The trainer has no such handle; drag the mark, the tip or the aim in one of the pictures."))
    return str(wanted["view"]), str(wanted["what"])


def _dragged(name: str, place: Any, wanted: Mapping[str, Any]) -> Floats:
    """The place in space to which one is dragged in a picture, in the plane through it that faces the arm."""
    column, row = (
        check_range(_("The {name}").format(name=one), wanted.get(one, np.nan), -PIXELS, 2 * PIXELS, "pixels")
        for one in ("column", "row")
    )
    source, along = ARMS[name].ray(column, row)
    across = 0 if name == "lateral" else 1
    return np.asarray(source + (np.asarray(place)[across] - source[across]) / along[across] * along)


def _turn(name: str, held: Needle, run: Floats) -> tuple[float, float]:
    """By how many degrees (medial, caudal) a needle turns to point along `run`, as far as the view shows it."""
    if name == "lateral":
        steep = np.degrees(np.arctan2(-run[2] * np.cos(np.radians(held.medial_deg)), max(run[1], 1.0)))
        return 0.0, float(steep) - held.caudal_deg
    medial = np.degrees(np.arctan2(-needle.SIDES[held.side] * run[0], max(run[1], 1.0)))
    caudal = np.degrees(np.arctan2(-run[2], np.hypot(run[0], max(run[1], 1.0))))
    return float(medial) - held.medial_deg, float(caudal) - held.caudal_deg


def _changed(kind: str, amounts: tuple[float, ...]) -> Deed | None:
    """Whole millimetres or degrees, no more at once than the list allows."""
    most = needling.MOST_CHANGE
    whole = tuple(float(np.clip(np.round(one), -most, most)) for one in amounts)
    if not any(whole):
        return None
    return Deed(kind, whole[0]) if kind == "advance" else Deed(kind, amounts=whole)


def _nudged(now: State, wanted: Any) -> tuple[float, ...]:
    """The mark moved by millimetres to the right, forward and up; the first time from the middle of the body."""
    if not isinstance(wanted, list | tuple) or len(wanted) != 3:
        raise InputError(
            _("The mark is moved by {wanted}; give three numbers: mm to the right, forward and up.").format(
                wanted=repr(wanted)
            )
        )
    return tuple(
        at + check_range(_("The move of the mark"), by, -needling.MOST_CHANGE, needling.MOST_CHANGE, "mm")
        for at, by in zip(now.target_mm or MIDDLE_MM, wanted, strict=True)
    )


def _aim(held: Needle) -> Floats:
    return np.asarray(np.asarray(held.entry_mm) + AIM_MM * held.along)


def _marks(name: str, now: State) -> dict[str, list[float]]:
    """Where (column, row) the needle that this picture shows has its entry, tip and aim, and where the mark is."""
    seen = now.seen[name]
    places = [seen.entry_mm, seen.tip_mm, tuple(_aim(seen)), now.target_mm or MIDDLE_MM]
    found = ARMS[name].project(places).round(1).tolist()
    return dict(zip(("entry", "tip", "aim", "mark"), found, strict=True))


def _deed(name: str, wanted: Any) -> Deed:
    if name in ("way", "look"):
        return Deed(name, what=str(wanted))
    if name in ("shot", "scan"):
        return Deed(name)
    if name in needling.AMOUNTS:
        if not isinstance(wanted, list | tuple):
            raise InputError(
                _("The change {name} is {wanted}; give {name_2} numbers.").format(
                    name=repr(name), wanted=repr(wanted), name_2=needling.AMOUNTS[name]
                )
            )
        return Deed(name, amounts=tuple(wanted))
    return Deed(
        name,
        check_range(
            _("The change {name}").format(name=repr(name)), wanted, -needling.MOST_CHANGE, needling.MOST_CHANGE
        ),
    )


def _rod(held: Needle) -> Rod:
    behind = np.asarray(held.entry_mm) - BEHIND_MM * held.along
    return Rod((float(behind[0]), float(behind[1]), float(behind[2])), held.tip_mm, held.radius_mm)


@lru_cache(maxsize=2)
def _around(patient: Patient, level: str) -> Scene:
    return scene.scene(patient, level, 1, {level: needling.bone(patient, level)})
