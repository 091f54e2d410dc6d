"""Values of YAML scalars: typed by the column, never by their look."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

import yaml

from chinaindpolicy._similar import nearest

if TYPE_CHECKING:
    from chinaindpolicy.model.columns import ColumnSpec

Value: TypeAlias = str | int | bool | Decimal | datetime.date | tuple[str, ...]

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,30})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 200
_FORMS: Mapping[str, str] = MappingProxyType(
    {"boolean": "true or false", "integer": "digits only", "number": "digits and a dot"}
)


class ParseError(Exception):
    """A node or line that cannot be read.

    Attributes:
        node: The node, or the line from 1.
        code: The code of the rule it breaks.
    """

    def __init__(self, node: yaml.Node | int, message: str, code: str = "yaml-malformed") -> None:
        super().__init__(message)
        self.node = node
        self.code = code


def line_of(node: yaml.Node | yaml.Event) -> int:
    """Return the line, from 1, on which a node starts."""
    return int(node.start_mark.line) + 1 if node.start_mark else 1


def is_empty(node: yaml.Node) -> bool:
    """Return whether a node is a scalar without text, not even an empty text in quotes."""
    return isinstance(node, yaml.ScalarNode) and not node.value and not node.style


def read_scalar(node: yaml.Node, spec: ColumnSpec) -> Value:
    """Return the value of a scalar in its column's type.

    Raises:
        ParseError: If it is not a valid value of the column.
    """
    if not isinstance(node, yaml.ScalarNode):
        raise ParseError(node, f"expected a {spec.type}, not a list or mapping", "value-type")
    if spec.type in _FORMS:
        return _unquoted(node, spec.type)
    text = read_string(node)
    if spec.type == "date":
        return _date(node, text)
    if spec.categories and text not in spec.categories:
        near = nearest(text, spec.categories)
        hint = f"did you mean {near[0]!r}?" if near else f"one of {', '.join(spec.categories)}"
        raise ParseError(node, f"{shown(text)} is not a known code; {hint}", "code-unknown")
    return text


def read_string(node: yaml.Node) -> str:
    """Return the text of a scalar.

    Raises:
        ParseError: If there is none, or a YAML reader may take it for something else.
    """
    if not isinstance(node, yaml.ScalarNode):
        raise ParseError(node, "expected a string, not a list or mapping", "value-type")
    text = str(node.value)
    if is_empty(node):
        message = "the value is empty; fill it in or remove the key"
        raise ParseError(node, message, "value-missing")
    if not node.style and looks_otherwise(text):
        raise ParseError(
            node,
            f'{shown(text)} must be quoted ("{text[:_SHOWN]}"): unquoted, it can be '
            "read as something other than text",
            "value-lookalike",
        )
    return text


def _unquoted(node: yaml.ScalarNode, kind: str) -> int | bool | Decimal:
    text = str(node.value)
    if not node.style:
        if kind == "boolean" and text in ("true", "false"):
            return text == "true"
        if kind == "integer" and _INTEGER.fullmatch(text):
            return int(text)
        if kind == "number" and _NUMBER.fullmatch(text):
            return Decimal(text)
    message = f"expected an unquoted {kind} ({_FORMS[kind]}), not {shown(text)}"
    raise ParseError(node, message, "value-type")


def _date(node: yaml.ScalarNode, text: str) -> datetime.date:
    if not _DATE.fullmatch(text):
        message = f'expected a quoted day such as "2024-01-21", not {shown(text)}'
        raise ParseError(node, message, "value-type")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        message = f"{shown(text)} is not a valid date: {error}"
        raise ParseError(node, message, "value-type") from None


def shown(text: str) -> str:
    """Return a text as a message shows it: a long one only in part."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}... ({len(text)} characters)"


# Texts that some reader of YAML 1.1 or 1.2 interprets as another type.
_LOOK_ALIKE = re.compile(
    r"|~|=|<<|null|y|yes|n|no|on|off|true|false|[-+]?\.(?:inf|nan)"
    r"|[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:e[-+]?[0-9]+)?"
    r"|[-+]?0[xob][0-9a-f_]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t\s].*)?",
    re.IGNORECASE,
)


def looks_otherwise(text: str) -> bool:
    """Return whether a YAML reader may take an unquoted text for a number, date or boolean."""
    return _LOOK_ALIKE.fullmatch(text) is not None
