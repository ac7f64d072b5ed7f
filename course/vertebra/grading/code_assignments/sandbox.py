"""A notebook with a student's code, run where it reaches no network and no files but its own, within limits.

bubblewrap gives it namespaces of its own. Nothing of this machine can be written to: the submission is copied into
memory, and what comes back is the cells' outputs, as text on a pipe. Keys, gradebook, questions and other submissions
are not there. See decision 0112.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from vertebra import cache, checked_json
from vertebra.errors import CourseError
from vertebra.texts import _, pgettext

if TYPE_CHECKING:
    import psutil

POLL_INTERVAL_S = 0.05
BYTES_PER_MB = 1_000_000
SYSTEM_PATHS = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/fonts",
)
SCRATCH = "/scratch"
RUNNER = Path(__file__).with_name("sandbox_runner.py")
OVERRIDE = "VERTEBRA_RUN_STUDENT_CODE_UNPROTECTED"
"""Set to `yes`, it runs students' code without a sandbox: with all rights of the teacher."""


@dataclass(frozen=True)
class SandboxLimits:
    """Limits for a submission, all its processes together.

    `wall_s` is in seconds, `memory_mb`, `output_mb` and `files_mb` are in MB, `processes` counts processes and
    threads.
    """

    wall_s: float = 300.0
    memory_mb: int = 2048
    processes: int = 128
    output_mb: int = 20
    files_mb: int = 200


@dataclass
class SandboxRun:
    """The outputs by the number of the cell, and why it was stopped (empty where it ended by itself)."""

    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    stopped: str = ""


@cache.CONSTANTS.memoize
def unavailable_reason() -> str:
    """Why code can't be run safely on this machine; empty where it can."""
    if not sys.platform.startswith("linux"):
        return _("the sandbox needs Linux, and this is {platform}").format(platform=sys.platform)
    if shutil.which("bwrap") is None:
        return _("bubblewrap is not installed (Debian and Ubuntu: apt install bubblewrap)")
    tried = subprocess.run(
        [*_isolation(SandboxLimits()), *_seal(), "true"], capture_output=True, text=True, check=False, timeout=300
    )
    return (
        ""
        if tried.returncode == 0
        else _("bubblewrap does not work here: {stderr}").format(stderr=tried.stderr.strip()[:200])
    )


def require_sandbox() -> None:
    """Raise CourseError where there is no sandbox and `VERTEBRA_RUN_STUDENT_CODE_UNPROTECTED=yes` was not set."""
    why_not = unavailable_reason()
    if why_not and os.environ.get(OVERRIDE) != "yes":
        raise CourseError(
            pgettext(
                "no-sandbox",
                "Students' code is not run without a sandbox: {why_not}. Grade on a machine that has one; or set "
                "{override}=yes, and it runs with your rights: it can read the key and change grades.",
            ).format(why_not=why_not, override=OVERRIDE)
        )


def run_sandboxed(notebook: str, files: Path | None = None, limits: SandboxLimits | None = None) -> SandboxRun:
    """Run the code cells of a notebook in a copy of a folder.

    Parameters
    ----------
    notebook
        The notebook's JSON.
    files
        The folder that is copied; none if None.
    limits
        What it may use; the usual limits if None.

    Raises
    ------
    CourseError
        Where there is no sandbox (see `require_sandbox`).
    """
    require_sandbox()
    limits = limits or SandboxLimits()
    runner = [sys.executable, "-I", "-B"]
    if unavailable_reason():
        command, folder = [*runner, str(RUNNER), str(files or ""), ""], None
    else:
        inside = ["--ro-bind", str(files), "/submission"] if files else ["--dir", "/submission"]
        script = ["--ro-bind", str(RUNNER), "/runner.py"]
        command = [
            *_isolation(limits),
            *inside,
            *script,
            *_seal(),
            *runner,
            "/runner.py",
            "/submission",
            f"{SCRATCH}/work",
        ]
        folder = "/"
    return _run_watched(command, notebook, limits, folder)


