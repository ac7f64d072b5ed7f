"""What the actions for a patient were worth, stage by stage; the reasons are keys that `views.case_room` puts into
words."""

from collections.abc import Sequence
from dataclasses import dataclass

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models import fracture, procedure
from vertebra.models.case.actions import OPERATIONS, PROCEDURE_KINDS, check, decision_of, kind_of, option_of, procedural
from vertebra.models.case.sampling import Case
from vertebra.models.imaging.reading_cases import NOT_OSTEOPOROTIC
from vertebra.models.preparation import checklist
from vertebra.models.procedure import (
    KYPHOPLASTY,
    Action,
    Assessment,
    BalloonAction,
    Equipment,
    ProcedureOutcome,
)
from vertebra.patient import Vertebra

VOXEL_MM = 2.0
"""So coarse for the trainer and the judgement alike: what was seen is what is judged,
and a class is judged in minutes."""
REQUIRED_HISTORY = (
    ("ask", "cancer"),
    ("ask", "fever"),
    ("ask", "legs"),
    ("ask", "medicines"),
    ("ask", "fractures"),
    ("ask", "illnesses"),
    ("examine", "percussion"),
    ("examine", "legs"),
)
TRUE_STATEMENTS = ("trials", "leaks", "grave", "alternatives", "bone", "hers")
FALSE_STATEMENTS = ("cure", "protects", "longer", "harmless")
COMPLICATION_ORDER = {
    "thread": ("stop", "feet", "wait", "lateral", "tell"),
    "breath": ("stop", "oxygen", "listen", "image", "watch", "tell"),
    "leg": ("stop", "feet", "surgeon", "image", "tell"),
}
HARMFUL = ("inject", "morning")
FOLLOW_UP = ("vitamin D", "falls", "causes", "liaison", "review")
ACCEPTABLE_DECISIONS = {
    "severe": ("wait", "vertebroplasty", "kyphoplasty"),
    "mild": ("wait",),
    "old": ("wait",),
    "metastasis": ("oncology",),
    "infection": ("infection",),
    "weak legs": ("surgeon",),
}
"""Decisions that can be defended. For severe pain in spite of treatment the evidence leaves it open."""
WEIGHTS = {
    "history": 15,
    "pictures": 20,
    "decision": 20,
    "consent": 15,
    "procedure": 15,
    "trouble": 15,
    "bone": 15,
}


@dataclass(frozen=True)
class StageScore:
    """The score of one stage.

    Parameters
    ----------
    name : str
    weight : float
        In the total.
    fraction : float
        Earned part of it, 0 to 1.
    missed, wrong : tuple of str
        Keys of omitted and of harmful actions.
    assessments : tuple of Assessment
        Of the procedure and its preparation.
    """

    name: str
    weight: float
    fraction: float
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    assessments: tuple[Assessment, ...] = ()


@checked
def score_case(
    case: Case, actions: Sequence[Action], required_decision: str = "", *, full_checklist: bool = False
) -> tuple[StageScore, ...]:
    """Score every stage that applies to this patient's course.

    Parameters
    ----------
    case : Case
    actions : sequence of Action
        In their order.
    required_decision : str
        With "vertebroplasty" or "kyphoplasty" only that decision is right, and it has to be carried out; empty accepts
        all `ACCEPTABLE_DECISIONS`.
    full_checklist : bool
        Whether the anticoagulant has to be asked about before it is paused, and the preparation of every patient is
        assessed; cases handed out earlier required the pause alone.

    Raises
    ------
    ImpossibleActionError
        If an action was not possible when it was done.
    """
    check(case, actions)
    done = {(kind_of(one), option_of(one)) for one in actions}
    way = decision_of(actions)
    fits = way == required_decision if required_decision else way in ACCEPTABLE_DECISIONS[case.kind]
    parts = [
        _score_history(done),
        _score_imaging(case, done),
        StageScore(
            "decision", WEIGHTS["decision"], float(fits), () if way else ("decide",), () if fits or not way else (way,)
        ),
    ]
    if case.verdict == "new" and case.kind != "weak legs":
        parts.append(_score_consent(done))
    if way in OPERATIONS or required_decision:
        parts += [_score_procedure(case, actions, fits, full_checklist), _score_complication(case, actions)]
    if case.verdict != NOT_OSTEOPOROTIC:
        parts.append(_score_follow_up(case, actions))
    return tuple(parts)


