"""Checks of what a function is called with: a wrong argument is named at once, in words, and nothing is computed.

`@checked` reads a function's annotations: a `float` must be a finite number, an `int` a whole one (a `seed` 0 or more),
a `Literal` one of its members, and so on. Published ranges stay in the function (`errors.check_range`): an annotation
can't say them.

See decision 0355.
"""

from __future__ import annotations

import functools
import inspect
import operator
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, ParamSpec, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from vertebra.errors import ArgumentError, InputError
from vertebra.texts import _, pgettext

P = ParamSpec("P")
T = TypeVar("T")
Check = Callable[[str, Any], Any]
"""Takes an argument's name and value; returns the value, or raises InputError."""

FLOAT, INT = "\0float", "\0int"
"""Under these names the scope of a function's annotations may hold another check of floats and of whole numbers."""
MAX_SHOWN = 60
"""Characters of a value in a message."""


def checked(function: Callable[P, T]) -> Callable[P, T]:
    """Check a function's arguments against its annotations before it runs.

    It stands above `memoize`, so that nothing wrong is looked up. A whole number given as a float (3.0) reaches the
    function as an int.

    Raises
    ------
    ArgumentError
        From the function, for an argument of another type, a number that is not finite, a count that is not whole, or
        an unknown choice.
    """
    return _wrapped(function, _finite)


def _wrapped(function: Callable[P, T], number: Check) -> Callable[P, T]:
    """The function behind the checks of its arguments, floats by `number`."""
    parameters = inspect.signature(function).parameters.values()
    ordered = tuple(
        parameter.name
        for parameter in parameters
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    )

    @functools.cache
    def checks() -> dict[str, Check]:
        scope = {**inspect.unwrap(function).__globals__, FLOAT: number}
        made = {
            parameter.name: _check_of(
                parameter.annotation, {**scope, INT: _seed} if parameter.name == "seed" else scope
            )
            for parameter in parameters
            if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        }
        return {name: check for name, check in made.items() if check is not None}

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        known = checks()
        given = [
            known[name](name, value) if name in known else value for name, value in zip(ordered, args, strict=False)
        ]
        named = {name: known[name](name, value) if name in known else value for name, value in kwargs.items()}
        return function(*given, *args[len(ordered) :], **named)  # type: ignore[arg-type]

    wrapper.checks = checks  # type: ignore[attr-defined]
    return wrapper


def checked_fields(cls: type[T]) -> type[T]:
    """Check the fields of a dataclass against their annotations when an object is made, as `checked` does.

    NaN and infinity are left to the ranges in its `__post_init__`, which name the quantity in words.
    """
    cls.__init__ = _wrapped(cls.__init__, _number_of_any_size)  # type: ignore[method-assign]
    return cls


def _check_of(annotation: Any, scope: Mapping[str, Any]) -> Check | None:
    """The check for an annotation; None where it says nothing that can be checked."""
    if isinstance(annotation, str):
        try:
            annotation = eval(annotation, dict(scope))  # noqa: S307 - our own source
        except NameError:  # imported for type checkers only
            return None
    if annotation in (inspect.Parameter.empty, Any, object):
        return None
    if annotation is None or annotation is type(None):
        return _none
    if annotation == ArrayLike:
        return _array
    if annotation is float:
        return scope.get(FLOAT, _finite)
    if annotation is int:
        return scope.get(INT, _whole)
    if isinstance(annotation, type) and annotation in _SIMPLE:
        return _SIMPLE[annotation]
    origin, members = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        arrays = typing.get_args(ArrayLike)
        if set(arrays) <= set(members):
            return _union([_array, *(_check_of(member, scope) for member in members if member not in arrays)])
        return _union([_check_of(member, scope) for member in members])
    if origin is Literal:
        return _choice(members)
    if origin is np.ndarray:
        return _array
    if origin is tuple:
        return _tuple(members, scope)
    if origin is not None and isinstance(origin, type):
        return _container(origin, members, scope)
    if isinstance(annotation, type) and not getattr(annotation, "_is_protocol", False):
        return _instance(annotation)
    return None


def _refuse(name: str, value: object, expected: str) -> ArgumentError:
    return ArgumentError(
        pgettext("wrong-argument", "{name} is {value}; it must be {expected}.").format(
            name=f"`{name}`", value=_shown(value), expected=expected
        )
    )


def _shown(value: object) -> str:
    """A short value as it is, of anything large its type."""
    if isinstance(value, str | int | float | complex | bytes | np.generic | None):
        text = repr(value)
        return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
    return f"{type(value).__module__}.{type(value).__qualname__}"


