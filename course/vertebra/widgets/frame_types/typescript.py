"""The frame types in TypeScript, as `js/frame_types.d.ts`."""

import types
import typing
from typing import Any

import numpy as np

from vertebra.widgets import bundle
from vertebra.widgets.frame_types import declared, fields

FILE = bundle.SCRIPTS / "frame_types.d.ts"
_HEAD = """\
// Made from widgets/frame_types by `python -m vertebra book`: change it there.
import type { Shaped } from "./types";
"""
_SIMPLE: dict[Any, str] = {str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}
_ARRAYS = {np.uint8: "Uint8Array", np.float32: "Float32Array", np.uint32: "Uint32Array"}


def source() -> str:
    """Return the declarations, one interface a type."""
    return _HEAD + "".join(_interface(name, kind) for name, kind in declared().items())


def _interface(name: str, kind: type) -> str:
    lines = [
        f"  {field}{'' if required else '?'}: {_type(hint, name, field)};"
        for field, (hint, required) in fields(kind).items()
    ]
    return "\n".join([f"\nexport interface {name} {{", *lines, "}\n"])


def _type(hint: Any, name: str, field: str) -> str:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if typing.is_typeddict(hint):
        return str(hint.__name__)
    inner = [_type(argument, name, field) for argument in arguments] if origin is not np.ndarray else []
    if origin in (typing.Union, types.UnionType):
        return " | ".join(inner)
    if origin is list:
        return f"({inner[0]})[]" if "|" in inner[0] else f"{inner[0]}[]"
    if origin is tuple:
        return f"[{', '.join(inner)}]"
    if origin is dict:
        return f"Record<string, {inner[1]}>"
    if origin is np.ndarray:
        return f"Shaped<{_ARRAYS[typing.get_args(arguments[1])[0]]}>"
    raise TypeError(f"{name}.{field} is {hint}, which the browser has no type for")
