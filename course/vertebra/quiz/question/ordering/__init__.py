"""Putting steps into order."""
