"""As much of the package of this name as the course uses: in a page nobody else writes the files."""

from typing import Any


class Timeout(Exception):  # noqa: N818 (the package calls it so)
    """Never raised here."""


class FileLock:
    """A lock that is always free."""

    def __init__(self, path: Any, timeout: float = 0) -> None:
        self.path = path

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(self, *_raised: object) -> None:
        return None
