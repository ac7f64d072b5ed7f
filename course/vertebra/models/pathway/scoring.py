"""What the deeds for a patient were worth, stage by stage; the reasons are keys that `views.pathway` puts into words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from vertebra import tables
from vertebra.models import balloon, ballooning, kyphoplasty, vertebroplasty
from vertebra.models.pathway.cases import Case
from vertebra.models.pathway.deeds import BY_HAND, OPERATIONS, Deed, check, decided
from vertebra.models.vertebroplasty import Act, Replay, Setup, Verdict

VOXEL_MM = 2.0
"""So coarse for the trainer and the judgement alike: what was seen is what is judged, and a class is judged in minutes."""
NEEDED = (
    ("ask", "cancer"), ("ask", "fever"), ("ask", "legs"), ("ask", "medicines"), ("ask", "fractures"), ("ask", "illnesses"),
    ("examine", "percussion"), ("examine", "legs"),
)  # fmt: skip
TRUE = ("trials", "leaks", "grave", "alternatives", "bone", "hers")
FALSE = ("cure", "protects", "longer", "harmless")
RIGHT_ORDER = {
    "thread": ("stop", "feet", "wait", "lateral", "tell"),
    "breath": ("stop", "oxygen", "listen", "image", "watch", "tell"),
    "leg": ("stop", "feet", "surgeon", "image", "tell"),
}
HARMFUL = ("inject", "morning")
AFTER = ("vitamin D", "falls", "causes", "liaison", "review")
FITTING = {
    "severe": ("wait", "vertebroplasty", "kyphoplasty"),
    "mild": ("wait",),
    "old": ("wait",),
    "metastasis": ("oncology",),
    "infection": ("infection",),
    "weak legs": ("surgeon",),
}
"""Decisions that can be defended. For severe pain in spite of treatment the evidence leaves it open."""
WEIGHTS = {
    "history": 15, "pictures": 20, "decision": 20, "consent": 15, "procedure": 15, "trouble": 15, "bone": 15,
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One stage: its `weight`, the `share` of it that was earned, what was missed and what should not have been (keys)."""

    name: str
    weight: float
    share: float
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


def judge(case: Case, deeds: Sequence[Deed], wish: str = "") -> tuple[Part, ...]:
    """Every stage that this patient's way had. With a `wish` ("vertebroplasty") only that decision fits, and it has to be carried out.

    Raises InputError where a deed was not possible when it was done.
    """
    check(case, deeds)
    done = {(one.kind, one.what) for one in deeds}
    way = decided(deeds)
    fits = way == wish if wish else way in FITTING[case.kind]
    parts = [_history(done), _pictures(case, done), Part("decision", WEIGHTS["decision"], float(fits), () if way else ("decide",), () if fits or not way else (way,))]  # fmt: skip
    if case.verdict == "new" and case.kind != "weak legs":
        parts.append(_consent(done))
    if way in OPERATIONS or wish:
        parts += [_procedure(case, deeds, fits), _trouble(case, deeds)]
    if case.verdict != "not osteoporotic":
        parts.append(_bone(case, deeds))
    return tuple(parts)


def total(parts: Sequence[Part]) -> float:
    """The share of all stages together, 0 to 1."""
    return sum(one.share * one.weight for one in parts) / sum(one.weight for one in parts)


def _history(done: set[tuple[str, str]]) -> Part:
    missed = tuple(f"{kind} {what}" for kind, what in NEEDED if (kind, what) not in done)
    return Part("history", WEIGHTS["history"], 1 - len(missed) / len(NEEDED), missed)


def _pictures(case: Case, done: set[tuple[str, str]]) -> Part:
    """A fifth for the slice that tells new from old, a fifth for the blood count, the rest for the reading."""
    missed = tuple(f"image {what}" for what in ("MRI", "bloods") if ("image", what) not in done)
    said = next((what for kind, what in done if kind == "call"), "")
    right = said == case.verdict
    share = 0.6 * right + 0.2 * (2 - len(missed))
    return Part(
        "pictures",
        WEIGHTS["pictures"],
        share,
        missed + (() if said else ("call",)),
        (said,) if said and not right else (),
    )


def _consent(done: set[tuple[str, str]]) -> Part:
    missed = tuple(what for what in TRUE if ("tell", what) not in done)
    wrong = tuple(what for what in FALSE if ("tell", what) in done)
    return Part("consent", WEIGHTS["consent"], max(0.0, 1 - (len(missed) + 2 * len(wrong)) / len(TRUE)), missed, wrong)


