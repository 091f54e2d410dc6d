"""Strict YAML: nothing is guessed or dropped, and every problem names its line.

The column decides the type of a scalar, not its look: text that another YAML reader may
interpret as a number, a date or a truth value must be quoted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import yaml

from chinaindpolicy._similar import nearest
from chinaindpolicy.curation.yaml_values import (
    ParseError,
    Value,
    is_empty,
    line_of,
    read_scalar,
    read_string,
    shown,
)
from chinaindpolicy.errors import Problem
from chinaindpolicy.io.limits import (
    MOST_PROBLEMS,
    MOST_YAML_BYTES,
    MOST_YAML_DEPTH,
    MOST_YAML_NODES,
)
from chinaindpolicy.io.safe_read import read_plain
from chinaindpolicy.model.serialize import LIST_DELIMITER

if TYPE_CHECKING:
    from chinaindpolicy.model.columns import ColumnSpec

T = TypeVar("T")

Entries: TypeAlias = dict[str, tuple[yaml.Node, int]]
"""The value and the line of each key."""

_TOO_DEEP = "nested too deeply"

# The C scanner is five times as fast and gives the same events. No scalar gets a type here.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class TooManyProblems(Exception):
    """A file with more problems than are reported; its last problem states this."""


class YamlFile:
    """A YAML file being read; collects its problems instead of stopping at the first.

    Callers that read on from the root must stop at an `TooManyProblems`.

    Attributes:
        name: The name of the file in problems.
        problems: All problems so far.
        root: The top mapping; None if the file is empty or cannot be read.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        holds: str = "a mapping of table names to rows",
        *,
        within: Path | None = None,
    ) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.root: yaml.MappingNode | None = None
        try:
            node = self._compose(_text(path, within))
            if isinstance(node, yaml.MappingNode):
                self.root = node
            elif node is not None and not is_empty(node):
                self.problem("layout-wrong", node, f"expected {holds}")
        except ParseError as error:
            self.problem(error.code, error.node, str(error))
        except TooManyProblems:
            pass

    def problem(self, code: str, node: yaml.Node | int, message: str) -> None:
        """Add a problem at a node or line.

        Raises:
            TooManyProblems: If there are more problems than are reported.
        """
        line = node if isinstance(node, int) else line_of(node)
        self.problems.append(Problem(self.name, line, message, code))
        if len(self.problems) >= MOST_PROBLEMS:
            message = f"here {MOST_PROBLEMS} problems were met: the rest of the file is not read"
            self.problems.append(Problem(self.name, line, message, code))
            raise TooManyProblems

    def _compose(self, text: str) -> yaml.Node | None:
        try:
            self._check_events(text)
            return yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            deep = _line_nested_too_deeply(text[: mark.index]) if mark else None
            if deep is not None:
                raise ParseError(deep, _TOO_DEEP) from error
            line = mark.line + 1 if mark else 1
            raise ParseError(line, f"malformed YAML: {error.problem}") from error
        except yaml.YAMLError as error:
            position = getattr(error, "position", None)
            line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
            raise ParseError(line, "malformed YAML: a character that YAML forbids") from error

    def _check_events(self, text: str) -> None:
        """Reject YAML features that a composed tree hides, and nesting that exhausts the stack."""
        n_documents = n_nodes = 0
        for event, depth in _events(text):
            line = line_of(event)
            if isinstance(event, yaml.DocumentStartEvent):
                n_documents += 1
                if n_documents > 1:
                    raise ParseError(line, "malformed YAML: expected one document")
            if not isinstance(event, yaml.NodeEvent):
                continue
            if event.anchor is not None:
                raise ParseError(line, "anchors and aliases are not used: write the value out")
            tag = getattr(event, "tag", None)
            if tag is not None:
                message = f"tags are not used here: leave out {shown(tag)}"
                self.problem("yaml-malformed", line, message)
            n_nodes += 1
            if n_nodes > MOST_YAML_NODES:
                raise ParseError(line, f"more than {MOST_YAML_NODES} values, lists and mappings")
            if depth > MOST_YAML_DEPTH:
                raise ParseError(line, _TOO_DEEP)

    def entries(
        self, node: yaml.Node, known: tuple[str, ...], what: str
    ) -> dict[str, tuple[yaml.Node, int]]:
        """Return a mapping's entries with their lines; duplicate and unknown keys are problems."""
        if not isinstance(node, yaml.MappingNode):
            self.problem("layout-wrong", node, f"expected a mapping for {what}")
            return {}
        found: Entries = {}
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            if key not in known:
                near = nearest(key, known)
                hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
                self.problem("key-unknown", key_node, f"unknown key {shown(key)} in {what}{hint}")
            elif key in found:
                first = found[key][1]
                self.problem(
                    "key-duplicate",
                    key_node,
                    f"duplicate key {key!r} in {what}, first on line {first}",
                )
            else:
                found[key] = (value, line_of(key_node))
        return found

    def texts(self, node: yaml.Node, what: str) -> dict[str, str]:
        """Return a mapping of texts to texts with any keys; a duplicate key is a problem."""
        if not isinstance(node, yaml.MappingNode):
            self.problem("layout-wrong", node, f"expected a mapping for {what}")
            return {}
        found: dict[str, str] = {}
        for key_node, value_node in node.value:
            key = self.string(key_node, what)
            value = self.string(value_node, f"{what}, {key}")
            if key is not None and key in found:
                self.problem("key-duplicate", key_node, f"duplicate key {key!r} in {what}")
            elif key is not None and value is not None:
                found[key] = value
        return found

    def value(self, node: yaml.Node, spec: ColumnSpec) -> Value | None:
        """Return a node's value in the column's type; None, with a problem, if it is invalid."""
        if spec.type == "list":
            return self._list(node, spec)
        return self._read(lambda: read_scalar(node, spec), spec.name)

    def string(self, node: yaml.Node, name: str) -> str | None:
        """Return a node's text; None, and a problem, if it has none or reads as something else."""
        return self._read(lambda: read_string(node), name)

    def _list(self, node: yaml.Node, spec: ColumnSpec) -> tuple[str, ...] | None:
        if not isinstance(node, yaml.SequenceNode):
            message = f"{spec.name}: expected a list, such as [one, two]"
            self.problem("value-type", node, message)
            return None
        found = [self.string(item, spec.name) for item in node.value]
        items = tuple(item for item in found if item is not None)
        if any(LIST_DELIMITER in item for item in items):
            message = (
                f"{spec.name}: an item contains '|', the delimiter of items in releases; remove it"
            )
            self.problem("value-type", node, message)
            return None
        return items

    def _read(self, read: Callable[[], T], name: str) -> T | None:
        try:
            return read()
        except ParseError as error:
            self.problem(error.code, error.node, f"{name}: {error}")
            return None


def _text(path: Path, within: Path | None) -> str:
    try:
        data = read_plain(path, MOST_YAML_BYTES, within=within)
    except OSError as error:
        raise ParseError(1, f"cannot be read: {error.strerror}", "file-unreadable") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ParseError(line, f"not UTF-8 at byte {error.start}", "file-unreadable") from error


def _events(text: str) -> Iterator[tuple[yaml.Event, int]]:
    """Yield every event with the depth of nesting after it."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        yield event, depth


def _line_nested_too_deeply(text: str) -> int | None:
    """Return the first line that is nested too deeply, in the text before an error.

    Scanners look ahead of the events they give, and some have a nesting limit of their own.
    """
    with contextlib.suppress(yaml.YAMLError):
        return next((line_of(one) for one, depth in _events(text) if depth > MOST_YAML_DEPTH), None)
    return None