@checked
def total_score(parts: Sequence[StageScore]) -> float:
    """Return the weighted mean of the stages' shares, 0 to 1."""
    return sum(one.fraction * one.weight for one in parts) / sum(one.weight for one in parts)


def _score_history(done: set[tuple[str, str]]) -> StageScore:
    missed = tuple(f"{kind} {what}" for kind, what in REQUIRED_HISTORY if (kind, what) not in done)
    return StageScore("history", WEIGHTS["history"], 1 - len(missed) / len(REQUIRED_HISTORY), missed)


def _score_imaging(case: Case, done: set[tuple[str, str]]) -> StageScore:
    """A fifth for the slice that tells new from old, a fifth for the blood count, the rest for the reading."""
    missed = tuple(f"image {what}" for what in ("MRI", "bloods") if ("image", what) not in done)
    said = next((what for kind, what in done if kind == "call"), "")
    right = said == case.verdict
    share = 0.6 * right + 0.2 * (2 - len(missed))
    return StageScore(
        "pictures",
        WEIGHTS["pictures"],
        share,
        missed + (() if said else ("call",)),
        (said,) if said and not right else (),
    )


def _score_consent(done: set[tuple[str, str]]) -> StageScore:
    missed = tuple(what for what in TRUE_STATEMENTS if ("tell", what) not in done)
    wrong = tuple(what for what in FALSE_STATEMENTS if ("tell", what) in done)
    return StageScore(
        "consent",
        WEIGHTS["consent"],
        max(0.0, 1 - (len(missed) + 2 * len(wrong)) / len(TRUE_STATEMENTS)),
        missed,
        wrong,
    )


def _score_procedure(case: Case, actions: Sequence[Action], fits: bool, full_checklist: bool) -> StageScore:
    """Nothing where no needle belonged; otherwise what a supervisor would look at,
    and whether bleeding was thought of."""
    weight = WEIGHTS["procedure"]
    if not fits:
        return StageScore("procedure", weight, 0.0, wrong=("needle",))
    bleeding = _assess_preparation(case, _prepared(actions), full_checklist)
    done = procedural(actions)
    outcome = run_procedure(case, done) if done else None
    if outcome is None or not outcome.cement_given:
        return StageScore("procedure", weight, 0.0, ("cement",), assessments=bleeding)
    found = (*bleeding, *procedure.assess(outcome))
    return StageScore("procedure", weight, sum(one.passed for one in found) / len(found), assessments=found)


@checked
def run_procedure(case: Case, actions: Sequence[Action]) -> ProcedureOutcome:
    """Carry out a case's procedure on its vertebra.

    Parameters
    ----------
    case : Case
    actions : sequence of Action
        The procedure's actions. If any is a `BalloonAction`, only those count and the equipment is kyphoplasty's.

    Raises
    ------
    ImpossibleActionError
        If an action was not possible when it was done.
    """
    balloons = any(isinstance(one, BalloonAction) for one in actions)
    chosen = [one for one in actions if isinstance(one, BalloonAction)] if balloons else actions
    return procedure.run(fractured(case), chosen, equipment(balloons))


@checked
def fractured(case: Case) -> Vertebra:
    """Return the case's vertebra as imaged, on the trainer's voxels of 2 mm.

    It is fractured, or intact for a tumour or infection.
    """
    return fracture.as_recorded(case.patient, case.level, VOXEL_MM)


