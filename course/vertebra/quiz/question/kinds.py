"""The list of the kinds of question: a new kind is one folder beside this file and one line here."""

from vertebra.errors import CourseError
from vertebra.quiz.question.choice.kind import MultipleResponse, Predict, SingleBest
from vertebra.quiz.question.concordance.kind import Concordance
from vertebra.quiz.question.free_text.kind import FreeText
from vertebra.quiz.question.kind import Kind, Quoting, Score
from vertebra.quiz.question.numeric.kind import Numeric
from vertebra.quiz.question.ordering.kind import Ordering
from vertebra.quiz.question.point.kind import Point
from vertebra.quiz.question.simulation.kind import Simulation
from vertebra.texts import pgettext

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
    """The kind called `name`.

    Raises
    ------
    CourseError
        With the names that there are where there is none.
    """
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise CourseError(
            pgettext("kind-unknown", "The kind of question {name} is not known. There are: {kinds}.").format(
                name=repr(name), kinds=", ".join(KINDS)
            )
        )
    return kind


__all__ = ["KINDS", "Kind", "Quoting", "Score", "kind_of"]
