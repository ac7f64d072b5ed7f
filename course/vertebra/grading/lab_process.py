"""JupyterLab that ends when the program that started it does: by its own end, a signal, or being killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

PATIENCE_S = 10.0
"""How long a JupyterLab that was asked to end is waited for."""
WATCHED = "VERTEBRA_WATCHED_PIPE"
STOPPING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def run_lab(options: list[str], folder: Path) -> int:
    """Run JupyterLab in a folder until it ends.

    The child reads a pipe whose other end only this process holds: when that closes, for whatever reason, it ends.

    Parameters
    ----------
    options
        JupyterLab's command-line options.
    folder
        Where it runs.

    Returns
    -------
    int
        What a shell expects: its exit code, or 128 and the signal that ended this.
    """
    read, write = os.pipe()
    environment = os.environ | {"JUPYTER_PREFER_ENV_PATH": "1", "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-P", "-m", "vertebra.grading.lab_process", *options]
    if sys.platform == "win32":
        child = subprocess.Popen(command, cwd=folder, env=environment | {WATCHED: "0"}, stdin=read)
    else:
        watched = environment | {WATCHED: str(read)}
        # Its own group: Ctrl-C reaches this program alone, which then ends the child without JupyterLab's question.
        child = subprocess.Popen(
            command, cwd=folder, env=watched, stdin=subprocess.DEVNULL, pass_fds=(read,), process_group=0
        )
    os.close(read)
    try:
        with _noted() as caught:
            while child.poll() is None and not caught:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(0.2)
    finally:
        os.close(write)
        _end(child)
    return 128 + caught[0] if caught else child.returncode


@contextlib.contextmanager
def _noted() -> Iterator[list[int]]:
    """The signals that ask this program to end, as they come in."""
    caught: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        caught.append(number)

    before = {number: signal.signal(number, note) for number in STOPPING}
    try:
        yield caught
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def end_with_parent(pipe: int) -> None:
    """Watch `pipe` from a thread of its own; when its other end closes, end this process, its kernels first."""

    def watch() -> None:
        with contextlib.suppress(OSError):
            os.read(pipe, 1)
        threading.Timer(PATIENCE_S, os._exit, (1,)).start()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def main() -> None:
    """JupyterLab, in this process."""
    from jupyterlab.labapp import main as jupyterlab

    pipe = os.environ.pop(WATCHED, "")
    if pipe:
        os.set_inheritable(int(pipe), False)
        end_with_parent(int(pipe))
    sys.argv[0] = "jupyter-lab"
    sys.exit(jupyterlab())


if __name__ == "__main__":
    main()
