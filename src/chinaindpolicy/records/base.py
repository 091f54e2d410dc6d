"""What every record is made of: the frozen base class, exact values, described columns."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from annotated_types import Ge
from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, StringConstraints
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from chinaindpolicy.io.text import html_table
from chinaindpolicy.wording import cell, json_number

__all__ = [
    "PERIOD_PATTERN",
    "REVIEW",
    "Column",
    "Id",
    "IsoDate",
    "Item",
    "Number",
    "Offset",
    "Ordinal",
    "Period",
    "Record",
    "Sha256",
    "Text",
    "UnitCode",
    "period_bounds",
]


class Record(BaseModel):
    __doc__ = """One row of a table: strict, frozen through and through, with no unknown keys.

    Nothing is coerced (`"40"` is no number, `True` is no `1`), NaN and infinity are refused,
    and every part is immutable (lists are tuples).
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    id: Id

    def __str__(self) -> str:
        parts = [f"{name}={value!r}" for name, value in self if value not in (None, ())]
        return f"{type(self).__name__}({', '.join(parts)})"

    def _repr_html_(self) -> str:
        rows: list[tuple[str, str, str]] = []
        for name, field in type(self).model_fields.items():
            if text := cell(getattr(self, name)):
                meaning = next((part for part in field.metadata if isinstance(part, Column)), None)
                rows.append((name, text, meaning.description if meaning else ""))
        caption = f"{type(self).__name__} {self.id}"
        return html_table(caption, ("column", "value", "meaning"), rows)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column means: stands once, on the record's field, as `Annotated` metadata.

    Attributes:
        description: What the column holds, one sentence.
        example: A typical value, as it stands in a release's CSV file.
        unit: The unit of a numeric column, if it has one of its own.
        references: The table whose ids the column holds.
        derived: True if the build computes it, so that no curator writes it.
    """

    description: str
    example: str
    unit: str | None = None
    references: str | None = None
    derived: bool = False

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        schema["description"] = self.description
        schema["examples"] = [self.example]
        if self.unit:
            schema["x-unit"] = self.unit
        if self.references:
            schema["x-references"] = self.references
        return schema


def _exact_in_float64(value: Decimal) -> Decimal:
    if Decimal(repr(float(value))) != value:
        raise ValueError(f"{value} cannot be held by a 64-bit float without a change")
    return value


def _calendar_period(value: str) -> str:
    period_bounds(value)
    return value


REVIEW = "Whether two independent readings agreed, were settled, or there was one only."
ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
PERIOD_PATTERN = (
    r"^([0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?|\.\./[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?"
    r"|[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?/[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?)$"
)

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=120)]
UnitCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
Text = Annotated[
    str,
    StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$", max_length=2000),
]
# An item of a list: `|` parts the items in a release's CSV, so none may hold it.
Item = Annotated[
    str,
    StringConstraints(pattern=r"^[^\s|\x00-\x1f\x7f-\x9f][^|\x00-\x1f\x7f-\x9f]*$", max_length=200),
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[
    Decimal,
    AfterValidator(_exact_in_float64),
    PlainSerializer(json_number, return_type=int | float, when_used="json"),
]
IsoDate = datetime.date
Period = Annotated[str, StringConstraints(pattern=PERIOD_PATTERN), AfterValidator(_calendar_period)]


Offset = Annotated[int, Ge(0)]
Ordinal = Annotated[int, Ge(1)]

_DAYS = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def period_bounds(period: str) -> tuple[datetime.date | None, datetime.date]:
    """Return the first and the last day of an ISO 8601 period.

    Args:
        period: A year (`2024`), month, day, an interval (`2021/2023`) or one whose start is
            open (`../2025`: at any time until the end of 2025).

    Returns:
        The first day (None where the start is open) and the last day.

    Raises:
        ValueError: If it is none of these, or names a day that no calendar has.

    Example:
        >>> period_bounds("2021/2023")
        (datetime.date(2021, 1, 1), datetime.date(2023, 12, 31))
        >>> period_bounds("../2025")
        (None, datetime.date(2025, 12, 31))
    """
    start_text, slash, end_text = period.partition("/")
    if not slash:
        return _edge(period, period, last=False), _edge(period, period, last=True)
    end = _edge(end_text, period, last=True)
    start = None if start_text == ".." else _edge(start_text, period, last=False)
    if start is not None and start > end:
        raise ValueError(f"period {period!r} ends before it starts")
    return start, end


def _edge(text: str, period: str, *, last: bool) -> datetime.date:
    match = _DAYS.fullmatch(text)
    if match is None:
        raise ValueError(f"{period!r} is no ISO 8601 period such as 2024, ../2025 or 2021/2023")
    year, month, day = (int(part or 0) for part in match.groups())
    # In words of our own: Python's change from version to version.
    if year == 0:
        raise ValueError("there is no year 0000")
    if not match[2]:
        return datetime.date(year, 12, 31) if last else datetime.date(year, 1, 1)
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {match[2]}")
    days = calendar.monthrange(year, month)[1]
    if not match[3]:
        return datetime.date(year, month, days if last else 1)
    if not 1 <= day <= days:
        raise ValueError(f"{match[1]}-{match[2]} has {days} days, and no day {match[3]}")
    return datetime.date(year, month, day)
