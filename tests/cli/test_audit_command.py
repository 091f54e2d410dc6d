"""The command audit: formats, exit codes and input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import Run

TEXT = "Chongqing wants five wafer projects in 2024.\nJinan wants more than 400,000 NEVs in 2024.\n"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_contradicted_number_is_a_finding(run: Run, draft: Path) -> None:
    code, out, err = run("audit", str(draft), "--release", "2026.2")
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert lines[0].startswith(f"{draft.as_posix()}:1:17: 'five wafer projects' is contradicted")
    assert lines[1].startswith(f"{draft.as_posix()}:2:13: ")
    assert lines[2].startswith("2 claims checked against release 2026.2: 1 supported, 1 contr")


def test_text_without_contradiction_succeeds(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "fine.txt"
    path.write_text(TEXT.splitlines()[1], encoding="utf-8")
    assert run("audit", str(path), "--explain")[0] == 0


def test_formats(run: Run, draft: Path, tmp_path: Path) -> None:
    assert "value differs" in run("audit", str(draft), "--explain")[1]
    assert len(json.loads(run("audit", str(draft), "--format", "json")[1])["claims"]) == 2
    sarif = json.loads(run("audit", str(draft), "--format", "sarif")[1])
    assert [one["kind"] for one in sarif["runs"][0]["results"]] == ["fail", "pass"]
    assert run("audit", str(draft), "--format", "github")[1].startswith("::error file=")
    page = tmp_path / "page.html"
    code, out, _ = run("audit", str(draft), "--format", "html", "--output", str(page))
    assert (code, out) == (1, "")
    assert "<details" in page.read_text(encoding="utf-8")


def test_wrong_input_is_a_usage_error(run: Run, draft: Path, tmp_path: Path) -> None:
    code, _, err = run("audit", str(draft), "--explain", "--format", "json")
    assert code == 2 and "--explain requires --format text" in err
    code, _, err = run("audit", str(draft), "--as-of", "soon")
    assert code == 2 and "'soon' is not a valid date" in err
    broken = tmp_path / "broken.txt"
    broken.write_bytes(b"\xff\xfe")
    code, _, err = run("audit", str(broken))
    assert code == 2 and "not UTF-8" in err


def test_explain_prints_each_claim_once(run: Run, draft: Path) -> None:
    out = run("audit", str(draft), "--explain", "--release", "2026.2")[1]
    assert out.count("'five wafer projects' is contradicted") == 1
    lines = out.splitlines()
    assert lines[0].startswith(f"{draft.as_posix()}:1:17: ") and lines[1].startswith("  ")
    assert lines[-1].startswith("2 claims checked")


def test_html_shows_markdown(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "draft.md"
    text = (
        "# Plans\n\nChongqing wants **five wafer projects** in 2024, a * b.\n\n"
        "| City | High-tech enterprises 2022 |\n|---|---|\n| Chongqing | 6,348 |\n"
    )
    path.write_text(text, encoding="utf-8")
    page = run("audit", str(path), "--format", "html")[1]
    shown = page[page.index('<div class="cip-text">') :].split("</div>")[0]
    assert "<strong>Plans</strong>" in shown and "a * b" in shown
    assert "**" not in shown and "|" not in shown
    assert "<th>City</th>" in shown and "6,348</mark></td>" in shown
