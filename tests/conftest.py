"""One Chromium for every test that needs a page; and tests don't keep all bones that others built in memory.

Without Chromium (or Playwright) these tests are skipped with the reason. `VERTEBRA_CHROMIUM` names another Chromium
than
the one found on the PATH.

`--language=pseudo` runs the tests in the pseudo-locale, in which every sentence of the course reads otherwise: what
passes there looks for no English.

See decisions 0300 and 0340.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest
from chromium import CHROMIUM_OPTIONS, find_chromium

from vertebra import cache

PATIENCE_MS = 120_000
"""How long a page is waited for before a test fails: a machine that does much else at once is slow, and nothing is
wrong with it."""
MUCH = 1_200_000_000
"""Bytes of memory from which caches are emptied."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the language be named in which the course speaks while it is tested."""
    parser.addoption(
        "--language", default="", help="run in this language; `pseudo` shows that no test looks for English"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Set the language before anything of the course is imported, for this process and those that tests start."""
    if language := config.getoption("--language"):
        os.environ["VERTEBRA_LANGUAGE"] = language


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window; WebGL by software."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed (python3 course test does)."
    )
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("No Chromium on this machine; install it, or name it in VERTEBRA_CHROMIUM.")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
        playwright.expect.set_options(timeout=PATIENCE_MS)
        with pytest.MonkeyPatch.context() as patch:
            for name in ("new_context", "new_page"):
                patch.setattr(opened, name, _patient(getattr(opened, name)))
            yield opened
        opened.close()


def _patient(make: Callable[..., Any]) -> Callable[..., Any]:
    """The same maker of pages, whose pages wait for `PATIENCE_MS` where a test does not say how long."""

    def with_patience(**options: Any) -> Any:
        made = make(**options)
        made.set_default_timeout(PATIENCE_MS)
        return made

    return with_patience


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Empty the course's caches between two folders when memory has filled: what others built is not needed any
    more."""
    elsewhere = nextitem is not None and nextitem.path.parent != item.path.parent
    if elsewhere and psutil.Process().memory_info().rss > MUCH:
        cache.clear()
