"""Scatter about a C-arm: physics that can be worked out by hand, and published measurements."""

import numpy as np
import pytest
from refusals import refused

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models.imaging import scatter
from vertebra.models.imaging.scatter import Room, kerma_at, operator_dose, other_side, scatter_map


def test_forward_scattering_by_an_electron_is_thomsons_and_backward_is_less():
    thomson = scatter.ELECTRON_RADIUS_CM**2
    assert scatter.klein_nishina_cm2(60.0, np.array([1.0]))[0] == pytest.approx(thomson)
    assert scatter.klein_nishina_cm2(60.0, np.array([-1.0]))[0] < 0.7 * thomson


def test_the_whole_cross_section_at_60_kev_is_the_tabulated_one():
    """Klein and Nishina, 60 keV: 0.5452 barn an electron."""
    cosine = np.linspace(-1, 1, 4001)
    total = 2 * np.pi * np.trapezoid(scatter.klein_nishina_cm2(60.0, cosine), cosine)
    assert total == pytest.approx(0.5452e-24, rel=0.01)


def test_far_away_the_kerma_falls_with_the_square_of_the_distance():
    near, far = kerma_at(Room(90), np.array([[300.0, 105, 0], [600.0, 105, 0]]))
    assert near / far == pytest.approx(4, rel=0.06)


@pytest.mark.parametrize("point", ["eyes", "collar"])
def test_the_side_of_the_tube_gets_what_was_measured_there(point):
    """Lateral view, operator at 60 cm; measured 2.7 to 10 times."""
    bare = Room(90, apron=False, collar=False)
    ratio = getattr(operator_dose(bare), point) / getattr(operator_dose(other_side(bare)), point)
    measured = tables.quantity("measured_tube_side_ratio")
    assert measured.low <= ratio <= measured.high


def test_with_the_tube_below_the_feet_get_more_than_the_eyes_and_above_the_table_the_other_way():
    places = np.array([[60.0, 30, 0], [60.0, 160, 0]])
    feet, eyes = kerma_at(Room(0), places)
    assert feet > 3 * eyes
    feet, eyes = kerma_at(Room(180), places)
    assert eyes > 3 * feet


def test_at_a_metre_a_thousandth_of_the_skin_dose_is_the_order():
    """The rule of thumb of radiation protection: about 1 µGy for each mGy, for a large field; here 10 by 10 cm."""
    tube_side = kerma_at(Room(90), np.array([[100.0, 105, 0]]))[0]
    assert 0.1 < tube_side < 3


def test_lead_and_distance_lessen_and_never_add():
    bare = Room(-90, apron=False, collar=False)
    dose = operator_dose(bare)
    worn = operator_dose(Room(-90, apron=True, collar=True, glasses=True, shield=True))
    assert worn.eyes < dose.eyes
    assert worn.collar < dose.collar
    assert worn.trunk == pytest.approx(dose.trunk * tables.value("apron_transmission_fraction"))
    assert worn.hands == dose.hands, "nothing that is worn protects the hands"
    further = operator_dose(Room(-90, distance_cm=120, apron=False, collar=False))
    assert further.hands < dose.hands
    assert dose.procedures_to_lens_limit < further.procedures_to_lens_limit


def test_the_map_is_empty_inside_the_patient_and_the_mirror_of_the_other_side():
    one, other = scatter_map(90.0), scatter_map(-90.0)
    assert np.isnan(one.kerma).sum() > 5
    np.testing.assert_allclose(one.kerma, other.kerma[:, ::-1], rtol=1e-9)
    assert np.nanmin(one.kerma) > 0


@pytest.mark.parametrize(
    ("changes", "named"), [({"angle_deg": 200}, "200"), ({"distance_cm": 10}, "10"), ({"along_cm": 900}, "900")]
)
def test_a_room_that_can_not_be_is_refused(changes, named):
    with refused(InputError, named):
        Room(**changes)
