"""A vertebra as still pictures and in words: three planes through the body, a poster in three dimensions,
one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vertebra.models import anatomy
from vertebra.patient import Part, Vertebra
from vertebra.texts import N_, Text, _, join
from vertebra.views import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SCALE_BAR_MM = 20
DENSITY_WINDOW_MG_CM3 = (0, 400)
PLANES = (N_("Axial"), N_("Sagittal"), N_("Coronal"))
EDGES = {"Axial": ("R", "L", "A", "P"), "Sagittal": ("A", "P", "S", "I"), "Coronal": ("R", "L", "S", "I")}
"""Letters at the left, right, top and bottom of a slice; as in a scan, the patient's right is on the left."""


def slices(vertebra: Vertebra, at_mm: tuple[float, float, float] | None = None) -> Figure:
    """Draw density and parts of a vertebra in the axial, sagittal and coronal plane, each with a bar of 20 mm.

    Parameters
    ----------
    vertebra : Vertebra
    at_mm : tuple[float, float, float], optional
        Point (x, y, z) in which the planes cross. Without it each shows most: the axial plane cuts the pedicles, the
        sagittal plane the midline, the coronal plane the middle of the body.
    """
    import matplotlib.pyplot as plt

    places = _places(vertebra, at_mm)
    reach = max(n * step for n, step in zip(vertebra.shape, vertebra.spacing_mm, strict=True)) / 2
    with style.matplotlib_style():
        figure, grid = plt.subplots(2, 3, figsize=(11, 7.4), layout="constrained")
        for column, plane in enumerate(PLANES):
            density, extent = _slice(vertebra, vertebra.density_mg_cm3, plane, places)
            labels, _unused = _slice(vertebra, vertebra.labels, plane, places)
            low, high = DENSITY_WINDOW_MG_CM3
            grey = grid[0, column].imshow(
                density, cmap="gray", vmin=low, vmax=high, extent=extent, interpolation="bilinear"
            )
            grid[1, column].imshow(_part_colours(labels), extent=extent, interpolation="nearest")
            for axes in grid[:, column]:
                _dress(axes, plane, extent, reach)
            grid[0, column].set_title(_(plane))
        figure.colorbar(grey, ax=grid[0, :], label=_("Density (mg/cm³)"), shrink=0.85, pad=0.01)
        _legend(figure, vertebra)
        figure.suptitle(_("{level}, three planes").format(level=vertebra.level))
    plt.close(figure)
    return figure


def static_figure(vertebra: Vertebra) -> Figure:
    """The vertebra's surface from four sides, coloured by part: what stands in for the viewer where it can't run."""
    import matplotlib.pyplot as plt

    surface = anatomy.surface(vertebra, most_triangles=30_000)
    views = (
        (_("From the left and behind"), 215, 25),
        (_("From above"), 90, 90),
        (_("From the front"), 90, 0),
        (_("From the right"), 0, 0),
    )
    with style.matplotlib_style():
        figure, row = plt.subplots(1, 4, figsize=(12, 3.6), layout="constrained")
        for axes, (title, turn_deg, height_deg) in zip(row, views, strict=True):
            _draw_surface(axes, surface, turn_deg, height_deg)
            axes.set_title(title)
        _scale_bar(row[-1], style.INK)
        _legend(figure, vertebra, outside_only=True)
    plt.close(figure)
    return figure


def describe(vertebra: Vertebra) -> str:
    """One sentence: level, kind, size of the body, pedicle and canal, and mean trabecular density."""
    size = anatomy.measure(vertebra)
    trabecular = vertebra.density_mg_cm3[vertebra.is_part(Part.TRABECULAR)]
    kind = {"built": _("a vertebra built from published dimensions"), "ct": _("a vertebra read from a CT")}.get(
        vertebra.kind, _("a {kind} vertebra").format(kind=vertebra.kind)
    )
    parts = [
        Text("{level}, {kind}").format(level=vertebra.level, kind=kind),
        _("body {upper_endplate_width_mm} mm wide and {upper_endplate_depth_mm} mm deep at the upper endplate").format(
            upper_endplate_width_mm=f"{size.upper_endplate_width_mm:.0f}",
            upper_endplate_depth_mm=f"{size.upper_endplate_depth_mm:.0f}",
        ),
        _(
            "{anterior_height_mm} mm high in front, {middle_height_mm} mm in the middle and "
            "{posterior_height_mm} mm behind"
        ).format(
            anterior_height_mm=f"{size.anterior_height_mm:.0f}",
            middle_height_mm=f"{size.middle_height_mm:.0f}",
            posterior_height_mm=f"{size.posterior_height_mm:.0f}",
        ),
    ]
    if np.isfinite(size.pedicle_width_mm):
        parts.append(_("pedicles {pedicle_width_mm} mm wide").format(pedicle_width_mm=f"{size.pedicle_width_mm:.1f}"))
    if np.isfinite(size.canal_width_mm):
        parts.append(_("canal {canal_width_mm} mm wide").format(canal_width_mm=f"{size.canal_width_mm:.0f}"))
    density = (
        _("; mean trabecular density {mean} mg/cm³").format(mean=f"{float(trabecular.mean()):.0f}")
        if trabecular.size
        else ""
    )
    return Text("{parts}{density}.").format(parts=join(*parts, between=", "), density=density)


