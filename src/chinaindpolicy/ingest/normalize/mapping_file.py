"""Mapping files: options of normalize() as strict YAML."""

from __future__ import annotations

from pathlib import Path

import yaml

from chinaindpolicy._similar import nearest
from chinaindpolicy.curation.yaml_reader import TooManyProblems, YamlFile
from chinaindpolicy.curation.yaml_values import line_of
from chinaindpolicy.errors import MappingFileError
from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.options import FLAGS, ON_MISSING, WIDE, Options
from chinaindpolicy.ingest.normalize.unit_parser import read_unit
from chinaindpolicy.model.columns import columns

KEYS = (
    *("columns", "units", "values", "missing", "flags", "header", "sheet", "encoding", "wide"),
    *("constants", "dimensions", "on_missing"),
)
"""Keys of a mapping file."""

ASIDE = "aside"
"""Mapping target of an ignored column."""

_UNTOLD = "none"


def read_mapping(path: Path, table: str) -> Options:
    """Read a mapping file.

    Args:
        path: The file.
        table: The table the data is meant for.

    Raises:
        MappingFileError: If anything in it cannot be followed: all of it, with file and line.
    """
    file = YamlFile(path, str(path), f"a mapping with some of {', '.join(KEYS)}")
    if file.root is None:
        if not file.problems:
            file.problem("file-empty", 1, f"the file is empty: expected some of {', '.join(KEYS)}")
        raise MappingFileError(file.problems)
    try:
        found = _Reader(file, table).read(file.root)
    except TooManyProblems:
        raise MappingFileError(file.problems) from None
    if file.problems:
        raise MappingFileError(file.problems)
    return found


class _Reader:
    """Reader of one mapping file; collects problems in the file."""

    def __init__(self, file: YamlFile, table: str) -> None:
        self._file = file
        self._table = table
        self._known = tuple(spec.name for spec in columns(table))

    def read(self, root: yaml.MappingNode) -> Options:
        """Read the options in the file."""
        nodes = {key: node for key, (node, _) in self._file.entries(root, KEYS, "the file").items()}
        return Options(
            columns=self._columns(nodes["columns"]) if "columns" in nodes else {},
            units=self._units(nodes["units"]) if "units" in nodes else {},
            one_unit=isinstance(nodes.get("units"), yaml.ScalarNode),
            values=self._values(nodes["values"]) if "values" in nodes else {},
            missing=frozenset(
                nfkc(mark).casefold() for mark in self._list(nodes, "missing", '["-", "x"]')
            ),
            flags=self._word(nodes, "flags", FLAGS) or "error",
            header=self._header(nodes["header"]) if "header" in nodes else None,
            sheet=self._text(nodes, "sheet"),
            encoding=self._text(nodes, "encoding"),
            wide=self._wide(nodes["wide"]) if "wide" in nodes else "auto",
            constants=self._constants(nodes["constants"]) if "constants" in nodes else {},
            dimensions=tuple(self._list(nodes, "dimensions", "[model, scenario]")),
            on_missing=self._word(nodes, "on_missing", ON_MISSING),
        )

    def _columns(self, node: yaml.Node) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        taken: dict[str, str] = {}
        for theirs, ours in self._file.texts(node, "columns").items():
            if ours == ASIDE:
                found[theirs] = None
            elif ours not in self._known:
                near = nearest(ours, self._known)
                hint = f"; did you mean {near[0]!r}?" if near else f"; to leave it out: {ASIDE}"
                self._file.problem(
                    "column-unknown",
                    _line(node, theirs),
                    f"no column {ours!r} in {self._table}{hint}",
                )
            elif ours in taken:
                self._file.problem(
                    "column-twice",
                    _line(node, theirs),
                    f"both {taken[ours]!r} and {theirs!r} are {ours}",
                )
            else:
                taken[ours] = theirs
                found[theirs] = ours
        return found

    def _units(self, node: yaml.Node) -> dict[str, str]:
        if isinstance(node, yaml.ScalarNode):
            text = self._file.string(node, "units")
            told = {} if text is None else {"": text}
        else:
            told = self._file.texts(node, "units")
        for text, unit in told.items():
            try:
                read_unit(unit)
            except CellError as error:
                self._file.problem("unit-unknown", _line(node, text), f"units: {error}")
        return {"" if text == _UNTOLD else text: unit for text, unit in told.items()}

    def _values(self, node: yaml.Node) -> dict[str, dict[str, str]]:
        entries = self._file.entries(node, self._known, "values")
        return {
            column: self._file.texts(texts, f"values of {column}")
            for column, (texts, _) in entries.items()
        }

    def _constants(self, node: yaml.Node) -> dict[str, str]:
        entries = self._file.entries(node, self._known, "constants")
        texts = {key: self._file.string(text, key) for key, (text, _) in entries.items()}
        return {key: text for key, text in texts.items() if text is not None}

    def _list(self, nodes: dict[str, yaml.Node], key: str, example: str) -> list[str]:
        node = nodes.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._file.problem("value-type", node, f"{key}: expected a list, such as {example}")
            return []
        texts = (self._file.string(item, key) for item in node.value)
        return [text for text in texts if text is not None]

    def _text(self, nodes: dict[str, yaml.Node], key: str) -> str | None:
        return self._file.string(nodes[key], key) if key in nodes else None

    def _word(self, nodes: dict[str, yaml.Node], key: str, allowed: tuple[str, ...]) -> str | None:
        text = self._text(nodes, key)
        if text is not None and text not in allowed:
            self._file.problem("value-type", nodes[key], f"{key}: expected {' or '.join(allowed)}")
            return None
        return text

    def _header(self, node: yaml.Node) -> tuple[int, ...] | None:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        lines = [self._number(each) for each in nodes]
        found = tuple(line for line in lines if line)
        if found and len(found) == len(lines):
            return found
        self._file.problem("value-type", node, "header: expected the number of a line, from 1")
        return None

    def _number(self, node: yaml.Node) -> int:
        text = node.value if isinstance(node, yaml.ScalarNode) and not node.style else ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0

    def _wide(self, node: yaml.Node) -> str | None:
        text = node.value if isinstance(node, yaml.ScalarNode) and not node.style else ""
        known = {"true": "period", "false": None, "none": None, **{word: word for word in WIDE}}
        if text not in known:
            self._file.problem("value-type", node, f"wide: expected {', '.join(known)}")
            return "auto"
        return known[text]


def _line(node: yaml.Node, key: str) -> int:
    """Return the line of a key."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    lines = (line_of(found) for found, _ in pairs if found.value == key)
    return next(lines, line_of(node))
