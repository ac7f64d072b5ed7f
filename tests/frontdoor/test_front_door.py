"""What a person meets at `python3 course`: the right Python, one sentence when something is wrong, and the hand-over."""

import ast
import io
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from frontdoor import checks, commands, debian, environment, making, problems, pythons
from frontdoor.progress import Progress

ROOT = Path(__file__).resolve().parents[2]
COURSE = ROOT / "course"


def load_main():
    """`course/__main__.py` as a module."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("front_door_main", COURSE / "__main__.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("file", ["__main__.py", "frontdoor/__init__.py", "frontdoor/pythons.py"])
def test_an_old_python_can_read_what_turns_it_away(file):
    tree = ast.parse((COURSE / file).read_text(encoding="utf-8"), feature_version=(3, 6))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert imported <= sys.stdlib_module_names


def test_the_pythons_are_those_of_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">=3.{pythons.MINORS[0]},<3.{pythons.MINORS[-1] + 1}"


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0), (2, 7, 18)])
def test_versions_outside_the_range_do_not_fit(monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", version)
    assert not pythons.fits()


def test_a_32_bit_or_free_threaded_python_does_not_fit_and_is_called_so(monkeypatch):
    assert pythons.fits()
    monkeypatch.setattr(sys, "maxsize", 2**31 - 1)
    assert not pythons.fits()
    assert pythons.running().endswith(", 32 bit")
    monkeypatch.setattr(sys, "maxsize", 2**63 - 1)
    monkeypatch.setattr(pythons.sysconfig, "get_config_var", lambda name: 1)
    assert not pythons.fits()
    assert pythons.running().endswith(", free-threaded")


def test_a_wrong_python_hands_over_to_a_fitting_one(monkeypatch, capsys):
    called = []
    monkeypatch.setattr(pythons, "fits", lambda: False)
    monkeypatch.setattr(pythons, "find", lambda: "/opt/python3.12")
    monkeypatch.setattr(subprocess, "call", lambda command: called.append(command) or 7)
    assert load_main().main(["learn", "--prepare"]) == 7
    assert called == [["/opt/python3.12", str(COURSE), "learn", "--prepare"]]
    assert "going on with /opt/python3.12" in capsys.readouterr().out


def test_a_wrong_python_and_no_other_is_one_clear_answer(monkeypatch, capsys):
    monkeypatch.setattr(pythons, "fits", lambda: False)
    monkeypatch.setattr(pythons, "find", lambda: None)
    assert load_main().main(["learn"]) == 2
    said = capsys.readouterr().err
    assert "needs Python 3.11 to 3.13" in said
    assert "python3.12 course learn" in said


@pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")
def test_a_shim_that_starts_nothing_is_passed_over(monkeypatch, tmp_path):
    for name, script in (("python3.13", "exit 127"), ("python3.12", f'exec "{sys.executable}" "$@"')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(pythons, "_PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [command[0] for command in pythons.candidates()] == [
        str(tmp_path / "python3.13"),
        str(tmp_path / "python3.12"),
    ]
    found = pythons.find()
    assert found is not None
    assert Path(found).resolve() == Path(sys.executable).resolve()


def old_pythons() -> list[Path]:
    return [path for minor in range(6, 11) for path in Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python")]


@pytest.mark.skipif(not old_pythons(), reason="no old Python on this machine")
def test_real_old_pythons_say_one_sentence(tmp_path):
    for python in old_pythons():
        course = tmp_path / python.parents[1].name / "course"
        (course / "frontdoor").mkdir(parents=True)
        for file in ("__main__.py", "frontdoor/__init__.py", "frontdoor/pythons.py"):
            text = (COURSE / file).read_text(encoding="utf-8").replace("def candidates()", "def unused()")
            (course / file).write_text(text + "\n\ndef candidates():\n    return []\n", encoding="utf-8")
        done = subprocess.run([python, course, "learn"], capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
        assert "The course needs Python 3.11 to 3.13" in done.stderr


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "not enough room on the disk",
        ),
        (
            "WARNING: ... NewConnectionError('[Errno 111] Connection refused')\nERROR: No matching distribution found for a",
            "no connection",
        ),
        ("Temporary failure in name resolution", "no connection"),
        ("SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))", "PIP_CERT"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: 'x'",
            "can't be written to",
        ),
        (
            "PermissionError: [WinError 32] The process cannot access the file because it is being used",
            "Close JupyterLab",
        ),
        ("ERROR: No matching distribution found for numba==0.68.1", "has no numba==0.68.1"),
        ("ERROR: Failed building wheel for pyamg", "no ready-made pyamg"),
        ("ERROR: Failed to build 'pyamg' when getting requirements", "no ready-made pyamg"),
        ("ERROR: Some new fault.\nmore", "could not be installed: Some new fault. The whole report is in"),
    ],
)
def test_what_pip_says_becomes_a_sentence_with_a_way_out(output, told, tmp_path):
    sentence = str(problems.from_pip(output, tmp_path, tmp_path / "install.log"))
    assert told in sentence
    assert re.search(r"call the command again|--fresh", sentence)


def test_only_an_unknown_fault_is_worth_starting_from_scratch(tmp_path):
    assert isinstance(problems.from_pip("ERROR: Strange.", tmp_path, tmp_path), problems.DamagedError)
    assert not isinstance(problems.from_pip("No space left on device", tmp_path, tmp_path), problems.DamagedError)


def test_progress_in_a_log_is_a_line_for_every_tenth(tmp_path):
    stream = io.StringIO()
    progress = Progress("Installing", stream)
    for done in range(1001):
        progress.show(done / 1000, f"{done} of 1000")
    progress.close()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[-1] == "Installing: 100%  1000 of 1000"


def test_progress_on_a_terminal_redraws_one_line():
    stream = io.StringIO()
    stream.isatty = lambda: True
    progress = Progress("Installing", stream)
    progress.show(0.5, "a long description")
    progress.show(1.0, "short")
    progress.close()
    first, second = stream.getvalue().strip("\r\n").split("\r")
    assert "[############............] a long description" in first
    assert second.rstrip().endswith("[########################] short")
    assert len(second) == len(first)


@pytest.fixture
def handed_over(monkeypatch, tmp_path):
    """Where `python3 course` would become the installed command, record it instead."""
    recorded = []
    ours = environment.Environment(ROOT, tmp_path)
    monkeypatch.setattr(environment, "of_this_checkout", lambda: ours)
    monkeypatch.setattr(making, "make", lambda *_, **options: recorded.append(options))
    monkeypatch.setattr(commands, "_warm", lambda _: None)
    monkeypatch.setattr(commands, "_hand_over", lambda _, arguments: recorded.append(list(arguments)) or 0)
    return recorded


def test_learn_hands_its_options_on(handed_over, tmp_path):
    assert commands.run(["learn", "--dir", str(tmp_path), "--port", "8890", "--no-browser"]) == 0
    assert handed_over == [{"fresh": False}, ["learn", "--dir", str(tmp_path), "--port", "8890", "--no-browser"]]


def test_prepare_installs_and_stops(handed_over, capsys):
    assert commands.run(["learn", "--prepare", "--fresh"]) == 0
    assert handed_over == [{"fresh": True}]
    assert "The course is ready" in capsys.readouterr().out


def test_demo_passes_on_what_follows(handed_over):
    assert commands.run(["demo", "somewhere", "--students", "5"]) == 0
    assert handed_over[-1] == ["demo", "somewhere", "--students", "5"]


@pytest.mark.parametrize(
    "wrong", [["learn", "--colour"], ["learn", "--port", "0"], ["learn", "--port", "x"], ["teach"], []]
)
def test_a_mistyped_command_is_refused(handed_over, wrong, capsys):
    with pytest.raises(SystemExit) as stopped:
        commands.run(wrong)
    assert stopped.value.code == 2
    assert handed_over == []
    assert "usage: python3 course" in capsys.readouterr().err


def test_a_problem_is_one_sentence_and_ctrl_c_says_how_to_go_on(monkeypatch, capsys):
    def fail(*_: object, **__: object) -> None:
        raise problems.SetupError("No luck. Try again.")

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "make", fail)
    assert commands.run(["learn"]) == 1
    assert capsys.readouterr().err == "No luck. Try again.\n"
    monkeypatch.setattr(making, "make", stop)
    assert commands.run(["learn"]) == 130
    assert "Call the command again to go on" in capsys.readouterr().err


def test_models_are_compiled_again_only_when_their_files_change(monkeypatch, tmp_path):
    calls = []
    models = tmp_path / "course" / "vertebra" / "models"
    models.mkdir(parents=True)
    (models.parent / "compile_kernels.py").touch()
    (models / "bone.py").write_text("x = 1\n", encoding="utf-8")
    ours = environment.Environment(tmp_path, tmp_path)
    monkeypatch.setattr(subprocess, "call", lambda command, **_: calls.append(command[1:]) or 0)
    commands._warm(ours)
    commands._warm(ours)
    assert calls == [["-m", "vertebra", "warm"]]
    (models / "bone.py").write_text("x = 22\n", encoding="utf-8")
    commands._warm(ours)
    assert len(calls) == 2


def test_models_that_do_not_compile_are_told_of_and_tried_again(monkeypatch, tmp_path, capsys):
    (tmp_path / "course" / "vertebra" / "models").mkdir(parents=True)
    (tmp_path / "course" / "vertebra" / "compile_kernels.py").touch()
    monkeypatch.setattr(subprocess, "call", lambda *_, **__: 1)
    commands._warm(environment.Environment(tmp_path, tmp_path))
    assert "could not be compiled in advance" in capsys.readouterr().err
    assert not (tmp_path / "vertebra-warm").exists()


def run_checks(monkeypatch, codes: dict[str, int], quick: bool = False, only: tuple[str, ...] = ()) -> int:
    made = {name: (lambda n: lambda ours, q: checks.Check(n, [sys.executable, n]))(name) for name in codes}
    monkeypatch.setattr(checks, "CHECKS", made)
    monkeypatch.setattr(subprocess, "call", lambda command, **_: codes[command[1]])
    ended = subprocess.CompletedProcess
    monkeypatch.setattr(
        subprocess, "run", lambda command, **_: ended(command, codes[command[1]], f"{command[1]} said so")
    )
    return checks.run(environment.Environment(ROOT, ROOT / ".venv"), quick, only)


def test_the_last_line_counts_and_one_failure_fails_all(monkeypatch, capsys):
    assert run_checks(monkeypatch, {"lint": 0, "types": 3, "python": 0}) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "2 passed, 1 failed, 0 skipped"
    assert re.search(r"^types +FAILED +\d+\.\d s  exit code 3$", "\n".join(lines), re.MULTILINE)


def test_what_runs_beside_the_longest_check_speaks_after_it_and_stands_in_its_place(monkeypatch, capsys):
    assert run_checks(monkeypatch, {"types": 0, "content": 1, "python": 0, "browser": 0}) == 1
    said = capsys.readouterr().out
    order = [said.index(part) for part in ("=== browser", "types said so", "content said so", "python said so")]
    assert order == sorted(order)
    table = [line.split()[:2] for line in said.splitlines()[-6:-2]]
    assert table == [["types", "passed"], ["content", "FAILED"], ["python", "passed"], ["browser", "passed"]]


def test_checks_that_all_pass_exit_with_zero(monkeypatch, capsys):
    assert run_checks(monkeypatch, {"lint": 0}) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed, 0 skipped"


def test_only_the_named_checks_run_and_an_unknown_one_is_refused(monkeypatch, capsys):
    assert run_checks(monkeypatch, {"lint": 1, "types": 0}, only=("types",)) == 0
    with pytest.raises(problems.SetupError, match=r"There is no check typos\. There are: lint, types"):
        run_checks(monkeypatch, {"lint": 0, "types": 0}, only=("typos",))


def test_without_chromium_or_node_the_table_says_why(monkeypatch):
    monkeypatch.setattr(debian, "program", lambda *_: None)
    ours = environment.Environment(ROOT, ROOT / ".venv")
    assert "no Chromium" in checks.CHECKS["browser"](ours, False).skipped
    assert "no Node.js" in checks.CHECKS["javascript"](ours, False).skipped


def test_quick_leaves_out_browser_and_long_tests(monkeypatch):
    ours = environment.Environment(ROOT, ROOT / ".venv")
    assert checks.CHECKS["browser"](ours, True).skipped
    assert checks.CHECKS["notebooks"](ours, True).skipped
    assert "not browser and not slow" in checks.CHECKS["python"](ours, True).command
    assert "not browser" in checks.CHECKS["python"](ours, False).command


def test_a_missing_program_is_installed_only_by_root_with_apt(monkeypatch):
    calls = []
    monkeypatch.setattr(debian, "_apt", lambda *arguments: calls.append(arguments))
    monkeypatch.setattr(debian, "may_install", lambda: False)
    assert debian.program(("no-such-program",), "nothing") is None
    assert calls == []
    debian._update.cache_clear()
    monkeypatch.setattr(debian, "may_install", lambda: True)
    assert debian.program(("no-such-program",), "nothing") is None
    assert calls == [("update",), ("install", "--yes", "--no-install-recommends", "nothing")]
    debian._update.cache_clear()
