"""The teacher's commands, to which `cli.py` hands over.

`vertebra teach`, `quiz`, `question`, `pictures`, `grade`, `due`, `restore`, `report`, `export` and `demo`.
"""

from vertebra.grading.commands.analysis import demo, report
from vertebra.grading.commands.autograde import grade, regrade
from vertebra.grading.commands.course_folder import due, export, grade_all_again, open_lab, restore, teach
from vertebra.grading.commands.pictures import add as add_pictures
from vertebra.grading.commands.pictures import check as check_pictures
from vertebra.grading.commands.pictures import confirm_looked_at
from vertebra.grading.commands.pictures import example as example_pictures
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
    "add_pictures",
    "bank_of",
    "blueprint",
    "build",
    "check_pictures",
    "confirm_looked_at",
    "decline",
    "demo",
    "due",
    "example_pictures",
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
