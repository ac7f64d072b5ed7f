"""As much of the package of this name as the course's widgets use, in a page instead of a notebook."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

import traitlets

MODELS: "dict[int, AnyWidget]" = {}
_NUMBERS = count(1)
_POST: list[Callable[..., None]] = []


def connect(send: Callable[..., None]) -> None:
    """Let `send` carry all messages to the page."""
    _POST[:] = [send]


def post(message: dict[str, Any], buffers: Sequence[Any] = ()) -> None:
    """Send a message to the page."""
    _POST[0](message, buffers)


class AnyWidget(traitlets.HasTraits):
    """A widget whose script runs in the page; traits tagged `sync` are the same on both sides."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.model_id = next(_NUMBERS)
        self._listeners: list[Callable[..., Any]] = []
        self._from_page: set[str] = set()
        MODELS[self.model_id] = self
        self.observe(self._changed, names=list(self.traits(sync=True)))

    def synchronised(self) -> dict[str, Any]:
        """The traits that the page knows, by name."""
        return {name: getattr(self, name) for name in self.traits(sync=True)}

    def on_msg(self, listener: Callable[..., Any]) -> None:
        """Have `listener(widget, content, buffers)` called with what the script sends."""
        self._listeners.append(listener)

    def receive(self, content: Any, buffers: Sequence[Any]) -> None:
        """Pass on what the script sent."""
        for listener in list(self._listeners):
            listener(self, content, buffers)

    def send(self, content: Any, buffers: Sequence[Any] | None = None) -> None:
        """Send a message to the script."""
        post({"kind": "sent", "model": self.model_id, "content": content}, buffers or ())

    def set_from_page(self, values: dict[str, Any]) -> None:
        """Set traits as the script did, without telling it again."""
        self._from_page = set(values)
        try:
            for name, value in values.items():
                setattr(self, name, value)
        finally:
            self._from_page = set()

    def _changed(self, change: Any) -> None:
        if change["name"] not in self._from_page:
            post({"kind": "changed", "model": self.model_id, "values": {change["name"]: change["new"]}})
