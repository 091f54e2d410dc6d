"""Documentation: examples run, links exist, and every public name is documented."""

from __future__ import annotations

import ast
import doctest
import importlib.util
import inspect
import json
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import chinaindpolicy
from chinaindpolicy import plot
from chinaindpolicy.cli import cli
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import ROOT
from page_blocks import blocks

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.md"))
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
DOCS = [*sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "zh").glob("*.md"))]
PAGES = [*READMES, *DOCS]
MODULES = [
    module.name
    for module in pkgutil.walk_packages(chinaindpolicy.__path__, "chinaindpolicy.")
    if not module.name.endswith("__main__")
]
FLAGS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL


class Finder(doctest.DocTestFinder):
    """A finder that includes public classes, whose module is the package."""

    def _from_module(self, module: Any, object: Any) -> bool:  # noqa: A002
        # A public function is wrapped by the check of its arguments.
        plain = inspect.unwrap(object) if inspect.isfunction(object) else object
        own = bool(super()._from_module(module, plain))  # type: ignore[misc]
        return own or (
            isinstance(object, type)
            and object.__module__ == "chinaindpolicy"
            and inspect.getsource(module).find(f"class {object.__name__}") >= 0
        )


@pytest.mark.parametrize("name", ["chinaindpolicy", *MODULES])
def test_docstring_examples_run(name: str) -> None:
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    for example in Finder().find(module, name):
        runner.run(example)
    assert runner.summarize(verbose=False).failed == 0


def test_examples_of_public_classes_are_found() -> None:
    module = importlib.import_module("chinaindpolicy.errors")
    assert any(example.examples for example in Finder().find(module) if "DateError" in example.name)


