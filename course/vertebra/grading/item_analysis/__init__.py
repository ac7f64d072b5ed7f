"""What a graded quiz says about its items: statistics, fairness, and the report."""
