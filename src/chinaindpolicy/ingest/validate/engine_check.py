"""Check that an engine evaluates each rule correctly, with known good and bad rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chinaindpolicy._public import public
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.ingest.validate.validate import validate

if TYPE_CHECKING:
    import polars as pl

_GOOD: Mapping[str, Any] = {
    "indicator_id": "electronic-component-sales",
    "region_id": "cn",
    "period": "2023",
    "value": 2.0,
    "value_upper": None,
    "comparator": "eq",
    "unit": "CNY",
    "measure": "level",
    "price_basis": "nominal",
    "organization_id": None,
    "kind": "observed",
}
# Values on which engines are known to differ, each in a row of its own. No infinity is in the
# column of NaN: statistics of a file leave NaN out, and an engine that skips rows by them would
# read that column only because of the infinity.
_BREAKAGES: tuple[tuple[str, str, Any], ...] = (
    ("value-missing", "indicator_id", None),
    ("value-not-finite", "value", float("nan")),
    ("value-not-finite", "value_upper", float("inf")),
    ("value-not-finite", "value_upper", -float("inf")),
    ("pattern-mismatch", "id", "line-end\n"),
    ("pattern-mismatch", "id", "arabic-\u0661"),
    ("pattern-mismatch", "id", "zero\x00byte"),
    ("pattern-mismatch", "note", "\u3000wide space first"),
    ("pattern-mismatch", "note", "next\x85line"),
    ("too-long", "id", "a" * 121),
    ("too-long", "note", "\U00020000" * 2001),
    ("code-unknown", "comparator", "EQ"),
    ("id-dangling", "region_id", "cn-nowhere"),
    ("period-unparsable", "period", "2023-02-29"),
    ("upper-below-value", "value_upper", 1.0),
    ("range-without-upper", "comparator", "range"),
    ("value-without-unit", "unit", None),
    ("unit-unlike-indicator", "unit", "USD"),
    ("money-without-price-basis", "price_basis", None),
)


@public
@dataclass(frozen=True)
class EngineTrust:
    """The result of a self-test.

    Attributes:
        engine: The engine that was tested.
        rules: For each rule, True if the engine evaluated every row correctly.
        reasons: The failures, rule by rule.
    """

    engine: str
    rules: Mapping[str, bool]
    reasons: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True if the engine evaluates every rule correctly."""
        return all(self.rules.values())

    def __str__(self) -> str:
        verdict = "is correct" if self.ok else "is not correct"
        return "\n".join([f"{self.engine} {verdict}: {len(self.rules)} rules", *self.reasons])


@public
def engine_self_test(carry: Callable[[pl.DataFrame], Any] | None = None) -> EngineTrust:
    """Run known valid and invalid rows through an engine.

    Every invalid row has a value on which engines are known to differ: NaN and infinity, line
    ends, digits and spaces of other scripts, characters beyond 16 bits, missing values.

    Args:
        carry: Converts a Polars frame to the data of the engine, such as a function that returns
            a DuckDB relation; by default the frame itself is checked.

    Returns:
        For each rule, True if it is evaluated correctly.

    Raises:
        DataError: If `carry` returns data that cannot be checked.

    Example:
        >>> import chinaindpolicy as cip
        >>> trust = cip.engine_self_test(lambda frame: frame.lazy())
        >>> trust.ok, trust.engine
        (True, 'polars, streaming')
    """
    frame, expected = _rows()
    carried = carry(frame) if carry is not None else frame
    report = validate(carried, "figures", against="2026.2", samples=frame.height)
    if report.rows != frame.height:
        raise ChinaIndPolicyError(
            f"the engine has {report.rows} of {frame.height} rows: `carry` loses rows"
        )
    named: dict[str, set[int]] = {}
    for number, id in enumerate(frame["id"]):
        named.setdefault(id, set()).add(number)
    found: dict[str, set[int]] = {}
    for finding in report.findings:
        # Where rows have no order, a finding names the row by its id.
        rows = named.get(finding.id, set()) if finding.row is None else {finding.row}
        found.setdefault(finding.code, set()).update(rows)
    rules: dict[str, bool] = {}
    reasons: list[str] = []
    for code, rows in expected.items():
        reported = found.get(code, set())
        rules[code] = rows <= reported and not (reported - rows) & _GOOD_ROWS
        if not rules[code]:
            missed, wrong = sorted(rows - reported), sorted((reported - rows) & _GOOD_ROWS)
            reasons.append(f"{code}: rows {missed} passed, good rows {wrong} did not")
    return EngineTrust(report.engine, rules, tuple(reasons))


_GOOD_ROWS = frozenset((0, 1))


def _rows() -> tuple[pl.DataFrame, dict[str, set[int]]]:
    import polars as pl

    rows: list[dict[str, Any]] = [
        {"id": f"good-{number}", "note": "字" * 2000, **_GOOD, "period": f"{2000 + number}"}
        for number in sorted(_GOOD_ROWS)
    ]
    expected: dict[str, set[int]] = {}
    for code, column, value in _BREAKAGES:
        number = len(rows)
        row = {"id": f"bad-{number}", "note": None, **_GOOD, "period": f"{2000 + number}"}
        rows.append(row | {column: value})
        expected.setdefault(code, set()).add(number)
    for code, repeated in (("id-duplicate", {"id"}), ("observation-duplicate", {"period"})):
        first = len(rows)
        for number in (first, first + 1):
            row = {"id": f"bad-{number}", "note": None, **_GOOD, "period": f"{2000 + number}"}
            row |= dict.fromkeys(repeated, f"{2000 + first}")
            rows.append(row)
        expected[code] = {first, first + 1}
    texts = dict.fromkeys(
        (name for name, value in rows[0].items() if not isinstance(value, float)), pl.String
    )
    schema: dict[str, Any] = {**texts, "value": pl.Float64, "value_upper": pl.Float64}
    return pl.DataFrame(rows, schema={name: schema[name] for name in rows[0]}), expected
