"""Limits of reading are documented."""

from __future__ import annotations

from chinaindpolicy.io import limits
from example import ROOT


def test_limits_are_documented() -> None:
    docs = ROOT / "docs"
    validating = (docs / "validating.md").read_text("utf-8")
    own = (docs / "own-documents.md").read_text("utf-8")
    for bound in ("MOST_COLUMNS", "MOST_SHEET_ROWS", "MOST_CELLS", "MOST_SHEETS"):
        assert f"| {getattr(limits, bound):,} |" in validating, bound
    for bound in ("MOST_PART_ELEMENTS", "MOST_PROBLEMS", "MOST_FORMAT_CHARACTERS"):
        assert f"| {getattr(limits, bound):,}" in validating, bound
    for bound, power, unit in (
        ("MOST_LINE_BYTES", 2, "MiB"),
        ("MOST_CELL_BYTES", 2, "MiB"),
        ("MOST_BYTES_IN_MEMORY", 3, "GiB"),
        ("MOST_UNPACKED_BYTES", 2, "MiB"),
    ):
        assert f"| {getattr(limits, bound) // 1024**power} {unit} |" in validating, bound
    assert f"{limits.MOST_YAML_BYTES // 1024**2} MiB, {limits.MOST_YAML_NODES:,} values" in own
    assert f"{limits.MOST_YAML_DEPTH} levels" in own
    assert f"{limits.MOST_TEXT_BYTES // 1024**2} MiB, files of a release" in own
    assert f"up to {limits.MOST_RELEASE_BYTES // 1024**3} GiB" in own
