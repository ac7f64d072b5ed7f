"""What each widget sends to its script, and what it may be asked: the contract between Python and the browser.

A frame type is what a view holds once its first frame has come: the values of `FrameMessage.state` and the arrays. A
field that is `NotRequired` comes later, or not at all. Controls are the actions that a widget takes.
`js/frame_types.d.ts` is made from these classes (`python -m vertebra book`), so that TypeScript finds a name that only
one side knows; `faults` finds the same in what is really sent.

See decision 0290.
"""

import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from vertebra.widgets.frame_types import common, evidence, explorers, patient, preparation, rooms, trainers

MODULES = (common, patient, explorers, evidence, preparation, trainers, rooms)


def declared() -> dict[str, type]:
    """Return every frame, control and part type by name, in the order of the modules."""
    return {name: kind for module in MODULES for name, kind in vars(module).items() if typing.is_typeddict(kind)}


def fields(kind: type) -> dict[str, tuple[Any, bool]]:
    """Return the type of each field, and whether it is always there."""
    hints = typing.get_type_hints(kind)
    required: frozenset[str] = kind.__required_keys__  # type: ignore[attr-defined]
    return {name: (hint, name in required) for name, hint in hints.items()}


def faults(values: Mapping[str, Any], kind: type, complete: bool = True) -> Iterator[str]:
    """Say what in `values` does not fit `kind`: names that it has not, values of another type and, if `complete`, what
    is missing."""
    known = fields(kind)
    yield from (f"{name} is not in {kind.__name__}" for name in values if name not in known)
    for name, (hint, required) in known.items():
        if name in values:
            if not _fits(values[name], hint):
                yield f"{kind.__name__}.{name} is {type(values[name]).__name__} {str(values[name])[:60]}, not {hint}"
        elif complete and required:
            yield f"{kind.__name__}.{name} is missing"


def _fits(value: Any, hint: Any) -> bool:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, argument) for argument in arguments)
    if hint is type(None) or hint is None:
        return value is None
    if typing.is_typeddict(hint):
        return isinstance(value, Mapping) and not list(faults(value, hint))
    if origin is list:
        return isinstance(value, list | tuple) and all(_fits(element, arguments[0]) for element in value)
    if origin is tuple:
        fits = isinstance(value, list | tuple) and len(value) == len(arguments)
        return fits and all(_fits(element, wanted) for element, wanted in zip(value, arguments, strict=True))
    if origin is dict:
        return isinstance(value, Mapping) and all(_fits(element, arguments[1]) for element in value.values())
    if origin is np.ndarray:
        return isinstance(value, np.ndarray) and value.dtype == typing.get_args(arguments[1])[0]
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, hint)
