"""Pointing at a place in a picture."""
