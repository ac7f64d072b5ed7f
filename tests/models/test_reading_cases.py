"""The reading room's cases: balanced, repeatable, and each verdict can be seen in the pictures."""

from collections import Counter

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra.errors import InputError
from vertebra.models.imaging import mri, reading_cases


@each_row("seed", [0, 1, 99])
def test_ten_cases_hold_every_verdict_three_times_or_more(seed):
    room = reading_cases.reading_cases(seed)
    assert len(room) == 10
    assert min(Counter(one.verdict for one in room).values()) >= 3
    assert set(Counter(one.verdict for one in room)) == set(reading_cases.VERDICTS)
    assert all(len(one.reasons) >= 2 for one in room)


def test_a_seed_repeats_its_room_and_another_draws_another():
    assert reading_cases.reading_cases(3) == reading_cases.reading_cases(3)
    assert reading_cases.reading_cases(3) != reading_cases.reading_cases(4)
    orders = {tuple(one.verdict for one in reading_cases.reading_cases(seed)) for seed in range(8)}
    assert len(orders) > 4, "the order of the verdicts gives nothing away"


@each_row("seed", [0, 5, 17])
def test_nine_cases_hold_each_look_alike_once(seed):
    kinds = Counter(one.findings[0].kind for one in reading_cases.reading_cases(seed, 9))
    assert kinds == {"fracture": 6, "metastasis": 1, "infection": 1, "haemangioma": 1}


def test_over_many_rooms_every_finding_comes_up():
    kinds = Counter(
        (one.findings[0].kind, one.findings[0].cleft, one.verdict)
        for seed in range(30)
        for one in reading_cases.reading_cases(seed)
    )
    for kind in ("haemangioma", "metastasis", "infection"):
        assert kinds[kind, "none", reading_cases.NOT_OSTEOPOROTIC] > 10
    for cleft in ("none", "fluid", "gas"):
        assert kinds["fracture", cleft, "new"] > 10
    assert kinds["fracture", "none", "old"] > 50


def test_every_new_fracture_is_oedematous_and_no_old_one_visibly_is():
    for seed in range(40):
        for one in reading_cases.reading_cases(seed):
            if one.verdict == "new":
                assert one.findings[0].extent > 0.45
            if one.verdict == "old":
                assert one.findings[0].extent < 0.1


@pytest.mark.slow
def test_the_pictures_of_a_room_bear_the_verdicts_out():
    for one in reading_cases.reading_cases(5, 9):
        what = mri.sagittal_scene(one.patient, one.findings, seed=one.seed)
        stir, t1 = (mri.acquire(what, mri.preset(name), seed=one.seed) for name in ("STIR", "T1"))
        level = one.findings[0].level
        beside = [name for name in what.levels if name not in {found.level for found in one.findings}]
        usual = [float(np.median([mri.roi_mean(image, what.body(name)) for name in beside])) for image in (stir, t1)]
        here = [mri.roi_mean(image, what.body(level)) for image in (stir, t1)]
        bright, dark = here[0] / usual[0], here[1] / usual[1]
        if one.verdict == "new":
            assert bright > 2, one
            assert dark < 0.85, one
        elif one.verdict == "old":
            assert bright < 1.6, one
            assert 0.85 < dark < 1.15, one
        elif one.findings[0].kind == "metastasis":
            assert bright > 2, one
            assert dark < 0.75, one


def test_too_few_or_too_many_are_refused():
    with refused(InputError, "3", "30"):
        reading_cases.reading_cases(1, 2)
