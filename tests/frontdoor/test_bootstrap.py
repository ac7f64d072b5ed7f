"""The environment is made once, made anew after an interruption, by one process at a time, and never at others'
cost."""

import os
import re
import selectors
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from types import SimpleNamespace

import pytest

from frontdoor import bootstrap, lock, problems, texts, uv_settings
from frontdoor.bootstrap import Environment, make, ready
from frontdoor.problems import SetupError

ONCE = ["alpha", "beta", "gamma"]


def wait_for(condition, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


def begins(sentence: str) -> str:
    """A pattern for a sentence up to the first value in it, or from there to the second."""
    return re.escape(sentence.partition("{")[0].rstrip() or sentence.partition("} ")[2].partition("{")[0].rstrip())


def test_a_new_environment_is_stamped_and_then_left_alone(tiny):
    assert not ready(tiny.environment)
    make(tiny.environment)
    assert ready(tiny.environment)
    assert tiny.installed == ONCE
    assert [call.split()[0] for call in tiny.calls] == ["venv", "pip"]
    assert "--constraints constraints.txt" in tiny.calls[1]
    assert tiny.calls[1].endswith("--editable .")
    make(tiny.environment)
    assert len(tiny.calls) == 2


def test_nothing_set_for_another_python_reaches_ours_and_bytecode_is_kept(tiny, monkeypatch):
    for name in ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE"):
        monkeypatch.setenv(name, "1")
    assert {"PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE"}.isdisjoint(tiny.environment.variables())


def test_extras_come_when_asked_for_and_stay(tiny):
    make(tiny.environment)
    assert not ready(tiny.environment, ("delta",))
    make(tiny.environment, ("delta",))
    assert tiny.installed == [*ONCE, "delta"]
    make(tiny.environment, ("epsilon",))
    assert tiny.calls[-1].endswith("--editable .[delta,epsilon]")
    assert ready(tiny.environment, ("delta", "epsilon"))
    assert ready(tiny.environment)


@pytest.mark.parametrize(
    ("file", "old", "new", "still_ready"),
    [
        ("constraints.txt", "alpha==1.0", "alpha==1.1", False),
        ("pyproject.toml", 'version = "1"', 'version = "2"', False),
        ("pyproject.toml", "line-length = 99", "line-length = 98", True),
    ],
)
def test_only_what_decides_the_installation_asks_for_a_new_one(tiny, file, old, new, still_ready):
    make(tiny.environment)
    path = tiny.root / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert ready(tiny.environment) is still_ready
    make(tiny.environment)
    assert [call.split()[0] for call in tiny.calls].count("venv") == 1, "what works is brought up to date in place"


@pytest.mark.parametrize("damage", ['{"key": ', "[]", '{"key": 1, "extras": 2}'])
def test_a_damaged_stamp_counts_for_nothing(tiny, damage):
    make(tiny.environment)
    tiny.environment.stamp.write_text(damage, encoding="utf-8")
    assert not ready(tiny.environment)
    make(tiny.environment)
    assert ready(tiny.environment)


def test_an_environment_whose_python_is_gone_is_made_anew(tiny):
    make(tiny.environment)
    tiny.environment.python.unlink()
    assert not ready(tiny.environment)
    make(tiny.environment)
    assert ready(tiny.environment)
    assert tiny.installed == ONCE * 2


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["venv", "alpha", "beta"])
def test_after_a_kill_at_any_moment_the_next_call_makes_it_whole(tiny, moment):
    tiny.hold("alpha" if moment == "venv" else moment)
    process = subprocess.Popen(tiny.program(), start_new_session=True, stdout=subprocess.DEVNULL)
    begun = (lambda: tiny.calls) if moment == "venv" else (lambda: list(tiny.packages.glob(f"{moment}.begun")))
    wait_for(begun)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not tiny.environment.stamp.exists()

    tiny.go_on()
    make(tiny.environment)
    assert ready(tiny.environment)
    assert {path.stem for path in tiny.packages.glob("*.whole")} == set(ONCE)


@pytest.mark.slow
def test_a_uv_that_outlives_its_caller_is_waited_for(tiny, monkeypatch, capfd):
    tiny.hold("beta")
    process = subprocess.Popen(tiny.program(), start_new_session=True, stdout=subprocess.DEVNULL)
    wait_for(lambda: tiny.installed == ["alpha"])
    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    monkeypatch.setattr("frontdoor.lock.time", SimpleNamespace(sleep=tiny.go_on))  # as soon as the next call waits
    make(tiny.environment)
    assert texts._(lock.WAITING) in capfd.readouterr().out
    assert tiny.installed == [*ONCE, *ONCE], "the first to its end, and then anew, as nobody proved it"
    assert ready(tiny.environment)


