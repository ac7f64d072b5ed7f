"""Item analysis of a graded quiz: statistics, fairness, and the report."""
