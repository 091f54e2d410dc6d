"""Errors of the library: each names the thing, the place and the nearest right answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from chinaindpolicy._public import public
from chinaindpolicy._similar import nearest

_MOST_LINES = 100


@public
class ChinaIndPolicyError(Exception):
    """Base of every error this library raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        # An error is made of other arguments than it holds, so Python's own way of unpickling it
        # would fail: and a pool whose worker raised it would wait for ever.
        state: tuple[Any, ...] = tuple(super().__reduce__())[2:]
        return _unpickled, (type(self), self.args), *state


@public
class UnknownNameError(ChinaIndPolicyError, KeyError):
    """An id, table, column or release that does not exist; names near matches.

    Of a withdrawn id it tells what became of it, and its successor is the near match.

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
        fate: str = "",
        near: str | None = None,
    ) -> None:
        self.kind = kind
        self.name = name
        candidates = list(known)
        self.near = (near,) if near else nearest(str(name), candidates)
        if fate:
            hint = f": {fate}"
        elif self.near:
            hint = f"; did you mean {' or '.join(repr(near) for near in self.near)}?"
        elif 0 < len(candidates) <= 30:
            hint = f"; there are: {', '.join(candidates)}"
        else:
            hint = ""
        self.message = f"no {kind} {name!r}{hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        # KeyError would show the repr of its argument, quotes and all.
        return self.message


@public
class ConditionError(ChinaIndPolicyError, ValueError):
    """A `COLUMN=VALUE` that is none, or whose column holds no such values."""


@public
class DateError(ChinaIndPolicyError, ValueError):
    """Something given as a date that is none; names the form expected.

    Example:
        >>> print(DateError("last week"))
        'last week' is no date: expected the form 2026-11-22 (year-month-day)
    """

    def __init__(self, given: object, reason: str = "") -> None:
        self.given = given
        why = f" ({reason})" if reason else ""
        super().__init__(
            f"{given!r} is no date{why}: expected the form 2026-11-22 (year-month-day)"
        )


@public
class ExportError(ChinaIndPolicyError):
    """A file, export or chart that cannot be made where, or in the form, it should; none was."""


@public
class MissingExtraError(ChinaIndPolicyError, ImportError):
    """A package that only some functions need and that is not installed; names the extra.

    Example:
        >>> print(MissingExtraError("xlsxwriter", "xlsx"))
        xlsxwriter is not installed: python3 -m pip install "openpyxl>=3.1.5" "xlsxwriter>=3.2"
    """

    def __init__(self, module: str, extra: str) -> None:
        self.extra = extra
        super().__init__(
            f"{module} is not installed: {install_command(module, extra)}", name=module
        )


def install_command(module: str, extra: str) -> str:
    """Return a command that installs the packages of an extra.

    It names the packages, so that it works wherever this package was installed from.

    Args:
        module: The package to name where the metadata of this package is missing.
        extra: The extra.
    """
    import importlib.metadata  # takes 20 ms, and only a missing package needs it

    try:
        needs = importlib.metadata.requires("chinaindpolicy") or []
    except importlib.metadata.PackageNotFoundError:
        needs = []
    ends = (f"extra == '{extra}'", f'extra == "{extra}"')
    packages = [need.partition(";")[0].strip() for need in needs if need.endswith(ends)]
    return " ".join(["python3 -m pip install", *(f'"{each}"' for each in packages or [module])])


@public
class NothingSelectedError(ExportError):
    """A selection that has no rows, so that there is nothing to export or to draw."""


@public
class ReleaseError(ChinaIndPolicyError):
    """A release that is missing a file, or a file whose bytes are not the published ones."""


@public
class SourceTextError(ChinaIndPolicyError):
    """A folder of source texts, or one text in it, that is missing or is not the text read."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a collection, with the file and line where it stands.

    Attributes:
        file: The file, from the collection's folder on.
        line: The line, from 1; 0 for Python values.
        message: What is wrong, where it can be said what would be right.
        code: Stable name of the rule that is broken.
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
    """A collection that cannot be read; `problems` holds every problem with file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        heading = "1 problem" if count == 1 else f"{count} problems"
        super().__init__("\n".join([f"{heading} in the collection:", *map(str, self.problems)]))


@public
class MappingFileError(ChinaIndPolicyError):
    """A mapping file that cannot be followed; `problems` holds every problem with file and line."""

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
            lines.append(f"{count - _MOST_LINES} more problems")
        super().__init__("\n".join(lines))


@public
class DataFileError(ChinaIndPolicyError):
    """A file of data that cannot be read: names the file, the line and the way round.

    Attributes:
        path: The file.
        line: The line, from 1, where there is one to point to.
        reason: What is wrong.

    Example:
        >>> print(DataFileError("prices.csv", "is no text", 3))
        prices.csv:3: is no text
    """

    def __init__(self, path: object, reason: str, line: int | None = None) -> None:
        self.path = str(path)
        self.line = line
        self.reason = reason
        place = self.path if line is None else f"{self.path}:{line}"
        super().__init__(f"{place}: {reason}")


@public
class DataError(ChinaIndPolicyError):
    """Data that cannot be read, or an engine that cannot be trusted with it; says the way round."""


@public
class NotComparableError(ChinaIndPolicyError, ValueError):
    """Values that must not be put together; says why."""


def _unpickled(kind: type[ChinaIndPolicyError], args: tuple[Any, ...]) -> ChinaIndPolicyError:
    error = kind.__new__(kind, *args)
    plain: Any = next(base for base in kind.__mro__ if base.__module__ == "builtins")
    plain.__init__(error, *args)
    return error
