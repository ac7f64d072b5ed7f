"""The one way in which pages about students' work are made from templates: whatever is put in is escaped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vertebra.texts import into_templates

if TYPE_CHECKING:
    from jinja2 import Environment


def escaping_environment(folder: Path) -> Environment:
    """Return the templates in `folder`.

    Every value is escaped, a missing one is an error, and sentences come from the catalogue.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    into_templates(environment)
    return environment
