"""What the cards of the imaging models claim is what the models do today."""

import re
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from vertebra.book import model_cards
from vertebra.lab import mrs_a
from vertebra.models import anatomy, fracture, mechanics
from vertebra.models.imaging import ct, densitometry, fluoroscopy, mri, xray_scene
from vertebra.models.imaging.beam import linear_per_cm, tube_spectrum
from vertebra.models.imaging.findings import Finding
from vertebra.models.imaging.geometry import CArm
from vertebra.patient import Patient

ROW = re.compile(r"^\| (?P<name>[^|]+) \| (?P<published>[^|]+) \| (?P<ours>[^|]+) \|", re.MULTILINE)
NUMBER = re.compile(r"[-−+]?\d+(?:\.\d+)?")
PERSON = Patient(74, "female", 158, 58, -2.8, seed=1)


def _claims(card: str) -> dict[str, list[float]]:
    """The numbers in the column "ours", by the beginning of the row's name."""
    rows = ROW.finditer(model_cards.read(card).body)
    return {row["name"].strip(): [float(one.replace("−", "-")) for one in NUMBER.findall(row["ours"])] for row in rows}


def _claim(card: str, beginning: str) -> list[float]:
    (found,) = (numbers for name, numbers in _claims(card).items() if name.startswith(beginning))
    return found


@cache
def _slice(kind: str) -> mri.SagittalScene:
    findings = {"normal": (), "fracture": (Finding("L1", weeks=4),), "tumour": (Finding("L1", "metastasis"),)}
    return mri.sagittal_scene(PERSON, findings[kind])


@cache
def _dixon(kind: str) -> dict[str, float]:
    what = _slice(kind)
    names = ("water", "fat", "in phase", "opposed phase")
    return {
        name: mri.roi_mean(mri.acquire(what, mri.preset(f"Dixon {name}"), seed=None), what.body("L1")) for name in names
    }


def _fat_percent(kind: str) -> float:
    read = _dixon(kind)
    return 100 * read["fat"] / (read["fat"] + read["water"])


def _lost_percent(kind: str) -> float:
    return 100 * (1 - _dixon(kind)["opposed phase"] / _dixon(kind)["in phase"])


def _true_fat_percent(kind: str) -> float:
    fat, water, _, lesion = _slice(kind).maps.composition()
    where = _slice(kind).body("L1")
    return float(100 * fat[where].sum() / (fat + water + lesion)[where].sum())


def _stir_ratio() -> float:
    what = _slice("fracture")
    image = mri.acquire(what, mri.preset("STIR"), seed=None)
    return mri.roi_mean(image, what.body("L1")) / mri.roi_mean(image, what.body("L3"))


def _aorta_percent() -> float:
    l4 = anatomy.build(mrs_a(), "L4")
    plain, calcified = (densitometry.dxa_scan(l4, volume).areal_g_cm2 for volume in (0, 100))
    return 100 * (calcified / plain - 1)


def _crushed() -> list[float]:
    whole = anatomy.build(mrs_a())
    before = densitometry.dxa_scan(whole)
    after = densitometry.dxa_scan(fracture.collapse(mechanics.compress(whole, load_n=500), 32, "crush"))
    return [after.t_score - before.t_score, after.hounsfield_hu - before.hounsfield_hu]


def _scatter() -> list[float]:
    what = xray_scene.xray_scene(mrs_a())
    return [
        fluoroscopy.expose(what, CArm(90, pixels=96), fluoroscopy.ExposureSettings(grid=on)).scatter_to_primary
        for on in (False, True)
    ]


def _rods() -> list[float]:
    scan = ct.phantom(seed=None)
    seen = [float(scan.hounsfield_hu[scan.disc(*place, 7)].mean()) for place in ct.rod_positions_mm()]
    return [one - seen[0] for one in seen[1:]]


CLAIMS: list[tuple[str, str, Callable[[], list[float]], list[float]]] = [
    ("xray", "cement with 30 %", lambda: [linear_per_cm("cement", 70)], [0.006]),
    ("xray", "source 1000 mm", lambda: [CArm().magnification], [0.001]),
    ("xray", "70 to 80 kV", lambda: [tube_spectrum(kvp).effective_kev(20) for kvp in (70, 80)], [0.6, 0.6]),
    ("xray", "scatter to direct beam", _scatter, [0.1, 0.1]),
    ("xray", "rods of 50", _rods, [1, 1, 1.5]),
    ("xray", "mg/cm³ for each HU", lambda: [ct.calibrate(120.0).slope_mg_per_hu], [0.006]),
    ("xray", "148.1 HU", lambda: [ct.hu_at_120_kvp(148.1, 100.0)], [0.5]),
    ("xray", "131.3 HU", lambda: [ct.hu_at_120_kvp(131.3, 140.0)], [0.5]),
    ("xray", "DXA of L4", lambda: [_aorta_percent()], [0.02]),
    ("xray", "a body crushed", _crushed, [0.06, 3]),
    ("mri", "STIR, oedema", lambda: [_stir_ratio()], [0.1]),
    ("mri", "fat fraction of acute", lambda: [_true_fat_percent("fracture")], [0.6]),
    (
        "mri",
        "the same over normal",
        lambda: [_true_fat_percent("fracture") / _true_fat_percent("normal")],
        [0.01],
    ),
    ("mri", "fat fraction of malignant", lambda: [_true_fat_percent("tumour")], [0.1]),
    ("mri", "T2-weighted Dixon", lambda: [_fat_percent("normal")], [1]),
    ("mri", "the same of a benign", lambda: [_fat_percent("fracture")], [1]),
    ("mri", "the same of a tumour", lambda: [_fat_percent("tumour")], [1]),
    ("mri", "signal lost from", lambda: [_lost_percent("normal")], [1]),
    ("mri", "the same, benign fracture", lambda: [_lost_percent("fracture"), _lost_percent("tumour")], [1, 1]),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("card", "row", "measured", "within"), CLAIMS, ids=[f"{card}: {row}" for card, row, *_ in CLAIMS]
)
def test_the_card_tells_what_the_model_does(card, row, measured, within):
    told, found = _claim(card, row), measured()
    assert len(told) == len(found)
    for said, seen, margin in zip(told, found, within, strict=True):
        assert np.isclose(said, seen, atol=margin), (said, seen)


def test_every_source_and_value_of_the_cards_is_known():
    from vertebra import references, tables
    from vertebra.book import roles

    for name in ("xray", "mri"):
        for role, key in roles.find_roles(model_cards.text(model_cards.read(name))):
            assert references.entry(key) if role == "cite" else tables.quantity(key)