@checked
def equipment(balloons: bool) -> Equipment:
    """Return what lies ready for a case."""
    return KYPHOPLASTY if balloons else Equipment()


def _prepared(actions: Sequence[Action]) -> tuple[str, ...]:
    """The steps of the preparation, in their order, up to the first action of the procedure."""
    kinds = [kind_of(one) for one in actions]
    first = next((at for at, kind in enumerate(kinds) if kind in PROCEDURE_KINDS), len(kinds))
    return tuple(option_of(one) for one in actions[:first] if kind_of(one) == "prepare")


def _assess_preparation(case: Case, steps: tuple[str, ...], full_checklist: bool) -> tuple[Assessment, ...]:
    if not full_checklist:
        return (Assessment("bleeding", "pause" in steps),) if case.blood_thinner else ()
    ready = Assessment("preparation", checklist.is_made_ready(steps))
    managed = Assessment("anticoagulant", checklist.anticoagulant_is_managed(steps))
    return (managed, ready) if case.blood_thinner else (ready,)


def _score_complication(case: Case, actions: Sequence[Action]) -> StageScore:
    """The longest run of right steps in their order; stopping comes first, and what harms costs a half."""
    right = COMPLICATION_ORDER[case.complication]
    done = list(dict.fromkeys(option_of(one) for one in actions if kind_of(one) == "act"))
    harm = tuple(what for what in done if what in HARMFUL)
    share = longest_increasing_subsequence([right.index(what) for what in done if what in right]) / len(
        right
    ) - 0.5 * len(harm)
    if done and done[0] != "stop":
        share = min(share, 0.5)
    return StageScore(
        "trouble", WEIGHTS["trouble"], max(0.0, share), tuple(what for what in right if what not in done), harm
    )


@checked
def longest_increasing_subsequence(places: Sequence[int]) -> int:
    """Return the length of the longest strictly increasing subsequence of `places`."""
    best: list[int] = []
    for at, place in enumerate(places):
        best.append(1 + max((best[was] for was in range(at) if places[was] < place), default=0))
    return max(best, default=0)


@checked
def contraindicated_drugs(case: Case) -> tuple[str, ...]:
    """Return the drugs that this patient must not receive, "nothing" among them.

    Source
    ------
    `assets/tables/pathway.toml` (limits of clearance).
    """
    found = ["nothing"]
    if case.clearance_ml_min < tables.value("zoledronate_min_clearance_ml_min"):
        found += ["zoledronate", "alendronate"]
    if case.clearance_ml_min < tables.value("teriparatide_min_clearance_ml_min"):
        found.append("teriparatide")
    if case.infarction:
        found.append("romosozumab")
    return tuple(found)


@checked
def follow_up(case: Case, drug: str) -> tuple[str, ...]:
    """Return the follow-up that `drug` requires in this patient; denosumab with poor renal function adds minerals."""
    weak = case.clearance_ml_min < tables.value("denosumab_workup_clearance_ml_min")
    return (*FOLLOW_UP, "minerals") if drug == "denosumab" and weak else FOLLOW_UP


def _score_follow_up(case: Case, actions: Sequence[Action]) -> StageScore:
    given = next((option_of(one) for one in actions if kind_of(one) == "give"), "")
    fits = bool(given) and given not in contraindicated_drugs(case)
    done = {option_of(one) for one in actions if kind_of(one) == "follow"}
    due = follow_up(case, given)
    missed = tuple(f"follow {what}" for what in due if what not in done)
    share = 0.5 * fits + 0.5 * (1 - len(missed) / len(due)) - (0.3 if "bed" in done else 0)
    if "follow minerals" in missed:
        share = min(share, 0.5)
    wrong = (() if fits or not given else (f"give {given}",)) + (("follow bed",) if "bed" in done else ())
    return StageScore("bone", WEIGHTS["bone"], max(0.0, share), (() if given else ("give",)) + missed, wrong)
