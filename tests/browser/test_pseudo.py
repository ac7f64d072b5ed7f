"""Nothing is left out of the catalogue, and nothing is cut off: everything is shown in the pseudo-locale, 40 % longer.

The same pages show each widget in both themes: no accessibility fault, and nothing that goes wrong on the page. Several
share a page, as in a lesson.
"""

import json
import os
import re
import string
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat
import pytest

from vertebra.texts import VARIABLE
from vertebra.views import decision

TOKEN = "for-tests-only"
SCRIPT = Path(__file__).with_name("texts_on_page.js").read_text(encoding="utf-8")
HEAD = "from vertebra.lab import mrs_a\n"
PAGES = {
    "anatomy": ("viewer.VertebraViewer(mrs_a())", "bone.BoneLossExplorer(mrs_a())", "risk.RiskExplorer(mrs_a())"),
    "loads": (
        "mechanics.LoadStrengthExplorer(mrs_a())",
        "fracture.CollapseExplorer(mrs_a())",
        "spine.KyphosisExplorer(mrs_a())",
    ),
    "pictures": ("mri.MriExplorer(mrs_a())", "reading.ReadingRoom(seed=1)"),
    "arm": ("carm_positioning.CArmTrainer(mrs_a())", "needle.NeedleTrainer(mrs_a())"),
    "people": ("cohort.CascadeExplorer(mrs_a())", "case_room.CaseRoom(5)"),
    "evidence": (
        "meta_analysis.ForestExplorer()",
        "pain.RegressionToMeanExplorer()",
        "decision.DecisionSheet(mrs_a())",
    ),
    "before": ("antithrombotics.AntithromboticPlanner()", "scatter.ScatterExplorer()"),
    "cement": (
        "cement.CementTrainer(mrs_a())",
        "kyphoplasty.BalloonTrainer(mrs_a())",
        "technique_comparison.TechniqueComparison(mrs_a())",
    ),
    "after": ("heat.HeatExplorer(mrs_a())", "restoration.RestorationExplorer(mrs_a())"),
}
DONE = {
    "fracture": {"guess": 1},
    "reading": {"say": "new"},
    "carm_positioning": {"claim": "AP", "hint": True},
    "needle": {"scan": True},
    "cement": {"inject": 6, "scan": True},
    "kyphoplasty": {"volume": 2, "scan": True},
    "decision": {"compare": True},
}
"""What is done in a widget before it is looked at, so that its results are seen as well."""
UNITS = "mmHg mm mL kN MPa kPa psi HU kV mGy cm mg ms Hz kg min Pa Gy"
SIGNS = "Tab AP CT MRI INR DXA QCT STIR TR TE TI CSF LPO RPO II IV"
NAMES = "VERTOS INVEST VAPOUR KAVIAR Black Buchbinder Clark Klazen Dohm Zou Hsieh"
SAME_EVERYWHERE = {*string.ascii_letters, *f"{UNITS} {SIGNS} {NAMES}".split()}
"""The same in every language: letters of keys and sides, units, abbreviations, names of trials and their authors."""


def cell(call: str) -> str:
    module, made = call.split(".", 1)
    done = "".join(f"shown.dispatch({name}={value!r})\n" for name, value in DONE.get(module, {}).items())
    return f"{HEAD}from vertebra.widgets.{module} import {made.split('(')[0]}\nshown = {made}\n{done}shown"


@pytest.fixture(scope="module")
def pseudo_server(running, tmp_path_factory):
    home = tmp_path_factory.mktemp("pseudo")
    folder = home / "notebooks"
    folder.mkdir()
    options = "--LabApp.expose_app_in_browser=True"
    with running(folder, home, options, environment={VARIABLE: "pseudo"}) as server:
        yield server


@pytest.fixture(scope="module")
def labs(lab_for_each, pseudo_server):
    return lab_for_each(pseudo_server, SCRIPT)


