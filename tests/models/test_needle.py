"""A needle in a pedicle: exact in a slab, right in a vertebra, and clear about what it is asked in vain."""

from dataclasses import replace

import numpy as np
import pytest

from vertebra import tables
from vertebra.errors import InputError
from vertebra.lessons import mrs_a
from vertebra.models import anatomy, needle
from vertebra.models.needle import Needle
from vertebra.patient import LEVELS, Part, Vertebra


@pytest.fixture(scope="module")
def body():
    return anatomy.build(mrs_a(), "L1", 1.0)


def slab(width_mm, step=0.5):
    """A straight pedicle of a width on the right of a canal, with a body in front: walls are planes, distances are exact."""
    x, y, z = np.arange(-20, 20.1, step), np.arange(-40, 20.1, step), np.arange(-10, 10.1, step)
    gx, gy, gz = np.meshgrid(x, y, z, indexing="ij")
    inside = np.abs(gx - 12) - width_mm / 2
    front = np.maximum(-gy - 10, gy - 15)
    surface = np.minimum(np.maximum(inside, gy + 2), np.maximum(front, np.abs(gx) - 18)).astype(np.float32)
    surface = np.maximum(surface, np.abs(gz) - 9)
    labels = np.where(surface < 0, np.where(gy < -10, Part.PEDICLE, Part.TRABECULAR), 0).astype(np.uint8)
    labels[(gx < 12 - width_mm / 2) & (gx > -8) & (gy < -10)] = Part.CANAL
    nothing = np.zeros(labels.shape, np.float32)
    return Vertebra(labels, nothing, nothing, surface, (step,) * 3, (-20, -40, -10), "L1")


@pytest.mark.parametrize("offset_mm", [0.0, 1.0, 2.0, 2.7, 2.9, 4.0])
def test_breach_begins_where_offset_and_radius_fill_the_pedicle(offset_mm):
    """In a pedicle of 8.7 mm a needle of 3.05 mm breaks the inner wall from an offset of (8.7 - 3.05) / 2 = 2.8 mm on."""
    found = needle.margins(slab(8.7), Needle((12 - offset_mm, -38, 0), 0, 0, 40, "right", 11))
    exact = 8.7 / 2 - offset_mm - 3.05 / 2
    assert found.wall_mm == pytest.approx(exact, abs=0.15)
    assert (found.breach != "") == (offset_mm > 2.82)
    if offset_mm > 0:
        assert found.wall_side == "medial"


def test_a_degree_is_a_millimetre_over_six_centimetres():
    straight = Needle((12, -38, 0), 0, 0, 60)
    turned = replace(straight, medial_deg=1.0)
    assert np.linalg.norm(np.subtract(straight.tip_mm, turned.tip_mm)) == pytest.approx(1.05, abs=0.01)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("way", needle.WAYS)
def test_the_suggested_ways_are_free_at_every_level_and_side(level, way):
    bone = anatomy.build(mrs_a(), level, 1.0)
    for side, gauge in (("right", 13), ("left", 13), ("right", 11)):
        held = needle.suggested(bone, side, gauge, way)
        found = needle.margins(bone, held)
        assert found.breach == ""
        assert needle.wall_rule(bone, held)
        assert min(found.canal_mm, found.wall_mm, found.root_mm, found.front_mm, found.lung_mm) > 0.3
        assert all(good for good, _ in needle.verdicts(bone, held).values())


def test_beside_the_pedicle_the_canal_is_farther_and_the_lung_nearer():
    """Why the parapedicular way is taken at narrow thoracic pedicles, and what it risks."""
    bone = anatomy.build(mrs_a(), "T8", 1.0)
    through, beside = (needle.margins(bone, needle.suggested(bone, "right", 11, way)) for way in needle.WAYS)
    assert beside.canal_mm > through.canal_mm + 2
    assert beside.lung_mm < through.lung_mm - 2
    inwards = replace(needle.suggested(bone, "right", 11, "parapedicular"), medial_deg=55.0)
    assert needle.margins(bone, inwards).wall_mm < beside.wall_mm


def test_far_outside_the_grid_the_depth_beyond_the_front_is_still_told(body):
    way = needle.suggested(body)
    near, far = (needle.margins(body, replace(way, depth_mm=depth)).front_mm for depth in (70.0, 90.0))
    assert far == pytest.approx(near - 20, abs=4)


def test_medial_is_nearer_to_harm_than_lateral(body):
    """The inner side and the lower side of a pedicle are the dangerous ones."""
    way = needle.suggested(body)
    x, y, z = way.entry_mm
    inward, outward, down, up = (
        needle.margins(body, replace(way, entry_mm=place))
        for place in ((x - 3, y, z), (x + 3, y, z), (x, y, z - 3), (x, y, z + 3))
    )
    assert inward.canal_mm < 0.5 < outward.canal_mm
    assert down.root_mm < up.root_mm
    assert inward.breach


def test_the_wall_rule_warns_before_the_canal_is_reached(body):
    """Seen from behind the tip must stay outside the pedicle's inner border until, from the side, it is past the back wall."""
    way = needle.suggested(body)
    steep = replace(way, medial_deg=way.medial_deg + 18)
    kept = [needle.wall_rule(body, replace(steep, depth_mm=float(depth))) for depth in range(8, 40, 2)]
    free = [needle.margins(body, replace(steep, depth_mm=float(depth))).canal_mm > 0 for depth in range(8, 40, 2)]
    assert not all(kept)
    assert not all(free)
    assert kept.index(False) <= free.index(False) + 1


def test_too_deep_is_the_front_wall_and_then_the_aorta(body):
    way = needle.suggested(body)
    breaches = [needle.margins(body, replace(way, depth_mm=way.depth_mm + more)).breach for more in (0, 12, 25)]
    assert breaches == ["", "front wall", "aorta"]


def test_gauges_are_those_of_the_table():
    table = tables.table("needles")
    for gauge, outer in zip(table.numbers("gauge"), table.numbers("outer_mm"), strict=True):
        assert needle.outer_mm(int(gauge)) == outer


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda b: Needle((0, 0, 0), 0, 0, 300), "300"), (lambda b: Needle((0, 0, 0), 80, 0, 30), "80"),
        (lambda b: Needle((0, 0, 0), 0, 0, 30, "middle"), "middle"), (lambda b: Needle((0, 0, 0), 0, 0, 30, "left", 7), "7 gauge"),
        (lambda b: Needle((0, 0, 0), 0, 0, 30, "left", 11, "oblique"), "transpedicular or parapedicular"),
        (lambda b: needle.margins(b, Needle((200, -40, 0), 0, 0, 30)), "misses"),
        (lambda b: needle.suggested(replace(b, landmarks_mm={})), "landmarks"),
    ],
)  # fmt: skip
def test_what_is_not_possible_is_said(body, make, named):
    with pytest.raises(InputError, match=named):
        make(body)
