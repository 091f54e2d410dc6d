"""Type checks of the arguments of public functions, derived from their annotations."""

from __future__ import annotations

import builtins
import functools
import inspect
import os
import types
import typing
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar, cast

from chinaindpolicy._similar import nearest
from chinaindpolicy.errors import ArgumentError

F = TypeVar("F", bound=Callable[..., Any])

_LONGEST_VALUE = 60
_PRINTED = (str, bytes, int, float, Decimal, list, tuple, set, frozenset, dict, type(None))
# Classes that modules import for type checking only, by the name in the annotation.
_BY_NAME = {
    "Assessment": "chinaindpolicy",
    "Dataset": "chinaindpolicy",
    "Quantity": "chinaindpolicy",
    "Table": "chinaindpolicy",
    "pl.DataFrame": "polars",
    "pl.LazyFrame": "polars",
}
_EXAMPLES = {
    "Dataset": "cip.load()",
    "Assessment": 'cip.assess(as_of="2026-11-22")',
    "Quantity": 'cip.parse_quantity("5 labs")',
}
_NAMES = {"str": "text (str)", "PathLike": "a Path", "Path": "a Path", "date": "a date"}


# Keywords of similar functions, and the parameter that users mean.
_MEANT = {"year": "period", "format": "style", "release": "dataset", "query": "words"}


def checked(function: F) -> F:
    """Check the arguments of a function before each call.

    An annotation that names a class loaded for type checking only is compared by name; an
    annotation that cannot be resolved is not checked.

    Args:
        function: A function or method with annotations.

    Returns:
        The function, which raises ArgumentError for a value of a wrong type, an unknown
        parameter or a missing one.

    Example:
        >>> @checked
        ... def double(number: int) -> int:
        ...     return 2 * number
        >>> double("4")
        Traceback (most recent call last):
            ...
        chinaindpolicy.ArgumentError: double(): number is '4' (str); expected int
    """
    return checked_except()(function)


def checked_except(*unchecked: str) -> Callable[[F], F]:
    """Return `checked` without the types of some parameters, which the function checks itself.

    Args:
        unchecked: The names of these parameters.

    Example:
        >>> @checked_except("day")
        ... def day_of(day: str) -> object:
        ...     return day
        >>> day_of(5), day_of(date="2024")
        Traceback (most recent call last):
            ...
        chinaindpolicy.ArgumentError: day_of() has no parameter 'date'; did you mean 'day'?
    """
    return functools.partial(_checked, frozenset(unchecked))


def _checked(unchecked: frozenset[str], function: F) -> F:
    accepted: dict[str, tuple[object, ...]] = {}
    names: list[str] = []

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if not names:
            accepted.update(_accepted(function, unchecked))
            names.extend(inspect.signature(function).parameters)
        for name, value in (*zip(names, args, strict=False), *kwargs.items()):
            kinds = accepted.get(name)
            if kinds is not None and not any(_matches(kind, value) for kind in kinds):
                problem = _misfit(function, args, kwargs)
                if problem:
                    raise ArgumentError(problem)
                raise wrong_type(function.__name__, name, value, kinds)
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            if error.__traceback__ is None or error.__traceback__.tb_next is not None:
                raise
            # Raised by the call itself, not within the function: the arguments do not fit.
            problem = _misfit(function, args, kwargs) or str(error)
        raise ArgumentError(problem)

    return cast("F", call)


def wrong_type(
    function: str, name: str, value: object, expected: Sequence[object] | str
) -> ArgumentError:
    """Return the error of an argument that has a wrong type.

    Args:
        function: The name of the function.
        name: The name of the parameter.
        value: The argument.
        expected: The accepted types, or their description.

    Example:
        >>> print(wrong_type("cite", "what", 42, "an id, a record or a frame"))
        cite(): what is 42 (int); expected an id, a record or a frame
    """
    kinds = () if isinstance(expected, str) else tuple(expected)
    allowed = expected if isinstance(expected, str) else _listed([_described(k) for k in kinds])
    return ArgumentError(
        f"{function}(): {name} is {shown(value)}; expected {allowed}{_fix(value, kinds)}"
    )


