"""The key: ask and look, order the slices and the blood, say what it is, tell the truth, inject thick and slowly, act
in order, treat the bone."""

from typing import Any

from vertebra.errors import InputError
from vertebra.models import case as patient_case
from vertebra.models.case import scoring
from vertebra.models.preparation import checklist
from vertebra.quiz import wording

REQUIRED_DECISION = "vertebroplasty"
CEMENT = (("wait", 240.0, 0.0), ("move", 2.0, 0.0), ("inject", 30.0, 0.1))


def key(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Ask and look, order the slices and the blood, say what it is, tell the truth, inject thick and slowly, act in
    order, treat the bone."""
    case, consequences = patient_case.sample_case(values["number"], values["kind"]), bool(values.get("consequences"))
    drug = next(one for one in patient_case.ACTIONS["give"] if one not in patient_case.contraindicated_drugs(case))
    words = [
        *scoring.REQUIRED_HISTORY,
        ("image", "MRI"),
        ("image", "bloods"),
        ("call", case.verdict),
        *(("tell", what) for what in scoring.TRUE_STATEMENTS),
        ("decide", REQUIRED_DECISION),
        ("prepare", "local"),
        ("prepare", "light"),
        *(("prepare", step) for step in checklist.STEPS if step not in checklist.WRONG_STEPS),
        *(("cement", *act) for act in CEMENT),
        *(() if consequences else (("act", what) for what in scoring.COMPLICATION_ORDER[case.complication])),
        ("give", drug),
        *(("follow", what) for what in scoring.follow_up(case, drug)),
    ]
    answers = [dict(zip(("do", "what", "amount", "flow"), one, strict=False)) for one in words]
    return [patient_case.to_answer(one) for one in patient_case.from_answers(answers)]


def replay(values: dict[str, Any], actions: list[dict[str, Any]]) -> dict[str, Any]:
    """Every stage by its weight; the reasons stage by stage."""
    case = patient_case.sample_case(values["number"], values["kind"])
    asked = bool(values.get("full_checklist"))  # Cases that were handed out earlier offered the pause alone,
    # and drew an emergency for each patient instead of taking it from what was done.
    try:
        parts = patient_case.score_case(
            case,
            patient_case.from_answers(actions),
            REQUIRED_DECISION,
            full_checklist=asked,
            consequences=bool(values.get("consequences")),
        )
    except InputError as error:
        return {"share": 0.0, "feedback": error.text, "summary": "refused"}
    share = round(patient_case.total_score(parts), 4)
    told = [wording.stage_feedback(case, one) for one in parts]
    stages = wording.stage_scores(case, parts)
    return {"share": share, "feedback": told, "summary": f"{100 * share:.0f} of 100", "stages": stages}
