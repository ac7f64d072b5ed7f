"""JupyterLab driven in Chromium: `lab` is a page on a running Lab, with its own folder, and no way out to the internet.

A test fails if the page asks anything of another host. See decision 0396.
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browser import forked_kernels
from waiting import await_true

TOKEN = "for-tests-only"
START_S, CELL_S = 180, 300
PATIENCE_MS = 3000
SETTINGS = {
    "apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false", "checkForUpdates": False},
    "apputils-extension/themes.jupyterlab-settings": {"theme": "JupyterLab Light"},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives the browser and takes its time."""
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@dataclass
class Server:
    """A running JupyterLab: `url` with its token, `folder` that it shows, and `environment` that it runs in."""

    url: str
    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    log: Path


def isolated_environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a Jupyter that shares no settings, kernels' connections or workspaces with any other."""
    folders = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "IPYTHONDIR": home / "ipython",
        "JUPYTERLAB_SETTINGS_DIR": home / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": home / "workspaces",
        "MPLCONFIGDIR": home / "matplotlib",
    }
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    for name, content in SETTINGS.items():
        path = home / "settings" / "@jupyterlab" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return {
        **os.environ,
        **{name: str(path) for name, path in folders.items()},
        "JUPYTER_PREFER_ENV_PATH": "1",
        **(more or {}),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_lab(
    folder: Path, home: Path, *options: str, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """JupyterLab on `folder`, with its own settings in `home`; ended on leaving."""
    port = free_port()
    env = isolated_environment(home, environment)
    log = home / "lab.log"
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--ServerApp.port_retries=0",
    ]
    command += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None"]
    command += [
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        *options,
    ]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=env, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
        server = Server(f"http://127.0.0.1:{port}", folder, env, process, log)
        try:
            _await_server(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await_server(server: Server) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if server.process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{server.url}/api/status?token={TOKEN}", timeout=20).close()
            return
        time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{server.log.read_text(encoding='utf-8', errors='replace')[-3000:]}")


@dataclass
class Lab:
    """A page on JupyterLab. `outside` lists what it asked of other hosts, `mishaps` the errors in its console."""

    page: Any
    server: Server
    folder: Path
    workspace: str
    outside: list[str] = field(default_factory=list)
    mishaps: list[str] = field(default_factory=list)
    kept: bool = False
    """Whether the page shows a JupyterLab without a notebook that an earlier test has left, see `kept_page`."""

    def write_notebook(self, name: str, *cells: str) -> Path:
        """A notebook of code cells in the test's folder; a cell that starts with `%%markdown` is text."""
        mark = "%%markdown\n"
        made = [
            nbformat.v4.new_markdown_cell(cell.removeprefix(mark))
            if cell.startswith(mark)
            else nbformat.v4.new_code_cell(cell)
            for cell in cells
        ]
        notebook = nbformat.v4.new_notebook(cells=made)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = self.folder / name
        nbformat.write(notebook, path)
        return path

    def open_notebook(self, path: Path | str, *, theme: str = "light", simple: bool = True) -> Any:
        """Open a notebook (a path below the server's folder) and wait until its cells stand there; return the page."""
        full = Path(path) if Path(path).is_absolute() else self.folder / path
        where = full.relative_to(self.server.folder).as_posix()
        if self.kept and simple:
            self.command("docmanager:open", path=where, factory="Notebook")
        else:
            mode = "doc" if simple else "lab"
            prefix = f"/{mode}/workspaces/{self.workspace}/tree/"
            self.page.goto(f"{self.server.url}{prefix}{where}?token={TOKEN}")
        self.kept = False
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=START_S * 1000)
        self.use_theme(theme)
        self.await_true("document.querySelector('.jp-NotebookPanel-toolbar, .jp-Toolbar') !== null")
        return self.page

    def use_theme(self, theme: str) -> None:
        """`light` or `dark`: through the Lab's own command, so that widgets see the change happen."""
        wanted = f"JupyterLab {theme.capitalize()}"
        self.await_true("Boolean(window.jupyterapp || window.jupyterlab || document.body.dataset.jpThemeName)")
        self.page.evaluate(
            """async (theme) => {
              const app = window.jupyterapp || window.jupyterlab;
              if (app) await app.commands.execute('apputils:change-theme', {theme});
            }""",
            wanted,
        )
        is_light = "true" if theme == "light" else "false"
        self.await_true(f"document.body.dataset.jpThemeLight === '{is_light}'")

    def command(self, name: str, **arguments: Any) -> None:
        """Start one of JupyterLab's commands, such as `docmanager:save`; its result is not waited for."""
        self.page.evaluate(
            "([name, args]) => { (window.jupyterapp || window.jupyterlab).commands.execute(name, args); }",
            [name, arguments],
        )

    def await_true(self, expression: str, argument: Any = None, timeout_s: float = 120) -> None:
        """Wait until a JavaScript expression, or a function of `argument`, holds on the page (see
        `waiting.await_true`)."""
        await_true(self.page, expression, argument, timeout_s)

    def await_rest(self, canvas: Any, timeout_s: float = 120) -> str:
        """Wait until a canvas stands still where it is and shows the same picture three times in a row; return the
        picture."""
        end, seen = time.monotonic() + timeout_s, []
        while len(seen) < 3:
            now = (canvas.bounding_box(), canvas.evaluate("(canvas) => canvas.toDataURL()"))
            seen = [*seen, now] if now in seen[-1:] else [now]
            if time.monotonic() > end:
                pytest.fail(f"The canvas did not come to rest in {timeout_s} s.")
            self.page.wait_for_timeout(100)
        return seen[-1][1]

    def wait_for_kernel(self) -> None:
        """Wait until the notebook's kernel is connected and idle: a run sent before asks which kernel is meant."""
        self.await_true(
            """() => {
              const shell = (window.jupyterapp || window.jupyterlab)?.shell;
              const kernel = shell?.currentWidget?.sessionContext?.session?.kernel;
              return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
            }""",
            timeout_s=START_S,
        )

    def run(self, cell: int | None = None) -> None:
        """Run one code cell (counted among all cells), or all of them, and wait for the prompt numbers."""
        self.wait_for_kernel()
        cells = self.page.locator(".jp-Notebook .jp-Cell")
        wanted = range(cells.count()) if cell is None else [cell]
        first = next(at for at in wanted if "jp-CodeCell" in (cells.nth(at).get_attribute("class") or ""))
        if cell is not None:
            cells.nth(cell).locator(".jp-InputPrompt").first.click()
        self._send_until_run(first, "notebook:run-all-cells" if cell is None else "notebook:run-cell")
        for at in wanted:
            self.wait_for_prompt(at)

    def _send_until_run(self, cell: int, command: str) -> None:
        """A run that is sent while the kernel is still connecting is lost without a word, even after it has begun."""
        prompt = self.page.locator(".jp-Notebook .jp-Cell").nth(cell).locator(".jp-InputPrompt").first
        before, end, began = prompt.inner_text(), time.monotonic() + START_S, False
        while time.monotonic() < end:
            self.command(command)
            idle_ms = 0
            while idle_ms < PATIENCE_MS and time.monotonic() < end:
                self.page.wait_for_timeout(100)
                now = prompt.inner_text()
                if now != before and "*" not in now:
                    return
                if "*" in now and not began:
                    began, end = True, time.monotonic() + CELL_S
                idle_ms = idle_ms + 100 if now == before else 0
        pytest.fail(
            f"Cell {cell} began and did not end in {CELL_S} s." if began else f"Cell {cell} did not begin to run."
        )

    def wait_for_prompt(self, cell: int = 0, timeout_s: float = CELL_S) -> None:
        """Wait until a code cell shows a number in its prompt; a text cell has none."""
        from playwright.sync_api import expect

        place = self.page.locator(".jp-Notebook .jp-Cell").nth(cell)
        if "jp-CodeCell" in (place.get_attribute("class") or ""):
            expect(place.locator(".jp-InputPrompt").first).to_have_text(
                re.compile(r"\[\d+\]:"), timeout=timeout_s * 1000
            )

    def run_quiz(self) -> None:
        """Wait for an open quiz, which runs by itself where the course's extension is installed; run it where it is
        not."""
        from playwright.sync_api import TimeoutError as NotYet

        self.page.locator(".jp-Toolbar-kernelName", has_text="Python").wait_for()
        self.wait_for_kernel()
        live = self.page.locator(".vertebra-lesson").count() > 0
        for patience_s in (CELL_S,) if live else (80, 80, 80):
            if not live:
                self.command("notebook:run-all-cells")
            with contextlib.suppress(NotYet):
                self.page.locator(".vq-review").wait_for(timeout=1000 * patience_s)
                self.page.locator(".vertebra-loading").wait_for(state="detached")
                return
        pytest.fail("The quiz did not begin to run.")

    def output(self, cell: int = 0) -> Any:
        """The output area of a cell."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(cell).locator(".jp-Cell-outputArea")

    def widget(self, at: int = 0) -> Any:
        """A live widget of the course, once its first frame has come."""
        found = self.page.locator(".vx").nth(at)
        self.page.locator(".vx[data-ready]").nth(at).wait_for(state="attached", timeout=CELL_S * 1000)
        return found

    def open_widget(self, cell: str, theme: str = "light") -> "Lab":
        """A notebook of one cell that shows a widget, run until its first frame has come."""
        self.open_notebook(self.write_notebook("widget.ipynb", cell.strip()), theme=theme)
        self.run()
        self.widget()
        self.await_layout()
        return self

    def await_layout(self) -> None:
        """Wait until no widget has moved for three looks in a row: what is pulled by hand must not be on its way."""
        end, seen = time.monotonic() + CELL_S, []
        while len(seen) < 3:
            now = [widget.bounding_box() for widget in self.page.locator(".vx").all()]
            seen = [*seen, now] if now in seen[-1:] else [now]
            if time.monotonic() > end:
                pytest.fail(f"The widgets did not come to rest in {CELL_S} s.")
            self.page.wait_for_timeout(50)

    def await_attribute(self, node: Any, name: str, condition: str) -> None:
        """Wait until an attribute fits; `condition` is JavaScript about `value`, such as "value === '60'"."""
        self.await_true(
            f"([node, name]) => ((value) => ({condition}))(node.getAttribute(name))", [node.element_handle(), name]
        )

    def control(self, name: str) -> Any:
        """A control of a widget by its name in the code, whatever is written on it."""
        return self.page.locator(f".vx [data-control='{name}'], .vx [id^='vx-{name}-']").first

    def await_state(self, condition: str, timeout_s: float = 120) -> None:
        """Wait until a widget shows a state that fits; `condition` is JavaScript about `state`, such as "state.load >
        900"."""
        self.await_true(
            f"[...document.querySelectorAll('.vx')].some(({{ shown }}) => shown && ((state) => ({condition}))(shown))",
            timeout_s=timeout_s,
        )

    def state(self, name: str) -> Any:
        """A value of the state that the first widget shows."""
        return self.page.evaluate("(name) => document.querySelector('.vx').shown[name]", name)

    def await_words(self, pattern: str) -> None:
        """Wait until the sentence of a widget matches."""
        self.page.locator(".vx-sentence", has_text=re.compile(pattern)).first.wait_for()

    def faults_in_both_themes(self) -> list[str]:
        """What axe-core finds in the light theme and in the dark one, which the same page takes on."""
        found = []
        for theme in ("light", "dark"):
            self.use_theme(theme)
            self.await_true(
                "document.getAnimations().every((one) => one.playState !== 'running' || "
                "one.effect?.getComputedTiming().endTime === Infinity)"
            )
            found += [f"{theme}: {one}" for one in self.accessibility_faults()]
        return found

    def accessibility_faults(self, selector: str = ".jp-Cell-outputArea") -> list[str]:
        """What axe-core finds in the outputs (JupyterLab itself has findings of its own): rule, what, and where."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, context=selector).response["violations"]
        return [
            f"{one['id']}: {one['help']} at {node['target']} ({node['html'][:160]})"
            for one in found
            for node in one["nodes"]
        ]


@pytest.fixture(scope="session")
def quick_kernels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables of a JupyterLab whose kernels are forked from a process that has their packages (see
    `forked_kernels`); none where no process can be forked."""
    if sys.platform != "linux":
        yield {}
        return
    folder = Path(tempfile.mkdtemp(prefix="vertebra-kernels-"))  # A socket's address is short.
    try:
        forked_kernels.kernel_spec(folder, folder / "socket")
        with forked_kernels.forking(folder / "socket"):
            yield {"JUPYTER_PATH": str(folder)}
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def lab_server(
    tmp_path_factory: pytest.TempPathFactory, browser: Any, quick_kernels: dict[str, str]
) -> Iterator[Server]:
    """One JupyterLab for all tests that need nothing special of it."""
    home = tmp_path_factory.mktemp("lab")
    folder = home / "notebooks"
    folder.mkdir()
    with running_lab(folder, home, "--LabApp.expose_app_in_browser=True", environment=quick_kernels) as server:
        yield server


VIEWPORT = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def visitor(browser: Any) -> Iterator[Any]:
    """One visitor of the shared server, whose browser keeps JupyterLab's scripts from page to page."""
    context = browser.new_context(viewport=VIEWPORT)
    yield context
    context.close()


@pytest.fixture
def new_lab(browser: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Lab]]:
    """`new_lab(server, folder)` opens a page on a server of the test's own (see `running_lab`); `visitor` gives the
    browser."""
    opened: list[Lab] = []
    own: list[Any] = []

    def make(server: Server, folder: Path | None = None, visitor: Any = None, **context: Any) -> Lab:
        if visitor is None:
            visitor = browser.new_context(**{"viewport": VIEWPORT, **context})
            own.append(visitor)
        workspace = re.sub(r"\W+", "-", f"{request.node.name}-{len(opened)}")
        lab = Lab(visitor.new_page(), server, folder or server.folder, workspace)
        _guard(lab)
        opened.append(lab)
        return lab

    yield make
    for lab in opened:
        lab.page.close()
    for context in own:
        context.close()
    _assert_offline(*opened)


