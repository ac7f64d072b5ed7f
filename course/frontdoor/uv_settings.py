"""What pip is set to on this machine (mirror, certificate, proxy), as variables for uv, which does not read pip's
settings.

uv has no variable for "no index"; UV_NO_INDEX stands for its option here.
"""

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Dict
from urllib.parse import urlparse
from urllib.request import url2pathname

_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
}


def from_pip() -> Dict[str, str]:
    """Variables for uv; those that are set already stay. Places on this machine that do not exist, which pip passes
    over, are left out."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
    found: Dict[str, str] = {}
    for line in said.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition("=")
        variable = _NAMES.get(name.rpartition(".")[2])
        if variable and variable not in os.environ:
            separator = "," if variable == "UV_FIND_LINKS" else " "
            places = [place for place in str(ast.literal_eval(value)).split() if not _missing(place)]
            found[variable] = separator.join(places)
    if found.get("UV_INDEX"):
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # pip's: the best version of all indexes
    return {variable: value for variable, value in found.items() if value}


def _missing(place: str) -> bool:
    """Whether this is a path or a file's address, and nothing is there."""
    if place.startswith("file:"):
        return not Path(url2pathname(urlparse(place).path)).exists()
    return place.startswith(("/", "\\")) and not Path(place).exists()
