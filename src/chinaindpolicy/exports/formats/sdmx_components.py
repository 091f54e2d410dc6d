"""Components of an SDMX data structure: dimensions, measure and attributes of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from chinaindpolicy.exports.bundle import ExportBundle, ExportTable
from chinaindpolicy.exports.formats.sdmx_codes import (
    FREQ,
    NOT_APPLICABLE,
    OBS_STATUS,
    UNIT_MULT,
    CrossDomainList,
    area_codes,
    status,
    time_period,
    unit_codes,
)
from chinaindpolicy.model.columns import ColumnSpec, cell
from chinaindpolicy.model.serialize import to_csv_cell

Role = Literal["dimension", "time", "measure", "attribute"]

# Columns with a common name in SDMX; other columns have their own name in capitals.
_COMMON = MappingProxyType(
    {
        "id": "RECORD",
        "indicator_id": "INDICATOR",
        "region_id": "REF_AREA",
        "unit": "UNIT_MEASURE",
        "value": "OBS_VALUE",
        "measure": "TRANSFORMATION",
        "price_basis": "PRICE_BASE",
    }
)
_ROLES: Mapping[str, Role] = MappingProxyType(
    {
        "region_id": "dimension",
        "indicator_id": "dimension",
        "id": "dimension",
        "value": "measure",
    }
)
# A type that is not named here has the same name in SDMX.
_TYPES = MappingProxyType({"integer": "BigInteger", "number": "Decimal", "date": "GregorianDay"})
# Component, column of the indicators and table of its codes.
_JOINED = (("CONCEPT", "concept_id", "concepts"), ("OBJECT", "object_id", "objects"))
_FIRST = ("FREQ", "REF_AREA", "INDICATOR", "RECORD", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS")


@dataclass(frozen=True)
class Component:
    """A component of a data structure.

    Attributes:
        id: Its id, and the name of its column.
        role: Dimension, time dimension, measure or attribute.
        description: Its meaning.
        value: Returns its value of a record, as text; empty if missing.
        is_required: True if every observation has a value.
        type: Its type in SDMX, if it is not coded.
        codelist: The id of its code list among those of the dataset.
        common: Its cross-domain code list.
        names: The codes of a code list that is only for this component.
    """

    id: str
    role: Role
    description: str
    value: Callable[[Any], str]
    is_required: bool = True
    type: str = "String"
    codelist: str = ""
    common: CrossDomainList | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flow:
    """A dataflow: records of a table, all with a period or all without."""

    table: ExportTable
    is_dated: bool
    records: tuple[Any, ...]
    components: tuple[Component, ...]

    @property
    def id(self) -> str:
        """The id of the dataflow and of its data structure."""
        return self.file.upper().replace("-", "_")

    @property
    def file(self) -> str:
        """The name of its file, without suffix."""
        return self.table.name if self.is_dated else f"{self.table.name}-undated"


def component(column: str) -> str:
    """Return the id of the component that a column becomes.

    Example:
        >>> component("region_id"), component("measure"), component("value_upper")
        ('REF_AREA', 'TRANSFORMATION', 'VALUE_UPPER')
    """
    return _COMMON.get(column, column.upper())


def named_table(spec: ColumnSpec) -> str:
    """Return the table that a column refers to, if its rows have names; errata have none."""
    target = spec.meaning.referenced_table or ""
    return "" if target == "errata" else target


def components(
    contents: ExportBundle, table: ExportTable, *, is_dated: bool
) -> tuple[Component, ...]:
    """Return the components of a table: dimensions, measure, then attributes."""
    found = [
        *(_of_column(contents, table, spec) for spec in table.columns),
        *_of_observations(table, is_dated=is_dated),
        *_of_indicators(contents),
    ]
    ranks = {id: place for place, id in enumerate(_FIRST)}
    return tuple(sorted(found, key=lambda part: ranks.get(part.id, len(ranks))))


def _of_observations(table: ExportTable, *, is_dated: bool) -> Iterator[Component]:
    if is_dated:
        yield Component(
            "FREQ", "dimension", "Length of the time period.",
            lambda record: time_period(record.period)[1], common=FREQ,
        )  # fmt: skip
        yield Component(
            "TIME_PERIOD", "time", "Time period; of a deadline its last year, month or day.",
            lambda record: time_period(record.period)[0], type="ObservationalTimePeriod",
        )  # fmt: skip
    yield Component(
        "OBS_STATUS",
        "attribute",
        "A: normal; E: estimated; F: forecast or target; M: stated without a value.",
        lambda record: status(table.name, record),
        common=OBS_STATUS,
    )
    yield Component(
        "UNIT_MULT", "attribute", "Values are in the unit itself: 0.",
        lambda record: "" if record.unit is None else "0", is_required=False, common=UNIT_MULT,
    )  # fmt: skip


def _of_indicators(contents: ExportBundle) -> Iterator[Component]:
    """Yield what observations of several sources are joined by: concept and object."""
    indicators = contents.dataset.indicators
    for id, column, name in _JOINED:
        if column not in indicators.columns or not contents.dataset[name]:
            continue
        values: Mapping[str, str] = {each.id: getattr(each, column) or "" for each in indicators}

        def value(record: Any, values: Mapping[str, str] = values) -> str:
            return values.get(record.indicator_id, "")

        yield Component(
            id,
            "attribute",
            f"The {id.lower()} of the indicator.",
            value,
            is_required=False,
            codelist=name.upper(),
        )


def _of_column(contents: ExportBundle, table: ExportTable, spec: ColumnSpec) -> Component:
    role = _ROLES.get(spec.name, "attribute")
    target = named_table(spec)
    codes: Mapping[str, str] = {}
    if target == "regions":
        codes = area_codes(contents.dataset)
    elif target == "units":
        codes = unit_codes(contents.dataset)
    # A dimension has a value in every observation.
    empty = NOT_APPLICABLE if role == "dimension" else ""

    def value(record: Any) -> str:
        text = to_csv_cell(cell(record, spec.name)) or empty
        return codes.get(text, text)

    own = f"{table.name}_{component(spec.name)}".upper() if spec.categories else ""
    return Component(
        component(spec.name),
        role,
        spec.meaning.description,
        value,
        is_required=not spec.nullable or role == "dimension",
        type=_TYPES.get(spec.type, spec.type.capitalize()),
        # Columns of one name may have other codes in another table.
        codelist=own or target.upper(),
        names=spec.categories,
    )