@pytest.fixture
def lab(labs, request):
    """A page in the pseudo-locale."""
    with labs(request.node.name) as lab:
        yield lab


@pytest.fixture(scope="module")
def content() -> list[str]:
    """Texts of tables that widgets show; tables are translated file by file."""
    outcomes = decision.decision_outcomes()
    return sorted({text for one in outcomes for text in (one.name, one.people)}, key=len, reverse=True)


def left_out(page, selector: str, content: Sequence[str] = (), places: str = "") -> list[str]:
    """Texts in which letters have no accent, though they are no unit, key or name; nor `content`, nor in `places`."""
    faults = set()
    for text, where in page.evaluate("([selector, places]) => textsOnPage(selector, places)", [selector, places]):
        own = text
        for known in content:
            own = own.replace(known, "")
        if any(word not in SAME_EVERYWHERE for word in re.findall("[A-Za-z]+", own)):
            faults.add(f"{where}: {text}")
    return sorted(faults)


def cut_off(page, selector: str, places: str = "") -> list[str]:
    return page.evaluate("([selector, places]) => textsCutOff(selector, places)", [selector, places])


@pytest.mark.parametrize("name", PAGES)
def test_widgets_are_translated_have_room_and_can_be_used_by_everyone(lab, content, name):
    lab.page.set_viewport_size({"width": 1280, "height": 1100 * len(PAGES[name])})
    lab.open_notebook(lab.write_notebook(f"{name}.ipynb", *map(cell, PAGES[name])))
    lab.run()
    for at in range(len(PAGES[name])):
        lab.widget(at).locator(".vx-button[aria-expanded]").first.click()
    lab.wait_for_kernel()
    for canvas in lab.page.locator(".vx canvas:visible").all():
        lab.await_rest(canvas)
    assert lab.page.locator(".vx").count() == len(PAGES[name])
    assert left_out(lab.page, ".vx", content) == []
    assert cut_off(lab.page, ".vx") == []
    assert lab.faults_in_both_themes() == []
    assert lab.mishaps == []


