"""What can go wrong while the environment is made, each as one sentence and a way out.

Python 3.8 must be able to read this package: it may be what a newcomer has, and uv finds or fetches a newer one.
"""

import errno
import re
from pathlib import Path
from typing import Match, NoReturn, Optional, Tuple

from frontdoor.texts import N_, _

PYTHONS = (11, 14)
"""The minor versions of Python 3 that the course runs on, from and to; pyproject.toml says the same. See decision
0283."""


class SetupError(Exception):
    """Something that the person at the front door can put right; the message is shown as it is."""


NO_SPACE = N_(
    "There is not enough room on the disk for {where}. Free some space, then call the command again; it goes on "
    "from there."
)
NOT_WRITABLE = N_(
    "{where} can't be written to. Copy the course to a folder of your own, or name a folder for its environment "
    "in the variable VERTEBRA_ENVIRONMENT, then call the command again."
)
IN_USE = N_(
    "{where} is in use. Close JupyterLab and everything else that runs from there, then call the command again."
)
NO_NETWORK = N_(
    "The packages can't be fetched: there is no connection to the package index. Connect to the network (behind "
    "a proxy, "
    "set HTTPS_PROXY), then call the command again; it goes on from there."
)
NO_TRUST = N_(
    "The package index can't be trusted: its certificate is not known to this machine. On a network that "
    "inspects traffic, "
    "ask its keepers for their certificate and name the file in SSL_CERT_FILE, then call the command again."
)
NO_RELEASE = N_(
    "The package index has no {package} for this machine. Check `pip config list` and the variables UV_INDEX, "
    "PIP_INDEX_URL, "
    "PIP_NO_INDEX and PIP_FIND_LINKS, or update the course, then call the command again."
)
NO_WHEEL = N_(
    "There is no ready-made {package} for this machine, and building it failed. Use the ordinary 64-bit Python from "
    "python.org on Linux, macOS or Windows, or install a C compiler, then call the command again."
)
NO_PYTHON = N_(
    "The course needs Python 3.{first} to 3.{last} (the ordinary 64-bit one), and none was found or could be fetched. "
    "Get one from python.org or your system's packages, then call it by its name: python3.13 course learn"
)
NO_UV = N_(
    "The Python at {python} comes without what installs packages. On Debian and Ubuntu: sudo apt install "
    "python3-venv; elsewhere "
    "take the Python from python.org. Then call the command again."
)
NOT_OURS = N_(
    "{where} holds files but is no Python environment, so it is left alone. "
    "Name an empty or a new folder in VERTEBRA_ENVIRONMENT, then call the command again."
)
KILLED = N_("{program} was ended by signal {number}; call the command again.")
UNKNOWN = N_(
    "The packages could not be installed: {last}. The whole report is in {log}; the command with --fresh starts anew."
)

_SIGNS: Tuple[Tuple[str, str], ...] = (
    (r"No space left on device|not enough space on the disk|quota exceeded|os error (?:28|112|122)\b", NO_SPACE),
    (r"certificate verify failed|CERTIFICATE_VERIFY_FAILED|invalid peer certificate|UnknownIssuer", NO_TRUST),
    (
        r"dns error|error sending request|tcp connect error|[Cc]onnection (?:refused|reset|aborted|closed)|timed out"
        r"|Network is unreachable|connectivity is disabled|NewConnectionError|ConnectTimeout|name "
        r"resolution|ProxyError",
        NO_NETWORK,
    ),
    (r"os error (?:5|32)\b(?=[^\n]*)|being used by another process|Text file busy", IN_USE),
    (r"Read-only file system|Permission denied|os error (?:13|30)\b|Errno (?:13|30)\b", NOT_WRITABLE),
    (r"No interpreter found|No download available|not a supported Python|Python .{0,30}requirement", NO_PYTHON),
    (r"[Ff]ailed to build `?(?P<package>[\w.\-]+(?:==[\w.]+)?)", NO_WHEEL),
    (r"no version of (?P<package>[\w.\-\[\]=<>]+)|(?P<other>[\w.\-=]+) (?:was not found|has no)", NO_RELEASE),
    (r"No matching distribution found for (?P<package>\S+)", NO_RELEASE),
)


def raise_from_report(report: str, where: Path, log: Path) -> NoReturn:
    """Raise the problem that an installer's `report` tells of; `where` was written to, and `log` keeps the report."""
    for sign, sentence in _SIGNS:
        match = re.search(sign, report)
        if match:
            raise SetupError(
                _(sentence).format(where=where, package=_package(match), first=PYTHONS[0], last=PYTHONS[1])
            )
    lines = [line.strip(" ×│├╰─▶.") for line in report.splitlines() if line.strip(" ×│├╰─▶.")]
    raise SetupError(_(UNKNOWN).format(last=lines[-1] if lines else "-", log=log))


def raise_from_os(error: OSError, where: Path) -> NoReturn:
    """Raise the problem that the file system's `error` at `where` tells of."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        raise SetupError(_(NO_SPACE).format(where=where)) from error
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        raise SetupError(_(NOT_WRITABLE).format(where=where)) from error
    raise error


def _package(match: "Match[str]") -> str:
    named: "dict[str, Optional[str]]" = match.groupdict()
    return named.get("package") or named.get("other") or ""
