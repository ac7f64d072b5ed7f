"""Unknown cases for a reading room, drawn by a seed: MRI of an old spine with one thing to be told from the others."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from vertebra import cache
from vertebra.arguments import checked
from vertebra.errors import check_count
from vertebra.models.imaging.findings import SHAPES, Cleft, Finding, Kind, Shape
from vertebra.patient import Patient
from vertebra.texts import _

Verdict = Literal["new", "old", "not osteoporotic"]
CaseSpec = tuple[tuple[Finding, ...], Verdict, str]
CaseFactory = Callable[[str, np.random.Generator], CaseSpec]
NOT_OSTEOPOROTIC: Verdict = "not osteoporotic"
VERDICTS: tuple[Verdict, ...] = ("new", "old", NOT_OSTEOPOROTIC)
CASE_PATIENTS = (
    Patient(74, "female", t_score=-2.8, seed=11),
    Patient(81, "female", t_score=-3.3, seed=12),
    Patient(68, "male", t_score=-2.4, seed=13),
)
"""Whose spines the cases are in: few, so that their bones are built once for all cases."""
LEVELS = ("T11", "T12", "L1", "L2")
MIN_NEW_WEEKS, MAX_NEW_WEEKS = 0.5, 10.0
MIN_OLD_WEEKS, MAX_OLD_WEEKS = 200.0, 1500.0
FAST_HEALER, SLOW_HEALER = 0.02, 0.30
"""Healing ranks of the old fractures: those in whom no oedema is left to be seen."""

REASONS: dict[str, tuple[str, ...]] = {
    "new": (
        _("The body is dark on T1 and bright on STIR: water has taken the place of fat."),
        _("A dark band lies below the endplate, where bone is pressed together."),
        _("The posterior wall keeps its hollow, and the other bodies have normal marrow."),
    ),
    "new without collapse": (
        _("The body has kept its height, yet it is dark on T1 and bright on STIR: it is broken all the same."),
        _("A radiograph would show nothing."),
        _("Fat is left in the marrow, and no wall bulges."),
    ),
    "new with fluid": (
        _("The body is dark on T1 and bright on STIR."),
        _(
            "A flat hollow below the endplate is as bright as cerebrospinal fluid on T2: the fluid sign, far "
            "more often osteoporotic than malignant."
        ),
    ),
    "new with gas": (
        _("The body is dark on T1 and bright on STIR."),
        _(
            "A flat hollow below the endplate is black on every sequence: gas in a cleft, a sign of bone that "
            "has died and not of tumour."
        ),
    ),
    "old": (
        _("The body has lost height, but its marrow is that of its neighbours on every sequence."),
        _("Nothing is bright on STIR: no oedema is left."),
    ),
    "metastasis": (
        _("All the marrow is replaced: dark on T1, and in opposed phase it loses no signal, so no fat is left."),
        _("The posterior wall bulges into the canal."),
        _("More than one body is taken, with healthy ones between."),
    ),
    "infection": (
        _("The disc is as bright as fluid on T2 and STIR, and both endplates beside it are eaten."),
        _("Two neighbouring bodies are oedematous: an osteoporotic fracture spares the disc."),
    ),
    "haemangioma": (
        _(
            "A round place is bright on T1 and on T2, with dark upright lines in it: fat and vessels between "
            "thick trabeculae."
        ),
        _("The body has its normal outline."),
    ),
}


@dataclass(frozen=True)
class ReadingCase:
    """One case for reading.

    Parameters
    ----------
    patient : Patient
    findings : tuple of Finding
        The first is at the level to judge.
    verdict : {"new", "old", "not osteoporotic"}
    reasons : tuple of str
        Shown after the answer.
    seed : int
        Draws the slice.
    """

    patient: Patient
    findings: tuple[Finding, ...]
    verdict: Verdict
    reasons: tuple[str, ...]
    seed: int

    @property
    def level(self) -> str:
        """The level to judge."""
        return self.findings[0].level


@checked
@cache.IMAGED.memoize
def reading_cases(seed: int, count: int = 10) -> tuple[ReadingCase, ...]:
    """Draw different cases in random order, a third of each verdict.

    The look-alikes and the kinds of new fracture take turns, so that nine cases hold each of them once.

    Parameters
    ----------
    seed : int
        The same seed gives the same cases.
    count : int
        3 to 30.

    Raises
    ------
    InputError
        For a number outside its range.
    """
    wanted = check_count(_("The number of cases"), count, 3, 30)
    draw = np.random.default_rng([seed, 7])
    looks = {maker: list(draw.permutation(kinds)) for maker, kinds in CASE_FACTORIES.items()}
    planned = []
    for number in range(wanted):
        maker = tuple(CASE_FACTORIES)[number % 3]
        planned.append((maker, str(looks[maker][number // 3 % len(looks[maker])])))
    return tuple(_case(planned[at][0], planned[at][1], draw) for at in draw.permutation(wanted))


def _case(make: CaseFactory, look: str, draw: np.random.Generator) -> ReadingCase:
    findings, verdict, why = make(look, draw)
    patient = CASE_PATIENTS[int(draw.integers(len(CASE_PATIENTS)))]
    return ReadingCase(patient, findings, verdict, REASONS[why], int(draw.integers(1_000_000)))


def _level(draw: np.random.Generator) -> str:
    return str(draw.choice(LEVELS))


def _shape(draw: np.random.Generator) -> Shape:
    shapes: tuple[Shape, ...] = ("wedge", "wedge", "biconcave", "crush")
    return shapes[int(draw.integers(len(shapes)))]


def _new(look: str, draw: np.random.Generator) -> CaseSpec:
    weeks = float(draw.uniform(MIN_NEW_WEEKS, MAX_NEW_WEEKS))
    cleft: Cleft = look if look in ("fluid", "gas") else "none"  # type: ignore[assignment]
    grade = int(draw.integers(0, 4)) if cleft == "none" else int(draw.integers(1, 3))
    finding = Finding(_level(draw), "fracture", weeks, grade, _shape(draw), cleft, float(draw.uniform(0.5, 0.9)))
    why = f"new with {cleft}" if cleft != "none" else ("new" if grade else "new without collapse")
    return (finding,), "new", why


def _old(look: str, draw: np.random.Generator) -> CaseSpec:
    weeks = float(draw.uniform(MIN_OLD_WEEKS, MAX_OLD_WEEKS))
    shape: Shape = look  # type: ignore[assignment]
    finding = Finding(
        _level(draw),
        "fracture",
        weeks,
        int(draw.integers(2, 4)),
        shape,
        "none",
        float(draw.uniform(FAST_HEALER, SLOW_HEALER)),
    )
    return (finding,), "old", "old"


def _other(look: str, draw: np.random.Generator) -> CaseSpec:
    level = _level(draw)
    kind: Kind = look  # type: ignore[assignment]
    taken = [level]
    if kind == "metastasis":
        taken.append(LEVELS[(LEVELS.index(level) + 2) % len(LEVELS)])
    return tuple(Finding(one, kind) for one in taken), NOT_OSTEOPOROTIC, look


CASE_FACTORIES: dict[CaseFactory, tuple[str, ...]] = {
    _new: ("plain", "fluid", "gas", "plain"),
    _old: SHAPES,
    _other: ("metastasis", "infection", "haemangioma"),
}
