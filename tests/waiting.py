"""Waiting for a page of the browser that may still be loading, or on its way to another one. See decision 0301."""

import re
import time
from typing import Any

import pytest

LOADING = re.compile(
    r"ReferenceError|TypeError|Execution context was destroyed|Cannot find context|because of a navigation|frame "
    r"was detached"
)
"""What evaluating says while a page's scripts and elements are not there yet, or while the page is being left."""
POLL_MS = 50


def await_true(page: Any, expression: str, argument: Any = None, timeout_s: float = 120) -> None:
    """Wait until a JavaScript expression, or a function of `argument`, holds on the page, through any navigation.

    An expression that throws because a script or an element is still missing does not hold yet. What it threw last is
    part of the failure at the time-out; an expression that can't be parsed and a page that was closed fail at once.
    Works
    also where the page's policy forbids what `Page.wait_for_function` needs.
    """
    from playwright.sync_api import Error

    end = time.monotonic() + timeout_s
    while True:
        thrown = ""
        try:
            if page.evaluate(expression, argument):
                return
        except Error as error:
            if not LOADING.search(error.message):
                raise
            thrown = error.message
        if time.monotonic() > end:
            pytest.fail(f"It did not hold within {timeout_s:g} s: {expression}{thrown and f' (last: {thrown})'}")
        page.wait_for_timeout(POLL_MS)
