"""Still pictures of the lessons' trainers as they open: shipped, so that no plot is drawn before a live picture.

A still is found by what it shows: the kind of widget, its arguments, its patient and its sentence. In another language,
for another patient or after an action there is none, and the picture is drawn. After a change of what the pictures show
`write_shipped()` writes them anew; a test compares them with those that are drawn.

See decision 0442.
"""

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from vertebra.patient import mrs_a

if TYPE_CHECKING:
    from vertebra.widgets.base import CourseWidget

FOLDER = Path(__file__).with_suffix("")
COLOURS = 48


def key(widget: "CourseWidget", sentence: str) -> str:
    """Return the name under which the still of a widget is shipped, if there is one.

    Parameters
    ----------
    widget : CourseWidget
    sentence : str
        Its present state in words.
    """
    patient = getattr(widget, "patient", None)
    shown = (type(widget).__name__, widget.memory.fingerprint(), repr(patient), sentence)
    return f"{type(widget).__name__}-{hashlib.sha256(repr(shown).encode()).hexdigest()[:12]}"


def still(widget: "CourseWidget", sentence: str) -> bytes | None:
    """Return the shipped PNG of a widget as it is now, None where there is none."""
    path = FOLDER / f"{key(widget, sentence)}.png"
    return path.read_bytes() if path.is_file() else None


def shipped_widgets() -> "list[CourseWidget]":
    """Build the widgets whose stills are shipped, as the lessons open them."""
    from vertebra.widgets.carm_positioning import CArmTrainer
    from vertebra.widgets.cement import CementTrainer
    from vertebra.widgets.heat import HeatExplorer
    from vertebra.widgets.kyphoplasty import BalloonTrainer
    from vertebra.widgets.needle import NeedleTrainer
    from vertebra.widgets.restoration import RestorationExplorer
    from vertebra.widgets.scatter import ScatterExplorer
    from vertebra.widgets.technique_comparison import TechniqueComparison

    person = mrs_a()
    return [
        ScatterExplorer(angle_deg=90),
        CArmTrainer(person),
        NeedleTrainer(person),
        NeedleTrainer(person, level="T9", gauge=13),
        CementTrainer(person),
        CementTrainer(person, cement="high", gauge=13),
        CementTrainer(person, gauge=10),
        BalloonTrainer(person),
        TechniqueComparison(person),
        HeatExplorer(person),
        RestorationExplorer(person),
    ]


def write_shipped(folder: Path = FOLDER) -> None:
    """Draw the stills and write them, in place of those that are there."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    for widget in shipped_widgets():
        picture = widget.static_png(widget.state)
        if picture is not None:
            (folder / f"{key(widget, widget.current_alt_text)}.png").write_bytes(_of_few_colours(picture))


def _of_few_colours(picture: bytes) -> bytes:
    """The same PNG in a palette: a third of the bytes."""
    from PIL import Image

    buffer = io.BytesIO()
    few = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(buffer, format="png", optimize=True)
    return buffer.getvalue()
