"""Reference data for rules: ids and lookup columns of other tables."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy._similar import is_misspelt, nearest
from chinaindpolicy.model.code_lists import ancestors
from chinaindpolicy.model.columns import ColumnSpec, columns
from chinaindpolicy.model.dtypes import plain_dtypes
from chinaindpolicy.model.serialize import LIST_DELIMITER
from chinaindpolicy.model.vocabularies import BALANCE_WORDS, CHANGE_WORDS, RECORD_TABLES
from chinaindpolicy.rules.hints import Hint, place_hint, several, unit_hint
from chinaindpolicy.rules.registry import ROW_RULES
from chinaindpolicy.rules.rule import BALANCE, SIGNED, Lookup, Rule

if TYPE_CHECKING:
    import polars as pl

_MOST_HINTS = 20
_BY_NAME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {SIGNED: (*BALANCE_WORDS, *CHANGE_WORDS), BALANCE: BALANCE_WORDS}
)
NAME_COLUMNS = ("name", "name_zh", "symbol", "aliases", "iso_3166_2", "gb_t_2260")
"""The columns by which a row can be named in place of its id."""


def reference_of(table: str, spec: ColumnSpec) -> tuple[str, ...]:
    """Return the tables that a column refers to; none if it has no ids.

    Example:
        >>> from chinaindpolicy.model.columns import columns
        >>> [reference_of("units", spec) for spec in columns("units")][0]
        ()
    """
    # A successor may be withdrawn too: the rule `successor-missing` follows it.
    return () if table == "withdrawals" else spec.meaning.references


def referred_tables(table: str) -> frozenset[str]:
    """Return the tables that columns of a table refer to.

    Example:
        >>> sorted(referred_tables("indicators")), "figures" in referred_tables("figures")
        (['concepts', 'objects', 'units'], False)
    """
    return frozenset(other for spec in columns(table) for other in reference_of(table, spec))


def reference_words(reference: tuple[str, ...]) -> str:
    """Return the name of some tables in messages.

    Example:
        >>> reference_words(("targets", "figures", "projects"))
        'targets, figures or projects'
    """
    if reference == RECORD_TABLES:
        return "record"
    *others, last = reference
    return f"{', '.join(others)} or {last}" if others else last


def lookup_columns(table: str) -> tuple[str, ...]:
    """Return the columns of a table that rules of other tables look up, its id first."""
    lookups = (lookup for rule in ROW_RULES for lookup in rule.lookups if lookup.table == table)
    more = {
        "errata": ("record_ids", "kind"),
        "regions": ("parent_id",),
    }.get(table, ())
    plain = [name for lookup in lookups for name in _sources(lookup)]
    names = [spec.name for spec in columns(table) if spec.name in NAME_COLUMNS]
    return tuple(dict.fromkeys(["id", *plain, *more, *names]))


def _sources(lookup: Lookup) -> tuple[str, ...]:
    """Return the columns that a lookup reads."""
    return ("name", "name_zh") if lookup.column in _BY_NAME else (lookup.column,)


def _looked_up(lookup: Lookup, frame: pl.DataFrame) -> pl.Expr:
    import polars as pl

    if lookup.column not in _BY_NAME:
        return pl.col(lookup.column)
    names = [pl.col(name).fill_null("") for name in _sources(lookup) if name in frame.columns]
    # A word in Latin letters is matched completely: "net" does not match "internet".
    words = "|".join(
        rf"\b{word}s?\b" if word.isascii() else word for word in _BY_NAME[lookup.column]
    )
    return pl.concat_str(*names, separator=" ").str.contains(f"(?i){words}")


def cast_for_lookup(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return columns with the types of a table, as the rules that look them up expect.

    Text is parsed as in a file. A value of another type becomes missing here; the check of its
    own column reports it.
    """
    specs = {spec.name: spec for spec in columns(table)}
    return frame.select(_fitted(specs[name], dtype) for name, dtype in frame.schema.items())


def _fitted(spec: ColumnSpec, dtype: pl.DataType) -> pl.Expr:
    import polars as pl

    from chinaindpolicy.rules.engines.polars_columns import kind_of

    column, kind = pl.col(spec.name), kind_of(dtype)
    wanted = plain_dtypes()[spec.type]
    if kind in (spec.type, "empty"):
        return column.cast(wanted)
    if kind != "string":
        return pl.repeat(None, pl.len(), dtype=wanted).alias(spec.name)
    if spec.type == "list":
        return column.str.split(LIST_DELIMITER)
    if spec.type == "date":
        return column.str.to_date("%Y-%m-%d", strict=False)
    return column.cast(wanted, strict=False)


