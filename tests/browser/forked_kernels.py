"""Kernels that begin with their packages imported: a process that has imported them is forked for each.

Half of what a kernel costs is importing IPython, NumPy, SciPy and numba, and a hundred tests start one. Nothing of the
course is imported ahead: its sentences depend on the environment. Run as a program it is what JupyterLab starts as a
kernel: it asks the process for a fork, and ends with it. See decision 0481.
"""

import array
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

AHEAD = "import ipykernel.kernelapp, ipywidgets, anywidget, numba, scipy.linalg, scipy.ndimage, msgspec, filelock"
MAX_REQUEST_BYTES = 1 << 20


def kernel_spec(folder: Path, address: Path) -> None:
    """Write the kernel `python3` into a folder that JUPYTER_PATH may name."""
    home = folder / "kernels" / "python3"
    home.mkdir(parents=True)
    argv = [sys.executable, "-I", "-S", str(Path(__file__).resolve()), str(address), "{connection_file}"]
    spec = {"argv": argv, "display_name": "Python 3 (ipykernel)", "language": "python", "metadata": {"debugger": True}}
    (home / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")


@contextlib.contextmanager
def forking(address: Path) -> Iterator[None]:
    """Have a process that forks kernels listen at an address."""
    command = [sys.executable, str(Path(__file__).resolve()), str(address)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    try:
        yield
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def fork_on_request(address: str) -> None:
    """Fork a kernel for everybody who asks."""
    exec(AHEAD)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen(16)
        print("ready", flush=True)
        while True:
            asking, _who = listening.accept()
            if os.fork() == 0:
                listening.close()
                _become_kernel(asking)
                return
            asking.close()


def _become_kernel(asking: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    request, handles, _flags, _from = socket.recv_fds(asking, MAX_REQUEST_BYTES, 2)
    while b"\n" not in request:
        request += asking.recv(MAX_REQUEST_BYTES)
    wanted = json.loads(request)
    for handle, number in zip(handles, (1, 2), strict=True):
        os.dup2(handle, number)
        os.close(handle)
    os.environ.clear()
    os.environ.update(wanted["environment"])
    os.chdir(wanted["folder"])
    sys.path[:] = [path for path in sys.path if path not in ("", str(Path(__file__).parent))]
    asking.sendall(str(os.getpid()).encode() + b"\n")  # It stays open: whoever asked sees by it when this ends.
    sys.argv = ["ipykernel_launcher", "-f", wanted["connection"]]
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


def ask(address: str, connection: str) -> None:
    """Ask for a kernel, pass signals on to it, and end when it ends."""
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(address)
        wanted = {"environment": dict(os.environ), "folder": os.getcwd(), "connection": connection}
        request = json.dumps(wanted).encode() + b"\n"
        sent = asking.sendmsg(
            [request],
            [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [sys.stdout.fileno(), sys.stderr.fileno()]))],
        )
        asking.sendall(request[sent:])
        kernel = int(asking.makefile("rb").readline())

        def pass_on(number: int, _frame: object) -> None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(kernel, number)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, pass_on)
        while asking.recv(1):
            pass


if __name__ == "__main__":
    (ask if len(sys.argv) == 3 else fork_on_request)(*sys.argv[1:])
