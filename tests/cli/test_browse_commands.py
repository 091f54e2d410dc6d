"""The commands `tables`, `show`, `search` and `tree`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.release_names import release_path
from chinaindpolicy.io.text import display_width
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from command_line import ON_EXAMPLE, Run, fine, refused, table_of

# tables


@pytest.mark.parametrize("style", ["table", "csv", "json", "md"])
def test_tables_prints_every_table_with_its_row_count(
    run: Run, example: Dataset, style: str
) -> None:
    out = fine(run("tables", *ON_EXAMPLE, "--format", style))
    if style == "json":
        rows: list[list[str]] = [list(row.values()) for row in json.loads(out)]
    elif style == "csv":
        rows = table_of(out)[1:]
    else:
        lines = out.splitlines()[2:]
        rows = [line.strip("| ").replace(" | ", "  ").split() for line in lines]
    assert [(row[0], int(row[1])) for row in rows] == [
        (name, len(example[name])) for name in TABLE_NAMES
    ]
    assert out.endswith("\n")


def test_tables_uses_the_latest_release_by_default(run: Run) -> None:
    assert fine(run("tables")) == fine(run("tables", "--release", cip.release))


# show


def test_show_targets_prints_value_period_region_and_position(run: Run) -> None:
    out = fine(run("show", "targets", *ON_EXAMPLE))
    (row,) = [line for line in out.splitlines() if line.startswith("harbour-lantern-output-2035")]
    for words in ("Output of lanterns", "> 12.5 billion CNY", "2035", "Harbour City", "¶2 89-142"):
        assert words in row


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_show_csv_equals_the_release_file(run: Run, table: str) -> None:
    expected = (release_path(cip.release) / f"{table}.csv").read_text("utf-8")
    assert fine(run("show", table, "--format", "csv")) == expected


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_show_json_contains_every_column(run: Run, example: Dataset, table: str) -> None:
    rows = json.loads(fine(run("show", table, *ON_EXAMPLE, "--format", "json")))
    assert [row["id"] for row in rows] == list(example[table].ids)
    for row, record in zip(rows, example[table], strict=True):
        assert list(row) == list(example[table].columns)
        for name, value in row.items():
            right = getattr(record, name)
            if isinstance(right, tuple):
                assert tuple(value) == right  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            elif value is None or isinstance(value, (int, float)):
                assert value == (None if right is None else float(right))
            else:
                assert value == str(right)


def test_show_md_is_a_markdown_table(run: Run) -> None:
    lines = fine(run("show", "units", *ON_EXAMPLE, "--format", "md")).splitlines()
    assert lines[:2] == ["| id | name | name_zh | dimension |", "| --- | --- | --- | --- |"]
    assert lines[2] == "| CNY | yuan |  | currency |"


def test_show_with_an_id_prints_the_whole_record(run: Run) -> None:
    out = fine(run("show", "figures", "harbour-lanterns-2030", *ON_EXAMPLE))
    for words in ("harbour-lanterns-2030", "4.1 billion", "Harbour Statistics Office"):
        assert words in out
    one = json.loads(
        fine(run("show", "figures", "harbour-lanterns-2030", *ON_EXAMPLE, "--format", "json"))
    )
    assert [row["id"] for row in one] == ["harbour-lanterns-2030"]
    assert one[0]["value_printed"] == 4100000


@pytest.mark.parametrize(
    ("conditions", "ids"),
    [
        (["unit=percent"], ["harbour-pass-rate-2035"]),
        (["unit=item", "strength=strive"], ["harbour-kilns-2035"]),
        (["value=99.5"], ["harbour-pass-rate-2035"]),
        (["value="], ["harbour-price-clarity-2035"]),
        (["period_end=2035-12-31", "comparator=gt"], ["harbour-lantern-output-2035"]),
        (["price_basis=constant"], []),
    ],
)
def test_show_where_selects_matching_rows(run: Run, conditions: list[str], ids: list[str]) -> None:
    options = [part for condition in conditions for part in ("--where", condition)]
    rows = table_of(fine(run("show", "targets", *options, *ON_EXAMPLE, "--format", "csv")))
    assert [row[0] for row in rows[1:]] == ids


def test_show_where_matches_items_of_a_list_column(run: Run) -> None:
    out = fine(run("show", "organizations", "--where", "aliases=明灯", *ON_EXAMPLE))
    assert "bright-lamp-works" in out
    assert "harbour-council" not in out


@pytest.mark.parametrize("table", ["targets", "outcomes"])
@pytest.mark.parametrize("style", ["table", "csv"])
def test_unknown_column_suggests_similar_names_even_without_rows(
    run: Run, table: str, style: str
) -> None:
    column = {"targets": "region", "outcomes": "record"}[table]
    message = refused(run("show", table, "--where", f"{column}=x", "--format", style))
    assert f"no column {column!r} in {table}; did you mean '{column}_id'" in message


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("region_id", "error: 'region_id' is not a condition; expected COLUMN=VALUE"),
        ("value=many", "error: 'value=many': targets.value requires a number"),
        ("strength=strve", "error: no code 'strve' in targets.strength; did you mean 'strive'"),
        ("period_end=2035", "error: 'period_end=2035': targets.period_end requires a date"),
    ],
)
@pytest.mark.parametrize("command", [("show", "targets"), ("cite", "--table", "targets")])
def test_invalid_condition_exits_with_code_2(
    run: Run, command: tuple[str, ...], condition: str, message: str
) -> None:
    assert refused(run(*command, "--where", condition)).startswith(message)


def test_show_finds_a_record_by_its_id_alone(run: Run) -> None:
    expected = fine(run("show", "figures", "harbour-lanterns-2030", *ON_EXAMPLE))
    assert fine(run("show", "harbour-lanterns-2030", *ON_EXAMPLE)) == expected
    assert "did you mean 'harbour-lanterns-2030'" in refused(
        run("show", "harbour-lantern-2030", *ON_EXAMPLE)
    )
    assert "no table 'target'; did you mean 'targets'?" in refused(run("show", "target"))
    assert "no table 'xyzzy'; available: documents" in refused(run("show", "xyzzy"))


def test_show_in_chinese(run: Run) -> None:
    out = fine(run("show", "targets", "--where", "region_id=浙江", "--lang", "zh"))
    assert "标识码" in out and "重大项目年度投资" in out and "不低于1万亿元" in out
    assert "浙江省人民政府" in out
    assert fine(run("show", "targets", "--format", "csv", "--lang", "zh")) == fine(
        run("show", "targets", "--format", "csv")
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("list",), "use: chinaindpolicy tables"),
        (("version",), "use: chinaindpolicy --version"),
        (("get", "cn-zj"), "use: chinaindpolicy show"),
        (("search", "chip", "--json"), "use --format json"),
        (("show", "targets", "-f", "csv"), "use --format csv"),
        (("show", "targets", "--csv"), "use --format csv"),
        (("show", "targets", "--limit", "3"), "use | head"),
        (("show", "targets", "--columns", "id"), "use --format csv, which has every column"),
    ],
)
def test_habits_of_other_commands_name_the_right_call(
    run: Run, line: tuple[str, ...], words: str
) -> None:
    code, out, err = run(*line)
    assert (code, out) == (2, "") and words in err


@pytest.mark.parametrize("condition", ["nonsense=1", "dimension=count", "dimension"])
def test_show_rejects_conditions_with_an_id(run: Run, condition: str) -> None:
    code, out, err = run("show", "units", "CNY", "--where", condition, *ON_EXAMPLE)
    assert (code, out) == (2, "")
    assert err


def test_release_without_descriptor_names_the_missing_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_bytes((release_path("2026.1") / "units.csv").read_bytes())
    start = f"error: {tmp_path}: no whole release: datapackage.json is missing, "
    for command in (
        ["tables", "--release", str(tmp_path)],
        ["build", "--collection", str(tmp_path)],
    ):
        message = refused(run(*command))
        assert message.startswith(start) and message.endswith(" such as units.csv\n")


def test_show_where_rejects_a_value_that_no_row_has(run: Run) -> None:
    message = refused(run("show", "targets", "--where", "statement=a=b", *ON_EXAMPLE))
    assert message.startswith("error: no value 'a=b' in targets.statement; available: ")


# search


def test_search_command_prints_hits(run: Run) -> None:
    out = fine(run("search", "YMTC", "--table", "organizations", "--format", "csv"))
    assert table_of(out)[1][:4] == ["organizations", "ymtc", "100", "id"]
    assert table_of(out)[1][4] == cip.organizations["ymtc"].name
    assert "bright-lamp-works" in fine(run("search", "明灯", *ON_EXAMPLE))
    assert table_of(fine(run("search", "xyzzy", "--format", "csv")))[1:] == []
    assert "no filter is set" in refused(run("search"))
    assert "no id or name 'Atlantis' in regions" in refused(
        run("search", "x", "--region", "Atlantis")
    )


def test_search_at_100_columns_has_complete_ids(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    out = fine(run("search", "集成电路"))
    assert all(hit.id in out for hit in cip.search("集成电路"))
    assert "= 95%" in out and "128-layer 3D NAND" in out
    assert max(map(display_width, out.splitlines())) <= 100


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_show_at_100_columns_has_complete_ids(
    run: Run, monkeypatch: pytest.MonkeyPatch, example: Dataset, table: str
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    out = fine(run("show", table, *ON_EXAMPLE))
    assert all(id in out for id in example[table].ids)
    assert max(map(display_width, out.splitlines()), default=0) <= 100


# tree


def test_tree_prints_tasks_and_targets(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = "work-report-2024-tianshui"
    assert fine(run("tree", plan)) == cip.tree(plan).to("text") + "\n"
    assert fine(run("tree", plan, "--format", "markdown")).startswith("**Government work report")
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(display_width, fine(run("tree", plan)).splitlines())) <= 60
    assert "did you mean" in refused(run("tree", "work-report-2024-tianshu"))
