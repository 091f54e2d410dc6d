"""`validate`: every rule from both sides, columns, counts and samples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.rules.engines.polars_batches import repeated_values
from chinaindpolicy.rules.registry import rules_of
from chinaindpolicy.rules.rule import Scope
from validation_rows import DAY, FIGURE, RATE, TASK, Row, check


def target(**more: Any) -> Row:
    fields = ("kind", "strength", "policy_id", "origin", "reference_id")
    values = ("quantitative", "commit", "components-action-plan-2021", "document", None)
    return FIGURE | {"basis": None} | dict(zip(fields, values, strict=True)) | more


def placed(kind: str, **more: Any) -> Row:
    """A mention, passage or span whose id tells its place."""
    row = {"document_id": "components-plan-report", "paragraph": 3, "char_start": 5, "char_end": 9}
    found = {
        "mentions": row | {"id": "components-plan-report-m5", "text": "x", "role": "name"},
        "passages": row | {"id": "components-plan-report-p3", "role": "task"},
        "spans": row | {"id": "components-plan-report-s5", "role": "background"},
    }[kind]
    return found | {"record_id": None} | more if kind != "passages" else found | more


REGION: Row = {"id": "u", "name": "U", "level": "country", "parent_id": None}
THRESHOLD: Row = {f"threshold_{name}": None for name in ("value", "comparator", "unit", "scope")}
INDICATOR: Row = {"id": "i", "name_zh": "产值", "name_zh_basis": "own"} | THRESHOLD
NO_CODES: Row = dict.fromkeys(("gbt4754", "gbt4754_match", "isic4", "isic4_match"))
OBJECT: Row = NO_CODES | {"id": "o", "hs": "8542", "hs_match": "exact"}
ORGANIZATION: Row = {"id": "o", "lei": "300300C1020311000158", "uscc": "91110000600037341L"}
POLICY: Row = {"id": "p", "status": "superseded", "superseded_by": "reliability-opinions-2023"}
ERRATUM: Row = {"id": "e", "kind": "number", "meant": "x"}
# Of each rule: the table, a good row or good rows, and how the last of them is broken.
CASES: list[tuple[str, str, list[Row], Row]] = [
    ("value-missing", "figures", [FIGURE], {"indicator_id": None}),
    ("pattern-mismatch", "figures", [FIGURE], {"id": "A b\n"}),
    ("too-long", "figures", [FIGURE], {"id": "a" * 121}),
    ("code-unknown", "figures", [FIGURE], {"basis": "rumour"}),
    ("below-minimum", "figures", [FIGURE], {"paragraph": 0}),
    ("value-not-finite", "figures", [FIGURE], {"value": float("nan")}),
    ("value-not-finite", "figures", [FIGURE], {"value": -float("inf")}),
    ("period-unparsable", "figures", [FIGURE], {"period": "2024-02-30"}),
    ("period-unparsable", "figures", [FIGURE], {"period": "2024年"}),
    ("id-dangling", "figures", [FIGURE], {"region_id": "cn-zz"}),
    (
        "id-dangling",
        "projects",
        [{"organization_ids": ["anhui-government"]}],
        {"organization_ids": ["x"]},
    ),
    ("id-duplicate", "figures", [FIGURE, FIGURE | {"id": "b", "region_id": "cn-bj"}], {"id": "a"}),
    (
        "observation-duplicate",
        "figures",
        [FIGURE, FIGURE | {"id": "b", "region_id": "cn-bj"}],
        {"region_id": "cn"},
    ),
    (
        "region-with-parent",
        "figures",
        [FIGURE, FIGURE | {"id": "b", "region_id": "cn-bj", "indicator_id": "additional-revenue"}],
        {"indicator_id": "electronic-component-sales"},
    ),
    ("period-bounds", "figures", [FIGURE], {"period_end": DAY(2023, 12, 30)}),
    ("value-without-comparator", "figures", [FIGURE], {"comparator": None}),
    ("value-without-unit", "figures", [FIGURE], {"unit": None}),
    ("value-without-measure", "figures", [FIGURE], {"measure": None}),
    ("range-without-upper", "figures", [FIGURE], {"comparator": "range"}),
    (
        "upper-below-value",
        "figures",
        [FIGURE | {"comparator": "range", "value_upper": 3e12}],
        {"value_upper": 1e12},
    ),
    (
        "share-outside-domain",
        "figures",
        [FIGURE | {"measure": "share", "unit": "percent", "value": 100.0}],
        {"value": 100.5},
    ),
    ("printed-without-erratum", "figures", [FIGURE], {"value_printed": 2.1e9}),
    ("unit-unlike-indicator", "figures", [FIGURE], {"unit": "USD"}),
    ("money-without-price-basis", "figures", [FIGURE], {"price_basis": None}),
    ("period-reversed", "figures", [FIGURE], {"period_start": DAY(2024, 1, 1)}),
    ("figure-without-source", "figures", [FIGURE], {"document_id": None}),
    *(
        ("place-incomplete", "figures", [FIGURE], {column: None})
        for column in ("paragraph", "char_start", "char_end", "text_sha256")
    ),
    ("stated-missing", "figures", [FIGURE], {"stated": None}),
    ("attribution-missing", "figures", [FIGURE], {"basis": "attributed"}),
    ("span-reversed", "figures", [FIGURE], {"char_end": 1}),
    ("stated-unreadable", "figures", [FIGURE], {"stated": "a good deal"}),
    ("stated-ambiguous", "figures", [FIGURE], {"stated": "2.100 billion yuan", "value": 2.1e9}),
    ("value-magnitude", "figures", [FIGURE], {"value": 2.1e9}),
    ("value-disagrees", "figures", [FIGURE], {"value": 2.2e12}),
    ("comparator-disagrees", "figures", [FIGURE], {"comparator": "gt"}),
    ("unit-disagrees", "figures", [FIGURE], {"unit": "USD"}),
    ("erratum-of-another", "figures", [FIGURE], {"erratum_id": "err-002-sales-magnitude"}),
    (
        "deadline-before-policy",
        "targets",
        [target(policy_id="reliability-opinions-2023", period_end=DAY(2030, 1, 1))],
        {"period_end": DAY(2001, 1, 1)},
    ),
    ("kind-unlike-value", "targets", [target()], {"kind": "qualitative"}),
    ("target-without-deadline", "targets", [target()], {"period": None}),
    ("target-without-policy", "targets", [target()], {"policy_id": None}),
    ("target-without-source", "targets", [target()], {"document_id": None}),
    ("mention-without-record", "mentions", [placed("mentions")], {"role": "indicator"}),
    (
        "mention-of-no-value",
        "mentions",
        [placed("mentions", role="indicator", record_id="components-plan-sales-2023")],
        {"record_id": "cn-bj"},
    ),
    (
        "mention-overlap",
        "mentions",
        [placed("mentions"), placed("mentions", id="components-plan-report-m9", char_start=9)],
        {"char_start": 8},
    ),
    ("id-derived", "mentions", [placed("mentions")], {"id": "components-plan-report-m6"}),
    ("id-derived", "spans", [placed("spans")], {"id": "components-plan-report-s5-x"}),
    ("id-derived", "passages", [placed("passages")], {"id": "components-plan-report-p4"}),
    (
        "passage-twice",
        "passages",
        [placed("passages"), placed("passages", id="components-plan-report-p4", paragraph=4)],
        {"paragraph": 3},
    ),
    (
        "restatement-without-record",
        "spans",
        [placed("spans")],
        {"role": "restatement"},
    ),
    ("task-not-under-parent", "tasks", [TASK, TASK | {"id": "u", "ordinal": 2}], {"level": 2}),
    ("ordinal-repeated", "tasks", [TASK, TASK | {"id": "u", "ordinal": 2}], {"ordinal": 1}),
    (
        "task-cycle",
        "tasks",
        [TASK, TASK | {"id": "u", "parent_id": "t", "level": 2}],
        {"parent_id": "u"},
    ),
    (
        "region-cycle",
        "regions",
        [REGION, REGION | {"id": "v", "parent_id": "u"}, REGION | {"id": "w", "parent_id": "v"}],
        {"parent_id": "w"},
    ),
    (
        "withdrawal-cycle",
        "withdrawals",
        [{"id": "v", "successor_id": "w"}, {"id": "w", "successor_id": "x"}],
        {"successor_id": "v"},
    ),
    ("share-outside-domain", "figures", [RATE], {"value": 130.0}),
    ("share-as-fraction", "figures", [RATE, RATE | {"region_id": "cn-bj"}], {"value": 0.3}),
    ("value-negative", "figures", [FIGURE], {"value": -5.0, "stated": None}),
    ("growth-below-domain", "figures", [RATE | {"measure": "growth"}], {"value": -130.0}),
    ("observation-incomplete", "figures", [FIGURE], {"period": None, "period_start": None}),
    ("observation-incomplete", "figures", [FIGURE], {"region_id": None}),
    ("observation-incomplete", "figures", [FIGURE | {"organization_id": "catl"}], {"value": None}),
    ("value-missing", "targets", [FIGURE], {"value": None}),
    ("period-unlike-basis", "figures", [FIGURE], {"period_basis": "not_stated"}),
    ("period-unlike-basis", "targets", [target()], {"period": None}),
    ("figure-without-subject", "figures", [FIGURE], {"region_id": None}),
    ("attribution-certainty-alone", "figures", [FIGURE], {"attribution_certainty": "clear"}),
    ("check-digit-wrong", "organizations", [ORGANIZATION], {"lei": "300300C1020311000159"}),
    ("check-digit-wrong", "organizations", [ORGANIZATION], {"uscc": "91110000600037341A"}),
    ("threshold-incomplete", "indicators", [INDICATOR], {"threshold_value": 10.0}),
    ("name-basis-alone", "indicators", [INDICATOR], {"name_zh": None}),
    ("code-unlike-match", "objects", [OBJECT], {"hs_match": "none_exists"}),
    ("superseded-unlike-status", "policies", [POLICY], {"status": "in_force"}),
    ("erratum-without-meaning", "errata", [ERRATUM], {"meant": None}),
    (
        "dimension-unlike-unit",
        "indicators",
        [{"id": "i", "unit": "CNY", "dimension": "currency"}],
        {"dimension": "mass"},
    ),
]


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("code", "table", "rows", "breach"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES]
)
def test_rule_accepts_good_rows_and_reports_the_bad_one(
    code: str, table: str, rows: list[Row], breach: Row
) -> None:
    good = check(table, *rows)
    assert code not in good.counts, str(good)
    bad = check(table, *rows[:-1], rows[-1] | breach)
    assert bad.counts[code] >= 1
    told = [found for found in bad.findings if found.code == code]
    assert told
    assert len(rows) - 1 in [found.row for found in told]
    if told[0].severity == "error":
        assert not bad.ok
        assert bad.invalid_rows().height >= 1


def test_every_rule_on_data_has_a_case() -> None:
    scopes: tuple[Scope, ...] = (
        "row",
        "cell",
        "reference",
        "key",
        "combination",
        "table",
        "stated",
    )
    codes = {rule.code for rule in rules_of(*scopes)}
    # These need records, or have tests of their own below.
    elsewhere = {"restatement-disagrees", "meant-disagrees", "type-wrong", "reference-invalid"}
    assert codes - elsewhere == {case[0] for case in CASES}
    assert [rule.code for rule in rules_of("data")] == [
        "no-rows", "column-missing", "column-unknown", "dtype-wrong"
    ]  # fmt: skip


def test_missing_column_is_reported_and_no_row_is_valid() -> None:
    row = {name: value for name, value in FIGURE.items() if name != "unit"}
    report = check("figures", row)
    assert report.counts["column-missing"] == 1
    assert report.valid_rows().is_empty()
    assert report.invalid_rows().height == 1
    assert any("column unit is missing" in reason for reason in report.not_checked)


@pytest.mark.parametrize(("profile", "severity"), [("core", "warning"), ("traced", "error")])
def test_unknown_column_names_the_nearest(profile: str, severity: str) -> None:
    row = FIGURE | {"indicator": "x"}
    del row["indicator_id"]
    (found,) = (
        one
        for one in check("figures", row, profile=profile).findings
        if one.code == "column-unknown"
    )
    assert found.severity == severity
    assert "if it is indicator_id, pass columns={'indicator': 'indicator_id'}" in found.message


def test_wrong_type_is_reported_and_dependent_rules_are_skipped() -> None:
    frame = pl.DataFrame([FIGURE | {"value": "2.1e12"}])
    report = cip.validate(frame, "figures")
    assert report.counts["dtype-wrong"] == 1
    assert "value-without-unit" in " ".join(report.not_checked)
    assert "column value is of the wrong type" in " ".join(report.not_checked)
    assert report.valid_rows().is_empty()


@pytest.mark.parametrize("nothing", [pl.DataFrame(), pl.DataFrame().lazy(), pd.DataFrame()])
def test_data_without_columns_is_not_ok(nothing: Any) -> None:
    report = cip.validate(nothing, "units")
    assert report.severities == {"no-rows": "warning", "column-missing": "error"}
    assert not report.ok
    assert report.rows == 0


@pytest.mark.parametrize("profile", ["core", "traced"])
def test_list_without_rows_is_a_warning(profile: Any) -> None:
    report = cip.validate([], "units", profile=profile)
    assert report.ok
    assert report.counts == {"no-rows": 1}


def test_hints_are_limited_to_the_first_unknown_ids() -> None:
    names = [f"cn-{code}{letter}" for code in ("zj", "sd") for letter in "abcdefghijklmno"]
    rows = [FIGURE | {"id": f"f-{n}", "region_id": name} for n, name in enumerate(names)]
    report = cip.validate(rows, "figures", samples=40)
    found = [each for each in report.findings if each.column == "region_id"]
    assert report.counts["id-dangling"] == len(found) == 30
    hinted = ["did you mean" in each.message for each in found]
    assert all(hinted[:20]) and not any(hinted[20:])


def test_unreadable_rows_are_counted_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["id", "name", "symbol", "dimension", "factor"], ["m", "metre", "m", "length", 1]):
        sheet.append(row)
    book.create_sheet("other")
    book.save(tmp_path / "units.xlsx")
    report = cip.validate(tmp_path / "units.xlsx", "units")
    assert report.counts["sheets-unread"] == 1
    assert sum(each.code == "sheets-unread" for each in report.findings) == 1


def test_pandera_settings_do_not_disable_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANDERA_VALIDATION_ENABLED", "no")
    bad = pl.DataFrame([FIGURE | {"value": float("inf"), "more": 1}]).lazy()
    report = cip.validate(bad, "figures", profile="traced")
    assert {"value-not-finite", "column-unknown"} <= set(report.counts)


def test_counts_are_exact_and_samples_are_the_first_rows() -> None:
    good = [FIGURE | {"id": f"r-{n}", "document_id": None, "stated": None} for n in range(5000)]
    rows = [row | {"region_id": "cn-zz" if n % 2 else "cn"} for n, row in enumerate(good)]
    for data in (pl.DataFrame(rows, infer_schema_length=None), rows):
        report = cip.validate(data, "figures", samples=3)
        assert report.counts_by_column["figures", "id-dangling", "region_id"] == 2500
        told = [found.row for found in report.findings if found.code == "id-dangling"]
        assert told == [1, 3, 5]
        assert cip.validate(data, "figures", samples=0).counts == report.counts
    assert "id-dangling figures/region_id: 2497 more" in str(report)


def test_long_cells_are_shortened_in_findings() -> None:
    report = check("figures", FIGURE | {"region_id": "x" * 100_000})
    assert all(len(found.value) <= 200 for found in report.findings)
    assert len(str(report)) < 5_000


def test_raise_if_failed_raises_with_the_report() -> None:
    check("figures", FIGURE).raise_if_failed()
    with pytest.raises(cip.CheckFailedError) as caught:
        check("figures", FIGURE | {"region_id": "cn-zz"}).raise_if_failed()
    assert caught.value.report.counts == {"id-dangling": 1}


def test_repeated_value_is_a_duplicate_once() -> None:
    assert repeated_values(pl.Series([3, 3, 1, 3, 3], dtype=pl.UInt64)).to_list() == [3]


def test_table_name_is_checked_before_the_data_is_read() -> None:
    with pytest.raises(cip.UnknownNameError, match="did you mean 'figures'"):
        cip.validate("no-such-file.csv", "figure")
