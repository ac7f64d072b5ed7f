"""nbgrader's formgrader without a page that asks another host for anything."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def template_paths() -> list[str]:
    """Where formgrader finds its templates: the course's come first, and nbgrader's and nbconvert's follow.

    nbconvert's own `mathjax.html.j2` loads MathJax from another host, and no setting of formgrader changes that.
    """
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader.handlers import template_path

    stock = HTMLExporter(template_name="formgrade", extra_template_basedirs=[template_path])
    return [str(Path(__file__).with_name("templates") / "formgrader"), *stock.template_paths]
