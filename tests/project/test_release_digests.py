"""Published releases keep their bytes and are listed in the changelog."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from chinaindpolicy.dataset.release_names import packaged_releases
from example import RELEASES, ROOT
from public_face import PINS, pins_of

PIN = "python tasks.py pin"


def lines() -> list[str]:
    return PINS.read_text(encoding="utf-8").splitlines()


def test_published_releases_match_their_digests() -> None:
    """Equivalent to `sha256sum --check ../releases.sha256` in `datasets/releases`.

    The latest release may still be in preparation: it is pinned when it is published.
    """
    found = {name: pins_of(RELEASES / name) for name in packaged_releases()}
    pinned = [name for name in found if any(f"  {name}/" in line for line in lines())]
    expected = [line for name in pinned for line in found[name]]
    assert expected == lines(), f"releases and their digests differ; {PIN} pins a new one"
    assert set(found) - set(pinned) <= {packaged_releases()[-1]}


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_checkout_with_converted_line_ends_has_the_same_bytes(tmp_path: Path) -> None:
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


def test_changelog_lists_every_release() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").partition("\n## Data\n")[2]
    message = re.findall(r"^### (\S+)$", text, re.MULTILINE)
    assert tuple(reversed(message)) == packaged_releases()


def test_change_of_a_release_changes_its_digests(tmp_path: Path) -> None:
    folder = shutil.copytree(RELEASES / "2026.1", tmp_path / "2026.1")
    assert pins_of(folder) == [line for line in lines() if "  2026.1/" in line]
    (folder / "units.csv").write_bytes((folder / "units.csv").read_bytes() + b"\n")
    assert sum(a != b for a, b in zip(pins_of(folder), lines(), strict=False)) == 1
    (folder / "more.csv").touch()
    assert any("more.csv" in line for line in pins_of(folder))


def test_digests_are_never_removed() -> None:
    """If the history is available, no line of the file was removed or changed."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("there is no history here")
    log = subprocess.run(
        ["git", "-c", "safe.directory=*", "log", "-p", "--format=", "--no-renames", "--",
         str(PINS.relative_to(ROOT))],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    gone = [line for line in log.splitlines() if re.match(r"-[0-9a-f]{64}  ", line)]
    assert gone == []
