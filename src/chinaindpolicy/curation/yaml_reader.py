"""YAML without surprises: nothing guessed, nothing dropped, every problem with its line.

A scalar's type is decided by the column it is meant for, never by how it looks. Text that
another YAML reader would take for a number, a date or a truth value must be quoted.

The tree is built here from the scanner's events: so tags and anchors are seen, and no depth of
nesting can exhaust the stack.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from chinaindpolicy._similar import nearest
from chinaindpolicy.errors import Problem
from chinaindpolicy.io.limits import (
    MOST_PROBLEMS,
    MOST_YAML_BYTES,
    MOST_YAML_DEPTH,
    MOST_YAML_NODES,
)
from chinaindpolicy.io.safe_read import read_plain

if TYPE_CHECKING:
    from chinaindpolicy.model.columns import ColumnSpec


__all__ = [
    "EnoughError",
    "MappingNode",
    "Node",
    "Scalar",
    "SequenceNode",
    "Value",
    "YamlFile",
    "looks_otherwise",
]

Value: TypeAlias = str | int | bool | Decimal | datetime.date | tuple[str, ...]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,30})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 200
_TOO_DEEP = "nested too deeply"

# The C scanner is five times as fast and gives the same events.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Scalar:
    """A scalar as written."""

    text: str
    quoted: bool
    line: int


@dataclass(slots=True)
class SequenceNode:
    """A list of nodes."""

    line: int
    items: list[Node] = field(default_factory=list["Node"])


@dataclass(slots=True)
class MappingNode:
    """Keys and values, as written: a key may stand twice."""

    line: int
    items: list[Node] = field(default_factory=list["Node"])

    @property
    def pairs(self) -> Iterator[tuple[Node, Node]]:
        """The keys with their values."""
        return zip(self.items[::2], self.items[1::2], strict=True)


Node: TypeAlias = Scalar | SequenceNode | MappingNode


class _RefusedError(Exception):
    """A file that cannot be read on from here."""

    def __init__(self, line: int, message: str, code: str = "yaml-malformed") -> None:
        self.line = line
        self.message = message
        self.code = code


class EnoughError(Exception):
    """A file has more problems than are told: the last of them says so."""


class YamlFile:
    """One YAML file while it is read; gathers its problems instead of stopping at the first.

    Whoever reads on from the root has to stop at an `EnoughError`.

    Attributes:
        name: What the file is called in problems.
        problems: Everything wrong that was met so far.
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
        self._holds = holds
        self.problems: list[Problem] = []
        self.root: MappingNode | None = None
        try:
            self.root = self._top(_text(path, within))
        except _RefusedError as refused:
            self.problem(refused.code, refused.line, refused.message)
        except EnoughError:
            pass

    def problem(self, code: str, node: Node | int, message: str) -> None:
        """Note a problem at a node or line.

        Raises:
            EnoughError: If there are more problems than are told.
        """
        line = node if isinstance(node, int) else node.line
        self.problems.append(Problem(self.name, line, message, code))
        if len(self.problems) >= MOST_PROBLEMS:
            message = f"here {MOST_PROBLEMS} problems were met: the rest of the file is not read"
            self.problems.append(Problem(self.name, line, message, code))
            raise EnoughError

    def _top(self, text: str) -> MappingNode | None:
        try:
            node = self._tree(text)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            deep = _line_nested_too_deeply(text[: mark.index]) if mark else None
            if deep is not None:
                raise _RefusedError(deep, _TOO_DEEP) from error
            line = mark.line + 1 if mark else 1
            raise _RefusedError(line, f"malformed YAML: {error.problem}") from error
        except yaml.YAMLError as error:
            raise _RefusedError(
                _line_of_reader_error(text, error), "malformed YAML: a character that YAML forbids"
            ) from error
        if node is None or (isinstance(node, Scalar) and not node.text and not node.quoted):
            return None
        if not isinstance(node, MappingNode):
            self.problem("layout-wrong", node, f"expected {self._holds}")
            return None
        return node

    def _tree(self, text: str) -> Node | None:
        root: Node | None = None
        documents = nodes = 0
        open_nodes: list[SequenceNode | MappingNode] = []
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _RefusedError(_line_of(event), "malformed YAML: expected one document")
            node = self._node(event)
            if node is not None:
                nodes += 1
                if nodes > MOST_YAML_NODES:
                    raise _RefusedError(
                        node.line, f"more than {MOST_YAML_NODES} values, lists and mappings"
                    )
                if open_nodes:
                    open_nodes[-1].items.append(node)
                else:
                    root = node
                if not isinstance(node, Scalar):
                    open_nodes.append(node)
                    if len(open_nodes) > MOST_YAML_DEPTH:
                        raise _RefusedError(node.line, _TOO_DEEP)
            elif isinstance(event, yaml.CollectionEndEvent):
                open_nodes.pop()
        return root

    def _node(self, event: yaml.Event) -> Node | None:
        if not isinstance(event, yaml.NodeEvent):
            return None
        line = _line_of(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _RefusedError(line, "anchors and aliases are not used: write the value out")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.problem("yaml-malformed", line, f"tags are not used here: leave out {_shown(tag)}")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(str(event.value), bool(event.style), line)
        if isinstance(event, yaml.SequenceStartEvent):
            return SequenceNode(line)
        return MappingNode(line)

    def entries(self, node: Node, known: tuple[str, ...], what: str) -> dict[str, tuple[Node, int]]:
        """Return a mapping's entries with their lines; duplicate and unknown keys are problems."""
        if not isinstance(node, MappingNode):
            self.problem("layout-wrong", node, f"expected a mapping for {what}")
            return {}
        found: dict[str, tuple[Node, int]] = {}
        for key_node, value in node.pairs:
            key = key_node.text if isinstance(key_node, Scalar) else "?"
            if key not in known:
                near = nearest(key, known)
                hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(known)}"
                self.problem("key-unknown", key_node, f"unknown key {_shown(key)} in {what}{hint}")
            elif key in found:
                first = found[key][1]
                self.problem(
                    "key-duplicate",
                    key_node,
                    f"duplicate key {key!r} in {what}, first on line {first}",
                )
            else:
                found[key] = (value, key_node.line)
        return found

    def texts(self, node: Node, what: str) -> dict[str, str]:
        """Return a mapping of texts to texts, whatever its keys; a duplicate key is a problem."""
        if not isinstance(node, MappingNode):
            self.problem("layout-wrong", node, f"expected a mapping for {what}")
            return {}
        found: dict[str, str] = {}
        for key_node, value_node in node.pairs:
            key = self.string(key_node, what)
            value = self.string(value_node, f"{what}, {key}")
            if key is not None and key in found:
                self.problem("key-duplicate", key_node, f"duplicate key {key!r} in {what}")
            elif key is not None and value is not None:
                found[key] = value
        return found

    def value(self, node: Node, spec: ColumnSpec) -> Value | None:
        """Return a node's value as the column wants it; None, and a problem, if it is not."""
        if spec.type == "list":
            return self._list(node, spec)
        if not isinstance(node, Scalar):
            self.problem(
                "value-type", node, f"{spec.name}: expected a {spec.type}, not a list or mapping"
            )
            return None
        if spec.type in ("integer", "number", "boolean"):
            return self._plain(node, spec)
        text = self.string(node, spec.name)
        if text is None:
            return None
        if spec.type == "date":
            return self._date(node, text, spec.name)
        if spec.categories and text not in spec.categories:
            near = nearest(text, spec.categories)
            hint = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(spec.categories)}"
            self.problem(
                "code-unknown", node, f"{spec.name}: {_shown(text)} is no known code; {hint}"
            )
            return None
        return text

    def _list(self, node: Node, spec: ColumnSpec) -> tuple[str, ...] | None:
        if not isinstance(node, SequenceNode):
            self.problem("value-type", node, f"{spec.name}: expected a list, such as [one, two]")
            return None
        items = [self.string(item, spec.name) for item in node.items]
        if any(item is not None and "|" in item for item in items):
            self.problem(
                "value-type", node, f"{spec.name}: an item holds '|', which parts items in releases"
            )
            return None
        return tuple(item for item in items if item is not None)

    def string(self, node: Node, name: str) -> str | None:
        """Return a node's text; None, and a problem, if it is none or reads as something else."""
        if not isinstance(node, Scalar):
            self.problem("value-type", node, f"{name}: expected a string, not a list or mapping")
            return None
        if not node.quoted and not node.text:
            self.problem(
                "value-missing",
                node,
                f"{name}: nothing stands here: fill it in, or leave the key out",
            )
            return None
        if not node.quoted and looks_otherwise(node.text):
            self.problem(
                "value-lookalike",
                node,
                f"{name}: {_shown(node.text)} must be quoted "
                f'("{node.text[:_SHOWN]}"): unquoted, it can be '
                "read as something other than text",
            )
            return None
        return node.text

    def _plain(self, node: Scalar, spec: ColumnSpec) -> Value | None:
        text = node.text
        if not node.quoted:
            if spec.type == "boolean" and text in ("true", "false"):
                return text == "true"
            if spec.type == "integer" and _INTEGER.fullmatch(text):
                return int(text)
            if spec.type == "number" and _NUMBER.fullmatch(text):
                return Decimal(text)
        form = {"boolean": "true or false", "integer": "digits only", "number": "digits and a dot"}
        self.problem(
            "value-type",
            node,
            f"{spec.name}: expected an unquoted {spec.type} ({form[spec.type]}), "
            f"not {_shown(text)}",
        )
        return None

    def _date(self, node: Scalar, text: str, name: str) -> datetime.date | None:
        try:
            if _DATE.fullmatch(text):
                return datetime.date.fromisoformat(text)
        except ValueError as error:
            self.problem(
                "value-type", node, f"{name}: {_shown(text)} is no day of the calendar: {error}"
            )
            return None
        self.problem(
            "value-type",
            node,
            f'{name}: expected a quoted day such as "2024-01-21", not {_shown(text)}',
        )
        return None


