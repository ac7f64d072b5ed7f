"""A lesson opens live in JupyterLab; nothing but the course's own, unchanged code runs by itself."""

import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from waiting import await_true

from vertebra.book import admonitions, own_case
from vertebra.lab import launcher, learner_folder
from vertebra.models.experiments.own_scan import PRACTICE_LEVEL, PRACTICE_PATIENT, fractured_from_scan, practice_scan
from vertebra.paths import NOTEBOOKS
from vertebra.quiz.release import quiz_notebook, release_file
from vertebra.quiz.release import release as quizzes

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHIPPED = [
    "import ipywidgets\n\nipywidgets.IntSlider(description='first')",
    "import pathlib\n\npathlib.Path('count').open('a').write('x')",
]
EXPLORERS = [
    f"from vertebra.widgets.pain import RegressionToMeanExplorer\n\nRegressionToMeanExplorer({points})"
    for points in (5, 3)
]
INTERRUPTED = [
    "import ipywidgets\n\nipywidgets.IntSlider(description='first')",
    "import os\nimport pathlib\nimport time\n\nbegun, go = pathlib.Path('begun'), pathlib.Path('go')\n"
    "first = not begun.exists()\nbegun.open('a').write('x')\nwhile first and not go.exists():\n    time.sleep(0.01)\n"
    "if first:\n    os._exit(1)\nprint('whole')",
]
"""A lesson whose first run waits in its last cell until its kernel is shut down or, with a file `go`, dies."""
LIVE_S = 120
ASKED = "00-pr-load"
ASKING = [f'from vertebra.lab import predict\n\npredict("{ASKED}")']


def tiny_lesson(sources: list[str], lesson: str | None = "90"):
    """A notebook that says it is lesson 90, with these code cells."""
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    if lesson:
        metadata["vertebra"] = {"lesson": lesson, "source": f"{lesson}_trial.md"}
    own = {"editable": False, "deletable": False}
    cells = [nbformat.v4.new_markdown_cell("# A lesson", metadata=own)]
    for text in sources:
        cells.append(nbformat.v4.new_code_cell(text, metadata={**own, "jupyter": {"source_hidden": True}}))
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A learner's folder with the real lessons and small ones, some of them tampered with."""
    home = learner_folder.update(tmp_path_factory.mktemp("learner") / "home").folder
    tell_tale = "open('canary', 'w')"
    for name, notebook in {
        "whole": tiny_lesson(SHIPPED),
        "noted": tiny_lesson([SHIPPED[0], tell_tale, SHIPPED[1]]),
        "altered": tiny_lesson([SHIPPED[0], SHIPPED[1] + "\n" + tell_tale]),
        "foreign": tiny_lesson([tell_tale], lesson=None),
        "pretender": tiny_lesson([tell_tale], lesson="91"),
        "saved": tiny_lesson(EXPLORERS, lesson="93"),
        "killed": tiny_lesson(INTERRUPTED, lesson="94"),
        "shut": tiny_lesson(INTERRUPTED, lesson="94"),
    }.items():
        (home / name).mkdir()
        nbformat.write(notebook, home / name / f"{name}.ipynb")
        (home / name / "ipywidgets.py").write_text("open('shadow', 'w')\n", encoding="utf-8")
    (home / "asking").mkdir()
    nbformat.write(asking_lesson(), home / "asking" / "asking.ipynb")
    put_quiz(home / "T1", tell_tale)
    put_case(home)
    return home


def asking_lesson():
    """A lesson with a prediction and the explanation that waits for it."""
    notebook = tiny_lesson(ASKING, lesson="92")
    notebook.cells.append(admonitions.explanation((ASKED,), "### What to see\n\n- It."))
    return notebook


def put_case(folder: Path) -> None:
    """A vertebra from a scan with one pedicle, as `vertebra ct` leaves it."""
    read = fractured_from_scan(*practice_scan(), PRACTICE_PATIENT, PRACTICE_LEVEL, labels={20: "vertebra"})
    seen = {name: place for name, place in read.landmarks_mm.items() if name != "pedicle_right"}
    body = replace(read, landmarks_mm=seen)
    own_case.write(folder / learner_folder.OWN_CASES / "scan", own_case.vertebra_files(body, body))


