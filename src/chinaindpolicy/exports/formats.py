"""The formats: one row each, from which the function, the command and the pages are derived."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy.errors import MissingExtraError

if TYPE_CHECKING:
    from chinaindpolicy.exports.contents import Contents

__all__ = ["FORMATS", "Format", "optional"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        name: Its name, as `format` takes it.
        writes: What is written, in a few words.
        home: Module and function that write it.
        suffix: The ending of the one file it is; empty if it is a folder of files.
        extra: The extra of this package that it needs, if it needs one.
        same_bytes: Whether the same tables always give the same bytes.
    """

    name: str
    writes: str
    home: str
    suffix: str = ""
    extra: str = ""
    same_bytes: bool = True

    def write(self, contents: Contents, path: Path) -> None:
        """Write some contents to a path that does not exist yet."""
        module, _, function = self.home.partition(":")
        write: Callable[[Contents, Path], None] = getattr(
            importlib.import_module(f"chinaindpolicy.exports.{module}"), function
        )
        write(contents, path)


_CSV = "the tables as CSV"
_ALL = (
    Format("csv", f"{_CSV}, described as a Data Package 2.0", "plain:write_package"),
    Format("parquet", "the tables as Parquet, release and key in each file", "parquet:write"),
    Format("json", "all tables in one JSON file", "plain:write_json", ".json"),
    Format("jsonl", "the tables as JSON Lines, one object a row", "plain:write_json_lines"),
    Format(
        "json-schema",
        "the JSON Schema (2020-12) that the `json` export meets",
        "plain:write_json_schema",
        ".schema.json",
    ),
)

FORMATS: Mapping[str, Format] = MappingProxyType({each.name: each for each in _ALL})
"""Every format, in the order in which they are listed."""


def optional(module: str, extra: str) -> Any:
    """Import a package that only some formats need.

    Raises:
        MissingExtraError: If it is not installed; names the extra to install.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise MissingExtraError(module, extra) from error
