"""What kinds of question there are. A new kind is one class here and one function in `widgets/js/quiz_fields.js`."""

from vertebra.errors import CourseError
from vertebra.quiz.kinds.base import Kind, Quoting, Score
from vertebra.quiz.kinds.choice import MultipleResponse, Predict, SingleBest
from vertebra.quiz.kinds.concordance import Concordance
from vertebra.quiz.kinds.numeric import Numeric
from vertebra.quiz.kinds.ordering import Ordering
from vertebra.quiz.kinds.point import Point
from vertebra.quiz.kinds.simulation import Simulation
from vertebra.quiz.kinds.text import FreeText
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
