"""Public names of a package: declared in its type stub, loaded when first used."""

from __future__ import annotations

import contextlib
import functools
import importlib
import sys
import typing
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")
_NO_HABITS: Mapping[str, str] = MappingProxyType({})
_FACES = ("chinaindpolicy.plot", "chinaindpolicy.testing", "chinaindpolicy")


def public(thing: T) -> T:
    """Set the module of a public class or function to the package that users import it from.

    Tracebacks, representations and pickles then name `chinaindpolicy`, and not the module that
    defines the object.

    Example:
        >>> from chinaindpolicy.errors import DateError
        >>> DateError.__module__
        'chinaindpolicy'
    """
    if isinstance(thing, type):
        import inspect  # loaded by dataclasses, but not needed to import the package

        # Later they would be resolved in the namespace of the package, which lacks their names.
        with contextlib.suppress(NameError):
            hints = typing.get_type_hints(thing, include_extras=True)
            thing.__annotations__ = {name: hints[name] for name in inspect.get_annotations(thing)}
    thing.__module__ = next(face for face in _FACES if thing.__module__.startswith(face))
    return thing


@functools.cache
def _stub(package: str) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Return the public names of a package, and the module of each that its stub imports."""
    import ast

    module: Any = sys.modules[package]
    # The loader also reads from a zip.
    path = f"{module.__file__.removesuffix('c')}i"
    try:
        source = module.__spec__.loader.get_data(path)
    except OSError as error:
        raise ImportError(f"the installation is incomplete: {path} is missing") from error
    body = ast.parse(source).body
    (names,) = (
        ast.literal_eval(node.value)
        for node in body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    homes = {
        alias.name: str(node.module)
        for node in body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return tuple(names), MappingProxyType(homes)


def public_names(package: str) -> list[str]:
    """Return the public names of a package, sorted: `__all__` of its stub `__init__.pyi`."""
    return sorted(_stub(package)[0])


def listed_names(package: str) -> list[str]:
    """Return `__all__` of a package; none for `help`, which shows its docstring only.

    `pydoc` would print the complete help of every class of `__all__`, thousands of lines.
    """
    caller = sys._getframe(2).f_globals.get("__name__")  # pyright: ignore[reportPrivateUsage]
    return [] if caller == "pydoc" else public_names(package)


def load_public(package: str, name: str, habits: Mapping[str, str] = _NO_HABITS) -> Any:
    """Return the object of a public name, importing the module that defines it.

    Nothing is imported before a name is used, so importing the package costs next to nothing.
    No module may have the name of a public object: importing it would replace the object.

    Args:
        package: The package.
        name: The name.
        habits: For names of similar packages, what to use instead.

    Raises:
        AttributeError: If there is no such name; suggests the most similar one.
    """
    names, homes = _stub(package)
    if name in names and name in homes:
        return getattr(importlib.import_module(homes[name]), name)
    from chinaindpolicy._similar import nearest

    # `target` is a wrong name of the table rather than of the class.
    lower = [each for each in names if each.islower()] if name.islower() else ()
    near = nearest(name, lower) or nearest(name, names)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    hint = f"; {habits[name]}" if name in habits else hint
    raise AttributeError(f"module {package!r} has no attribute {name!r}{hint}", name=name)
