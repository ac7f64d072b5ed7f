"""Widgets without a browser: `sent` is what they send, `tell` is what a browser would."""

import numpy as np
import pytest

from vertebra.widgets.base import CourseWidget
from vertebra.widgets.frame_types import faults


@pytest.fixture
def sent(monkeypatch):
    """Everything that widgets send, as (content, arrays by name); a frame holds what its type says."""
    letters = []

    def send(self, content, buffers=None):
        arrays = {
            layout["name"]: np.frombuffer(buffer, layout["dtype"]).reshape(layout["shape"])
            for layout, buffer in zip(content.get("arrays", []), buffers or [], strict=True)
        }
        if self.frame_type and content["kind"] == "frame":
            assert list(faults({**content["state"], **arrays}, self.frame_type, content["fresh"])) == []
        letters.append((content, arrays))

    monkeypatch.setattr(CourseWidget, "send", send)
    return letters


@pytest.fixture
def tell():
    """Send a widget an action as the browser would; `None` is the greeting of a new view."""

    def send_to(widget, action):
        kind = {"kind": "hello", "seq": 0} if action is None else {"kind": "step", "seq": 1, "action": action}
        widget._receive(widget, {"view": "a", **kind}, [])

    return send_to
