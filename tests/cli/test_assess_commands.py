"""The commands `assess` and `explain`, also on a joined collection."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from command_line import ON_EXAMPLE, Run, fine, refused, table_of


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
        (
            ["assess", "--as-of", "soon"],
            "'soon' is not a valid date; expected YYYY-MM-DD, e.g. 2026-11-22",
        ),
        (["explain", "CNY", "--as-of", "2036-02-30"], "'2036-02-30' is not a valid date"),
        (["explain", "harbour-kiln-2035"], "did you mean 'harbour-kilns-2035'"),
    ],
)
def test_invalid_assess_and_explain_arguments_exit_with_code_2(
    run: Run, arguments: list[str], message: str
) -> None:
    assert message in refused(run(*arguments, *ON_EXAMPLE))


def test_assess_requires_as_of(run: Run) -> None:
    code, out, err = run("assess", *ON_EXAMPLE)
    assert (code, out) == (2, "")
    assert "--as-of" in err


def test_explain_command_prints_the_result_of_explain(run: Run, example: Dataset) -> None:
    id = "harbour-lantern-output-2035"
    out = fine(run("explain", id, *ON_EXAMPLE))
    assert out == f"{cip.explain(id, example)}\n"
    out = fine(run("explain", id, "--as-of", "2036-01-01", *ON_EXAMPLE))
    assert "As of 2036-01-01: Met." in out


def test_joined_collection_is_assessed_explained_and_cited(run: Run) -> None:
    lumen = (
        "--release",
        str(Path(__file__).parents[2] / "docs/example/lumen"),
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
        "no column 'regions' in targets"
        in run("assess", "--as-of", "2034-06-30", "--where", "regions=x")[2]
    )
