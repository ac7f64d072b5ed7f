"""Questions, their variants, answers and scores: the same for a self-check in a lesson and for a graded quiz."""
