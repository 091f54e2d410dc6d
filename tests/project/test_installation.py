"""Installation: zip archives, read-only folders, missing home, optimized bytecode."""

from __future__ import annotations

import importlib.resources
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset import release_files as release_module
from chinaindpolicy.dataset import release_names
from chinaindpolicy.dataset.release_names import release_path
from chinaindpolicy.errors import ReleaseError
from example import EXAMPLE, RELEASES
from interpreter import paths, run

pytestmark = pytest.mark.full  # takes long; CI runs it

PACKAGE = Path(str(cip.__file__)).parent
USE = (
    "import chinaindpolicy as cip\n"
    "print(cip.targets['components-plan-sales-2023'].value, cip.releases()[0],\n"
    "      cip.targets.frame().height == len(cip.targets), cip.load('2026.1').release)\n"
)
USED = "2100000000000 2026.1 True 2026.1\n"


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package and its releases, as installed from a wheel."""
    site = tmp_path_factory.mktemp("site")
    compiled = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(PACKAGE, site / "chinaindpolicy", ignore=compiled)
    releases = site / "chinaindpolicy" / "_releases"
    if not releases.is_dir():
        shutil.copytree(RELEASES, releases)
    lists = site / "chinaindpolicy" / "_codelists"
    if not lists.is_dir():
        shutil.copytree(RELEASES.parent / "codelists", lists)
    return site


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize("options", [(), ("-B",)], ids=["may-compile", "never-compiles"])
def test_package_runs_without_write_permission(installed: Path, options: tuple[str, ...]) -> None:
    """The root user can write to read-only folders, so an audit hook blocks write access."""
    refuse = (
        "import sys\n"
        "def refuse(event, arguments):\n"
        f"    if event == 'open' and str(arguments[0]).startswith({str(installed)!r}):\n"
        "        if arguments[2] & 3: raise PermissionError(13, 'read-only', arguments[0])\n"
        f"    if event in ('os.mkdir', 'os.rename') and {str(installed)!r} in str(arguments[0]):\n"
        "        raise PermissionError(13, 'read-only', arguments[0])\n"
        "sys.addaudithook(refuse)\n"
    )
    before = contents(installed)
    folders = [path for path in installed.rglob("*") if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    try:
        env = {"PYTHONPATH": paths(installed)}
        assert run(refuse + USE + "print(cip.__file__)", *options, env=env).endswith(
            f"{USED}{installed / 'chinaindpolicy' / '__init__.py'}\n"
        )
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert contents(installed) == before


def test_package_runs_from_a_zip(installed: Path, tmp_path: Path) -> None:
    archive = tmp_path / "chinaindpolicy.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in sorted(contents(installed).items()):
            file.writestr(name, data)
    output = run(
        f"{USE}print(cip.verify().ok, cip.schema('targets').name)\n"
        "import tempfile; from pathlib import Path\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    (page,) = cip.export(cip.load(), Path(folder, 'page.html'), 'html')\n"
        "    print(page.name)\n"
        "try: cip.load('2026.11')\n"
        "except cip.UnknownNameError as error: print(error)\n"
        "print(cip.__file__)",
        env={"PYTHONPATH": paths(archive)},
        cwd=tmp_path,
    )
    assert output.startswith(f"{USED}True targets\n")
    assert "did you mean '2026.1'" in output
    assert output.endswith(f"{archive / 'chinaindpolicy' / '__init__.py'}\n")
    assert [path.name for path in tmp_path.iterdir()] == [archive.name]


def test_code_lists_are_read_from_a_zip(installed: Path, tmp_path: Path) -> None:
    archive = tmp_path / "lists.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name, data in sorted(contents(installed).items()):
            file.writestr(name, data)
    code = (
        "from chinaindpolicy.codes.lists import divisions\n"
        "from chinaindpolicy.codes.places import find_place\n"
        "print(divisions().height, find_place('310230').id)"
    )
    output = run(code, env={"PYTHONPATH": paths(archive)}, cwd=tmp_path)
    assert output == "3214 cn-sh-310151\n"


def test_zip_without_releases_raises_release_error(installed: Path, tmp_path: Path) -> None:
    archive = tmp_path / "bare.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name, data in sorted(contents(installed).items()):
            if "_releases" not in name:
                file.writestr(name, data)
    # Releases in the working directory are not packaged releases.
    shutil.copytree(installed / "chinaindpolicy" / "_releases", tmp_path / "datasets" / "releases")
    code = (
        "import sys; sys.path.insert(0, 'bare.zip')\n"
        "import chinaindpolicy as cip\n"
        "try: cip.load()\n"
        "except cip.ReleaseError as error: print(error)"
    )
    output = run(code, cwd=tmp_path)
    assert "contains no release; the installation is incomplete" in output


def test_changed_file_in_a_zip_is_rejected(installed: Path, tmp_path: Path) -> None:
    archive = tmp_path / "changed.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name, data in sorted(contents(installed).items()):
            kept = data.replace(b"2100000000000", b"2100000000001")
            file.writestr(name, kept if name.endswith("2026.1/targets.csv") else data)
    code = (
        "import chinaindpolicy as cip\n"
        "try: cip.load('2026.1').targets.frame()\n"
        "except cip.ReleaseError as error: print(error)"
    )
    output = run(code, env={"PYTHONPATH": paths(archive)}, cwd=tmp_path)
    assert "2026.1/targets.csv" in output and "restore the published file" in output


# Processes


def test_package_runs_without_environment_and_home(tmp_path: Path) -> None:
    start = f"import sys; sys.path[:] = {[part for part in sys.path if part]!r}\n"
    assert run(start + USE, "-I", "-S", env={}) == USED
    assert run(USE, env={"PYTHONPATH": paths(), "HOME": str(tmp_path / "none")}) == USED
    assert list(tmp_path.iterdir()) == []


def test_package_runs_without_working_directory(tmp_path: Path) -> None:
    gone = f"import os; os.chdir({str(tmp_path)!r}); os.mkdir('gone'); os.chdir('gone')\n"
    # Python 3.13.0 cannot import PyO3 modules (pydantic, Polars) if the working directory
    # is deleted and on the path; `-P` removes it from the path.
    options = ("-P",) if sys.version_info[:3] == (3, 13, 0) else ()
    assert run(f"{gone}os.rmdir('../gone')\n{USE}", *options) == USED


def test_results_are_equal_without_asserts_and_docstrings() -> None:
    code = (
        f"{USE}from pathlib import Path\n"
        "from chinaindpolicy.curation.build import release_files\n"
        "from chinaindpolicy.model.columns import describe_table\n"
        f"built = cip.load(Path({str(EXAMPLE)!r}))\n"
        "import hashlib, json\n"
        "results = [json.dumps(cip.json_schema(name)) for name in sorted(built)]\n"
        "results += [*map(describe_table, built)]\n"
        "results += [json.dumps(dict(built.descriptor), default=str)]\n"
        "report = cip.validate([{'id': 'a', 'value': 1}], 'figures')\n"
        "results += [str(report), str(cip.verify()), cip.explain('components-plan-sales-2023')]\n"
        "print(hashlib.sha256('\\n'.join(map(str, results)).encode()).hexdigest())\n"
    )
    assert run(code) == run(code, "-O") == run(code, "-OO")


def test_command_output_is_equal_under_oo() -> None:
    """Only the text of `--help` comes from docstrings."""
    answers, helps = (
        [
            subprocess.run(
                [sys.executable, *options, "-m", "chinaindpolicy", *arguments],
                capture_output=True, check=True, text=True, encoding="utf-8",
            ).stdout
            for options in ([], ["-OO"])
        ]
        for arguments in (["show", "targets", "--format", "csv"], ["show", "--help"])
    )  # fmt: skip
    assert answers[0] == answers[1]
    assert all("--where" in output and "Example: chinaindpolicy show" in output for output in helps)


@pytest.mark.parametrize("missing", ["duckdb", "pyarrow"])
def test_missing_package_raises_missing_extra_error(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chinaindpolicy.errors import install_command
    from chinaindpolicy.rules.engines.duckdb_relations import relation_of

    monkeypatch.setitem(sys.modules, missing, None)
    output = f"{missing} is not installed: {install_command(missing, 'duckdb')}\n"
    output += "(the extra chinaindpolicy[duckdb])"
    with pytest.raises(cip.MissingExtraError) as caught:
        relation_of(cip.units.frame())
    assert (str(caught.value), caught.value.name, caught.value.extra) == (output, missing, "duckdb")


def test_releases_are_found_next_to_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Releases are part of the package folder, or of the archive that it is imported from."""
    home = release_path("2026.1")
    package = tmp_path / "chinaindpolicy"
    package.mkdir()

    def elsewhere(_: str) -> Path:
        return package

    monkeypatch.setattr(release_names, "__file__", str(package / "dataset" / "release_names.py"))
    monkeypatch.setattr(importlib.resources, "files", elsewhere)
    with pytest.raises(ReleaseError, match="the installation is incomplete"):
        release_names.packaged_releases.__wrapped__()
    shutil.copytree(str(home), package / "_releases" / "2026.1")
    assert release_names.packaged_releases.__wrapped__() == ("2026.1",)


def test_descriptor_is_read_from_a_zip(tmp_path: Path) -> None:
    folder = Path(str(release_path("2026.1")))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(folder / "datapackage.json", "r/datapackage.json")
    inside = zipfile.Path(tmp_path / "a.zip", "r/")
    assert release_module.read_descriptor(inside) == release_module.read_descriptor(folder)
