"""SciPy's subpackages, fetched when they are first imported: the worker may wait for a file, the page does not."""

import importlib
import io
import sys
import zipfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

PACKAGE = "scipy"


class PartFinder:
    """Before a subpackage is looked for, lays its files where they are looked for.

    Parameters
    ----------
    address : str
        Of the folder of the parts, with a slash at its end.
    parts : collection of str
        Names of the subpackages that lie there.
    site : Path
        Where packages lie.
    """

    def __init__(self, address: str, parts: Collection[str], site: Path) -> None:
        self.address, self.site, self.missing = address, site, set(parts)

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> None:
        """Return nothing: whoever is asked next finds the files."""
        package, _dot, rest = name.partition(".")
        part = rest.partition(".")[0]
        if package != PACKAGE or part not in self.missing:
            return
        with zipfile.ZipFile(io.BytesIO(_fetched(f"{self.address}{part}.zip", name))) as archive:
            archive.extractall(self.site)
        self.missing.remove(part)
        importlib.invalidate_caches()


def _fetched(address: str, name: str) -> bytes:
    """The bytes of a file.

    Raises
    ------
    ImportError
        Where it can't be had now.
    """
    from js import XMLHttpRequest  # type: ignore[import-not-found]
    from pyodide.ffi import JsException

    request = XMLHttpRequest.new()
    request.open("GET", address, False)
    request.responseType = "arraybuffer"
    try:
        request.send()
    except JsException as error:
        raise ImportError(f"{address} can't be fetched: {error}", name=name) from error
    if request.status != 200:
        raise ImportError(f"{address} can't be fetched: {request.status}", name=name)
    return bytes(request.response.to_py())


def begin(address: str, parts: Collection[str]) -> None:
    """Have imports look for these parts of SciPy at an address."""
    site = next(Path(folder) for folder in sys.path if (Path(folder) / PACKAGE).is_dir())
    sys.meta_path.insert(0, PartFinder(address, parts, site))
