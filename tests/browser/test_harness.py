"""The harness itself: a cell runs, a prediction is made by keyboard, and a request to another host is caught."""

CELL = """from vertebra.widgets.predict import Predict
Predict("Where will it break?", ["At the front", "At the back"], "At the front, where the bone is thinnest.")"""


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
    page.evaluate("fetch('http://example.invalid/x').catch(() => null)")
    page.wait_for_timeout(300)
    assert lab.outside == ["http://example.invalid/x"]
    lab.outside.clear()
