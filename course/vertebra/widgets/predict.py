"""A prediction by itself: the learner commits to a choice before the text says what happens."""

from collections.abc import Sequence
from typing import Any

from vertebra.texts import _
from vertebra.widgets.base import CourseWidget, FrameMessage, Handlers


class PredictionGate(CourseWidget):
    """`Predict(question, choices, reveal_text)`: nothing is right or wrong; the choice stays beside the outcome."""

    script = "predict.js"
    title = _("Your prediction")

    def __init__(self, question: str, choices: Sequence[str], reveal_text: str, **traits: Any) -> None:
        super().__init__(predict={"question": question, "choices": list(choices), "reveal": reveal_text}, **traits)

    def initial_state(self) -> None:
        """A prediction has no state but the choice, which the trait `prediction` holds."""
        return None

    def handlers(self) -> Handlers:
        """None: a prediction is chosen, not moved."""
        return {}

    def render_state(self, state: None, previous: None) -> FrameMessage:
        """Nothing to draw."""
        return FrameMessage({})

    def alt_text(self, state: None) -> str:
        """The question and, once committed, the choice and what happens."""
        question = self.predict
        if not self.prediction:
            return f"{question['question']} ({'; '.join(question['choices'])})"
        return _("{question} You predicted: {prediction} What happens: {reveal}").format(
            question=question["question"], prediction=self.prediction, reveal=question["reveal"]
        )
