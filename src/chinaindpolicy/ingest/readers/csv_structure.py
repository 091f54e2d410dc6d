"""The rows of a delimited text by its lines: which fit the header, and where each starts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.ingest.readers.encoding import TextFile

__all__ = ["RowStructure", "survey"]

_MOST_COUNTED = 64
_GOOD, _BLANK, _RAGGED, _QUOTE, _ENCODING = "good", "blank", "ragged", "quote", "encoding"


@dataclass(frozen=True)
class RowStructure:
    """The rows below the header that are not plain good ones.

    Attributes:
        text: The file.
        skipped: Lines up to the end of the header.
        odd: The rows that are ragged, blank or not to be read: `record` (number among all rows,
            from 0), `line`, `cells`, `kind`.
        several: The rows that take more than one line: `line`, `lines`.
        total: How many rows there are, the odd ones included.
    """

    text: TextFile
    skipped: int
    odd: pl.DataFrame
    several: pl.DataFrame
    total: int

    @property
    def dropped(self) -> pl.Series:
        """Numbers of the rows that are kept out."""
        return self.odd["record"]

    @property
    def unquotable(self) -> bool:
        """Whether a row's quotation marks keep Polars from reading the file."""
        return bool((self.odd["kind"] == _QUOTE).any())

    def wrong(self) -> list[tuple[int, int, str]]:
        """Return line, number of cells and kind of every row that is kept out and not blank."""
        import polars as pl

        bad = self.odd.filter(pl.col("kind") != _BLANK)
        return bad.select("line", "cells", "kind").rows()

    def height(self) -> int:
        """Return how many rows are read."""
        return self.total - self.odd.height

    def lines(self, rows: Sequence[int]) -> list[int | None]:
        """Return the lines on which some rows, numbered among those read, start."""
        import polars as pl

        wanted = pl.DataFrame({"row": rows}, schema={"row": pl.Int64})
        # The n-th of the rows read is the record n plus the rows left out before it: each row
        # left out stands behind `record - how many were left out before` rows that were read.
        left_out = self.odd.select(
            (pl.col("record").cast(pl.Int64) - pl.int_range(pl.len())).alias("behind")
        )["behind"]
        record = wanted["row"] + left_out.search_sorted(wanted["row"], side="right").cast(pl.Int64)
        # And it starts on as many lines further down as the rows before it took beyond one.
        several = self.several.select(
            (
                pl.col("line").cast(pl.Int64)
                - self.skipped
                - 1
                - pl.col("lines").cum_sum().shift(1, fill_value=0)
                + pl.int_range(pl.len())
            ).alias("record"),
            (pl.col("lines") - 1).cum_sum().alias("further"),
        )
        before = several["record"].search_sorted(record, side="left").cast(pl.Int64)
        further = pl.concat([pl.Series([0], dtype=pl.Int64), several["further"].cast(pl.Int64)])
        return (record + further.gather(before) + self.skipped + 1).to_list()

    def without_dropped(self) -> bytes:
        """Return the text below the header without the lines of the rows that are kept out."""
        lengths = dict(self.several.rows())
        drop: set[int] = set()
        for line in self.odd["line"]:
            drop.update(range(line, line + lengths.get(line, 1)))
        source = self.text.source
        out = io.BytesIO()
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if number > self.skipped and number not in drop:
                    out.write(line)
        return out.getvalue()


def survey(text: TextFile, skipped: int, delimiter: str, width: int) -> RowStructure:
    """Judge the structure of every row below the header.

    Args:
        text: The file.
        skipped: Lines up to the end of the header.
        delimiter: What parts the cells.
        width: How many cells the header has.
    """
    import polars as pl

    lines = pl.scan_lines(text.source, name="text", row_index_name="line", glob=False)
    lines = lines.with_columns(pl.col("line").cast(pl.Int64) + 1)
    lines = lines.filter(pl.col("line") > skipped)
    foreign = pl.col("line").is_in(list(text.foreign)) if text.foreign else pl.lit(False)
    if not text.quoted:
        return _plain(text, skipped, lines, foreign, delimiter, width)
    return _quoted(text, skipped, lines, foreign, delimiter, width)


def _kind(cells: pl.Expr, width: int, foreign: pl.Expr, blank: pl.Expr) -> pl.Expr:
    import polars as pl

    return (
        pl.when(foreign)
        .then(pl.lit(_ENCODING))
        .when(blank)
        .then(pl.lit(_BLANK))
        .when(cells != width)
        .then(pl.lit(_RAGGED))
        .otherwise(pl.lit(_GOOD))
        .alias("kind")
    )