def test_the_signs_of_a_lesson_are_translated_and_have_room(running, new_lab, tmp_path):
    apart, folder = tmp_path / "apart", tmp_path / "notebooks"
    folder.mkdir()
    code = (
        f"from pathlib import Path; from vertebra.lab import launcher; launcher.install_extension(Path({str(apart)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], env={**os.environ, VARIABLE: "pseudo"}, check=True)
    environment = {VARIABLE: "pseudo", "JUPYTER_PATH": str(apart / "share" / "jupyter")}
    with running(folder, tmp_path / "home", "--LabApp.expose_app_in_browser=True", environment=environment) as server:
        lab = new_lab(server)
        path = lab.write_notebook("changed.ipynb", "1")
        notebook = nbformat.read(path, 4)
        notebook.metadata["vertebra"] = {"lesson": "00"}
        nbformat.write(notebook, path)
        lab.page.add_init_script(SCRIPT)
        lab.open_notebook(path)
        lab.page.locator(".vertebra-sign button").wait_for()
        assert lab.page.locator(".vertebra-sign").inner_text().strip()
        assert left_out(lab.page, ".vertebra-sign") == []
        assert cut_off(lab.page, ".vertebra-sign") == []


ITEMS = ("01-trabecular-first", "01-density-causes", "01-ct-density", "01-plan")
RELEASE = """
import json, sys, nbformat
from pathlib import Path
from vertebra.quiz.release import quiz_notebook
from vertebra.quiz.release import release as notebooks
released, _ = notebooks.release(notebooks.QuizDefinition("Q0", "Q0", 5, {items}), "salt")
Path("quiz.json").write_text(json.dumps(released), encoding="utf-8")
nbformat.write(quiz_notebook.build(released), "Q0.ipynb")
"""
OF_A_QUESTION = ".vq-stem, .vq-option, .vq-figure, .vq-hint, .vq-review td, [data-vertebra-item] .vq-head strong"
"""What a question says is content, translated with its file."""


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """A course of four students, graded in the pseudo-locale, and the preview of its quiz."""
    root = tmp_path_factory.mktemp("demo")
    env = {**os.environ, VARIABLE: "pseudo"}
    command = [sys.executable, "-m", "vertebra"]
    subprocess.run([*command, "demo", str(root), "--students", "4"], env=env, check=True, capture_output=True)
    preview = root / "preview.html"
    subprocess.run(
        [*command, "quiz", "preview", "Q1", "--course", str(root / "course"), "--to", str(preview)],
        env=env,
        check=True,
        capture_output=True,
    )
    return root


def test_the_quiz_is_translated_and_has_room(new_lab, pseudo_server):
    lab = new_lab(pseudo_server, pseudo_server.folder / "quiz")
    lab.folder.mkdir()
    code = RELEASE.format(items=ITEMS)
    subprocess.run([sys.executable, "-c", code], cwd=lab.folder, env=pseudo_server.environment, check=True)
    lab.page.add_init_script(SCRIPT)
    lab.page.set_viewport_size({"width": 1280, "height": 4000})
    lab.open_notebook("Q0.ipynb")
    lab.wait_for_kernel()
    if not lab.page.locator(".vertebra-lesson").count():  # with the course's extension a quiz runs by itself
        lab.command("notebook:run-all-cells")
    lab.page.locator(".vq-who input").fill("anna.b")
    lab.page.locator(".vq-who button").click()
    lab.page.locator(f"[data-vertebra-item='{ITEMS[-1]}']").wait_for()
    lab.page.locator(f"[data-vertebra-item='{ITEMS[2]}'] input").fill("94 mg/cm³")
    lab.page.locator(f"[data-vertebra-item='{ITEMS[2]}'] .vq-saved").wait_for()
    assert left_out(lab.page, ".vertebra-quiz", ("anna.b", *titles(lab.folder)), OF_A_QUESTION) == []
    assert cut_off(lab.page, ".vertebra-quiz") == []


def titles(folder) -> list[str]:
    return [item["title"] for item in json.loads((folder / "quiz.json").read_text(encoding="utf-8"))["items"]]


@pytest.mark.parametrize("name", ["report", "feedback", "preview"])
def test_pages_of_grading_are_translated_and_have_room(demonstration, browser, name):
    course = demonstration / "course"
    path = {
        "report": course / "reports" / "Q1.html",
        "feedback": course / "feedback" / "s02" / "Q1" / "Q1.html",
        "preview": demonstration / "preview.html",
    }[name]
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    page.add_init_script(SCRIPT)
    page.goto(path.as_uri())
    heads = "th" if name == "report" else "th[scope]"
    assert left_out(page, f"{heads}, dt, .ci, .total, .verdict, .secret, .switch, .caution") == []
    assert cut_off(page, "body") == []
    page.close()


@pytest.fixture(scope="module")
def pseudo_formgrader(demonstration, running, tmp_path_factory):
    home = tmp_path_factory.mktemp("formgrader")
    with running(demonstration / "course", home, environment={VARIABLE: "pseudo"}) as server:
        yield server


@pytest.mark.parametrize("path", ["manage_assignments", "manage_submissions/Q1", "gradebook/Q1/Q1", "manage_students"])
def test_formgrader_is_translated_and_has_room(pseudo_formgrader, new_lab, path):
    lab = new_lab(pseudo_formgrader)
    lab.page.add_init_script(SCRIPT)
    lab.page.goto(f"{pseudo_formgrader.url}/formgrader/{path}?token={TOKEN}")
    lab.page.locator("#main-table tr").first.wait_for()
    assert left_out(lab.page, "thead th, main h1, nav.pages a, tfoot a") == []
    assert cut_off(lab.page, "main") == []
