"""Names from before evidence and indication came first: lessons 05 to 10 of then stand elsewhere now.

What learners and teachers keep under the former names is read by them: self-checks that were answered, lessons in a
learner's folder, items of a release. No name of today was another thing's name then, but those of objectives and
quizzes; there the former ids of a release's items tell.
"""

LESSONS = {
    "05_carm_and_needle": "07_carm_and_needle",
    "06_vertebroplasty": "08_vertebroplasty",
    "07_kyphoplasty": "09_kyphoplasty",
    "08_harm": "10_harm",
    "09_does_it_work": "05_does_it_work",
    "10_your_patient": "12_your_patient",
}
"""By the former name of a lesson's file, the present one."""

_PREFIXES = {"05": "07", "06": "08", "07": "09", "08": "10", "09": "05", "10": "12"}
_TAILS = {
    "05": "consent crossed magnified needle pr-cross pr-dose pr-true room safe sc-ap sc-dose sc-lateral sc-rule "
    "sc-side skin",
    "06": "bore fill order pr-split pr-stop pr-wait pr-where procedure record risk sc-ct sc-paste sc-split sc-view "
    "sc-volume setting thickness thread viscosity-trials",
    "07": "angle choose force gain hollow order pr-stays pr-way pr-ways procedure sc-better sc-dead sc-force "
    "sc-low sc-packed wall",
    "08": "adiabatic burn call cem43 chest common drill-arrest drill-breath drill-thread dura-peak pr-dose "
    "pr-dura pr-often sc-breach sc-breath sc-far sc-interval sc-two weak-leg",
    "09": "early expected-fall fixed-pool guidelines mechanisms missing number-needed pr-nothing pr-pool pr-tell "
    "risk-ratio sc-consent sc-forest sc-mean sc-mechanism sc-open",
    "10": "after-the-sign before-cement case consent-note drug-that-suits numb-leg pr-first pr-open pr-stop sc-defend "
    "sc-flags sc-leg sc-promise true-sentences who-needs-what",
}
_MOVED = {
    "05-order": "07-needle-order",
    "06-pr-volume": "11-pr-volume",
    "08-pr-first": "10-pr-ten-minutes",
    "09-adjacent": "11-adjacent",
    "09-consent": "05-people-of-a-hundred",
    "09-longer-life": "11-longer-life",
    "09-pr-adjacent": "11-pr-adjacent",
    "10-clearance": "11-clearance",
    "10-pr-drug": "11-pr-drug",
    "10-sc-heart": "11-sc-heart",
}

QUESTIONS: dict[str, str] = _MOVED | {
    f"{old}-{tail}": f"{_PREFIXES[old]}-{tail}" for old, tails in _TAILS.items() for tail in tails.split()
}
"""By the former name of a question, the present one."""

_OBJECTIVES = {"11-adjacent": "L11.2", "11-longer-life": "L11.2", "11-clearance": "L11.3"}


def objective_of(item: str, objective: str) -> str:
    """The present id of an `objective` as the release holds it that has `item`:
    another one only for items of before."""
    if item not in QUESTIONS:
        return objective
    lesson, dot, number = objective.removeprefix("L").partition(".")
    return _OBJECTIVES.get(QUESTIONS[item], f"L{_PREFIXES.get(lesson, lesson)}{dot}{number}")