def _plain(
    text: TextFile,
    skipped: int,
    lines: pl.LazyFrame,
    foreign: pl.Expr,
    delimiter: str,
    width: int,
) -> RowStructure:
    """Judge a text without quotation marks: every line is a row."""
    import polars as pl

    cells = pl.col("text").str.count_matches(delimiter, literal=True).cast(pl.Int64) + 1
    # The few lines that are not plainly good are looked at again.
    suspects = lines.filter((cells != width) | foreign | (pl.col("text") == ""))
    judged = suspects.with_columns(
        cells.alias("cells"),
        _kind(cells, width, foreign, pl.col("text").str.strip_chars() == ""),
    ).select((pl.col("line") - skipped - 1).alias("record"), "line", "cells", "kind")
    counted = lines.select(pl.len())
    odd, total = pl.collect_all([judged, counted], engine="streaming")
    several = pl.DataFrame(schema={"line": pl.Int64, "lines": pl.Int64})
    return RowStructure(text, skipped, odd, several, int(total.item()))


def _quoted(
    text: TextFile,
    skipped: int,
    lines: pl.LazyFrame,
    foreign: pl.Expr,
    delimiter: str,
    width: int,
) -> RowStructure:
    """Judge a text with quotation marks: within a pair of them, a line end is part of a cell."""
    import polars as pl

    marks = pl.col("text").str.count_matches('"', literal=True).cast(pl.Int64)
    lines = lines.with_columns(marks.alias("marks"))
    lines = lines.with_columns((pl.col("marks").cum_sum() - pl.col("marks")).alias("before"))
    lines = lines.with_columns((pl.col("before") % 2 == 0).alias("starts"))
    lines = lines.with_columns((pl.col("starts").cum_sum().cast(pl.Int64) - 1).alias("record"))
    # One pattern tells a good row that is one line; only what it does not fit is looked into.
    bare = pl.col("text").str.count_matches(delimiter, literal=True) == width - 1
    counted = width <= _MOST_COUNTED
    fitting = pl.col("text").str.contains(_well_formed(delimiter, width)) & counted
    good = pl.when(pl.col("marks") == 0).then(bare & (pl.col("text") != "")).otherwise(fitting)
    one_line = pl.col("starts") & (pl.col("marks") % 2 == 0)
    suspects = lines.filter(~(one_line & good & ~foreign)).select(
        "record", "line", "text", one_line.alias("one"), foreign.alias("foreign")
    )
    looked_at, count = pl.collect_all(
        [suspects, lines.select(pl.col("starts").sum())], engine="streaming"
    )
    several = (
        looked_at.filter(~pl.col("one"))
        .sort("line")
        .group_by("record", maintain_order=True)
        .agg(
            pl.col("line").first(),
            pl.len().cast(pl.Int64).alias("lines"),
            pl.col("text").str.join("\n"),
            pl.col("foreign").any(),
        )
    )
    judged = (
        pl.concat([looked_at.filter("one").drop("one"), several.drop("lines")], how="diagonal")
        .with_columns(
            pl.col("text")
            .str.replace_all('"[^"]*"', "")
            .str.count_matches(delimiter, literal=True)
            .cast(pl.Int64)
            .add(1)
            .alias("cells"),
            pl.col("text").str.contains(_well_formed(delimiter)).alias("fits"),
            (pl.col("text").str.strip_chars() == "").alias("blank"),
        )
        .with_columns(
            pl.when("fits")
            .then(_kind(pl.col("cells"), width, pl.col("foreign"), pl.col("blank")))
            .otherwise(pl.lit(_QUOTE))
            .alias("kind")
        )
    )
    return RowStructure(
        text,
        skipped,
        judged.filter(pl.col("kind") != _GOOD)
        .sort("line")
        .select("record", "line", "cells", "kind"),
        several.select("line", "lines"),
        int(count.item() or 0),
    )


def _well_formed(delimiter: str, width: int | None = None) -> str:
    """Return the pattern of a row whose quotation marks open and close cells.

    Args:
        delimiter: What parts the cells.
        width: How many cells there are; None for any number.
    """
    mark = "\\t" if delimiter == "\t" else f"\\{delimiter}" if delimiter == "|" else delimiter
    cell = f'(?:[^"{mark}]*|"(?:[^"]|"")*")'
    # A pattern that counts far grows with the number.
    times = "*" if width is None or width > _MOST_COUNTED else f"{{{width - 1}}}"
    return f"(?s)\\A{cell}(?:{mark}{cell}){times}\\z"
