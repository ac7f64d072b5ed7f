"""Choices of a procedure: approaches, views, needles, places of balloons and positions of the patient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from vertebra import cache, tables
from vertebra.arguments import checked
from vertebra.errors import InputError
from vertebra.texts import _, pgettext

Approach = Literal["transpedicular", "parapedicular"]
APPROACHES: tuple[Approach, ...] = ("transpedicular", "parapedicular")
"""Through the pedicle, or along its outer side into the body."""
VIEWS = ("AP", "lateral")
CARMS = (*VIEWS, "both")
"""Views to look at: one by one C-arm, or both at once."""
PLACEMENTS: dict[str, tuple[int, ...]] = {"both sides": (1, -1), "one side": (1,)}
"""Where balloons lie: on the right (1) and on the left (-1)."""
AXIAL_LOAD_BY_POSITION = {
    "prone": "prone_preload_n",
    "prone, spine extended": "extended_preload_n",
    "no load, as in a cadaver": None,
}
"""Positions of the patient, each with the row of the balloon's table for the load on the body (None: no load)."""


@checked
def axial_load_n(position: str) -> float:
    """Return the load (N) along the spine by the patient's position.

    Parameters
    ----------
    position : str
        A key of `AXIAL_LOAD_BY_POSITION`.

    Raises
    ------
    InputError
        For an unknown position.

    Source
    ------
    `assets/tables/balloon.toml`.
    """
    if position not in AXIAL_LOAD_BY_POSITION:
        raise InputError(
            _("Lying {position} is not known; give one of {axial_load_by_position}.").format(
                position=repr(position), axial_load_by_position=", ".join(AXIAL_LOAD_BY_POSITION)
            )
        )
    row = AXIAL_LOAD_BY_POSITION[position]
    return tables.value(row) if row else 0.0


@checked
def check_placement(placement: str) -> str:
    """Return `placement` if it is a key of `PLACEMENTS`.

    Raises
    ------
    InputError
        If it is not.
    """
    if placement not in PLACEMENTS:
        raise InputError(
            _("The placement is {placement}; give one of {placements}.").format(
                placement=repr(placement), placements=", ".join(PLACEMENTS)
            )
        )
    return placement


@cache.CONSTANTS.memoize
def outer_diameters_mm() -> Mapping[int, float]:
    """Return the outer diameter (mm) of each needle by gauge.

    Source
    ------
    `assets/tables/needles.csv`.
    """
    table = tables.table("needles")
    return dict(zip(map(int, table.numbers("gauge")), map(float, table.numbers("outer_mm")), strict=True))


@checked
def outer_diameter_mm(gauge: float) -> float:
    """Return the outer diameter (mm) of a needle.

    Parameters
    ----------
    gauge : float
        10, 11 or 13.

    Raises
    ------
    InputError
        For a gauge that is not in the table.
    """
    known = outer_diameters_mm()
    if gauge not in known:
        raise InputError(
            pgettext("no-such-gauge", "There is no needle of {gauge} gauge here; choose {known}.").format(
                gauge=f"{gauge:g}", known=", ".join(map(str, known))
            )
        )
    return known[int(gauge)]
