"""Add values over regions, and never a city to its own province."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy._public import public
from chinaindpolicy.errors import NotComparableError, UnknownNameError
from chinaindpolicy.model.code_lists import ancestors
from chinaindpolicy.model.vocabularies import ADDITIVE_MEASURES

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.dataset.dataset import Dataset

_SAME = ("indicator_id", "unit", "measure", "period")
_NEEDED = ("id", *_SAME, "region_id", "comparator", "value", "value_upper")
_LOWER, _UPPER = ("gt", "ge"), ("lt", "le")
_WORK = Context(prec=400)


@public
@dataclass(frozen=True)
class RegionTree:
    """Which region lies in which.

    Attributes:
        parents: The region that each region lies in; None for the outermost.
        levels: The administrative level of each region.
    """

    parents: Mapping[str, str | None]
    levels: Mapping[str, str]

    def __reduce__(self) -> tuple[type[RegionTree], tuple[object, ...]]:
        return RegionTree, (dict(self.parents), dict(self.levels))

    def ancestors(self, region: str) -> tuple[str, ...]:
        """Return the regions that a region lies in, innermost first.

        Raises:
            UnknownNameError: If there is no such region; names near matches.
        """
        if region not in self.parents:
            raise UnknownNameError("region", region, self.parents)
        return ancestors(region, self.parents)

    def children(self, region: str) -> tuple[str, ...]:
        """Return the regions that lie in a region directly."""
        self.ancestors(region)
        return tuple(child for child, parent in self.parents.items() if parent == region)

    def lies_in(self, region: str, other: str) -> bool:
        """Tell whether a region lies in another; a region does not lie in itself."""
        self.ancestors(other)
        return other in self.ancestors(region)

    def why_not_added(self, regions: tuple[str, ...]) -> str:
        """Return why values of some regions must not be added; empty if they may be.

        A region is not added to one that it lies in, nor twice. An area that is no
        administrative unit (the Greater Bay Area) may cut across others of the same country, so
        it is added to none of them.
        """
        seen: set[str] = set()
        for region in regions:
            if region in seen:
                return f"{region} would be added twice"
            seen.add(region)
        around = {region: self.ancestors(region) for region in regions}
        for region, outers in around.items():
            for outer in outers:
                if outer in seen:
                    return f"{region} lies in {outer}: its value is part of the other's"
        for area in (region for region in regions if self.levels[region] == "area"):
            for region, outers in around.items():
                if region != area and not set(around[area]).isdisjoint(outers):
                    return f"{area} is an area that may overlap {region}"
        return ""

    def __str__(self) -> str:
        roots = [region for region, parent in self.parents.items() if parent not in self.parents]
        return "\n".join(line for root in roots for line in self._lines(root, ""))

    def _lines(self, region: str, indent: str) -> Iterator[str]:
        yield f"{indent}{region}"
        for child in self.children(region):
            yield from self._lines(child, f"{indent}  ")


@public
def region_tree(dataset: Dataset | None = None) -> RegionTree:
    """Return the tree of a dataset's regions.

    Args:
        dataset: The dataset; by default the newest packaged release.

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
        comparator: How the sum is meant: a sum of lower bounds is a lower bound.
        value: The sum, in `unit`; of ranges, its lower end.
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
def add_regions(
    records: Iterable[Any] | pl.DataFrame | pl.LazyFrame, dataset: Dataset | None = None
) -> RegionSum:
    """Add the values of one indicator over several regions.

    Args:
        records: Targets or figures, or a frame of them, of one indicator, unit, measure and
            period, each of another region.
        dataset: The dataset whose regions they are of; by default the newest packaged release.

    Returns:
        The sum, exact, with what is left of the comparators.

    Raises:
        NotComparableError: If a region lies in another of them, is there twice or may overlap;
            if the values are not of one indicator, unit, measure and period; if they are shares,
            growths or multiples; if lower and upper bounds are mixed. Both are named.
        UnknownNameError: If the dataset has no such region, or a frame no such column.

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
        raise NotComparableError("nothing to add")
    first = rows[0]
    for row in rows:
        for column in ("region_id", "comparator", "value", "unit"):
            if row[column] is None:
                raise NotComparableError(f"{row['id']} has no {column}")
        for column in _SAME:
            if row[column] != first[column]:
                raise NotComparableError(
                    f"{first['id']} and {row['id']} differ in {column}: "
                    f"{first[column]} and {row[column]}"
                )
    if first["measure"] not in ADDITIVE_MEASURES:
        raise NotComparableError(f"{first['id']}: values of measure {first['measure']} do not add")
    regions = tuple(str(row["region_id"]) for row in rows)
    if reason := region_tree(dataset).why_not_added(regions):
        raise NotComparableError(reason)
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


def _rows(records: Iterable[Any] | pl.DataFrame | pl.LazyFrame) -> Iterator[Mapping[str, Any]]:
    data = cast("Any", records)
    if hasattr(records, "collect_schema"):
        frame: Any = data.lazy().collect()
        for column in _NEEDED:
            if column not in frame.columns and column != "value_upper":
                raise UnknownNameError("column of the frame", column, frame.columns)
        data = frame.iter_rows(named=True)
    for record in data:
        values = cast("Mapping[str, Any]", record if hasattr(record, "keys") else vars(record))
        yield {column: values.get(column) for column in _NEEDED}


def _sum(values: Iterable[Any]) -> Decimal:
    total = Decimal(0)
    for value in values:
        # The values of a release are those decimals that a float holds to its last digit.
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite():
            raise NotComparableError(f"{value} is no finite number")
        total = _WORK.add(total, number)
    return total


def _comparator(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return what a sum is, given what its parts are."""
    by_kind = {str(row["comparator"]): str(row["id"]) for row in rows}
    bounds = [kind for kind in by_kind if kind in (*_LOWER, *_UPPER)]
    for strict, loose, others in (("gt", "ge", _UPPER), ("lt", "le", _LOWER)):
        if any(kind in (strict, loose) for kind in bounds):
            clash = [kind for kind in by_kind if kind in (*others, "approx", "range")]
            if clash:
                one = by_kind[next(kind for kind in bounds if kind in (strict, loose))]
                raise NotComparableError(
                    f"{one} is a bound and {by_kind[clash[0]]} is not of its kind: "
                    "their sum would be neither"
                )
            return strict if strict in by_kind else loose
    if "range" in by_kind and "approx" in by_kind:
        raise NotComparableError(
            f"{by_kind['range']} is a range and {by_kind['approx']} about a value: "
            "their sum would be neither"
        )
    return next((kind for kind in ("range", "approx") if kind in by_kind), "eq")
