"""Checks of what a function is called with: a wrong argument is named at once, in words, and nothing is computed.

`@checked` reads a function's annotations: a `float` must be a finite number, an `int` a whole one (a `seed` 0 or more),
a `Literal` one of its members, and so on. Published ranges stay in the function (`errors.check_range`): an annotation
can't say them.

What a check needs is prepared at the first call. A value whose type alone makes it right (`Check.right_types`) costs a
look at its type; only others are looked into. See decisions 0355 and 0390.

Long because one table says how each kind of annotation is checked, and a call passes through one function only.
"""

from __future__ import annotations

import functools
import inspect
import math
import operator
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from vertebra.errors import ArgumentError, InputError
from vertebra.texts import _, pgettext

P = ParamSpec("P")
T = TypeVar("T")
Look = Callable[[str, Any], Any]
"""Takes an argument's name and value; returns the value, or raises InputError."""


class Check(NamedTuple):
    """The check of one argument."""

    look: Look
    right_types: frozenset[type] = frozenset()
    """A value of exactly one of these types is right, whatever it is."""

    def __call__(self, name: str, value: Any) -> Any:
        """Return the value, or raise InputError."""
        return value if type(value) in self.right_types else self.look(name, value)


FLOAT, INT = "\0float", "\0int"
"""Under these names the scope of a function's annotations may hold another check of floats and of whole numbers."""
LARGE = 2**53
"""A whole number up to here is a float without a loss."""
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
    return _wrapped(function, _FINITE)


