"""The environment is made once, mended after any interruption, by one process at a time, and never at others' cost."""

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from frontdoor import installing
from frontdoor.environment import ready
from frontdoor.making import make
from frontdoor.problems import SetupError

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


def wait_for(condition, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


def test_a_new_environment_is_stamped_and_then_left_alone(tiny):
    assert not ready(tiny.environment)
    make(tiny.environment)
    assert ready(tiny.environment)
    assert tiny.installed == ["alpha", "beta", "gamma"]
    assert tiny.calls[1].endswith(f"--no-build-isolation -e {tiny.root}")
    make(tiny.environment)
    assert len(tiny.calls) == 2


def test_the_tests_packages_come_only_when_asked_for(tiny):
    make(tiny.environment)
    assert not ready(tiny.environment, tests=True)
    make(tiny.environment, tests=True)
    assert tiny.installed == ["alpha", "beta", "gamma", "delta"]
    assert ready(tiny.environment)
    assert ready(tiny.environment, tests=True)


@pytest.mark.parametrize(
    ("file", "old", "new", "still_ready"),
    [
        ("constraints.txt", "beta==1.0", "beta==1.1", False),
        ("pyproject.toml", 'version = "1"', 'version = "2"', False),
        ("pyproject.toml", "line-length = 99", "line-length = 98", True),
    ],
)
def test_only_what_decides_the_installation_asks_for_a_new_one(tiny, file, old, new, still_ready):
    make(tiny.environment)
    path = tiny.root / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert ready(tiny.environment) is still_ready


def test_a_damaged_stamp_counts_for_nothing(tiny):
    make(tiny.environment)
    tiny.environment.stamp.write_text('{"key": ', encoding="utf-8")
    assert not ready(tiny.environment)
    make(tiny.environment)
    assert ready(tiny.environment)


def test_an_environment_whose_python_is_gone_is_made_anew(tiny):
    make(tiny.environment)
    tiny.environment.python.unlink()
    assert not ready(tiny.environment)
    make(tiny.environment)
    assert ready(tiny.environment)
    assert tiny.installed == ["alpha", "beta", "gamma"] * 2


@posix
def test_after_a_kill_the_next_call_installs_what_is_not_whole(tiny, monkeypatch):
    monkeypatch.setenv("FAKE_PIP_S", "0.3")
    process = subprocess.Popen(tiny.program(), start_new_session=True)
    wait_for(lambda: tiny.installed == ["alpha"])
    wait_for(lambda: list(tiny.environment.packages.glob("beta-*/METADATA")))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not tiny.environment.stamp.exists()
    assert not list(tiny.environment.packages.glob("beta-*/RECORD"))

    monkeypatch.setenv("FAKE_PIP_S", "0")
    make(tiny.environment)
    assert ready(tiny.environment)
    assert tiny.installed == ["alpha", "beta", "gamma"]


@pytest.mark.slow
@posix
def test_a_pip_that_outlives_its_caller_is_waited_for(tiny, monkeypatch, capsys):
    monkeypatch.setenv("FAKE_PIP_S", "0.3")
    process = subprocess.Popen(tiny.program(), start_new_session=True)
    wait_for(lambda: tiny.installed == ["alpha"])
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    make(tiny.environment)
    assert "waiting for it" in capsys.readouterr().out
    assert tiny.installed == ["alpha", "beta", "gamma"]
    assert ready(tiny.environment)


def test_a_kill_before_pip_was_there_is_mended(tiny):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tiny.environment.folder)], check=True)
    make(tiny.environment)
    assert ready(tiny.environment)


