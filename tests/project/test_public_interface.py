"""The public interface equals its snapshot, and the changelog has its digest."""

from __future__ import annotations

import re

import pytest

import chinaindpolicy as cip
from example import ROOT
from public_face import SNAPSHOTS, digest, snapshots

REWRITE = "python tasks.py snapshots"
DIGEST_LINE = re.compile(r"^- The public face: `([0-9a-f]{16})`", re.MULTILINE)


@pytest.fixture(scope="module")
def interface() -> dict[str, str]:
    return snapshots()


def newest_section() -> str:
    """Return the changelog section of the newest package version."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    package = text[text.index("\n## Package\n") : text.index("\n## Data\n")]
    return package.split("\n### ")[1]


def test_public_interface_equals_the_snapshot(interface: dict[str, str]) -> None:
    kept = {
        path.relative_to(SNAPSHOTS).as_posix(): path.read_text(encoding="utf-8")
        for path in SNAPSHOTS.rglob("*.*")
        if path.is_file()
    }
    changed = sorted(name for name in {*kept, *interface} if kept.get(name) != interface.get(name))
    assert not changed, (
        f"{', '.join(changed)} changed: run {REWRITE} and describe it in CHANGELOG.md"
    )


def test_changelog_has_the_digest_of_the_public_interface(interface: dict[str, str]) -> None:
    """A change of the interface requires an edit of the changelog section."""
    section = newest_section()
    assert section.startswith(cip.__version__), "the newest section is of another version"
    assert DIGEST_LINE.findall(section) == [digest(interface)], (
        f"the public interface changed: describe it in section {cip.__version__} of CHANGELOG.md, "
        f"and end it with `{digest(interface)}`"
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
def test_change_of_the_public_interface_changes_its_digest(
    interface: dict[str, str], before: str, after: str
) -> None:
    assert before in interface["api.txt"]
    changed = {**interface, "api.txt": interface["api.txt"].replace(before, after, 1)}
    assert digest(changed) != digest(interface)


def test_snapshot_contains_every_public_name(interface: dict[str, str]) -> None:
    for name in cip.__all__:
        assert re.search(rf"^(def |class )?{name}\b", interface["api.txt"], re.MULTILINE), name
    assert set(interface) == {"api.txt", *(f"schemas/{name}.json" for name in cip.load())}
    assert "\nchinaindpolicy validate\n" in interface["api.txt"]
    assert str(ROOT) not in "".join(interface.values()) and " at 0x" not in "".join(
        interface.values()
    )
