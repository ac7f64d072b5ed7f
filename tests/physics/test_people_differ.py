"""People of one age, sex and stature differ: in size, in walls, in density at one T-score, and so in strength."""

from dataclasses import replace

import numpy as np
import pytest
from refusals import refused

from vertebra import tables
from vertebra.errors import InputError
from vertebra.models import anatomy, bone, mechanics
from vertebra.models.anatomy.dimensions import individual_spread
from vertebra.patient import LEVELS, Patient, mrs_a

COUNT = 400
WOMAN = Patient(74, "female", 158, t_score=-2.0)


@pytest.fixture(scope="module")
def drawn():
    """By dimension, what 400 people have (ratios, or degrees)."""
    people = [individual_spread(seed) for seed in range(1, COUNT + 1)]
    return {name: np.array([one[name] for one in people]) for name in people[0]}


def test_each_dimension_spreads_as_its_source_says(drawn):
    table = tables.table("anatomy_spread")
    for name, sd, unit in zip(table.texts("dimension"), table.numbers("sd"), table.texts("unit"), strict=True):
        percent = 100 if unit == "%" else 1
        assert drawn[name].mean() * percent == pytest.approx(percent if unit == "%" else 0, abs=0.15 * sd)
        assert drawn[name].std() * percent == pytest.approx(sd, rel=0.12), name


def test_width_and_depth_of_a_body_go_together_and_the_pedicle_goes_its_own_way(drawn):
    together = np.corrcoef(drawn["endplate_width"], drawn["endplate_depth"])[0, 1]
    assert 0.68 < together < 0.852
    assert abs(np.corrcoef(drawn["endplate_width"], drawn["pedicle_width"])[0, 1]) < 0.45


def test_the_mean_person_and_mrs_a_have_the_published_means():
    assert mrs_a().body_seed == 0
    assert set(individual_spread(0).values()) == {0.0, 1.0}
    other = replace(WOMAN, body_seed=3)
    for level in LEVELS:
        usual, own = anatomy.morphometry(WOMAN, level), anatomy.morphometry(other, level)
        ratio = own.pedicle_width_mm / usual.pedicle_width_mm
        assert ratio == pytest.approx(individual_spread(3)["pedicle_width"])
        assert own.upper_endplate_width_mm / usual.upper_endplate_width_mm != pytest.approx(1, abs=1e-3)


@pytest.mark.slow
def test_a_drawn_vertebra_has_its_own_dimensions_and_walls():
    for seed in (1, 2, 3):
        person = replace(WOMAN, body_seed=seed)
        built, usual = anatomy.build(person, "L2", 1.0), anatomy.build(WOMAN, "L2", 1.0)
        size, measured = anatomy.morphometry(person, "L2"), anatomy.measure(built)
        assert measured.upper_endplate_width_mm == pytest.approx(size.upper_endplate_width_mm, rel=0.04)
        assert measured.posterior_height_mm == pytest.approx(size.posterior_height_mm, rel=0.05)
        assert measured.pedicle_width_mm == pytest.approx(size.pedicle_width_mm, rel=0.15)
        walls = [float(mechanics.prepare(one).shell_mpa.sum()) for one in (built, usual)]
        own = individual_spread(seed)
        sizes = [own[name] for name in ("endplate_width", "endplate_depth", "height")]
        thick = [own[f"{part}_thickness"] for part in ("shell", "endplate")]
        low, high = min(thick) * min(sizes) ** 2, max(thick) * max(sizes) ** 2
        assert 0.97 * low < walls[0] / walls[1] < 1.03 * high


def test_a_person_is_drawn_the_same_again_and_at_one_t_score_densities_differ():
    assert bone.drawn_person(70.0, "male", 5) == bone.drawn_person(70.0, "male", 5)
    people = [bone.drawn_person(70.0, "female", seed) for seed in range(300)]
    scores, densities = (np.array([getattr(one, name) for one in people]) for name in ("t_score", "vbmd_mg_cm3"))
    assert np.corrcoef(scores, densities)[0, 1] == pytest.approx(tables.value("dxa_qct_correlation"), abs=0.12)
    assert densities.std() == pytest.approx(bone.trabecular_reference(70.0, "female").sd, rel=0.15)
    with refused(InputError, "-1"):
        bone.drawn_person(70.0, "female", -1)


@pytest.mark.slow
def test_density_tells_part_of_stiffness_and_strength_and_not_nearly_all():
    for sex in ("female", "male"):
        people = [bone.drawn_person(75.0, sex, seed) for seed in range(24)]
        loaded = [mechanics.compress(anatomy.build(one, "L1", 2.0), load_n=1000) for one in people]
        density = [one.vbmd_mg_cm3 for one in people]
        for found in ([one.stiffness_n_per_mm for one in loaded], [one.strength_n for one in loaded]):
            assert 0.4 < np.corrcoef(density, found)[0, 1] ** 2 < 0.9
