"""What the whole bank is measured by: the rules of its items, strategies without knowledge, and the blueprint."""
