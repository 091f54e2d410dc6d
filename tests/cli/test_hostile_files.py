"""Hostile files end commands with an error message."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("validate", "fifo.csv", "--table", "figures"),
    ("validate", "zero.csv", "--table", "figures"),
    ("validate", "bad.parquet", "--table", "figures"),
    ("validate", "deep.json", "--table", "figures"),
    ("normalize", "fifo.csv", "--table", "figures"),
    ("show", "units", "--release", "release"),
    ("scan", "zero.csv"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_hostile_files_end_commands_with_exit_code_2(
    tmp_path: Path, release_copy: Path, command: tuple[str, ...]
) -> None:
    os.mkfifo(tmp_path / "fifo.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "bad.parquet").write_bytes(b"PAR1" + b"\xff" * 100 + b"PAR1")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (release_copy / "datapackage.json").write_bytes(b"[" * 100_000)
    done = subprocess.run(
        [sys.executable, "-m", "chinaindpolicy", *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()
