"""JupyterLab as a learner meets it: on the first lesson, offline, without news, with the lessons coming alive by
themselves."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from vertebra.errors import CourseError
from vertebra.lab.learner_folder import STATE
from vertebra.paths import ROOT, require
from vertebra.quiz.storage import write_atomic
from vertebra.texts import for_scripts, pgettext

EXTENSION = ROOT / "course" / "labextension"
"""The prebuilt extension that runs a lesson when it is opened."""

EXTENSION_NAME, FORMER_NAME = "@vertebra/lab", "vertebra-lab"
FIRST_LESSON = "00_start_here.ipynb"
TEXTS = "texts.json"
"""The extension's catalogue: empty as shipped, in the reader's language once it is installed."""

DEFAULTS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {
        "kernelShutdown": True,
        "enableKernelInitNotification": False,
        "showEditorForReadOnlyMarkdown": False,
    },
}
"""Settings of JupyterLab that hold unless the learner has chosen otherwise."""


def install_extension(prefix: Path | None = None) -> bool:
    """Bring JupyterLab's copy of the course's extension up to date; say whether anything changed.

    `prefix` is the Python environment, by default the running one.

    Raises
    ------
    CourseError
        If it can't be written.
    """
    extensions = (prefix or Path(sys.prefix)) / "share" / "jupyter" / "labextensions"
    target = extensions / EXTENSION_NAME
    changed = False
    shutil.rmtree(extensions / FORMER_NAME, ignore_errors=True)  # both would run every cell twice
    for source in sorted(path for path in require(EXTENSION).rglob("*") if path.is_file()):
        copy = target / source.relative_to(EXTENSION)
        content = _catalogue() if source.name == TEXTS else source.read_bytes()
        if copy.exists() and copy.read_bytes() == content:
            continue
        try:
            write_atomic(copy, content)
        except OSError as error:
            raise CourseError(
                pgettext(
                    "extension-not-writable", "JupyterLab's extension can't be written to {parent}: {strerror}."
                ).format(parent=copy.parent, strerror=error.strerror)
            ) from error
        changed = True
    return changed


def _catalogue() -> bytes:
    """The sentences of the extension's script in the reader's language."""
    return (json.dumps(for_scripts(["lesson.js", "explanation.js"])) + "\n").encode("utf-8")


def command(folder: Path, port: int | None = None, browser: bool = True, first: str = FIRST_LESSON) -> list[str]:
    """Return the command that opens JupyterLab.

    Parameters
    ----------
    folder : Path
        The learner's.
    port : int, optional
        1 to 65535; by default JupyterLab chooses.
    browser : bool, optional
        Whether a browser is opened.
    first : str, optional
        Notebook to open, a path with `/` below the folder.
    """
    options = {
        "ServerApp.root_dir": str(folder),
        "LabApp.default_url": f"/lab/tree/{quote(first)}",
        "LabApp.app_settings_dir": str(folder / STATE / "lab"),
        "LabApp.extension_manager": "readonly",
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.news_url": "None",
    }
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # In a fresh container everyone is root; the Lab listens to this machine only, and asks for its token.
        options["ServerApp.allow_root"] = "True"
    if port is not None:
        options["ServerApp.port"] = str(port)
    if not browser:
        options["ServerApp.open_browser"] = "False"
    return [sys.executable, "-P", "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())]


def write_defaults(folder: Path) -> None:
    """Put `DEFAULTS` where the JupyterLab that `command` starts looks for them."""
    write_atomic(folder / STATE / "lab" / "overrides.json", json.dumps(DEFAULTS, indent=1).encode("utf-8"))


def start_lab(folder: Path, port: int | None = None, browser: bool = True, first: str = FIRST_LESSON) -> None:
    """Open JupyterLab on a learner's folder made by `learner_folder`; comes back only on Windows, when the Lab has
    ended."""
    require(folder / first)
    install_extension()
    write_defaults(folder)
    environment = os.environ | {"JUPYTER_PREFER_ENV_PATH": "1"}
    arguments = command(folder, port, browser, first)
    if sys.platform == "win32":
        raise SystemExit(subprocess.run(arguments, env=environment, check=False).returncode)
    os.execve(arguments[0], arguments, environment)
