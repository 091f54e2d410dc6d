"""Let validators find the faults of the vendor's file, and print the table of docs/own-codes.md.

    python tests/campaigns/own_codes.py [--write] [TOOL...]

Each tool runs the block of the page, so that the table is about the lines that the page shows. A
tool that is not installed is left out, and keeps its column with `--write`: frictionless and
nomenclature-iamc need a virtual environment of their own, in which this package is not needed.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import logging
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import vendor_files

PAGE = Path(__file__).parents[2] / "docs" / "own-codes.md"
TOOLS = ("chinaindpolicy", "pandera", "frictionless", "nomenclature")
_BLOCK = re.compile(r"^```py\n(.*?)^```", re.DOTALL | re.MULTILINE)
_TABLE = re.compile(r"(?<=<!-- faults -->\n)(.*?)(?=<!-- end of faults -->)", re.DOTALL)


def block_of(tool: str) -> str:
    """Return the block of the page that validates with a tool."""
    (found,) = (block for block in _BLOCK.findall(PAGE.read_text("utf-8")) if f" {tool}" in block)
    return str(found)


def _own(data: str) -> str:
    import chinaindpolicy as cip

    report = cip.validate(
        data, "figures", extend="vendor/codes.yaml", dimensions=["model", "scenario"]
    )
    return "yes" if not report.ok else "warning" if report.counts else "no"


def _run(tool: str, data: str) -> str:
    names: dict[str, Any] = {"data": data}
    try:
        exec(block_of(tool), names)
    except Exception as error:
        # What a validator raises has all that it found; anything else ends it early.
        whole = type(error).__name__ in ("SchemaErrors", "NomenclatureValidationError")
        return "yes" if whole else "stops"
    report = names.get("report")
    return "yes" if report is not None and not report.valid else "no"


def results(tool: str) -> dict[str, str]:
    """Return what a tool says of each fault; the sound file comes first."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    check = _own if tool == "chinaindpolicy" else partial(_run, tool)
    found: dict[str, str] = {}
    with _folder() as folder:
        for fault in ("No fault", *vendor_files.FAULTS):
            text = vendor_files.files()["figures.csv"]
            data = folder / "vendor" / "data.csv"
            data.write_text(
                text if fault == "No fault" else vendor_files.with_fault(fault), "utf-8"
            )
            with (
                contextlib.redirect_stdout(io.StringIO()),
                contextlib.redirect_stderr(io.StringIO()),
            ):
                found[fault] = check("vendor/data.csv")
    return found


@contextlib.contextmanager
def _silence() -> Generator[None]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


@contextlib.contextmanager
def _folder() -> Generator[Path]:
    """Enter a new folder with the files of the vendor and the code lists of nomenclature."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "vendor").mkdir()
        for file, text in vendor_files.files().items():
            (folder / "vendor" / file).write_text(text, "utf-8")
        indicators = [
            f"- {id}:\n    description: {title}\n    unit: {unit}\n"
            for id, title, unit, _ in vendor_files.INDICATORS
        ]
        lists = {
            "variable": "".join(indicators),
            "region": "- all:\n  - cn\n  - greater-bay\n  - jing-jin-ji\n",
            "scenario": "- baseline\n- policy\n",
        }
        for dimension, text in lists.items():
            (folder / "definitions" / dimension).mkdir(parents=True)
            (folder / "definitions" / dimension / "codes.yaml").write_text(text, "utf-8")
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(before)


def table_on_page() -> dict[str, dict[str, str]]:
    """Return the table of the page: by tool and fault."""
    match = _TABLE.search(PAGE.read_text("utf-8"))
    rows = [
        [cell.strip() for cell in line.strip("|\n ").split("|")]
        for line in (match[0] if match else "").splitlines()
        if line.startswith("|") and "---" not in line
    ]
    found: dict[str, dict[str, str]] = {}
    for fault, *cells in rows[1:]:
        for tool, cell in zip(rows[0][1:], cells, strict=True):
            found.setdefault(tool.strip("`"), {})[fault] = cell
    return found


def _markdown(found: dict[str, dict[str, str]]) -> str:
    rows = [["fault", *(f"`{tool}`" for tool in found)], ["---"] * (len(found) + 1)]
    rows += [
        [fault, *(each.get(fault, "?") for each in found.values())]
        for fault in ("No fault", *vendor_files.FAULTS)
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def main() -> None:
    """Print the table; write it with `--write`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("tools", nargs="*", metavar="TOOL", help=f"of {', '.join(TOOLS)}")
    parser.add_argument("--write", action="store_true", help="write the table into the page")
    given = parser.parse_args()
    before = table_on_page()
    found = {tool: before.get(tool, {}) for tool in TOOLS}
    for tool in given.tools or TOOLS:
        if importlib.util.find_spec(tool) is not None:
            found[tool] = results(tool)
    text = _markdown(found)
    print(text, end="")
    if given.write:
        page = PAGE.read_text("utf-8")
        PAGE.write_text(_TABLE.sub(lambda _: text, page), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
