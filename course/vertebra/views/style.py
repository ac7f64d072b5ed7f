"""One palette and one type for every picture of the course, on canvas and in matplotlib.

The hues are Okabe and Ito's, which people with colour-blindness tell apart; the same part has the same colour
everywhere.
"""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vertebra.patient import Part
from vertebra.texts import _

BLUE, SKY, GREEN, YELLOW = "#0072B2", "#56B4E9", "#009E73", "#F0E442"
ORANGE, VERMILLION, PURPLE, GREY = "#E69F00", "#D55E00", "#CC79A7", "#8A8F98"
IVORY, INK, PAPER = "#E6D9BC", "#1B1F24", "#FFFFFF"

PART_COLOURS: dict[Part, str] = {
    Part.TRABECULAR: ORANGE,
    Part.CORTICAL_SHELL: IVORY,
    Part.SUPERIOR_ENDPLATE: SKY,
    Part.INFERIOR_ENDPLATE: BLUE,
    Part.PEDICLE: VERMILLION,
    Part.POSTERIOR_ELEMENTS: PURPLE,
    Part.CANAL: YELLOW,
    Part.BASIVERTEBRAL_VEIN: GREEN,
    Part.PAD: GREY,
    Part.CEMENT: "#F7F7F7",
    Part.CAVITY: "#3B4048",
}

PART_NAMES: dict[Part, str] = {
    Part.TRABECULAR: _("Trabecular bone"),
    Part.CORTICAL_SHELL: _("Cortical shell"),
    Part.SUPERIOR_ENDPLATE: _("Superior endplate"),
    Part.INFERIOR_ENDPLATE: _("Inferior endplate"),
    Part.PEDICLE: _("Pedicles"),
    Part.POSTERIOR_ELEMENTS: _("Posterior elements"),
    Part.CANAL: _("Vertebral canal"),
    Part.BASIVERTEBRAL_VEIN: _("Basivertebral vein"),
    Part.PAD: _("Loading pads"),
    Part.CEMENT: _("Cement"),
    Part.CAVITY: _("Balloon cavity"),
}

COLOUR_TABLES = Path(__file__).with_name("colour_tables.npz")

FONT_FAMILY = ("DejaVu Sans", "sans-serif")


def colour_table(name: str) -> NDArray[np.uint8]:
    """Return the colours of a matplotlib colour map, for a canvas; they are shipped, as matplotlib loads slowly.

    Parameters
    ----------
    name : str
        One of those in `colour_tables.npz`.

    Returns
    -------
    array of uint8
        (256, 3), red, green and blue.
    """
    with np.load(COLOUR_TABLES) as shipped:
        return np.asarray(shipped[name])


def on_picture() -> dict[str, Any]:
    """How letters and numbers are written on a grey picture: yellow with a dark rim, readable on black and on white."""
    from matplotlib.patheffects import withStroke

    return {"color": YELLOW, "path_effects": [withStroke(linewidth=2.5, foreground="black")]}


def css_variables() -> str:
    """The palette as CSS custom properties: `--vx-blue`, `--vx-part-1` (numbered as `Part`)."""
    hues = {
        "blue": BLUE,
        "sky": SKY,
        "green": GREEN,
        "yellow": YELLOW,
        "orange": ORANGE,
        "vermillion": VERMILLION,
        "purple": PURPLE,
        "grey": GREY,
    }
    lines = [f"--vx-{name}: {colour};" for name, colour in hues.items()]
    lines += [f"--vx-part-{int(part)}: {colour};" for part, colour in PART_COLOURS.items()]
    return ".vx {\n  " + "\n  ".join(lines) + "\n}\n"


def matplotlib_style() -> AbstractContextManager[None]:
    """A matplotlib context with the course's type, line widths and colours: `with style.matplotlib_style(): ...`."""
    import matplotlib.pyplot as plt
    from cycler import cycler

    settings: dict[str, Any] = {
        "font.family": list(FONT_FAMILY),
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "axes.prop_cycle": cycler(color=[BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY]),
        "figure.facecolor": PAPER,
        "legend.frameon": False,
        "lines.linewidth": 2,
        "svg.hashsalt": "vertebra",
    }
    return plt.rc_context(settings)  # type: ignore[arg-type]
