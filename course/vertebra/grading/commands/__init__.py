"""The teacher's commands: `vertebra teach`, `quiz build`, `grade`, `report`, `export`, `demo`. `cli.py` hands over to these."""

from vertebra.grading.commands.analysis import demo, report
from vertebra.grading.commands.autograde import grade, regrade
from vertebra.grading.commands.course_folder import due, export, grade_all_again, open_lab, restore, teach
from vertebra.grading.commands.prompts import Confirm, decline, require_folder
from vertebra.grading.commands.quizzes import bank_of, build, export_questions, new_question, new_quiz, preview

__all__ = [
    "Confirm",
    "bank_of",
    "build",
    "decline",
    "demo",
    "due",
    "export",
    "export_questions",
    "grade",
    "grade_all_again",
    "new_question",
    "new_quiz",
    "open_lab",
    "preview",
    "regrade",
    "report",
    "require_folder",
    "restore",
    "teach",
]
