"""Hints for methods of frames that the objects of the package lack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chinaindpolicy._similar import nearest

if TYPE_CHECKING:
    import pandas as pd

WRITERS = {
    **{"csv": "csv", "excel": "xlsx", "parquet": "parquet", "json": "json", "ndjson": "jsonl"},
    **{"sql": "sqlite", "database": "sqlite"},
}
"""The suffix of the file that each method `to_...` or `write_...` of a frame writes."""
FRAME_NAMES = ("df", "data", "dataframe", "to_frame", "to_df", "to_polars", "as_frame", "collect")
"""Names that users try for the frame itself."""
# Methods and attributes of pandas that Polars lacks.
_PANDAS = frozenset(
    {
        *("T", "agg", "apply", "assign", "astype", "between", "dropna", "duplicated", "empty"),
        *("eval", "fillna", "first", "groupby", "iloc", "index", "info", "isin", "isna"),
        *("iterrows", "itertuples", "last", "loc", "map", "melt", "memory_usage", "merge"),
        *("nlargest", "notna", "nsmallest", "nunique", "pivot_table", "query", "rank"),
        *("drop_duplicates", "reset_index", "set_index", "size", "sort_index", "sort_values"),
        *("stack", "to_html", "to_latex", "to_markdown", "to_string", "value_counts", "values"),
    }
)
_MEANT = {
    **dict.fromkeys(("errors", "warnings", "problems", "issues"), "findings"),
    **{"where": "filter", "results": "hits", "verdicts": "judgements", "summary": "counts"},
}
_PROPERTIES = ("T", "empty", "iloc", "index", "loc", "size", "values")


def frame_hint(frame: str, name: str) -> str:
    """Return the code for a method of frames; an empty string if no frame has it.

    Args:
        frame: An expression for the Polars frame, such as `cip.targets.frame()`.
        name: The missing attribute.

    Example:
        >>> frame_hint("result.frame()", "query")
        'use result.frame().to_pandas().query(...)'
        >>> frame_hint("result.frame()", "to_csv"), frame_hint("result.frame()", "xyzzy")
        ('use result.frame().write_csv(...)', '')
    """
    if name in FRAME_NAMES:
        return f"use {frame}"
    if name in ("to_pandas", "pandas", "as_pandas"):
        return f"use {frame}.to_pandas()"
    verb, _, kind = name.partition("_")
    if verb in ("to", "write", "sink") and kind in WRITERS:
        return f"use {frame}.write_{kind}(...)"
    import polars as pl  # only needed for errors

    if callable(getattr(pl.DataFrame, name, None)):
        return f"use {frame}.{name}(...)"
    if hasattr(pl.DataFrame, name):
        return f"use {frame}.{name}"
    if name not in _PANDAS:
        return ""
    return f"use {frame}.to_pandas().{name}{'' if name in _PROPERTIES else '(...)'}"


class FrameHints:
    """A result with a frame, whose missing attributes are reported with the code to use instead."""

    __slots__ = ()

    def to_pandas(self) -> pd.DataFrame:
        """Return the frame in pandas, with the dtypes of `Table.to_pandas`.

        Raises:
            MissingExtraError: If pandas is not installed. pyarrow is not needed.

        Example:
            >>> import chinaindpolicy as cip
            >>> cip.search("集成电路").to_pandas().columns.tolist()
            ['table', 'id', 'score', 'column', 'match']
        """
        from chinaindpolicy.io.pandas_frame import frame_to_pandas

        given: Any = getattr(self, "frame")  # noqa: B009 - a method or an attribute of the subclass
        frame: Any = given() if callable(given) else given
        return frame_to_pandas(frame)

    if not TYPE_CHECKING:  # hides it from type checkers, which report unknown attributes

        def __getattr__(self, name: str) -> Any:
            kind = type(self)
            if name.startswith("_") or hasattr(kind, name):
                return object.__getattribute__(self, name)
            frame = ".frame()" if callable(getattr(kind, "frame", None)) else ".frame"
            own = [each for each in dir(self) if not each.startswith("_")]
            near = [_MEANT[name]] if _MEANT.get(name) in own else nearest(name, own, most=1)
            hint = f"did you mean {near[0]!r}?" if near else f"available: {', '.join(own)}"
            if name not in _MEANT:
                found = frame_hint(frame, name).replace(f"{frame}.to_pandas()", ".to_pandas()")
                hint = found or hint
            article = "an" if kind.__name__[:1] in "AEIO" else "a"
            message = f"{article} {kind.__name__} has no attribute {name!r}; {hint}"
            raise AttributeError(message, name=name, obj=self)
