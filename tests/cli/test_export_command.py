"""The command `export`: written files, messages and exit codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.exports.registry import FORMATS
from export_readers import formats

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run `export` in an empty folder; return its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        return run("export", *arguments)

    return call


def here() -> set[str]:
    return {path.name for path in Path().iterdir()}


@pytest.mark.parametrize("format", formats())
def test_export_prints_the_paths_of_written_files(run: Run, format: str) -> None:
    code, out, err = run("--format", format, "--where", "region_id=cn-ah")
    assert (code, err) == (0, "")
    suffix = FORMATS[format].suffix or f"-{format}"
    assert here() == {f"chinaindpolicy-{cip.release}{suffix}"}
    assert out.splitlines() == sorted(str(path) for path in Path().rglob("*") if path.is_file())


def test_export_command_and_function_write_equal_bytes(run: Run) -> None:
    assert run("--format", "json", "--where", "region_id=cn-ah", "--output", "one.json")[0] == 0
    anhui = cip.load().select(region_id="cn-ah")
    cip.export(anhui, "two.json", "json")
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()


def test_export_selects_tables_and_conditions(run: Run) -> None:
    options = ("--table", "targets", "--where", "region_id=cn-ah", "--where", "unit=enterprise")
    code, _, err = run(*options, "--output", "out", "--release", "2026.1")
    assert (code, err) == (0, "")
    assert {path.name for path in Path("out").iterdir()} == {"datapackage.json", "targets.csv"}
    found = cip.load(Path("out")).targets
    assert {(each.region_id, each.unit) for each in found} == {("cn-ah", "enterprise")}


def test_existing_file_is_replaced_only_with_force(run: Run) -> None:
    Path("out.json").write_text("mine", "utf-8")
    code, out, err = run("--format", "json", "--output", "out.json")
    assert (code, out) == (2, "")
    assert err.startswith("error: out.json already exists with other content; to replace it, pass")
    assert Path("out.json").read_text("utf-8") == "mine"
    assert run("--format", "json", "--output", "out.json", "--force") == (0, "out.json\n", "")
    assert here() == {"out.json"}


def test_empty_selection_exits_with_code_1(run: Run) -> None:
    code, out, err = run("--where", "price_basis=constant")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("error: the dataset has no rows")
    assert here() == set()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "xslx"], "'xslx' is not allowed; did you mean 'xlsx'?"),
        (["--table", "target"], "error: no table 'target'; did you mean 'targets'?"),
        (["--where", "region_id"], "error: 'region_id' is not a condition; expected COLUMN=VALUE"),
        (["--where", "strength=strve"], "error: no code 'strve' in targets.strength; did you"),
        (["--where", "value=many"], "error: 'value=many': targets.value requires a number"),
        (["--release", "2026.11"], "error: no release '2026.11'; did you mean"),
        (["--output", "no/such/folder"], "does not exist; create it first"),
        (["--output", "/proc/out"], "error: /proc/out: cannot be written: "),
        (["--format", "xlsx", "--output", "."], "error: . is a folder; this format writes one"),
        (["--format", "sdmx-csv", "--table", "tasks"], "error: sdmx-csv contains the tables"),
    ],
)
def test_invalid_export_arguments_exit_with_code_2(
    run: Run, arguments: list[str], message: str
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err
    assert here() == set()
