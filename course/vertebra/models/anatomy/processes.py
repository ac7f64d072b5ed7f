"""Laminae and processes: the sculpture of the arch.

The steps in millimetres below shape the pieces to what atlases show; they are no measurements, and no model reads them.
"""

import numpy as np

from vertebra.arguments import checked
from vertebra.models.anatomy.arch import Arch, Vector, frame_from
from vertebra.models.anatomy.shapes import ImplicitShape, capsule, rotated_frame, rounded_box, superellipsoid

UP = np.array([0.0, 0.0, 1.0])
Piece = tuple[ImplicitShape, float]
"""A shape and the width in mm over which it melts into the rest."""


@checked
def posterior_elements(arch: Arch) -> list[Piece]:
    """Every piece of the arch behind the pedicles."""
    if arch.lumbar:
        return [*_lamina(arch), *_lumbar_facets(arch), *_lumbar_transverse(arch), *_hatchet(arch)]
    facets = _thoracic_upper_facet(arch)
    if arch.size.level == "T12":
        return [*_lamina(arch), facets, _lumbar_lower_facet(arch), *_tubercles(arch), *_hatchet(arch)]
    spine = _hatchet(arch) if arch.size.level == "T11" else _spear(arch)
    return [*_lamina(arch), facets, _thoracic_lower_facet(arch), *_thoracic_transverse(arch), *spine]


@checked
def spinous_tip_mm(arch: Arch) -> Vector:
    """End of the spinous process."""
    start, along = _spinous_line(arch)
    return start + along * arch.shape["spinous_length_mm"]


@checked
def costal_facets(arch: Arch) -> list[ImplicitShape]:
    """Balls that press shallow cups for a rib: beside the pedicle's root,
    and in T7 to T10 on the transverse process."""
    if arch.lumbar:
        return []
    s = arch.scale
    beside = arch.pedicle_mm + np.array([arch.size.pedicle_width_mm / 2, 0, 0]) + arch.at(6.4, 4.5, 2.5)
    cups = [capsule(beside, beside + UP, 6.0 * s, 6.0 * s)]
    if arch.size.level in ("T7", "T8", "T9", "T10"):
        tip, club = _thoracic_tip(arch)
        front = tip + np.array([0.0, club + 4.3 * s, 0.0])
        cups.append(capsule(front, front + UP / 2, 5.0 * s, 5.0 * s))
    return cups


def _lamina(arch: Arch) -> list[Piece]:
    s, z = arch.scale, arch.lamina_z_mm()
    outer = np.array([arch.size.canal_width_mm / 2 + 2.2 * s, arch.canal_middle_mm - 4.0 * s, z + 1.0 * s])
    inner = np.array([-2.5 * s, arch.canal_back_mm - 4.2 * s, z - 2.0 * s])
    # The lower edge of a lamina stands further back than its upper edge: laminae overlap like tiles.
    tilt = np.array([0.0, 0.22 if arch.lumbar else 0.34, 1.0])
    frame = frame_from(inner - outer, tilt)
    length = float(np.linalg.norm(inner - outer))
    half = np.array([length / 2 + 2.5 * s, 3.3 * s, arch.shape["lamina_height_mm"] / 2])
    plate = rounded_box((outer + inner) / 2, frame, half, 3.0 * s)
    pars = capsule(arch.pillar(), outer + arch.at(1.2, -1.5, -5.0), 4.8 * s, 4.4 * s)
    return [(plate, 3.0 * s), (pars, 4.5 * s)]


def _lumbar_facets(arch: Arch) -> list[Piece]:
    s = arch.scale
    top = np.array([arch.shape["upper_facet_spacing_mm"] / 2 + 1.8 * s, arch.canal_middle_mm - 3.5 * s, arch.top_mm])
    middle = top + arch.at(0, 0.5, -2.5)
    lean = frame_from(np.array([0.06, -0.16, 1.0]), rotated_frame(90 - arch.shape["upper_facet_deg"])[1])
    upper = superellipsoid(middle, lean, np.array([11.5, 4.4, 7.6]) * s, taper=0.10)
    knob = top + arch.at(2.2, -5.0, 2.5)
    mammillary = capsule(knob, knob + arch.at(0.8, -0.8, -5.0), 2.9 * s, 2.6 * s)
    return [(upper, 4.0 * s), (mammillary, 3.0 * s), _lumbar_lower_facet(arch)]


def _lumbar_lower_facet(arch: Arch) -> Piece:
    s = arch.scale
    foot = np.array([arch.shape["lower_facet_spacing_mm"] / 2, arch.canal_back_mm - 1.0 * s, -arch.top_mm - 1.0 * s])
    lean = frame_from(np.array([-0.02, 0.06, -1.0]), rotated_frame(90 - arch.shape["lower_facet_deg"])[1])
    return superellipsoid(foot, lean, np.array([11.5, 4.3, 6.8]) * s, taper=0.06), 5.0 * s


def _thoracic_upper_facet(arch: Arch) -> Piece:
    s = arch.scale
    middle = np.array(
        [arch.shape["upper_facet_spacing_mm"] / 2 + 0.5 * s, arch.canal_middle_mm - 2.0 * s, arch.top_mm - 0.5 * s]
    )
    lean = frame_from(np.array([0.0, -0.16, 1.0]), rotated_frame(arch.shape["upper_facet_deg"])[0])
    return superellipsoid(middle, lean, np.array([9.0, 3.3, 6.0]) * s, taper=0.12), 3.5 * s


