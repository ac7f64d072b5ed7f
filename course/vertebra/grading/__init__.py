"""From a folder of submissions to grades, feedback and a report. Nothing of a submission is executed."""
