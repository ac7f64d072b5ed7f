"""Fluoroscopy in JupyterLab in Chromium: frames a second while the arm is dragged, and the fine picture on release.

Run: python tests/benchmarks/fluoroscopy.py
"""

import contextlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import numpy as np
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from chromium import CHROMIUM_OPTIONS, find_chromium
from conftest import TOKEN, running_lab
from widgets import PATIENT, Case
from widgets import measure as measure_keys

CELL = PATIENT + "from vertebra.widgets.carm_positioning import CArmTrainer\nCArmTrainer(patient)"
LEAST_FRAMES_PER_S, LONGEST_FINE_MS, LONGEST_STEP_MS = 25.0, 80.0, 100.0
ALONE_S, DRAG_S, RELEASES = 2, 5.0, 15

STEP = Case(
    "C-arm: a degree",
    CELL.removeprefix(PATIENT),
    ".vx-arm-screen canvas",
    ".vx-arm-screen canvas",
    ("ArrowLeft", "ArrowRight"),
)

WATCH = """() => {
  window.seen = [];
  window.told = [];
  const put = OffscreenCanvasRenderingContext2D.prototype.putImageData;
  OffscreenCanvasRenderingContext2D.prototype.putImageData = function (image, ...rest) {
    put.call(this, image, ...rest);
    let sum = 0;
    for (let at = 0; at < image.data.length; at += 397) sum = (sum * 31 + image.data[at]) | 0;
    const last = window.seen.at(-1);
    if (!last || last.sum !== sum) window.seen.push({ at: performance.now(), pixels: image.width, sum });
  };
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...rest) {
    window.told.push(performance.now());
    return send.apply(this, rest);
  };
}"""

DRAG = """async ([seconds]) => {
  const node = document.querySelector(".vx-arm-screen canvas");
  const box = node.getBoundingClientRect();
  const send = (type, x, y) => node.dispatchEvent(new PointerEvent(type, {
    pointerId: 1, button: type === "pointermove" ? -1 : 0, buttons: 1, bubbles: true, cancelable: true,
    clientX: box.left + box.width / 2 + x, clientY: box.top + box.height / 2 + y,
  }));
  node.setPointerCapture = () => {};
  send("pointerdown", 0, 0);
  const start = performance.now();
  while (performance.now() - start < 1000 * seconds) {
    const turn = (performance.now() - start) / 400;
    send("pointermove", 90 * Math.sin(turn), 40 * Math.sin(1.7 * turn));
    await new Promise((next) => setTimeout(next, 8));
  }
  send("pointerup", 0, 0);
  return [start, performance.now()];
}"""


RUN = f"""async () => {{
  const drag = {DRAG};
  await new Promise((next) => setTimeout(next, {1000 * ALONE_S}));
  const [start, end] = await drag([{DRAG_S}]);
  const inTime = window.seen.filter((frame) => frame.at >= start && frame.at <= end);
  const frames = inTime.filter((frame) => frame.pixels === 384).map((frame) => frame.at);
  const fine = [];
  for (let turn = 0; turn < {RELEASES}; turn++) {{
    window.seen.length = window.told.length = 0;
    await drag([0.15]);
    let drawn;
    while (!(drawn = window.seen.find((one) => one.pixels === 512))) await new Promise((next) => setTimeout(next, 20));
    fine.push(drawn.at - Math.max(...window.told.filter((at) => at < drawn.at)));
    await new Promise((next) => setTimeout(next, 200));
  }}
  window.result = {{ frames, fine }};
}}"""


def open_trainer(page: Page, url: str, folder: Path) -> None:
    """A notebook with the trainer at its highest rate of pulses, its script watched."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "bench.ipynb")
    page.goto(f"{url}/doc/tree/bench.ipynb?token={TOKEN}&reset")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=90_000)
    page.locator("[data-status='idle']").first.wait_for(state="attached", timeout=90_000)
    page.wait_for_timeout(1500)
    page.evaluate("() => { (window.jupyterapp || window.jupyterlab).commands.execute('notebook:run-all-cells'); }")
    page.locator(".vx[data-ready=true]").first.wait_for(timeout=90_000)
    page.get_by_text("Machine", exact=True).click()
    page.get_by_label("Pulses a second").select_option("30")
    page.get_by_text("Machine", exact=True).click()
    page.wait_for_timeout(2500)


@contextlib.contextmanager
def chromium_alone(program: str, profile: Path) -> Iterator[str]:
    """A Chromium that one can connect to and leave: while a test's driver listens, each frame is copied for it too."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "--headless=new", f"--remote-debugging-port={port}", f"--user-data-dir={profile}"]
    options = ["--no-first-run", "--window-size=1300,1200", *CHROMIUM_OPTIONS, "about:blank"]
    with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/json/version")
            yield address
        finally:
            process.terminate()


def wait_for(address: str) -> None:
    """Until something answers there."""
    end = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def measure(program: str, url: str, folder: Path, profile: Path) -> dict[str, list[float]]:
    """Times (ms) of the frames while dragged, and how long each fine picture took; nothing listens meanwhile."""
    with sync_playwright() as playwright, chromium_alone(program, profile) as address:
        browser = playwright.chromium.connect_over_cdp(address)
        page = browser.contexts[0].pages[0]
        open_trainer(page, url, folder)
        page.evaluate(WATCH)
        page.evaluate(f"() => {{ ({RUN})(); }}")
        browser.close()
        time.sleep(ALONE_S + DRAG_S + 1.5 * RELEASES + 2)
        page = playwright.chromium.connect_over_cdp(address).contexts[0].pages[0]
        page.wait_for_function("() => window.result", timeout=60_000)
        found: dict[str, list[float]] = page.evaluate("() => window.result")
        return found


def step(program: str, url: str, folder: Path) -> tuple[float, float]:
    """From an arrow key to changed pixels (ms): median and 95th percentile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_OPTIONS))
        found = measure_keys(browser.new_page(viewport={"width": 1300, "height": 1200}), STEP, url, folder)
        browser.close()
        return found


def main() -> None:
    """Print both, with the share of what is asked for (one is the limit)."""
    program = find_chromium()
    if program is None:
        sys.exit("No Chromium on this machine; install Debian's package chromium.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        folder, home, profile = (Path(temporary, name) for name in ("folder", "home", "profile"))
        folder.mkdir()
        with running_lab(folder, home, "--LabApp.expose_app_in_browser=True") as server:
            found = measure(program, server.url, folder, profile)
            usual, slow = step(program, server.url, folder)
    between, fine = np.diff(found["frames"]), np.array(found["fine"])
    rate, late = 1000 / between.mean(), np.percentile(between, 95)
    median, last = np.percentile(fine, [50, 95])
    print(
        f"384 x 384 while dragged   {rate:6.1f} frames/s   p95 between two {late:6.1f} ms   "
        f"{LEAST_FRAMES_PER_S / rate:5.2f} of the limit ({LEAST_FRAMES_PER_S:.0f} frames/s)"
    )
    print(
        f"512 x 512 on release      {median:6.1f} ms         p95 {last:18.1f} ms   "
        f"{median / LONGEST_FINE_MS:5.2f} of the limit ({LONGEST_FINE_MS:.0f} ms)"
    )
    print(
        f"a degree by key           {usual:6.1f} ms         p95 {slow:18.1f} ms   "
        f"{slow / LONGEST_STEP_MS:5.2f} of the limit ({LONGEST_STEP_MS:.0f} ms)"
    )


if __name__ == "__main__":
    main()
