"""What can go wrong while the environment is made, each as one sentence and a way out."""

import errno
import re
from pathlib import Path


class SetupError(Exception):
    """Something that the person at the front door can put right; the message is shown as it is."""


class DamagedError(SetupError):
    """The environment itself seems damaged: worth one attempt from scratch before anybody is bothered."""


NO_SPACE = "There is not enough room on the disk for {where}. Free some space, then call the command again; it goes on from there."
NOT_WRITABLE = (
    "{where} can't be written to. Copy the course to a folder of your own, or name a folder for its environment "
    "in the variable VERTEBRA_ENVIRONMENT, then call the command again."
)
IN_USE = "{where} is in use. Close JupyterLab and everything else that runs from there, then call the command again."
NO_NETWORK = (
    "The packages can't be fetched: there is no connection to the package index. Connect to the network (behind a proxy, "
    "set HTTPS_PROXY), then call the command again; it goes on from there."
)
NO_TRUST = (
    "The package index can't be trusted: its certificate is not known to this machine. On a network that inspects traffic, "
    "ask its keepers for their certificate and name the file in PIP_CERT, then call the command again."
)
NO_RELEASE = (
    "The package index that pip is set to has no {package} for this machine. Check `pip config list` and the variables "
    "PIP_INDEX_URL, PIP_NO_INDEX and PIP_FIND_LINKS, or update the course, then call the command again."
)
NO_WHEEL = (
    "There is no ready-made {package} for this machine, and building it failed. Use the ordinary 64-bit Python from "
    "python.org on Linux, macOS or Windows, or install a C compiler, then call the command again."
)
UNKNOWN = (
    "The packages could not be installed: {last}. The whole report is in {log}; the command with --fresh starts anew."
)

_SIGNS = (
    (r"No space left on device|not enough space on the disk|Disk quota exceeded|Errno 28\b", NO_SPACE),
    (r"CERTIFICATE_VERIFY_FAILED|certificate verify failed", NO_TRUST),
    (
        r"NewConnectionError|ConnectTimeout|ConnectionError|ReadTimeoutError|ProxyError|Network is unreachable"
        r"|name resolution|getaddrinfo failed|Connection (?:refused|reset|aborted|broken)|No route to host",
        NO_NETWORK,
    ),
    (r"WinError (?:5|32)\b|being used by another process|Text file busy", IN_USE),
    (r"Read-only file system|Permission denied|Errno 13\b|Errno 30\b", NOT_WRITABLE),
    (r"No matching distribution found for (?P<package>\S+)", NO_RELEASE),
    (r"Failed (?:to build|building wheel for) '?(?P<package>[\w.\-]+)", NO_WHEEL),
)


def from_pip(output: str, where: Path, log: Path) -> SetupError:
    """The problem that pip's `output` tells of; `where` was written to, and `log` keeps the output."""
    for sign, sentence in _SIGNS:
        found = re.search(sign, output)
        if found:
            return SetupError(sentence.format(where=where, package=found.groupdict().get("package", "")))
    errors = re.findall(r"^ERROR: (.+?)\.?$", output, re.MULTILINE)
    last = errors[-1] if errors else (output.strip().splitlines() or ["pip said nothing"])[-1].strip()
    return DamagedError(UNKNOWN.format(last=last, log=log))


def from_os(error: OSError, where: Path) -> SetupError:
    """The problem that the file system's `error` at `where` tells of."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return SetupError(NO_SPACE.format(where=where))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return SetupError(NOT_WRITABLE.format(where=where))
    return SetupError(f"{where} can't be used: {error.strerror or error}. Put that right, then call the command again.")
