"""Nothing changes by stealth: the public face is told, releases are pinned, old names warn."""

from __future__ import annotations

import re
import shutil
import subprocess
import warnings
from pathlib import Path
from types import MappingProxyType

import pytest

import chinaindpolicy as cip
from chinaindpolicy import _deprecation as deprecated
from chinaindpolicy._deprecation import RENAMED, Renamed
from chinaindpolicy.dataset.release_files import packaged_releases
from public_face import PINS, RELEASES, ROOT, SNAPSHOTS, digest, pins_of, snapshots

REWRITE = "python tasks.py snapshots"
FACE = re.compile(r"^- The public face: `([0-9a-f]{16})`", re.MULTILINE)


@pytest.fixture(scope="module")
def face() -> dict[str, str]:
    return snapshots()


def newest_section() -> str:
    """What the changelog says of the newest version of the package."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    package = text[text.index("\n## Package\n") : text.index("\n## Data\n")]
    return package.split("\n### ")[1]


# The public face


def test_the_public_face_is_the_one_that_was_told(face: dict[str, str]) -> None:
    kept = {
        path.relative_to(SNAPSHOTS).as_posix(): path.read_text(encoding="utf-8")
        for path in SNAPSHOTS.rglob("*.*")
        if path.is_file()
    }
    changed = sorted(name for name in {*kept, *face} if kept.get(name) != face.get(name))
    assert not changed, f"{', '.join(changed)} changed: {REWRITE}, and tell it in CHANGELOG.md"


def test_the_changelog_tells_the_public_face(face: dict[str, str]) -> None:
    """Who changes the face has to come to the section, and its reviewers read what it says."""
    section = newest_section()
    assert section.startswith(cip.__version__), "the newest section is of another version"
    assert FACE.findall(section) == [digest(face)], (
        f"the public face changed: tell what did in the section {cip.__version__} of CHANGELOG.md, "
        f"and end it with `{digest(face)}`"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def load(release: str | Path | None = None", "def load(release: str | Path | None"),
        ("class ReleaseError(ChinaIndPolicyError)", "class ReleaseError(Exception)"),
        ("--where", "--filter"),
        ("\nperiod-unparsable\n", "\nperiod-unreadable\n"),
    ],
)
def test_a_change_of_the_face_changes_its_digest(
    face: dict[str, str], before: str, after: str
) -> None:
    assert before in face["api.txt"]
    changed = {**face, "api.txt": face["api.txt"].replace(before, after, 1)}
    assert digest(changed) != digest(face)


def test_the_face_has_everything_public(face: dict[str, str]) -> None:
    for name in cip.__all__:
        assert re.search(rf"^(def |class )?{name}\b", face["api.txt"], re.MULTILINE), name
    assert set(face) == {"api.txt", *(f"schemas/{name}.json" for name in cip.load())}
    assert "\nchinaindpolicy validate\n" in face["api.txt"]
    assert str(ROOT) not in "".join(face.values()) and " at 0x" not in "".join(face.values())


# Releases


def lines() -> list[str]:
    return PINS.read_text(encoding="utf-8").splitlines()


def test_what_was_published_is_what_was_published() -> None:
    """The same as `sha256sum --check ../releases.sha256` in `datasets/releases`."""
    found = [line for name in packaged_releases() for line in pins_of(RELEASES / name)]
    assert found == lines(), f"releases and their digests differ; a new one is pinned by {REWRITE}"


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_checkout_with_converted_line_ends_has_the_same_bytes(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy"
    shutil.copytree(ROOT / "datasets", home / "datasets")
    shutil.copy(ROOT / ".gitattributes", home)
    name = ("-c", "user.name=name", "-c", "user.email=name@localhost")
    for command in (
        ("init", "-q"),
        ("add", "--all"),
        (*name, "commit", "-q", "-m", "data"),
        ("clone", "-q", "-c", "core.autocrlf=true", str(home), str(copy)),
    ):
        subprocess.run(["git", *command], cwd=home, check=True)
    files = [path for path in (home / "datasets").rglob("*") if path.is_file()]
    assert len(files) > 50
    for path in files:
        assert (copy / path.relative_to(home)).read_bytes() == path.read_bytes(), path


def test_the_changelog_tells_every_release() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("\n## Data\n")[2]
    told = re.findall(r"^### (\S+)$", text, re.MULTILINE)
    assert tuple(reversed(told)) == packaged_releases()


def test_any_change_of_a_release_is_seen(tmp_path: Path) -> None:
    folder = shutil.copytree(RELEASES / "2026.1", tmp_path / "2026.1")
    assert pins_of(folder) == [line for line in lines() if "  2026.1/" in line]
    (folder / "units.csv").write_bytes((folder / "units.csv").read_bytes() + b"\n")
    assert sum(a != b for a, b in zip(pins_of(folder), lines(), strict=False)) == 1
    (folder / "more.csv").touch()
    assert any("more.csv" in line for line in pins_of(folder))


def test_pins_were_only_ever_added() -> None:
    """Where the history is at hand, no line of the file was ever taken out or changed."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("there is no history here")
    log = subprocess.run(
        ["git", "-c", "safe.directory=*", "log", "-p", "--format=", "--no-renames", "--",
         str(PINS.relative_to(ROOT))],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    gone = [line for line in log.splitlines() if re.match(r"-[0-9a-f]{64}  ", line)]
    assert gone == []


# Old names


@pytest.fixture
def renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up change of name: no real one is under way."""
    table = MappingProxyType({"fetch": Renamed("load", "0.2.0", "0.3.0")})
    monkeypatch.setattr(deprecated, "RENAMED", table)


@pytest.mark.usefixtures("renamed")
def test_an_old_name_works_and_warns_where_it_is_used() -> None:
    told = r"'fetch' is now 'load' \(since 0.2.0\); it goes with 0.3.0"
    with pytest.warns(DeprecationWarning, match=told) as caught:
        assert getattr(cip, "fetch") is cip.load  # noqa: B009
    assert [warning.filename for warning in caught] == [__file__]
    with pytest.warns(DeprecationWarning, match=told) as caught:
        exec("from chinaindpolicy import fetch\nassert fetch('2026.1').release == '2026.1'")
    assert {warning.filename for warning in caught} == {"<string>"}
    assert "fetch" not in dir(cip) and "fetch" not in cip.__all__


def test_without_a_change_there_is_no_old_name() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not hasattr(cip, "fetch")
        assert cip.load is not None


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def overdue(table: dict[str, Renamed], version: str) -> list[str]:
    """The old names that should be gone, lead nowhere, or went without a release to warn in."""
    return [
        old
        for old, entry in table.items()
        if number(entry.gone_in) <= number(version)
        or number(entry.gone_in)[:2] <= number(entry.since)[:2]
        or entry.new not in cip.__all__
        or old in cip.__all__
    ]


def test_old_names_go_when_they_said_they_would() -> None:
    assert overdue(dict(RENAMED), cip.__version__) == []
    good = {"fetch": Renamed("load", "0.2.0", "0.3.0")}
    assert overdue(good, "0.2.5") == []
    assert overdue(good, "0.3.0") == ["fetch"]
    assert overdue({"fetch": Renamed("load", "0.2.0", "0.2.9")}, "0.2.1") == ["fetch"]
    assert overdue({"fetch": Renamed("lod", "0.2.0", "0.3.0")}, "0.2.0") == ["fetch"]
    assert overdue({"load": Renamed("diff", "0.2.0", "0.3.0")}, "0.2.0") == ["load"]
