"""Packages that tests read are fetched once for their pins, and anew when pins change or a fetch was cut off."""

import json
import re
import sys
from pathlib import Path

import download
import pytest

FILL = "import pathlib; pathlib.Path('../calls').open('a').write('x'); pathlib.Path('data').mkdir(parents=True)"


@pytest.fixture
def pins(tmp_path) -> Path:
    path = tmp_path / "pins.txt"
    path.write_text("data==1\n", encoding="utf-8")
    return path


def calls(pins: Path) -> int:
    return len((pins.parent / "calls").read_text(encoding="utf-8"))


def test_what_is_there_is_not_fetched_again_until_its_pins_change(pins):
    into, command = pins.parent / "into", [sys.executable, "-c", FILL]
    for _ in range(2):
        assert download.fetch(into, [pins], command) == ""
    assert (calls(pins), (into / "data").is_dir()) == (1, True)
    pins.write_text("data==2\n", encoding="utf-8")
    assert download.fetch(into, [pins], command) == ""
    assert calls(pins) == 2


def test_a_fetch_that_was_cut_off_or_failed_counts_for_nothing(pins):
    into = pins.parent / "into"
    (into / "half").mkdir(parents=True)
    assert "no hash" in download.fetch(into, [pins], [sys.executable, "-c", "raise SystemExit('no hash')"])
    assert not (into / "stamp").exists()
    assert download.fetch(into, [pins], [sys.executable, "-c", FILL]) == ""
    assert sorted(path.name for path in into.iterdir()) == ["data", "pins.txt", "stamp"]


@pytest.mark.parametrize(
    ("said", "on_ci", "code"),
    [("dns error", False, 0), ("dns error", True, 1), ("Hash mismatch", False, 1), ("", True, 0)],
)
def test_without_a_connection_it_goes_on_except_in_ci_and_never_with_a_wrong_hash(monkeypatch, said, on_ci, code):
    monkeypatch.setattr(download, "fetch", lambda *_, **__: said)
    monkeypatch.setattr("frontdoor.bootstrap.find_uv", lambda _: "uv")
    monkeypatch.setenv("CI", "true") if on_ci else monkeypatch.delenv("CI", raising=False)
    assert download.main() == code


def test_a_missing_program_is_no_wrong_hash(pins):
    assert download.OFFLINE.search(download.fetch(pins.parent / "into", [pins], ["no-such-program"]))


def test_every_package_is_pinned_with_its_hash_and_no_address():
    packages = json.loads(download.NPM_PINS.read_text(encoding="utf-8"))["packages"]
    pinned = {name: one for name, one in packages.items() if name}
    assert [name for name, one in pinned.items() if not one.get("integrity", "").startswith("sha512-")] == []
    asked = [line for line in download.PYTHON_PINS.read_text(encoding="utf-8").splitlines() if line[:1] not in "#"]
    assert [line for line in asked if not re.fullmatch(r"[\w.-]+==\S+( --hash=sha256:[0-9a-f]{64})+", line)] == []
    for path in (download.NPM_PINS, download.PYTHON_PINS):
        assert "://" not in path.read_text(encoding="utf-8")


def test_a_test_whose_package_is_not_there_is_skipped(monkeypatch, tmp_path):
    monkeypatch.setattr(download, "FOLDER", tmp_path)
    with pytest.raises(pytest.skip.Exception, match="pyodide"):
        download.npm_package("pyodide")
    (tmp_path / "python" / "data").mkdir(parents=True)
    assert download.python_package("data") == tmp_path / "python" / "data"
