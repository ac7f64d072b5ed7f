"""What a person meets at `python3 course`: the right Python, one sentence when something is wrong, and the
hand-over."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from frontdoor import bootstrap, checks, commands, failures, problems, texts
from frontdoor.bootstrap import Environment

ROOT = bootstrap.ROOT
COURSE = ROOT / "course"
OURS = Environment(ROOT, ROOT / ".venv")


def load_main():
    """`course/__main__.py` as a module."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("front_door_main", COURSE / "__main__.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "file", ["__main__.py", *(f"frontdoor/{path.name}" for path in (COURSE / "frontdoor").glob("*.py"))]
)
def test_python_38_can_read_the_front_door_and_it_needs_nothing_installed(file):
    tree = ast.parse((COURSE / file).read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= {*sys.stdlib_module_names, "frontdoor"}


def test_the_pythons_are_those_of_both_projects():
    first, last = problems.PYTHONS
    for project in (ROOT, COURSE / "teaching"):
        asked = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert asked["requires-python"] == f">=3.{first},<3.{last + 1}"
    main = load_main()
    assert (first, last) == (main.OLDEST, main.NEWEST)


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 15, 0)])
def test_versions_outside_the_range_do_not_fit(monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", version)
    assert not bootstrap.fits()


def test_a_32_bit_free_threaded_or_other_python_does_not_fit(monkeypatch):
    assert bootstrap.fits()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "maxsize", 2**31 - 1)
        assert not bootstrap.fits()
    with monkeypatch.context() as patch:
        patch.setattr(bootstrap.sysconfig, "get_config_var", lambda name: 1)
        assert not bootstrap.fits()
    monkeypatch.setattr(bootstrap.platform, "python_implementation", lambda: "PyPy")
    assert not bootstrap.fits()


def test_an_intel_mac_stays_with_the_last_python_that_numba_has_packages_for(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: "x86_64")
    assert bootstrap.newest_minor() == 13
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: "arm64")
    assert bootstrap.newest_minor() == 14


class TestOldPython:
    """What a Python meets that can't even read the front door's modules."""

    @pytest.fixture(autouse=True)
    def old(self, monkeypatch):
        monkeypatch.setattr(sys, "version_info", (3, 6, 15))

    def test_it_hands_over_to_the_newest_that_fits(self, monkeypatch):
        called = []

        def call(command) -> int:
            called.append(command)
            if command[0] == "python3.14":
                raise FileNotFoundError(command[0])
            return 127 if command[0] == "python3.13" else 7

        monkeypatch.setattr(subprocess, "call", call)
        monkeypatch.setattr(sys, "path", [str(COURSE), *sys.path])
        assert load_main().main(["learn", "--prepare"]) == 7
        assert called[-1] == ["python3.12", str(COURSE), "learn", "--prepare"]
        assert len(called) == 3, "one is missing, one a launcher that starts nothing"

    def test_it_says_so_where_none_fits(self, monkeypatch, capsys):
        monkeypatch.setattr(subprocess, "call", lambda _: 127)
        assert load_main().main(["learn"]) == 2
        said = capsys.readouterr().err
        assert re.search(r"3\.11 .* 3\.14 .* 3\.6\b", said)
        assert said.splitlines()[-1] == load_main().ADVICE.splitlines()[-1], "the command that helps stands last"


def pythons(*minors: str) -> list[Path]:
    return [path for minor in minors for path in Path.home().glob(f".pyenv/versions/{minor}.*/bin/python")]


@pytest.mark.skipif(not pythons("2.7", "3.6", "3.7"), reason="no old Python on this machine")
def test_real_old_pythons_say_one_sentence(tmp_path):
    for python in pythons("2.7", "3.6", "3.7"):
        variables = {**os.environ, "PATH": str(tmp_path)}
        done = subprocess.run(
            [python, COURSE, "learn"], env=variables, capture_output=True, text=True, check=False, timeout=600
        )
        assert (done.returncode, "Traceback" in done.stderr, "Error" in done.stderr) == (2, False, False), done.stderr
        assert "3.11" in done.stderr


