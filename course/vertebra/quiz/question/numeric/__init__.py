"""A number with its unit."""
