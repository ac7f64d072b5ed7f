"""The static book: pages that hold the lessons and their pictures, and ask nothing of any other host."""

import re
from pathlib import Path

import pytest
from refusals import refused

from vertebra import models
from vertebra.book import api_reference, notebook, source, website
from vertebra.errors import CourseError

pytestmark = pytest.mark.slow

LESSON = """---
title: "A trial"
minutes: 30
prerequisites: nothing
objectives:
  L99.1: Name it
---

:::{case}
She **hurts**.
:::

## A question

It is so {cite}`Lindsay2001`.

```{code-cell}
from vertebra.lab import predict

predict("01-pr-loss")
```

```{code-cell}
import matplotlib.pyplot as plt

plt.plot([1, 2]);
```

```{references}
```
"""


@pytest.fixture
def lesson(tmp_path, monkeypatch) -> Path:
    path = tmp_path / "99_trial.md"
    path.write_text(LESSON, encoding="utf-8")
    monkeypatch.setattr(source, "paths", lambda: [path])
    return path


def loaded(page: str) -> list[str]:
    """Addresses that a browser would fetch when it shows the page."""
    return re.findall(r"<(?:script|img|iframe|source)[^>]*\ssrc=\"([^\"]+)\"|<link[^>]*\shref=\"([^\"]+)\"", page)


def test_a_book_holds_the_lesson_and_loads_nothing_from_outside(lesson, tmp_path):
    pytest.importorskip("sphinx_book_theme")
    documented = ["vertebra.patient", "vertebra.models.anatomy.vertebra_file", "vertebra.models.anatomy.tissue"]
    first = website.build(tmp_path / "book", documented)
    constants = (first.parent / "api" / "vertebra.models.anatomy.tissue.html").read_text(encoding="utf-8")
    assert ">Type<" not in constants, "what stands before a colon in a constant's docstring is no type"
    reference = (first.parent / "api" / "vertebra.models.anatomy.vertebra_file.html").read_text(encoding="utf-8")
    assert 'href="vertebra.patient.html#vertebra.patient.Vertebra"' in reference
    assert 'id="vertebra.models.anatomy.vertebra_file.from_bytes"' in reference
    assert "A trial" in first.read_text(encoding="utf-8")
    page = (first.parent / "99_trial.html").read_text(encoding="utf-8")
    for part in (
        "She <strong>hurts</strong>",
        'class="vertebra-case"',
        "Lindsay 2001",
        "lose bone fastest",
        "_images/",
    ):
        assert part in page, part
    for path in (first, first.parent / "99_trial.html"):
        addresses = [one or two for one, two in loaded(path.read_text(encoding="utf-8"))]
        assert [address for address in addresses if address.startswith(("http:", "https:", "//"))] == [], path.name


def test_a_lesson_that_fails_is_named(lesson):
    lesson.write_text(LESSON.replace('predict("01-pr-loss")', "1 / 0"), encoding="utf-8")
    with refused(CourseError, "lesson-does-not-run", "99_trial", "ZeroDivisionError"):
        website.run(notebook.build(source.read(lesson)), "99_trial")


def test_every_module_of_the_models_has_its_page():
    documented = set(api_reference.modules())
    package = Path(models.__file__).parent
    files = {".".join(path.relative_to(package).with_suffix("").parts) for path in package.rglob("*.py")}
    expected = {f"vertebra.models.{name}".removesuffix(".__init__") for name in files}
    assert {name for name in expected if "._" not in name} <= documented


def test_broken_references_in_docstrings_are_faults(lesson, tmp_path, monkeypatch):
    pytest.importorskip("sphinx_book_theme")
    broken = {"broken_reference": ":ref:`nowhere`", "broken_docstring": "*open"}
    for module, text in broken.items():
        (tmp_path / f"{module}.py").write_text(
            f'"""A module."""\n\n\ndef call():\n    """Return {text}."""\n', encoding="utf-8"
        )
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CourseError) as caught:
        website.build(tmp_path / "book", list(broken))
    assert [module for module in broken if module not in str(caught.value)] == []
