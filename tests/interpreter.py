"""Python code run in a fresh interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def paths(*first: Path) -> str:
    """Return a PYTHONPATH with some folders or zips, then the path of this interpreter."""
    return os.pathsep.join(map(str, [*first, *(part for part in sys.path if part)]))


def run(
    code: str, *options: str, env: dict[str, str] | None = None, cwd: Path | None = None
) -> str:
    """Run code in a fresh interpreter with only the given environment; return its output."""
    found = subprocess.run(
        [sys.executable, "-W", "error", *options, "-c", code],
        capture_output=True, text=True, timeout=120, cwd=cwd, check=False,
        env=env if env is not None else {"PYTHONPATH": paths()},
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert found.stderr == ""
    return found.stdout
