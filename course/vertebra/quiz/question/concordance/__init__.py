"""Script concordance."""