@pytest.mark.skipif(not pythons("3.8", "3.9", "3.10"), reason="no such Python on this machine")
def test_real_pythons_since_38_get_as_far_as_uv(tmp_path):
    """uv then finds or fetches one that fits; here it fails, and what it says becomes a sentence."""
    uv = tmp_path / "uv"
    uv.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo uv 0.9.0 && exit\necho "error: No interpreter found" >&2; exit 2\n'
    )
    uv.chmod(0o755)
    for python in pythons("3.8", "3.9", "3.10"):
        variables = {**os.environ, "PATH": str(tmp_path), "VERTEBRA_ENVIRONMENT": str(tmp_path / "environment")}
        done = subprocess.run(
            [python, COURSE, "learn"], env=variables, capture_output=True, text=True, check=False, timeout=600
        )
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
        assert "3.11" in done.stderr


@pytest.mark.parametrize(
    ("output", "sentence", "value"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "NO_SPACE", ""),
        (
            "error: Failed to extract\n  cause: failed to write: There is not enough space on the disk. (os error 112)",
            "NO_SPACE",
            "",
        ),
        (
            "NewConnectionError('[Errno 111] Connection refused')\nERROR: No matching distribution found for a",
            "NO_NETWORK",
            "",
        ),
        (
            "error: Request failed after 3 retries\n  cause: client error (Connect)\n  cause: dns error",
            "NO_NETWORK",
            "",
        ),
        ("error: Failed to fetch\n  cause: operation timed out", "NO_NETWORK", ""),
        ("SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))", "NO_TRUST", ""),
        ("error: error sending request for url\n  cause: invalid peer certificate: UnknownIssuer", "NO_TRUST", ""),
        ("error: failed to open file `x`: Permission denied (os error 13)", "NOT_WRITABLE", ""),
        ("error: failed to create directory: Read-only file system (os error 30)", "NOT_WRITABLE", ""),
        ("error: failed to remove file: The process cannot access the file. (os error 32)", "IN_USE", ""),
        (
            "Because there is no version of numba==0.68.1 and vertebra==0.1.0 depends on it",
            "NO_RELEASE",
            "numba==0.68.1",
        ),
        ("Because alpha was not found in the package registry", "NO_RELEASE", "alpha"),
        ("Because numba==0.62.1 has no wheels with a matching Python ABI tag", "NO_RELEASE", "numba==0.62.1"),
        ("ERROR: No matching distribution found for uv==0.9", "NO_RELEASE", "uv==0.9"),
        ("error: Failed to build `pyamg==5.4.1`", "NO_WHEEL", "pyamg==5.4.1"),
        (
            "error: No interpreter found for CPython >=3.11, <3.15 in managed installations or search path",
            "NO_PYTHON",
            "3.11",
        ),
        ("error: Some new fault.\nmore", "UNKNOWN", "more"),
    ],
)
def test_what_an_installer_says_becomes_a_sentence_with_a_way_out(output, sentence, value, tmp_path):
    with pytest.raises(problems.SetupError) as caught:
        problems.raise_from_report(output, tmp_path, tmp_path / "install.log")
    expected = re.sub(r"\\\{\w+\\\}", "(.+)", re.escape(getattr(problems, sentence)))
    assert re.fullmatch(expected, str(caught.value)), caught.value
    assert value in str(caught.value)


def test_every_sentence_of_a_problem_says_what_to_do_next():
    sentences = [value for name, value in vars(problems).items() if name.isupper() and isinstance(value, str)]
    assert len(sentences) >= 11
    assert [one for one in sentences if not re.search(r"call (?:the command|it) |--fresh", one)] == []


