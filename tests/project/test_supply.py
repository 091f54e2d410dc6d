"""Dependencies: versions, licences, hashes and pinned workflow actions."""

from __future__ import annotations

import ast
import importlib.metadata
import itertools
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import chinaindpolicy
from chinaindpolicy.errors import MissingExtraError
from constraints import CONSTRAINTS, LOCK, constraints
from example import ROOT

PAGE = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
LICENCES = re.compile(r"MIT|BSD-[23]-Clause|Apache-2\.0|PSF-2\.0")

# Licences given only as text or classifiers.
IN_WORDS = {
    "Copyright (c) 2025 Ritchie Vink": "MIT",
    "MIT License": "MIT",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
}


def table(title: str) -> list[list[str]]:
    """Return the cells of a table of the page, without its header."""
    part = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def names(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def declared(requirements: list[str]) -> dict[str, str]:
    """Return the oldest allowed version of each required package."""
    parsed = [Requirement(each) for each in requirements]
    return {each.name: str(each.specifier).removeprefix(">=") for each in parsed}


def locked() -> dict[str, str]:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([^ \\]+)", lock, re.MULTILINE))


def needs(name: str, extras: frozenset[str] = frozenset()) -> Iterator[Requirement]:
    """Yield the requirements of an installed package for this environment."""
    for text in importlib.metadata.requires(name) or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": each}) for each in extras | {""}):
            yield requirement


def closure(requirements: list[Requirement]) -> set[str]:
    """Return the names of required packages, including transitive dependencies."""
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key not in seen:
            seen.add(key)
            found.add(key[0])
            waiting += needs(*key)
    return found


def runtime() -> list[Requirement]:
    return [Requirement(each) for each in PROJECT["dependencies"]]


def licence(name: str) -> str:
    """Return the declared licence of a package as an SPDX expression."""
    metadata = importlib.metadata.metadata(name)

    def listed(key: str) -> list[str]:
        return metadata.get_all(key) or []

    if listed("License-Expression"):
        return listed("License-Expression")[0]
    words = [each.partition("\n")[0].strip() for each in listed("License")]
    words += [each for each in listed("Classifier") if "License ::" in each]
    meant = [IN_WORDS.get(each, each) for each in words]
    return next((each for each in meant if LICENCES.search(each)), str(words))


def allowed(expression: str) -> bool:
    return all(
        any(LICENCES.fullmatch(part.strip(" ()")) for part in each.split(" OR "))
        for each in expression.split(" AND ")
    )


# The page


def test_page_lists_every_dependency_with_its_bound() -> None:
    rows = table("Required packages")
    listed = {name: row[1] for row in rows for name in names(row[0])}
    assert listed == declared(PROJECT["dependencies"])
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert all(row[2] and row[3] and row[6] for row in rows)


def test_page_lists_every_extra_with_its_bounds() -> None:
    listed: dict[str, dict[str, str]] = {}
    for row in table("Optional packages"):
        (extra,), (package,) = names(row[0]), names(row[1])
        listed.setdefault(extra, {})[package] = row[2]
        assert row[3] and row[4]
    extras = {key: each for key, each in PROJECT["optional-dependencies"].items() if key != "test"}
    assert listed == {extra: declared(each) for extra, each in extras.items()}


@pytest.mark.parametrize("extra", sorted(PROJECT["optional-dependencies"].keys() - {"test"}))
def test_missing_extra_message_names_its_packages(extra: str) -> None:
    """The command also works in a checkout, where the package is on no index."""
    known = importlib.metadata.metadata("chinaindpolicy").get_all("Provides-Extra") or ()
    if extra not in known and os.environ.get("CI") != "true":
        pytest.skip("the installed metadata is older than pyproject.toml; install the package")
    command, hint = str(MissingExtraError("module", extra)).splitlines()
    command = command.removeprefix("module is not installed: ")
    assert hint == f"(the extra chinaindpolicy[{extra}])"
    words = shlex.split(command)
    assert words[:4] == ["python3", "-m", "pip", "install"]
    listed = {Requirement(word).name: Requirement(word) for word in words[4:]}
    declared_here = [Requirement(each) for each in PROJECT["optional-dependencies"][extra]]
    assert listed == {each.name: each for each in declared_here}


def test_missing_package_is_named_without_metadata(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def absent(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", absent)
    listed = str(MissingExtraError("duckdb", "duckdb"))
    assert listed == 'duckdb is not installed: python3 -m pip install "duckdb"'


def test_every_imported_package_is_declared() -> None:
    """A transitive dependency can disappear with the next version of another package."""
    extras = itertools.chain.from_iterable(PROJECT["optional-dependencies"].values())
    names = {canonicalize_name(Requirement(e).name) for e in [*PROJECT["dependencies"], *extras]}
    found: set[str] = set()
    for path in Path(str(chinaindpolicy.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
    modules = found - set(sys.stdlib_module_names) - {"chinaindpolicy"}
    assert {"yaml", "polars"} <= modules
    packages = {canonicalize_name({"yaml": "pyyaml"}.get(each, each)) for each in modules}
    assert packages <= names


def test_page_lists_every_transitive_dependency() -> None:
    rows = table("Required packages")
    listed = {name for row in rows for cell in (row[0], row[5]) for name in names(cell)}
    assert listed == closure(runtime())
    for row in rows:
        (name,) = names(row[0])
        extras = "[polars]" if name == "pandera" else ""
        assert names(row[5]) <= closure([Requirement(name + extras)])


def test_page_states_approximate_sizes() -> None:
    packages = [(row[0], row[4]) for row in table("Required packages")]
    packages += [(row[1], row[5]) for row in table("Optional packages")]
    compared = 0
    for cell, listed in packages:
        (name,) = names(cell)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # an extra that is not installed here
        if distribution.version != locked().get(name):
            continue
        size = sum(file.size or 0 for file in distribution.files or ()) / 1e6
        assert float(listed) == pytest.approx(size, rel=0.35, abs=0.15), name
        compared += 1
    assert compared or importlib.metadata.version("polars") != locked()["polars"]


# Licences, versions, hashes


def test_every_licence_is_allowed() -> None:
    for name in sorted(closure(runtime())):
        assert allowed(licence(name)), f"{name}: {licence(name)}"
    assert all(allowed(row[-1]) for row in table("Required packages"))
    # Only tests import Hypothesis.
    others = [row for row in table("Optional packages") if not allowed(row[-1])]
    assert [(row[1], row[-1]) for row in others] == [("`hypothesis`", "MPL-2.0")]


@pytest.mark.parametrize(
    ("expression", "fine"),
    [
        ("MIT", True), ("Apache-2.0 OR BSD-2-Clause", True), ("MIT AND PSF-2.0", True),
        ("GPL-3.0-only", False), ("MIT AND GPL-3.0-only", False), ("MIT OR GPL-3.0-only", True),
        ("LGPL-2.1", False), ("", False), ("UNKNOWN", False),
    ],
)  # fmt: skip
def test_licence_expression_is_allowed_or_rejected(expression: str, fine: bool) -> None:
    assert allowed(expression) is fine


def test_installed_versions_satisfy_requirements() -> None:
    """Equivalent to `pip check` for all dependencies of the package."""
    for name in sorted(closure(runtime())):
        for requirement in needs(name):
            version = importlib.metadata.version(requirement.name)
            assert requirement.specifier.contains(version, prereleases=True), (name, requirement)
    for requirement in runtime():
        version = importlib.metadata.version(requirement.name)
        assert requirement.specifier.contains(version, prereleases=True), requirement


def test_lock_file_has_hashes_and_allowed_versions() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in lock.splitlines() if line.strip()]
    assert len(lines) > 20
    for line in lines:
        assert re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line
    versions = locked()
    for requirement in runtime():
        name = canonicalize_name(requirement.name)
        assert requirement.specifier.contains(versions[name], prereleases=True), name
    assert closure(runtime()) <= {canonicalize_name(name) for name in versions}


def test_the_constraints_are_the_versions_of_the_lock() -> None:
    lock = LOCK.read_text(encoding="utf-8")
    assert CONSTRAINTS.read_text(encoding="utf-8") == constraints(lock)
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()[1:]
    pins = [Requirement(line) for line in lines]
    assert len(pins) == len(re.findall(r"^[\w.-]+==", lock, re.MULTILINE)) > 20
    assert all(re.fullmatch(r"==[\w.]+", str(pin.specifier)) for pin in pins)
    assert {str(pin.marker) for pin in pins} >= {"None", 'sys_platform == "win32"'}


def test_bill_of_materials_lists_the_locked_runtime_packages() -> None:
    bill = json.loads((ROOT / "sbom.cdx.json").read_text(encoding="utf-8"))
    listed = {canonicalize_name(each["name"]): each["version"] for each in bill["components"]}
    versions = {canonicalize_name(name): version for name, version in locked().items()}
    assert set(listed) == closure(runtime())
    assert listed == {name: versions[name] for name in listed}
    (root,) = (each for each in bill["dependencies"] if each["ref"] == "root-component")
    direct = {canonicalize_name(each.partition("==")[0]) for each in root["dependsOn"]}
    assert direct == {canonicalize_name(each.name) for each in runtime()}
    assert bill["metadata"]["component"]["version"] == PROJECT["version"]


def test_everything_that_the_tests_need_is_locked() -> None:
    test = [Requirement("chinaindpolicy[test]"), *runtime()]
    assert closure(test) - {"chinaindpolicy"} <= {canonicalize_name(name) for name in locked()}


# The workflows


def uses(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in cast("dict[object, object]", value).items():
            if key == "uses":
                yield str(inner)
            yield from uses(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from uses(inner)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_with_its_version(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    workflow: dict[Any, Any] = yaml.safe_load(text)
    found = list(uses(workflow))
    assert found and "jobs" in workflow
    for action in found:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
        assert re.search(rf"uses: {re.escape(action)} # v\d+\.\d+\.\d+\n", text), action
    for action in {each.partition("@")[0] for each in found}:  # one version of each action
        everywhere = "".join(each.read_text(encoding="utf-8") for each in WORKFLOWS)
        assert len(set(re.findall(rf"{action}@(\w+)", everywhere))) == 1


def test_workflows_have_minimal_permissions() -> None:
    release: dict[Any, Any] = yaml.safe_load((WORKFLOWS[-1]).read_text(encoding="utf-8"))
    ci: dict[Any, Any] = yaml.safe_load((WORKFLOWS[0]).read_text(encoding="utf-8"))
    assert ci["permissions"] == {"contents": "read"} and release["permissions"] == {}
    assert {name: job["permissions"] for name, job in release["jobs"].items()} == {
        "build": {"contents": "read"},
        "attest": {"id-token": "write", "attestations": "write"},
        "publish": {"id-token": "write"},
        "announce": {"contents": "write"},
    }
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert "secrets." not in text
        assert text.count("actions/checkout@") == text.count("persist-credentials: false")
        for run in re.findall(r"run: (?:\|\n(?:          .*\n)+|.*\n)", text):
            assert "${{" not in run, "a script must not be written by what it is run on"
    # Jobs with the right to sign or publish check out nothing and run no script.
    for name in ("attest", "publish"):
        assert all("run" not in step for step in release["jobs"][name]["steps"])
        assert "checkout" not in str(release["jobs"][name])


def test_python_versions_are_the_same_everywhere() -> None:
    sys_path = str(ROOT / "tests" / "campaigns")
    code = f"import sys; sys.path.insert(0, {sys_path!r}); import matrix; print(*matrix.PYTHONS)"
    listed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    pythons = listed.stdout.split()
    ci = yaml.safe_load(WORKFLOWS[0].read_text(encoding="utf-8"))
    assert ci["jobs"]["tests"]["strategy"]["matrix"]["python"] == pythons
    release = WORKFLOWS[-1].read_text(encoding="utf-8")
    assert re.findall(r"^            (3\.\d+)$", release, re.MULTILINE) == pythons[::-1]
    assert PROJECT["requires-python"] == f">={pythons[0]}"
    assert f"Python {pythons[0]} to {pythons[-1]}" in (ROOT / "docs/stability.md").read_text(
        "utf-8"
    )


def test_security_policy_uses_private_reports() -> None:
    policy = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "Report a\nvulnerability" in policy
    assert not re.search(r"\S+@\S+\.\w+", policy), "an address that nobody may read"
