"""Code that tries to get out of the sandbox, or to use more than it may."""

import math
import os
import socket
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import nbformat
import psutil
import pytest
from refusals import missing_facts, refused
from rows import each_row

from vertebra.errors import CourseError
from vertebra.grading.code_assignments import sandbox
from vertebra.grading.code_assignments.sandbox import SandboxLimits

pytestmark = pytest.mark.slow
needs_sandbox = pytest.mark.skipif(
    bool(sandbox.unavailable_reason()), reason=f"no sandbox: {sandbox.unavailable_reason()}"
)


def run(*cells: str, files: Path | None = None, **limits: float) -> sandbox.SandboxRun:
    """Run these cells as one notebook."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    return sandbox.run_sandboxed(nbformat.writes(notebook), files, SandboxLimits(**{"wall_s": 600, **limits}))


def text(outputs: list[dict]) -> str:
    return "".join(one.get("text", "") or one.get("evalue", "") for one in outputs)


@needs_sandbox
def test_code_runs_with_its_own_files_and_errors_stand_where_they_arose(tmp_path):
    (tmp_path / "data.csv").write_text("1,2", encoding="utf-8")
    found = run(
        "print(open('data.csv').read())", "1/0", "open('data.csv', 'w').write('x'); print('on')", files=tmp_path
    )
    assert not found.stopped
    assert text(found.outputs[0]).strip() == "1,2"
    assert found.outputs[1][0]["ename"] == "ZeroDivisionError"
    assert text(found.outputs[2]).strip() == "on"
    assert (tmp_path / "data.csv").read_text(encoding="utf-8") == "1,2"


@needs_sandbox
def test_nothing_of_the_machine_can_be_read_or_written(tmp_path):
    secret = tmp_path / "gradebook.db"
    secret.write_text("grades", encoding="utf-8")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "link").symlink_to(secret)
    course = Path(sandbox.__file__).parents[3] / "questions"
    code = f"""
import os, pathlib
def tried(what):
    try:
        what()
    except OSError as error:
        return type(error).__name__
    return "REACHED"
print(tried(lambda: open({str(secret)!r}).read()), tried(lambda: os.listdir({str(course)!r})))
print(*(tried(lambda: open(place + "/x", "w")) for place in ("", "/usr", "/dev", {sys.prefix!r})))
print(tried(lambda: open({str(secret)!r}, "w")), tried(lambda: open("/etc/shadow").read()))
print(tried(lambda: open("link").read()), sorted(k for k in os.environ if "SECRET" in k))
"""
    os.environ["A_SECRET"] = "1"
    try:
        found = run(code, files=mine)
    finally:
        del os.environ["A_SECRET"]
    assert "REACHED" not in text(found.outputs[0])
    assert text(found.outputs[0]).strip().endswith("[]")
    assert secret.read_text(encoding="utf-8") == "grades"


@needs_sandbox
def test_there_is_no_network_and_no_process_but_its_own():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"""
import os, socket, signal
for address in (("127.0.0.1", {port}), ("1.1.1.1", 53)):
    try:
        socket.create_connection(address, timeout=2); print("REACHED")
    except OSError as error:
        print(type(error).__name__)
print(max(int(name) for name in os.listdir("/proc") if name.isdigit()) < 1000)
try:
    os.kill({os.getpid()}, signal.SIGTERM); print("KILLED")
except OSError as error:
    print(type(error).__name__)
"""
        said = text(run(code).outputs[0])
    assert "REACHED" not in said
    assert "KILLED" not in said
    assert "True" in said


@needs_sandbox
def test_the_runner_s_own_words_can_not_be_forged():
    code = """
import json, os
line = json.dumps({"cell": 1, "outputs": []}) + "\\n"
os.write(1, line.encode())
reached = 0
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) != os.getpid():
        for fd in range(3, 40):
            try:
                with open(f"/proc/{name}/fd/{fd}", "w") as file:
                    file.write(line); reached += 1
            except OSError:
                pass
