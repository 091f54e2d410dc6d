"""The committed notebooks show what their cells print today, without running Jupyter."""

from __future__ import annotations

import ast
import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "docs" / "notebooks").glob("*.ipynb"))


def run_cell(source: str, names: dict[str, Any]) -> tuple[str, object]:
    """Run a cell; return what it prints, and the value of its last expression."""
    tree = ast.parse(source)
    *_, last = (None, *tree.body)
    if isinstance(last, ast.Expr):
        tree.body.pop()
    printed = io.StringIO()
    value: object = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    return printed.getvalue(), value


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_print_the_committed_output(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("altair")
    monkeypatch.chdir(path.parent)
    names: dict[str, Any] = {"__name__": "__main__"}
    compared = 0
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        printed, value = run_cell("".join(cell["source"]), names)
        committed = [out for out in cell["outputs"] if out["output_type"] == "stream"]
        assert printed == "".join("".join(out["text"]) for out in committed), cell["id"]
        html = getattr(value, "_repr_html_", None)
        for out in cell["outputs"]:
            if "text/html" in out.get("data", {}) and html is not None:
                assert html() == "".join(out["data"]["text/html"]), cell["id"]
                compared += 1
        compared += len(committed)
    assert compared, "the notebook shows no text"
