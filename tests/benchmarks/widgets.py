"""From a key to changed pixels in JupyterLab in Chromium. Run: python tests/benchmarks/widgets.py

Each line moves a control again and again and waits until the watched canvas shows something else.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
import numpy as np
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from chromium import CHROMIUM_OPTIONS, find_chromium
from conftest import TOKEN, running_lab

LIMIT_MS = 50.0
MOVES = 60
PATIENT = """from vertebra.patient import Fracture, Patient
patient = Patient(74, "female", t_score=-2.8, fractures=(Fracture("L1", grade=2, weeks_ago=3),), seed=1)
"""


@dataclass(frozen=True)
class Case:
    """What is moved: the keys go to `target` in turn, and `watched` must change."""

    name: str
    cell: str
    target: str
    watched: str
    keys: tuple[str, ...]
    before: tuple[str, ...] = ()
    """Keys that are pressed once, before the first move."""


CASES = (
    Case(
        "vertebra viewer: a slice moved (drawn in the browser)",
        "from vertebra.widgets.viewer import VertebraViewer\nVertebraViewer(patient)",
        ".vx-slice canvas",
        ".vx-slice canvas",
        ("ArrowUp", "ArrowDown", "ArrowDown", "ArrowUp"),
    ),
    Case(
        "bone-loss explorer: five years, new planes and scans",
        "from vertebra.widgets.bone import BoneLossExplorer\nBoneLossExplorer(patient)",
        ".vx-chart",
        ".vx-planes-pair .vx-pane canvas",
        ("PageDown", "PageDown", "PageUp", "PageUp"),
    ),
    Case(
        "bone-loss explorer: another treatment, new curve",
        "from vertebra.widgets.bone import BoneLossExplorer\nBoneLossExplorer(patient)",
        ".vx-chart",
        ".vx-chart",
        ("t",),
    ),
    Case(
        "risk explorer: one Z-score, new people and curve",
        "from vertebra.widgets.risk import RiskExplorer\nRiskExplorer(patient)",
        ".vx-bell-chart canvas",
        ".vx-people canvas",
        ("PageDown", "PageUp"),
    ),
    Case(
        "load and strength: 100 N more or less, all of the field",
        "from vertebra.widgets.mechanics import LoadStrengthExplorer\nLoadStrengthExplorer(patient)",
        ".vx-load-body canvas",
        ".vx-load-body canvas",
        ("ArrowUp", "ArrowDown"),
    ),
    Case(
        "load and strength: a millimetre forward, the shell's share",
        "from vertebra.widgets.mechanics import LoadStrengthExplorer\nLoadStrengthExplorer(patient)",
        ".vx-load-body canvas",
        ".vx-load-chart canvas",
        ("ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowRight"),
    ),
    Case(
        "collapse and grade: one per cent of height, a new body",
        "from vertebra.widgets.fracture import CollapseExplorer\nCollapseExplorer(patient)",
        ".vx-collapse-body canvas",
        ".vx-collapse-body canvas",
        ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"),
    ),
    Case(
        "MRI contrast: ten milliseconds of echo time, a new picture",
        "from vertebra.widgets.mri import MriExplorer\nMriExplorer(patient)",
        ".vx-mri-chart canvas",
        ".vx-mri-picture canvas",
        ("PageUp", "PageUp", "PageDown", "PageDown"),
    ),
    Case(
        "kyphosis: a degree of wedge",
        "from vertebra.widgets.spine import KyphosisExplorer\nKyphosisExplorer(patient)",
        ".vx-spine-picture canvas",
        ".vx-spine-picture canvas",
        ("ArrowLeft", "ArrowRight"),
    ),
    Case(
        "the next fracture: another drug, 10,000 people for ten years",
        "from vertebra.widgets.cohort import CascadeExplorer\nCascadeExplorer(patient)",
        ".vx-cohort-chart canvas",
        ".vx-cohort-chart canvas",
        ("t",),
    ),
    Case(
        "what the trials found: pooled another way, each left out",
        "from vertebra.widgets.meta_analysis import ForestExplorer\nForestExplorer()",
        ".vx-trials-picture canvas",
        ".vx-trials-picture canvas",
        ("m",),
    ),
    Case(
        "a treatment that does nothing: half a point of pain",
        "from vertebra.widgets.pain import RegressionToMeanExplorer\nRegressionToMeanExplorer()",
        ".vx-pain-chart canvas",
        ".vx-pain-chart canvas",
        ("ArrowRight", "ArrowLeft"),
    ),
    Case(
        "cement: the needle 2 mm forward or back, a new frame of fluoroscopy",
        "from vertebra.widgets.cement import CementTrainer\nCementTrainer(patient)",
        ".vx-cement-screen canvas",
        ".vx-cement-screen canvas",
        ("ArrowLeft", "ArrowRight"),
    ),
    Case(
        "needle: two millimetres, two frames of fluoroscopy",
        "from vertebra.widgets.needle import NeedleTrainer\nNeedleTrainer(patient)",
        ".vx-needle-view canvas",
        ".vx-needle-view canvas",
        ("PageUp", "PageDown"),
        ("3",),
    ),
    Case(
        "balloon: a tenth of a millilitre, on the screen",
        "from vertebra.widgets.kyphoplasty import BalloonTrainer\nBalloonTrainer(patient)",
        ".vx-balloon-chart canvas",
        ".vx-balloon-picture canvas",
        ("ArrowRight", "ArrowLeft"),
    ),
    Case(
        "two ways: a fifth of a millilitre in both",
        "from vertebra.widgets.technique_comparison import TechniqueComparison\nTechniqueComparison(patient)",
        ".vx-ways-chart canvas",
        ".vx-ways-picture canvas",
        ("ArrowRight", "ArrowRight", "ArrowLeft"),
    ),
    Case(
        "needle: the mark of a plan, two millimetres in both pictures",
        "from vertebra.widgets.needle import NeedleTrainer\nNeedleTrainer(patient)",
        ".vx-needle",
        ".vx-needle-view canvas",
        ("Shift+ArrowLeft", "Shift+ArrowRight"),
    ),
    Case(
        "strength given back: a tenth of a millilitre of cement",
        "from vertebra.widgets.restoration import RestorationExplorer\nRestorationExplorer(patient)",
        ".vx-chart",
        ".vx-chart",
        ("ArrowRight", "ArrowLeft"),
    ),
    Case(
        "heat: with a leak and without",
        "from vertebra.widgets.heat import HeatExplorer\nHeatExplorer(patient)",
        ".vx-heat-chart canvas",
        ".vx-heat-map canvas",
        ("l",),
    ),
)

FLOWS = (
    Case(
        "cement trainer while cement flows",
        "from vertebra.widgets.cement import CementTrainer\nCementTrainer(patient)",
        ".vx-cement-chart canvas",
        ".vx-cement-screen canvas",
        (),
    ),
    Case(
        "balloon trainer while cement flows into the hollows",
        "from vertebra.widgets.kyphoplasty import BalloonTrainer\nBalloonTrainer(patient)",
        ".vx-balloon-chart canvas",
        ".vx-balloon-picture canvas",
        ("PageUp", "PageUp", "d"),
    ),
)
"""The keys come before; then the space bar lets cement flow, and new pictures are counted."""
LEAST_PER_S, FLOW_S = 10.0, 6
HELPERS = """
  const canvas = document.querySelector(watched);
  const SIDE = 200;
  const copy = new OffscreenCanvas(SIDE, SIDE).getContext("2d", {willReadFrequently: true});
  const sum = () => {
    copy.drawImage(canvas, 0, 0, SIDE, SIDE);
    const words = new Uint32Array(copy.getImageData(0, 0, SIDE, SIDE).data.buffer);
    let total = 0;
    for (let at = 0; at < words.length; at++) total = (total * 31 + words[at]) | 0;
    return total;
  };
  const press = (key) => document.querySelector(target).dispatchEvent(
    new KeyboardEvent("keydown", {
      key: key.replace("Shift+", ""), shiftKey: key.startsWith("Shift+"), bubbles: true, cancelable: true,
    }),
  );
