"""Errors of the package. A message gives the value, its place and the fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from chinaindpolicy._public import public
from chinaindpolicy._similar import nearest

_LONGEST = 120
_LONGEST_LIST = 250
_MOST_LINES = 100


@public
class ChinaIndPolicyError(Exception):
    """Base class of the errors of this package."""

    def __reduce__(self) -> tuple[Any, ...]:
        # The constructor takes other arguments than `args`, so the default unpickling would fail,
        # and a pool whose worker raised the error would never end.
        state: tuple[Any, ...] = tuple(super().__reduce__())[2:]
        return _unpickled, (type(self), self.args), *state


@public
class ArgumentError(ChinaIndPolicyError, TypeError):
    """An argument of a wrong type, an unknown parameter, or a missing one.

    Example:
        >>> import chinaindpolicy as cip
        >>> cip.load(2026.1)
        Traceback (most recent call last):
            ...
        chinaindpolicy.ArgumentError: load(): release is 2026.1 (float); expected text (str), ...
    """


@public
class UnknownNameError(ChinaIndPolicyError, KeyError):
    """An id, table, column, code or release that does not exist; suggests similar names.

    For a withdrawn id, the message gives the reason and the successor.

    Attributes:
        kind: The kind of name.
        name: The unknown name.
        near: The suggested names.
        place: The table or dataset that was searched; may be empty.
        available: The known names, if they are few and none is similar.
        fate: The reason in place of suggestions, such as a withdrawal; may be empty.

    Example:
        >>> print(UnknownNameError("table", "target", ["targets", "units"]))
        no table 'target'; did you mean 'targets'?
    """

    def __init__(
        self,
        kind: str,
        name: object,
        known: Iterable[str],
        *,
        place: str = "",
        fate: str = "",
        near: str | tuple[str, ...] | None = None,
        see: str = "",
    ) -> None:
        self.kind = kind
        self.name = name
        self.place = place
        self.fate = fate
        self.available = ""
        candidates = list(known)
        if near is None:
            near = nearest(str(name), candidates)
        self.near = (near,) if isinstance(near, str) else near
        if fate:
            hint = f": {fate}"
        elif self.near:
            hint = f"; did you mean {' or '.join(repr(near) for near in self.near)}?"
        elif 0 < len(available := ", ".join(candidates)) <= _LONGEST_LIST:
            self.available = available
            hint = f"; available: {available}"
        else:
            hint = f"; see {see}" if see else ""
        where = f" in {place}" if place else ""
        self.message = f"no {kind} {_short(name)}{where}{hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        # KeyError would print the repr of its argument, with quotation marks.
        return self.message


@public
class ConditionError(ChinaIndPolicyError, ValueError):
    """A condition that is malformed, or whose column has values of another type."""


@public
class DateError(ChinaIndPolicyError, ValueError):
    """A value that is not a valid date; the message gives the expected form.

    Example:
        >>> print(DateError("last week"))
        'last week' is not a valid date; expected YYYY-MM-DD, e.g. 2026-11-22
    """

    def __init__(self, given: object, reason: str = "") -> None:
        self.given = given
        why = f" ({reason})" if reason else ""
        super().__init__(
            f"{_short(given)} is not a valid date{why}; expected YYYY-MM-DD, e.g. 2026-11-22"
        )


@public
class ExportError(ChinaIndPolicyError):
    """A file, export or chart that cannot be written; no file was changed."""


@public
class MissingExtraError(ChinaIndPolicyError, ImportError):
    """An optional package that is not installed; the message gives the command to install it.

    Example:
        >>> print(MissingExtraError("xlsxwriter", "xlsx"))
        xlsxwriter is not installed: python3 -m pip install "openpyxl>=3.1.5" "xlsxwriter>=3.2"
        (the extra chinaindpolicy[xlsx])
    """

    def __init__(self, module: str, extra: str) -> None:
        self.extra = extra
        command = install_command(module, extra)
        known = f"\n(the extra chinaindpolicy[{extra}])" if _packages_of(extra) else ""
        super().__init__(f"{module} is not installed: {command}{known}", name=module)


def install_command(module: str, extra: str) -> str:
    """Return a command that installs the packages of an extra.

    The command lists the packages, so it does not depend on the source of this package.

    Args:
        module: The package to list if the metadata of this package is missing.
        extra: The extra.
    """
    packages = _packages_of(extra) or [module]
    return " ".join(["python3 -m pip install", *(f'"{each}"' for each in packages)])


def _packages_of(extra: str) -> list[str]:
    """Return the packages of an extra; none if the metadata of this package is missing."""
    import importlib.metadata  # takes 20 ms, and is only needed here

    try:
        needs = importlib.metadata.requires("chinaindpolicy") or []
    except importlib.metadata.PackageNotFoundError:
        return []
    ends = (f"extra == '{extra}'", f'extra == "{extra}"')
    return [need.partition(";")[0].strip() for need in needs if need.endswith(ends)]


@public
class NothingSelectedError(ExportError):
    """A selection without rows: nothing was exported or drawn."""


@public
class ReleaseError(ChinaIndPolicyError):
    """A release with a missing file, or a file that differs from the published one."""


@public
class SourceTextError(ChinaIndPolicyError):
    """A source text, or its folder, that is missing or differs from the text of the dataset."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem of a collection, with file and line.

    Attributes:
        file: The file, relative to the folder of the collection.
        line: The line, from 1; 0 for Python values.
        message: The problem and, if known, the fix.
        code: Stable name of the broken rule.
    """

    file: str
    line: int
    message: str
    code: str = field(compare=False)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message} [{self.code}]"


@public
class CollectionError(ChinaIndPolicyError):
    """A collection that cannot be read; `problems` lists all problems with file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        heading = "1 problem" if count == 1 else f"{count} problems"
        super().__init__("\n".join([f"{heading} in the collection:", *map(str, self.problems)]))


