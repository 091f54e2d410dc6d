"""Import: light, without side effects, and with discoverable names."""

from __future__ import annotations

import inspect
import os
import pkgutil
import pydoc
import re
import shutil
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.model.vocabularies import TABLE_NAMES

HEAVY = {"polars", "pandera", "pydantic", "pydantic_core", "narwhals", "click", "yaml", "csv"}


def run(code: str, *, cwd: Path | None = None, **env: str) -> str:
    """Run some code in a fresh interpreter, warnings as errors; return what it printed."""
    keep = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    if "PYTHONPATH" in keep:
        keep["PYTHONPATH"] = os.pathsep.join(
            str(Path(part).resolve()) for part in keep["PYTHONPATH"].split(os.pathsep) if part
        )
    found = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=cwd,
        env={**keep, **env},
    )
    assert found.returncode == 0, found.stderr
    assert found.stderr == ""
    return found.stdout


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that the code loads."""
    out = run(
        f"import sys; before = set(sys.modules)\n{code}\n"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    return set(out.split())


def test_import_loads_no_heavy_module() -> None:
    loaded = loaded_by("import chinaindpolicy")
    assert "chinaindpolicy" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize(
    "code",
    [
        "import chinaindpolicy as cip; cip.__version__",
        "import chinaindpolicy as cip; cip.releases()",
        "import chinaindpolicy as cip; dir(cip)",
        "import chinaindpolicy as cip; cip.UnknownNameError",
        "import chinaindpolicy as cip; hasattr(cip, 'nonsense')",
        "import chinaindpolicy as cip; repr(cip.load()), cip.release, len(cip.targets)",
    ],
)
def test_access_without_tables_loads_no_heavy_module(code: str) -> None:
    assert not loaded_by(code) & (HEAVY - {"csv"})


def test_frame_loads_only_polars() -> None:
    loaded = loaded_by("import chinaindpolicy as cip; cip.targets.frame()")
    assert "polars" in loaded
    assert not loaded & {"pandera", "pydantic", "pydantic_core", "narwhals", "click", "yaml"}


def test_records_load_no_frame_library() -> None:
    loaded = loaded_by("import chinaindpolicy as cip; next(iter(cip.targets)).value")
    assert "pydantic" in loaded
    assert not loaded & {"polars", "pandera", "narwhals", "click", "yaml"}


def test_json_schema_does_not_load_pandera() -> None:
    assert "pandera" not in loaded_by("import chinaindpolicy as cip; cip.json_schema('targets')")


@pytest.mark.full
def test_package_works_with_empty_home_and_read_only_folder(tmp_path: Path) -> None:
    home, cwd = tmp_path / "home", tmp_path / "cwd"
    home.mkdir()
    cwd.mkdir()
    cwd.chmod(0o555)
    try:
        out = run(
            "import chinaindpolicy as cip\n"
            "print(cip.targets['components-plan-sales-2023'].value)\n"
            "print(cip.targets.frame().height == len(cip.targets))\n"
            "print(cip.schema('targets').name, cip.verify().ok)",
            cwd=cwd,
            HOME=str(home),
            TMPDIR=str(cwd),
        )
    finally:
        cwd.chmod(0o755)
    assert out.split() == ["2100000000000", "True", "targets", "True"]
    assert list(home.iterdir()) == []
    assert list(cwd.iterdir()) == []


@pytest.mark.full
def test_package_does_not_access_the_network(tmp_path: Path) -> None:
    run(
        "import sys\n"
        "def refuse(event, arguments):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.bind'):\n"
        "        raise RuntimeError(event)\n"
        "sys.addaudithook(refuse)\n"
        "import chinaindpolicy as cip\n"
        "cip.targets.frame(); list(cip.tasks); cip.verify(); cip.schema('figures')",
        cwd=tmp_path,
    )


def test_every_public_name_is_available() -> None:
    assert list(cip.__all__) == sorted(cip.__all__)
    for name in cip.__all__:
        assert getattr(cip, name) is not None
        assert name in dir(cip)
    assert set(TABLE_NAMES) <= set(cip.__all__)
    assert "__version__" in dir(cip)


def test_public_objects_show_the_package_as_module() -> None:
    for name in cip.__all__:
        thing: object = getattr(cip, name)
        if isinstance(thing, type) or callable(thing):
            assert getattr(thing, "__module__") == "chinaindpolicy", name  # noqa: B009


def test_no_module_shadows_a_public_name() -> None:
    modules = {module.name for module in pkgutil.iter_modules(cip.__path__)}
    assert modules
    assert not modules & set(cip.__all__)


def test_public_names_survive_import_of_all_modules() -> None:
    out = run(
        "import chinaindpolicy as cip, importlib, pkgutil\n"
        "for module in pkgutil.walk_packages(cip.__path__, 'chinaindpolicy.'):\n"
        "    if not module.name.endswith('__main__'): importlib.import_module(module.name)\n"
        "print(*(type(getattr(cip, name)).__name__ for name in cip.__all__))"
    )
    assert "module" not in out.split()


@pytest.mark.full
def test_every_module_can_be_imported_first() -> None:
    """No module depends on an earlier import of another."""
    out = run(
        "import chinaindpolicy as cip, importlib, pkgutil, sys\n"
        "names = [found.name for found in pkgutil.walk_packages(cip.__path__, 'chinaindpolicy.')]\n"
        "for name in [name for name in names if not name.endswith('__main__')]:\n"
        "    for known in [each for each in sys.modules if each.startswith('chinaindpolicy')]:\n"
        "        del sys.modules[known]\n"
        "    importlib.import_module(name)\n"
        "    print(name)"
    )
    assert len(out.split()) > 20


@pytest.mark.parametrize(
    ("name", "near"),
    [("target", "targets"), ("Targets", "targets"), ("lod", "load"), ("relaese", "release")],
)
def test_unknown_attribute_suggests_a_similar_name(name: str, near: str) -> None:
    message = f"module 'chinaindpolicy' has no attribute {name!r}; did you mean {near!r}?"
    with pytest.raises(AttributeError, match=re.escape(message)) as caught:
        getattr(cip, name)
    assert caught.value.name == name


def test_dissimilar_attribute_raises_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"has no attribute 'xyzzy'$"):
        getattr(cip, "xyzzy")  # noqa: B009
    assert not hasattr(cip, "__wrapped__")


def test_version_is_semantic_and_release_is_calendar() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+(\w+)?", cip.__version__)
    assert re.fullmatch(r"20\d\d\.\d+", cip.release)
    assert cip.release in cip.releases()


def test_package_has_a_py_typed_marker() -> None:
    (folder,) = cip.__path__
    assert (Path(folder) / "py.typed").is_file()


@pytest.mark.parametrize("name", ["Finding", "Report", "Assessment", "RegionSum", "SearchHit"])
def test_type_hints_of_public_classes_resolve(name: str) -> None:
    thing = getattr(cip, name)
    assert set(inspect.get_annotations(thing)) <= set(typing.get_type_hints(thing))


def test_dir_lists_public_names_only() -> None:
    assert dir(cip) == sorted({"__version__", *cip.__all__})
    assert {"__version__", "targets", "load"} <= set(dir(cip))


def test_help_is_one_page() -> None:
    page = pydoc.plain(pydoc.render_doc(cip))
    assert len(page.splitlines()) <= 66
    for name in ("search", "observations", "audit", "inspect", "normalize", "export", "tree"):
        assert name in page
    assert "__getattr__" not in page


def test_constructor_has_no_private_parameter() -> None:
    assert "_reconstruct" not in inspect.signature(cip.Dataset).parameters


def test_missing_stub_is_an_incomplete_installation(tmp_path: Path) -> None:
    (folder,) = cip.__path__
    copy = shutil.copytree(folder, tmp_path / "chinaindpolicy")
    (copy / "__init__.pyi").unlink()
    out = run(
        "import sys\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "import chinaindpolicy as cip\n"
        "try: cip.validate\n"
        "except ImportError as error: print(error)",
    )
    assert out.startswith("the installation is incomplete: ")
