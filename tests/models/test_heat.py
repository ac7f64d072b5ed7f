"""Heat in a vertebra: warm where the cement is, harmless far off, and not where a wall has let cement through."""

from dataclasses import replace

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.lab import mrs_a
from vertebra.models import anatomy, heat
from vertebra.patient import Part


@pytest.fixture(scope="module")
def body():
    return anatomy.build(replace(mrs_a(), fractures=()), "L1", 2.0)


def ball(body, middle_mm, ml, share=0.85):
    """Cement as a ball of a volume, cut off at the wall unless it is broken."""
    grid = np.stack(np.meshgrid(*body.axes_mm(), indexing="ij"), axis=-1)
    away = np.linalg.norm(grid - np.asarray(middle_mm), axis=-1)
    return (share * np.clip(0.5 + ((3000 * ml / share / 4 / np.pi) ** (1 / 3) - away) / 2, 0, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def usual(body):
    return heat.simulate_curing(body, ball(body, (0, 3, 0), 4))


def test_the_centre_is_hot_and_the_cord_is_not(usual):
    peaks = {name: trace.max() for name, trace in usual.history_c.items()}
    assert 80 < peaks["cement centre"] < 130
    assert peaks["cement centre"] > peaks["bone beside it"] > peaks["back wall"] > peaks["dura"] > peaks["cord"]
    assert peaks["cord"] < 38.5
    assert peaks["nerve root"] < 40


def test_it_starts_and_ends_at_body_temperature_and_sets_as_far_as_its_glass_lets_it(usual):
    for name, trace in usual.history_c.items():
        assert trace[-1] < 45 or name == "cement centre"
    assert heat.final_conversion(37) < usual.conversion < heat.final_conversion(100)
    assert 0 < usual.times_s[np.argmax(usual.history_c["cement centre"])] < 400


def test_fields_agree_with_each_other(body, usual):
    assert usual.peak_c.shape == body.shape
    assert (usual.seconds_above[45] >= usual.seconds_above[50]).all()
    assert (usual.seconds_above[50] >= usual.seconds_above[60]).all()
    assert usual.value_at("cement centre", usual.peak_c, body) == pytest.approx(
        usual.history_c["cement centre"].max(), abs=1.0
    )
    hot = usual.peak_c > 50
    assert (usual.cem43_minutes[hot] > 0).all()
    assert usual.arrhenius[~hot].max() < 1


def test_more_cement_is_hotter_further_off(body, usual):
    more = heat.simulate_curing(body, ball(body, (0, 3, 0), 7))
    assert more.history_c["back wall"].max() > usual.history_c["back wall"].max() + 0.5


def test_blood_takes_heat_away(body, usual):
    without = heat.simulate_curing(body, ball(body, (0, 3, 0), 4), perfused=False)
    assert without.history_c["dura"].max() > usual.history_c["dura"].max()


def test_cement_in_the_canal_changes_everything(body, usual):
    """A leak of a third of a millilitre through the back wall reaches the dura."""
    canal = np.argwhere(np.asarray(body.is_part(Part.CANAL)))
    y = body.axes_mm()[1][canal[:, 1].max()]
    leaked = np.maximum(ball(body, (0, 3, 0), 4), ball(body, (0, y - 3, 0), 0.35, 1.0))
    found = heat.simulate_curing(body, leaked)
    assert found.history_c["dura"].max() > usual.history_c["dura"].max() + 8


def test_a_finer_grid_says_the_same(body, usual):
    fine = anatomy.build(replace(mrs_a(), fractures=()), "L1", 1.0)
    found = heat.simulate_curing(fine, ball(fine, (0, 3, 0), 4))
    for name in ("cement centre", "back wall", "dura"):
        rises = [one.history_c[name].max() - 37 for one in (usual, found)]
        assert rises[0] == pytest.approx(rises[1], rel=0.12, abs=0.5)


def test_older_cement_goes_off_sooner(body, usual):
    old = heat.simulate_curing(body, ball(body, (0, 3, 0), 4), age_s=600)
    when = [one.times_s[np.argmax(one.history_c["cement centre"])] for one in (usual, old)]
    assert when[1] < when[0]


@each_row(
    ("share", "more", "named"),
    [
        (lambda b: np.zeros(b.shape, np.float32), {}, "no-cement-to-cure"),
        (lambda b: np.zeros((3, 3, 3), np.float32), {}, "cement-shape"),
        (lambda b: np.full(b.shape, np.nan, np.float32), {}, "wrong-argument"),
        (lambda b: ball(b, (0, 3, 0), 1), {"minutes": 0}, "0"),
        (lambda b: ball(b, (0, 3, 0), 1), {"cement_c": 90}, "90"),
        (lambda b: ball(b, (0, 3, 0), 1), {"age_s": -1}, "-1"),
    ],
)
def test_what_is_not_possible_is_said(body, share, more, named):
    with refused(InputError, named):
        heat.simulate_curing(body, share(body), **more)


def test_a_history_must_be_one():
    with refused(InputError, "wrong-argument"):
        heat.cem43_minutes([37, float("nan")], 1)
