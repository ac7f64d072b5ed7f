"""Frequency and cause in people: risk of fracture, simulated cohorts, trials pooled, complications."""