def _wrapped(function: Callable[P, T], number: Check) -> Callable[P, T]:
    """The function behind the checks of its arguments, floats by `number`."""
    parameters = inspect.signature(function).parameters.values()
    prepared: list[tuple[tuple[tuple[str, Look, frozenset[type]], ...], dict[str, Check]]] = []

    @functools.cache
    def checks() -> dict[str, Check]:
        scope = {**inspect.unwrap(function).__globals__, FLOAT: number}
        made = {
            parameter.name: _check_of(
                parameter.annotation, {**scope, INT: _SEED} if parameter.name == "seed" else scope
            )
            for parameter in parameters
            if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        }
        return {name: check for name, check in made.items() if check is not None}

    def prepare() -> None:
        """Annotations may name what stands further down in a module, so they are read at the first call only."""
        known = checks()
        in_order = (
            (parameter.name, *known.get(parameter.name, _ANYTHING))
            for parameter in parameters
            if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        )
        prepared.append((tuple(in_order), known))

    def converted(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        in_order, known = prepared[0]
        given = [look(name, value) for (name, look, _types), value in zip(in_order, args, strict=False)]
        named = {name: known[name](name, value) if name in known else value for name, value in kwargs.items()}
        return [*given, *args[len(in_order) :]], named

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        if not prepared:
            prepare()
        in_order, known = prepared[0]
        as_given = True
        for (name, look, right_types), value in zip(in_order, args):  # noqa: B905 - a keyword costs here
            if type(value) not in right_types and look(name, value) is not value:
                as_given = False
        for name, value in kwargs.items():
            check = known.get(name)
            if check is not None and type(value) not in check[1] and check[0](name, value) is not value:
                as_given = False
        if as_given:
            return function(*args, **kwargs)
        given, named = converted(args, kwargs)
        return function(*given, **named)

    wrapper.checks = checks  # type: ignore[attr-defined]
    return wrapper


def checked_fields(cls: type[T]) -> type[T]:
    """Check the fields of a dataclass against their annotations when an object is made, as `checked` does.

    NaN and infinity are left to the ranges in its `__post_init__`, which name the quantity in words.
    """
    cls.__init__ = _wrapped(cls.__init__, _NUMBER_OF_ANY_SIZE)  # type: ignore[method-assign]
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
        return _NONE
    if annotation == ArrayLike:
        return _ARRAY
    if annotation is float:
        return scope.get(FLOAT, _FINITE)
    if annotation is int:
        return scope.get(INT, _WHOLE)
    if isinstance(annotation, type) and annotation in _SIMPLE:
        return _SIMPLE[annotation]
    origin, members = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        arrays = typing.get_args(ArrayLike)
        if set(arrays) <= set(members):
            return _union([_ARRAY, *(_check_of(member, scope) for member in members if member not in arrays)])
        return _union([_check_of(member, scope) for member in members])
    if origin is Literal:
        return _choice(members)
    if origin is np.ndarray:
        return _ARRAY
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
    if isinstance(value, float):
        return value
    try:
        good = not isinstance(value, str | bytes | bytearray) and isinstance(float(value), float)
    except (TypeError, ValueError, OverflowError):
        good = False
    if not good:
        raise _refuse(name, value, _("a finite number"))
    return value


def _finite(name: str, value: Any) -> Any:
    if (isinstance(value, float) and math.isfinite(value)) or (type(value) is int and -LARGE < value < LARGE):
        return value
    if not math.isfinite(_number_of_any_size(name, value)):
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
    if type(value) is float and math.isfinite(value):
        return value
    try:
        array = value if type(value) is np.ndarray else np.asarray(value)
    except (TypeError, ValueError):
        array = np.asarray(None)
    kind = array.dtype.kind
    # Bytes are searched in a tenth of the time that `all()` takes for a short array.
    if kind not in "biuf" or (kind == "f" and b"\0" in np.isfinite(array).tobytes()):
        raise _refuse(name, value, _("an array of finite numbers"))
    return value


_ANYTHING = Check(lambda _name, value: value)
_NONE = Check(_none, frozenset({type(None)}))
_SEED = Check(_seed)
_NUMBER_OF_ANY_SIZE = Check(_number_of_any_size, frozenset({float, np.float64, np.float32}))
_FINITE = Check(_finite)
_WHOLE = Check(_whole, frozenset({int, bool}))
_CALLABLE = Check(_callable, frozenset({types.FunctionType}))
_ARRAY = Check(_array)
_SIMPLE: dict[Any, Check] = {
    bool: Check(_truth, frozenset({bool, np.bool_})),
    str: Check(_text, frozenset({str})),
}


def _choice(members: tuple[Any, ...]) -> Check:
    known = {(type(member), member) for member in members}
    their_types = {type(member) for member in members}

    def look(name: str, value: Any) -> Any:
        if type(value) not in their_types or (type(value), value) not in known:
            raise _refuse(
                name, value, _("one of {members}").format(members=", ".join(repr(member) for member in members))
            )
        return value

    return Check(look)


def _instance(wanted: type) -> Check:
    def look(name: str, value: Any) -> Any:
        if not isinstance(value, wanted):
            raise _refuse(name, value, pgettext("type-of-value", "of the type {type}").format(type=wanted.__qualname__))
        return value

    return Check(look, frozenset({wanted}))


def _union(checks: Sequence[Check | None]) -> Check | None:
    alternatives = [alternative for alternative in checks if alternative is not None]
    if len(alternatives) < len(checks):
        return None

    def look(name: str, value: Any) -> Any:
        reason: InputError | None = None
        for alternative in alternatives:
            try:
                return alternative(name, value)
            except InputError as error:
                reason = error if reason is None else reason
        assert reason is not None
        raise reason

    return Check(look, frozenset().union(*(alternative.right_types for alternative in alternatives)))


def _tuple(members: tuple[Any, ...], scope: Mapping[str, Any]) -> Check | None:
    if len(members) == 2 and members[1] is Ellipsis:
        return _container(Sequence, members[:1], scope)
    checks = [_check_of(member, scope) or _ANYTHING for member in members]

    def look(name: str, value: Any) -> Any:
        if isinstance(value, str) or not isinstance(value, _SEQUENCES) or len(value) != len(checks):
            raise _refuse(name, value, _("a sequence of {n_members} values").format(n_members=len(checks)))
        for (inner, right_types), part in zip(checks, value, strict=True):
            if type(part) not in right_types:
                inner(name, part)
        return value

    return Check(look)


_SEQUENCES = (tuple, list, np.ndarray, Sequence)
"""What stands first is looked for first; the abstract class takes longest."""


def _container(origin: type, members: tuple[Any, ...], scope: Mapping[str, Any]) -> Check | None:
    if origin is Callable:
        return _CALLABLE
    if issubclass(origin, Mapping) and len(members) == 2:
        return _mapping(_check_of(members[0], scope), _check_of(members[1], scope))
    if not issubclass(origin, Iterable) or len(members) != 1:
        return _instance(origin)
    inner, right_types = _check_of(members[0], scope) or (None, frozenset())

    def look(name: str, value: Any) -> Any:
        if type(value) is not tuple and type(value) is not list:
            if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
                raise _refuse(name, value, _("a sequence"))
            if not isinstance(value, Collection):
                return value
        if inner is not None:
            for part in value:
                if type(part) not in right_types:
                    inner(name, part)
        return value

    return Check(look)


def _mapping(key: Check | None, item: Check | None) -> Check:
    of_key, right_keys = key or _ANYTHING
    of_item, right_items = item or _ANYTHING

    def look(name: str, value: Any) -> Any:
        if type(value) is not dict and not isinstance(value, Mapping):
            raise _refuse(name, value, _("a mapping"))
        for label, part in value.items():
            if type(label) not in right_keys:
                of_key(name, label)
            if type(part) not in right_items:
                of_item(name, part)
        return value

    return Check(look)