def _thoracic_lower_facet(arch: Arch) -> Piece:
    s = arch.scale
    middle = np.array([arch.shape["lower_facet_spacing_mm"] / 2, arch.canal_back_mm - 0.8 * s, -arch.top_mm - 0.5 * s])
    lean = frame_from(np.array([-0.05, -0.16, -1.0]), rotated_frame(arch.shape["lower_facet_deg"])[0])
    return superellipsoid(middle, lean, np.array([9.0, 3.5, 6.4]) * s, taper=0.14), 5.0 * s


def _lumbar_transverse(arch: Arch) -> list[Piece]:
    s, along = arch.scale, _transverse_direction(arch)
    root = arch.pillar() + arch.at(0.5, 2.5, -1.0)
    reach = (arch.shape["transverse_span_mm"] / 2 - root[0]) / along[0]
    height = arch.shape["transverse_height_mm"] / 2
    if arch.size.level == "L5":
        # The fifth is short and conical and springs from the whole side of the pedicle.
        base = root + arch.at(-1.0, 4.5, 0.5)
        tip = root + along * (reach - 4 * s)
        return [(capsule(base, tip, height, 0.45 * height), 5.0 * s)]
    blade = superellipsoid(
        root + along * reach / 2, frame_from(along, UP), np.array([reach / 2 + 1.0 * s, 2.9 * s, height]), taper=0.12
    )
    knob = root + arch.at(3.0, -3.0, -4.5)
    accessory = capsule(root, knob, 3.0 * s, 1.8 * s)
    return [(blade, 5.0 * s), (accessory, 3.0 * s)]


def _thoracic_tip(arch: Arch) -> tuple[Vector, float]:
    """Centre and radius of the club at the end of a thoracic transverse process."""
    along, club = _transverse_direction(arch), arch.shape["transverse_height_mm"] / 2
    root = arch.pillar()
    return root + along * (arch.shape["transverse_span_mm"] / 2 - club - root[0]) / along[0], club


def _thoracic_transverse(arch: Arch) -> list[Piece]:
    s = arch.scale
    tip, club = _thoracic_tip(arch)
    along = _transverse_direction(arch)
    shaft = capsule(arch.pillar() + arch.at(0, -0.5, -1.0), tip, 1.05 * club, 0.86 * club)
    end = superellipsoid(tip - along * 0.6 * s, frame_from(along, UP), np.array([1.05, 0.95, 1.15]) * club)
    return [(shaft, 4.0 * s), (end, 3.0 * s)]


def _tubercles(arch: Arch) -> list[Piece]:
    """What is left of the transverse process of T12: lateral, superior and inferior tubercle."""
    s, root, along = arch.scale, arch.pillar(), _transverse_direction(arch)
    lateral = root + along * (arch.shape["transverse_span_mm"] / 2 - 3.2 * s - root[0]) / along[0]
    superior, inferior = root + arch.at(2.8, -4.0, 5.0), root + arch.at(2.5, -4.0, -6.5)
    knobs = ((lateral, 3.4), (superior, 2.8), (inferior, 2.6))
    return [(capsule(root, knob, 3.6 * s, radius * s), 3.5 * s) for knob, radius in knobs]


def _transverse_direction(arch: Arch) -> Vector:
    back, up = np.radians(arch.shape["transverse_back_deg"]), np.radians(arch.shape["transverse_up_deg"])
    return np.array([np.cos(up) * np.cos(back), -np.cos(up) * np.sin(back), np.sin(up)])


def _spinous_line(arch: Arch) -> tuple[Vector, Vector]:
    down = np.radians(arch.shape["spinous_angle_deg"])
    drop = 3.0 if arch.lumbar else 0.5
    start = np.array([0.0, arch.canal_back_mm - 1.5 * arch.scale, arch.lamina_z_mm() - drop * arch.scale])
    return start, np.array([0.0, -np.cos(down), -np.sin(down)])


def _hatchet(arch: Arch) -> list[Piece]:
    """The broad, nearly level spinous process of a lumbar vertebra, thickened along its hind border."""
    s = arch.scale
    start, along = _spinous_line(arch)
    length, height = arch.shape["spinous_length_mm"], arch.shape["spinous_height_mm"]
    frame = frame_from(along, UP)
    blade = superellipsoid(start + along * 0.48 * length, frame, np.array([0.56 * length, 3.2 * s, 0.53 * height]))
    border = start + along * (length - 4.2 * s)
    upper, lower = border + frame[2] * (0.5 * height - 5.0 * s), border - frame[2] * (0.5 * height - 3.8 * s)
    root = capsule(start + frame[2] * 2 * s, start - frame[2] * 4 * s + along * 3 * s, 4.2 * s, 4.0 * s)
    return [(root, 4.0 * s), (blade, 4.0 * s), (capsule(upper, lower, 3.2 * s, 4.2 * s), 4.0 * s)]


def _spear(arch: Arch) -> list[Piece]:
    """The long spinous process of a thoracic vertebra, sloping down over the next: a keel above,
    a tubercle at its end."""
    s = arch.scale
    start, along = _spinous_line(arch)
    length, height = arch.shape["spinous_length_mm"], arch.shape["spinous_height_mm"]
    frame = frame_from(along, UP)
    shaft = superellipsoid(
        start + along * 0.45 * length, frame, np.array([0.58 * length, 3.0 * s, 0.56 * height]), taper=0.22
    )
    root = capsule(start + frame[2] * 2 * s, start + along * 0.35 * length, 4.4 * s, 2.6 * s)
    tip = start + along * (length - 3.2 * s)
    return [(root, 4.0 * s), (shaft, 4.0 * s), (capsule(tip - along * 3 * s, tip, 2.8 * s, 3.2 * s), 3.0 * s)]