def _places(vertebra: Vertebra, at_mm: tuple[float, float, float] | None) -> dict[str, int]:
    """The voxel index of each plane."""
    axes = vertebra.axes_mm()
    if at_mm is None:
        pedicles = np.flatnonzero(vertebra.is_part(Part.PEDICLE).any(axis=(0, 1)))
        z = float(axes[2][pedicles].mean()) if len(pedicles) else 0.0
        at_mm = (0.0, 0.0, z)
    x, y, z_at = (int(np.argmin(np.abs(axis - place))) for axis, place in zip(axes, at_mm, strict=True))
    return {"Axial": z_at, "Sagittal": x, "Coronal": y}


def _slice(
    vertebra: Vertebra, values: NDArray[Any], plane: str, places: dict[str, int]
) -> tuple[NDArray[Any], tuple[float, float, float, float]]:
    """One plane as rows from top to bottom, and its extent (left, right, bottom, top) in mm."""
    at = places[plane]
    x, y, z = (
        (axis[0] - step / 2, axis[-1] + step / 2)
        for axis, step in zip(vertebra.axes_mm(), vertebra.spacing_mm, strict=True)
    )
    if plane == "Axial":
        return values[::-1, ::-1, at].T, (x[1], x[0], y[0], y[1])
    if plane == "Sagittal":
        return values[at, ::-1, ::-1].T, (y[1], y[0], z[0], z[1])
    return values[::-1, at, ::-1].T, (x[1], x[0], z[0], z[1])


def _part_colours(labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    from matplotlib.colors import to_rgb

    table = np.zeros((256, 3))
    for part, colour in style.PART_COLOURS.items():
        table[part] = to_rgb(colour)
    return table[labels]


def _dress(axes: Axes, plane: str, extent: tuple[float, float, float, float], reach: float) -> None:
    """Letters, scale and a black square of the same size in millimetres for every plane."""
    left, right, bottom, top = extent
    across, up = (left + right) / 2, (bottom + top) / 2
    way = np.sign(right - left)
    axes.set_xlim(across - way * reach, across + way * reach)
    axes.set_ylim(up - reach, up + reach)
    axes.set_facecolor("black")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    for letter, x, y in zip(EDGES[plane], (0.04, 0.96, 0.5, 0.5), (0.5, 0.5, 0.96, 0.05), strict=True):
        axes.text(x, y, letter, transform=axes.transAxes, ha="center", va="center", color="white", fontsize=9)
    _scale_bar(axes, "white")


def _scale_bar(axes: Axes, colour: str) -> None:
    """A bar of known length in the lower left corner."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    way = np.sign(right - left)
    start, height = left + way * 4, bottom + 0.05 * (top - bottom)
    end = start + way * SCALE_BAR_MM
    axes.plot([start, end], [height, height], color=colour, linewidth=3, solid_capstyle="butt")
    place = (start + end) / 2, height
    label = f"{SCALE_BAR_MM} mm"
    axes.annotate(label, place, (0, 4), textcoords="offset points", ha="center", fontsize=8, color=colour)


def _legend(figure: Figure, vertebra: Vertebra, outside_only: bool = False) -> None:
    from matplotlib.patches import Patch

    hidden = {Part.TRABECULAR, Part.CANAL, Part.BASIVERTEBRAL_VEIN} if outside_only else set()
    present = [part for part in style.PART_COLOURS if part not in hidden and bool((vertebra.labels == part).any())]
    patches = [
        Patch(facecolor=style.PART_COLOURS[part], edgecolor=style.INK, linewidth=0.5, label=style.PART_NAMES[part])
        for part in present
    ]
    figure.legend(handles=patches, loc="outside lower center", ncols=min(len(patches), 5))


def _draw_surface(axes: Axes, surface: anatomy.Surface, turn_deg: float, height_deg: float) -> None:
    """Paint the triangles from back to front: quick, and the same picture with every matplotlib."""
    from matplotlib.collections import PolyCollection

    camera = _camera(turn_deg, height_deg)
    seen = surface.vertices_mm @ camera.T
    corners = seen[surface.faces]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    facing = np.flatnonzero(normals[:, 2] > 0)
    order = facing[np.argsort(corners[facing, :, 2].mean(axis=1))]
    light = np.array([-0.35, 0.45, 0.82])
    shade = 0.35 + 0.65 * np.clip(normals[order] @ light, 0, 1)
    colours = _part_colours(surface.part[surface.faces[order, 0]]) * shade[:, None]
    axes.add_collection(
        PolyCollection(list(corners[order, :, :2]), facecolors=colours, edgecolors=colours, linewidths=0.3)
    )
    middle = (seen[:, :2].max(axis=0) + seen[:, :2].min(axis=0)) / 2
    reach = 52
    axes.set_xlim(middle[0] - reach, middle[0] + reach)
    axes.set_ylim(middle[1] - reach, middle[1] + reach)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _camera(turn_deg: float, height_deg: float) -> NDArray[np.float64]:
    """Rows: right, up and towards the viewer. Turn 0 looks from the patient's right, 90 from the front."""
    turn, height = np.radians(turn_deg), np.radians(min(height_deg, 89.9))
    towards = np.array([np.cos(height) * np.cos(turn), np.cos(height) * np.sin(turn), np.sin(height)])
    right = np.cross([0.0, 0.0, 1.0], towards)
    right /= np.linalg.norm(right)
    return np.array([right, np.cross(towards, right), towards])
