"""The command `validate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

import chinaindpolicy as cip
from chinaindpolicy.cli import cli
from command_line import Run

CSV = """id,indicator_id,region_id,period,value,unit,remark
a,electronic-component-sales,cn-bj,2023,2.1e12,CNY,"two
lines"
b,electronic-component-sales,cn-zj,2024-02-30,abc,CNY,=1+1
c,electronic-component-sales,cn-ah,2023,1e309,CNY,
"""


def invoke(*arguments: str) -> Any:
    return CliRunner().invoke(cli, ["validate", *arguments])


def test_command_reports_counts_and_splits_a_file(tmp_path: Path) -> None:
    source, valid, invalid = (tmp_path / name for name in ("in.csv", "ok.csv", "bad.parquet"))
    source.write_text(CSV, encoding="utf-8")
    parts = ("--valid", str(valid), "--invalid", str(invalid))
    found = invoke(str(source), "--table", "figures", "--format", "json", *parts)
    assert found.exit_code == 1
    counts = dict.fromkeys(
        ("column-unknown", "period-unparsable", "type-wrong", "value-not-finite"), 1
    )
    assert json.loads(found.stdout)["counts"] == counts
    assert pl.read_csv(valid)["id"].to_list() == ["a"]
    assert pl.read_csv(valid)["remark"].to_list() == ["two\nlines"]
    assert pl.read_parquet(invalid)["remark"].to_list() == ["=1+1", None]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.parquet", "in.csv", "ok.csv"]


def test_command_accepts_good_data_and_writes_reports(tmp_path: Path) -> None:
    source, output = tmp_path / "in.parquet", tmp_path / "out.html"
    cip.figures.frame().write_parquet(source)
    for engine in ("polars", "polars-streaming", "duckdb"):
        found = invoke(
            str(source),
            "--table",
            "figures",
            "--profile",
            "traced",
            "--engine",
            engine,
            "--format",
            "html",
            "--output",
            str(output),
            "--force",
        )
        assert found.exit_code == 0, found.output
        assert found.stdout == ""
        assert output.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--table", "figure"), "did you mean 'figures'"),
        (("--table", "figures", "--column", "x"), "expected SOURCE=COLUMN"),
        (("--table", "figures", "--valid", "x.xls"), "is not allowed; allowed: .csv, .parquet"),
        (("--table", "figures", "--output", "no/such/x"), "does not exist; create it first"),
    ],
)
def test_command_rejects_impossible_options(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    source = tmp_path / "in.csv"
    source.write_text(CSV, encoding="utf-8")
    found = invoke(str(source), *arguments)
    assert found.exit_code != 0
    assert message in str(found.exception) + found.output


def test_command_never_overwrites_its_input(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(CSV, encoding="utf-8")
    found = invoke(str(source), "--table", "figures", "--valid", str(source), "--force")
    assert "is an input file" in str(found.exception) + found.output
    assert source.read_text(encoding="utf-8") == CSV


def test_command_does_not_overwrite_existing_files(tmp_path: Path) -> None:
    """Nor is one file written twice; nothing is judged before that is settled."""
    data, there = tmp_path / "data.csv", tmp_path / "valid.csv"
    data.write_text("id\nfigure-1\n", encoding="utf-8")
    there.write_text("mine\n", encoding="utf-8")
    words = ["validate", str(data), "--table", "figures"]
    refused = CliRunner().invoke(cli, [*words, "--valid", str(there)])
    twice = CliRunner().invoke(
        cli, [*words, "--valid", f"{tmp_path}/n.csv", "--invalid", f"{tmp_path}/n.csv"]
    )
    assert (refused.exit_code, twice.exit_code) == (2, 2)
    assert "valid.csv already exists; add --force to replace it" in refused.output
    assert "--valid and --invalid both name" in twice.output
    assert there.read_text("utf-8") == "mine\n"
    forced = CliRunner().invoke(cli, [*words, "--valid", str(there), "--force"])
    assert forced.exit_code == 1
    assert there.read_text("utf-8") == "id\n"


def test_command_takes_own_codes_and_dimensions(tmp_path: Path) -> None:
    codes, data = tmp_path / "codes.yaml", tmp_path / "data.csv"
    codes.write_text(
        "indicators:\n  - {id: steel-output, name: Steel, unit: tonne}\nunits:\n  - id: tonne\n",
        encoding="utf-8",
    )
    row = "steel-output,cn,2024,1,tonne"
    data.write_text(
        f"indicator_id,region_id,period,value,unit,model\n{row},A\n{row},B\n{row},B\n",
        encoding="utf-8",
    )
    words = (str(data), "--table", "figures", "--format", "json")
    assert json.loads(invoke(*words).stdout)["counts"] == {
        "column-unknown": 1, "id-dangling": 3, "observation-duplicate": 3,
    }  # fmt: skip
    own = (*words, "--extend", str(codes), "--dimension", "model")
    found = invoke(*own)
    assert (found.exit_code, json.loads(found.stdout)["counts"]) == (
        1, {"observation-duplicate": 2},
    )  # fmt: skip
    skipped = json.loads(invoke(*words, "--references", "skip").stdout)
    assert skipped["counts"] == {"column-unknown": 1, "observation-duplicate": 3}
    assert "references='skip'" in skipped["not_checked"][0]


def test_command_reports_problems_of_own_codes(tmp_path: Path, run: Run) -> None:
    codes, data = tmp_path / "codes.yaml", tmp_path / "data.csv"
    codes.write_text("units:\n  - id: t/year\n  - name: x\n", encoding="utf-8")
    data.write_text(CSV, encoding="utf-8")
    words = ("validate", str(data), "--table", "figures")
    code, _, err = run(*words, "--extend", str(codes))
    lines = err.splitlines()
    assert (code, lines[0]) == (2, "error: 2 problems in extend:")
    assert [line.partition(": ")[0] for line in lines[1:]] == [f"{codes}:2", f"{codes}:3"]
    code, _, err = run(*words, "--dimension", "unitt")
    assert (code, err) == (2, "error: no dimension column 'unitt'; did you mean 'unit'?\n")
