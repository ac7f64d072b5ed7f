"""The folder of pages in Chromium, from a server and from the disk, with every other host refused."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from vertebra.book import source
from vertebra.site import builder, server
from vertebra.site.stills import Still

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c636060600000000400"
    "01f61738550000000049454e44ae426082"
)
LESSONS = ("01", "10")
NUMERIC, SINGLE, PREDICTION = "01-we-t-score", "01-sc-who", "01-pr-loss"


def draw(code: str, names: dict) -> Still:
    return Still(PNG, "A picture.", live=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Pages of two lessons, whose start pictures are one dot."""
    paths = [path for path in source.paths() if path.name.startswith(LESSONS)]
    return builder.build(tmp_path_factory.mktemp("pages") / "site", paths, draw, with_laboratory=False).parent


@pytest.fixture(scope="module")
def address(site) -> Iterator[str]:
    with server.serve(site, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


class Visit:
    """A browser window of its own, and what went wrong in it: requests that left the folder, errors in the console."""

    def __init__(self, browser: Any, home: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.home, self.outside, self.mishaps = home, [], []
        self.context.on("request", self._see)
        self.page = self.open_tab()

    def _see(self, request: Any) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.outside.append(request.url)

    def open_tab(self) -> Any:
        page = self.context.new_page()
        page.on("console", lambda message: message.type in ("error", "warning") and self.mishaps.append(message.text))
        page.on("pageerror", lambda error: self.mishaps.append(str(error)))
        return page

    def go(self, name: str, page: Any = None) -> Any:
        page = page or self.page
        page.goto(f"{self.home}/en/{name}")
        page.wait_for_selector("html[data-started]", state="attached")
        return page


@pytest.fixture
def visit(browser, address) -> Iterator[Visit]:
    made = Visit(browser, address)
    yield made
    made.context.close()
    assert made.outside == []
    assert made.mishaps == []


def item(page: Any, name: str) -> Any:
    return page.locator(f'[data-vertebra-item="{name}"]')


def first_option(page: Any, name: str, right: bool) -> None:
    """Choose the first option that is right, or wrong, by the key that the page carries."""
    data = json.loads(page.locator("#vs-data").text_content())
    results = data["questions"][name][0]["key"]["results"]
    chosen = next(option for option, result in results.items() if (result["verdict"] == "right") is right)
    item(page, name).locator(f'input[value="{chosen}"]').check()


def kept(page: Any, name: str) -> dict[str, Any] | None:
    return json.loads(page.evaluate(f"localStorage.getItem('vertebra/1/answer/{name}')") or "null")


@pytest.mark.parametrize("way", ["server", "disk"])
def test_no_request_leaves_the_folder_on_any_page(browser, site, address, way):
    visit = Visit(browser, address if way == "server" else site.as_uri())
    pages = sorted(path.relative_to(site / "en").as_posix() for path in (site / "en").rglob("*.html"))
    assert len(pages) >= 4
    for name in pages:
        page = visit.go(name)
        assert page.title()
        assert page.evaluate("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    page = visit.go(pages[0])
    page.locator("input[type=search]").fill("osteoclast")
    page.locator(".vs-hits a").first.wait_for()
    page.locator(".vs-hits a").first.click()
    page.wait_for_selector("html[data-started]", state="attached")
    assert page.url.startswith(visit.home)
    refused = page.evaluate("fetch('https://example.org/').then(() => 'came through', () => 'refused')")
    assert refused == "refused"
    visit.context.close()
    outside = [url for url in visit.outside if "example.org" not in url]
    assert outside == []
    assert [said for said in visit.mishaps if "example.org" not in said] == []


def test_an_answer_is_marked_kept_and_shown_again(visit):
    page = visit.go("01_osteoporosis.html")
    first_option(page, SINGLE, right=True)
    item(page, SINGLE).locator('[data-do="check"]').click()
    assert item(page, SINGLE).locator(".vq-told-right").count() == 1
    entry = kept(page, SINGLE)
    assert entry is not None
    assert [(answer["right"], answer["sure"]) for answer in entry["answers"]] == [(True, True)]
    item(page, NUMERIC).locator("input").fill("1,234")
    item(page, NUMERIC).locator('[data-do="unsure"]').click()
    assert item(page, NUMERIC).locator(".vq-told-unreadable").count() == 1
    page = visit.go("01_osteoporosis.html")
    assert item(page, SINGLE).locator("input:checked").count() == 1
    assert item(page, SINGLE).locator(".vq-told-right").count() == 1
    line = visit.go("index.html").locator('[data-progress-page="01_osteoporosis"]')
    assert line.get_attribute("data-done") == "2"
    assert page.locator("#vs-go-on").get_attribute("href").endswith("01_osteoporosis.html")


def test_an_explanation_opens_when_its_question_is_answered(visit):
    page = visit.go("01_osteoporosis.html")
    box = page.locator(f'[data-after="{PREDICTION}"]')
    box.locator("summary").click()
    assert box.locator("details[open]").count() == 0
    assert page.evaluate("document.activeElement.closest('[data-vertebra-item]').dataset.vertebraItem") == PREDICTION
    page.keyboard.press("Space")
    item(page, PREDICTION).locator('[data-do="check"]').click()
    assert box.locator("details[open]").count() == 1
    assert box.locator(".vertebra-locked").count() == 0


def test_another_tab_shows_what_was_answered_and_leaves_alone_who_is_at_work(visit):
    here, there = visit.go("01_osteoporosis.html"), visit.go("01_osteoporosis.html", visit.open_tab())
    first_option(here, SINGLE, right=True)
    item(here, SINGLE).locator('[data-do="check"]').click()
    item(there, SINGLE).locator(".vq-told-right").wait_for()
    assert not there.locator("#vs-notice").is_hidden()
    item(there, NUMERIC).locator("input").fill("7")
    item(here, NUMERIC).locator("input").fill("3")
    item(here, NUMERIC).locator('[data-do="check"]').click()
    there.wait_for_timeout(300)
    assert item(there, NUMERIC).locator("input").input_value() == "7"
    item(there, NUMERIC).locator('[data-do="check"]').click()
    entry = kept(here, NUMERIC)
    assert entry is not None
    assert entry["value"] == "7"
    assert len(entry["answers"]) == 2, "neither answer is lost"


NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no", "SecurityError"); },
});"""
FULL = """Storage.prototype.setItem = function () { throw new DOMException("full", "QuotaExceededError"); };"""


@pytest.mark.parametrize("broken", [NO_STORAGE, FULL], ids=["no storage", "full"])
def test_without_storage_an_answer_goes_along_in_the_tab_and_the_learner_is_warned(browser, address, broken):
    visit = Visit(browser, address)
    visit.context.add_init_script(broken)
    page = visit.go("01_osteoporosis.html")
    first_option(page, SINGLE, right=True)
    item(page, SINGLE).locator('[data-do="check"]').click()
    assert not page.locator("#vs-trouble").is_hidden()
    visit.go("10_harm.html")
    page = visit.go("01_osteoporosis.html")
    assert item(page, SINGLE).locator(".vq-told-right").count() == 1
    with page.expect_download() as saved:
        page.locator("#vs-save-now").click()
    answers = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))["answers"]
    assert list(answers) == [SINGLE]
    visit.context.close()
    assert visit.mishaps == []


def test_answers_go_to_another_browser_as_a_file_and_a_damaged_one_changes_nothing(visit, browser, address, tmp_path):
    page = visit.go("01_osteoporosis.html")
    first_option(page, SINGLE, right=False)
    item(page, SINGLE).locator('[data-do="check"]').click()
    page = visit.go("index.html")
    with page.expect_download() as saved:
        page.locator("main [data-save-progress]").click()
    content = Path(saved.value.path()).read_text(encoding="utf-8")
    other = Visit(browser, address)
    page = other.go("index.html")
    faulty = [content[: len(content) // 2], "{}", "a letter", content.replace('"schema":1', '"schema":2'), "[]"]
    faulty.append(json.dumps({**json.loads(content), "answers": {SINGLE: {"value": "x"}}}))
    for number, text in enumerate(faulty):
        path = tmp_path / f"{number}.json"
        path.write_text(text, encoding="utf-8")
        page.locator("#vs-open-progress").set_input_files(path)
        page.locator("#vs-notice:not([hidden])").wait_for()
        assert kept(page, SINGLE) is None, text[:40]
        page.evaluate("document.getElementById('vs-notice').hidden = true")
    path = tmp_path / "whole.json"
    path.write_text(content, encoding="utf-8")
    page.locator("#vs-open-progress").set_input_files(path)
    page.locator('[data-progress-page="01_osteoporosis"][data-done="1"]').wait_for()
    assert kept(page, SINGLE) == json.loads(content)["answers"][SINGLE]
    other.context.close()
    assert other.mishaps == []


def test_what_is_due_is_asked_again_on_the_learners_own_page(visit):
    page = visit.go("01_osteoporosis.html")
    first_option(page, SINGLE, right=False)
    item(page, SINGLE).locator('[data-do="check"]').click()
    yesterday = (datetime.now() - timedelta(days=2)).isoformat(timespec="seconds")
    entry = kept(page, SINGLE) or {}
    entry["answers"][0]["at"] = yesterday
    name = f"vertebra/1/answer/{SINGLE}"
    page.evaluate("([name, entry]) => localStorage.setItem(name, entry)", [name, json.dumps(entry)])
    page = visit.go("my_page.html")
    page.locator('[data-do="review"]').click()
    assert item(page, SINGLE).locator("input:checked").count() == 0, "it is asked without the answer given before"
    first_option(page, SINGLE, right=True)
    item(page, SINGLE).locator('[data-do="check"]').click()
    assert item(page, SINGLE).locator(".vq-told-right").count() == 1
    answers = (kept(page, SINGLE) or {})["answers"]
    assert [answer["right"] for answer in answers] == [False, True]
    page.locator('[data-do="done"]').click()
    assert page.locator('[data-do="review"]').count() == 0, "nothing is due any more"


def test_an_answer_to_a_question_that_has_changed_is_not_shown_as_one_to_the_new(visit):
    page = visit.go("01_osteoporosis.html")
    first_option(page, SINGLE, right=True)
    item(page, SINGLE).locator('[data-do="check"]').click()
    name = f"vertebra/1/answer/{SINGLE}"
    entry = json.dumps({**(kept(page, SINGLE) or {}), "version": "old"})
    page.evaluate("([name, entry]) => localStorage.setItem(name, entry)", [name, entry])
    page = visit.go("01_osteoporosis.html")
    assert item(page, SINGLE).locator("input:checked").count() == 0
    page.evaluate(f"localStorage.setItem('{name}', '{{damaged')")
    page = visit.go("01_osteoporosis.html")
    assert item(page, SINGLE).locator("input").count() > 1


@pytest.mark.parametrize("name", ["index.html", "about.html", "01_osteoporosis.html", "my_page.html"])
def test_a_phone_shows_a_page_in_its_width_and_a_finger_meets_every_button(browser, address, name):
    visit = Visit(browser, address, viewport={"width": 390, "height": 844}, has_touch=True)
    page = visit.go(name)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    small = page.evaluate(
        "[...document.querySelectorAll('button, .vq-option, .vs-file')]"
        ".filter((node) => node.offsetParent && node.getBoundingClientRect().height < 32).map((node) => node.outerHTML)"
    )
    assert small == []
    visit.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index.html", "01_osteoporosis.html"])
def test_a_page_can_be_used_by_everyone(browser, address, name, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    visit = Visit(browser, address, color_scheme=scheme)
    page = visit.go(name)
    # Nothing may run that is not the folder's own: the checker has to be let past the page's policy.
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(script)
    found = page.evaluate("axe.run().then(({violations}) => violations.map(({id, nodes}) => [id, nodes[0].html]))")
    assert found == []
    visit.context.close()


def test_the_search_goes_by_keyboard(visit):
    page = visit.go("index.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("osteopor")
    page.locator(".vs-hits a").first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('.vs-hits') !== null")
    page.keyboard.press("Escape")
    assert page.locator(".vs-search-panel").is_hidden()
    page.locator("input[type=search]").fill("zzzz")
    page.wait_for_function("document.querySelector('.vs-count').textContent !== ''")
    assert page.locator(".vs-hits a").count() == 0


def test_without_scripts_everything_can_be_read(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/en/01_osteoporosis.html")
    assert page.locator("noscript > .vs-notice").is_visible()
    assert page.locator(".vs-questions details.vertebra-card").count() > 5
    assert page.locator(".vertebra-picture img").first.is_visible()
    context.close()


def test_an_old_browser_is_told_what_it_lacks(browser, address):
    visit = Visit(browser, address)
    visit.context.add_init_script("delete window.WebAssembly; delete String.prototype.replaceAll;")
    page = visit.page
    page.goto(f"{address}/en/01_osteoporosis.html")
    page.locator("#vs-old:not([hidden])").wait_for()
    shown = page.locator("#vs-old li:visible").evaluate_all("(lines) => lines.map((line) => line.dataset.missing)")
    assert sorted(shown) == ["scripts", "webassembly"]
    visit.context.close()


def test_on_paper_everything_is_open_and_the_frame_is_gone(browser, address):
    visit = Visit(browser, address)
    page = visit.go("01_osteoporosis.html")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("main details:not([open])").count() == 0
    assert not page.locator(".vs-head").is_visible()
    assert not page.locator(".vs-turn").is_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("main details:not([open])").count() > 0
    assert re.match(rb"%PDF", page.pdf(format="A4"))
    visit.context.close()
