"""JupyterLab ends with the program that opened it, however that ends."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest
from rows import each_row

from vertebra.grading.course_folder.create_course import create

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")]
START_S, END_S = 240, 120


STAND_IN = """
import http.server, sys
def main():
    port = next(int(one.partition("=")[2]) for one in sys.argv if one.startswith("--ServerApp.port="))
    http.server.HTTPServer(("127.0.0.1", port), http.server.SimpleHTTPRequestHandler).serve_forever()
"""
"""Instead of JupyterLab, which takes ten seconds to start, where only the way in which the program ends is another."""


def opened(folder: Path, home: Path, stand_in: bool) -> tuple[subprocess.Popen[bytes], psutil.Process, int]:
    """`vertebra teach --lab` with its JupyterLab answering: the program, the Lab's process, and its port."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folders = {name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    if stand_in:
        (home / "instead" / "jupyterlab").mkdir(parents=True)
        (home / "instead" / "jupyterlab" / "__init__.py").touch()
        (home / "instead" / "jupyterlab" / "labapp.py").write_text(STAND_IN, encoding="utf-8")
        (folder / "api").touch()  # what it serves to whoever asks whether it is there
        folders["PYTHONPATH"] = str(home / "instead")
    command = [sys.executable, "-m", "vertebra", "teach", str(folder), "--lab", "--no-browser", f"--port={port}"]
    with (home / "log").open("wb") as log:
        program = subprocess.Popen(command, env=os.environ | folders, stdout=log, stderr=log, start_new_session=True)
    end = time.monotonic() + START_S
    while time.monotonic() < end and program.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=20).close()
            (lab,) = psutil.Process(program.pid).children()
            return program, lab, port
        except OSError:
            time.sleep(0.3)
    program.kill()
    pytest.fail(f"JupyterLab did not start: {(home / 'log').read_text(errors='replace')[-2000:]}")


@each_row(("name", "stand_in"), [("SIGTERM", True), ("SIGKILL", False), ("SIGINT", True), ("SIGHUP", True)])
def test_no_jupyterlab_is_left(name, stand_in, tmp_path):
    course = create(tmp_path / "course")
    program, lab, port = opened(course.root, tmp_path, stand_in)
    try:
        started = [lab, *lab.children(recursive=True)]
        os.kill(program.pid, getattr(signal, name))
        code = program.wait(END_S)
        assert code == (-signal.SIGKILL if name == "SIGKILL" else 128 + getattr(signal, name))
        assert not psutil.wait_procs(started, END_S)[1]
        with pytest.raises(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=2)
    finally:
        for process in (program, lab):
            with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
                process.kill()
    if os.geteuid() == 0 and not stand_in:
        assert "--allow-root" in (tmp_path / "log").read_text(encoding="utf-8", errors="replace")
