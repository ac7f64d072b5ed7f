"""Every criterion and every fault has words, met or not; the words hold its numbers."""

from itertools import product

from rows import each_row

from vertebra import texts
from vertebra.models.procedure import Assessment
from vertebra.views import assessment, scan_summary

NUMBERS = {
    "volume": {"stored_ml": 3.25, "min_ml": 2.0, "max_ml": 6.0},
    "canal_leak": {"leaked_ml": 0.07, "max_ml": 0.05},
    "other_leak": {"leaked_ml": 0.07, "max_ml": 0.3},
    "posterior_third": {"fraction": 0.2, "max_fraction": 0.15},
    "height": {"lift_mm": 1.2, "min_mm": 1.0},
    "balloon_pressure": {"pressure_mpa": 1.0, "max_mpa": 2.76, "stopped": "wanted"},
    "cavity_fill": {"fraction": 0.9, "min_fraction": 0.85},
    "extracavitary_cement": {"volume_ml": 0.4, "max_ml": 1.0},
    "pedicle": {"margin_mm": -0.4, "wall": "medial", "approach": "transpedicular"},
    "anterior_wall": {"margin_mm": 3.0, "wall": "upper endplate"},
    "tip_depth": {"fraction": 0.6, "behind_mm": -9.0, "min_fraction": 0.5, "max_fraction": 0.9},
    "suggested_place": {"distance_mm": 2.0, "max_mm": 3.0},
    "target_distance": {"distance_mm": 2.0, "max_mm": 3.0},
    "target": {"fault": "in_canal"},
    "wall_rule": {"depth_mm": 31.0},
    "breach": {"structure": "canal"},
    "exposures": {"count": 9, "max": 20.0},
    "anaesthesia": {"level": "light"},
    "emergency": {"event": "leg", "canal_ml": 0.4, "lung_ml": 0.1},
}
FAULTS = (
    {"fault": "in_arch"},
    {"fault": "in_canal"},
    {"fault": "outside", "beyond_mm": 4.0},
    {"fault": "posterior", "fraction": 0.3, "min_fraction": 0.5},
    {"fault": "anterior", "fraction": 0.95, "max_fraction": 0.9},
    {"fault": "across_midline", "across_mm": 6.0, "side": "left"},
    {"fault": "superficial", "cover_mm": 1.0},
    {"fault": "no_way", "approach": "parapedicular", "structure": "lung"},
)


def test_names_and_reasons_are_of_the_same_criteria():
    assert set(assessment.NAMES) == set(assessment.REASONS)
    assert {one["fault"] for one in FAULTS} == set(assessment.FAULTS)


@each_row(("criterion", "passed"), list(product(assessment.NAMES, (True, False))))
def test_each_criterion_has_words_with_its_numbers(criterion, passed):
    values = NUMBERS.get(criterion, {"margin_mm": 2.5})
    one = Assessment(criterion, passed, values)
    said = assessment.sentence(one)
    assert assessment.name(one)
    assert set(texts.values(assessment.reason(one))) <= {
        "stored",
        "low",
        "high",
        "leaked",
        "percent",
        "lift",
        "pressure",
        "limit",
        "filled",
        "least",
        "beyond",
        "most",
        "room",
        "wall",
        "distance",
        "fault",
        "depth",
        "structure",
        "mm",
        "count",
        "canal",
        "lungs",
    }
    assert "{" not in said
    near = passed and criterion in ("canal_leak", "other_leak")  # The values here hold a leak that a scan shows.
    assert assessment.rows([one]) == [
        {
            "criterion": criterion,
            "name": assessment.name(one),
            "good": passed,
            "near": near,
            "open": False,
            "words": assessment.reason(one),
        }
    ]


@each_row("fault", FAULTS, ids=lambda one: one["fault"])
def test_each_fault_of_a_target_has_words(fault):
    assert len(assessment.target_fault(fault)) > 10


def cement_of(canal_ml, other_ml, stored_ml):
    return [
        Assessment("volume", 2 <= stored_ml <= 6, {"stored_ml": stored_ml, "min_ml": 2, "max_ml": 6}),
        Assessment("canal_leak", canal_ml < 0.1, {"leaked_ml": canal_ml}),
        Assessment("other_leak", other_ml < 0.5, {"leaked_ml": other_ml}),
    ]


@each_row(
    ("canal_ml", "other_ml", "stored_ml", "key", "level"),
    [
        (0.0, 0.0, 4.0, "summary-good", "good"),
        (0.0, 0.0, 0.0, "summary-no-cement", "near"),
        (0.0, 0.0, 1.0, "summary-inside-but", "near"),
        (0.0, 0.2, 4.0, "summary-other-leak", "near"),
        (0.0, 0.9, 4.0, "summary-other-leak", "bad"),
        (0.03, 0.9, 4.0, "summary-canal-near", "near"),
        (0.99, 0.0, 4.0, "summary-canal-bad", "bad"),
    ],
)
def test_one_sentence_sums_up_and_the_canal_comes_first(canal_ml, other_ml, stored_ml, key, level):
    words, found = scan_summary.summarise(cement_of(canal_ml, other_ml, stored_ml))
    assert (words.key, found) == (key, level)


def test_no_tick_stands_beside_cement_in_the_canal():
    rows = {row["criterion"]: row for row in assessment.rows(cement_of(0.03, 0.0, 4.0))}
    assert rows["canal_leak"]["good"]
    assert rows["canal_leak"]["near"]
    assert not rows["other_leak"]["near"]