MAX_TESTS_A_PAGE = 12
"""After so many tests a page is loaded anew: Chromium keeps no more than 16 pictures of WebGL alive in one."""
LEAVE = """() => {
  const shell = (window.jupyterapp || window.jupyterlab).shell;
  for (const widget of [...shell.widgets('main')]) widget.dispose();
  return document.querySelector('.jp-Notebook, .jp-Dialog, .vx') === null;
}"""
"""Close what is open without asking whether it is to be saved, and say whether nothing is left of it."""


@dataclass
class KeptPage:
    """The page of the shared server that goes from test to test, None where there is none, and how many it served."""

    page: Any = None
    tests: int = 0

    def leave(self, lab: Lab) -> None:
        """Take the page of a test over for the next one, or close it where something of the test is left in it."""
        self.page, self.tests = None, self.tests + 1
        with contextlib.suppress(Exception):
            lab.page.set_viewport_size(VIEWPORT)
            if self.tests < MAX_TESTS_A_PAGE and lab.page.evaluate(LEAVE):
                self.page = lab.page
        if self.page is None:
            self.tests = 0
            lab.page.close()


@contextlib.contextmanager
def kept_lab(server: Server, visitor: Any, kept_page: KeptPage, name: str) -> Iterator[Lab]:
    """A page on a server that goes on to the next test, in a folder of the test's own; its kernels end with it.

    JupyterLab takes half of most tests' time to load. A learner too goes from notebook to notebook in one page.
    """
    plain = re.sub(r"\W+", "-", name)[-80:].strip("-")
    folder = server.folder / plain
    folder.mkdir(parents=True, exist_ok=True)
    kept = kept_page.page is not None
    lab = Lab(kept_page.page or visitor.new_page(), server, folder, plain, kept=kept)
    forget = _guard(lab)
    yield lab
    forget()
    kept_page.leave(lab)
    for session in _asked(server, "GET", "sessions"):
        _asked(server, "DELETE", f"sessions/{session['id']}")
    _assert_offline(lab)


