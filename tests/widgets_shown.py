"""What a test looks at in what a widget shows: keys and values of its meters and sentences."""

import importlib
import pkgutil
import sys
from collections.abc import Mapping
from typing import Any

from vertebra import texts, widgets
from vertebra.widgets.base import CourseWidget


def widget_classes() -> list[type[CourseWidget]]:
    """Every kind of widget that a module defines, by name: traitlets makes another class for each instance."""
    for module in pkgutil.iter_modules(widgets.__path__):
        importlib.import_module(f"{widgets.__name__}.{module.name}")
    kinds, waiting = [], CourseWidget.__subclasses__()
    while waiting:
        kinds.append(waiting.pop())
        waiting += kinds[-1].__subclasses__()
    defined = [kind for kind in kinds if getattr(sys.modules.get(kind.__module__), kind.__name__, None) is kind]
    return sorted(defined, key=lambda kind: kind.__name__)


def meters(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The meters of a frame by key."""
    rows = content["state"]["readouts"]
    by_key = {row["key"]: row for row in rows}
    assert len(by_key) == len(rows), "a key stands for one meter"
    return by_key


def meter_values(content: Mapping[str, Any]) -> dict[str, float]:
    """The values of a frame's meters by key."""
    return {key: row["value"] for key, row in meters(content).items()}


def assert_has_still(widget: CourseWidget, min_bytes: int = 10_000) -> None:
    """Where nothing runs there are the title, the sentence of the state and a picture."""
    data, _metadata = widget._repr_mimebundle_()
    assert widget.title
    assert texts.values(widget.current_alt_text), "the sentence tells something of the state"
    assert data["text/plain"].startswith(f"{widget.title}. {widget.current_alt_text}")
    assert data["image/png"].startswith("iVBORw0KGgo"), "a PNG in base64"
    assert len(data["image/png"]) > min_bytes