class ReferenceData:
    """The tables that rules compare data with.

    Attributes:
        frames: Of each table the ids, and the columns that rules look up.
        looks_up: False: ids of other tables are not looked up, and rules that need them skipped.
    """

    def __init__(self, frames: Mapping[str, pl.DataFrame], *, looks_up: bool = True) -> None:
        self.frames = frames
        self.looks_up = looks_up
        self._ids: dict[tuple[str, ...], frozenset[str]] = {}
        self._hints: dict[tuple[str, tuple[str, ...]], Hint] = {}
        self._named: dict[str, Mapping[str, frozenset[str]]] = {}
        self._values: dict[tuple[str, object], object] = {}

    def ids(self, tables: tuple[str, ...]) -> frozenset[str]:
        """Return the ids of the rows of some tables."""
        if tables not in self._ids:
            self._ids[tables] = frozenset(
                id for table in tables for id in self.frames[table]["id"].drop_nulls()
            )
        return self._ids[tables]

    def hint(self, name: str, tables: tuple[str, ...]) -> Hint:
        """Return the id of a name, or the id that is similar to a misspelled one."""
        if (name, tables) not in self._hints:
            # Each name is compared with every id: only the first names get a hint.
            if len(self._hints) >= _MOST_HINTS:
                return Hint()
            self._hints[name, tables] = self._hint(name, tables)
        return self._hints[name, tables]

    def _hint(self, name: str, tables: tuple[str, ...]) -> Hint:
        ids = self.ids(tables)
        plain = name.strip().casefold()
        named = {id for table in tables for id in self._names(table).get(plain, ())}
        named |= {id for id in ids if id.casefold() == plain}
        if tables == ("regions",) and len(plain) == 2 and f"cn-{plain}" in ids:
            named.add(f"cn-{plain}")  # BJ: Benin, or Beijing
        if len(named) == 1:
            return Hint(next(iter(named)), certain=True)
        if named:
            return several(named)
        by_name = {"units": unit_hint, "regions": place_hint}.get(tables[0])
        if by_name and (found := by_name(name, ids)):
            return found
        words = {word for word in re.split(r"[\s_-]+", plain) if word}
        containing = [id for id in ids if len(words) > 1 and words <= set(id.split("-"))]
        if len(containing) == 1:
            return Hint(containing[0])
        if tables == ("units",) and len(words) > 1:
            return Hint()  # a part of it would be another unit
        # The ids of counties are numbers, which no other number resembles.
        counties = tables == ("regions",)
        candidates = (id for id in ids if not (counties and id[-1:].isdigit()))
        near = nearest(name, candidates, most=1)
        if near and tables in (("units",), ("regions",)) and not is_misspelt(name, near[0]):
            return Hint()  # another unit or place
        return Hint(next(iter(near), ""))

    def _names(self, table: str) -> Mapping[str, frozenset[str]]:
        """Return the ids of a table by the names that their rows have."""
        if table not in self._named:
            frame = self.frames[table]
            found: dict[str, set[str]] = {}
            chosen = [name for name in NAME_COLUMNS if name in frame.columns]
            for id, *names in frame.select("id", *chosen).iter_rows():
                for name in names:
                    several: list[Any] = cast("Any", name) if isinstance(name, list) else [name]
                    for each in several:
                        if id is not None and each:
                            found.setdefault(str(each).casefold(), set()).add(id)
            self._named[table] = {name: frozenset(ids) for name, ids in found.items()}
        return self._named[table]

    def value(self, id: object, rule: Rule, name: str) -> object:
        """Return the value that a rule looks up for an id; None for an unknown id.

        Args:
            id: The id.
            rule: The rule.
            name: The name of the looked-up column, such as `indicator_id:unit`.
        """
        (lookup,) = (each for each in rule.lookups if each.name == name)
        if (name, id) not in self._values:
            frame = self.lookup(lookup.key, [lookup])
            found = dict(frame.select(lookup.key, name).iter_rows())
            self._values[name, id] = found.get(id)
        return self._values[name, id]

    def can_look_up(self, lookup: Lookup) -> bool:
        """Return True if the reference data has the columns of a lookup."""
        return not set(_sources(lookup)).isdisjoint(self.frames[lookup.table].columns)

    def lookup(self, key: str, lookups: Iterable[Lookup]) -> pl.DataFrame:
        """Return the lookup data of one key: the key, then a column for each lookup."""
        import polars as pl

        wanted = list(dict.fromkeys(lookups))
        frame = self.frames[wanted[0].table]
        columns = [_looked_up(lookup, frame).alias(lookup.name) for lookup in wanted]
        found = frame.select(pl.col("id").alias(key), *columns).filter(pl.col(key).is_not_null())
        texts = [name for name, dtype in found.schema.items() if dtype == pl.Enum]
        plain = found.with_columns(pl.col(*texts).cast(pl.String)) if texts else found
        return plain.unique(key, keep="first", maintain_order=True)

    @functools.cached_property
    def signed(self) -> bool:
        """True if a fall is a negative value; in releases without concepts, it is a magnitude."""
        return "concepts" not in self.frames or "name" in self.frames["concepts"].columns

    @functools.cached_property
    def ancestors(self) -> Mapping[str, tuple[str, ...]]:
        """The regions that contain each region, innermost first."""
        regions = self.frames["regions"]
        if "parent_id" not in regions.columns:
            return {}
        parents = dict(regions.select("id", "parent_id").iter_rows())
        return {region: ancestors(region, parents) for region in parents}

    @functools.cached_property
    def ratios(self) -> frozenset[str]:
        """The indicators whose values are shares: ratios other than balances."""
        wanted = ("dimension", SIGNED)
        lookups = [Lookup("indicator_id", "indicators", column) for column in wanted]
        if not all(self.can_look_up(lookup) for lookup in lookups):
            return frozenset()
        found = self.lookup("indicator_id", lookups)
        return frozenset(
            id for id, dimension, signed in found.iter_rows() if dimension == "ratio" and not signed
        )

    @functools.cached_property
    def errata(self) -> Mapping[str, frozenset[str]]:
        """The kinds of errata of each record."""
        errata = self.frames["errata"]
        if not {"record_ids", "kind"} <= set(errata.columns):
            return {}
        kinds: dict[str, set[str]] = {}
        for record_ids, kind in errata.select("record_ids", "kind").iter_rows():
            for record_id in record_ids or ():
                kinds.setdefault(record_id, set()).add(kind)
        return {record_id: frozenset(found) for record_id, found in kinds.items()}
