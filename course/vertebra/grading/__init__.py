"""From a folder of submissions to grades, feedback and a report. Nothing of a submission is executed.

Rooms: `course_folder` (the teacher's folder and gradebook), `autograde` (a submission to scores), `code_assignments`
(students' code in a sandbox), `nbgrader_plugins` (what nbgrader calls), `item_analysis` (the report) and `demo`.
"""

from vertebra.grading.former_names import redirect

redirect()
