"""What a lesson's own cells call: the patient of the course, self-checks and predictions.

`learner_folder` keeps a learner's folder up to date; `launcher` opens it.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vertebra.patient import mrs_a

__all__ = ["mrs_a", "picture", "predict", "self_check"]

if TYPE_CHECKING:
    from IPython.display import HTML
    from matplotlib.figure import Figure

    from vertebra.quiz.component import SelfCheck


def self_check(items: Sequence[str]) -> SelfCheck:
    """Ungraded questions with feedback.

    `items` names folders of `course/self_checks`; answers are kept beside the notebook.
    """
    from vertebra.quiz.component import SelfCheck

    return SelfCheck(list(items))


def predict(item: str) -> SelfCheck:
    """A question to commit to before the widget below it answers; there is no right or wrong."""
    return self_check([item])


def picture(figure: Figure, words: str) -> HTML:
    """A still picture with what it shows written below it, so that nobody has to see it to follow the lesson."""
    from IPython.display import HTML

    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=110)
    data = base64.b64encode(stream.getvalue()).decode("ascii")
    image = f'<img src="data:image/png;base64,{data}" alt="Described below." style="max-width: 100%">'
    return HTML(f'<figure class="vertebra-picture">{image}<figcaption>{html.escape(words)}</figcaption></figure>')
