"""As much of the package of this name as the course's widgets use, in a page: values are checked as it checks them,
with less in the messages."""

import dataclasses
import inspect
import json as standard
import re
import types
import typing
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, dataclass_transform


class DecodeError(ValueError):
    """What is not JSON."""


class ValidationError(DecodeError):
    """JSON of another shape than was asked for."""


@dataclasses.dataclass(frozen=True)
class Meta:
    """Limits of a value."""

    ge: float | None = None
    le: float | None = None
    gt: float | None = None
    lt: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None

    def check(self, value: Any) -> None:
        """Raise ValidationError for a value beyond the limits."""
        low = (self.ge is not None and value < self.ge) or (self.gt is not None and value <= self.gt)
        high = (self.le is not None and value > self.le) or (self.lt is not None and value >= self.lt)
        short = self.min_length is not None and len(value) < self.min_length
        long = self.max_length is not None and len(value) > self.max_length
        other = self.pattern is not None and not re.search(self.pattern, value)
        if low or high or short or long or other:
            raise ValidationError(f"{value!r:.60} is outside its limits")


@dataclass_transform()
class Struct:
    """A class whose annotations are its fields."""

    def __init_subclass__(cls, forbid_unknown_fields: bool = False, frozen: bool = False, **_options: Any) -> None:
        cls._forbids = forbid_unknown_fields
        for name, value in list(vars(cls).items()):
            if isinstance(value, list | dict) and name in inspect.get_annotations(cls):
                setattr(cls, name, dataclasses.field(default_factory=lambda value=value: type(value)(value)))
        dataclasses.dataclass(frozen=frozen)(cls)


_SIMPLE = (str, int, float, bool)


def convert(value: Any, type: Any) -> Any:
    """Return `value` as `type`, checked.

    Raises
    ------
    ValidationError
        For a value of another shape.
    """
    origin, inner = typing.get_origin(type), typing.get_args(type)
    if origin is typing.Annotated:
        found = convert(value, inner[0])
        for limit in inner[1:]:
            limit.check(found)
        return found
    if type is Any:
        return value
    if origin in (typing.Union, types.UnionType):
        return _first_that_fits(value, inner)
    if origin is typing.Literal:
        return _need(value in inner, value, value)
    if origin in (list, set, tuple, dict) or type in (list, dict, tuple):
        return _container(value, origin or type, inner)
    if type is None or type is types.NoneType:
        return _need(value is None, value, None)
    if isinstance(type, typing.NewType):
        return convert(value, type.__supertype__)
    if type in _SIMPLE:
        return _simple(value, type)
    return _fields(value, type)


def _need(fits: bool, value: Any, result: Any) -> Any:
    if not fits:
        raise ValidationError(f"{value!r:.60} is of another kind")
    return result


def _simple(value: Any, wanted: Any) -> Any:
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return _need(isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool)), value, value)


def _first_that_fits(value: Any, kinds: tuple[Any, ...]) -> Any:
    for kind in kinds:
        try:
            return convert(value, kind)
        except ValidationError:
            continue
    raise ValidationError(f"{value!r:.60} is of another kind")


def _container(value: Any, wanted: Any, inner: tuple[Any, ...]) -> Any:
    if wanted is dict:
        _need(isinstance(value, dict), value, None)
        key, item = inner or (Any, Any)
        return {convert(name, key): convert(found, item) for name, found in value.items()}
    _need(isinstance(value, list | tuple), value, None)
    if wanted is tuple and inner and inner[-1] is not Ellipsis:
        _need(len(value) == len(inner), value, None)
        return tuple(convert(found, kind) for found, kind in zip(value, inner, strict=True))
    item = inner[0] if inner else Any
    return wanted(convert(found, item) for found in value)


def _fields(value: Any, wanted: Any) -> Any:
    if isinstance(value, wanted):
        return value
    _need(isinstance(value, Mapping) and dataclasses.is_dataclass(wanted), value, None)
    hints = typing.get_type_hints(wanted, include_extras=True)
    names = {field.name for field in dataclasses.fields(wanted)}
    if getattr(wanted, "_forbids", False) and set(value) - names:
        raise ValidationError("there is a field too many")
    try:
        return wanted(**{name: convert(value[name], hints[name]) for name in names if name in value})
    except TypeError as error:
        raise ValidationError(str(error)) from None


def to_builtins(value: Any) -> Any:
    """Return `value` as JSON knows it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_builtins(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {name: to_builtins(found) for name, found in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_builtins(found) for found in value]
    return value


def _encode(value: Any, enc_hook: Callable[[Any], Any] | None = None) -> bytes:
    text = standard.dumps(to_builtins(value), default=enc_hook, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def _decode(content: bytes | str, type: Any = Any) -> Any:
    try:
        value = standard.loads(content)
    except (ValueError, UnicodeDecodeError) as error:
        raise DecodeError(str(error)) from None
    return convert(value, type)


def _format(content: bytes, indent: int = 2) -> bytes:
    return standard.dumps(standard.loads(content), ensure_ascii=False, indent=indent).encode()


json = SimpleNamespace(encode=_encode, decode=_decode, format=_format)
structs = SimpleNamespace(replace=dataclasses.replace)
