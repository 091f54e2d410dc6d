"""The analysis view: one row for each target, figure and outcome, with names in place of ids."""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from chinaindpolicy._arguments import checked, checked_except
from chinaindpolicy._public import public
from chinaindpolicy.analysis.assessment import VERDICTS, assess
from chinaindpolicy.analysis.observation_conditions import observation_test, unknown_column
from chinaindpolicy.analysis.regions import RegionSum, add_regions
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ArgumentError, NotComparableError
from chinaindpolicy.io.frame_hints import FrameHints
from chinaindpolicy.io.html_view import MOST_ROWS, html_table, html_view
from chinaindpolicy.model.describe import format_period, short_value
from chinaindpolicy.model.vocabularies import VALUE_TABLES, Basis, Comparator, Measure, Strength

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.model.records import Figure, Outcome, Target

    Record = Target | Figure | Outcome

_KINDS: Mapping[str, str] = MappingProxyType(
    {"targets": "target", "figures": "figure", "outcomes": "outcome"}
)
_VOCABULARIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kind": tuple(_KINDS.values()),
        "comparator": get_args(Comparator),
        "measure": get_args(Measure),
        "strength": get_args(Strength),
        "basis": get_args(Basis),
    }
)
_COLUMNS = (
    *("kind", "id", "indicator_id", "indicator", "indicator_zh", "concept", "object", "object_zh"),
    *("sector", "region_id", "region", "region_zh", "province", "organization", "period", "year"),
    *("comparator", "value", "value_upper", "unit", "unit_label", "measure", "policy_id", "policy"),
    *("policy_year", "strength", "basis", "document_id", "target_id", "source"),
)
_SHOWN = ("indicator", "value", "period", "region", "policy", "kind", "id")


