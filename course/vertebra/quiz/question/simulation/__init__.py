"""A procedure, replayed action by action."""
