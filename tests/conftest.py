"""One Chromium for every test that needs a page.

Without Chromium (or Playwright) these tests are skipped with the reason. `VERTEBRA_CHROMIUM` names another Chromium than
the one found on the PATH.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from chromium import CHROMIUM_OPTIONS, find_chromium


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
        yield opened
        opened.close()
