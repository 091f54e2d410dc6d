"""The command `normalize`: what it writes, prints, and how it ends."""

from __future__ import annotations

import csv
import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import chinaindpolicy as cip
from chinaindpolicy.cli import cli
from chinaindpolicy.ingest.normalize.writers import write_frame
from chinaindpolicy.ingest.readers.open_files import open_data
from chinaindpolicy.rules.summary import MOST_GROUPS

TEXT = "表1,,,\n指标,地区,年份,数值（亿元）\n电子元器件销售总额,北京,2024年,1.5\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, ["normalize", *map(str, words)], catch_exceptions=True)


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_output_files_are_read_back_equal(source: Path, suffix: str) -> None:
    output, changes = source.with_name(f"o{suffix}"), source.with_name(f"c{suffix}")
    words = ("--table", "figures", "--output", output, "--changes", changes)
    found = run(source, *words)
    assert found.exit_code == 0, found.output
    assert "ok: 0 errors" in found.stdout
    assert found.stderr == f"wrote {output}\nwrote {changes}\n"
    want = cip.normalize(source, "figures", header=2)
    assert cip.normalize(source, "figures").frame.equals(want.frame)
    again = cip.normalize(output, "figures")
    assert again.frame.equals(want.frame)
    assert (again.changes.height, again.findings) == (0, ())
    assert open_data(changes, "changes").frame.collect().height == want.changes.height == 5
    assert sorted(path.name for path in source.parent.iterdir()) == sorted(
        ["a.csv", f"o{suffix}", f"c{suffix}"]
    )


def test_findings_give_exit_code_one(source: Path) -> None:
    rows = "".join(f"算力规模,火星{n},2024,1\n" for n in range(50))
    source.write_text("指标,地区,年份,数值(PFLOPS)\n" + rows, encoding="utf-8")
    output = source.with_name("o.csv")
    found = run(source, "--table", "figures", "--output", output)
    assert found.exit_code == 1
    assert found.stdout.count("error name-unknown") == MOST_GROUPS + 1
    assert f"error name-unknown figures/region_id: {50 - MOST_GROUPS} more\n" in found.stdout
    assert found.stdout.splitlines()[-1].startswith(
        "failed: 50 errors, 0 warnings: checked 50 rows"
    )
    assert output.is_file()
    found = run(source, "--table", "figures", "--output", output, "--format", "json")
    assert found.exit_code == 2 and "already exists; add --force" in found.stderr
    found = run(source, "--table", "figures", "--output", output, "--format", "json", "--force")
    told = json.loads(found.stdout)
    assert told["counts"] == {"name-unknown": 50}
    assert told["findings"][7]["line"] == 9
    assert told["sources"]["region_id"] == "地区"


def test_the_command_applies_a_mapping_file(source: Path) -> None:
    mapping = source.with_name("m.yaml")
    mapping.write_text(
        "header: 2\ncolumns:\n  年份: aside\nconstants:\n  period: 2023年\n", encoding="utf-8"
    )
    output = source.with_name("o.csv")
    found = run(source, "--table", "figures", "--mapping", mapping, "--output", output)
    assert found.exit_code == 0
    assert output.read_text(encoding="utf-8") == (
        "indicator_id,region_id,value,unit,period\n"
        "electronic-component-sales,cn-bj,150000000,CNY,2023\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--table", "figure"], "did you mean 'figures'"),
        (["--output", "o.txt"], "is not allowed; allowed: .csv, .jsonl, .parquet"),
        (["--output", "none/o.csv"], "does not exist; create it first"),
        (["--output", "a.csv"], "is an input file"),
        (["--changes", "o.csv"], "both name o.csv"),
        (["--mapping", "none.yaml"], "cannot be read"),
        (["--against", "1999.1"], "no release '1999.1'"),
        (["--header", "9"], "no row starts on line 9"),
    ],
)
def test_usage_errors_write_nothing(
    source: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(source.parent)
    found = run("a.csv", "--table", "figures", "--output", "o.csv", *words)
    assert found.exit_code != 0
    assert said in found.output + str(found.exception)
    assert [path.name for path in source.parent.iterdir()] == ["a.csv"]


def test_formulas_are_written_as_text(source: Path) -> None:
    rows = [{"备注": "=cmd|' /C calc'!A0", "数值": -5, "单位": "%"}, {"备注": "@x"}]
    path = source.with_name("o.csv")
    write_frame(cip.normalize(rows, "figures").frame, ".csv", path)
    with path.open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))
    assert read == [
        ["value", "unit", "note"],
        ["-5", "percent", "'=cmd|' /C calc'!A0"],
        ["", "", "'@x"],
    ]


def test_the_commands_of_the_page_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = Path(__file__).parents[3] / "docs"
    page = (docs / "normalizing.md").read_text(encoding="utf-8")
    data = (docs / "example" / "tables" / "figures-gb18030.csv").read_bytes()
    assert f"```text\n{data.decode('gb18030')}```" in page
    (tmp_path / "figures-gb18030.csv").write_bytes(data)
    (mapping,) = re.findall(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (tmp_path / "mapping.yaml").write_text(mapping, encoding="utf-8")
    (command,) = re.findall(r"^chinaindpolicy normalize (figures.*)$", page, re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    found = run(*shlex.split(command))
    assert found.exit_code == 1
    assert "岭南" in found.stdout
    assert (tmp_path / "figures.csv").read_text(encoding="utf-8").count("\n") == 5
