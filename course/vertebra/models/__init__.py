"""What is computed: values in, values out. No module here draws or knows of a widget.

Names are those of the field: see decision 0250.
"""
