"""The command line: each command, each format, exit codes, what goes where."""

from __future__ import annotations

import csv
import importlib.metadata
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.cli import main
from chinaindpolicy.curation import verify as verification
from chinaindpolicy.curation.build import release_files, write_release
from chinaindpolicy.curation.collection import Settings
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.release_files import release_path
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import EXAMPLE, TEXTS, Tables, without

Run = Callable[..., tuple[int, str, str]]
ON_EXAMPLE = ("--release", str(EXAMPLE))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example collection to build."""
    return shutil.copytree(EXAMPLE, tmp_path / "example")


def fine(result: tuple[int, str, str]) -> str:
    """The output of a command that ended well and said nothing beside it."""
    code, out, err = result
    assert (code, err) == (0, "")
    return out


def refused(result: tuple[int, str, str], code: int = 2) -> str:
    """The message, one line, of a command that was refused and printed nothing."""
    found, out, err = result
    assert (found, out) == (code, "")
    assert err.endswith("\n")
    assert len(err.splitlines()) == 1
    return err


def table_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


# tables


@pytest.mark.parametrize("style", ["table", "csv", "json", "md"])
def test_tables_lists_every_table_with_its_rows(run: Run, example: Dataset, style: str) -> None:
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


def test_tables_of_the_packaged_release(run: Run) -> None:
    assert fine(run("tables")) == fine(run("tables", "--release", cip.release))


# show


def test_show_prints_what_matters_of_a_target(run: Run) -> None:
    out = fine(run("show", "targets", *ON_EXAMPLE))
    (row,) = [line for line in out.splitlines() if line.startswith("harbour-lantern-output-2035")]
    for words in ("Output of lanterns", "> 12.5 billion CNY", "2035", "Harbour City", "¶2 89-142"):
        assert words in row


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_show_csv_is_the_release_file(run: Run, table: str) -> None:
    expected = (release_path(cip.release) / f"{table}.csv").read_text("utf-8")
    assert fine(run("show", table, "--format", "csv")) == expected


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_show_json_holds_every_column(run: Run, example: Dataset, table: str) -> None:
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


def test_show_md_is_a_table(run: Run) -> None:
    lines = fine(run("show", "units", *ON_EXAMPLE, "--format", "md")).splitlines()
    assert lines[:2] == ["| id | name | name_zh | dimension |", "| --- | --- | --- | --- |"]
    assert lines[2] == "| CNY | yuan |  | currency |"


def test_show_of_one_record_prints_all_of_it(run: Run) -> None:
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
        (["unit=nonsense"], []),
        (["statement=a=b"], []),
    ],
)
def test_show_where_keeps_rows(run: Run, conditions: list[str], ids: list[str]) -> None:
    options = [part for condition in conditions for part in ("--where", condition)]
    rows = table_of(fine(run("show", "targets", *options, *ON_EXAMPLE, "--format", "csv")))
    assert [row[0] for row in rows[1:]] == ids


def test_show_where_of_a_list_column(run: Run) -> None:
    out = fine(run("show", "organizations", "--where", "aliases=明灯", *ON_EXAMPLE))
    assert "bright-lamp-works" in out
    assert "harbour-council" not in out


@pytest.mark.parametrize("table", ["targets", "outcomes"])
@pytest.mark.parametrize("style", ["table", "csv"])
def test_a_wrong_column_names_the_nearest_even_without_rows(
    run: Run, table: str, style: str
) -> None:
    column = {"targets": "region", "outcomes": "record"}[table]
    message = refused(run("show", table, "--where", f"{column}=x", "--format", style))
    assert f"no column of {table} {column!r}; did you mean '{column}_id'" in message


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("region_id", "error: 'region_id': expected COLUMN=VALUE"),
        ("value=many", "error: 'value=many': expected a number, as targets.value holds"),
        ("strength=strve", "error: no code of targets.strength 'strve'; did you mean 'strive'"),
        ("period_end=2035", "error: 'period_end=2035': expected a date, as targets.period_end"),
    ],
)
@pytest.mark.parametrize("command", [("show", "targets"), ("cite", "--table", "targets")])
def test_a_condition_that_is_none_is_refused(
    run: Run, command: tuple[str, ...], condition: str, message: str
) -> None:
    assert refused(run(*command, "--where", condition)).startswith(message)


@pytest.mark.parametrize(
    "command", ["tables", "show units", "cite CNY", "diff 2026.1 2026.2", "explain CNY", "verify"]
)
def test_a_result_goes_where_output_says(run: Run, tmp_path: Path, command: str) -> None:
    printed = fine(run(*command.split()))
    path = tmp_path / "result.txt"
    assert fine(run(*command.split(), "--output", str(path))) == ""
    assert path.read_text("utf-8") == printed
    assert fine(run(*command.split(), "--output", str(path))) == ""  # the same: nothing is lost
    path.write_text("other", "utf-8")
    message = refused(run(*command.split(), "--output", str(path)))
    assert message.startswith(f"error: {path}: there already, and different")
    assert path.read_text("utf-8") == "other"
    assert fine(run(*command.split(), "--output", str(path), "--force")) == ""
    assert path.read_text("utf-8") == printed
    assert [each.name for each in tmp_path.iterdir()] == ["result.txt"]


def test_quiet_leaves_the_result_alone(run: Run) -> None:
    command = ("assess", "--as-of", "2036-01-01", *ON_EXAMPLE)
    code, out, err = run(*command)
    assert (code, bool(err)) == (0, True)
    assert fine(run(*command, "--quiet")) == out


def test_a_misspelt_format_is_told_the_nearest(run: Run) -> None:
    code, out, err = run("tables", "--format", "cvs")
    assert (code, out) == (2, "")
    assert "'cvs': did you mean 'csv'? There are: table, csv, json, md." in err


@pytest.mark.parametrize("condition", ["nonsense=1", "dimension=count", "dimension"])
def test_a_condition_beside_an_id_is_never_ignored(run: Run, condition: str) -> None:
    code, out, err = run("show", "units", "CNY", "--where", condition, *ON_EXAMPLE)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "target"], "error: no table 'target'; did you mean 'targets'"),
        (["show", "units", "CNX"], "error: no id in units 'CNX'; did you mean 'CNY'"),
        (["show", "units", "--release", "2026.11"], "error: no release '2026.11'; did you mean "),
        (["tables", "--release", "no/such/folder"], "error: no/such/folder: no such folder"),
        (["verify", "--sources", "no-such-folder"], "error: no-such-folder: no folder of source"),
        (
            ["quote", "components-plan-sale-2023", "--sources", "."],
            "error: no record of chinaindpolicy 2026.2 'components-plan-sale-2023'; did you mean "
            "'components-plan-sales-",
        ),
    ],
)
def test_an_error_is_one_line_that_names_the_nearest(
    run: Run, arguments: list[str], message: str
) -> None:
    assert refused(run(*arguments)).startswith(message)


def test_a_release_without_its_descriptor_names_the_file_that_is_missing(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "units.csv").write_bytes((release_path("2026.1") / "units.csv").read_bytes())
    told = f"error: {tmp_path}: no whole release: datapackage.json is missing, "
    for command in (
        ["tables", "--release", str(tmp_path)],
        ["build", "--collection", str(tmp_path)],
    ):
        message = refused(run(*command))
        assert message.startswith(told) and message.endswith(" such as units.csv\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["show"],
        ["show", "targets", "--format", "xml"],
        ["tables", "--nonsense"],
        ["quote", "x"],
        ["locate"],
        ["build", "--collection", "no-such-folder"],
    ],
)
def test_wrong_usage_is_exit_code_two(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err and "Traceback" not in err


# verify and quote


def test_verify_reports_on_stdout(run: Run) -> None:
    out = fine(run("verify", "--sources", str(TEXTS), *ON_EXAMPLE))
    assert out.startswith("ok: 0 errors, 0 warnings: checked ")
    assert "15 mentions" in out


def test_verify_without_texts_says_so(run: Run) -> None:
    out = fine(run("verify", *ON_EXAMPLE))
    assert "not checked: " in out
    assert "they need the source texts" in out


def test_verify_of_a_changed_text_is_exit_code_one(run: Run, tmp_path: Path) -> None:
    texts = shutil.copytree(TEXTS, tmp_path / "texts")
    path = texts / "harbour-notice.txt"
    path.write_text(path.read_text("utf-8").replace("98%", "97%"), "utf-8")
    code, out, err = run("verify", "--sources", str(texts), *ON_EXAMPLE)
    assert (code, err) == (1, "")
    assert "error mention-text mentions/harbour-notice-m" in out
    # A collection's rows have a file and a line.
    notice = "example/documents/harbour-notice.yaml"
    assert f"{notice}:2: error document-hash documents/harbour-notice: " in out
    source = (EXAMPLE / "documents" / "harbour-notice.yaml").read_text("utf-8").splitlines()
    bearing = re.findall(rf"^{notice}:(\d+): error evidence-hash \w+/([\w-]+)", out, re.MULTILINE)
    assert bearing
    for line, id in bearing:
        assert source[int(line) - 1].split("id: ")[-1] == id or "spans" in out
    assert "failed: " in out.splitlines()[-1]


@pytest.mark.parametrize("state", ["missing", "foreign", "truncated", "tampered"])
def test_unreadable_input_is_exit_code_two(
    run: Run, tmp_path: Path, folder: Path, state: str
) -> None:
    texts = shutil.copytree(TEXTS, tmp_path / "texts")
    release = folder
    if state == "missing":
        shutil.rmtree(texts)
    elif state == "foreign":
        for path in texts.iterdir():
            path.rename(path.with_suffix(".md"))
    elif state == "truncated":
        (texts / "harbour-notice.txt").write_bytes("港".encode()[:2])
    else:
        fine(run("build", "--collection", str(folder)))
        release = folder / "releases" / "2031.1"
        (release / "units.csv").write_bytes(b"id\n")
    message = refused(run("verify", "--sources", str(texts), "--release", str(release)))
    named = "units.csv" if state == "tampered" else str(texts)
    assert message.startswith("error: ")
    assert named in message


def test_quote_prints_the_words(run: Run) -> None:
    out = run("quote", "harbour-kilns-2035", "--sources", str(TEXTS), *ON_EXAMPLE)
    assert fine(out) == "firms will buy 3 to 5 kilns\n"


def test_quote_of_what_has_no_evidence(run: Run) -> None:
    message = refused(run("quote", "CNY", "--sources", str(TEXTS), *ON_EXAMPLE))
    assert message == "error: CNY: has no evidence in a document\n"


# locate and build


def test_locate_writes_what_changed(run: Run, folder: Path) -> None:
    arguments = ("locate", "--sources", str(TEXTS), "--collection", str(folder))
    assert fine(run(*arguments)) == ""
    path = folder / "located" / "harbour-notice.csv"
    before = path.read_bytes()
    path.unlink()
    assert fine(run(*arguments)) == f"wrote {path}\n"
    assert path.read_bytes() == before


def test_locate_of_a_wrong_expression(run: Run, folder: Path) -> None:
    path = folder / "documents" / "harbour-report.yaml"
    path.write_text(path.read_text("utf-8").replace("at: glass workshop", "at: glass"), "utf-8")
    code, out, err = run("locate", "--sources", str(TEXTS), "--collection", str(folder))
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == "1 problem in the collection:"
    assert "example/documents/harbour-report.yaml:" in err


def test_build_writes_once_and_check_tells(run: Run, folder: Path) -> None:
    arguments = ("build", "--collection", str(folder))
    release = folder / "releases" / "2031.1"
    code, out, err = run(*arguments, "--check")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == len(TABLE_NAMES) + 1
    assert not release.exists()
    assert fine(run(*arguments)) == f"wrote {release}\n"
    assert fine(run(*arguments)) == f"unchanged {release}\n"
    assert fine(run(*arguments, "--check")) == f"{release}: current\n"
    (release / "units.csv").write_bytes(b"id\n")
    code, out, err = run(*arguments, "--check")
    assert (code, out, err) == (1, "", f"{release / 'units.csv'}: not what the collection builds\n")
    message = refused(run(*arguments))
    assert "holds another release of this name, different in units.csv" in message
    assert (release / "units.csv").read_bytes() == b"id\n"
    assert fine(run(*arguments, "--replace")) == f"wrote {release}\n"


def test_build_proves_against_the_texts_first(run: Run, folder: Path, tmp_path: Path) -> None:
    texts = shutil.copytree(TEXTS, tmp_path / "texts")
    arguments = ("build", "--collection", str(folder), "--sources", str(texts))
    (texts / "harbour-notice.txt").write_text("98", "utf-8")
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert "document-hash" in err
    assert not (folder / "releases").exists()
    shutil.copy(TEXTS / "harbour-notice.txt", texts)
    code, out, err = run(*arguments)
    assert (code, out) == (0, f"wrote {folder / 'releases' / '2031.1'}\n")
    assert err.startswith("ok: ")


def test_build_of_a_broken_collection_writes_nothing(run: Run, folder: Path) -> None:
    path = folder / "codes" / "lists.yaml"
    path.write_text(path.read_text("utf-8").replace("units:", "unitz:"), "utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code, out, err = run("build", "--collection", str(folder))
    assert (code, out) == (2, "")
    assert "example/codes/lists.yaml:" in err
    assert "did you mean 'units'?" in err
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# scan


def test_scan_lists_the_expressions_of_a_text(run: Run) -> None:
    out = fine(run("scan", str(TEXTS / "harbour-report.txt"), "--format", "csv"))
    header, *rows = table_of(out)
    assert header[:5] == ["paragraph", "char_start", "char_end", "text", "role"]
    text = (TEXTS / "harbour-report.txt").read_bytes().decode()
    for row in rows:
        assert text[int(row[1]) : int(row[2])] == row[3]
    assert "12.5 billion yuan" in " ".join(row[3] for row in rows)


def test_scan_tells_what_a_collection_accounts_for(run: Run, tmp_path: Path) -> None:
    path = TEXTS / "harbour-report.txt"
    code, out, err = run("scan", str(path), *ON_EXAMPLE)
    assert code == 0
    assert "nothing" not in out
    assert " accounted for" in err
    other = tmp_path / "other.txt"
    other.write_text("In 2031 two lanterns.", "utf-8")
    assert "was not read from this text" in refused(run("scan", str(other), *ON_EXAMPLE))
    assert "cannot be read" in refused(run("scan", str(tmp_path / "none.txt")))


def test_scan_of_what_is_not_accounted_for_is_exit_code_one(
    run: Run, tmp_path: Path, example_tables: Tables
) -> None:
    tables = without(example_tables, "mentions", "harbour-report-m43")
    folder = tmp_path / "2031.1"
    write_release(release_files(Settings(release="2031.1"), tables), folder)
    path = TEXTS / "harbour-report.txt"
    code, out, err = run("scan", str(path), "--release", str(folder), "--format", "csv")
    assert code == 1
    assert [row[3] for row in table_of(out) if row[-1] == "nothing"] == ["2031"]
    assert err.endswith(" accounted for\n")


# The whole


@pytest.mark.parametrize(
    "command", ["", "tables", "show", "verify", "quote", "locate", "build", "scan"]
)
def test_help_is_on_stdout_with_an_example(run: Run, command: str) -> None:
    out = fine(run(*command.split(), "--help"))
    assert "Example: chinaindpolicy " in out
    assert out == fine(run(*command.split(), "-h"))


def test_version(run: Run) -> None:
    assert fine(run("--version")) == f"chinaindpolicy, version {cip.__version__}\n"


def test_our_own_fault_is_exit_code_three(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(verification, "verify_dataset", fail)
    code, out, err = run("verify")
    assert (code, out) == (3, "")
    assert err.splitlines() == [
        "internal error: ZeroDivisionError: division by zero",
        "this is a fault of chinaindpolicy: please report it",
    ]


def test_a_stop_from_the_keyboard_is_no_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(verification, "verify_dataset", stop)
    code, out, err = run("verify")
    assert (code, out) == (130, "")
    assert err.strip() == "stopped"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "chinaindpolicy", *arguments]


def test_it_runs_as_a_module() -> None:
    found = subprocess.run(command("tables"), capture_output=True, text=True, timeout=60)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("table ")


def test_the_installed_command_is_this_one() -> None:
    scripts = importlib.metadata.entry_points(group="console_scripts", name="chinaindpolicy")
    if not scripts:
        pytest.skip("the package is not installed here, only on the path")
    (script,) = scripts
    assert script.load() is main


@pytest.mark.parametrize("arguments", [["show", "tasks"], ["show", "tasks", "--format", "csv"]])
def test_a_closed_pipe_is_no_error(arguments: list[str]) -> None:
    """As in `chinaindpolicy show tasks | head -1`: the reader has gone before the writer wrote."""
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as stream:  # noqa: PTH123
        found = subprocess.run(
            command(*arguments), stdout=stream, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert (found.returncode, found.stderr) == (0, "")


# assess and explain


@pytest.mark.parametrize("style", ["table", "md", "csv", "json"])
def test_assess_prints_a_verdict_for_every_target(run: Run, example: Dataset, style: str) -> None:
    code, out, err = run("assess", "--as-of", "2036-01-01", *ON_EXAMPLE, "--format", style)
    assert code == 0
    assert err.startswith("5 targets of 2031.1 as of 2036-01-01: 1 met, 0 not_met")
    for target in example.targets:
        assert target.id in out
    if style == "json":
        rows = json.loads(out)
        assert [row["id"] for row in rows] == list(example.targets.ids)
        assert {row["as_of"] for row in rows} == {"2036-01-01"}
    elif style == "csv":
        header, *cells = table_of(out)
        (row,) = [dict(zip(header, row, strict=True)) for row in cells if "met" in row]
        assert row["outcome_ids"] == "outcome-lantern-output"
        assert row["target_value"] == "12500000000"
    else:
        (line,) = [line for line in out.splitlines() if "harbour-lantern-output" in line]
        assert "= 12.6 billion CNY, 2035" in line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["assess", "--as-of", "soon"], "'soon' is no date: expected the form 2026-11-22"),
        (["explain", "CNY", "--as-of", "2036-02-30"], "'2036-02-30' is no date"),
        (["explain", "harbour-kiln-2035"], "did you mean 'harbour-kilns-2035'"),
    ],
)
def test_what_assess_and_explain_refuse(run: Run, arguments: list[str], message: str) -> None:
    assert message in refused(run(*arguments, *ON_EXAMPLE))


def test_assess_asks_for_its_date(run: Run) -> None:
    code, out, err = run("assess", *ON_EXAMPLE)
    assert (code, out) == (2, "")
    assert "--as-of" in err


def test_explain_tells_what_the_library_tells(run: Run, example: Dataset) -> None:
    id = "harbour-lantern-output-2035"
    out = fine(run("explain", id, *ON_EXAMPLE))
    assert out == f"{cip.explain(id, example)}\n"
    out = fine(run("explain", id, "--as-of", "2036-01-01", *ON_EXAMPLE))
    assert "As of 2036-01-01: Met." in out


# init, stubs


def test_init_makes_a_collection_that_can_be_located(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "lamps"
    text = TEXTS / "harbour-report.txt"
    assert fine(run("init", str(folder), "--text", str(text))) == f"wrote {folder}\n"
    fine(run("locate", "--collection", str(folder), "--sources", str(TEXTS)))
    code, out, _ = run("verify", "--release", str(folder), "--sources", str(TEXTS))
    assert code == 1
    assert "text-uncovered" in out and "number-unaccounted" in out
    assert "not an empty folder" in refused(run("init", str(folder)))


def test_init_leaves_out_the_units_of_the_release_it_refers_to(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "lamps"
    text = TEXTS / "harbour-report.txt"
    fine(run("init", str(folder), "--text", str(text), "--including", "2026.1"))
    assert "id:" not in (folder / "codes" / "units.yaml").read_text("utf-8")
    assert "no release '2026.0'" in refused(run("init", "x", "--including", "2026.0"))


def test_scan_prints_stubs(run: Run) -> None:
    out = fine(run("scan", str(TEXTS / "harbour-notice.txt"), "--format", "stubs"))
    assert "    stated: 突破125亿元\n    paragraph: 2\n    at: 突破125亿元\n" in out
    report = str(TEXTS / "harbour-report.txt")
    out = fine(run("scan", report, "--format", "stubs", *ON_EXAMPLE))
    assert "paragraph:" not in out


# search, including


def test_search_prints_what_it_found(run: Run) -> None:
    out = fine(run("search", "YMTC", "--table", "organizations", "--format", "csv"))
    assert table_of(out)[1][:4] == ["organizations", "ymtc", "100", "id"]
    assert table_of(out)[1][4] == cip.organizations["ymtc"].name
    assert "bright-lamp-works" in fine(run("search", "明灯", *ON_EXAMPLE))
    assert table_of(fine(run("search", "xyzzy", "--format", "csv")))[1:] == []
    assert "nothing to search for" in refused(run("search"))
    assert "no region 'Atlantis'" in refused(run("search", "x", "--region", "Atlantis"))


def test_including_joins_a_folder(run: Run, folder: Path) -> None:
    (folder / "codes" / "lists.yaml").write_text(
        (folder / "codes" / "lists.yaml")
        .read_text("utf-8")
        .replace("  - id: CNY\n    name: yuan\n    dimension: currency\n    iso_4217: CNY\n", ""),
        encoding="utf-8",
    )
    given = ("--release", str(folder), "--including", "2026.1")
    assert "id is taken: units in chinaindpolicy 2026.1" in run("tables", *given)[2]
    code, _, err = run("build", "--collection", str(folder))
    assert code == 2 and "no row 'CNY'" in err
    code, out, err = run("show", "targets", "--including", "2026.1")
    assert (code, out) == (2, "")
    assert "--including joins a collection" in err
    text = str(TEXTS / "harbour-notice.txt")
    assert "--including joins" in run("scan", text, "--including", "2026.1")[2]


def test_a_joined_collection_is_assessed_explained_and_cited(run: Run) -> None:
    lumen = (
        "--release",
        str(Path(__file__).parents[1] / "docs/example/lumen"),
        "--including",
        "2026.1",
    )
    own = ("--where", "region_id=lumen-bay")
    code, out, err = run("assess", "--as-of", "2034-06-30", *own, *lumen, "--format", "csv")
    assert code == 0 and err.startswith("4 targets of 2031.1 as of 2034-06-30: 1 met, 1 not_met")
    verdicts = {row[0]: row[2] for row in table_of(out)[1:]}
    assert verdicts == {
        "lumen-pass-rate-2033": "no_outcome",
        "lumen-new-enterprises-2033": "not_comparable",
        "lumen-enterprises-2033": "not_met",
        "lumen-output-2033": "met",
    }
    assert "Lumen Bay, by 2033" in fine(run("explain", "lumen-output-2033", *lumen))
    assert "[lumen-2031.1]" in fine(run("cite", "lumen-output-2033", *lumen))
    assert (
        "no column of targets 'regions'"
        in run("assess", "--as-of", "2034-06-30", "--where", "regions=x")[2]
    )


def test_a_build_needs_the_name_of_a_release(run: Run, folder: Path) -> None:
    (folder / "collection.yaml").unlink()
    shutil.rmtree(folder / "releases", ignore_errors=True)
    code, out, err = run("build", "--collection", str(folder))
    assert (code, out) == (2, "")
    assert "example/collection.yaml:1: no `collection` section names a release" in err
    assert err.rstrip().endswith("[settings-missing]")
    assert not (folder / "releases").exists()


def test_an_outcome_without_reference_is_refused(run: Run, folder: Path) -> None:
    path = next(p for p in folder.rglob("*.yaml") if "\noutcomes:" in p.read_text("utf-8"))
    text = path.read_text("utf-8")
    start = text.index("\noutcomes:")
    path.write_text(
        text[:start] + re.sub(r"    reference_id: .*\n", "", text[start:], count=1), "utf-8"
    )
    code, out, err = run("build", "--collection", str(folder))
    assert (code, out) == (2, "")
    assert re.search(r"\.yaml:\d+: outcomes [\w-]+: reference_id: .* \[value-missing\]", err)


def test_a_row_of_a_table_stays_on_one_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("Output of at least\n5 billion yuan, more\nthan 3 labs\n", encoding="utf-8")
    header, line, *rows = fine(run("scan", str(path))).rstrip().split("\n")
    assert [row.split()[3:8] for row in rows] == [
        ["at", "least", "5", "billion", "yuan"],
        ["more", "than", "3", "labs", "indicator"],
    ], (header, line)
