# The nbgrader configuration of a Vertebra course folder. It holds no secret; `vertebra teach` writes it.
# Paths follow this file, so that the folder can be moved.
from pathlib import Path

from vertebra.grading.formgrader import template_paths
from vertebra.grading.preprocessors import release_steps

c = get_config()  # noqa: F821
here = Path(__file__).resolve().parent

c.CourseDirectory.root = str(here)
c.CourseDirectory.course_id = "{{ course_id }}"
c.Exchange.root = str(here / Path(r"{{ exchange }}"))

# What students call Validate counts a quiz's answers; it finds nothing missing in what the quiz itself keeps.
c.GenerateAssignment.preprocessors = release_steps()

# Answers are data: nothing of a submission is executed. The pristine notebook is taken, the answers are scored and put
# in.
c.ExchangeFactory.collect = "vertebra.grading.collect.Collect"

# Who handed in is told by the account that a folder in the exchange belongs to. On a hub whose users share one account
# of the system,
# name it here: then anybody there can hand in under any name. Accounts that are not called like the id: a column in the
# roster.
c.Collect.one_account = ""
# How many minutes the times that students' files tell may lie from when they last changed; beyond, a submission is
# held. 0: any.
c.Collect.max_minutes_apart = 10.0
# Files that could be run (*.py and the like) are collected only where an assignment asks for them: {"A1":
# ["solution.py"]}.
c.Collect.asked_files = {}

c.Autograde.pre_convert_hook = "vertebra.grading.hooks.before_autograde"
c.Autograde.post_convert_hook = "vertebra.grading.hooks.after_autograde"
c.Autograde.sanitize_preprocessors = ["vertebra.grading.preprocessors.Pristine"]
c.Autograde.autograde_preprocessors = [
    "vertebra.grading.preprocessors.ScoreAnswers",
    "vertebra.grading.preprocessors.SaveScores",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Archives from elsewhere (nbgrader zip_collect): unpacked within limits; a student's folder or archive is named by the
# id.
c.ZipCollectApp.extractor_plugin = "vertebra.grading.zipped.Extract"
c.ZipCollectApp.collector_plugin = "vertebra.grading.zipped.ByFolder"

# What lateness costs: so many per cent of the points earned for each day begun. Due dates are set with `vertebra due`.
c.AssignLatePenalties.plugin_class = "vertebra.grading.lateness.PerDay"
c.PerDay.percent_per_day = 0.0
c.PerDay.grace_minutes = 15.0
c.PerDay.most_percent = 100.0

# What work that was not handed in counts in tables and exports: "empty" (no score), or "zero" once it is due.
c.MissingWork.counts = "empty"

# Feedback is one page that needs no network.
c.GenerateFeedback.exporter_class = "vertebra.grading.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = ["vertebra.grading.preprocessors.GetScores"]

# formgrader asks no other host for anything.
c.HTMLExporter.template_paths = template_paths()

c.ClearSolutions.text_stub = (
    "*The answer above is saved as you type and graded by your teacher; nothing needs to be written here.*"
)
