"""The teacher's commands, to which `cli.py` hands over.

`vertebra teach`, `quiz`, `question`, `grade`, `due`, `restore`, `report`, `export` and `demo`. Those of `pictures` stay
in their module, as no other command needs the models that they load.
"""

from vertebra.grading.commands.analysis import demo, report
from vertebra.grading.commands.autograde import grade, regrade
from vertebra.grading.commands.course_folder import due, export, grade_all_again, open_lab, restore, teach
from vertebra.grading.commands.prompts import Confirm, decline, require_folder
from vertebra.grading.commands.quizzes import (
    bank_of,
    blueprint,
    build,
    export_questions,
    new_question,
    new_quiz,
    panel,
    preview,
)

__all__ = [
    "Confirm",
    "bank_of",
    "blueprint",
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
    "panel",
    "preview",
    "regrade",
    "report",
    "require_folder",
    "restore",
    "teach",
]
