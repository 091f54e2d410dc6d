"""Changes of the descriptor of a release folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def change_descriptor(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_bytes())
    change(descriptor)
    path.write_text(json.dumps(descriptor))


def update_descriptor(folder: Path, **changes: Any) -> None:
    path = folder / "datapackage.json"
    package = json.loads(path.read_text("utf-8")) | changes
    path.write_text(json.dumps(package), encoding="utf-8")
