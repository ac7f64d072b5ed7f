"""What the actions for a patient were worth, stage by stage; the reasons are keys that `views.case_room` puts into
words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vertebra import tables
from vertebra.arguments import checked
from vertebra.models import awake, procedure
from vertebra.models.case.actions import ANAESTHESIA, OPERATIONS, check, decision_of, kind_of, option_of
from vertebra.models.case.emergency import anaesthesia_of, emergency_of, outcome_of, prepared_steps
from vertebra.models.case.sampling import Case
from vertebra.models.imaging.reading_cases import NOT_OSTEOPOROTIC
from vertebra.models.preparation import checklist
from vertebra.models.procedure import Action, Assessment

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
    "sedation": ("stop", "rouse", "oxygen", "listen", "watch", "tell"),
    "faint": ("stop", "listen", "oxygen", "wait", "tell"),
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
        Of the procedure and its preparation, and the cause of an emergency.
    surplus : tuple of str
        Keys of actions that neither earn nor cost anything here.
    done, order : tuple of str
        Where the order counts: the steps as they were taken, and as they should be.
    """

    name: str
    weight: float
    fraction: float
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    surplus: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    order: tuple[str, ...] = ()


@checked
def score_case(
    case: Case,
    actions: Sequence[Action],
    required_decision: str = "",
    *,
    full_checklist: bool = False,
    consequences: bool = False,
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
    consequences : bool
        Whether the emergency follows from the procedure and its anaesthesia, which is then assessed too; cases handed
        out earlier drew one for each patient, whatever was done.

    Returns
    -------
    tuple of StageScore
        With what was said and ordered where it does not count, under a weight of 0.

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
            "decision",
            WEIGHTS["decision"],
            float(fits),
            () if way else ("decide",),
            () if fits or not way else (way,),
            surplus=() if way in OPERATIONS else _surplus(done, "prepare"),
        ),
    ]
    consent = _score_consent(done)
    if case.verdict == "new" and case.kind != "weak legs":
        parts.append(consent)
    elif any(kind == "tell" for kind, _option in done):
        parts.append(replace(consent, weight=0.0, missed=()))
    if way in OPERATIONS or required_decision:
        parts.append(_score_procedure(case, actions, fits, full_checklist, consequences))
        parts += _score_emergency(case, actions) if consequences else [_score_drawn_complication(case, actions)]
    follow_up = _score_follow_up(case, actions)
    if case.verdict != NOT_OSTEOPOROTIC:
        parts.append(follow_up)
    elif any(kind in ("give", "follow") for kind, _option in done):
        parts.append(replace(follow_up, weight=0.0, missed=()))
    return tuple(parts)


@checked
def total_score(parts: Sequence[StageScore]) -> float:
    """Return the weighted mean of the stages' shares, 0 to 1."""
    return sum(one.fraction * one.weight for one in parts) / sum(one.weight for one in parts)


def _score_history(done: set[tuple[str, str]]) -> StageScore:
    missed = tuple(f"{kind} {what}" for kind, what in REQUIRED_HISTORY if (kind, what) not in done)
    surplus = _surplus(done - set(REQUIRED_HISTORY), "ask", "examine")
    return StageScore("history", WEIGHTS["history"], 1 - len(missed) / len(REQUIRED_HISTORY), missed, surplus=surplus)


def _surplus(done: set[tuple[str, str]], *kinds: str) -> tuple[str, ...]:
    """Keys of what was done of these kinds, in an order that is always the same."""
    return tuple(sorted(f"{kind} {what}" for kind, what in done if kind in kinds))


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
        surplus=_surplus(done - {("image", "MRI"), ("image", "bloods")}, "image"),
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


def _score_procedure(
    case: Case, actions: Sequence[Action], fits: bool, full_checklist: bool, consequences: bool
) -> StageScore:
    """Nothing where no needle belonged; otherwise what a supervisor would look at,
    and whether bleeding was thought of."""
    weight = WEIGHTS["procedure"]
    if not fits:
        return StageScore("procedure", weight, 0.0, wrong=("needle",))
    bleeding = _assess_preparation(case, prepared_steps(actions), full_checklist)
    if consequences:
        bleeding = (*bleeding, _assess_anaesthesia(actions))
    outcome = outcome_of(case, actions)
    if outcome is None or not outcome.cement_given:
        return StageScore("procedure", weight, 0.0, ("cement",), assessments=bleeding)
    found = (*bleeding, *procedure.assess(outcome))
    return StageScore("procedure", weight, sum(one.passed for one in found) / len(found), assessments=found)


def _assess_preparation(case: Case, steps: tuple[str, ...], full_checklist: bool) -> tuple[Assessment, ...]:
    if not full_checklist:
        return (Assessment("bleeding", "pause" in steps),) if case.blood_thinner else ()
    steps = tuple(step for step in steps if step not in ANAESTHESIA)
    ready = Assessment("preparation", checklist.is_made_ready(steps))
    managed = Assessment("anticoagulant", checklist.anticoagulant_is_managed(steps))
    return (managed, ready) if case.blood_thinner else (ready,)


def _assess_anaesthesia(actions: Sequence[Action]) -> Assessment:
    """Numbed bone, and a patient who still answers."""
    given = anaesthesia_of(actions)
    level = awake.sedation_level(given)
    return Assessment("anaesthesia", given.lidocaine_mg > 0 and level != "silent", {"level": level})


def _score_drawn_complication(case: Case, actions: Sequence[Action]) -> StageScore:
    """The one that was drawn for the patient, whatever was done."""
    return _score_steps(actions, COMPLICATION_ORDER[case.complication])


def _score_emergency(case: Case, actions: Sequence[Action]) -> list[StageScore]:
    """The one that follows from the procedure; where nothing happened, only what was done nevertheless, for nothing."""
    name = emergency_of(case, actions)
    acted = tuple(option_of(one) for one in actions if kind_of(one) == "act")
    if not name:
        needless = tuple(what for what in acted if what not in HARMFUL)
        harmful = tuple(what for what in acted if what in HARMFUL)
        return [StageScore("trouble", 0.0, 1.0, (), harmful, surplus=needless)]
    outcome = outcome_of(case, actions)
    felt = awake.Stimuli() if outcome is None else awake.stimuli(outcome)
    cause = Assessment("emergency", False, {"event": name, "canal_ml": felt.canal_ml, "lung_ml": felt.lung_ml})
    return [replace(_score_steps(actions, COMPLICATION_ORDER[name]), assessments=(cause,))]


def _score_steps(actions: Sequence[Action], right: tuple[str, ...]) -> StageScore:
    """The longest run of right steps in their order; stopping comes first, and what harms costs a half."""
    done = tuple(dict.fromkeys(option_of(one) for one in actions if kind_of(one) == "act"))
    harm = tuple(what for what in done if what in HARMFUL)
    share = longest_increasing_subsequence([right.index(what) for what in done if what in right]) / len(
        right
    ) - 0.5 * len(harm)
    if done and done[0] != "stop":
        share = min(share, 0.5)
    return StageScore(
        "trouble",
        WEIGHTS["trouble"],
        max(0.0, share),
        tuple(what for what in right if what not in done),
        harm,
        surplus=tuple(what for what in done if what not in right and what not in HARMFUL),
        done=tuple(what for what in done if what in right),
        order=right,
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
    surplus = tuple(sorted(f"follow {what}" for what in done - set(due) - {"bed"}))
    return StageScore(
        "bone", WEIGHTS["bone"], max(0.0, share), (() if given else ("give",)) + missed, wrong, (), surplus
    )
