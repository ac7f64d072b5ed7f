"""What a reader is told about a case after having judged it: what the three pictures show, and why."""

from collections.abc import Mapping, Sequence

from vertebra.models.imaging.reading_cases import ReadingCase, Verdict
from vertebra.texts import _, join, pgettext

SEQUENCES = ("T1", "T2", "STIR")
LABELS: Mapping[Verdict, str] = {
    "new": _("New osteoporotic fracture"),
    "old": _("Old fracture"),
    "not osteoporotic": _("Not an osteoporotic fracture"),
}
WORDS: Mapping[Verdict, str] = {
    "new": _("a new osteoporotic fracture"),
    "old": _("an old fracture"),
    "not osteoporotic": _("not an osteoporotic fracture"),
}
CONSEQUENCES: Mapping[str, str] = {
    "new": _("Oedema lasts for months: it says that the fracture is recent, not that all the pain comes from it."),
    "old": _("If it hurts, look for another reason."),
    "metastasis": _("Find out what it is before anything is put into it."),
    "infection": _("Take cultures; cement in an infected bone would do harm."),
    "haemangioma": _("Common and harmless: leave it alone."),
}


def own_case_feedback(right: Verdict, said: Verdict, reasons: Sequence[str]) -> str:
    """Whether the verdict on a teacher's own case is right, and its reasons."""
    return join(_opening(right, said), *reasons)


def _opening(verdict: Verdict, said: Verdict) -> str:
    right = WORDS[verdict]
    if said == verdict:
        return pgettext("judged-right", "Right: {right}.").format(right=right)
    return pgettext("judged-wrong", "You said {said}; it is {right}.").format(said=WORDS[said], right=right)


def reading_feedback(case: ReadingCase, said: Verdict, brightness: Mapping[str, float]) -> str:
    """Whether the verdict is right, the reasons, the brightness of the body by each of `SEQUENCES`,
    and what follows."""
    opening = _opening(case.verdict, said)
    t1, t2, stir = (brightness[name] for name in SEQUENCES)
    measured = _("Measured against the usual body: {t1} times by T1, {t2} by T2, {stir} by STIR.").format(
        t1=f"{t1:.1f}", t2=f"{t2:.1f}", stir=f"{stir:.1f}"
    )
    kind = case.findings[0].kind
    return join(opening, *case.reasons, measured, CONSEQUENCES[case.verdict if kind == "fracture" else kind])
