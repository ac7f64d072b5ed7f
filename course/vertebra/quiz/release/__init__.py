"""A quiz as it is released: its definition, its variants, its key and its notebook."""
