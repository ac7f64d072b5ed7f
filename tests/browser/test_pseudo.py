"""Nothing is left out of the catalogue, and nothing is cut off: everything is shown in the pseudo-locale, 40 % longer."""

import re
import string
from collections.abc import Sequence
from pathlib import Path

import pytest

from vertebra.texts import VARIABLE
from vertebra.views import decision

SCRIPT = Path(__file__).with_name("texts_on_page.js").read_text(encoding="utf-8")
HEAD = "from vertebra.lessons import mrs_a\n"
PAGES = {
    "anatomy": ("viewer.VertebraViewer(mrs_a())", "bone.BoneLossExplorer(mrs_a())", "risk.RiskExplorer(mrs_a())"),
    "loads": (
        "mechanics.LoadStrengthExplorer(mrs_a())",
        "fracture.CollapseExplorer(mrs_a())",
        "spine.KyphosisExplorer(mrs_a())",
    ),
    "pictures": ("mri.MriExplorer(mrs_a())", "reading.ReadingRoom(seed=1)"),
    "arm": ("positioning.CArmTrainer(mrs_a())", "needle.NeedleTrainer(mrs_a())"),
    "people": ("cascade.CascadeExplorer(mrs_a())", "pathway.CaseRoom(5)"),
    "evidence": ("trials.ForestExplorer()", "pain.FallExplorer()", "decision.DecisionSheet(mrs_a())"),
    "cement": ("cement.CementTrainer(mrs_a())", "balloon.BalloonTrainer(mrs_a())", "ways.WaysExplorer(mrs_a())"),
    "after": ("heat.HeatExplorer(mrs_a())", "restoration.RestorationExplorer(mrs_a())"),
}
DONE = {
    "fracture": {"guess": 1},
    "reading": {"say": "new"},
    "positioning": {"claim": "AP", "hint": True},
    "needle": {"scan": True},
    "cement": {"inject": 6, "scan": True},
    "balloon": {"volume": 2, "scan": True},
    "decision": {"compare": True},
}
"""What is done in a widget before it is looked at, so that its results are seen as well."""
UNITS = "mm mL kN MPa kPa psi HU kV mGy cm mg ms Hz kg min Pa Gy"
SIGNS = "Tab AP CT MRI DXA QCT STIR TR TE TI CSF LPO RPO II IV"
NAMES = "VERTOS INVEST VAPOUR KAVIAR Buchbinder Clark Klazen Dohm Zou Hsieh"
SAME_EVERYWHERE = {*string.ascii_letters, *f"{UNITS} {SIGNS} {NAMES}".split()}
"""The same in every language: letters of keys and sides, units, abbreviations, names of trials and their authors."""


def cell(call: str) -> str:
    module, made = call.split(".", 1)
    done = "".join(f"shown.act({name}={value!r})\n" for name, value in DONE.get(module, {}).items())
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
def content() -> list[str]:
    """Texts of tables that widgets show; tables are translated file by file."""
    outcomes = decision.outcomes()
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
def test_widgets_are_translated_and_have_room(new_lab, pseudo_server, content, name):
    lab = new_lab(pseudo_server)
    lab.page.add_init_script(SCRIPT)
    lab.page.set_viewport_size({"width": 1280, "height": 1100 * len(PAGES[name])})
    lab.open_notebook(lab.write_notebook(f"{name}.ipynb", *map(cell, PAGES[name])))
    lab.run()
    for at in range(len(PAGES[name])):
        lab.widget(at).locator(".vx-button[aria-expanded]").first.click()
    lab.page.wait_for_timeout(1000)
    assert left_out(lab.page, ".vx", content) == []
    assert cut_off(lab.page, ".vx") == []
