"""What comes before the needle: antithrombotic drugs, local anaesthetic and the checks of a prepared patient.

See decision 0322.
"""