class TestLanguage:
    """The front door speaks from the same catalogue, before anything is installed."""

    @pytest.fixture
    def catalogue(self, monkeypatch, tmp_path):
        (tmp_path / "de").mkdir()
        text = """# comment
msgid ""
msgstr ""
"Language: de\\n"

#: frontdoor/commands.py
msgid "Installing"
msgstr "Wird installiert"

msgid ""
"{where} is taken; "
"shut all."
msgstr ""
"{where} wird \\"benutzt\\"; "
"bitte schließen."

msgid "untranslated"
msgstr ""
"""
        (tmp_path / "de" / "vertebra.po").write_text(text, encoding="utf-8")
        monkeypatch.setattr(texts, "LOCALE", tmp_path)
        monkeypatch.setattr(texts, "_cache", {})

    @pytest.mark.parametrize("language", ["de", "de_AT.UTF-8"])
    def test_a_catalogue_is_read_without_any_package(self, catalogue, monkeypatch, language):
        monkeypatch.setenv("VERTEBRA_LANGUAGE", language)
        assert texts._("Installing").startswith("Wird")
        assert texts._("{where} is taken; shut all.") == '{where} wird "benutzt"; bitte schließen.'
        assert texts._("untranslated") == "untranslated"
        assert texts._("unknown") == "unknown"

    @pytest.mark.parametrize("language", ["", "fr", "../de", "pseudo"])
    def test_english_is_spoken_where_there_is_none(self, catalogue, monkeypatch, language):
        monkeypatch.setenv("VERTEBRA_LANGUAGE", language)
        assert texts._("Installing") == "Installing"


@pytest.fixture
def handed_over(monkeypatch, tmp_path):
    """Where `python3 course` would become the installed command, record it instead."""
    recorded = []
    ours = Environment(ROOT, tmp_path)
    monkeypatch.setattr(bootstrap, "of_this_checkout", lambda: ours)
    monkeypatch.setattr(bootstrap, "make", lambda _, extras, fresh: recorded.append((tuple(extras), fresh)))
    monkeypatch.setattr(commands, "_compile", lambda _: None)
    monkeypatch.setattr(commands, "_hand_over", lambda _, arguments: recorded.append(list(arguments)) or 0)
    return recorded


def test_learn_hands_its_options_on(handed_over, tmp_path):
    assert commands.run(["learn", "--dir", str(tmp_path), "--port", "8890", "--no-browser"]) == 0
    assert handed_over == [((), False), ["learn", "--dir", str(tmp_path), "--port", "8890", "--no-browser"]]


def test_prepare_installs_and_stops(handed_over, capsys):
    assert commands.run(["learn", "--prepare", "--fresh"]) == 0
    assert handed_over == [((), True)]
    assert texts._(commands.READY) in capsys.readouterr().out


@pytest.mark.parametrize("command", ["demo", "teach"])
def test_a_teachers_command_installs_what_it_needs_and_passes_on_what_follows(handed_over, command):
    assert commands.run([command, "somewhere", "--students", "5"]) == 0
    assert handed_over == [(("grading", "ct", "dicom"), False), [command, "somewhere", "--students", "5"]]


