"""Base class, value types and column metadata of records."""

from __future__ import annotations

import contextlib
import datetime
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, cast

from annotated_types import Ge
from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, StringConstraints
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue

from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.io.html_view import html_table, html_view
from chinaindpolicy.model.periods import PERIOD_PATTERN, period_bounds
from chinaindpolicy.model.serialize import is_exact_float, json_number, to_csv_cell


class _MissingAttribute(AttributeError):
    """An attribute that a record lacks; the hint is searched only if the message is shown.

    Most such errors are caught by `getattr` with a default value.
    """

    def __str__(self) -> str:
        from chinaindpolicy.model.record_hints import attribute_hint

        record, name = cast("Record", self.obj), str(self.name)
        kind = type(record).__name__
        article = "an" if kind[:1] in "EIO" else "a"
        return f"{article} {kind} has no attribute {name!r}{attribute_hint(record, name)}"

    def __repr__(self) -> str:
        return f"AttributeError({str(self)!r})"


_MissingAttribute.__name__ = _MissingAttribute.__qualname__ = "AttributeError"
_MissingAttribute.__module__ = "builtins"


class Record(BaseModel):
    __doc__ = """One row of a table: strict, frozen through and through, with no unknown keys.

    Values are not coerced (`"40"` is not a number, `True` is not `1`), NaN and infinity are
    rejected, and every part is immutable (lists are tuples).
    """

    # The dataset of the record. It is not a field, so that records compare by content.
    __slots__ = ("_links",)

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True
    )

    id: Id

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        # Record classes are public names of the package. `typing.get_type_hints`, and so Polars,
        # would look up the names of the annotations there.
        with contextlib.suppress(NameError):
            cls.__annotations__ = inspect.get_annotations(cls, eval_str=True)
        cls.__module__ = "chinaindpolicy"

    if not TYPE_CHECKING:  # hides it from type checkers, which report unknown attributes

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_") or hasattr(type(self), name):
                return super().__getattr__(name)
            raise _MissingAttribute(name=name, obj=self)

        def __lt__(self, other: object) -> bool:
            raise TypeError(
                "records have no order; use sort() of the table, e.g. cip.targets.sort('value'), "
                "or sorted(..., key=lambda record: record.id)"
            )

    def __getitem__(self, key: str) -> Any:
        if key in self:
            return getattr(self, key)
        kind, columns = type(self).__name__, self.keys()
        is_name = isinstance(key, str)  # pyright: ignore[reportUnnecessaryIsInstance]
        hint = "" if is_name else f"{kind} is one row; use the name of a column, e.g. ['id']"
        raise UnknownNameError("column", key, columns, place=f"the {kind}", fate=hint)

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]  # pydantic yields pairs
        """Return an iterator of the names of the columns, as that of a dict."""
        return iter(type(self).model_fields)

    def __len__(self) -> int:
        return len(type(self).model_fields)

    def __array__(self, dtype: object = None, copy: bool | None = None) -> Any:
        """Return the record as one object; NumPy would read a sequence of names."""
        numpy: Any = sys.modules["numpy"]  # the caller
        array = numpy.empty((), dtype=object)
        array[()] = self
        return array

    def keys(self) -> tuple[str, ...]:
        """Return the names of the columns; `dict(record)` and pandas use them.

        Example:
            >>> import chinaindpolicy as cip
            >>> cip.units["CNY"].keys()[:2], dict(cip.units["CNY"])["symbol"]
            (('id', 'name'), '¥')
        """
        return tuple(type(self).model_fields)

    def values(self) -> tuple[Any, ...]:
        """Return the values of the columns, in the order of `keys`."""
        return tuple(getattr(self, name) for name in self.keys())

    def items(self) -> tuple[tuple[str, Any], ...]:
        """Return the columns as pairs of name and value."""
        return tuple((name, getattr(self, name)) for name in self.keys())

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a column, or a default if there is no such column."""
        return getattr(self, name) if name in self else default

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in type(self).model_fields

    def __str__(self) -> str:
        parts = [f"{name}={value!r}" for name, value in self.items() if value not in (None, ())]
        return f"{type(self).__name__}({', '.join(parts)})"

    def _repr_html_(self) -> str:
        rows: list[tuple[str, str, str]] = []
        for name, field in type(self).model_fields.items():
            if text := to_csv_cell(getattr(self, name)):
                meaning = next((part for part in field.metadata if isinstance(part, Column)), None)
                rows.append((name, text, meaning.description if meaning else ""))
        caption = f"{type(self).__name__} {self.id}"
        return html_view(html_table(caption, ("column", "value", "meaning"), rows, whole=True))


# pandas.DataFrame(list of records) has the columns of mappings, but numbers the fields of other
# objects. So a record iterates over the names of its columns; `items()` returns the pairs that
# other pydantic models iterate over.
Mapping.register(Record)  # pyright: ignore[reportAttributeAccessIssue]


@dataclass(frozen=True, slots=True)
class Column:
    """Meaning of a column, as `Annotated` metadata of the record field.

    Attributes:
        description: Content of the column, one sentence.
        example: A typical value, as written in a release's CSV file.
        unit: The unit of a numeric column, if it has one of its own.
        references: The tables whose ids the column contains.
        derived: True if the build computes it, so that no curator writes it.
    """

    description: str
    example: str
    unit: str | None = None
    references: tuple[str, ...] = ()
    derived: bool = False

    @property
    def referenced_table(self) -> str | None:
        """The table whose ids the column contains; None if there is none or several."""
        return self.references[0] if len(self.references) == 1 else None

    def __get_pydantic_json_schema__(
        self, core_schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        schema["description"] = self.description
        schema["examples"] = [self.example]
        if self.unit:
            schema["x-unit"] = self.unit
        if self.referenced_table:
            schema["x-references"] = self.referenced_table
        return schema


def _exact_in_float64(value: Decimal) -> Decimal:
    if not is_exact_float(value):
        raise ValueError(f"{value} cannot be stored exactly as a 64-bit float")
    return value


def _calendar_period(value: str) -> str:
    period_bounds(value)
    return value


REVIEW = "Whether two independent readings agreed or were settled, or there was only one reading."
ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=120)]
UnitCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=40)]
Text = Annotated[
    str,
    StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$", max_length=2000),
]
# An item of a list. It must not contain `|`, the delimiter in a release's CSV.
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