print(reached)
"""
    found = run(code, "raise ValueError('still wrong')")
    assert found.outputs[1][0]["ename"] == "ValueError"


def test_a_line_that_is_none_of_the_runners_is_nothing():
    said = [
        b'{"cell": 0, "outputs": [{"data": {"application/json": NaN}}]}',
        b'{"cell": 0, "outputs": []}',
        b'{"cell": "1", "outputs": []}',
        b'{"cell": 2, "outputs": [1]}',
        b'{"cell": 3}',
        b"[" * 100_000,
        b"\xff",
        b'{"cell": 4, "outputs": [',
    ]
    outputs = sandbox._outputs(b"\n".join(said))
    assert list(outputs) == [0]
    assert math.isnan(outputs[0][0]["data"]["application/json"])


@needs_sandbox
@each_row(
    ("code", "limits", "facts"),
    [
        (
            "x = bytearray(700_000_000); import time; time.sleep(600)",
            {"memory_mb": 400},
            ("stopped-too-much-memory", "400"),
        ),
        (
            "import os, time\nfor _ in range(200):\n    if os.fork() == 0: time.sleep(600)\ntime.sleep(600)",
            {"processes": 60},
            ("stopped-too-many-processes", "60"),
        ),
        ("print('x' * 30_000_000)", {"output_mb": 5}, ("stopped-too-much-output", "5")),
    ],
)
def test_what_goes_beyond_a_limit_is_ended_and_the_cells_before_it_stay(code, limits, facts):
    found = run("print('before')", code, "print('after')", **limits)
    assert not missing_facts(found.stopped, *facts)
    assert text(found.outputs[0]).strip() == "before"
    assert 2 not in found.outputs


@needs_sandbox
def test_what_runs_too_long_is_ended(monkeypatch):
    """The clock leaps when the second cell runs, which shows in the name of its process: no machine is too slow for
    it."""

    def clock() -> float:
        every = psutil.Process().children(recursive=True)
        return math.inf if "second cell" in map(thread_name, every) else 0.0

    monkeypatch.setattr(sandbox, "time", SimpleNamespace(monotonic=clock, sleep=time.sleep))
    second = "open('/proc/self/comm', 'w').write('second cell')\nwhile True: pass"
    found = run("print('before')", second, "print('after')")
    assert not missing_facts(found.stopped, "stopped-too-long", "600")
    assert text(found.outputs[0]).strip() == "before"
    assert 2 not in found.outputs


def thread_name(process: psutil.Process) -> str:
    try:
        return Path(f"/proc/{process.pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


@needs_sandbox
def test_memory_that_processes_share_is_counted_once():
    """Thirty see 100 MB: 3 GB if it is counted for each, and 100 MB in fact."""
    share = "import os, time\nx = b'x' * 100_000_000\n" + (
        "r, w = os.pipe()\nfor _ in range(30):\n    if os.fork() == 0:\n        os.read(r, 1); os._exit(0)\n"
        "time.sleep(1)\nos.write(w, b'.' * 30)\nfor _ in range(30): os.wait()"
    )
    found = run(share, "print('after')", memory_mb=1000)
    assert not found.stopped
    assert text(found.outputs[1]).strip() == "after"


@needs_sandbox
def test_files_end_at_their_limit():
    code = "try:\n    open('big', 'wb').write(bytes(80_000_000))\nexcept OSError as e:\n    print(e.strerror)"
    found = run(*(code.replace("big", place) for place in ("big", "/tmp/big", "/dev/shm/big")), files_mb=50)
    assert all("No space left" in text(found.outputs[at]) for at in range(3))


def test_without_a_sandbox_code_is_refused_unless_it_is_asked_for(monkeypatch):
    monkeypatch.setattr(sandbox, "unavailable_reason", lambda: "bubblewrap is not installed")
    monkeypatch.delenv(sandbox.OVERRIDE, raising=False)
    with refused(CourseError, "no-sandbox", sandbox.OVERRIDE):
        run("print(1)")
    monkeypatch.setenv(sandbox.OVERRIDE, "yes")
    assert text(run("print(1)").outputs[0]).strip() == "1"
