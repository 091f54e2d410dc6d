"""The commands `cite` and `diff`, and the pages that show them."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import chinaindpolicy as cip
from chinaindpolicy.analysis.diff import FRAME
from chinaindpolicy.cli import cli
from chinaindpolicy.errors import UnknownNameError
from example import EXAMPLE

DOCS = Path(__file__).parents[2] / "docs"
ON_EXAMPLE = ("--release", str(EXAMPLE))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def fine(*arguments: str) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


@pytest.mark.parametrize("style", ["text", "bibtex", "csl-json", "ris"])
def test_cite_command_prints_the_result_of_cite(style: str) -> None:
    dataset = cip.load(EXAMPLE)
    ids = ("harbour-kilns-2035", "err-a-last-year")
    written = cip.cite(ids, style, dataset)  # type: ignore[arg-type]  # pyright: ignore
    assert fine("cite", *ids, "--format", style, *ON_EXAMPLE) == f"{written}\n"


def test_cite_command_accepts_a_table_and_conditions() -> None:
    out = fine("cite", "--table", "targets", "--where", "origin=external", *ON_EXAMPLE)
    assert re.findall(r"\[(.*)\]", out) == ["harbour-gazette", "harbour-example-2031.1"]
    more = fine(
        *("cite", "harbour-notice", "--table", "targets", "--where", "origin=external"),
        *ON_EXAMPLE,
    )
    assert more.splitlines()[1:] == out.splitlines()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "no records to cite; add ids or --table"),
        (("CNY", "--where", "a=b"), "requires --table"),
        (("CNY", "--format", "mla"), "'mla'"),
    ],
)
def test_invalid_cite_arguments_exit_with_code_2(arguments: tuple[str, ...], message: str) -> None:
    result = run("cite", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_cite_of_unknown_id_suggests_similar_ids() -> None:
    result = run("cite", "harbour-quai", *ON_EXAMPLE)
    assert isinstance(result.exception, UnknownNameError)
    assert "did you mean 'harbour-quay'" in str(result.exception)


def test_diff_command_prints_the_result_of_diff() -> None:
    difference = cip.diff(EXAMPLE, "2026.1")
    assert fine("diff", str(EXAMPLE), "2026.1") == f"{difference}\n"
    rows = [list(FRAME), *([cell or "" for cell in row] for row in difference.rows())]
    out = fine("diff", str(EXAMPLE), "2026.1", "--format", "csv")
    assert list(csv.reader(io.StringIO(out))) == rows
    found = json.loads(fine("diff", str(EXAMPLE), "2026.1", "--format", "json"))
    assert [list(row.values()) for row in found] == rows[1:]


def test_diff_of_equal_releases_is_empty_with_exit_code_0() -> None:
    assert fine("diff", "2026.1", "2026.1").splitlines()[1] == "no difference"
    header = ",".join(FRAME)
    assert fine("diff", "2026.1", "2026.1", "--format", "csv") == f"{header}\n"
    assert fine("diff", "2026.1", "2026.1", "--format", "json") == "[]\n"


@pytest.mark.parametrize("page", ["citing.md", "editions.md"])
def test_commands_on_citing_and_editions_pages_run(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    lines = "".join(re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE))
    assert lines
    for line in lines.splitlines():
        name, *arguments = shlex.split(line)
        assert name == "chinaindpolicy"
        assert fine(*arguments)