@pytest.mark.slow
def test_of_two_calls_at_once_one_works_and_one_waits(tiny):
    tiny.hold("alpha")
    both = [subprocess.Popen(tiny.program(), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = ["", ""]
    with selectors.DefaultSelector() as ready:
        for at, process in enumerate(both):
            ready.register(process.stdout, selectors.EVENT_READ, at)
        while not any("Another call" in text for text in said):
            heard = ready.select(120)
            assert heard, "nobody waits"
            for key, _ in heard:
                line = key.fileobj.readline()
                assert line, "one has ended, and nobody waited"
                said[key.data] += line
    tiny.go_on()
    rest = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert tiny.installed == ONCE
    assert len(tiny.calls) == 2
    waiting = texts._(lock.WAITING)
    assert sum(waiting in one + other for one, other in zip(said, rest, strict=True)) == 1


def test_files_that_a_package_lost_are_noticed_and_cured(tiny):
    make(tiny.environment)
    (tiny.packages / "beta.py").unlink()
    (tiny.root / "constraints.txt").write_text("uv==0.9.1\n", encoding="utf-8")
    make(tiny.environment)
    assert ready(tiny.environment)
    assert tiny.installed == ONCE * 2


def test_what_cannot_be_proved_from_scratch_is_told(tiny, monkeypatch):
    monkeypatch.setattr(bootstrap, "_PROOF", "import nothing_such")
    with pytest.raises(SetupError, match="nothing_such"):
        make(tiny.environment)
    assert not ready(tiny.environment)


def test_fresh_makes_a_ready_environment_anew(tiny):
    make(tiny.environment)
    (tiny.environment.folder / "stray.txt").touch()
    make(tiny.environment, fresh=True)
    assert ready(tiny.environment)
    assert not (tiny.environment.folder / "stray.txt").exists()


def test_uv_says_how_far_it_is_and_its_list_of_packages_is_left_out(tiny, capfd):
    make(tiny.environment)
    said = capfd.readouterr().out
    assert all(f"Downloading {name}" in said for name in ONCE)
    assert "alpha==1.0" not in said


def test_a_failure_is_one_sentence_and_the_next_call_goes_on(tiny, capfd):
    tiny.fail("error: Failed to fetch\n  cause: dns error: failed to lookup address")
    with pytest.raises(SetupError, match=begins(problems.NO_NETWORK)):
        make(tiny.environment)
    assert "dns" not in capfd.readouterr().out
    assert "dns error" in tiny.environment.log.read_text(encoding="utf-8")
    make(tiny.environment)
    assert ready(tiny.environment)


def test_a_full_disk_is_seen_before_anything_is_written(tiny, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOM_GB", 2.0)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**12, 10**12, 5 * 10**8))
    with pytest.raises(SetupError, match=begins(problems.NO_SPACE)) as caught:
        make(tiny.environment)
    assert "2 GB" in str(caught.value)
    assert "0.5 GB" in str(caught.value)
    assert not tiny.environment.folder.exists()


def test_a_folder_that_is_no_environment_is_never_removed(tiny):
    theirs = tiny.root / "thesis"
    theirs.mkdir()
    (theirs / "chapter.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(SetupError, match=begins(problems.NOT_OURS)):
        make(Environment(tiny.root, theirs), fresh=True)
    assert [path.name for path in theirs.iterdir()] == ["chapter.txt"]


def test_a_read_only_checkout_is_named_with_a_way_out(tiny, monkeypatch):
    def refuse(*arguments: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(SetupError, match="VERTEBRA_ENVIRONMENT"):
        make(tiny.environment)


class TestUv:
    """Where uv comes from."""

    @pytest.fixture
    def without(self, tiny, monkeypatch):
        """A machine without uv, whose calls of pip and venv are answered by `answers` in turn."""
        answers, commands = [], []

        def report(command, environment) -> str:
            commands.append(command)
            answer = answers.pop(0)
            return answer(environment) if callable(answer) else answer

        monkeypatch.setattr(shutil, "which", lambda name: None)
        monkeypatch.setattr(bootstrap, "_report", report)
        return tiny.environment, answers, commands

    def fetched(self, environment) -> str:
        (environment.folder.with_name(".venv.uv") / "bin").mkdir(parents=True)
        (environment.folder.with_name(".venv.uv") / "bin" / "uv").touch()
        return ""

    def test_the_pinned_one_is_fetched_by_pip_where_there_is_none(self, without):
        environment, answers, commands = without
        answers[:] = [self.fetched]
        assert bootstrap.find_uv(environment).endswith("uv")
        assert "uv==0.9.1" in commands[0]
        assert commands[0][-2] == "--target"

    def test_a_python_without_pip_makes_an_environment_for_it(self, without):
        environment, answers, commands = without
        answers[:] = ["/usr/bin/python3: No module named pip", "", self.fetched]
        assert bootstrap.find_uv(environment).endswith("uv")
        assert "venv" in commands[1]

    def test_a_python_with_neither_is_told_what_to_install(self, without):
        environment, answers, _commands = without
        answers[:] = ["No module named pip", "ensurepip is not available", "no such file"]
        with pytest.raises(SetupError, match=begins(problems.NO_UV)):
            bootstrap.find_uv(environment)

    def test_no_network_is_told_as_such(self, without):
        environment, answers, _commands = without
        answers[:] = ["WARNING: Retrying after NewConnectionError(...)\nERROR: No matching distribution found for uv"]
        with pytest.raises(SetupError, match=begins(problems.NO_NETWORK)):
            bootstrap.find_uv(environment)

    @pytest.mark.parametrize("said", ["uv 0.4.30", "something else", ""])
    def test_one_that_is_too_old_or_does_not_start_is_passed_over(self, tiny, monkeypatch, said):
        command = tiny.root / "bin" / "uv"
        command.write_text(f"#!/bin/sh\necho '{said}'\n", encoding="utf-8")
        monkeypatch.setattr(bootstrap, "_report", lambda *_: self.fetched(tiny.environment))
        assert bootstrap.find_uv(tiny.environment) != str(command)

    def test_it_takes_over_what_pip_is_set_to(self, monkeypatch, tmp_path):
        settings = {"global.index-url": "https://mirror.test/simple", "user.proxy": "http://proxy.test:3128"}
        settings |= {"global.extra-index-url": "file:///not/there https://more.test", "global.cert": str(tmp_path)}
        settings |= {"global.find-links": f"/not/there\n{tmp_path}"}
        said = "".join(f"{name}={value!r}\n" for name, value in settings.items())
        done = subprocess.CompletedProcess([], 0, said.encode())
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
        monkeypatch.setenv("SSL_CERT_FILE", "chosen by hand")
        for name in ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)
        assert uv_settings.from_pip() == {
            "UV_DEFAULT_INDEX": "https://mirror.test/simple",
            "UV_INDEX": "https://more.test",
            "UV_INDEX_STRATEGY": "unsafe-best-match",
            "UV_FIND_LINKS": str(tmp_path),
            "ALL_PROXY": "http://proxy.test:3128",
        }


BACKEND = """
import zipfile, pathlib
def build_editable(directory, config_settings=None, metadata_directory=None):
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(directory) / name, "w") as wheel:
        wheel.writestr("tiny.pth", str(pathlib.Path.cwd()))
        wheel.writestr("tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n")
        wheel.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\n"
                       "Tag: py3-none-any\\n")
        wheel.writestr("tiny-1.dist-info/RECORD", "")
    return name
"""


@pytest.mark.slow
def test_with_real_uv_from_a_folder_of_wheels_then_without_network(tiny, monkeypatch, tmp_path):
    (tmp_path / "bin" / "uv").unlink()
    real = bootstrap.find_uv(bootstrap.of_this_checkout())
    monkeypatch.setattr(bootstrap, "find_uv", lambda _: real)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for name in ONCE:
        write_wheel(wheels, name)
    (tmp_path / "backend.py").write_text(BACKEND, encoding="utf-8")
    needs = f"dependencies = {ONCE}\n"
    system = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "tiny"\nversion = "1"\n' + needs + system, encoding="utf-8"
    )
    (tmp_path / "constraints.txt").write_text("alpha==1.0\nbeta==1.0\ngamma==1.0\n", encoding="utf-8")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    environment = tiny.environment

    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    with pytest.raises(SetupError, match=begins(problems.NO_NETWORK)):
        make(environment)
    assert not ready(environment)

    monkeypatch.setenv("UV_NO_INDEX", "1")
    with pytest.raises(SetupError, match=r"alpha|beta|gamma"):
        make(environment)

    monkeypatch.setenv("UV_FIND_LINKS", str(wheels))
    make(environment)
    assert ready(environment)
    assert (tiny.packages / "alpha-1.0.dist-info" / "RECORD").exists()


def write_wheel(folder, name: str) -> None:
    """The smallest package that can be installed."""
    about = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")


def test_the_python_of_the_environment_is_the_running_one_or_one_that_uv_finds(tiny, monkeypatch):
    make(tiny.environment)
    assert tiny.calls[0] == f"venv --python {sys.executable} {tiny.environment.folder}"
    monkeypatch.setattr(bootstrap, "fits", lambda: False)
    make(tiny.environment, fresh=True)
    assert "--python cpython>=3.11,<3.15" in tiny.calls[2]