@pytest.fixture(scope="session")
def kept_page() -> KeptPage:
    return KeptPage()


@pytest.fixture
def lab(lab_server: Server, visitor: Any, kept_page: KeptPage, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """A page on the shared server, see `kept_lab`."""
    with kept_lab(lab_server, visitor, kept_page, request.node.nodeid) as lab:
        yield lab


@pytest.fixture(scope="session")
def lab_for_each(browser: Any) -> Callable[..., Any]:
    """`lab_for_each(server, script)` gives by a test's name a page on a server of the module's own, where `script`
    has been run (see `kept_lab`)."""

    def on(server: Server, script: str) -> Callable[[str], contextlib.AbstractContextManager[Lab]]:
        context = browser.new_context(viewport=VIEWPORT)
        context.add_init_script(script)
        kept = KeptPage()
        return lambda name: kept_lab(server, context, kept, name)

    return on


def _assert_offline(*labs: Lab) -> None:
    outside = [address for lab in labs for address in lab.outside]
    assert not outside, f"The page asked other hosts for {outside}; a lesson must work offline."


def _asked(server: Server, method: str, what: str) -> Any:
    """What the server's own interface answers."""
    request = urllib.request.Request(
        f"{server.url}/api/{what}", method=method, headers={"Authorization": f"token {TOKEN}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        said = answer.read()
    return json.loads(said) if said else None


def _guard(lab: Lab) -> Callable[[], None]:
    """Note who is asked for anything, until the returned function is called. Chromium itself finds no other host
    (`CHROMIUM_OPTIONS`), so that nothing is answered."""

    def note(request: Any) -> None:
        address = request.url
        local = re.match(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]", address)
        if not local and not address.startswith(("data:", "blob:")):
            lab.outside.append(address)

    def note_error(error: Any) -> None:
        lab.mishaps.append(str(error))

    def note_message(message: Any) -> None:
        if message.type == "error":
            lab.mishaps.append(message.text)

    watched = {"request": note, "pageerror": note_error, "console": note_message}
    for event, listener in watched.items():
        lab.page.on(event, listener)

    def forget() -> None:
        for event, listener in watched.items():
            lab.page.remove_listener(event, listener)

    return forget


@pytest.fixture(scope="session")
def running() -> Callable[..., contextlib.AbstractContextManager[Server]]:
    """`running_lab`, for a test that needs servers of its own."""
    return running_lab
