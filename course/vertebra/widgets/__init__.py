"""A control, a model, a view. The JavaScript beside these modules draws; physics stays in Python."""
