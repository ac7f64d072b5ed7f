"""What a course's nbgrader_config.py names: the classes and functions that nbgrader and formgrader call."""
