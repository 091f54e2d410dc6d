"""The registry of rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.rules import registry
from chinaindpolicy.rules.registry import ROW_RULES, RULES
from validation_rows import FIGURE, TASK, check


def test_warnings_make_no_row_invalid() -> None:
    """A rule that only warns is counted, and its rows stay valid, for rows and combinations."""
    outer = FIGURE | {"id": "b", "region_id": "cn-zj", "measure": "count"}
    report = check("figures", FIGURE | {"measure": "count"}, outer)
    assert report.counts.get("region-with-parent") == 1, str(report)
    assert len(report.valid_rows()) == 2 or not report.ok


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize(
    ("code", "table", "row"),
    [
        ("figure-without-source", "figures", FIGURE | {"document_id": None}),
        ("task-cycle", "tasks", TASK | {"parent_id": "t", "level": 2}),
    ],
)
def test_any_rule_can_be_a_warning(
    monkeypatch: pytest.MonkeyPatch, engine: Any, code: str, table: str, row: dict[str, Any]
) -> None:
    """Its breaches are counted as before, and make no row invalid."""

    def counted() -> tuple[int, set[str], int]:
        report = check(table, row, engine=engine)
        severities: set[str] = {one.severity for one in report.findings if one.code == code}
        return report.counts[code], severities, len(report.valid_rows())

    assert counted() == (1, {"error"}, 0)
    warnings = {each.code: replace(each, severity="warning") for each in RULES.values()}
    monkeypatch.setattr(registry, "RULES", warnings)
    assert counted() == (1, {"warning"}, 1)


def test_every_code_is_defined_once_with_its_severity() -> None:
    settings = vars(registry)
    named = {*settings["_WARNINGS"], *settings["_LENIENT"], *settings["_COLUMNS"]}
    messages = [each for _, by_code in settings["_MESSAGES"] for each in by_code.items()]
    assert named | {code for code, _ in messages} <= set(RULES)
    defined = [code for code, message in messages if message is not None]
    defined += [rule.code for rule in ROW_RULES]
    assert sorted(defined) == sorted(RULES)
    assert {rule.severity for rule in RULES.values()} == {"error", "warning"}


def emitted(tree: ast.AST) -> Iterator[str]:
    """Yield the codes of problems that a module reports by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in ("Problem", "problem", "add", "CellError", "RejectedCell", "record_finding"):
                values = [one.value for one in node.args if isinstance(one, ast.Constant)]
                texts = [one for one in values if isinstance(one, str)]
                yield from (one for one in texts if re.fullmatch("[a-z]+(-[a-z]+)+", one))


def test_every_reported_code_is_in_the_registry() -> None:
    source = Path(cip.__file__).parent
    codes = {
        code: path.name
        for path in [*source.glob("curation/*.py"), *source.glob("ingest/*/*.py")]
        for code in emitted(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert {"yaml-malformed", "quote-open", "value-unreadable", "passage-place"} <= set(codes)
    assert {code: name for code, name in codes.items() if code not in RULES} == {}
