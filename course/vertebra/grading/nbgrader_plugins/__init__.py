"""Classes and functions that nbgrader and formgrader call, named in a course's nbgrader_config.py."""
