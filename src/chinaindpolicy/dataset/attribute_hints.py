"""Hints for attributes of Polars and pandas frames that tables lack."""

from __future__ import annotations

from collections.abc import Sequence

from chinaindpolicy._similar import nearest

_WRITERS = {
    **{"csv": "csv", "excel": "xlsx", "parquet": "parquet", "json": "json", "ndjson": "jsonl"},
    **{"sql": "sqlite", "database": "sqlite"},
}
_SUMS = ("sum", "mean", "median", "cumsum", "std", "var", "quantile", "product")
_OWN = (
    *("head", "tail", "where", "filter", "sort", "select", "frame", "lazy", "to_pandas", "ids"),
    *("to_dicts", "columns", "schema", "dtypes", "shape", "get", "csv", "name", "dataset"),
    *("description", "descriptor", "Record"),
)


def hint_for(label: str, name: str, columns: Sequence[str]) -> str:
    """Return the code to use instead of an attribute that a table or view lacks.

    Args:
        label: An expression for the table, such as `cip.targets`.
        name: The missing attribute.
        columns: The columns of the table.

    Example:
        >>> hint_for("cip.targets", "value", ["id", "value"])
        "it is a column: use cip.targets.frame()['value']"
        >>> hint_for("cip.targets", "to_csv", ["id"])
        "use cip.export(cip.targets, 'targets.csv') or cip.targets.frame().write_csv(...)"
    """
    if name in columns:
        return f"it is a column: use {label}.frame()[{name!r}]"
    verb, _, kind = name.partition("_")
    if verb in ("to", "write", "sink") and kind in _WRITERS:
        stem = label.rpartition(".")[2]
        suffix = "csv" if kind == "csv" else _WRITERS[kind]
        return f"use cip.export({label}, '{stem}.{suffix}') or {label}.frame().write_{kind}(...)"
    if name in _SUMS:
        return (
            f"rows of several units and indicators do not add; select one indicator, e.g. "
            f"{label}.where(indicator_id=...), and use cip.add_regions(...) or .frame()['value']"
        )
    if name in ("loc", "iloc", "at", "iat"):
        return f"use {label}[id], {label}[position], {label}[first:last] or {label}.frame()"
    if name in ("items", "keys", "values", "iterrows", "itertuples", "iter_rows", "rows"):
        return f"iterate over {label} for records, or use {label}.ids or {label}.frame()"
    import polars as pl

    if hasattr(pl.DataFrame, name):
        return f"use {label}.frame().{name}(...)"
    near = nearest(name, _OWN, most=1)
    hint = f"did you mean {near[0]!r}? Otherwise " if near else ""
    return f"{hint}use {label}.to_pandas().{name} (pandas) or {label}.frame() (Polars)"
