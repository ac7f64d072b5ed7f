"""What a reader is told about a case after having judged it: what the three pictures show, and why."""

from collections.abc import Mapping

from vertebra.models.imaging.cases import Case, Verdict

SEQUENCES = ("T1", "T2", "STIR")
LABELS: Mapping[Verdict, str] = {
    "new": "New osteoporotic fracture",
    "old": "Old fracture",
    "not osteoporotic": "Not an osteoporotic fracture",
}
WORDS: Mapping[Verdict, str] = {
    "new": "a new osteoporotic fracture",
    "old": "an old fracture",
    "not osteoporotic": "not an osteoporotic fracture",
}
CONSEQUENCES: Mapping[str, str] = {
    "new": "Oedema lasts for months: it says that the fracture is recent, not that all the pain comes from it.",
    "old": "If it hurts, look for another reason.",
    "metastasis": "Find out what it is before anything is put into it.",
    "infection": "Take cultures; cement in an infected bone would do harm.",
    "haemangioma": "Common and harmless: leave it alone.",
}


def judge(case: Case, said: Verdict, brightness: Mapping[str, float]) -> str:
    """Whether the verdict is right, the reasons, the brightness of the body by each of `SEQUENCES`, and what follows."""
    right = WORDS[case.verdict]
    opening = f"Right: {right}." if said == case.verdict else f"You said {WORDS[said]}; it is {right}."
    t1, t2, stir = (brightness[name] for name in SEQUENCES)
    measured = f"Measured against the usual body: {t1:.1f} times by T1, {t2:.1f} by T2, {stir:.1f} by STIR."
    kind = case.findings[0].kind
    return " ".join((opening, *case.reasons, measured, CONSEQUENCES[case.verdict if kind == "fracture" else kind]))