@public
class MappingFileError(ChinaIndPolicyError):
    """A mapping file that is not valid; `problems` lists all problems with file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@public
class ExtensionError(ChinaIndPolicyError, ValueError):
    """An invalid `extend` argument; `problems` has every problem with its place.

    The place is a file and a line, or a Python expression such as `extend["units"][0]`.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        heading = "1 problem in extend:" if count == 1 else f"{count} problems in extend:"
        lines = [heading, *map(str, self.problems[:_MOST_LINES])]
        if count > _MOST_LINES:
            more = count - _MOST_LINES
            lines.append("1 more problem" if more == 1 else f"{more} more problems")
        super().__init__("\n".join(lines))


@public
class DataFileError(ChinaIndPolicyError):
    """A data file that cannot be read; the message gives the file, the line and the fix.

    Attributes:
        path: The file.
        line: The line, from 1, if known.
        reason: The problem.

    Example:
        >>> print(DataFileError("prices.csv", "is not a text file", 3))
        prices.csv:3: is not a text file
    """

    def __init__(self, path: object, reason: str, line: int | None = None) -> None:
        self.path = str(path)
        self.line = line
        self.reason = reason
        place = self.path if line is None else f"{self.path}:{line}"
        super().__init__(f"{place}: {reason}")


@public
class DataError(ChinaIndPolicyError):
    """Data that cannot be read, or an engine that failed its self-test; gives a workaround."""


@public
class NotComparableError(ChinaIndPolicyError, ValueError):
    """Values that cannot be combined; the message gives the reason."""


def _short(value: object) -> str:
    """Return the repr of a value in one line, cut to a length that fits a message."""
    text = " ".join(repr(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _unpickled(kind: type[ChinaIndPolicyError], args: tuple[Any, ...]) -> ChinaIndPolicyError:
    error = kind.__new__(kind, *args)
    plain: Any = next(base for base in kind.__mro__ if base.__module__ == "builtins")
    plain.__init__(error, *args)
    return error
