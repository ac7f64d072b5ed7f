"""As much of the package of this name as the course's widgets use, in a page instead of a notebook."""

from collections.abc import Callable
from itertools import count
from typing import Any

import anywidget
import traitlets

_NUMBERS = count(1)
TREE_OF: list[Callable[[Any], dict[str, Any]]] = []
"""Gives what the page needs to know of a widget; set once."""


class VBox(traitlets.HasTraits):
    """Widgets below each other; other children replace those that are shown."""

    children = traitlets.Tuple(())

    def __init__(self, children: Any = (), **traits: Any) -> None:
        super().__init__(children=tuple(children), **traits)
        self.model_id = next(_NUMBERS)
        self.observe(self._changed, names=["children"])

    def _changed(self, _change: Any) -> None:
        anywidget.post({"kind": "children", "tree": TREE_OF[0](self)})


class Label:
    """A line of text."""

    def __init__(self, value: str = "") -> None:
        self.value = value

    def __str__(self) -> str:
        return self.value
