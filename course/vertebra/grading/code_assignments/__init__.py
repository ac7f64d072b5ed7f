"""Assignments in which students write code: their notebooks, run in a sandbox and scored."""
