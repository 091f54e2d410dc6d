"""Conversion of a file as users do it: inspect, then normalize with the proposed mapping."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.result import Normalized


def two_steps(path: Path, **options: Any) -> Normalized:
    """Return the result of normalize with what inspect proposes; a complete one is valid."""
    mapping = cip.inspect(path, **options)
    own: dict[str, Any] = {"extend": mapping.extend, "dimensions": mapping.dimensions}
    result = cip.normalize(path, "figures", mapping=mapping, **own)
    if result.ok:
        assert cip.validate(result.frame, "figures", **own).ok
    return result


def file(folder: Path, text: str, name: str = "a.csv") -> Path:
    """Write a text file in UTF-8."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path