def put_quiz(folder: Path, tell_tale: str) -> None:
    """A released quiz of two items, with a cell of someone else's in it."""
    folder.mkdir()
    released, _ = quizzes.release(quizzes.QuizDefinition("T1", "T1: a trial", 5, ("01-sc-who", "01-sc-after")), "salt")
    notebook = quiz_notebook.build(released)
    notebook.cells.append(nbformat.v4.new_code_cell(tell_tale))
    nbformat.write(notebook, folder / "T1.ipynb")
    (folder / release_file.RELEASE_FILE).write_text(json.dumps(released), encoding="utf-8")


@pytest.fixture(scope="module")
def server(browser, folder, tmp_path_factory) -> Iterator[str]:
    """JupyterLab as `vertebra learn` starts it, kept apart from everything of the person who runs the tests."""
    apart = tmp_path_factory.mktemp("jupyter")
    launcher.install_extension(apart)
    manifest = apart / "share" / "jupyter" / "labextensions" / "@vertebra" / "lab" / "static" / "lessons.json"
    lessons = json.loads(manifest.read_text(encoding="utf-8"))
    lessons["lessons"] |= {"90": SHIPPED, "92": ASKING, "93": EXPLORERS, "94": INTERRUPTED}
    manifest.write_text(json.dumps(lessons), encoding="utf-8")
    names = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    environment = os.environ | {f"JUPYTER_{name}": str(apart / name) for name in names}
    environment |= {"JUPYTER_PATH": str(apart / "share" / "jupyter"), "IPYTHONDIR": str(apart / "ipython")}
    environment |= {f"JUPYTERLAB_{name}_DIR": str(apart / name) for name in ("WORKSPACES", "SETTINGS")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    launcher.write_defaults(folder)
    command = [*launcher.command(folder, port, browser=False), "--IdentityProvider.token="]
    command.append("--LabApp.expose_app_in_browser=True")
    with (apart / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        yield wait_until_up(f"http://127.0.0.1:{port}", apart / "log")
    finally:
        process.terminate()
        process.wait(60)


def wait_until_up(address: str, log: Path) -> str:
    for _ in range(4 * LIVE_S):
        try:
            urllib.request.urlopen(f"{address}/api", timeout=20).close()
            return address
        except OSError:
            time.sleep(0.5)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture
def page(browser, server) -> Iterator:
    with page_of(browser, server) as found:
        yield found


@pytest.fixture(scope="module")
def one_page(browser, server) -> Iterator:
    """A page that has JupyterLab open, in which a learner goes from lesson to lesson."""
    with page_of(browser, server) as found:
        found.goto(f"{server}/lab?reset")
        await_true(found, "window.jupyterapp?.commands.hasCommand('docmanager:open')")
        yield found


@contextlib.contextmanager
def page_of(browser, server) -> Iterator:
    found = browser.new_page(viewport={"width": 1300, "height": 1600})
    outside: list[str] = []
    found.on("request", lambda request: outside.append(request.url) if leaves(request.url, server) else None)
    yield found
    found.close()
    assert outside == [], "nothing may be loaded from another host"


def leaves(url: str, server: str) -> bool:
    return not url.startswith((server, server.replace("http", "ws"), "data:", "blob:"))


def open_notebook(page, server: str, path: str) -> None:
    page.goto(f"{server}/lab/tree/{path}?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")


OPEN_ALONE = """async (path) => {
  const { shell, commands } = window.jupyterapp;
  for (const widget of [...shell.widgets('main')]) widget.dispose();
  await commands.execute('docmanager:open', { path, factory: 'Notebook' });
}"""


def wait_until_live(page) -> None:
    """Until every code cell of the lesson has its output and the extension has nothing more to do."""
    await_true(
        page,
        """() => {
          const lesson = document.querySelector(".vertebra-lesson");
          if (!lesson || lesson.classList.contains("vertebra-loading")) return false;
          const cells = [...lesson.querySelectorAll(".vertebra-cell.jp-CodeCell")];
          return cells.every((cell) => cell.querySelector(".jp-OutputArea-child"));
        }""",
    )


def wait_until_kernel_is_idle(page) -> None:
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")


def test_a_whole_lesson_runs_by_itself_and_saves(page, server, folder):
    open_notebook(page, server, "whole/whole.ipynb")
    page.wait_for_selector(".widget-slider")
    wait_until_live(page)
    assert (folder / "whole" / "count").read_text(encoding="utf-8") == "x"
    assert not (folder / "whole" / "shadow").exists(), "a file beside the lesson is not imported instead of the library"
    assert page.locator(".jp-InputPlaceholder:visible, .vertebra-cell .jp-InputArea-editor:visible").count() == 0
    await_true(page, "!document.querySelector('.jp-mod-current.jp-mod-dirty')")


def ritual(page, at: int) -> float:
    """What a widget of the lesson `saved` shows, once it has shown anything."""
    await_true(page, "(at) => document.querySelectorAll('.vx')[at]?.shown !== undefined", at)
    return float(page.evaluate("(at) => document.querySelectorAll('.vx')[at].shown.ritual", at))


def await_ritual(page, wanted: float) -> None:
    await_true(page, "(wanted) => document.querySelector('.vx')?.shown?.ritual === wanted", wanted)


def test_what_was_done_comes_back_after_a_reload_and_from_a_kernel_that_was_lost(page, server, folder):
    """One burst of a key is one step, undone and redone by keys; the state outlives page and kernel."""
    open_notebook(page, server, "saved/saved.ipynb")
    wait_until_live(page)
    assert ritual(page, 0) == 0
    slider = page.locator(".vx").first.locator("[id^='vx-ritual-']")
    for _ in range(3):
        slider.press("ArrowRight")
    await_true(page, "document.querySelector('.vx').shown.ritual > 0")
    page.wait_for_timeout(300)
    moved = ritual(page, 0)
    slider.press("Control+z")
    await_ritual(page, 0)
    page.locator(".vx .vx-title").first.click()
    page.keyboard.press("Control+Shift+Z")
    await_ritual(page, moved)
    until = time.monotonic() + LIVE_S
    while not (written := list((folder / "saved" / ".vertebra").rglob("*-RegressionToMeanExplorer-1.json"))):
        assert time.monotonic() < until, "the widget saves itself"
        page.wait_for_timeout(100)
    assert [path.parent.name for path in written] == ["93_trial"]

    page.reload()
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    wait_until_live(page)
    await_ritual(page, moved)
    assert ritual(page, 1) == 0, "another cell's widget has a file of its own"

    page.locator(".jp-NotebookPanel-toolbar [data-command='notebook:restart-kernel']").first.click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    banner = page.locator(".vx[data-lost=lost] .vx-lost")
    banner.first.wait_for()
    assert page.evaluate("document.querySelector('.vx .vx-body').inert")
    banner.first.locator("[data-control=start-again]").click()
    await_true(page, "!document.querySelector('.vx[data-lost=lost]') && document.querySelectorAll('.vx').length === 2")
    wait_until_live(page)
    await_ritual(page, moved)
    page.locator(".vx").first.locator("[data-control=undo]").click()
    await_ritual(page, 0)


def test_opening_it_again_runs_it_once_more_and_harms_nothing(page, server, folder):
    before = (folder / "whole" / "count").read_text(encoding="utf-8") if (folder / "whole" / "count").exists() else ""
    open_notebook(page, server, "whole/whole.ipynb")
    wait_until_live(page)
    page.click(".lm-TabBar-tab.jp-mod-current .lm-TabBar-tabCloseIcon")
    page.wait_for_selector(".vertebra-lesson", state="detached")
    page.dblclick(".jp-DirListing-item:has-text('whole.ipynb')")
    wait_until_live(page)
    await_true(page, "document.querySelectorAll('.vertebra-lesson .widget-slider').length === 1")
    until = time.monotonic() + LIVE_S
    while (count := (folder / "whole" / "count").read_text(encoding="utf-8")) != before + "xx":
        assert time.monotonic() < until, f"it ran {len(count) - len(before)} times, not twice"
        page.wait_for_timeout(100)


SHUT_DOWN = """async (path) => {
  const { serverSettings } = window.jupyterapp.serviceManager;
  const token = document.cookie.split('; ').find((one) => one.startsWith('_xsrf='))?.slice(6) ?? '';
  const ask = (what, options) => fetch(serverSettings.baseUrl + what, options);
  const sessions = await (await ask('api/sessions')).json();
  const { id } = sessions.find((session) => session.path === path);
  return (await ask(`api/sessions/${id}`, { method: 'DELETE', headers: { 'X-XSRFToken': token } })).status;
}"""
"""What another page does to a notebook's kernel on closing it, without a word to this one."""


@pytest.mark.parametrize("how", ["killed", "shut"])
def test_a_kernel_that_ends_during_the_first_run_is_replaced_and_all_cells_run(page, server, folder, how):
    open_notebook(page, server, f"{how}/{how}.ipynb")
    begun = folder / how / "begun"
    until = time.monotonic() + LIVE_S
    while not begun.exists():
        assert time.monotonic() < until, "the lesson begins to run"
        page.wait_for_timeout(20)
    if how == "killed":
        (folder / how / "go").touch()
    else:
        assert page.evaluate(SHUT_DOWN, f"{how}/{how}.ipynb") == 204
    wait_until_live(page)
    assert begun.read_text(encoding="utf-8") == "xx"
    assert page.locator(".vertebra-cell .jp-OutputArea-child").count() == len(INTERRUPTED)
    await_true(page, "document.querySelectorAll('.vertebra-lesson .widget-slider').length === 1")
    assert page.locator(".vertebra-sign:visible").count() == 0


def test_the_learners_own_cells_wait_for_the_learner(page, server, folder):
    open_notebook(page, server, "noted/noted.ipynb")
    page.wait_for_selector(".widget-slider")
    await_true(page, "!document.querySelector('.vertebra-loading')")
    assert (folder / "noted" / "count").exists()
    assert not (folder / "noted" / "canary").exists()


def test_an_explanation_opens_with_the_answer_to_its_question_and_stays_open(page, server):
    open_notebook(page, server, "asking/asking.ipynb")
    page.wait_for_selector(".vq-item input")
    wait_until_live(page)
    fold = page.locator("details.vertebra-explanation")
    fold.locator("summary").click()
    assert fold.get_attribute("open") is None, "a click before the answer opens nothing"
    assert page.evaluate("!!document.activeElement.closest('.vq-item')"), "but leads to the question"
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") is None, "nor does a key"
    page.locator(".vq-item input").first.check()
    page.locator(".vq-actions button:visible").first.click()
    await_true(page, "document.querySelector('details.vertebra-explanation').open", timeout_s=LIVE_S)
    page.reload()
    wait_until_live(page)
    await_true(page, "document.querySelector('details.vertebra-explanation').open", timeout_s=LIVE_S)


@pytest.mark.parametrize("name", ["altered", "pretender"])
def test_a_changed_lesson_only_offers_to_start(page, server, folder, name):
    open_notebook(page, server, f"{name}/{name}.ipynb")
    page.wait_for_selector(".vertebra-sign button")
    wait_until_kernel_is_idle(page)
    assert not (folder / name / "canary").exists()
    assert not (folder / name / "count").exists()
    page.click(".vertebra-sign button")
    until = time.monotonic() + LIVE_S
    while not (folder / name / "canary").exists():
        assert time.monotonic() < until, "the learner's own click runs it"
        page.wait_for_timeout(100)


def test_a_notebook_that_is_no_lesson_is_left_alone(page, server, folder):
    open_notebook(page, server, "foreign/foreign.ipynb")
    wait_until_kernel_is_idle(page)
    page.wait_for_timeout(1500)
    assert page.locator(".vertebra-lesson, .vertebra-sign").count() == 0
    assert not (folder / "foreign" / "canary").exists()


def test_a_quiz_opens_live_and_runs_nothing_else(page, server, folder):
    open_notebook(page, server, "T1/T1.ipynb")
    wait_until_live(page)
    page.locator(".vq-who input").wait_for()
    assert not (folder / "T1" / "canary").exists()


def test_a_case_of_ones_own_opens_live_and_names_what_its_scan_does_not_show(page, server, folder):
    open_notebook(page, server, learner_folder.notebook_of_case(folder, "scan"))
    wait_until_live(page)
    page.wait_for_selector(".vx [data-control=inject]")
    await_true(page, "document.querySelectorAll('.vx canvas').length >= 3")  # C-arm, needle, cement.
    closed = page.locator(".vertebra-own-case[role=alert]")
    assert closed.count() == 1
    assert "pedicle_right" in closed.inner_text()


@pytest.mark.parametrize("lesson", sorted(path.name for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")))
def test_a_real_lesson_opens_live(one_page, lesson):
    page = one_page
    page.evaluate(OPEN_ALONE, lesson)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    wait_until_live(page)
    assert (
        page.locator(".vertebra-lesson .jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count()
        == 0
    )
    assert page.locator(".vertebra-sign:visible").count() == 0
