"""A short answer in words, graded by a person."""
