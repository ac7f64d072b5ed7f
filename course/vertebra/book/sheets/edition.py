"""What a printed sheet was made from: the date of the tables, and a fingerprint of all that stands in them."""

import hashlib
import tomllib
from pathlib import Path

from vertebra import __version__, cache
from vertebra.paths import ASSETS, BIBLIOGRAPHY, SHEETS, TABLES, require

FILE = ASSETS / "edition.toml"
LENGTH = 8
"""Letters of the fingerprint that are printed."""


@cache.CONSTANTS.memoize
def tables_date() -> str:
    """Return the day of the tables as it is printed, such as `30 November 2026`."""
    tables = tomllib.loads(require(FILE).read_text(encoding="utf-8"))["tables"]
    return f"{tables.day} {tables:%B %Y}"


@cache.CONSTANTS.memoize
def fingerprint() -> str:
    """Return the fingerprint of what this process prints from."""
    return compute_fingerprint()


def compute_fingerprint() -> str:
    """Return a short hash of the tables, the bibliography and the code of the sheets: another one, other contents."""
    files = [*TABLES.glob("*"), *SHEETS.glob("*"), BIBLIOGRAPHY, FILE, *Path(__file__).parent.glob("*.py")]
    digest = hashlib.sha256(__version__.encode())
    for path in sorted(files, key=lambda path: path.name):
        digest.update(path.name.encode() + b"\n" + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:LENGTH]
