"""Choosing among options: single best answer, multiple response, prediction."""