def _isolation(limits: SandboxLimits) -> list[str]:
    """bubblewrap with everything that is the same for each submission."""
    command = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"]
    command += ["--unshare-user", "--uid", "65534", "--gid", "65534", "--hostname", "sandbox"]
    room = str(limits.files_mb * BYTES_PER_MB)
    command += ["--proc", "/proc", "--dev", "/dev"]
    for place in ("/dev/shm", "/tmp", SCRATCH):
        command += ["--size", room, "--tmpfs", place]
    # After /tmp, so that a Python that lies below it is not hidden.
    for path in dict.fromkeys((*SYSTEM_PATHS, sys.base_prefix, sys.prefix)):
        if Path(path).exists():
            command += ["--ro-bind", path, path]
    where = os.pathsep.join((f"{sys.prefix}/bin", "/usr/bin", "/bin"))
    variables = {"HOME": SCRATCH, "TMPDIR": "/tmp", "PATH": where, "LANG": "C.UTF-8"}
    variables |= {"MPLBACKEND": "agg", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    for name, value in variables.items():
        command += ["--setenv", name, value]
    return [*command, "--chdir", SCRATCH]


def _seal() -> list[str]:
    """The last of bubblewrap's arguments: what it made itself, in memory, can't be filled either."""
    return ["--remount-ro", "/dev", "--remount-ro", "/"]


def _run_watched(command: list[str], notebook: str, limits: SandboxLimits, folder: str | None) -> SandboxRun:
    """Run `command` with `notebook` on its input, and end it with all it has started where it goes beyond `limits`."""
    result = SandboxRun()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder
    ) as process:
        watcher = threading.Thread(target=_watch, args=(process, limits, result), daemon=True)
        watcher.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            _send(process, notebook)
            most = limits.output_mb * BYTES_PER_MB
            said = process.stdout.read(most + 1)
            if len(said) > most:
                result.stopped = result.stopped or pgettext(
                    "stopped-too-much-output",
                    "it wrote more than {output_mb} MB of output",
                ).format(output_mb=limits.output_mb)
        finally:
            _kill_all(process)
        watcher.join()
    result.outputs = _outputs(said[:most])
    return result


def _send(process: subprocess.Popen[bytes], notebook: str) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(notebook.encode("utf-8"))
        process.stdin.close()
    except BrokenPipeError:
        # It was ended before it had read everything; the reason is in the result.
        pass


def _watch(process: subprocess.Popen[bytes], limits: SandboxLimits, result: SandboxRun) -> None:
    # The kernel does not hold root to a number of processes, and a limit of memory holds for each process alone:
    # both are counted here over all of them, whoever runs the command.
    end = time.monotonic() + limits.wall_s
    while process.poll() is None:
        reason = (
            pgettext("stopped-too-long", "it ran longer than {wall_s} s").format(wall_s=f"{limits.wall_s:g}")
            if time.monotonic() > end
            else _excess(process.pid, limits)
        )
        if reason:
            result.stopped = result.stopped or reason
            _kill_all(process)
            return
        time.sleep(POLL_INTERVAL_S)


def _excess(pid: int, limits: SandboxLimits) -> str:
    """Which limit the descendants of process `pid` exceed, as a reason for people; empty if none."""
    import psutil

    try:
        every = psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return ""
    resident = threads = 0
    for process in every:
        try:
            resident += process.memory_info().rss
            threads += process.num_threads()
        except psutil.Error:
            continue
    if threads > limits.processes:
        return pgettext(
            "stopped-too-many-processes",
            "it started more than {processes} processes and threads",
        ).format(processes=limits.processes)
    allowed = limits.memory_mb * BYTES_PER_MB
    # A page that processes share is resident in each: their sum is never too small, and quick to read.
    if resident > allowed and sum(map(_own_share, every)) > allowed:
        return pgettext(
            "stopped-too-much-memory",
            "it used more than {memory_mb} MB of memory",
        ).format(memory_mb=limits.memory_mb)
    return ""


def _own_share(process: psutil.Process) -> int:
    """The memory of a process in bytes, of each shared page its share; all it sees where the kernel does not say."""
    import psutil

    try:
        with contextlib.suppress(OSError, ValueError):
            for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _kill_all(process: subprocess.Popen[bytes]) -> None:
    """End it with its children: those of bubblewrap end with the first process of their namespace."""
    import psutil

    try:
        every = psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        every = []
    for child in (*every, process):
        try:
            child.kill()
        except (psutil.Error, OSError):
            continue


class _CellOutputs(msgspec.Struct):
    """What the runner says of one cell, on a line. Outputs may hold numbers that are none, as Python writes them."""

    cell: int
    outputs: list[dict[str, Any]]


def _outputs(said: bytes) -> dict[int, list[dict[str, Any]]]:
    """The outputs by cell; a line that is none of the runner's, or was cut off, is nothing."""
    by_cell: dict[int, list[dict[str, Any]]] = {}
    for line in said.decode("utf-8", errors="replace").splitlines():
        try:
            entry = checked_json.convert(json.loads(line), _CellOutputs)
        except (ValueError, RecursionError):
            continue
        by_cell.setdefault(entry.cell, entry.outputs)
    return by_cell