"""
COUNT_PICTURES = f"""async ([target, watched, seconds]) => {{
  {HELPERS}
  press(" ");
  const start = performance.now();
  let [count, last] = [0, sum()];
  while (performance.now() - start < 1000 * seconds) {{
    await new Promise(requestAnimationFrame);
    const now = sum();
    if (now !== last) count++;
    last = now;
  }}
  press(" ");
  return count / seconds;
}}"""
WAIT_FOR_CHANGE = f"""async ([target, watched, key]) => {{
  {HELPERS}
  let [before, since] = [sum(), performance.now()];
  while (performance.now() - since < 200) {{ // What the last key asked for is not this key's answer.
    await new Promise(requestAnimationFrame);
    const now = sum();
    if (now !== before) [before, since] = [now, performance.now()];
  }}
  const start = performance.now();
  press(key);
  while (performance.now() - start < 5000) {{
    await new Promise(requestAnimationFrame);
    await new Promise((next) => setTimeout(next));
    const shown = performance.now();
    if (sum() !== before) return shown - start;
  }}
  throw new Error(`no change of ${{watched}} within 5 s of ${{key}}`);
}}"""


def show(page: Page, case: Case, url: str, folder: Path) -> None:
    """The widget of the case in a notebook of its own, ready and at rest."""
    cell = nbformat.v4.new_code_cell(PATIENT + case.cell)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "bench.ipynb")
    page.goto(f"{url}/doc/tree/bench.ipynb?token={TOKEN}&reset")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=90_000)
    page.locator("[data-status='idle']").first.wait_for(state="attached", timeout=90_000)
    page.wait_for_timeout(1500)
    page.evaluate("() => { (window.jupyterapp || window.jupyterlab).commands.execute('notebook:run-all-cells'); }")
    page.locator(".vx[data-ready=true]").first.wait_for(timeout=90_000)
    page.wait_for_timeout(3000)


def measure(page: Page, case: Case, url: str, folder: Path) -> tuple[float, float]:
    """Median and 95th percentile (ms) of the time until the picture changes."""
    show(page, case, url, folder)
    for key in case.before:
        page.locator(case.target).first.press(key)
        page.wait_for_timeout(500)
    found = []
    for turn in range(MOVES + len(case.keys)):
        key = case.keys[turn % len(case.keys)]
        found.append(page.evaluate(WAIT_FOR_CHANGE, [case.target, case.watched, key]))
        page.wait_for_timeout(60)
    times = found[len(case.keys) :]
    return float(np.median(times)), float(np.percentile(times, 95))


def pictures_per_s(page: Page, case: Case, url: str, folder: Path) -> float:
    """New pictures a second while cement flows."""
    show(page, case, url, folder)
    for key in case.keys:
        page.locator(case.target).first.press(key)
        page.wait_for_timeout(500)
    return float(page.evaluate(COUNT_PICTURES, [case.target, case.watched, FLOW_S]))


def main() -> None:
    """Print a line for each control: median, 95th percentile, and the share of the time that an answer may take.

    Then, for each trainer, how many pictures a second come while cement flows. Words of a name, as arguments, choose.
    """
    wanted = sys.argv[1:]
    chromium = find_chromium()
    if chromium is None:
        sys.exit("No Chromium on this machine; install Debian's package chromium.")
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder, home = Path(temporary, "folder"), Path(temporary, "home")
        folder.mkdir()
        with running_lab(folder, home, "--LabApp.expose_app_in_browser=True") as server:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_OPTIONS))
            page = browser.new_page(viewport={"width": 1300, "height": 1500})
            for case in (one for one in CASES if not wanted or any(word in one.name for word in wanted)):
                median, late = measure(page, case, server.url, folder)
                print(
                    f"{case.name:58}{median:7.1f} ms   p95 {late:7.1f} ms   {late / LIMIT_MS:5.2f} of {LIMIT_MS:.0f} ms"
                )
            for case in (one for one in FLOWS if not wanted or any(word in one.name for word in wanted)):
                rate = pictures_per_s(page, case, server.url, folder)
                print(f"{case.name:58}{rate:7.1f} a second          {rate / LEAST_PER_S:5.2f} of {LEAST_PER_S:.0f}")
            browser.close()


if __name__ == "__main__":
    main()
