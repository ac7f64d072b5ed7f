"""The book: lessons written once in `course/lessons/*.md`, built into `notebooks/*.ipynb` and into a static website."""
