"""Almost right data: a small dataset with one rule broken, and the name of that rule."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.model.fields import Record
from chinaindpolicy.testing.dataset_strategies import SmallDataset, dataset_of, datasets

_Rows = Mapping[str, tuple[Record, ...]]
_Breach = tuple[_Rows, str, str]


@dataclass(frozen=True, repr=False)
class Violation:
    """A dataset with one violation.

    Attributes:
        code: The violated rule, as in the documentation of findings.
        table: The table of the invalid row.
        id: The id of that row.
        dataset: The dataset.
        records: The records of each table.
        sound: The valid dataset before the change.
    """

    code: str
    table: str
    id: str
    dataset: Dataset
    records: _Rows
    sound: SmallDataset

    def __repr__(self) -> str:
        row = next((one for one in self.records[self.table] if one.id == self.id), None)
        return f"<Violation {self.code}: {self.table} {row!r}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        # How Hypothesis shows a failing example; every record of it would fill many screens.
        printer.text(repr(self))


def violations(code: str | None = None) -> st.SearchStrategy[Violation]:
    """Datasets that break one rule each.

    Args:
        code: The rule to break, one of `VIOLATIONS`; by default any of them.

    Raises:
        UnknownNameError: If no such rule can be broken; names near ones.

    Example:
        >>> from hypothesis import given, settings
        >>> from chinaindpolicy.testing import violations
        >>> @settings(max_examples=3)
        ... @given(violations("period-reversed"))
        ... def test_my_pipeline_refuses(violation):
        ...     assert violation.table in ("targets", "figures", "outcomes")
        >>> test_my_pipeline_refuses()
    """
    if code is not None and code not in VIOLATIONS:
        raise UnknownNameError("violation", code, VIOLATIONS)
    codes = st.just(code) if code is not None else st.sampled_from(sorted(VIOLATIONS))
    return st.builds(_broken, codes, datasets())


def _broken(code: str, small: SmallDataset) -> Violation:
    rows, table, id = VIOLATIONS[code](small.records)
    return Violation(code, table, id, dataset_of(rows), rows, small)


def _change(table: str, **update: Any) -> Callable[[_Rows], _Breach]:
    """A breach that gives the first row of a table other values."""
    return lambda rows: _changed(rows, table, 0, **update)


def _changed(rows: _Rows, table: str, place: int, **update: Any) -> _Breach:
    found = list(rows[table])
    found[place] = found[place].model_copy(update=update)
    return {**rows, table: tuple(found)}, table, found[place].id


def _place(rows: _Rows, table: str, **wanted: Any) -> int:
    """Return the number of the first row with some values."""
    return next(
        number
        for number, record in enumerate(rows[table])
        if all(getattr(record, name) == value for name, value in wanted.items())
    )


def _value(rows: _Rows, **update: Any) -> _Breach:
    """Change the first target that has no range and no erratum."""
    return _changed(rows, "targets", _place(rows, "targets", erratum_id=None), **update)


def _with_erratum(rows: _Rows, **update: Any) -> _Breach:
    place = next(n for n, row in enumerate(rows["targets"]) if getattr(row, "erratum_id", None))
    return _changed(rows, "targets", place, **update)


def _range(rows: _Rows) -> _Breach:
    place = _place(rows, "targets", erratum_id=None)
    value: Decimal = getattr(rows["targets"][place], "value", Decimal(0))
    return _changed(
        rows, "targets", place, comparator="range", value_upper=value - 1, stated=None,
        document_id=None, origin="external", reference_id="yearbook",
    )  # fmt: skip


def _share(rows: _Rows) -> _Breach:
    place = _place(rows, "outcomes")
    units: Mapping[str, Any] = {"unit": "percent", "measure": "share", "price_basis": None}
    indicator = "indicator-percent"
    return _changed(rows, "outcomes", place, value=Decimal(101), indicator_id=indicator, **units)


def _outcome(rows: _Rows, indicator: str, unit: str, **update: Any) -> _Breach:
    """A breach in the first outcome, as a value of an indicator of that unit."""
    basis = "nominal" if unit == "CNY" else None
    values: Mapping[str, Any] = {"comparator": "eq", "price_basis": basis, **update}
    return _changed(rows, "outcomes", 0, indicator_id=indicator, unit=unit, **values)


def _unlike(rows: _Rows) -> _Breach:
    place: Any = rows["outcomes"][0]
    unit = "CNY" if place.unit == "enterprise" else "enterprise"
    return _changed(rows, "outcomes", 0, unit=unit, price_basis="nominal")


def _fraction(rows: _Rows) -> _Breach:
    share: Mapping[str, Any] = {"measure": "share", "value": Decimal(58)}
    rows, table, id = _outcome(rows, "indicator-percent", "percent", **share)
    other = rows[table][0].model_copy(update={"id": f"{id}-again", "value": Decimal("0.3")})
    return {**rows, table: (*rows[table], other)}, table, other.id


def _below_invalid(rows: _Rows) -> _Breach:
    changed, table, _ = _changed(rows, "regions", 0, iso_3166_2="no code")
    return changed, table, "cn-p1"


def _money(rows: _Rows) -> _Breach:
    return _changed(rows, "targets", _place(rows, "targets", unit="CNY"), price_basis=None)


def _twice(rows: _Rows) -> _Breach:
    first = rows["regions"][0]
    return {**rows, "regions": (*rows["regions"], first)}, "regions", first.id


def _overlap(rows: _Rows) -> _Breach:
    first: Any = rows["mentions"][0]
    start = first.char_start + 1
    other = first.model_copy(
        update={
            "id": f"{first.document_id}-m{start}",
            "char_start": start,
            "role": "other",
            "record_id": None,
        }
    )
    return {**rows, "mentions": (*rows["mentions"], other)}, "mentions", other.id


def _passage(rows: _Rows) -> _Breach:
    first = rows["passages"][0]
    return {**rows, "passages": (*rows["passages"], first)}, "passages", first.id


def _shared(rows: _Rows) -> _Breach:
    region = rows["regions"][0]
    spare = rows["organizations"][0].model_copy(update={"id": region.id})
    return {**rows, "organizations": (*rows["organizations"], spare)}, "organizations", region.id


def _ordinal(rows: _Rows) -> _Breach:
    first: Any = rows["tasks"][0]
    other = first.model_copy(update={"id": f"{first.id}-again"})
    return {**rows, "tasks": (*rows["tasks"], other)}, "tasks", first.id


def _again(rows: _Rows, table: str, **update: Any) -> _Breach:
    """A second record like the first of a table."""
    first = rows[table][0]
    other = first.model_copy(update={"id": f"{first.id}-again", **update})
    return {**rows, table: (*rows[table], other)}, table, other.id


def _with_parent(rows: _Rows) -> _Breach:
    place = _place(rows, "targets", erratum_id=None)
    rows, table, id = _changed(rows, "targets", place, region_id="cn-p1", measure="level")
    whole = rows[table][place].model_copy(update={"id": f"{id}-again", "region_id": "cn"})
    return {**rows, table: (*rows[table], whole)}, table, id


def _restated(rows: _Rows) -> _Breach:
    return _changed(rows, "spans", _place(rows, "spans", role="restatement"), record_id=None)


def _mentioned(rows: _Rows, **update: Any) -> _Breach:
    return _changed(rows, "mentions", _place(rows, "mentions", role="indicator"), **update)


VIOLATIONS: Mapping[str, Callable[[_Rows], _Breach]] = MappingProxyType(
    {
        "value-without-comparator": lambda rows: _value(rows, comparator=None, value_upper=None),
        "value-without-unit": lambda rows: _value(rows, unit=None),
        "value-without-measure": lambda rows: _value(rows, measure=None),
        "range-without-upper": lambda rows: _changed(
            rows, "outcomes", 0, comparator="range", value_upper=None
        ),
        "upper-below-value": _range,
        "share-outside-domain": _share,
        "printed-without-erratum": lambda rows: _value(rows, value_printed=Decimal(7)),
        "value-negative": lambda rows: _outcome(
            rows, "indicator-cny", "CNY", measure="level", value=Decimal(-5)
        ),
        "growth-below-domain": lambda rows: _outcome(
            rows, "indicator-percent", "percent", measure="growth", value=Decimal(-101)
        ),
        "share-as-fraction": _fraction,
        "unit-unlike-indicator": _unlike,
        "money-without-price-basis": _money,
        "period-reversed": lambda rows: _changed(
            rows, "outcomes", 0, period_start=datetime.date(2999, 1, 1)
        ),
        "deadline-before-policy": lambda rows: _value(
            rows,
            period="2000",
            period_start=datetime.date(2000, 1, 1),
            period_end=datetime.date(2000, 12, 31),
        ),
        "kind-unlike-value": lambda rows: _value(rows, kind="qualitative"),
        "target-without-deadline": lambda rows: _value(
            rows, period=None, period_start=None, period_end=None, period_basis="not_stated"
        ),
        "period-unlike-basis": lambda rows: _value(rows, period_basis="not_stated"),
        "figure-without-subject": _change("figures", region_id=None, organization_id=None),
        "attribution-certainty-alone": _change(
            "figures", basis="official", attributed_to=None, attribution_certainty="clear"
        ),
        "target-without-policy": lambda rows: _value(rows, policy_id=None),
        "target-without-source": lambda rows: _value(rows, origin="external"),
        "figure-without-source": _change("figures", document_id=None, stated=None),
        "place-incomplete": lambda rows: _value(rows, paragraph=None),
        "stated-missing": lambda rows: _value(rows, stated=None),
        "attribution-missing": _change("figures", basis="attributed", attributed_to=None),
        "span-reversed": _change("tasks", char_start=9, char_end=8),
        "mention-without-record": lambda rows: _mentioned(rows, record_id=None),
        "restatement-without-record": _restated,
        "task-not-under-parent": _change("tasks", level=2),
        "threshold-incomplete": _change("indicators", threshold_value=Decimal(10)),
        "name-basis-alone": _change("indicators", name_zh=None, name_zh_basis="own"),
        "code-unlike-match": _change("objects", hs_match="none_exists"),
        "superseded-unlike-status": lambda rows: _again(
            rows, "policies", status="in_force", superseded_by=rows["policies"][0].id
        ),
        "erratum-without-meaning": _change("errata", meant=None),
        "dimension-unlike-unit": _change("indicators", dimension="length"),
        "id-duplicate": _twice,
        "id-dangling": lambda rows: _value(rows, region_id="nowhere"),
        "id-in-two-tables": _shared,
        "id-derived": _change("passages", id="another"),
        "passage-twice": _passage,
        "mention-of-no-value": lambda rows: _mentioned(rows, record_id="cn"),
        "mention-overlap": _overlap,
        "erratum-of-another": lambda rows: _with_erratum(rows, id="another"),
        "period-bounds": lambda rows: _value(rows, period_end=datetime.date(2999, 12, 31)),
        "ordinal-repeated": _ordinal,
        "task-cycle": lambda rows: _changed(rows, "tasks", 0, parent_id=rows["tasks"][0].id),
        "region-cycle": _change("regions", parent_id="cn-p1"),
        "withdrawal-cycle": _change("withdrawals", successor_id="gone"),
        "reference-invalid": _below_invalid,
        "observation-duplicate": lambda rows: _again(rows, "figures"),
        "region-with-parent": _with_parent,
        "withdrawn-present": _change("withdrawals", id="cn"),
        "successor-missing": _change("withdrawals", successor_id="nowhere"),
    }
)
"""For each rule on rows and tables, a change that violates it in a small dataset."""
