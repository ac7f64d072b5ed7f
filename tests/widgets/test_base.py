"""What every live widget does with messages, and how its scripts become one module."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass, replace

import numpy as np
import pytest
from refusals import refused
from rows import each_row

from vertebra import cache, texts
from vertebra.errors import CourseError, InputError
from vertebra.texts import Text, values
from vertebra.widgets import bundle
from vertebra.widgets.base import CourseWidget, FrameMessage, check_prediction
from vertebra.widgets.predict import PredictionGate


@dataclass(frozen=True)
class Count:
    number: int = 0


class Counter(CourseWidget):
    """A widget that counts."""

    script = "predict.js"
    title = "Counter"

    def initial_state(self):
        return Count()

    def update(self, state, action):
        if "crash" in action:
            raise RuntimeError("a fault of the course")
        if action["add"] > 9:
            message = Text("{number} is too much; add {most} at most.", "too-much")
            raise InputError(message.format(number=str(action["add"]), most="9"))
        return replace(state, number=state.number + action["add"])

    def render_state(self, state, previous):
        dtype = np.float64 if state.number == 5 else np.int16
        return FrameMessage(
            {"number": state.number, "new": previous is None}, {"all": np.arange(state.number, dtype=dtype)}
        )

    def alt_text(self, state):
        return f"Counted {state.number}."


def test_a_step_is_answered_with_its_number_its_frame_and_its_sentence(sent, tell):
    counter = Counter()
    tell(counter, {"add": 3})
    content, arrays = sent[0]
    assert (content["kind"], content["view"], content["seq"], content["fresh"]) == ("frame", "a", 1, False)
    assert content["state"] == {"number": 3, "new": False}
    assert content["sentence"] == "Counted 3."
    assert arrays["all"].tolist() == [0, 1, 2]


def test_a_new_view_gets_the_present_state_whole(sent, tell):
    counter = Counter()
    tell(counter, {"add": 2})
    tell(counter, None)
    assert sent[1][0]["fresh"]
    assert sent[1][0]["state"] == {"number": 2, "new": True}


def test_what_a_learner_can_put_right_is_said_and_changes_nothing(sent, tell):
    counter = Counter()
    tell(counter, {"add": 12})
    content = sent[0][0]
    assert (content["kind"], content["view"], content["seq"], content["key"]) == ("error", "a", 1, "too-much")
    assert values(content["message"]) == {"number": "12", "most": "9"}
    assert counter.state == Count()


def test_a_fault_of_the_course_is_told_without_a_traceback_and_the_widget_goes_on(sent, tell, caplog):
    counter = Counter()
    tell(counter, {"crash": True})
    assert sent[0][0]["key"] == "fault-of-the-course"
    assert "a fault of the course" in caplog.text
    tell(counter, {"add": 1})
    assert sent[1][0]["state"]["number"] == 1


@pytest.mark.parametrize("content", [None, "x", {}, {"kind": "eval"}, {"kind": "step", "action": [1]}])
def test_a_message_that_is_none_is_refused(sent, content):
    counter = Counter()
    counter._receive(counter, content, [])
    assert sent[0][0]["kind"] == "error"
    assert counter.state == Count()


def test_an_array_that_a_browser_cant_hold_is_refused(sent, tell, caplog):
    tell(Counter(), {"add": 5})
    assert sent[0][0]["kind"] == "error"
    assert "float64" in caplog.text


def test_reset_returns_to_the_start(sent, tell):
    counter = Counter()
    tell(counter, {"add": 4})
    tell(counter, {"reset": True})
    assert counter.state == Count()
    assert counter.dispatch(add=2) == "Counted 2."


def test_a_saved_notebook_holds_a_sentence_and_no_address():
    data, _ = Counter()._repr_mimebundle_()
    assert data["text/plain"] == "Counter. Counted 0."
    assert "image/png" not in data
    assert repr(Counter()) == "Counter()"


@each_row(
    ("predict", "named"),
    [
        ({"question": " ", "choices": ["a", "b"]}, "prediction-question"),
        ({"question": "q", "choices": ["a"]}, "prediction-choices"),
        ({"question": "q", "choices": ["a", "a"]}, "prediction-choices"),
        ({"question": "q", "choices": ["a", "b"], "reveal": 3}, "prediction-reveal"),
    ],
)
def test_a_prediction_needs_a_question_and_choices(predict, named):
    with refused(InputError, named):
        check_prediction(predict)


def test_a_prediction_is_told_before_and_after_the_choice():
    asked = PredictionGate("What falls?", ["a", "b"], "It is b.")
    assert asked.current_alt_text == "What falls? (a; b)"
    asked.prediction = "a"
    assert texts.values(asked.current_alt_text) == {"question": "What falls?", "prediction": "a", "reveal": "It is b."}
    with refused(InputError, "jump"):
        asked.update(None, {"jump": 1})


@pytest.mark.slow
@each_row("entry", sorted(path.name for path in bundle.SCRIPTS.glob("*.js")))
def test_each_script_with_a_default_becomes_one_module_that_node_loads(entry, tmp_path):
    if not re.search(r"^export default", (bundle.SCRIPTS / entry).read_text(encoding="utf-8"), re.M):
        pytest.skip("not a widget's own script")
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    module = tmp_path / "widget.mjs"
    module.write_text(bundle.esm(entry), encoding="utf-8")
    code = f"import({json.dumps(module.as_uri())}).then((m) => console.log(typeof m.default.render));"
    run = subprocess.run([node, "-e", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.stdout.strip() == "function", run.stderr


@pytest.fixture
def scripts(tmp_path, monkeypatch):
    """A folder of scripts of the test's own: `scripts(name=text, ...)`."""
    monkeypatch.setattr(bundle, "SCRIPTS", tmp_path)
    cache.CONSTANTS.clear()
    yield lambda **sources: [
        (tmp_path / f"{name}.js").write_text(text, encoding="utf-8") for name, text in sources.items()
    ]
    cache.CONSTANTS.clear()


@pytest.mark.parametrize(
    ("texts", "named"),
    [
        ({"a": 'import {b} from "./b.js";', "b": 'import {a} from "./a.js";'}, "a.js > b.js > a.js"),
        ({"a": 'import {b} from "./b.js";'}, "b.js"),
        ({"a": 'import b from "https://example.org/b.js";'}, "import"),
    ],
)
def test_what_cant_be_bundled_is_named(scripts, texts, named):
    scripts(**texts)
    with refused(CourseError, named):
        bundle.esm("a.js")
