"""The harness itself: a cell runs, a prediction is made by keyboard, and a request to another host is caught."""

import pytest
from waiting import await_true

playwright = pytest.importorskip("playwright.sync_api")
Error = playwright.Error

CELL = """from vertebra.widgets.predict import PredictionGate
PredictionGate("Where will it break?", ["At the front", "At the back"], "At the front, where the bone is thinnest.")"""


def test_prediction_by_keyboard_stays_beside_its_outcome(lab):
    page = lab.open_notebook(lab.write_notebook("predict.ipynb", CELL))
    lab.run()
    widget = lab.widget()
    widget.locator("input[type=radio]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    outcome = widget.locator(".vx-outcome")
    outcome.wait_for()
    assert "At the back" in outcome.inner_text()
    assert "thinnest" in outcome.inner_text()
    assert page.locator(".jp-Notebook .jp-Cell").count() == 1
    assert lab.accessibility_faults() == []


def test_request_to_another_host_is_stopped_and_noted(lab):
    page = lab.open_notebook(lab.write_notebook("away.ipynb", "1 + 1"))
    with page.expect_request("http://example.invalid/x"):
        page.evaluate("fetch('http://example.invalid/x').catch(() => null)")
    assert lab.outside == ["http://example.invalid/x"]
    lab.outside.clear()


THROWING = """<!DOCTYPE html>{more}<script>
let asked = 0;
Object.defineProperty(window, "app", {{ get() {{
  asked += 1;
  {act}
}} }});
</script>"""
LEFT = "if (asked === 3) location.assign('{}'); throw new ReferenceError('not here');"
LATE = "if (asked > 3) return {ready: true}; throw new TypeError('not yet');"


def test_a_wait_goes_on_through_a_navigation_and_until_the_script_has_run(browser, tmp_path):
    """On the page that is left, and on the one whose script is late, the expression throws; it holds only after both.

    Each page goes by how often it was asked, not by a clock.
    """
    late, first = tmp_path / "late.html", tmp_path / "first.html"
    late.write_text(THROWING.format(more="<p id=here></p>", act=LATE), encoding="utf-8")
    first.write_text(THROWING.format(more="", act=LEFT.format(late.as_uri())), encoding="utf-8")
    page = browser.new_page()
    page.goto(first.as_uri())
    with pytest.raises(Error, match=r"ReferenceError|destroyed|TypeError"):
        page.evaluate("app.ready")
    await_true(page, "app.ready && document.querySelector('#here').id === 'here'")
    await_true(page, "([name, value]) => app[name] === value", ["ready", True])
    page.close()


def test_a_wait_that_ends_shows_what_was_thrown_and_a_real_fault_is_not_waited_for(browser):
    page = browser.new_page()
    with pytest.raises(pytest.fail.Exception, match=r"missing\.part.*ReferenceError"):
        await_true(page, "missing.part", timeout_s=0.2)
    with pytest.raises(Error, match="SyntaxError"):
        await_true(page, "1 +")
    page.close()
    with pytest.raises(Error, match="closed"):
        await_true(page, "true")