def _none(name: str, value: Any) -> Any:
    if value is not None:
        raise _refuse(name, value, "None")
    return value


def _seed(name: str, value: Any) -> Any:
    """A seed of numpy's generators."""
    if _whole(name, value) < 0:
        raise _refuse(name, value, _("a whole number, 0 or more"))
    return _whole(name, value)


def _number_of_any_size(name: str, value: Any) -> Any:
    try:
        good = not isinstance(value, str | bytes | bytearray) and isinstance(float(value), float)
    except (TypeError, ValueError, OverflowError):
        good = False
    if not good:
        raise _refuse(name, value, _("a finite number"))
    return value


def _finite(name: str, value: Any) -> Any:
    if not np.isfinite(float(_number_of_any_size(name, value))):
        raise _refuse(name, value, _("a finite number"))
    return value


def _whole(name: str, value: Any) -> Any:
    try:
        operator.index(value)
    except TypeError:
        if isinstance(value, float | np.floating) and float(value).is_integer():
            return int(value)
        raise _refuse(name, value, _("a whole number")) from None
    return value


def _truth(name: str, value: Any) -> Any:
    if not isinstance(value, bool | np.bool_):
        raise _refuse(name, value, _("True or False"))
    return value


def _text(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        raise _refuse(name, value, pgettext("type-of-value", "a text"))
    return value


def _callable(name: str, value: Any) -> Any:
    if not callable(value):
        raise _refuse(name, value, _("a function"))
    return value


def _array(name: str, value: Any) -> Any:
    """A number or an array of finite numbers."""
    try:
        array = np.asarray(value)
    except (TypeError, ValueError):
        array = np.asarray(None)
    if array.dtype.kind not in "biuf" or (array.dtype.kind == "f" and not np.isfinite(array).all()):
        raise _refuse(name, value, _("an array of finite numbers"))
    return value


_SIMPLE: dict[Any, Check] = {
    bool: _truth,
    str: _text,
}


def _choice(members: tuple[Any, ...]) -> Check:
    def check(name: str, value: Any) -> Any:
        if not any(type(value) is type(member) and value == member for member in members):
            raise _refuse(
                name, value, _("one of {members}").format(members=", ".join(repr(member) for member in members))
            )
        return value

    return check


def _instance(wanted: type) -> Check:
    def check(name: str, value: Any) -> Any:
        if not isinstance(value, wanted):
            raise _refuse(name, value, pgettext("type-of-value", "of the type {type}").format(type=wanted.__qualname__))
        return value

    return check


def _union(checks: Sequence[Check | None]) -> Check | None:
    alternatives = [alternative for alternative in checks if alternative is not None]
    if len(alternatives) < len(checks):
        return None

    def check(name: str, value: Any) -> Any:
        reason: InputError | None = None
        for alternative in alternatives:
            try:
                return alternative(name, value)
            except InputError as error:
                reason = error if reason is None else reason
        assert reason is not None
        raise reason

    return check


def _tuple(members: tuple[Any, ...], scope: Mapping[str, Any]) -> Check | None:
    if len(members) == 2 and members[1] is Ellipsis:
        return _container(Sequence, members[:1], scope)
    checks = [_check_of(member, scope) for member in members]

    def check(name: str, value: Any) -> Any:
        if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray) or len(value) != len(checks):
            raise _refuse(name, value, _("a sequence of {n_members} values").format(n_members=len(checks)))
        for inner, part in zip(checks, value, strict=True):
            if inner is not None:
                inner(name, part)
        return value

    return check


def _container(origin: type, members: tuple[Any, ...], scope: Mapping[str, Any]) -> Check | None:
    if origin is Callable:
        return _callable
    if issubclass(origin, Mapping) and len(members) == 2:
        return _mapping(_check_of(members[0], scope), _check_of(members[1], scope))
    if not issubclass(origin, Iterable) or len(members) != 1:
        return _instance(origin)
    inner = _check_of(members[0], scope)

    def check(name: str, value: Any) -> Any:
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            raise _refuse(name, value, _("a sequence"))
        if inner is not None and isinstance(value, Collection):
            for part in value:
                inner(name, part)
        return value

    return check


def _mapping(key: Check | None, item: Check | None) -> Check:
    def check(name: str, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise _refuse(name, value, _("a mapping"))
        for label, part in value.items():
            if key is not None:
                key(name, label)
            if item is not None:
                item(name, part)
        return value

    return check
