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
    from chinaindpolicy.exports.bundle import ExportBundle


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        name: Its name, the value of `format`.
        writes: A short description of the output.
        home: Module and function that write it.
        suffix: The suffix of the file; empty for a folder of files.
        extra: The required extra of this package, if any.
        same_bytes: True if the same tables always give the same bytes.
    """

    name: str
    writes: str
    home: str
    suffix: str = ""
    extra: str = ""
    same_bytes: bool = True

    def write(self, contents: ExportBundle, path: Path) -> None:
        """Write some contents to a path that does not exist yet."""
        module, _, function = self.home.partition(":")
        write: Callable[[ExportBundle, Path], None] = getattr(
            importlib.import_module(f"chinaindpolicy.exports.{module}"), function
        )
        write(contents, path)


_CSV = "the tables as CSV"
_ALL = (
    Format("csv", f"{_CSV}, described as a Data Package 2.0", "formats.text:write_package"),
    Format(
        "parquet", "the tables as Parquet, release and key in each file", "formats.parquet:write"
    ),
    Format("json", "all tables in one JSON file", "formats.text:write_json", ".json"),
    Format(
        "jsonl", "the tables as JSON Lines, one object per row", "formats.text:write_json_lines"
    ),
    Format(
        "json-schema",
        "the JSON Schema (2020-12) of the `json` export",
        "formats.text:write_json_schema",
        ".schema.json",
    ),
    Format("xlsx", "a workbook with a sheet for each table", "formats.xlsx:write", ".xlsx", "xlsx"),
    Format(
        "sqlite",
        "a SQLite file with keys and a full-text index; each list column is a table",
        "formats.databases:write_sqlite",
        ".sqlite",
    ),
    Format(
        "duckdb",
        "a DuckDB file with keys and comments",
        "formats.databases:write_duckdb",
        ".duckdb",
        "duckdb",
        same_bytes=False,
    ),
    Format(
        "datapackage",
        "the same as `csv`, by the name of the standard",
        "formats.text:write_package",
    ),
    Format("csvw", f"{_CSV}, described as CSV on the Web", "formats.csvw:write"),
    Format(
        "croissant", "the tables as Parquet, described in Croissant 1.1", "formats.croissant:write"
    ),
    Format(
        "schema-org", f"{_CSV}, described in schema.org JSON-LD", "formats.jsonld:write_schema_org"
    ),
    Format("ro-crate", f"{_CSV}, described as an RO-Crate 1.1", "formats.jsonld:write_ro_crate"),
    Format(
        "sdmx-csv",
        "targets, figures and outcomes as SDMX-CSV 2.0, and their structure as SDMX-JSON 2.0",
        "formats.sdmx:write",
    ),
    Format(
        "prov-json",
        "the derivation of each record, as PROV-JSON",
        "formats.prov:write",
        ".prov.json",
    ),
    Format(
        "web-annotation",
        "the place of each record in its document, as W3C Web Annotations",
        "formats.web_annotation:write",
        ".annotations.jsonld",
    ),
    Format(
        "claim-review",
        "the verdicts on targets on the day of the release, as schema.org ClaimReview",
        "formats.claim_review:write",
        ".claims.jsonld",
    ),
    Format(
        "iamc",
        "annual values in the IAMC format, with code lists for nomenclature",
        "formats.iamc:write",
    ),
    Format(
        "stata",
        "the tables as Stata files with variable labels and value labels",
        "formats.stata:write",
        extra="stata",
    ),
    Format("atom", "an Atom feed of releases and errata", "formats.atom:write", ".atom"),
    Format("html", "one HTML page, without a network", "html.render:write", ".html"),
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
