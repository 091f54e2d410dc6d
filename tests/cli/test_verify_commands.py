"""The commands `verify` and `quote`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from command_line import ON_EXAMPLE, Run, fine, refused
from example import EXAMPLE, TEXTS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the example collection."""
    return shutil.copytree(EXAMPLE, tmp_path / "example")


def test_verify_prints_its_report_to_stdout(run: Run) -> None:
    out = fine(run("verify", "--sources", str(TEXTS), *ON_EXAMPLE))
    assert out.startswith("ok: 0 errors, 0 warnings: checked ")
    assert "15 mentions" in out


def test_verify_without_texts_lists_skipped_checks(run: Run) -> None:
    out = fine(run("verify", *ON_EXAMPLE))
    assert "not checked: " in out
    assert "they need the source texts" in out


def test_verify_of_changed_text_exits_with_code_1(run: Run, tmp_path: Path) -> None:
    texts = shutil.copytree(TEXTS, tmp_path / "texts")
    path = texts / "harbour-notice.txt"
    path.write_text(path.read_text("utf-8").replace("98%", "97%"), "utf-8")
    code, out, err = run("verify", "--sources", str(texts), *ON_EXAMPLE)
    assert (code, err) == (1, "")
    assert "error mention-text mentions/harbour-notice-m" in out
    # Findings in a collection have a file and a line.
    notice = "example/documents/harbour-notice.yaml"
    assert f"{notice}:2: error document-hash documents/harbour-notice: " in out
    source = (EXAMPLE / "documents" / "harbour-notice.yaml").read_text("utf-8").splitlines()
    found = re.findall(rf"^{notice}:(\d+): error evidence-hash \w+/([\w-]+)", out, re.MULTILINE)
    assert found
    for line, id in found:
        assert source[int(line) - 1].split("id: ")[-1] == id or "spans" in out
    assert "failed: " in out.splitlines()[-1]


@pytest.mark.parametrize("state", ["missing", "foreign", "truncated", "tampered"])
def test_unreadable_input_exits_with_code_2(
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


def test_quote_prints_the_source_text(run: Run) -> None:
    out = run("quote", "harbour-kilns-2035", "--sources", str(TEXTS), *ON_EXAMPLE)
    assert fine(out) == "firms will buy 3 to 5 kilns\n"


def test_quote_of_record_without_evidence_exits_with_code_2(run: Run) -> None:
    message = refused(run("quote", "CNY", "--sources", str(TEXTS), *ON_EXAMPLE))
    assert message == (
        "error: document_id of CNY is empty, so it has no source sentence; see cip.explain('CNY')\n"
    )