def shown(value: object) -> str:
    """Return a value and its type for a message; a long value is cut.

    Example:
        >>> shown(2026.1), shown(None)
        ('2026.1 (float)', 'None')
    """
    kind = type(value)
    if value is None or isinstance(value, bool):
        return repr(value)
    if not isinstance(value, _PRINTED):
        named = getattr(value, "name", None)
        label = f" {named!r}" if kind.__name__ == "Table" else ""
        return f"{_with_article(kind.__name__)}{label}"
    try:
        text = " ".join(repr(cast("object", value)).split())
    except ValueError:  # an integer with more digits than Python prints
        return f"a value with too many digits to print ({kind.__name__})"
    if len(text) > _LONGEST_VALUE:
        text = f"{text[: _LONGEST_VALUE - 1]}…"
    return f"{text} ({kind.__name__})"


class _Named:
    """A part of an annotation that is not loaded at run time."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getattr__(self, name: str) -> _Named:
        return _Named(f"{self.name}.{name}")

    def __getitem__(self, _: object) -> _Named:
        return self

    def __or__(self, other: object) -> _Union:
        return _Union((self, other))

    def __ror__(self, other: object) -> _Union:
        return _Union((other, self))


class _Union:
    """Alternatives of an annotation, at least one of which is not loaded at run time."""

    def __init__(self, kinds: tuple[object, ...]) -> None:
        self.kinds = kinds

    def __or__(self, other: object) -> _Union:
        return _Union((*self.kinds, other))

    def __ror__(self, other: object) -> _Union:
        return _Union((other, *self.kinds))


class _Names(dict[str, Any]):
    """The names of a module; a name that it lacks is a `_Named`."""

    def __missing__(self, name: str) -> Any:
        return getattr(builtins, name) if hasattr(builtins, name) else _Named(name)


def _accepted(
    function: Callable[..., Any], unchecked: frozenset[str]
) -> dict[str, tuple[object, ...]]:
    """Return the accepted types of each parameter whose annotation can be checked."""
    found: dict[str, tuple[object, ...]] = {}
    space = _Names(getattr(function, "__globals__", {}))
    for name, parameter in inspect.signature(function).parameters.items():
        kind = parameter.annotation
        is_variadic = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        if is_variadic or name in unchecked:
            continue
        if isinstance(kind, str):
            # Python 3.14 imports `typing` where `|` joins a Literal and a name in quotes.
            kind = eval(kind, {"__builtins__": {"__import__": __import__}}, space)
        kinds = tuple(_alternatives(kind))
        if str in kinds:  # the names of a Literal are for type checkers
            kinds = tuple(each for each in kinds if typing.get_origin(each) is not typing.Literal)
        if kind is not parameter.empty and all(map(_is_checkable, kinds)):
            found[name] = kinds
    return found


def _alternatives(kind: object) -> Iterator[object]:
    if isinstance(kind, _Union):
        for each in kind.kinds:
            yield from _alternatives(each)
    elif typing.get_origin(kind) in (types.UnionType, typing.Union):
        for each in typing.get_args(kind):
            yield from _alternatives(each)
    else:
        yield type(None) if kind is None else kind


def _is_checkable(kind: object) -> bool:
    if isinstance(kind, _Named):
        return kind.name in _BY_NAME
    return not (kind is object or kind is Any) and (
        isinstance(kind, type) or typing.get_origin(kind) is not None
    )


def _matches(kind: object, value: object) -> bool:
    """Return True if a value has an accepted type."""
    if isinstance(kind, _Named):
        name, package = kind.name.rpartition(".")[2], _BY_NAME[kind.name]
        classes = type(value).__mro__
        return any(c.__name__ == name and c.__module__.startswith(package) for c in classes)
    origin = typing.get_origin(kind)
    if origin is typing.Literal:
        return isinstance(value, str)
    if origin is list and isinstance(value, (str, bytes)):
        return False
    is_list = isinstance(value, Collection) and not isinstance(value, Mapping)
    no_list = (None, os.PathLike, Mapping, dict)
    if is_list and origin not in no_list and typing.get_args(kind)[:1] == (str,):
        return all(isinstance(each, str) for each in cast("Collection[object]", value))
    real = origin or kind
    if real is int and isinstance(value, bool):
        return False
    return isinstance(value, cast("type", real))


def _described(kind: object) -> str:
    if isinstance(kind, _Named):
        return _with_article(kind.name).replace("a pl.", "a Polars ")
    origin = typing.get_origin(kind)
    if origin is typing.Literal:
        return _listed([repr(each) for each in typing.get_args(kind)])
    real = origin or kind
    name = str(getattr(real, "__name__", real))
    if origin is not None and origin not in (os.PathLike, dict) and real is not Mapping:
        inner = typing.get_args(kind)[0]
        return "a list" if inner is Any else f"a list of {getattr(inner, '__name__', 'values')}"
    if kind is type(None):
        return "None"
    return _NAMES.get(name) or (
        name if name in dir(builtins) or name == "Decimal" else _with_article(name)
    )


def _with_article(name: str) -> str:
    return f"{'an' if name[:1] in 'AEIOaeio' else 'a'} {name}"


def _listed(words: Sequence[str]) -> str:
    unique = list(dict.fromkeys(words))
    return " or ".join([", ".join(unique[:-1]), unique[-1]] if unique[1:] else unique)


def _fix(value: object, kinds: Sequence[object]) -> str:
    """Return the right argument as code, if the wrong one suggests it."""
    names = [k.name if isinstance(k, _Named) else getattr(k, "__name__", "") for k in kinds]
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if "Dataset" in names:
        if type(value).__name__ == "Table":
            return f", e.g. cip.{getattr(value, 'name', 'targets')}.dataset"
        release = f"{value!r}" if isinstance(value, str) else ""
        return f", e.g. cip.load({release})"
    if "str" in names and hasattr(type(value), "model_fields"):  # a record
        return f", e.g. {type(value).__name__.lower()}.id"
    if isinstance(value, str) and any(typing.get_origin(each) is list for each in kinds):
        return f", e.g. {[value[:_LONGEST_VALUE]]!r}"
    if "Decimal" in names and isinstance(value, float):
        return f", e.g. Decimal({repr(value)!r})"
    if type(value).__module__.startswith("pandas") and "pl.DataFrame" in names:
        return ", e.g. polars.from_pandas(frame)"
    if "str" in names and is_number and ("Path" not in names or isinstance(value, float)):
        return f", e.g. {str(value)!r}"
    return next((f", e.g. {_EXAMPLES[name]}" for name in names if name in _EXAMPLES), "")


def _misfit(function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """Return the reason why arguments do not fit the parameters of a function; empty if they do."""
    name = function.__name__
    parameters = [
        each for each in inspect.signature(function).parameters.values() if each.name != "self"
    ]
    given = args[1:] if "self" in inspect.signature(function).parameters else args
    known = [each.name for each in parameters]
    for keyword in kwargs:
        if keyword not in known:
            meant = _MEANT.get(keyword, "")
            near = (meant,) if meant in known else nearest(keyword, known, most=1)
            hint = f"did you mean {near[0]!r}?" if near else f"available: {', '.join(known)}"
            return f"{name}() has no parameter {keyword!r}; {hint}"
    by_place = [each.name for each in parameters if each.kind is not each.KEYWORD_ONLY]
    if len(given) > len(by_place):
        rest = [each for each in known if each not in by_place]
        fix = f"; pass {', '.join(f'{each}=...' for each in rest)} by name" if rest else ""
        limit = f"{len(by_place)} without a name ({', '.join(by_place)})" if by_place else "none"
        several = "argument" if len(given) == 1 else "arguments"
        return f"{name}() has {len(given)} {several} without a name; it accepts {limit}{fix}"
    for each in by_place[: len(given)]:
        if each in kwargs:
            return f"{name}(): {each!r} is passed twice, by position and by name"
    missing = [
        each.name
        for each in parameters[len(given) :]
        if each.default is each.empty and each.name not in kwargs
    ]
    if not missing:
        return ""
    fix = ", ".join(f"{each}=..." for each in missing)
    return f"{name}() requires {_listed([repr(each) for each in missing])}; pass {fix}"