def _shown(text: str) -> str:
    """Return a text as a message shows it: a long one only in part."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}... ({len(text)} characters)"


def _text(path: Path, within: Path | None) -> str:
    try:
        data = read_plain(path, MOST_YAML_BYTES, within=within)
    except OSError as error:
        raise _RefusedError(1, f"cannot be read: {error.strerror}", "file-unreadable") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _RefusedError(line, f"not UTF-8 at byte {error.start}", "file-unreadable") from error


def _line_nested_too_deeply(text: str) -> int | None:
    """Return the first line that is nested too deeply, in the text before an error.

    Scanners look ahead of the events they give, and some have a nesting limit of their own.
    """
    depth = 0
    with contextlib.suppress(yaml.YAMLError):
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MOST_YAML_DEPTH:
                return _line_of(event)
    return None


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _line_of_reader_error(text: str, error: yaml.YAMLError) -> int:
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 1


# What some YAML reader, of version 1.1 or 1.2, takes for something else than text.
_LOOK_ALIKE = re.compile(
    r"|~|=|<<|null|y|yes|n|no|on|off|true|false|[-+]?\.(?:inf|nan)"
    r"|[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:e[-+]?[0-9]+)?"
    r"|[-+]?0[xob][0-9a-f_]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t\s].*)?",
    re.IGNORECASE,
)


def looks_otherwise(text: str) -> bool:
    """Whether some YAML reader takes a text, unquoted, for a number, a date or a truth value."""
    return _LOOK_ALIKE.fullmatch(text) is not None