@pytest.mark.slow
def test_of_two_calls_at_once_one_works_and_one_waits(tiny, monkeypatch):
    monkeypatch.setenv("FAKE_PIP_S", "0.2")
    both = [subprocess.Popen(tiny.program(), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert tiny.installed == ["alpha", "beta", "gamma"]
    assert len(tiny.calls) == 2
    assert sum("waiting for it" in text for text in said) == 1


def test_what_pip_was_replacing_when_it_was_stopped_is_cleared_away(tmp_path):
    (tmp_path / "~umpy").mkdir()
    (tmp_path / "numpy-2.dist-info").mkdir()
    whole = tmp_path / "scipy-1.dist-info" / "RECORD"
    whole.parent.mkdir()
    whole.touch()
    installing.mend(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["scipy-1.dist-info"]


def test_damage_that_mending_does_not_cure_is_cured_from_scratch(tiny, capsys):
    make(tiny.environment)
    tiny.environment.stamp.unlink()
    tiny.fail("ERROR: Exception: something inside is broken.")
    make(tiny.environment)
    assert "making it anew" in capsys.readouterr().out
    assert tiny.installed == ["alpha", "beta", "gamma"] * 2
    assert ready(tiny.environment)


def test_files_that_a_package_lost_are_noticed_and_cured(tiny):
    make(tiny.environment)
    (tiny.environment.packages / "beta.py").unlink()
    tiny.environment.stamp.unlink()
    make(tiny.environment)
    assert ready(tiny.environment)
    assert (tiny.environment.packages / "beta.py").exists()


def test_fresh_makes_a_ready_environment_anew(tiny):
    make(tiny.environment)
    (tiny.environment.folder / "stray.txt").touch()
    make(tiny.environment, fresh=True)
    assert ready(tiny.environment)
    assert not (tiny.environment.folder / "stray.txt").exists()


def test_no_network_changes_nothing_and_is_not_tried_twice(tiny):
    make(tiny.environment)
    tiny.environment.stamp.unlink()
    tiny.fail("WARNING: Retrying after NewConnectionError(...)\nERROR: No matching distribution found for alpha==1.0")
    with pytest.raises(SetupError, match="no connection to the package index"):
        make(tiny.environment)
    assert not ready(tiny.environment)
    make(tiny.environment)
    assert tiny.installed == ["alpha", "beta", "gamma"]


def test_a_full_disk_is_seen_before_anything_is_written(tiny, monkeypatch):
    monkeypatch.setattr("frontdoor.making.ROOM_GB", 2.0)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**12, 10**12, 5 * 10**8))
    with pytest.raises(SetupError, match=r"not enough room on the disk.*It needs 2 GB; 0\.5 GB are free"):
        make(tiny.environment)
    assert not tiny.environment.folder.exists()


def test_a_folder_that_is_no_environment_is_never_removed(tiny):
    theirs = tiny.root / "thesis"
    theirs.mkdir()
    (theirs / "chapter.txt").write_text("years of work", encoding="utf-8")
    elsewhere = type(tiny.environment)(tiny.root, theirs, pip=tiny.environment.pip)
    with pytest.raises(SetupError, match="is no Python environment, so it is left alone"):
        make(elsewhere, fresh=True)
    assert [path.name for path in theirs.iterdir()] == ["chapter.txt"]


def test_a_read_only_checkout_is_named_with_a_way_out(tiny, monkeypatch):
    def refuse(*arguments: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(SetupError, match=r"can't be written to.*VERTEBRA_ENVIRONMENT"):
        make(tiny.environment)


def test_python_without_ensurepip_borrows_pip_or_says_what_to_install(tiny, monkeypatch):
    """What Debian's python3 without python3-venv is like."""
    commands = []

    def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        failed = "-m" in command and "pip" in command
        return subprocess.CompletedProcess(command, int(failed), "", "/usr/bin/python3: No module named pip" * failed)

    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(subprocess, "run", answer)
    with pytest.raises(SetupError, match="sudo apt install python3-venv"):
        make(type(tiny.environment)(tiny.root, tiny.root / ".venv"))
    assert any("--without-pip" in command for command in commands)
    assert commands[-1][1:4] == ["-m", "pip", "--python"]


WHEEL = "{name}-1.0-py3-none-any.whl"
BACKEND = """
import zipfile, pathlib
def build_editable(directory, config_settings=None, metadata_directory=None):
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(directory) / name, "w") as wheel:
        wheel.writestr("tiny.pth", str(pathlib.Path.cwd()))
        wheel.writestr("tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n")
        wheel.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("tiny-1.dist-info/RECORD", "")
    return name
"""


@pytest.mark.slow
def test_with_real_pip_from_a_folder_of_wheels_then_without_network(tiny, monkeypatch, tmp_path):
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for name in ("alpha", "beta", "gamma"):
        write_wheel(wheels, name)
    (tmp_path / "backend.py").write_text(BACKEND, encoding="utf-8")
    system = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "tiny"\nversion = "1"\n' + system, encoding="utf-8")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    real = type(tiny.environment)(tmp_path, tmp_path / ".venv", proof="alpha, beta, gamma")

    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(SetupError, match="no connection to the package index"):
        make(real)
    assert not ready(real)

    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(SetupError, match=r"has no alpha==1\.0 for this machine"):
        make(real)

    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    make(real)
    assert ready(real)
    assert (real.packages / "alpha-1.0.dist-info" / "RECORD").exists()


def write_wheel(folder: Path, name: str) -> None:
    """The smallest package that pip installs."""
    about = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / WHEEL.format(name=name), "w") as wheel:
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
