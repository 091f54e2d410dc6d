"""Entries of an extension in a YAML file, with the line of each key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from chinaindpolicy.curation.yaml_reader import TooManyProblems, YamlFile
from chinaindpolicy.curation.yaml_values import line_of
from chinaindpolicy.errors import Problem
from chinaindpolicy.ingest.extension.entries import Entry, Problems, file_entries
from chinaindpolicy.ingest.extension.keys import extendable_tables, keys_of
from chinaindpolicy.io.safe_read import leads_out

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.columns import ColumnSpec

_LAYOUT = "a mapping of table names, such as indicators, to lists of entries"


def yaml_entries(path: Path, dataset: Dataset, problems: Problems) -> dict[str, list[Entry]]:
    """Return the entries of a YAML file by table.

    A table has a list of entries, or the name of a data file in the folder of the YAML file.
    """
    if path.suffix.lower() not in (".yaml", ".yml"):
        message = f"expected a YAML file: {_LAYOUT}; for a CSV file of one table, pass a mapping "
        problems.add(
            Problem(str(path), 0, f'{message}such as {{"indicators": "{path}"}}', "layout-wrong")
        )
        return {}
    file = YamlFile(path, str(path), _LAYOUT)
    found: dict[str, list[Entry]] = {}
    if file.root is None and not file.problems:
        file.problem("file-empty", 1, f"the file is empty; expected {_LAYOUT}")
    try:
        if file.root is not None:
            tables = file.entries(file.root, extendable_tables(), "the file")
            for table, (node, _) in tables.items():
                found[table] = list(_entries(file, node, table, path, dataset, problems))
    except TooManyProblems:
        pass
    problems.extend(file.problems)
    return found


def _entries(
    file: YamlFile,
    node: yaml.Node,
    table: str,
    path: Path,
    dataset: Dataset,
    problems: Problems,
) -> Iterator[Entry]:
    if isinstance(node, yaml.ScalarNode) and node.value:
        other = path.parent / node.value
        if leads_out(other, path.parent):
            message = f"{table}: the file {node.value!r} must be in the folder of {path.name}"
            file.problem("file-unreadable", node, message)
        else:
            yield from file_entries(other, table, problems)
    elif isinstance(node, yaml.SequenceNode):
        keys = keys_of(table, dataset)
        for item in node.value:
            if isinstance(item, yaml.MappingNode):
                yield _entry(file, item, table, keys)
            else:
                message = f"{table}: expected an entry such as {{id: ...}}"
                file.problem("layout-wrong", item, message)
    else:
        message = f"{table}: expected a list of entries, or the name of a file such as CSV"
        file.problem("layout-wrong", node, message)


def _entry(file: YamlFile, node: yaml.Node, table: str, keys: dict[str, ColumnSpec]) -> Entry:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, (value_node, line) in file.entries(node, tuple(keys), table).items():
        lines[key] = line
        value = file.value(value_node, keys[key])
        if value is not None:
            values[key] = value
    return Entry(
        table, file.name, line_of(node), values, lines, unread=frozenset(lines.keys() - values)
    )
