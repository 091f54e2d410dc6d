"""Run the notebooks and write their outputs. With --check, only compare.

A notebook is written as a Markdown page beside this file: its ```python blocks are the cells of
code, and what stands between them the cells of text. What is compared of a picture is what it
says (see `essence` in docs/pictures.py), since fonts differ between machines; all else must be
the same, byte for byte.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SVG = "image/svg+xml"
KERNEL = "python3"
SECONDS = 120
LARGEST = 400_000


def cells(page: str) -> list[dict[str, Any]]:
    """Return the cells of a page, without outputs.

    Raises:
        ValueError: If a block of code is not closed.
    """
    found: list[dict[str, Any]] = []
    parts = re.split(r"^```python\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    for place, text in enumerate(parts):
        source = text.strip("\n")
        if not source.strip():
            continue
        code = place % 2 == 1
        if not code and "```python" in source:
            raise ValueError(f"a block of code is not closed: {source[-60:]!r}")
        cell: dict[str, Any] = {
            "cell_type": "code" if code else "markdown",
            "id": f"cell-{len(found) + 1}",
            "metadata": {},
            "source": source,
        }
        if code:
            cell |= {"execution_count": None, "outputs": []}
        found.append(cell)
    return found


def notebook(page: str) -> dict[str, Any]:
    """Return the notebook of a page, without outputs."""
    return {
        "cells": cells(page),
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": KERNEL},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def executed(page: str) -> str:
    """Run a notebook; return it as JSON, with nothing of when and where it was run.

    Raises:
        nbclient.exceptions.CellExecutionError: If a cell fails.
        RuntimeError: If a cell writes a warning.
    """
    import nbclient
    import nbformat
    from traitlets.config import Config

    book: Any = nbformat.from_dict(notebook(page))  # type: ignore[no-untyped-call]
    # Sockets in files: a notebook of this project needs no network, not even its own.
    with tempfile.TemporaryDirectory(prefix="notebook") as folder:
        sockets = {"transport": "ipc", "ip": str(Path(folder) / "kernel")}
        nbclient.NotebookClient(
            book,
            config=Config(KernelManager=sockets),
            kernel_name=KERNEL,
            timeout=SECONDS,
            record_timing=False,
            coalesce_streams=True,  # how a print is cut into messages depends on the clock
            resources={"metadata": {"path": str(HERE)}},
        ).execute()
    for cell in book.cells:
        cell.metadata = {}
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                raise RuntimeError(f"a cell wrote a warning:\n{cell.source}\n{output.text}")
    book.metadata = notebook("")["metadata"]
    nbformat.validate(book)
    return json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def told(text: str) -> object:
    """Return what a notebook says, pictures by their essence."""
    sys.path.insert(0, str(HERE.parent))
    from pictures import essence

    def walk(part: Any) -> Any:
        if isinstance(part, dict):
            return {
                key: essence(value if isinstance(value, str) else "".join(value))
                if key == SVG
                else walk(value)
                for key, value in part.items()
            }
        return [walk(each) for each in part] if isinstance(part, list) else part

    return walk(json.loads(text))


def main() -> int:
    """Write the notebooks that changed; with --check, fail if any would."""
    check = "--check" in sys.argv[1:]
    wrong = 0
    pages = sorted(HERE.glob("*.md"))
    for page in pages:
        path = page.with_suffix(".ipynb")
        text = executed(page.read_text(encoding="utf-8"))
        if len(text.encode()) >= LARGEST:
            print(f"{path}: has {len(text.encode())} bytes: expected fewer than {LARGEST}")
            wrong += 1
        elif path.is_file() and told(path.read_text(encoding="utf-8")) == told(text):
            print(f"{path.name}: current")
        elif check:
            print(f"{path}: out of date: run docs/notebooks/run.py")
            wrong += 1
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {path}")
    for path in sorted(HERE.glob("*.ipynb")):
        if path.with_suffix(".md") not in pages:
            print(f"{path}: has no page that it is made from")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
