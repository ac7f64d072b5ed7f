"""A learner at a quiz or a self-check: what is shown, answered, saved and read again."""
