"""A checker of tables that shares no code with the rules of the package.

It is written from `docs/tables.md`, `docs/findings.md` and `docs/validating.md`, so a
disagreement is a fault of the package, of the pages, or of this checker. Where the pages do not
decide, either answer is allowed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from checker_cells import OPEN, CellChecker, Expected, Mode
from checker_rows import OBSERVATIONS, ROW_RULES
from checker_tables import TABLES, Row, by_id, columns, day_bounds

STATED_CODES = {
    *("stated-unreadable", "stated-ambiguous", "value-magnitude", "value-disagrees"),
    *("restatement-disagrees", "meant-disagrees", "comparator-disagrees", "unit-disagrees"),
}
_STATED_INPUTS = (
    *("stated", "value", "value_upper", "comparator", "unit", "value_printed", "measure"),
    *("erratum_id", "baseline", "baseline_unit", "meant", "record_ids", "record_id"),
    *("role", "char_start", "char_end", "document_id", "text_sha256", "kind"),
    *("indicator_id", "text", "id", "paragraph"),
)


def check(
    table: str, kinds: Mapping[str, str], rows: Sequence[Row], originals: Sequence[Row], mode: Mode
) -> Expected:
    """Check rows of a table.

    Args:
        table: The table.
        kinds: The type of the cells of each column, such as `text` or `decimal`.
        rows: The rows, with the values that a storage has.
        originals: The valid row from which each row was made.
        mode: Whether columns or cells have types.
    """
    return _Checker(table, kinds, [dict(row) for row in rows], originals, mode).run()


class _Checker(CellChecker):
    def run(self) -> Expected:
        self.check_cells()
        for number, row in enumerate(self.rows):
            self._row(number, row)
        self._table()
        self._stated()
        self._close()
        return self.expected

    def _row(self, number: int, row: Row) -> None:
        if self.table == "targets" and row["value"] is None and row["kind"] != "qualitative":
            self.expected.allowed.add((number, "value-missing", "value"))
        for rule in ROW_RULES:
            if self.table not in rule.tables:
                continue
            broken = rule.breaks(row) if self._sound(number, rule.columns) else None
            if broken is not False:
                self.find(number, rule.code, sure=broken is True)

    def _sound(self, number: int, names: Iterable[str]) -> bool:
        return all((number, name) not in self.bad and name not in self.skipped for name in names)

    def _table(self) -> None:
        ids = Counter(row["id"] for row in self.rows if row["id"] is not None)
        for number, row in enumerate(self.rows):
            key = row["id"]
            if not isinstance(key, str) or "id" in self.skipped:
                continue
            if ids[key] > 1:
                self.find(number, "id-duplicate")
            others = _others(self.table)
            if key in others:
                # The page does not say that the tables of the release are searched, too.
                for code in ("id-in-two-tables", "withdrawn-present"):
                    self.find(number, code, sure=False)
        if self.table in OBSERVATIONS:
            self._observations()
        for code, names in _DISTINCT.get(self.table, {}).items():
            self._repeated(code, names)
        self._links()

    def _repeated(self, code: str, names: tuple[str, ...]) -> None:
        groups: defaultdict[Any, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            if self._sound(number, names) and row[names[-1]] is not None:
                groups[tuple(row[name] for name in names)].append(number)
            else:
                self.find(number, code, sure=False)
        for numbers in groups.values():
            if len(numbers) > 1:
                for number in numbers:
                    self.find(number, code, sure=not self.skipped)
        if self.skipped or self.bad:
            for number in range(len(self.rows)):
                self.find(number, code, sure=False)

    def _observations(self) -> None:
        names = [
            "indicator_id",
            "region_id",
            "organization_id",
            "period",
            "comparator",
            "kind",
            "measure",
            "price_basis",
            "attributed_to",
            "document_id",
            "reference_id",
        ]

        used = [name for name in names if name in columns(self.table)]
        groups: defaultdict[Any, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            bounds = day_bounds(row["period"]) if isinstance(row["period"], str) else None
            if self._sound(number, used) and bounds is not None:
                key = [bounds if name == "period" else row[name] for name in used[:-2]]
                source = row.get("document_id") or row["reference_id"]
                groups[(*map(str, key), source)].append(number)
        for numbers in groups.values():
            if len(numbers) > 1:
                for number in numbers:
                    self.find(number, "observation-duplicate")
        for number in range(len(self.rows)):
            self._find_quietly(number, "observation-duplicate")

    def _find_quietly(self, number: int, code: str) -> None:
        """Allow a finding on a row that is invalid or whose key has an invalid cell."""
        row = self.rows[number]
        if number in self.expected.invalid or row.get("period") is None:
            self.find(number, code, sure=False)

    def _links(self) -> None:
        for name, code in _CHAINS.get(self.table, ()):
            parents = {row["id"]: row[name] for row in self.rows}
            for number, row in enumerate(self.rows):
                if _is_own_ancestor(row["id"], parents):
                    self.find(number, code)
                elif _leads_to_cycle(row["id"], parents):
                    self.find(number, code, sure=False)
        for number, row in enumerate(self.rows):
            self._derived(number, row)
            self._erratum(number, row)
            self._parent(number, row)
            if self.table == "mentions":
                self._overlap(number, row)
                of_value = row["record_id"] in {**by_id("products"), **by_id("projects")}
                if row["role"] == "indicator" and of_value:
                    self.find(number, "mention-of-no-value")
            if self.table == "withdrawals" and row["successor_id"] is not None:
                anywhere = {key for name in TABLES for key in by_id(name)} - set(
                    by_id("withdrawals")
                )
                if row["successor_id"] not in anywhere | self.own_ids:
                    # `validate` lists the rule as not evaluated: only a build has all tables.
                    self.find(number, "successor-missing", sure=False)

    def _overlap(self, number: int, row: Row) -> None:
        """Require a finding on one of two mentions."""
        names = ("document_id", "char_start", "char_end")
        if self.bad or self.skipped:
            self.find(number, "mention-overlap", sure=False)
            return
        document, start, end = (row[name] for name in names)
        for at, each in enumerate(self.rows[:number]):
            if (
                each["document_id"] == document
                and start < each["char_end"]
                and each["char_start"] < end
            ):
                pair = {(other, "mention-overlap", "") for other in (at, number)}
                self.expected.groups.append(frozenset(pair))
                self.expected.perhaps |= {at, number}

    def _derived(self, number: int, row: Row) -> None:
        form = {"mentions": ("m", "char_start"), "spans": ("s", "char_start")} | {
            "passages": ("p", "paragraph")
        }
        if self.table not in form:
            return
        letter, name = form[self.table]
        if not self._sound(number, ("id", "document_id", name)):
            self.find(number, "id-derived", sure=False)
        elif row["id"] != f"{row['document_id']}-{letter}{row[name]}":
            # The page does not say how the id of a restatement is derived.
            self.find(number, "id-derived", sure=row.get("record_id") is None)

    def _erratum(self, number: int, row: Row) -> None:
        if row.get("erratum_id") is None:
            return
        erratum = by_id("errata").get(row["erratum_id"])
        if not self._sound(number, ("erratum_id", "id")) or erratum is None:
            self.find(number, "erratum-of-another", sure=False)
        elif row["id"] not in erratum["record_ids"]:
            self.find(number, "erratum-of-another")

    def _parent(self, number: int, row: Row) -> None:
        if self.table != "tasks":
            return
        parents = [
            at for at, each in enumerate(self.rows)
            if each["id"] == row["parent_id"] and row["parent_id"] is not None
        ]  # fmt: skip
        names = ("parent_id", "level", "policy_id", "id")
        if not all(self._sound(at, names) for at in (number, *parents)) or len(parents) > 1:
            self.find(number, "task-not-under-parent", sure=False)
        elif not parents:
            if row["level"] != 1:
                self.find(number, "task-not-under-parent")
        else:
            parent = self.rows[parents[0]]
            if (parent["level"] + 1, parent["policy_id"]) != (row["level"], row["policy_id"]):
                self.find(number, "task-not-under-parent")

    def _stated(self) -> None:
        for number, (row, original) in enumerate(zip(self.rows, self.originals, strict=True)):
            names = [name for name in _STATED_INPUTS if name in row]
            same = all(row[name] == original[name] for name in names)
            if not same or not self._sound(number, names):
                for code in STATED_CODES:
                    self.find(number, code, sure=False)
            self.expected.allowed |= {(number, code, "") for code in OPEN}

    def _close(self) -> None:
        """Make rows that refer to invalid rows of the table invalid."""
        names = [
            each.name for each in columns(self.table).values() if each.references == self.table
        ]
        for rows in (self.expected.invalid, self.expected.perhaps):
            grown = True
            while grown:
                ids = {self.rows[number]["id"] for number in rows | self.expected.invalid}
                more = {
                    number
                    for number, row in enumerate(self.rows)
                    if any(row[name] is not None and row[name] in ids for name in names)
                }
                for number in more:
                    self.expected.allowed.add((number, "reference-invalid", ""))
                grown = not more <= rows
                rows |= more


_DISTINCT: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "passages": {"passage-twice": ("document_id", "paragraph")},
    "tasks": {"ordinal-repeated": ("policy_id", "kind", "parent_id", "ordinal")},
}
_CHAINS = {
    "tasks": (("parent_id", "task-cycle"),),
    "regions": (("parent_id", "region-cycle"),),
    "withdrawals": (("successor_id", "withdrawal-cycle"),),
}


@cache
def _others(table: str) -> frozenset[str]:
    names = [name for name in TABLES if name not in (table, "units")]
    return (
        frozenset() if table == "units" else frozenset(id for name in names for id in by_id(name))
    )


def _is_own_ancestor(key: Any, parents: Mapping[Any, Any]) -> bool:
    seen: set[Any] = set()
    at = parents.get(key)
    while at is not None and at not in seen:
        if at == key:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def _leads_to_cycle(key: Any, parents: Mapping[Any, Any]) -> bool:
    seen: set[Any] = set()
    at = key
    while at is not None and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at is not None
