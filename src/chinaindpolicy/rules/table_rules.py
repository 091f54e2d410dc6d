"""Rules that hold rows of one table against each other, on the few columns they need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from chinaindpolicy.model.vocabularies import OBSERVATION_TABLES
from chinaindpolicy.rules.engines.base import ROW
from chinaindpolicy.rules.reference_data import ReferenceData

if TYPE_CHECKING:
    import polars as pl

__all__ = ["TABLE_RULES_OVER_ROWS", "TableRule"]


@dataclass(frozen=True, slots=True)
class TableRule:
    """A rule over rows of a table.

    Attributes:
        code: Stable name; `TABLE_RULES` says what is expected.
        tables: The tables it holds for.
        column: The column a finding points to.
        needs: The columns that it looks at.
        breaches: Returns the numbers of the rows that break it, given those columns, the rows'
            numbers, and what other tables know.
        known: The columns of other tables that it needs, by table.
    """

    code: str
    tables: tuple[str, ...]
    column: str
    needs: tuple[str, ...]
    breaches: Callable[[pl.DataFrame, ReferenceData], pl.Series]
    known: tuple[str, ...] = ()


def _errata_of_others(frame: pl.DataFrame, known: ReferenceData) -> pl.Series:
    import polars as pl

    errata = known.frames["errata"].select("id", "record_ids")
    named = errata.explode("record_ids").rename({"id": "erratum_id", "record_ids": "id"})
    own = frame.filter(pl.col("erratum_id").is_in(errata["id"].to_list()))
    return own.join(named, on=["erratum_id", "id"], how="anti")[ROW]


def _overlapping(frame: pl.DataFrame, known: ReferenceData) -> pl.Series:
    import polars as pl

    ordered = frame.drop_nulls().sort("document_id", "char_start", "char_end", ROW)
    end_before = pl.col("char_end").cum_max().shift(1).over("document_id")
    return ordered.filter(pl.col("char_start") < end_before)[ROW]


def _wrongly_derived(kind: str) -> Callable[[pl.DataFrame, ReferenceData], pl.Series]:
    def breaches(frame: pl.DataFrame, known: ReferenceData) -> pl.Series:
        import polars as pl

        place = "paragraph" if kind == "p" else "char_start"
        expected = pl.format(f"{{}}-{kind}{{}}", "document_id", place)
        if kind == "s":
            record = pl.when(pl.col("record_id").is_null()).then(pl.lit(""))
            expected = expected + record.otherwise(pl.format("-{}", "record_id"))
        return frame.filter(pl.col("id") != expected)[ROW]

    return breaches


def _twice(*key: str) -> Callable[[pl.DataFrame, ReferenceData], pl.Series]:
    def breaches(frame: pl.DataFrame, known: ReferenceData) -> pl.Series:
        import polars as pl

        filled = frame.drop_nulls([key[0], key[-1]])
        return filled.filter(pl.struct(*key).is_duplicated())[ROW]

    return breaches


def _repeated_ordinals(frame: pl.DataFrame, known: ReferenceData) -> pl.Series:
    import polars as pl

    # Goals, key tasks and safeguards are numbered apart; so are the children of each task.
    kind = pl.when(pl.col("level") == 1).then(pl.col("kind").cast(pl.String)).otherwise(pl.lit(""))
    marked = frame.with_columns(kind.alias("kind"))
    key = ("policy_id", "parent_id", "level", "kind", "ordinal")
    return _twice(*key)(marked, known)


def _values_of_no_record(frame: pl.DataFrame, known: ReferenceData) -> pl.Series:
    import polars as pl

    valued = known.ids((*OBSERVATION_TABLES, "tasks"))
    values = frame.filter((pl.col("role") == "indicator") & pl.col("record_id").is_not_null())
    return values.filter(~pl.col("record_id").is_in(sorted(valued)))[ROW]


def _cycles(frame: pl.DataFrame, known: ReferenceData) -> pl.Series:
    """Return the rows of tasks that are among their own ancestors."""
    import polars as pl

    parents: dict[str, str | None] = dict(frame.select("id", "parent_id").iter_rows())
    settled: dict[str, bool] = {}
    for start in parents:
        path: dict[str, int] = {}
        name: str | None = start
        while name is not None and name in parents and name not in settled and name not in path:
            path[name] = len(path)
            name = parents[name]
        first = path.get(name, len(path)) if name is not None else len(path)
        settled.update((each, place >= first) for each, place in path.items())
    around = [name for name, cyclic in settled.items() if cyclic]
    return frame.filter(pl.col("id").is_in(around))[ROW]


_PLACE = ("id", "document_id")
TABLE_RULES_OVER_ROWS: tuple[TableRule, ...] = (
    TableRule(
        "erratum-of-another",
        OBSERVATION_TABLES,
        "erratum_id",
        ("id", "erratum_id"),
        _errata_of_others,
        ("record_ids",),
    ),
    TableRule(
        "mention-overlap",
        ("mentions",),
        "char_start",
        ("document_id", "char_start", "char_end"),
        _overlapping,
    ),
    TableRule("id-derived", ("mentions",), "id", (*_PLACE, "char_start"), _wrongly_derived("m")),
    TableRule("id-derived", ("passages",), "id", (*_PLACE, "paragraph"), _wrongly_derived("p")),
    TableRule(
        "id-derived", ("spans",), "id", (*_PLACE, "char_start", "record_id"), _wrongly_derived("s")
    ),
    TableRule(
        "passage-twice",
        ("passages",),
        "paragraph",
        ("document_id", "paragraph"),
        _twice("document_id", "paragraph"),
    ),
    TableRule(
        "mention-of-no-value",
        ("mentions",),
        "record_id",
        ("role", "record_id"),
        _values_of_no_record,
    ),
    TableRule(
        "ordinal-repeated",
        ("tasks",),
        "ordinal",
        ("policy_id", "parent_id", "level", "kind", "ordinal"),
        _repeated_ordinals,
    ),
    TableRule("task-cycle", ("tasks",), "parent_id", ("id", "parent_id"), _cycles),
)
"""Every rule over rows of one table that is neither a key nor a combination."""

KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id-duplicate": ("id",),
        "observation-duplicate": ("indicator_id", "region_id", "period"),
    }
)
"""The columns that may not repeat together; of an observation, also those of its source."""

SOURCE = ("record_id", "organization_id", "policy_id", "document_id", "reference_id")
"""What tells observations of one indicator, region and period apart, where the data has it."""
