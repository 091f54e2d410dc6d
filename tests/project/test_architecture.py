"""The page of the architecture, its picture and its table describe the code as it is."""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module", name="script")
def architecture_script() -> Iterator[Any]:
    path = ROOT / "docs" / "architecture.py"
    spec = importlib.util.spec_from_file_location("architecture", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["architecture"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["architecture"]


def resolve(name: str) -> object:
    """Return the module, class, function or method of a dotted name within the package."""
    found: object = importlib.import_module("chinaindpolicy")
    for part in name.split("."):
        if isinstance(found, ModuleType) and not hasattr(found, part):
            found = importlib.import_module(f"{found.__name__}.{part}")
        else:
            found = getattr(found, part)
    return found


def code_names(text: str) -> set[str]:
    """Return the dotted names of a page's prose, without file names and calls."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    names = set(re.findall(r"`((?:\w+\.)+\w+)`", prose))
    return {name for name in names if name.rpartition(".")[2] not in ("toml", "pyi", "py")}


def test_every_module_and_function_named_on_the_page_exists() -> None:
    names = code_names(PAGE)
    assert len(names) > 25
    for name in sorted(names):
        resolve(name)


def test_a_name_that_does_not_exist_is_an_error() -> None:
    assert code_names("`dataset.table.Table.frames`, `pyproject.toml`, `load()`") == {
        "dataset.table.Table.frames"
    }
    with pytest.raises(AttributeError):
        resolve("dataset.table.Table.frames")
    with pytest.raises(ModuleNotFoundError):
        resolve("dataset.tables.Table")


def test_every_path_of_a_value_names_modules() -> None:
    paths = PAGE.split("\n## The path of a value\n")[1].split("\n### ")[1:]
    assert len(paths) == 4
    for path in paths:
        assert code_names(path), path.partition("\n")[0]


def test_every_room_has_a_paragraph(script: Any) -> None:
    described = re.findall(r"(?:^|, |and )\*\*`(\w+)`\*\*", PAGE, re.MULTILINE)
    assert sorted(described) == sorted(script.rooms())


def test_picture_has_a_box_for_every_room(script: Any) -> None:
    root = ElementTree.fromstring(script.picture())
    space = "{http://www.w3.org/2000/svg}"
    names = [each.text for each in root.iter(f"{space}text") if each.get("class") == "name"]
    expected = [
        "public names (__init__)" if name == "__init__" else name for name in script.rooms()
    ]
    assert sorted(str(name) for name in names) == sorted(expected)
    assert len(list(root.iter(f"{space}rect"))) == len(expected)


def test_imports_in_functions_count_and_imports_for_type_checking_do_not(
    script: Any, tmp_path: Path
) -> None:
    (tmp_path / "low").mkdir()
    (tmp_path / "low" / "names.py").write_text("import os\n", encoding="utf-8")
    (tmp_path / "middle.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from pack.high import Class\n"
        "def function():\n    from pack.low.names import name\n",
        encoding="utf-8",
    )
    (tmp_path / "high.py").write_text(
        "import pack.middle, packed.other\nfrom pack import low\n", encoding="utf-8"
    )
    found = script.rooms(tmp_path, "pack")
    assert {name: set(room.imports) for name, room in found.items()} == {
        "low": set(),
        "middle": {"low"},
        "high": {"middle", "low"},
    }
    assert found["middle"].size == ("1 module", "under 100 lines")
    assert script.arrows(found) == [("high", "middle"), ("middle", "low")]


def test_import_of_a_higher_room_is_an_error(script: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    order = script.layers()
    monkeypatch.setattr(script, "layers", lambda: order[::-1])
    with pytest.raises(ValueError, match="in no lower layer"):
        script.picture()
    monkeypatch.setattr(script, "layers", lambda: order[1:])
    with pytest.raises(ValueError, match="__main__"):
        script.picture()
