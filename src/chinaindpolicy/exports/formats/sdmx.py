"""SDMX-CSV 2.0: the observations, with their structure as SDMX-JSON 2.0.

Each target, figure and outcome is an observation with its id as a dimension. The tables that they
refer to become code lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chinaindpolicy.errors import ExportError
from chinaindpolicy.exports.bundle import ExportBundle, ExportTable
from chinaindpolicy.exports.formats.sdmx_components import Component, Flow, components
from chinaindpolicy.exports.formats.sdmx_structure import Names, structure
from chinaindpolicy.exports.formats.text import json_text
from chinaindpolicy.io.text import to_csv
from chinaindpolicy.model.vocabularies import VALUE_TABLES

STRUCTURE_FILE = "structure.json"


def write(contents: ExportBundle, folder: Path) -> None:
    """Write a file of observations for each table that has any, and their structure.

    Records without a period have no `TIME_PERIOD`, so they are a dataflow of their own, such as
    `figures-undated.csv`.
    """
    tables = [contents.tables[name] for name in VALUE_TABLES if name in contents.tables]
    flows = [flow for table in tables for flow in _flows(contents, table)]
    if not flows:
        raise ExportError(
            f"sdmx-csv contains the tables {', '.join(VALUE_TABLES)} only, and none of them has a "
            "row here; select one of them or use another format, e.g. csv"
        )
    numbered = re.fullmatch(r"(\d+)\.(\d+)", contents.release)
    names = Names(
        re.sub(r"[^A-Za-z0-9_-]", "-", contents.name).upper(),
        f"{contents.release}.0" if numbered else "1.0.0",
    )
    folder.mkdir()
    for flow in flows:
        (folder / f"{flow.file}.csv").write_bytes(_observations(flow, names))
    (folder / STRUCTURE_FILE).write_bytes(json_text(structure(contents, flows, names)))


def _flows(contents: ExportBundle, table: ExportTable) -> Iterator[Flow]:
    """Yield the dataflows of a table that have rows: dated, then undated."""
    parts: dict[bool, list[Any]] = {True: [], False: []}
    for record in table.table:
        parts[record.period is not None].append(record)
    for is_dated, records in parts.items():
        if records:
            yield Flow(
                table, is_dated, tuple(records), components(contents, table, is_dated=is_dated)
            )


def _observations(flow: Flow, names: Names) -> bytes:
    written: tuple[Component, ...] = flow.components
    header = ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(part.id for part in written)]
    name = f"{names.agency}:{flow.id}({names.version})"
    rows = (
        ["dataflow", name, "I", *(part.value(record) for part in written)]
        for record in flow.records
    )
    return to_csv([header, *rows]).encode()