def test_examples_of_checked_functions_are_found() -> None:
    module = importlib.import_module("chinaindpolicy.analysis.search")
    names = [example.name for example in Finder().find(module) if example.examples]
    assert "chinaindpolicy.analysis.search.search" in names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_on_pages_run(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "docs" / "example")
    examples = "\n".join(blocks(page, "python"))
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    parsed = doctest.DocTestParser().get_doctest(examples, {}, page.name, str(page), 0)
    runner.run(parsed)
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_blocks_are_examples_that_run(page: Path) -> None:
    for block in blocks(page, "python"):
        if page.name != "reference.md":
            assert block.lstrip().startswith(">>>"), f"a block that nothing runs: {block[:60]!r}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_existing_files(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not link.startswith("http"):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_curating_page_commands_run(tmp_path: Path) -> None:
    page = ROOT / "docs" / "curating.md"
    (tmp_path / "harbour").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "harbour" / "harbour.yaml").write_text(blocks(page, "yaml")[0], encoding="utf-8")
    (tmp_path / "texts" / "harbour.txt").write_text(blocks(page, "text")[0], encoding="utf-8")
    outputs: list[str] = []
    for line in blocks(page, "sh")[0].strip().splitlines():
        words = shlex.split(line)
        assert words[0] == "chinaindpolicy"
        run = subprocess.run(
            [sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True,
            encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr + run.stdout
        outputs.append(run.stdout)
    assert "≥ 40 " in outputs[-1]
    assert (tmp_path / "harbour" / "releases" / "2026.1" / "targets.csv").is_file()


@pytest.mark.full
@pytest.mark.parametrize("name", ["own-documents.md", "zh/adding-documents.md"])
def test_own_documents_page_commands_run(name: str, tmp_path: Path) -> None:
    page = ROOT / "docs" / name
    example = ROOT / "docs" / "example"
    shutil.copytree(example / "texts", tmp_path / "texts")
    shutil.copytree(example / "lumen", tmp_path / "finished" / "lumen")
    shutil.rmtree(tmp_path / "finished" / "lumen" / "located")
    outputs: list[str] = []
    text = page.read_text(encoding="utf-8")
    for kind, block in re.findall(r"^```sh( fails)?\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for line in block.strip().splitlines():
            words = shlex.split(line)
            command = [sys.executable, "-m", *words] if words[0] == "chinaindpolicy" else words
            run = subprocess.run(
                command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
                env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False,
            )  # fmt: skip
            assert run.returncode == (1 if kind else 0), run.stderr + run.stdout
            outputs.append(run.stdout)
    everything = "\n".join(outputs)
    assert "text-uncovered" in everything and "number-unaccounted" in everything
    (stubs,) = blocks(page, "yaml stubs")
    assert stubs in everything
    assert "ok: 0 errors" in everything
    assert "lumen-lighting-association" in everything
    assert "By 2033, output of the lighting industry will exceed 1.250" in everything
    assert "[lumen-2031.1]" in everything
    assert outputs[-1].rstrip().endswith("(Lumen Bay Bureau of Statistics, 2034-05-12; found).")
    # The printed records are part of the finished collection, and its offsets are current.
    documents = (example / "lumen").rglob("*.yaml")
    finished = "\n".join(path.read_text(encoding="utf-8") for path in documents)
    for record in blocks(page, "yaml record"):
        assert record in finished
    report = (example / "texts" / "report.txt").read_text(encoding="utf-8")
    assert blocks(page, "text")[0] in report
    for path in (tmp_path / "lumen" / "located").iterdir():
        assert path.read_bytes() == (example / "lumen" / "located" / path.name).read_bytes()


def test_every_page_is_in_the_site_navigation() -> None:
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
    pages = re.findall(r": ([\w/-]+\.md)$", contents, re.MULTILINE)
    assert sorted(pages) == sorted(page.relative_to(ROOT / "docs").as_posix() for page in DOCS)


def test_generated_pages_are_current() -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.full
def test_pictures_are_current() -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "docs" / "pictures.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def script(path: Path) -> Any:
    """Load a script of the documentation as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_changed_picture_text_is_detected() -> None:
    essence = script(ROOT / "docs" / "pictures.py").essence
    svg = (ROOT / "docs" / "pictures" / "rates.svg").read_text(encoding="utf-8")
    wider = re.sub(r'width="(\d+)"', 'width="1234"', svg)
    assert wider != svg and essence(wider) == essence(svg)
    for before, after in (("&lt; 30%", "= 30%"), ("to 30", "to 31"), ("自给率", "自足率")):
        assert essence(svg.replace(before, after)) != essence(svg)


@pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda page: page.stem)
def test_notebooks_match_their_pages(page: Path) -> None:
    """The outputs are checked by `docs/notebooks/run.py --check`, which needs a kernel."""
    run = script(page.parent / "run.py")
    written = json.loads(page.with_suffix(".ipynb").read_text(encoding="utf-8"))
    expected = run.notebook(page.read_text(encoding="utf-8"))
    unrun: dict[str, Any] = {"outputs": [], "execution_count": None}
    bare: list[Any] = [
        {**cell, **unrun} if "outputs" in cell else cell for cell in written["cells"]
    ]
    assert bare == expected["cells"]
    assert written["metadata"] == expected["metadata"]
    code = [cell for cell in written["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    pictures = sum("image/svg+xml" in output.get("data", {}) for output in outputs)
    assert outputs and bool(pictures) == ("plot" in page.read_text(encoding="utf-8"))
    assert {output["output_type"] for output in outputs} <= {"stream", "execute_result"}


def test_every_public_name_is_documented() -> None:
    reference = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    for name in chinaindpolicy.__all__:
        assert re.search(rf"\b{name}\b", reference), name
    for name in plot.__all__:
        assert f"### plot.{name}\n" in reference, name
    for command in cli.commands:
        assert f"### chinaindpolicy {command}" in reference
    tables = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    for table in TABLE_NAMES:
        assert f"## {table}" in tables
        for spec in columns(table):
            assert f"| `{spec.name}` |" in tables


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_shows_an_example(command: str) -> None:
    epilog = cli.commands[command].epilog or ""
    assert epilog.startswith(f"Example: chinaindpolicy {command}")


def test_type_stub_declares_every_public_name_once() -> None:
    source = Path(str(chinaindpolicy.__file__)).with_suffix(".pyi").read_text(encoding="utf-8")
    declared = [
        *re.findall(r"^(\w+): (?:Table\[records\.\w+\]|Observations|str)$", source, re.MULTILINE),
        *re.findall(r"^def (\w+)\(", source, re.MULTILINE),
        *(
            alias.name
            for node in ast.parse(source).body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        ),
    ]
    for name in chinaindpolicy.__all__:
        assert declared.count(name) == 1, name
        assert getattr(chinaindpolicy, name) is not None
    assert set(TABLE_NAMES) <= set(chinaindpolicy.__all__)


@pytest.mark.parametrize("readme", READMES, ids=lambda page: page.name)
def test_readme_lists_every_table(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    (table,) = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", table)) == sorted(TABLE_NAMES)


def test_chinese_pages_and_english_pages_link_to_each_other() -> None:
    for page in DOCS:
        if page.parent.name == "zh":
            (link,) = re.findall(
                r"^\[English\]\((.+)\) \| 中文$", page.read_text("utf-8"), re.MULTILINE
            )
            english = (page.parent / link).resolve().read_text("utf-8")
            assert f"(zh/{page.name})" in english
    assert "[中文](README.zh.md)" in READMES[0].read_text("utf-8")
    assert "[English](README.md)" in READMES[1].read_text("utf-8")


def test_readmes_have_the_same_commands_and_links() -> None:
    english, chinese = (readme.read_text("utf-8") for readme in READMES)
    assert len(chinese.splitlines()) <= 120
    assert blocks(READMES[0], "sh") == blocks(READMES[1], "sh")
    for pattern in (r"^```.*$", r"^#+ ", r"^\d\. "):
        count = [len(re.findall(pattern, text, re.MULTILINE)) for text in (english, chinese)]
        assert count[0] == count[1], pattern


ROOT_PAGES = [ROOT / name for name in ("CONTEXT.md", "CONTRIBUTING.md", "SECURITY.md")]


@pytest.mark.parametrize("page", ROOT_PAGES, ids=lambda page: page.name)
def test_links_of_root_pages_lead_to_existing_files(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_issue_forms_require_the_facts_of_a_report() -> None:
    folder = ROOT / ".github" / "ISSUE_TEMPLATE"
    forms = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in folder.glob("*.yml")}
    assert set(forms) == {"config", "data", "code", "request"}
    for name, required in (("data", {"record", "release"}), ("code", {"version", "input"})):
        fields = {each.get("id"): each.get("validations", {}) for each in forms[name]["body"]}
        assert all(fields[field] == {"required": True} for field in required)


def test_contributing_page_names_existing_tasks() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    tasks = script(ROOT / "tasks.py").TASKS
    assert set(re.findall(r"tasks\.py (\w+)", text)) <= set(tasks)
