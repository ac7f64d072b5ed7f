"""Unknown cases for a reader: a seeded draw of new and old fractures, and of what looks like them and is not osteoporosis."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from vertebra.errors import check_range
from vertebra.models.imaging.findings import Cleft, Finding, Kind
from vertebra.patient import Patient

Answer = Literal["new", "old", "other"]
ANSWERS: tuple[Answer, ...] = ("new", "old", "other")
LEVELS_READ = ("T11", "T12", "L1", "L2")
LOOKALIKES: tuple[Kind, ...] = ("metastasis", "haemangioma", "infection")
MOST_CASES = 30
NEW_WEEKS, OLD_WEEKS = (1, 9), (220, 900)
"""New fractures still have their oedema; in old ones it is gone."""
READERS = (
    Patient(74, "female", t_score=-2.8, seed=11),
    Patient(81, "female", t_score=-3.3, seed=12),
    Patient(68, "male", t_score=-2.4, seed=13),
)
"""Whose spines the cases are drawn in; few, so that a case is there at once."""


@dataclass(frozen=True)
class Case:
    """A spine with findings; `level` is the one to judge, `answer` what it is, `seed` draws its discs and marrow."""

    patient: Patient
    findings: tuple[Finding, ...]
    level: str
    answer: Answer
    seed: int

    @property
    def finding(self) -> Finding:
        """What is at the level to judge."""
        return next(one for one in self.findings if one.level == self.level)


def draw(seed: int, number: int = 10) -> tuple[Case, ...]:
    """`number` (1 to 30) cases, the same for the same seed: new, old and look-alikes in about equal parts, in no order."""
    check_range("The seed", seed, 0, 2**31, "")
    check_range("The number of cases", number, 1, MOST_CASES, "cases")
    rng = np.random.default_rng([seed, number])
    answers = [ANSWERS[at % len(ANSWERS)] for at in range(number)]
    first = int(rng.integers(len(LOOKALIKES)))
    rng.shuffle(answers)
    # Each look-alike in its turn: no ten cases lack one of them.
    return tuple(
        _case(answer, LOOKALIKES[(first + answers[:at].count("other")) % len(LOOKALIKES)], rng)
        for at, answer in enumerate(answers)
    )


def _case(answer: Answer, lookalike: Kind, rng: np.random.Generator) -> Case:
    patient = READERS[rng.integers(len(READERS))]
    level, other = (str(one) for one in rng.choice(LEVELS_READ, 2, replace=False))
    judged = Finding(level, lookalike) if answer == "other" else _fracture(level, answer, rng)
    beside = _beside(other, judged, rng)
    return Case(patient, (judged, *beside), level, answer, int(rng.integers(1_000_000)))


def _fracture(level: str, answer: Answer, rng: np.random.Generator) -> Finding:
    if answer == "new":
        weeks, grade = float(rng.integers(*NEW_WEEKS)), int(rng.integers(0, 4))
        cleft: Cleft = "fluid" if grade >= 2 and rng.random() < 0.3 else "none"
        return Finding(level, "fracture", weeks, grade, _shape(rng), cleft, float(rng.uniform(0.35, 0.9)))
    return Finding(level, "fracture", float(rng.integers(*OLD_WEEKS)), int(rng.integers(1, 4)), _shape(rng))


def _shape(rng: np.random.Generator) -> Literal["wedge", "biconcave"]:
    return "wedge" if rng.random() < 0.6 else "biconcave"


def _beside(level: str, judged: Finding, rng: np.random.Generator) -> tuple[Finding, ...]:
    """In a third of the spines an old fracture at another level, which is not the one to judge."""
    apart = abs(LEVELS_READ.index(level) - LEVELS_READ.index(judged.level)) > 1 or judged.kind != "infection"
    return (_fracture(level, "old", rng),) if apart and rng.random() < 1 / 3 else ()
