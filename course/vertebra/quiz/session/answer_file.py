"""The file of answers that a quiz's page gives to be handed in: answers.json with a mark against damage.

The mark, `sha256`, is of everything else in the file in one canonical form, which the page (`quiz_file.js`) makes of it
too. It says that nothing was lost on the way; it is no signature: whoever can write a file can write the mark. See
decision 0472.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FORMAT = "vertebra-answers"
ENDING = ".answers.json"
MARK = "sha256"


def checksum(document: Mapping[str, Any]) -> str:
    """Return the mark of a file of answers.

    Parameters
    ----------
    document : mapping of str to Any
        The content of the file; a mark in it does not count.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    content = {name: value for name, value in document.items() if name != MARK}
    canonical = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_damaged(document: Mapping[str, Any]) -> bool:
    """Whether a file says what it should look like, and looks otherwise; one without a mark says nothing."""
    return MARK in document and document[MARK] != checksum(document)
