"""Packages whose files tests read and nothing imports: fetched once, by npm and by uv, pinned with their hashes.

`python3 course test` fetches them first (its check `downloads`), `python3 course test --only downloads` fetches them
alone. npm's are pinned in `downloads/package-lock.json`, those of Python in `downloads/requirements.txt`. Both tools
keep what they have fetched, so that a second checkout fetches nothing. A test asks for one with `npm_package` or
`python_package`, and is skipped where it could not be fetched. See decision 0432.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".downloads"
PINS = ROOT / "tests" / "downloads"
NPM_PINS, PYTHON_PINS = PINS / "package-lock.json", PINS / "requirements.txt"
OFFLINE = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT"
    r"|dns error|tcp connect error|error sending request|[Cc]onnection (?:refused|reset)|timed out|Network connectivity"
)


def npm_package(name: str) -> Path:
    """The folder of a package of `package-lock.json`; the test is skipped where it is not there."""
    return _there(FOLDER / "npm" / "node_modules" / name)


def python_package(name: str) -> Path:
    """The folder of an import package of `requirements.txt`; the test is skipped where it is not there."""
    return _there(FOLDER / "python" / name)


def _there(path: Path) -> Path:
    import pytest

    if not path.is_dir():
        pytest.skip(f"{path.name} was not fetched: python3 course test --only downloads")
    return path


def fetch(
    folder: Path, pins: Sequence[Path], command: Sequence[str], variables: Mapping[str, str] | None = None
) -> str:
    """Have `command`, run in `folder`, fill it with what the files `pins` ask for; return what was said in failing.

    A stamp, written last, says for which pins the folder was filled.
    """
    stamp, wanted = folder / "stamp", hashlib.sha256(b"".join(path.read_bytes() for path in pins)).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return ""
    shutil.rmtree(folder, ignore_errors=True)
    program = shutil.which(command[0])
    if program is None:
        return f"ENOTFOUND: there is no {command[0]} on this machine"
    folder.mkdir(parents=True)
    for path in pins:
        shutil.copy(path, folder)
    done = subprocess.run(
        [program, *command[1:]],
        cwd=folder,
        env={**os.environ, **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        return (done.stdout + done.stderr).strip() or f"{command[0]} ended with {done.returncode}"
    stamp.write_text(wanted, encoding="utf-8")
    return ""


def main() -> int:
    """Fetch all; 1 where a package is not what it was when it was pinned, or where CI has no connection."""
    sys.path.insert(0, str(ROOT / "course"))
    from frontdoor import bootstrap, uv_settings

    uv = bootstrap.find_uv(bootstrap.of_this_checkout())
    npm = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    install = [uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--target", "."]
    said = [
        fetch(FOLDER / "npm", (PINS / "package.json", NPM_PINS), npm),
        fetch(FOLDER / "python", (PYTHON_PINS,), [*install, "-r", PYTHON_PINS.name], uv_settings.from_pip()),
    ]
    failed = [one for one in said if one]
    print("\n".join(failed) or "The packages that tests read are there.")
    if failed and all(OFFLINE.search(one) for one in failed) and "CI" not in os.environ:
        print("Without a connection they can't be fetched; the tests that read them are skipped.")
        return 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
