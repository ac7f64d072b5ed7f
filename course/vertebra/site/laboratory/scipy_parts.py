"""SciPy in parts: what every widget needs is loaded at the start, each other subpackage when it is first imported.

SciPy as a whole is larger than all else that a page loads. See decision 0469.
"""

import io
import zipfile
from collections import defaultdict
from pathlib import Path, PurePosixPath

FOLDER = "scipy"
CORE = "core"
IN_CORE = ("_lib", "ndimage", "special")
LEFT_OUT = ("tests", "datasets", "misc")
"""Folders of which the course uses nothing."""
SUFFIXES = (".py", ".so")
ARCHIVE_DATE = (1980, 1, 1, 0, 0, 0)


def write(wheel: bytes, folder: Path) -> None:
    """Write a wheel of SciPy as zip files: `core.zip`, and one for each other subpackage.

    Parameters
    ----------
    wheel : bytes
    folder : Path
        Made if missing.
    """
    folder.mkdir(exist_ok=True)
    parts: dict[str, list[str]] = defaultdict(list)
    with zipfile.ZipFile(io.BytesIO(wheel)) as whole:
        for name in sorted(whole.namelist()):
            path = PurePosixPath(name)
            if path.parts[0] == "scipy" and path.suffix in SUFFIXES and not set(LEFT_OUT) & set(path.parts):
                parts[_part_of(path)].append(name)
        for part, names in parts.items():
            with zipfile.ZipFile(folder / f"{part}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
                for name in names:
                    info = zipfile.ZipInfo(name, ARCHIVE_DATE)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    made.writestr(info, whole.read(name))


def on_demand(folder: Path) -> list[str]:
    """Return the names of the parts that are loaded when they are imported."""
    return sorted(path.stem for path in folder.glob("*.zip") if path.stem != CORE)


def _part_of(path: PurePosixPath) -> str:
    is_top = len(path.parts) == 2
    return CORE if is_top or path.parts[1] in IN_CORE else path.parts[1]
