"""How JupyterLab is started, and the patient of the lessons."""

import json

from refusals import refused
from rows import each_row

from vertebra import cache, texts
from vertebra.errors import CourseError
from vertebra.lab import launcher, mrs_a


def test_mrs_a_is_the_same_value_each_time():
    assert mrs_a() == mrs_a()
    assert (mrs_a().age_years, mrs_a().t_score, mrs_a().fractures[0].level) == (74, -2.8, "L1")


def test_the_extension_is_brought_up_to_date(tmp_path):
    assert launcher.install_extension(tmp_path)
    assert not launcher.install_extension(tmp_path), "a second call finds nothing to do"
    installed = tmp_path / "share" / "jupyter" / "labextensions" / "@vertebra" / "lab"
    assert json.loads((installed / "package.json").read_text(encoding="utf-8"))["name"] == "@vertebra/lab"
    (installed / "static" / "lesson.js").write_text("old", encoding="utf-8")
    assert launcher.install_extension(tmp_path)
    assert (installed / "static" / "lesson.js").read_bytes() == (
        launcher.EXTENSION / "static" / "lesson.js"
    ).read_bytes()


def test_the_extension_takes_the_place_of_its_former_name(tmp_path):
    former = tmp_path / "share" / "jupyter" / "labextensions" / "vertebra-lab"
    former.mkdir(parents=True)
    (former / "package.json").touch()
    assert launcher.install_extension(tmp_path)
    assert not former.exists()


def test_jupyterlab_is_told_how_to_uninstall_it():
    installed = json.loads((launcher.EXTENSION / "install.json").read_text(encoding="utf-8"))
    assert (installed["packageManager"], installed["packageName"]) == ("python", "vertebra")


def test_an_environment_that_cannot_be_written_is_explained(tmp_path):
    (tmp_path / "share").write_text("a file", encoding="utf-8")
    with refused(CourseError, "extension-not-writable"):
        launcher.install_extension(tmp_path)


def test_the_command_opens_the_first_lesson_without_news(tmp_path):
    command = launcher.command(tmp_path, port=9999, browser=False)
    assert "--LabApp.default_url=/lab/tree/00_start_here.ipynb" in command
    assert "--ServerApp.port=9999" in command
    assert "--ServerApp.open_browser=False" in command
    assert "--LabApp.news_url=None" in command


def test_a_browser_opens_unless_it_is_told_not_to(tmp_path):
    assert not [option for option in launcher.command(tmp_path) if "open_browser" in option or "port" in option]


@each_row(("user", "allowed"), [(0, True), (1000, False)])
def test_root_may_start_it_in_a_container(tmp_path, monkeypatch, user, allowed):
    monkeypatch.setattr(launcher.os, "geteuid", lambda: user, raising=False)
    assert ("--ServerApp.allow_root=True" in launcher.command(tmp_path)) is allowed


def test_a_folder_without_lessons_is_explained(tmp_path):
    with refused(CourseError, "00_start_here"):
        launcher.start_lab(tmp_path)


def test_defaults_are_settings_that_jupyterlab_knows():
    schemas = launcher.Path(launcher.sys.prefix) / "share" / "jupyter" / "lab" / "schemas"
    for plugin, settings in launcher.DEFAULTS.items():
        package, _, name = plugin.partition(":")
        schema = json.loads((schemas / package / f"{name}.json").read_text(encoding="utf-8"))
        assert set(settings) <= set(schema["properties"]), plugin


def test_the_extension_speaks_the_readers_language(tmp_path, monkeypatch):
    def installed(language: str) -> dict:
        monkeypatch.setenv(texts.VARIABLE, language)
        cache.CONSTANTS.clear()
        launcher.install_extension(tmp_path)
        static = tmp_path / "share" / "jupyter" / "labextensions" / "@vertebra" / "lab" / "static"
        return json.loads((static / launcher.TEXTS).read_text(encoding="utf-8"))

    try:
        assert installed("en") == {}
        spelt = installed("pseudo")["messages"]
        assert spelt["Start it"] == texts.accented("Start it")
        assert not launcher.install_extension(tmp_path), "nothing has changed"
        assert installed("en") == {}
    finally:
        monkeypatch.undo()
        cache.CONSTANTS.clear()
