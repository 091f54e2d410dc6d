"""Hints for attributes of Polars and pandas frames that tables lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from chinaindpolicy._similar import nearest
from chinaindpolicy.io.frame_hints import WRITERS, frame_hint

_SUMS = ("sum", "mean", "median", "cumsum", "std", "var", "quantile", "product")
_CHANGES = ("append", "extend", "insert", "update", "pop", "remove", "clear", "add", "drop")
_VIEW_COLUMNS = ("indicator", "concept", "object", "sector", "region", "policy", "organization")
_OWN = (
    *("head", "tail", "where", "filter", "sort", "select", "frame", "lazy", "to_pandas", "ids"),
    *("to_dicts", "columns", "schema", "dtypes", "shape", "get", "csv", "name", "dataset"),
    *("description", "descriptor", "Record"),
)
# The package's own way for each name; {0} is the table.
_WAYS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("loc", "iloc", "at", "iat"),
            "use {0}[id], {0}[position], {0}[first:last] or {0}.frame()",
        ),
        **dict.fromkeys(
            ("items", "keys", "values", "iterrows", "itertuples", "iter_rows", "rows"),
            "iterate over {0} for records, or use {0}.ids or {0}.frame()",
        ),
        **dict.fromkeys(_CHANGES, "its rows cannot change; use {0}.frame(), which is a copy"),
        **dict.fromkeys(_SUMS, "rows of several units and indicators do not add; select one "
                        "indicator, e.g. {0}.where(indicator_id=...), and use "
                        "cip.add_regions(...) or .frame()['value']"),
        **dict.fromkeys(
            ("query", "isin"), "use {0}.where(...), e.g. where(region_id=['cn-zj', 'cn-ah'])"
        ),
        **dict.fromkeys(("sort_values", "sort_index", "order_by"), "use {0}.sort('id')"),
        **dict.fromkeys(("to_list", "tolist", "records"), "use list({0}) or {0}.to_dicts()"),
        **dict.fromkeys(("size", "nrow", "nrows", "height"), "use len({0}) or {0}.shape"),
        **dict.fromkeys(("first", "limit", "take"), "use {0}[0] or {0}.head(...)"),
        "last": "use {0}[-1] or {0}.tail(...)",
        "index": "use {0}.ids for the ids of the rows",
        "year": "use {0}.where(year=...), or cip.observations, which has a column 'year'",
        "province": "use {0}.where(province=...), or cip.observations, which has it as a column",
        **dict.fromkeys(
            _VIEW_COLUMNS, "use an attribute of a record, such as {0}[0].region, or "
            "cip.observations, which has names as columns"
        ),
    }
)  # fmt: skip


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
        >>> hint_for("cip.targets", "groupby", ["id"])
        'use cip.targets.frame().group_by(...) or cip.targets.to_pandas().groupby(...)'
    """
    if name in columns:
        return f"it is a column: use {label}.frame()[{name!r}]"
    verb, _, kind = name.partition("_")
    if verb in ("to", "write", "sink") and kind in WRITERS:
        stem = label.rpartition(".")[2]
        suffix = "csv" if kind == "csv" else WRITERS[kind]
        return f"use cip.export({label}, '{stem}.{suffix}') or {label}.frame().write_{kind}(...)"
    if name in ("groupby", "group_by"):
        return f"use {label}.frame().group_by(...) or {label}.to_pandas().groupby(...)"
    if name in _WAYS:
        return _WAYS[name].format(label)
    if hint := frame_hint(f"{label}.frame()", name):
        return hint.replace(".frame().to_pandas()", ".to_pandas()")
    near = nearest(name, (*_OWN, *columns), most=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"{hint}see help({label}), or use {label}.frame()"
