"""Values of an entry: of the type, form and vocabulary of their column."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeGuard

from chinaindpolicy._similar import nearest
from chinaindpolicy.model.fields import ID_PATTERN
from chinaindpolicy.model.periods import PERIOD_PATTERN, is_period
from chinaindpolicy.model.serialize import LIST_DELIMITER

if TYPE_CHECKING:
    from chinaindpolicy.model.columns import ColumnSpec

_SHOWN = 80
_UNIT_PATTERN = r"^[A-Za-z][A-Za-z0-9_]*$"
_EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "string": "text",
        "integer": "a whole number",
        "number": "a finite number",
        "boolean": "True or False",
        "date": "a date as YYYY-MM-DD",
        "list": "a list of texts",
    }
)


class WrongValueError(Exception):
    """A value that its column does not allow.

    Attributes:
        code: The code of the rule that it breaks.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read_value(spec: ColumnSpec, value: Any, *, textual: bool) -> Any:
    """Return a value of an entry as its column needs it.

    Args:
        spec: The column.
        value: The value, which is not missing.
        textual: True if the value is text that is still to be parsed.

    Raises:
        WrongValueError: If the column does not allow it; names the allowed values.

    Example:
        >>> from chinaindpolicy.model.columns import columns
        >>> read_value(columns("indicators")[0], "Steel Output", textual=False)
        Traceback (most recent call last):
            ...
        WrongValueError: id 'Steel Output' is not valid; use lower-case ... such as 'steel-output'
    """
    found = _typed(spec, value, textual)
    if found is None:
        expected = f"{_EXPECTED[spec.type]}, such as {spec.meaning.example!r}"
        kind = "the text" if isinstance(value, str) else f"the {type(value).__name__}"
        message = f"{spec.name} is {kind} {shown(value)}; expected {expected}"
        raise WrongValueError("value-type", message)
    for text in found if spec.type == "list" else [found]:
        if isinstance(text, str):
            _check_text(spec, text)
    if spec.minimum is not None and isinstance(found, int) and found < spec.minimum:
        message = f"{spec.name} is {found}; expected at least {spec.minimum}"
        raise WrongValueError("below-minimum", message)
    return found


def shown(value: Any) -> str:
    """Return a value as a message shows it: a long one only in part."""
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _typed(spec: ColumnSpec, value: Any, textual: bool) -> Any:
    """Return a value as the type of its column; None if it has another type."""
    match spec.type:
        case "string":
            return value if isinstance(value, str) else None
        case "list":
            return _items(value, textual)
        case "boolean":
            words = {"true": True, "false": False} if textual else {}
            return value if isinstance(value, bool) else words.get(value)
        case "date":
            return _date(value)
        case _:
            number = _number(value, textual)
            whole = number is not None and number == number.to_integral_value()
            if spec.type == "integer":
                return int(number) if number is not None and whole else None
            return number


def _items(value: Any, textual: bool) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return tuple(value.split(LIST_DELIMITER)) if textual else None
    if not is_sequence(value) or not all(isinstance(item, str) for item in value):
        return None
    return tuple(value)


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Return True if a value is a sequence other than text and bytes."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def _date(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date() if value.time() == datetime.time() else None
    if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime.date) else None


def _number(value: Any, textual: bool) -> Decimal | None:
    if isinstance(value, str) and textual:
        try:
            value = Decimal(value.strip())
        except InvalidOperation:
            return None
    if isinstance(value, float) and math.isfinite(value):
        value = Decimal(repr(value))
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() and abs(number.adjusted()) < 300 else None


def _check_text(spec: ColumnSpec, text: str) -> None:
    if spec.categories and text not in spec.categories:
        near = nearest(text, spec.categories, most=1)
        hint = f"did you mean {near[0]!r}? Allowed" if near else "allowed"
        message = f"{spec.name} {shown(text)} is not allowed; {hint}: {', '.join(spec.categories)}"
        raise WrongValueError("code-unknown", message)
    if spec.max_length is not None and len(text) > spec.max_length:
        message = f"{spec.name} has {len(text)} characters; at most {spec.max_length} are allowed"
        raise WrongValueError("too-long", message)
    if spec.pattern == PERIOD_PATTERN:
        if not is_period(text):
            message = f"period {shown(text)} is not valid; write 2024, 2024-06 or 2021/2023"
            raise WrongValueError("period-unparsable", message)
    elif spec.pattern and not re.fullmatch(spec.pattern, text):
        raise WrongValueError("pattern-mismatch", _mismatch(spec, text))


def _mismatch(spec: ColumnSpec, text: str) -> str:
    wrong = f"{spec.name} {shown(text)} is not valid"
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    if spec.pattern == ID_PATTERN:
        near = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[: spec.max_length]
        example = near if re.fullmatch(ID_PATTERN, near) else spec.meaning.example
        return f"{wrong}; use lower-case letters, digits and single hyphens, such as {example!r}"
    if spec.pattern == _UNIT_PATTERN:
        near = re.sub(r"[^A-Za-z0-9_]+", "_", plain).strip("_")[: spec.max_length]
        example = near if re.fullmatch(_UNIT_PATTERN, near) else spec.meaning.example
        return (
            f"{wrong}; use letters, digits and underscores, and begin with a letter, such as "
            f"{example!r}"
        )
    if not text or text != text.strip() or not text.isprintable():
        return f"{wrong}; it must not be empty, begin with white space or have control characters"
    return f"{wrong}; it must match {spec.pattern}, such as {spec.meaning.example!r}"
