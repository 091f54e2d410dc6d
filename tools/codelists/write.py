"""Files of the code lists: CSV and the descriptor."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

from tools.codelists.lists import CodeList
from tools.codelists.sources import INPUTS

DESCRIPTOR = "datapackage.json"


def files(lists: list[CodeList]) -> dict[str, bytes]:
    """Return the bytes of every file by its name."""
    found = {f"{each.name}.csv": _csv(each) for each in lists}
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "chinaindpolicy-codelists",
        "title": "Code lists of chinaindpolicy",
        "licenses": [
            {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/legalcode"}
        ],
        "resources": [_resource(each, found[f"{each.name}.csv"]) for each in lists],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    return {**found, DESCRIPTOR: f"{text}\n".encode()}


def _csv(code_list: CodeList) -> bytes:
    columns = [code_list.columns.index(column) for column in code_list.key]
    rows = sorted(code_list.rows, key=lambda row: [row[at] for at in columns])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(code_list.columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def _resource(code_list: CodeList, data: bytes) -> dict[str, Any]:
    return {
        "name": code_list.name,
        "path": f"{code_list.name}.csv",
        "title": code_list.title,
        "standard": code_list.standard,
        "edition": code_list.edition,
        "state": code_list.state,
        "note": code_list.note,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "rows": len(code_list.rows),
        "counts": {"column": code_list.counted, "rows": code_list.counts()},
        "sources": [
            *(source.described() for source in code_list.sources),
            *(_own(name) for name in code_list.own),
        ],
        "schema": {
            "fields": [{"name": column, "type": "string"} for column in code_list.columns],
            "primaryKey": list(code_list.key),
        },
    }


def _own(name: str) -> dict[str, str]:
    data = (INPUTS / name).read_bytes()
    return {
        "title": f"entered by hand: {name}",
        "path": f"tools/codelists/inputs/{name}",
        "licence": "CC BY 4.0",
        "use": "facts",
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def write(found: dict[str, bytes], folder: Path) -> None:
    """Write the files, and remove lists that are no longer built."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in found:
            path.unlink()
    for name, data in found.items():
        (folder / name).write_bytes(data)


def outdated(found: dict[str, bytes], folder: Path) -> list[str]:
    """Return the names of files that are missing, differ or should not be there."""
    present = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}
    return sorted(
        name for name in found.keys() | present.keys() if found.get(name) != present.get(name)
    )
