"""Vertebra: an interactive course on vertebral fracture, vertebroplasty and kyphoplasty.

Importing this package imports nothing heavy; every module loads what it needs when it is first used.
"""

__version__ = "0.1.0"