@pytest.mark.parametrize(
    "wrong", [["learn", "--colour"], ["learn", "--port", "0"], ["learn", "--port", "x"], ["tech"], []]
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

    monkeypatch.setattr(bootstrap, "make", fail)
    assert commands.run(["learn"]) == 1
    assert capsys.readouterr().err == "No luck. Try again.\n"
    monkeypatch.setattr(bootstrap, "make", stop)
    assert commands.run(["learn"]) == 130
    assert "again" in capsys.readouterr().err


def test_models_are_compiled_again_only_when_their_files_change(monkeypatch, tmp_path):
    calls = []
    models = tmp_path / "course" / "vertebra" / "models"
    models.mkdir(parents=True)
    (models.parent / "compile_kernels.py").touch()
    (models / "bone.py").write_text("x = 1\n", encoding="utf-8")
    ours = Environment(tmp_path, tmp_path)
    monkeypatch.setattr(subprocess, "call", lambda command, **_: calls.append(command[1:]) or 0)
    commands._compile(ours)
    commands._compile(ours)
    assert calls == [["-m", "vertebra", "warm"]]
    (models / "bone.py").write_text("x = 22\n", encoding="utf-8")
    commands._compile(ours)
    assert len(calls) == 2


def test_models_that_do_not_compile_are_told_of_and_tried_again(monkeypatch, tmp_path, capsys):
    (tmp_path / "course" / "vertebra" / "models").mkdir(parents=True)
    (tmp_path / "course" / "vertebra" / "compile_kernels.py").touch()
    monkeypatch.setattr(subprocess, "call", lambda *_, **__: 1)
    commands._compile(Environment(tmp_path, tmp_path))
    assert texts._(commands.NOT_COMPILED) in capsys.readouterr().err
    assert not (tmp_path / "vertebra-warm").exists()


def that_ends(name: str, code: int) -> Callable[..., checks.Check]:
    """A check that says a line and ends with a code."""
    return lambda ours, quick: checks.Check(name, [sys.executable, "-c", f"print('{name} ran'); exit({code})"])


def run_checks(monkeypatch, codes: dict[str, int], quick: bool = False, only: tuple[str, ...] = ()) -> int:
    made = {name: that_ends(name, code) for name, code in codes.items()}
    monkeypatch.setattr(checks, "CHECKS", made)
    return checks.run(OURS, quick, only)


def test_the_last_line_counts_and_one_failure_fails_all(monkeypatch, capsys):
    assert run_checks(monkeypatch, {"lint": 0, "types": 3, "python": 0}) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "2 passed, 1 failed, 0 skipped"
    assert re.search(r"^types +FAILED +\d+\.\d s  exit code 3$", "\n".join(lines), re.MULTILINE)


def test_each_line_stands_under_the_name_of_its_check_and_the_table_in_their_order(monkeypatch, capsys):
    assert run_checks(monkeypatch, {"types": 0, "content": 1, "lint": 0, "browser": 0}) == 1
    said = capsys.readouterr().out.splitlines()
    for name in ("types", "content", "lint", "browser"):
        assert f"{name:<10} | {name} ran" in said
    assert said.index("lint       | lint ran") < min(
        said.index(f"{name:<10} | {name} ran") for name in ("types", "browser")
    )
    table = [line.split()[:2] for line in said[-6:-2]]
    assert table == [["types", "passed"], ["content", "FAILED"], ["lint", "passed"], ["browser", "passed"]]


TWO_TESTS = """
def deeper(value):
    assert value == 1, "the first reason"

def test_one():
    deeper(2)

def test_two():
    raise OSError("the second reason")
"""


def test_the_end_of_the_output_says_what_failed_and_why(monkeypatch, tmp_path, capsys):
    (tmp_path / "test_two.py").write_text(TWO_TESTS, encoding="utf-8")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    tests = [sys.executable, *checks.PYTEST, "-q", "-p", "no:cacheprovider", f"--rootdir={tmp_path}", str(tmp_path)]
    made = {"lint": that_ends("lint", 1), "python": lambda ours, quick: checks.Check("python", tests)}
    monkeypatch.setattr(checks, "CHECKS", made)
    assert checks.run(Environment(tmp_path, OURS.folder)) == 1
    end = capsys.readouterr().out.splitlines()[-60:]
    first = next(at for at, line in enumerate(end) if line.startswith("=== lint failed"))
    assert end[first + 1] == "lint ran"
    assert "=== python failed: 2 tests" in end
    for name, reason, place in (("test_one", "the first reason", "test_two.py:3"), ("test_two", "the second", ":9")):
        at = next(at for at, line in enumerate(end) if re.match(rf"test_two::{name}: .*{reason}", line))
        assert any(place in line for line in end[at + 1 : at + 12])
    assert end[-1] == "0 passed, 2 failed, 0 skipped"


def test_of_many_failures_as_many_are_named_as_there_is_room_for(tmp_path):
    case = '<testcase classname="a" name="test{}"><failure message="no&#10;more">a.py:1: E</failure></testcase>'
    report = tmp_path / "report.xml"
    report.write_text(f"<testsuites>{''.join(map(case.format, range(90)))}</testsuites>", encoding="utf-8")
    said = list(failures.lines("python", report, [], 20))
    assert said[:2] == ["=== python failed: 90 tests", "a::test0: no"]
    assert (len(said), said[-1]) == (20, "and 72 more")
    report.write_text("<testsuites>", encoding="utf-8")
    assert list(failures.lines("python", report, ["", "Killed", "x" * 900], 20))[1:] == ["Killed", "x" * 217 + "..."]


@pytest.mark.parametrize(("only", "compiled"), [(["lint", "wheel"], 0), (["lint", "content"], 1), ([], 1)])
def test_models_are_compiled_for_the_checks_that_run_them(handed_over, monkeypatch, only, compiled):
    calls = []
    monkeypatch.setattr(commands, "_compile", calls.append)
    monkeypatch.setattr(checks, "run", lambda *_: 0)
    assert commands.run(["test", *(part for name in only for part in ("--only", name))]) == 0
    assert len(calls) == compiled
    assert set(checks.CHECKS) >= checks.WITHOUT_MODELS


def test_checks_that_all_pass_exit_with_zero(monkeypatch, capsys):
    assert run_checks(monkeypatch, {"lint": 0}) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed, 0 skipped"


def test_only_the_named_checks_run_and_an_unknown_one_is_refused(monkeypatch, capsys):
    assert run_checks(monkeypatch, {"lint": 1, "types": 0}, only=("types",)) == 0
    with pytest.raises(problems.SetupError) as caught:
        run_checks(monkeypatch, {"lint": 0, "types": 0}, only=("typos",))
    assert {"typos", "lint", "types"} <= set(re.findall(r"\w+", str(caught.value)))


def test_without_chromium_or_node_the_table_says_why_and_nothing_is_installed(monkeypatch):
    monkeypatch.setattr(checks.shutil, "which", lambda _: None)
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a check installs nothing"))
    assert "Chromium" in checks.CHECKS["browser"](OURS, False).skipped
    assert "Node.js" in checks.CHECKS["javascript"](OURS, False).skipped


def test_quick_leaves_out_browser_wheels_and_long_tests():
    for name in ("browser", "notebooks", "wheel"):
        assert checks.CHECKS[name](OURS, True).skipped
    for name in ("python", "models"):
        assert "not browser and not slow" in checks.CHECKS[name](OURS, True).command
        assert "not browser" in checks.CHECKS[name](OURS, False).command


def test_the_models_tests_are_run_once():
    python, models = (checks.CHECKS[name](OURS, False).command for name in ("python", "models"))
    for folder in checks.MODEL_TESTS:
        assert (ROOT / folder).is_dir()
        assert folder in models
        assert f"--ignore={folder}" in python


def test_every_browser_test_stands_where_the_check_looks_for_it():
    places = [ROOT / place for place in checks.BROWSER_TESTS]
    marked = [path for path in (ROOT / "tests").rglob("test_*.py") if "mark.browser" in path.read_text("utf-8")]
    assert [path for path in marked if path != Path(__file__) and not {path, *path.parents} & {*places}] == []
    assert len(marked) > 3
    assert {*checks.BROWSER_TESTS} <= {*checks.CHECKS["browser"](OURS, False).command}
    assert "--ignore=tests/browser" in checks.CHECKS["python"](OURS, False).command


PROGRAMS = {
    "bwrap": "bubblewrap",
    "chromium": "chromium",
    "msgfmt": "gettext",
    "node": "nodejs",
    "npm": "npm",
    "pg_ctlcluster": "postgresql",
    "wasm-ld": "lld",
}


@pytest.mark.skipif(os.name != "posix", reason="CI's script is for bash")
@pytest.mark.parametrize("refused", ["", "npm"])
@pytest.mark.parametrize("there", [(), ("node", "npm"), tuple(PROGRAMS)])
def test_ci_installs_what_is_missing_and_goes_on_where_that_fails(tmp_path, there, refused):
    script = tmp_path / "checkout" / ".ci" / "run"
    script.parent.mkdir(parents=True)
    script.write_bytes((ROOT / ".ci" / "run").read_bytes())
    log, bash = tmp_path / "log", shutil.which("bash")
    says = f'#!{bash}\necho "${{0##*/}} $*" >> {log}\n'
    stubs = dict.fromkeys(there, "") | {
        "apt-get": f'[ "${{@: -1}}" != "{refused}" ]',
        "id": "echo 0",
        "python3": "",
        "dirname": f'{shutil.which("dirname")} "$@"',
    }
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, does in stubs.items():
        (programs / name).write_text(says + does + "\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    done = subprocess.run([bash, script], env={"PATH": str(programs)}, check=False)
    lines = log.read_text(encoding="utf-8").splitlines()
    asked = {line.split()[-1] for line in lines if line.startswith("apt-get") and "install" in line.split()}
    assert done.returncode == 0
    assert asked == {package for program, package in PROGRAMS.items() if program not in there}
    assert lines[-1] == "python3 course test"
