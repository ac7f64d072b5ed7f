"""The entry that notebooks name: released quizzes and lessons say `from vertebra.quiz.component import Quiz` (or
`SelfCheck`).

Notebooks that were handed out, and copies of lessons on learners' machines, are older than the package that opens them,
so that these names stay where they are, whatever moves behind them.
"""

from vertebra.quiz.session.progress import Progress
from vertebra.quiz.session.quiz_widget import Quiz
from vertebra.quiz.session.self_check import SelfCheck

__all__ = ["Progress", "Quiz", "SelfCheck"]
