"""The package for learning platforms, opened by scorm-again as a platform would open it."""

import shutil
import threading
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from download import npm_package

from vertebra.book import source
from vertebra.site import builder, scorm, server
from vertebra.site.stills import Still

LESSON = "01_osteoporosis"
PLATFORM = """<!doctype html><title>A platform</title><script src="scorm12.js"></script>
<script>
window.API = new Scorm12API({autocommit: false, logLevel: 5});
API.cmi.suspend_data = localStorage.kept ?? "";
</script>
<iframe id="lesson" style="width: 1200px; height: 700px"></iframe>"""
NAMES = {"": scorm.IMSCP, "adlcp": scorm.ADLCP}


@pytest.fixture(scope="module")
def platform(tmp_path_factory) -> Iterator[str]:
    """The address of a platform that has unpacked the course's package."""
    paths = [path for path in source.paths() if path.name.startswith("01")]
    home = tmp_path_factory.mktemp("pages")
    builder.build(home / "site", paths, lambda code, names: Still(words="A picture."), with_laboratory=False)
    with zipfile.ZipFile(home / "site-scorm.zip") as package:
        package.extractall(home / "platform")
    (home / "platform" / "platform.html").write_text(PLATFORM, encoding="utf-8")
    shutil.copy(npm_package("scorm-again") / "dist" / "scorm12.js", home / "platform")
    with server.serve(home / "platform", 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def item_address(platform: str, page: Any) -> str:
    """Where the manifest says that the first lesson begins."""
    root = ElementTree.fromstring(page.request.get(f"{platform}/{scorm.MANIFEST}").body())
    item = root.find(".//item", NAMES)
    resource = root.find(f".//resource[@identifier='{item.get('identifierref')}']", NAMES)
    assert resource.get(f"{{{scorm.ADLCP}}}scormtype") == "sco"
    return f"{platform}/{resource.get('href')}{item.get('parameters')}"


def open_lesson(page: Any, platform: str) -> Any:
    page.goto(f"{platform}/platform.html")
    page.evaluate("address => document.getElementById('lesson').src = address", item_address(platform, page))
    frame = page.frame_locator("#lesson")
    frame.locator("html[data-started]").wait_for(state="attached")
    return frame


def told(page: Any, name: str) -> str:
    return page.evaluate(f"API.cmi.core.{name}")


def answer(frame: Any) -> None:
    """Give every question of the lesson some answer."""
    for item in frame.locator("[data-vertebra-item]").all():
        if item.locator('input[type="radio"], input[type="checkbox"]').count():
            item.locator('input[type="radio"], input[type="checkbox"]').first.check()
        elif item.locator("textarea").count():
            item.locator("textarea").first.fill("Some words")
        elif item.locator('input[type="text"]').count():
            item.locator('input[type="text"]').first.fill("-2.5")
        item.locator('[data-do="check"]').click()


def test_a_platform_is_told_completion_and_score_and_gives_the_answers_back(browser, platform):
    context = browser.new_context()
    page = context.new_page()
    frame = open_lesson(page, platform)
    assert told(page, "lesson_status") == "incomplete"
    answer(frame)
    page.wait_for_function("API.cmi.core.lesson_status === 'completed'")
    assert 0 <= float(told(page, "score.raw")) <= 100
    kept = page.evaluate("API.cmi.suspend_data")
    assert 0 < len(kept) <= 4096
    page.evaluate("document.getElementById('lesson').src = 'about:blank'")
    page.wait_for_function("API.currentState === 2")
    context.close()
    other = browser.new_context()
    page = other.new_page()
    page.goto(f"{platform}/platform.html")
    page.evaluate("kept => localStorage.setItem('kept', kept)", kept)
    open_lesson(page, platform)
    page.wait_for_function("API.cmi.core.lesson_status === 'completed'")
    other.close()


def test_a_page_that_the_platform_did_not_open_tells_nothing(browser, platform):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{platform}/platform.html")
    page.evaluate("address => document.getElementById('lesson').src = address", f"{platform}/en/{LESSON}.html")
    page.frame_locator("#lesson").locator('html[data-platform="false"]').wait_for(state="attached")
    assert page.evaluate("API.currentState") == 0
    context.close()


def test_the_manifest_lists_every_file_once(platform, browser):
    page = browser.new_context().new_page()
    root = ElementTree.fromstring(page.request.get(f"{platform}/{scorm.MANIFEST}").body())
    listed = [file.get("href") for file in root.findall(".//file", NAMES)]
    assert len(listed) == len(set(listed))
    assert {f"en/{LESSON}.html", "static/site.js", "index.html"} <= set(listed)
    page.context.close()
