"""One sentence that sums up what a scan shows of cement."""

from collections.abc import Iterable

from vertebra.models.procedure import Assessment
from vertebra.texts import pgettext
from vertebra.views import assessment
from vertebra.views.assessment_level import LEAKS, MIN_SEEN_ML, level


def summarise(assessments: Iterable[Assessment], cement_given: bool = True) -> tuple[str, str]:
    """Return one sentence that sums up where the cement is, and its level as in `assessment_level.level`.

    What matters most comes first: the canal, then other leaks, then how much there is and how far back.
    """
    by_criterion = {row.criterion: row for row in assessments}
    canal, other = (by_criterion.get(name) for name in LEAKS)
    if canal is not None and level(canal) != "good":
        leaked = f"{canal.values['leaked_ml']:.2f}"
        if level(canal) == "bad":
            text = pgettext(
                "summary-canal-bad",
                "Cement lies in the canal or its veins, {leaked} mL: stop for good, and look at what the legs do.",
            )
        else:
            text = pgettext(
                "summary-canal-near",
                "A thread of cement, {leaked} mL, lies behind the back wall: stop, wait, and look from the side.",
            )
        return text.format(leaked=leaked), level(canal)
    if other is not None and level(other) != "good":
        text = pgettext(
            "summary-other-leak", "{leaked} mL of cement left the bone, none of it towards the canal: seldom felt."
        )
        return text.format(leaked=f"{other.values['leaked_ml']:.2f}"), level(other)
    volume = by_criterion.get("volume")
    if not cement_given or (volume is not None and float(volume.values["stored_ml"]) < MIN_SEEN_ML):
        return pgettext("summary-no-cement", "There is no cement in her yet."), "near"
    failed = next((row for row in by_criterion.values() if not row.passed), None)
    if failed is not None:
        text = pgettext("summary-inside-but", "All cement is inside the bone. What is missing: {name}, {reason}.")
        return text.format(name=assessment.name(failed), reason=assessment.reason(failed)), "near"
    return pgettext("summary-good", "All cement is inside the bone, where it should be."), "good"
