"""Runs a lesson's cells in a browser's worker and passes their widgets' messages to the page and back.

It stands for kernel and comm: widgets are the course's own classes, on `anywidget` and `ipywidgets` as in `stand_ins`.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.append(str(Path(__file__).with_name("stand_ins")))

import anywidget
import ipywidgets
import kept_files

_SPACE: dict[str, Any] = {"__name__": "__main__"}


def start(post: Callable[[Any, Any], None], files: Any) -> None:
    """Send what widgets say through `post`, a function of JavaScript: a message and its buffers.

    `files` are what widgets saved earlier, by path.
    """
    from pyodide.ffi import to_js

    def send(message: dict[str, Any], buffers: Sequence[Any] = ()) -> None:
        post(json.dumps(message, default=_plain), to_js([_copied(buffer) for buffer in buffers]))

    anywidget.connect(send)
    kept_files.restore({path: content.to_py() for path, content in files.items()})
    _say_that_there_is_no_notebook()
    _leave_scripts_to_the_page()
    kept_files.take_over(lambda: anywidget.post({"kind": "unsaved"}))


def _say_that_there_is_no_notebook() -> None:
    """IPython tells in which notebook a widget is made; here it is made in none."""
    names = ("IPython", "IPython.core", "IPython.core.getipython")
    for name in names:
        sys.modules[name] = ModuleType(name)
    sys.modules[names[-1]].get_ipython = lambda: None  # type: ignore[attr-defined]


def _leave_scripts_to_the_page() -> None:
    """Scripts and styles lie beside the page; how a source is cited was written when the archive was made."""
    from vertebra import references
    from vertebra.widgets import bundle

    bundle.esm = bundle.css = lambda *_files: ""
    citations = json.loads(Path(__file__).with_name("citations.json").read_text("utf-8"))
    references.short, references.full = citations["short"].__getitem__, citations["full"].__getitem__


def _plain(value: Any) -> Any:
    """What JSON does not know, as Jupyter writes it: numbers and arrays of NumPy, sets."""
    return value.tolist() if hasattr(value, "tolist") else list(value)


def _copied(buffer: Any) -> Any:
    from pyodide.ffi import to_js

    return to_js(memoryview(buffer).cast("B")).slice().buffer


def run(cell: int, code: str, name: str, lesson: str = "") -> None:
    """Run a cell and say what widgets it ends with, or why it failed; `name` and `lesson` say where they are saved."""
    from pyodide.code import eval_code

    from vertebra.errors import CourseError

    kept_files.begin(lesson, name)
    try:
        shown = eval_code(code, _SPACE, filename=name or "<cell>")
        anywidget.post({"kind": "opened", "cell": cell, "tree": _tree(shown)})
    except CourseError as error:
        anywidget.post({"kind": "failed", "cell": cell, "message": str(error)})


def _tree(shown: Any) -> dict[str, Any]:
    if isinstance(shown, anywidget.AnyWidget):
        return {"model": shown.model_id, "kind": type(shown).__name__, "traits": shown.synchronised()}
    if isinstance(shown, ipywidgets.VBox):
        return {"box": shown.model_id, "children": [_tree(child) for child in shown.children]}
    return {"text": str(shown)}


ipywidgets.TREE_OF.append(_tree)


def receive(model: int, content: Any, buffers: Any) -> None:
    """Give a widget what its script sent."""
    anywidget.MODELS[model].receive(content.to_py(), [buffer.to_py() for buffer in buffers])


def save() -> Any:
    """Write what waits to be saved, and return the files that changed: path and bytes, or None where one is gone."""
    from pyodide.ffi import to_js

    return to_js([[path, None if content is None else to_js(content)] for path, content in kept_files.changes()])


def change(model: int, values: Any) -> None:
    """Set a widget's traits as its script did."""
    anywidget.MODELS[model].set_from_page(values.to_py())
