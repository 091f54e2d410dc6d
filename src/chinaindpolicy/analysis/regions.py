"""Sums over regions that do not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy._arguments import checked, shown, wrong_type
from chinaindpolicy._public import public
from chinaindpolicy.errors import NotComparableError, UnknownNameError
from chinaindpolicy.model.code_lists import ancestors
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.vocabularies import ADDITIVE_MEASURES

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.dataset.dataset import Dataset

_SAME = ("indicator_id", "unit", "measure", "period")
_NEEDED = ("id", *_SAME, "region_id", "comparator", "value")
_OPTIONAL = ("value_upper", "price_basis", "kind")
# What a value is, by the kind of the record or of the observation.
_PROMISED, _OBSERVED = "a target", "a figure or outcome"
_NATURES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("target", "quantitative", "qualitative"), _PROMISED),
        **dict.fromkeys(("figure", "outcome", "observed", "estimated", "forecast"), _OBSERVED),
    }
)
_LOWER, _UPPER = ("gt", "ge"), ("lt", "le")
_WORK = Context(prec=400)
_ADDED = "a list of targets or figures, or a Polars frame of them"


@public
@dataclass(frozen=True)
class RegionTree:
    """The hierarchy of regions.

    Attributes:
        parents: The region that contains each region; None for the outermost.
        levels: The administrative level of each region.
    """

    parents: Mapping[str, str | None]
    levels: Mapping[str, str]

    def __reduce__(self) -> tuple[type[RegionTree], tuple[object, ...]]:
        return RegionTree, (dict(self.parents), dict(self.levels))

    @checked
    def ancestors(self, region: str) -> tuple[str, ...]:
        """Return the regions that contain a region, innermost first.

        Raises:
            UnknownNameError: If there is no such region; suggests similar ids.
        """
        if region not in self.parents:
            raise UnknownNameError("region", region, self.parents, see="cip.regions.ids")
        return ancestors(region, self.parents)

    def children(self, region: str) -> tuple[str, ...]:
        """Return the regions directly within a region."""
        self.ancestors(region)
        return tuple(child for child, parent in self.parents.items() if parent == region)

    def lies_in(self, region: str, other: str) -> bool:
        """Return True if a region is part of another one; False for the region itself."""
        self.ancestors(other)
        return other in self.ancestors(region)

    def why_not_added(self, regions: tuple[str, ...]) -> str:
        """Return the reason why values of regions cannot be added; empty if they can.

        A region is added once, and not to a region that contains it. An area that is not an
        administrative unit (the Greater Bay Area) may overlap other regions of its country, so
        it cannot be added to them.
        """
        seen: set[str] = set()
        for region in regions:
            if region in seen:
                return f"{region} occurs twice"
            seen.add(region)
        around = {region: self.ancestors(region) for region in regions}
        for region, outers in around.items():
            for outer in outers:
                if outer in seen:
                    return f"{region} is part of {outer}, whose value includes it"
        for area in (region for region in regions if self.levels[region] == "area"):
            for region, outers in around.items():
                if region != area and not set(around[area]).isdisjoint(outers):
                    return f"area {area} may overlap {region}"
        return ""

    def __str__(self) -> str:
        roots = [region for region, parent in self.parents.items() if parent not in self.parents]
        return "\n".join(line for root in roots for line in self._lines(root, ""))

    def _lines(self, region: str, indent: str) -> Iterator[str]:
        yield f"{indent}{region}"
        for child in self.children(region):
            yield from self._lines(child, f"{indent}  ")


@public
@checked
def region_tree(dataset: Dataset | None = None) -> RegionTree:
    """Return the tree of a dataset's regions.

    Args:
        dataset: The dataset; by default the latest packaged release.

    Example:
        >>> tree = region_tree()
        >>> tree.ancestors("cn-zj-ningbo")
        ('cn-zj', 'cn', 'world')
    """
    if dataset is None:
        from chinaindpolicy.loading import load

        dataset = load()
    regions = tuple(dataset.regions)
    return RegionTree(
        MappingProxyType({region.id: region.parent_id for region in regions}),
        MappingProxyType({region.id: region.level for region in regions}),
    )


@public
@dataclass(frozen=True, slots=True)
class RegionSum:
    """A sum over regions.

    Attributes:
        comparator: The comparator of the sum: a sum of lower bounds is a lower bound.
        value: The sum, in `unit`; for ranges, the lower end.
        value_upper: The upper end, if there is one.
        unit: The unit of all values.
        regions: The regions that were added.
    """

    comparator: str
    value: Decimal
    value_upper: Decimal | None
    unit: str
    regions: tuple[str, ...]


@public
@checked
def add_regions(
    records: Iterable[Any] | pl.DataFrame | pl.LazyFrame, dataset: Dataset | None = None
) -> RegionSum:
    """Add the values of one indicator over several regions.

    Args:
        records: Targets or figures, or a frame of them, of one indicator, unit, measure and
            period, each of another region.
        dataset: The dataset of the regions; by default the latest packaged release.

    Returns:
        The exact sum and its comparator.

    Raises:
        NotComparableError: If regions overlap or occur twice; if indicator, unit, measure,
            period or price basis differ; if targets and figures are mixed; if the values are
            shares, growths or multiples; if lower and upper bounds are mixed. The message names
            both records.
        UnknownNameError: If the dataset has no such region, or a frame no such column.
        ArgumentError: If `records` has another type.

    Example:
        >>> import chinaindpolicy as cip
        >>> ask = {"indicator_id": "labs", "unit": "item", "measure": "count", "period": "2024"}
        >>> rows = [
        ...     {"id": "a", "region_id": "cn-zj", "comparator": "ge", "value": 40, **ask},
        ...     {"id": "b", "region_id": "cn-sd", "comparator": "eq", "value": 2, **ask},
        ... ]
        >>> found = cip.add_regions(rows)
        >>> found.comparator, found.value
        ('ge', Decimal('42'))
    """
    rows = list(_rows(records))
    if not rows:
        raise NotComparableError(
            "records is empty; pass at least one record, e.g. "
            "cip.add_regions(cip.figures.where(indicator_id=...))"
        )
    first = rows[0]
    for row in rows:
        for column in ("region_id", "comparator", "value", "unit"):
            if row[column] is None:
                raise NotComparableError(
                    f"{column} of {row['id']} is empty; filter such records out before adding"
                )
        for column in _SAME:
            if row[column] != first[column]:
                raise NotComparableError(
                    f"{column} of {first['id']} is {first[column]!r}, but of {row['id']} it is "
                    f"{row[column]!r}; select one, e.g. where({column}={first[column]!r})"
                )
        _reject_other_nature(first, row)
    if first["measure"] not in ADDITIVE_MEASURES:
        raise NotComparableError(
            f"measure of {first['id']} is {first['measure']!r}, which cannot be added; "
            f"allowed: {', '.join(ADDITIVE_MEASURES)}"
        )
    regions = tuple(str(row["region_id"]) for row in rows)
    if reason := region_tree(dataset).why_not_added(regions):
        raise NotComparableError(f"region_id: {reason}; remove one of the two records")
    ranged = any(row["comparator"] == "range" for row in rows)
    ends = ("value_upper" if row["comparator"] == "range" else "value" for row in rows)
    upper = _sum(row[end] for row, end in zip(rows, ends, strict=True))
    return RegionSum(
        _comparator(rows),
        _sum(row["value"] for row in rows),
        upper if ranged else None,
        str(first["unit"]),
        regions,
    )


def _reject_other_nature(first: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    """Raise NotComparableError if one value is promised and one observed, or at other prices."""
    one, other = (_NATURES.get(str(each["kind"])) for each in (first, row))
    if one and other and one != other:
        raise NotComparableError(
            f"{first['id']} is {one}, but {row['id']} is {other}; add targets and figures "
            "separately"
        )
    if first["price_basis"] != row["price_basis"]:
        raise NotComparableError(
            f"price_basis of {first['id']} is {first['price_basis']!r}, but of {row['id']} it is "
            f"{row['price_basis']!r}; add values of one price basis"
        )


def _rows(records: Iterable[Any] | pl.DataFrame | pl.LazyFrame) -> Iterator[Mapping[str, Any]]:
    data = cast("Any", records)
    if hasattr(records, "collect_schema"):
        frame: Any = data.lazy().collect()
        for column in _NEEDED:
            if column not in frame.columns:
                raise UnknownNameError("column", column, frame.columns, place="the frame")
        data = frame.iter_rows(named=True)
    elif isinstance(records, (str, Mapping, Record)) or not hasattr(records, "__iter__"):
        raise wrong_type("add_regions", "records", cast("object", records), _ADDED)
    for record in data:
        if not isinstance(record, (Mapping, Record)):
            raise wrong_type("add_regions", "an item of records", record, "a record or a dict")
        values = cast("Mapping[str, Any]", record if isinstance(record, Mapping) else vars(record))
        found = {column: values.get(column) for column in (*_NEEDED, *_OPTIONAL)}
        if isinstance(record, Record) and found["kind"] is None:
            found["kind"] = type(record).__name__.lower()  # an outcome has no kind
        yield found


def _sum(values: Iterable[Any]) -> Decimal:
    total = Decimal(0)
    for value in values:
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            raise NotComparableError(f"value is {shown(value)}; expected a number")
        # The repr of a float is the decimal of the release.
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite():
            raise NotComparableError(f"value is {value}; expected a finite number")
        total = _WORK.add(total, number)
    return total


def _comparator(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the comparator of a sum."""
    by_kind = {str(row["comparator"]): str(row["id"]) for row in rows}
    bounds = [kind for kind in by_kind if kind in (*_LOWER, *_UPPER)]
    for strict, loose, others in (("gt", "ge", _UPPER), ("lt", "le", _LOWER)):
        if any(kind in (strict, loose) for kind in bounds):
            clash = [kind for kind in by_kind if kind in (*others, "approx", "range")]
            if clash:
                one = by_kind[next(kind for kind in bounds if kind in (strict, loose))]
                raise NotComparableError(
                    f"comparator of {one} is a bound, but of {by_kind[clash[0]]} it is "
                    f"{clash[0]!r}; their sum has no comparator; add them separately"
                )
            return strict if strict in by_kind else loose
    if "range" in by_kind and "approx" in by_kind:
        raise NotComparableError(
            f"comparator of {by_kind['range']} is 'range', but of {by_kind['approx']} it is "
            "'approx'; their sum has no comparator; add them separately"
        )
    return next((kind for kind in ("range", "approx") if kind in by_kind), "eq")
