"""The set-up of a view in numbers, in words and as still pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra import tables
from vertebra.models.experiments.radiographs import Radiograph
from vertebra.models.imaging.positioning import Advice, Claim, Pose, Verdict, faults, total
from vertebra.views import style, xray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

CM2_PER_M2 = 10_000


def readouts(pulses: int, rate_per_s: float, dose_ugy: float, area_ugy_cm2: float) -> list[dict[str, Any]]:
    """Beam time, dose at the skin and dose-area product, for a panel of meters."""
    little, much = (tables.value(f"positioning_dose_{name}_mgy") for name in ("little", "much"))
    dose, area = dose_ugy / 1000, area_ugy_cm2 / CM2_PER_M2
    plural = "" if pulses == 1 else "s"
    price = "sparing" if dose <= little else "no points left for dose" if dose >= much else "more than it takes"
    return [
        {"name": "Dose", "value": dose, "text": f"{dose:.2f} mGy", "low": 0, "high": 1.2 * much, "verdict": f"at the skin: {price}",
         "limits": [{"at": little, "text": f"{little:g}"}, {"at": much, "text": f"{much:g}"}], "grave": dose >= much},
        {"name": "Beam", "value": pulses, "text": f"{pulses} pulse{plural}", "low": 0, "high": 300, "limits": [],
         "verdict": f"{pulses / rate_per_s:.1f} s at {rate_per_s:g} a second", "grave": False},
        {"name": "Dose-area", "value": area, "text": f"{area:.1f} µGy·m²", "low": 0, "high": 100, "limits": [],
         "verdict": "dose times the field", "grave": False},
    ]  # fmt: skip


def verdicts(found: Sequence[Verdict]) -> list[dict[str, Any]]:
    """What each part of the set-up is worth, and the sum."""
    rows = [
        {"name": one.name, "good": one.points >= one.most, "words": one.words,
         "points": f"{one.points:.0f} of {one.most}" if one.most else f"{one.points:.0f}".replace("-", "−")}
        for one in found
    ]  # fmt: skip
    return [*rows, {"name": "Together", "good": total(found) >= 80, "words": "", "points": f"{total(found)} of 100"}]


def hint(advice: Advice) -> str:
    """One move, as a sentence."""
    return f"{advice.words[0].upper()}{advice.words[1:]}."


def judged(claim: Claim) -> str:
    """Whether a view that was called true is so."""
    return (
        f"It is a true {claim.goal} view."
        if claim.true
        else f"It is not a true {claim.goal} view yet: {faults(claim)}."
    )


def turned(pose: Pose) -> str:
    """Rotation and tilt by where the detector stands: LPO is behind her left."""
    side = "" if pose.rotation_deg == 0 else " LPO" if pose.rotation_deg > 0 else " RPO"
    lean = "" if pose.tilt_deg == 0 else " cranial" if pose.tilt_deg > 0 else " caudal"
    return f"{abs(pose.rotation_deg):.0f}°{side}, {abs(pose.tilt_deg):.0f}°{lean}"


def describe(pose: Pose, held: Pose, pulses: int, dose_ugy: float) -> str:
    """Where the arm stands, whether the picture is of there, and what it cost."""
    old = "" if pose == held else f" The screen holds the picture at {turned(held)}: arm or table moved without beam."
    plural = "" if pulses == 1 else "s"
    return f"Detector at {turned(pose)}; {pulses} pulse{plural}, {dose_ugy / 1000:.2f} mGy at the skin.{old}"


def poster(picture: NDArray[np.uint8], views: Sequence[Radiograph]) -> Figure:
    """The screen, and what a true AP and a true lateral look like (`views`)."""
    from matplotlib.figure import Figure

    with style.matplotlib_style():
        figure = Figure(figsize=(11, 4.2), layout="constrained", facecolor="black")
        first, *others = figure.subplots(1, 3)
        first.imshow(picture, cmap="gray", vmin=0, vmax=255)
        first.set_title("on the screen", color="white", fontsize=11)
        first.set_axis_off()
        for axes, one in zip(others, views, strict=True):
            xray.draw(axes, one.frame, one.arm)
    return figure
