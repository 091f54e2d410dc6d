"""Rules that compare rows within one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from chinaindpolicy.model.vocabularies import OBSERVATION_TABLES
from chinaindpolicy.rules.engines.base import ROW
from chinaindpolicy.rules.registry import RULES
from chinaindpolicy.rules.rule import Lookup, Rule

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.rules.reference_data import ReferenceData

    _Find = Callable[[pl.DataFrame, ReferenceData], pl.Series]


def _errata_of_others(frame: pl.DataFrame, reference: ReferenceData) -> pl.Series:
    import polars as pl

    errata = reference.frames["errata"].select("id", "record_ids")
    named = errata.explode("record_ids").rename({"id": "erratum_id", "record_ids": "id"})
    own = frame.filter(pl.col("erratum_id").is_in(errata["id"].to_list()))
    return own.join(named, on=["erratum_id", "id"], how="anti")[ROW]


def _overlapping(frame: pl.DataFrame, reference: ReferenceData) -> pl.Series:
    import polars as pl

    ordered = frame.drop_nulls().sort("document_id", "char_start", "char_end", ROW)
    end_before = pl.col("char_end").cum_max().shift(1).over("document_id")
    return ordered.filter(pl.col("char_start") < end_before)[ROW]


def _wrongly_derived(kind: str) -> _Find:
    def find(frame: pl.DataFrame, reference: ReferenceData) -> pl.Series:
        import polars as pl

        place = "paragraph" if kind == "p" else "char_start"
        expected = pl.format(f"{{}}-{kind}{{}}", "document_id", place)
        if kind == "s":
            record = pl.when(pl.col("record_id").is_null()).then(pl.lit(""))
            expected = expected + record.otherwise(pl.format("-{}", "record_id"))
        return frame.filter(pl.col("id") != expected)[ROW]

    return find


def _twice(*key: str) -> _Find:
    def find(frame: pl.DataFrame, reference: ReferenceData) -> pl.Series:
        import polars as pl

        filled = frame.drop_nulls([key[0], key[-1]])
        return filled.filter(pl.struct(*key).is_duplicated())[ROW]

    return find


def _repeated_ordinals(frame: pl.DataFrame, reference: ReferenceData) -> pl.Series:
    import polars as pl

    # Goals, key tasks and safeguards are numbered apart; so are the children of each task.
    kind = pl.when(pl.col("level") == 1).then(pl.col("kind").cast(pl.String)).otherwise(pl.lit(""))
    marked = frame.with_columns(kind.alias("kind"))
    key = ("policy_id", "parent_id", "level", "kind", "ordinal")
    return _twice(*key)(marked, reference)


def _values_of_no_record(frame: pl.DataFrame, reference: ReferenceData) -> pl.Series:
    import polars as pl

    valued = reference.ids((*OBSERVATION_TABLES, "tasks"))
    values = frame.filter((pl.col("role") == "indicator") & pl.col("record_id").is_not_null())
    return values.filter(~pl.col("record_id").is_in(sorted(valued)))[ROW]


def leading_to_themselves(following: Mapping[str, str | None]) -> frozenset[str]:
    """Return the ids that are reached again from themselves.

    Args:
        following: The id that follows each id.

    Example:
        >>> sorted(leading_to_themselves({"a": "b", "b": "a", "c": "a"}))
        ['a', 'b']
    """
    settled: dict[str, bool] = {}
    for start in following:
        path: dict[str, int] = {}
        name: str | None = start
        while name is not None and name in following and name not in settled and name not in path:
            path[name] = len(path)
            name = following[name]
        first = path.get(name, len(path)) if name is not None else len(path)
        settled.update((each, place >= first) for each, place in path.items())
    return frozenset(name for name, cyclic in settled.items() if cyclic)


def _cycles(column: str) -> _Find:
    """Find the rows from which a column of ids leads back to the row itself."""

    def find(frame: pl.DataFrame, reference: ReferenceData) -> pl.Series:
        import polars as pl

        around = leading_to_themselves(dict(frame.select("id", column).iter_rows()))
        return frame.filter(pl.col("id").is_in(sorted(around)))[ROW]

    return find


def _cycle(code: str, table: str, column: str) -> Rule:
    return _table(
        code,
        tables=(table,),
        column=column,
        columns=("id", column),
        invalid_rows=_cycles(column),
    )


def _table(
    code: str,
    *,
    tables: tuple[str, ...],
    column: str,
    columns: tuple[str, ...],
    invalid_rows: _Find,
    lookups: tuple[Lookup, ...] = (),
) -> Rule:
    return replace(
        RULES[code],
        tables=tables,
        column=column,
        columns=columns,
        invalid_rows=invalid_rows,
        lookups=lookups,
    )


def _derived_id(table: str, kind: str, *place: str) -> Rule:
    return _table(
        "id-derived",
        tables=(table,),
        column="id",
        columns=("id", "document_id", *place),
        invalid_rows=_wrongly_derived(kind),
    )


TABLE_RULES: tuple[Rule, ...] = (
    _table(
        "erratum-of-another",
        tables=OBSERVATION_TABLES,
        column="erratum_id",
        columns=("id", "erratum_id"),
        lookups=(Lookup("erratum_id", "errata", "record_ids"),),
        invalid_rows=_errata_of_others,
    ),
    _table(
        "mention-overlap",
        tables=("mentions",),
        column="char_start",
        columns=("document_id", "char_start", "char_end"),
        invalid_rows=_overlapping,
    ),
    _derived_id("mentions", "m", "char_start"),
    _derived_id("passages", "p", "paragraph"),
    _derived_id("spans", "s", "char_start", "record_id"),
    _table(
        "passage-twice",
        tables=("passages",),
        column="paragraph",
        columns=("document_id", "paragraph"),
        invalid_rows=_twice("document_id", "paragraph"),
    ),
    _table(
        "mention-of-no-value",
        tables=("mentions",),
        column="record_id",
        columns=("role", "record_id"),
        lookups=tuple(Lookup("record_id", table, "id") for table in (*OBSERVATION_TABLES, "tasks")),
        invalid_rows=_values_of_no_record,
    ),
    _table(
        "ordinal-repeated",
        tables=("tasks",),
        column="ordinal",
        columns=("policy_id", "parent_id", "level", "kind", "ordinal"),
        invalid_rows=_repeated_ordinals,
    ),
    _cycle("task-cycle", "tasks", "parent_id"),
    _cycle("region-cycle", "regions", "parent_id"),
    _cycle("withdrawal-cycle", "withdrawals", "successor_id"),
)
"""The rules that compare rows within one table, where a key or a combination cannot."""