def _procedure(case: Case, deeds: Sequence[Deed], fits: bool) -> Part:
    """Nothing where no needle belonged; otherwise what a supervisor would look at, and whether bleeding was thought of."""
    weight = WEIGHTS["procedure"]
    if not fits:
        return Part("procedure", weight, 0.0, wrong=("needle",))
    verdicts = [Verdict("Bleeding", _paused(case, deeds), "the blood thinner has to be paused before, as its own rules say")] if case.blood_thinner else []  # fmt: skip
    by_hand = tuple(one for one in deeds if one.kind in BY_HAND)
    found = _seen(case, by_hand) if by_hand else ()
    if not found:
        return Part("procedure", weight, 0.0, ("cement",), verdicts=tuple(verdicts))
    verdicts += found
    return Part("procedure", weight, sum(one.good for one in verdicts) / len(verdicts), verdicts=tuple(verdicts))


@lru_cache(maxsize=64)
def _seen(case: Case, by_hand: tuple[Deed, ...]) -> tuple[Verdict, ...]:
    """What a supervisor sees of the procedure; nothing where no cement was given."""
    if any(one.kind == "balloon" for one in by_hand):
        return _seen_with_balloons(case, [one for one in by_hand if one.kind == "balloon"])
    acts = tuple(Act(one.what, one.amount, one.flow) for one in by_hand)  # type: ignore[arg-type]
    state = Replay(setup(case)).state(acts)
    return vertebroplasty.assess(state) if state.cement.injected_ml > 0 else ()


def _seen_with_balloons(case: Case, by_hand: Sequence[Deed]) -> tuple[Verdict, ...]:
    here, done = balloons(case), []
    for one in by_hand:
        if one.what in kyphoplasty.SIDES:
            here = replace(here, placement=one.what)
        elif one.what in balloon.LOADS:
            here = replace(here, lies=one.what)
        else:
            done.append(ballooning.Deed(one.what, one.amount))  # type: ignore[arg-type]
    state = ballooning.Replay(here).state(done)
    return ballooning.assess(here, state) if state.filled else ()


def setup(case: Case) -> Setup:
    """The table on which the case's cement stands."""
    return Setup(case.patient, case.level, "low", 11, voxel_mm=VOXEL_MM)


def balloons(case: Case) -> ballooning.Setup:
    """The table on which the case's balloons lie ready."""
    return ballooning.Setup(case.patient, case.level, voxel_mm=VOXEL_MM)


def _paused(case: Case, deeds: Sequence[Deed]) -> bool:
    kinds = [one.kind for one in deeds]
    first = next((at for at, kind in enumerate(kinds) if kind in BY_HAND), len(kinds))
    return any(one.kind == "prepare" for one in deeds[:first])


def _trouble(case: Case, deeds: Sequence[Deed]) -> Part:
    """The longest run of right steps in their order; stopping comes first, and what harms costs a half."""
    right = RIGHT_ORDER[case.trouble]
    done = list(dict.fromkeys(one.what for one in deeds if one.kind == "act"))
    harm = tuple(what for what in done if what in HARMFUL)
    share = longest_in_order([right.index(what) for what in done if what in right]) / len(right) - 0.5 * len(harm)
    if done and done[0] != "stop":
        share = min(share, 0.5)
    return Part("trouble", WEIGHTS["trouble"], max(0.0, share), tuple(what for what in right if what not in done), harm)


def longest_in_order(places: Sequence[int]) -> int:
    """How many of `places` can be kept so that they rise."""
    best: list[int] = []
    for at, place in enumerate(places):
        best.append(1 + max((best[was] for was in range(at) if places[was] < place), default=0))
    return max(best, default=0)


def unsuited(case: Case) -> tuple[str, ...]:
    """Drugs that this patient must not be given, by the limits in `assets/tables/pathway.toml`."""
    found = ["nothing"]
    if case.clearance_ml_min < tables.value("zoledronate_least_clearance_ml_min"):
        found += ["zoledronate", "alendronate"]
    if case.clearance_ml_min < tables.value("teriparatide_min_clearance_ml_min"):
        found.append("teriparatide")
    if case.infarction:
        found.append("romosozumab")
    return tuple(found)


def follow_up(case: Case, drug: str) -> tuple[str, ...]:
    """What has to follow `drug` in this patient: `AFTER`, and the minerals first where denosumab meets kidneys that hardly work."""
    weak = case.clearance_ml_min < tables.value("denosumab_workup_clearance_ml_min")
    return (*AFTER, "minerals") if drug == "denosumab" and weak else AFTER


def _bone(case: Case, deeds: Sequence[Deed]) -> Part:
    given = next((one.what for one in deeds if one.kind == "give"), "")
    fits = bool(given) and given not in unsuited(case)
    done = {one.what for one in deeds if one.kind == "follow"}
    due = follow_up(case, given)
    missed = tuple(f"follow {what}" for what in due if what not in done)
    share = 0.5 * fits + 0.5 * (1 - len(missed) / len(due)) - (0.3 if "bed" in done else 0)
    if "follow minerals" in missed:
        share = min(share, 0.5)
    wrong = (() if fits or not given else (f"give {given}",)) + (("follow bed",) if "bed" in done else ())
    return Part("bone", WEIGHTS["bone"], max(0.0, share), (() if given else ("give",)) + missed, wrong)
