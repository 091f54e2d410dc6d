"""The footnote marks and flags of a conversion by column."""

from __future__ import annotations

import polars as pl

from chinaindpolicy.ingest.normalize.columnar_sample import Sample
from chinaindpolicy.ingest.normalize.reshape import marks_frame


def all_marks(sample: Sample) -> pl.DataFrame:
    """Return the marks of all values, in the order of a conversion cell by cell."""
    return pl.concat(mark_parts(sample))


def mark_parts(sample: Sample) -> list[pl.DataFrame]:
    """Return the marks in headers, those behind values, those of labels, and flags."""
    conversion, values = sample.conversion, sample.values
    rows = {at: row for row, at in sample.at.items()}
    cells = conversion.made.fields["value"]
    logged = conversion.log.marks
    flags = sum(_is_flag(flag) for flag in conversion.made.flags or ())
    inner = logged[: len(logged) - flags]
    header = [each for each in inner if each[0] is None]
    special = [
        (rows[each[0]], *each[1:])
        for each in inner
        if each[0] is not None and rows[each[0]] in sample.special
    ]
    behind = [
        each for each in special if each[1] == "value" and each[3] == cells[sample.at[each[0]]]
    ]
    rest = [each for each in special if each not in behind]
    parts = [marks_frame(header), _behind(sample, behind), marks_frame(rest)]
    flag = conversion.match.context.get("flag")
    if flag is not None:
        text = values.label(flag).cast(pl.String).str.strip_chars()
        parts.append(
            pl.DataFrame({"row": pl.int_range(values.height, eager=True), "text": text})
            .filter(pl.col("text").is_not_null() & ~pl.col("text").is_in(["", "A"]))
            .select("row", pl.lit("value").alias("column"), pl.col("text").alias("mark"), "text")
        )
    return parts


def _is_flag(flag: object) -> bool:
    return flag is not None and str(flag).strip() not in ("", "A")


def _behind(sample: Sample, special: list[tuple[int, str, str, str]]) -> pl.DataFrame:
    """Return the marks behind values."""
    values = sample.values
    if values.suffixes is None:
        return marks_frame(special)
    marks = {text: each.marks or each.flag for text, each in values.marked.items()}
    found = (
        pl.DataFrame(
            {
                "row": pl.int_range(values.height, eager=True),
                "suffix": values.suffixes,
                "text": values.cells,
                "plain": sample.plain,
            }
        )
        .filter("plain", pl.col("suffix").is_in(list(values.marked)))
        .select(
            "row",
            pl.lit("value").alias("column"),
            pl.col("suffix").replace_strict(marks, return_dtype=pl.String).alias("mark"),
            "text",
        )
    )
    return pl.concat([found, marks_frame(special)]).sort("row", maintain_order=True)