@public
class Observations(FrameHints):
    """The observations of a dataset: its targets, figures and outcomes in one frame.

    Every name is in the row, so that no join is needed. The rows of targets come first, then
    figures, then outcomes, each in reading order.

    | column | content |
    | --- | --- |
    | `kind` | `target`, `figure` or `outcome` |
    | `id` | the id of the record |
    | `indicator_id`, `indicator`, `indicator_zh` | the indicator, with its names |
    | `concept`, `object`, `object_zh` | names of the concept and of the measured object |
    | `sector` | the field of the economy |
    | `region_id`, `region`, `region_zh` | the region, with its names |
    | `province` | the id of the province that the region is, or is part of |
    | `organization` | the organization of a figure |
    | `period`, `year` | the period, and its last year |
    | `comparator`, `value`, `value_upper` | the value; a fall is negative |
    | `unit`, `unit_label` | the code of the unit, and its symbol or name |
    | `measure` | the measure: level, share, growth, ... |
    | `policy_id`, `policy`, `policy_year` | the policy, its title and its year |
    | `strength` | how firm a target is |
    | `basis` | on whose authority a figure is |
    | `document_id` | the document in which it was read |
    | `target_id` | the target that an outcome follows |
    | `source` | the document and paragraph, or the reference, as text |

    Example:
        >>> import chinaindpolicy as cip
        >>> import polars as pl
        >>> revenue = cip.observations.filter(
        ...     pl.col("indicator_id") == "electronics-manufacturing-revenue", kind="figure"
        ... )
        >>> revenue.sort("year").select("year", "value").row(0)
        (2021, 14100000000000.0)
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    @property
    def dataset(self) -> Dataset:
        """The dataset of the observations."""
        return self._dataset

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order, without `status`."""
        return _COLUMNS

    @checked_except("as_of")
    def frame(self, as_of: datetime.date | str | None = None) -> pl.DataFrame:
        """Return the observations as a Polars frame.

        Args:
            as_of: A date, such as `2026-11-22`. The frame then has the column `status`: the
                verdict on each target with the outcomes known on that day; null for other rows.

        Raises:
            DateError: If `as_of` is not a valid date; it is a ValueError.

        Example:
            >>> import chinaindpolicy as cip
            >>> frame = cip.observations.frame(as_of="2026-11-22")
            >>> frame.filter(frame["id"] == "zhejiang-2024-major-projects")["status"].item()
            'met'
        """
        import polars as pl

        if as_of is None:
            return self._frame.clone()
        verdicts = {each.id: each.verdict for each in assess(as_of=as_of, dataset=self._dataset)}
        status = [
            verdicts[id] if kind == "target" else None
            for kind, id in self._frame.select("kind", "id").iter_rows()
        ]
        return self._frame.with_columns(pl.Series("status", status, dtype=pl.Enum(VERDICTS)))

    def lazy(self) -> pl.LazyFrame:
        """Return the observations as a lazy Polars frame."""
        return self.frame().lazy()

    def filter(
        self, /, *predicates: Any, as_of: datetime.date | str | None = None, **constraints: Any
    ) -> pl.DataFrame:
        """Return the observations that meet all conditions, as a Polars frame.

        Args:
            predicates: Polars expressions.
            as_of: A date; adds the column `status`, as in `frame`.
            constraints: Columns and conditions, as in `Table.where`: a value; a list of values;
                a tuple `(from, to)` of numbers, years or periods; or None for missing values.
                Names may differ in case. A column of ids accepts a name that identifies one id,
                and a column of names the other names of the same record, in both languages.

        Raises:
            UnknownNameError: If there is no such column, code, id or name; suggests similar
                names.
            ConditionError: If a range, year or period is not valid, or `status` is without
                `as_of`.
            ArgumentError: If the column has values of another type. It is a TypeError.
            DateError: If `as_of` is not a valid date.

        Example:
            >>> import chinaindpolicy as cip
            >>> found = cip.observations.filter(province="Zhejiang", year=(2024, 2025))
            >>> set(found["province"])
            {'cn-zj'}
            >>> cip.observations.filter(object="High-end chips")["comparator"].to_list()
            ['lt']
        """
        import polars as pl

        frame = self.frame(as_of)
        kept = [True] * frame.height
        for column, condition in constraints.items():
            if column not in frame.columns:
                raise unknown_column(column, condition, frame.columns)
            cells = frame[column].to_list()
            codes = VERDICTS if column == "status" else _VOCABULARIES.get(column, ())
            test = observation_test(self._dataset, column, condition, found=cells, codes=codes)
            kept = [before and test(cell) for before, cell in zip(kept, cells, strict=True)]
        return frame.filter(pl.Series(kept, dtype=pl.Boolean), *predicates)

    @checked_except("as_of")
    def sum(
        self, /, *predicates: Any, as_of: datetime.date | str | None = None, **constraints: Any
    ) -> RegionSum:
        """Return the sum of the values that meet all conditions, over regions.

        Unlike `frame()["value"].sum()`, it adds values of one meaning only: one indicator, unit,
        measure and period, each of another region, and either targets or figures.

        Args:
            predicates: Polars expressions, as in `filter`.
            as_of: A date; adds the column `status`, as in `frame`.
            constraints: Columns and conditions, as in `filter`.

        Raises:
            NotComparableError: If no row meets the conditions, or values cannot be added: other
                units or indicators, targets with figures, a city with its province, shares. The
                message names two records.
            UnknownNameError: As in `filter`.

        Example:
            >>> import chinaindpolicy as cip
            >>> cip.observations.sum(id="zhejiang-2024-major-projects").value
            Decimal('1000')
            >>> try:
            ...     cip.observations.sum(unit="CNY", year=2024)
            ... except cip.NotComparableError as error:
            ...     print(str(error)[:12])
            indicator_id
        """
        ids = self.filter(*predicates, as_of=as_of, **constraints)["id"]
        if ids.is_empty():
            raise NotComparableError("no observation meets the conditions, so there is no sum")
        return add_regions([self._dataset.record(id) for id in ids], self._dataset)

    @checked
    def head(self, n: int = 5) -> pl.DataFrame:
        """Return the first rows as a Polars frame."""
        return self.frame().head(n)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Return an iterator of the rows as dicts; `pandas.DataFrame` accepts them."""
        return self._frame.iter_rows(named=True)

    if not TYPE_CHECKING:  # hides it from type checkers, which report the subscript

        def __getitem__(self, key: object) -> Any:
            # A TypeError of Python would not name the frame.
            raise ArgumentError(
                f"observations[{key!r}]: the observations have no items; use "
                "cip.observations.frame()[...] or cip.observations.filter(...)"
            )

    def __len__(self) -> int:
        return sum(len(self._dataset[table]) for table in VALUE_TABLES)

    def __reduce__(self) -> tuple[Callable[[Dataset], Observations], tuple[Dataset]]:
        return observations_of, (self._dataset,)

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(self._dataset[table])} {table}" for table in VALUE_TABLES)
        return f"<Observations of {self._dataset.name} {self._dataset.release}: {counts}>"

    def _repr_html_(self) -> str:
        records = ((table, each) for table in VALUE_TABLES for each in self._dataset[table])
        rows = [
            _shown(_KINDS[table], record, self._dataset)
            for table, record in itertools.islice(records, MOST_ROWS)
        ]
        caption = f"Observations of {self._dataset.title}: {len(self)} rows"
        return html_view(html_table(caption, _SHOWN, rows, total=len(self)))

    @functools.cached_property
    def _frame(self) -> pl.DataFrame:
        import polars as pl

        types: dict[str, Any] = dict.fromkeys(_COLUMNS, pl.String())
        types |= {"value": pl.Float64(), "value_upper": pl.Float64()}
        types |= {"year": pl.Int32(), "policy_year": pl.Int32()}
        types |= {name: pl.Enum(codes) for name, codes in _VOCABULARIES.items()}
        rows = list(_rows(self._dataset))
        return pl.DataFrame(
            {name: [row[name] for row in rows] for name in _COLUMNS}, schema=types, strict=True
        )


@public
@checked
def observations_of(dataset: Dataset) -> Observations:
    """Return the observations of a dataset: its targets, figures and outcomes in one frame.

    `cip.observations` are those of the latest packaged release.

    Example:
        >>> import chinaindpolicy as cip
        >>> cip.observations_of(cip.load("2026.2"))
        <Observations of chinaindpolicy 2026.2: 70 targets, 22 figures, 11 outcomes>
    """
    return Observations(dataset)


def _rows(dataset: Dataset) -> Iterator[dict[str, Any]]:
    for table in VALUE_TABLES:
        for record in dataset[table]:
            yield _row(_KINDS[table], record, dataset)


def _shown(kind: str, record: Record, dataset: Dataset) -> list[str]:
    """Return the cells of a row as a notebook shows it."""
    row = _row(kind, record, dataset)
    row["value"] = short_value(record)
    row["period"] = format_period(record.period)
    return [str(row[name] or "") for name in _SHOWN]


def _row(kind: str, record: Record, dataset: Dataset) -> dict[str, Any]:
    indicator = dataset.indicators[record.indicator_id]
    concept = _found(dataset, "concepts", indicator.concept_id)
    thing = _found(dataset, "objects", indicator.object_id)
    region = _found(dataset, "regions", record.region_id)
    province = region and region.province
    unit = _found(dataset, "units", record.unit)
    policy = _found(dataset, "policies", getattr(record, "policy_id", None))
    organization = _found(dataset, "organizations", getattr(record, "organization_id", None))
    followed = getattr(record, "record_id", None)
    return {
        "kind": kind,
        "id": record.id,
        "indicator_id": indicator.id,
        "indicator": indicator.name,
        "indicator_zh": indicator.name_zh,
        "concept": concept and concept.name,
        "object": thing and thing.name,
        "object_zh": thing and thing.name_zh,
        "sector": indicator.sector,
        "region_id": record.region_id,
        "region": region and region.name,
        "region_zh": region and region.name_zh,
        "province": province and province.id,
        "organization": organization and organization.name,
        "period": record.period,
        "year": record.period_end.year if record.period_end else None,
        "comparator": record.comparator,
        "value": None if record.value is None else float(record.value),
        "value_upper": None if record.value_upper is None else float(record.value_upper),
        "unit": record.unit,
        "unit_label": unit and (unit.symbol or unit.name),
        "measure": record.measure,
        "policy_id": policy and policy.id,
        "policy": policy and policy.title,
        "policy_year": policy and _year(policy),
        "strength": getattr(record, "strength", None),
        "basis": getattr(record, "basis", None),
        "document_id": getattr(record, "document_id", None),
        "target_id": followed if followed in dataset.targets else None,
        "source": _source(record, dataset),
    }


def _found(dataset: Dataset, table: str, id: str | None) -> Any:
    return None if id is None else dataset[table].get(id)


def _year(policy: Any) -> int | None:
    """Return the year of a policy: of its date, its publication, or the start of its period."""
    day = policy.issued_on or policy.published_on
    if day is not None:
        return int(day.year)
    return int(policy.period.removeprefix("../")[:4]) if policy.period else None


def _source(record: Record, dataset: Dataset) -> str | None:
    document = _found(dataset, "documents", getattr(record, "document_id", None))
    if document is not None:
        return f"{document.title}, paragraph {getattr(record, 'paragraph', None)}"
    reference = _found(dataset, "references", getattr(record, "reference_id", None))
    if reference is None:
        return None
    day = f", {reference.published_on}" if reference.published_on else ""
    return f"{reference.publisher}: {reference.title}{day}"
