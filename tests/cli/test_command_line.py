"""The command line: output, formats, errors, exit codes and installation."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.cli import cli, main
from chinaindpolicy.curation import verify as verification
from command_line import ON_EXAMPLE, Run, fine, refused


@pytest.mark.parametrize(
    "command", ["tables", "show units", "cite CNY", "diff 2026.1 2026.2", "explain CNY", "verify"]
)
def test_output_option_writes_the_result_to_a_file(run: Run, tmp_path: Path, command: str) -> None:
    printed = fine(run(*command.split()))
    path = tmp_path / "result.txt"
    assert fine(run(*command.split(), "--output", str(path))) == ""
    assert path.read_text("utf-8") == printed
    assert fine(run(*command.split(), "--output", str(path))) == ""  # identical content
    path.write_text("other", "utf-8")
    message = refused(run(*command.split(), "--output", str(path)))
    assert message.startswith(f"error: {path} already exists with other content")
    assert path.read_text("utf-8") == "other"
    assert fine(run(*command.split(), "--output", str(path), "--force")) == ""
    assert path.read_text("utf-8") == printed
    assert [each.name for each in tmp_path.iterdir()] == ["result.txt"]


def test_quiet_option_keeps_stdout(run: Run) -> None:
    command = ("assess", "--as-of", "2036-01-01", *ON_EXAMPLE)
    code, out, err = run(*command)
    assert (code, bool(err)) == (0, True)
    assert fine(run(*command, "--quiet")) == out


def test_unknown_format_suggests_similar_names(run: Run) -> None:
    code, out, err = run("tables", "--format", "cvs")
    assert (code, out) == (2, "")
    assert "'cvs' is not allowed; did you mean 'csv'? allowed: table, csv, json, md" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "target"], "error: no table 'target'; did you mean 'targets'"),
        (["show", "units", "CNX"], "error: no id or name 'CNX' in units; did you mean 'CNY'"),
        (["show", "units", "--release", "2026.11"], "error: no release '2026.11'; did you mean "),
        (["tables", "--release", "no/such/folder"], "error: folder no/such/folder does not exist"),
        (["verify", "--sources", "no-such-folder"], "error: folder no-such-folder does not exist"),
        (
            ["quote", "components-plan-sale-2023", "--sources", "."],
            "error: no record 'components-plan-sale-2023' in chinaindpolicy 2026.3; did you mean "
            "'components-plan-sales-",
        ),
    ],
)
def test_error_is_one_line_with_suggestion(run: Run, arguments: list[str], message: str) -> None:
    assert refused(run(*arguments)).startswith(message)


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
def test_invalid_usage_exits_with_code_2(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err and "Traceback" not in err


@pytest.mark.parametrize(
    "command", ["", "tables", "show", "verify", "quote", "locate", "build", "scan"]
)
def test_help_prints_an_example_to_stdout(run: Run, command: str) -> None:
    out = fine(run(*command.split(), "--help"))
    assert "Example: chinaindpolicy " in out
    assert out == fine(run(*command.split(), "-h"))


def test_version_option_prints_the_package_version(run: Run) -> None:
    assert fine(run("--version")) == f"chinaindpolicy, version {cip.__version__}\n"


def test_internal_error_exits_with_code_3(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(verification, "verify_dataset", fail)
    code, out, err = run("verify")
    assert (code, out) == (3, "")
    assert err.splitlines() == [
        "internal error: ZeroDivisionError: division by zero",
        "this is a bug in chinaindpolicy; please report it",
    ]


def test_keyboard_interrupt_exits_with_code_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(verification, "verify_dataset", stop)
    code, out, err = run("verify")
    assert (code, out) == (130, "")
    assert err.strip() == "stopped"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "chinaindpolicy", *arguments]


def test_package_runs_as_a_module() -> None:
    found = subprocess.run(command("tables"), capture_output=True, text=True, timeout=60)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("table ")


def test_console_script_is_the_main_function() -> None:
    scripts = importlib.metadata.entry_points(group="console_scripts", name="chinaindpolicy")
    if not scripts:
        pytest.skip("the package is not installed here, only on the path")
    (script,) = scripts
    assert script.load() is main


@pytest.mark.parametrize("arguments", [["show", "tasks"], ["show", "tasks", "--format", "csv"]])
def test_closed_pipe_is_not_an_error(arguments: list[str]) -> None:
    """As in `chinaindpolicy show tasks | head -1`: the reader closes the pipe before the write."""
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as stream:  # noqa: PTH123
        found = subprocess.run(
            command(*arguments), stdout=stream, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert (found.returncode, found.stderr) == (0, "")


def test_multiline_cell_stays_on_one_line_of_a_table(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("Output of at least\n5 billion yuan, more\nthan 3 labs\n", encoding="utf-8")
    header, line, *rows = fine(run("scan", str(path))).rstrip().split("\n")
    assert [row.split()[3:8] for row in rows] == [
        ["at", "least", "5", "billion", "yuan"],
        ["more", "than", "3", "labs", "indicator"],
    ], (header, line)


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_has_the_common_options(command: str) -> None:
    options = {option for each in cli.commands[command].params for option in each.opts}
    assert "--quiet" in options
    if command not in ("init", "locate", "build", "mcp"):
        assert {"--output", "--force"} <= options
    assert "--style" not in options


def test_help_imports_no_heavy_packages() -> None:
    code = (
        "import sys; sys.argv = ['x', 'export', '--help']\n"
        "from chinaindpolicy.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'polars', 'pydantic', 'pandera', 'narwhals'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize(
    ("words", "completion"),
    [
        ("chinaindpolicy exp", "export"),
        ("chinaindpolicy show tar", "targets"),
        ("chinaindpolicy export --table fig", "figures"),
        ("chinaindpolicy export --format croi", "croissant"),
    ],
)
def test_shell_completes_commands_tables_and_formats(words: str, completion: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "chinaindpolicy"],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "_CHINAINDPOLICY_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split()) - 1),
        },
    )
    assert f"plain,{completion}" in done.stdout
