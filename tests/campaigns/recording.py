"""Where campaigns keep what they measured: `docs/trust/NAME.json`, shown by `docs/trust.md`."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "docs" / "trust"
_VERSIONS = ("polars", "pydantic", "pandera", "hypothesis")


def record(
    name: str,
    *,
    command: str,
    figures: Mapping[str, int | float | str],
    worst: str,
    details: Sequence[Mapping[str, Any]] = (),
) -> Path:
    """Write what a campaign measured, whole, and return the file.

    Args:
        name: The campaign, and the stem of its file.
        command: The command that anyone can run for the same figures.
        figures: What was counted, by the words the page shows.
        worst: The worst thing the campaign found, and what became of it; one sentence.
        details: Rows of a table behind the figures, all of the same keys.
    """
    content = {
        "campaign": name,
        "command": command,
        "environment": {
            "python": platform.python_version(),
            **{package: version(package) for package in _VERSIONS},
        },
        "figures": dict(figures),
        "worst": worst,
        "details": [dict(row) for row in details],
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.json"
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)
    return path
