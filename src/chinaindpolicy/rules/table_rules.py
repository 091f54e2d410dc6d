"""Rules that compare rows within one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

from chinaindpolicy.model.vocabularies import OBSERVATION_TABLES
from chinaindpolicy.rules.engines.base import ROW, Bring
from chinaindpolicy.rules.registry import RULES
from chinaindpolicy.rules.rule import Lookup, Rule

if TYPE_CHECKING:
    from chinaindpolicy.rules.reference_data import ReferenceData

    _Find = Callable[[nw.LazyFrame[Any], Bring, ReferenceData], nw.LazyFrame[Any]]


def _errata_of_others(
    frame: nw.LazyFrame[Any], bring: Bring, reference: ReferenceData
) -> nw.LazyFrame[Any]:
    errata = reference.frames["errata"].select("id", "record_ids")
    named = errata.explode("record_ids").rename({"id": "erratum_id", "record_ids": "id"})
    known = frame.join(bring(named.select("erratum_id").unique()), on="erratum_id", how="semi")
    return known.join(bring(named.drop_nulls().unique()), on=["erratum_id", "id"], how="anti")


def _overlapping(
    frame: nw.LazyFrame[Any], bring: Bring, reference: ReferenceData
) -> nw.LazyFrame[Any]:
    placed = frame.drop_nulls()
    order = ["char_start", "char_end", ROW]
    furthest = nw.col("char_end").cum_max().over("document_id", order_by=order)
    before = nw.col("@furthest").shift(1).over("document_id", order_by=order)
    ordered = placed.with_columns(furthest.alias("@furthest"))
    return ordered.with_columns(before.alias("@before")).filter(
        nw.col("char_start") < nw.col("@before")
    )


def _wrongly_derived(kind: str) -> _Find:
    def find(frame: nw.LazyFrame[Any], bring: Bring, reference: ReferenceData) -> nw.LazyFrame[Any]:
        place = nw.col("paragraph" if kind == "p" else "char_start").cast(nw.String)
        parts = [nw.col("document_id"), nw.lit(f"-{kind}"), place]
        if kind == "s":
            record = nw.concat_str([nw.lit("-"), nw.col("record_id")])
            parts.append(record.fill_null(""))
        return frame.filter(nw.col("id") != nw.concat_str(parts))

    return find


def _twice(*key: str) -> _Find:
    def find(frame: nw.LazyFrame[Any], bring: Bring, reference: ReferenceData) -> nw.LazyFrame[Any]:
        filled = frame.drop_nulls([key[0], key[-1]])
        return filled.with_columns(nw.len().over(*key).alias("@n")).filter(nw.col("@n") > 1)

    return find


def _repeated_ordinals(
    frame: nw.LazyFrame[Any], bring: Bring, reference: ReferenceData
) -> nw.LazyFrame[Any]:
    # Goals, key tasks and safeguards have separate numbers; so have the children of each task.
    kind = nw.when(nw.col("level") == 1).then(nw.col("kind")).otherwise(nw.lit(""))
    marked = frame.with_columns(kind.alias("kind"))
    key = ("policy_id", "parent_id", "level", "kind", "ordinal")
    return _twice(*key)(marked, bring, reference)


def _values_of_no_record(
    frame: nw.LazyFrame[Any], bring: Bring, reference: ReferenceData
) -> nw.LazyFrame[Any]:
    import polars as pl

    valued = sorted(reference.ids((*OBSERVATION_TABLES, "tasks")))
    values = frame.filter((nw.col("role") == "indicator") & ~nw.col("record_id").is_null())
    named = pl.DataFrame({"record_id": pl.Series(valued, dtype=pl.String)})
    return values.join(bring(named), on="record_id", how="anti")


def _cycle(code: str, table: str, column: str) -> Rule:
    return _table(
        code,
        tables=(table,),
        column=column,
        columns=("id", column),
        follows=True,
        breach=f"{column} {{{column}}} leads back to {{id}}; use an id outside its own chain",
    )


def _table(
    code: str,
    *,
    tables: tuple[str, ...],
    column: str,
    columns: tuple[str, ...],
    invalid_rows: _Find | None = None,
    follows: bool = False,
    lookups: tuple[Lookup, ...] = (),
    breach: str = "",
) -> Rule:
    return replace(
        RULES[code],
        tables=tables,
        column=column,
        columns=columns,
        invalid_rows=invalid_rows,
        follows=follows,
        lookups=lookups,
        breach=breach,
    )


def _derived_id(table: str, kind: str, *place: str) -> Rule:
    return _table(
        "id-derived",
        tables=(table,),
        column="id",
        columns=("id", "document_id", *place),
        invalid_rows=_wrongly_derived(kind),
        breach="id {id} does not match document {document_id} and its position; build again",
    )


TABLE_RULES: tuple[Rule, ...] = (
    _table(
        "erratum-of-another",
        tables=OBSERVATION_TABLES,
        column="erratum_id",
        columns=("id", "erratum_id"),
        lookups=(Lookup("erratum_id", "errata", "record_ids"),),
        invalid_rows=_errata_of_others,
        breach="the record_ids of erratum {erratum_id} do not contain {id}; add the id there, or "
        "correct erratum_id",
    ),
    _table(
        "mention-overlap",
        tables=("mentions",),
        column="char_start",
        columns=("document_id", "char_start", "char_end"),
        invalid_rows=_overlapping,
        breach="characters {char_start} to {char_end} of {document_id} overlap another mention",
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
        breach="paragraph {paragraph} of {document_id} has several passages; remove all but one",
    ),
    _table(
        "mention-of-no-value",
        tables=("mentions",),
        column="record_id",
        columns=("role", "record_id"),
        lookups=tuple(Lookup("record_id", table, "id") for table in (*OBSERVATION_TABLES, "tasks")),
        invalid_rows=_values_of_no_record,
        breach="record_id {record_id} of an indicator value is not a target, figure or task",
    ),
    _table(
        "ordinal-repeated",
        tables=("tasks",),
        column="ordinal",
        columns=("policy_id", "parent_id", "level", "kind", "ordinal"),
        invalid_rows=_repeated_ordinals,
        breach="ordinal {ordinal} is used by several tasks of kind {kind} in {policy_id} with the "
        "same parent",
    ),
    _cycle("task-cycle", "tasks", "parent_id"),
    _cycle("region-cycle", "regions", "parent_id"),
    _cycle("withdrawal-cycle", "withdrawals", "successor_id"),
)
"""The rules that compare rows within one table, where a key or a combination cannot."""
