"""What kinds of question there are. A new kind is one class here and one function in `quiz/js/quiz_fields.js`."""

from vertebra.errors import CourseError
from vertebra.quiz.question.choice.kind import MultipleResponse, Predict, SingleBest
from vertebra.quiz.question.concordance.kind import Concordance
from vertebra.quiz.question.free_text.kind import FreeText
from vertebra.quiz.question.kind import Kind, Quoting, Score
from vertebra.quiz.question.numeric.kind import Numeric
from vertebra.quiz.question.ordering.kind import Ordering
from vertebra.quiz.question.point.kind import Point
from vertebra.quiz.question.simulation.kind import Simulation
from vertebra.texts import _

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        SingleBest(),
        MultipleResponse(),
        Numeric(),
        Ordering(),
        Point(),
        Concordance(),
        Simulation(),
        FreeText(),
        Predict(),
    )
}


def kind_of(name: object) -> Kind:
    """The kind called `name`."""
    found = KINDS.get(name) if isinstance(name, str) else None
    if found is None:
        raise CourseError(
            _("The kind of question {name} is not known. There are: {kinds}.").format(
                name=repr(name), kinds=", ".join(KINDS)
            )
        )
    return found


__all__ = ["KINDS", "Kind", "Quoting", "Score", "kind_of"]
