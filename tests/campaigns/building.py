"""Build wheel, sdist and data release in differing surroundings, and compare bytes and contents."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import shutil
import subprocess
import tarfile
import time
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


class ShippingError(Exception):
    """What was built is not what it should be."""


@dataclass
class Builds:
    """What was built, and how many files were compared with others byte by byte."""

    wheel: Path
    sdist: Path
    unpacked: Path
    compared: dict[str, int] = field(default_factory=dict[str, int])


def call(command: list[str | Path], cwd: Path, **environment: str) -> str:
    """Run a command quietly in an environment without our source tree; return what it printed."""
    keep = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env={**keep, **environment}, capture_output=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        shown = " ".join(map(str, command))
        raise ShippingError(f"{shown}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def environment(python: Path | str, folder: Path, *requirements: str) -> Path:
    """Make a virtual environment with some packages; return its interpreter."""
    call([python, "-m", "venv", folder], folder.parent)
    inside = folder / "bin" / "python"
    call([inside, "-m", "pip", "install", "--quiet", *requirements], folder.parent)
    return inside


def sources() -> dict[str, Path]:
    """Return the files of the checkout, or of an unpacked sdist, without those that are ignored."""
    if (ROOT / ".git").exists():
        git = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
        told = call([*git, "--cached", "--others", "--exclude-standard"], ROOT)
        listed = told.split("\0")
    else:
        ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").replace("/", "").split()
        listed = [
            path.relative_to(ROOT).as_posix()
            for path in ROOT.rglob("*")
            if path.name != "PKG-INFO"
            and not any(
                fnmatch.fnmatch(part, each)
                for part in path.relative_to(ROOT).parts
                for each in ignored
            )
        ]
    return {name: ROOT / name for name in sorted(listed) if name and (ROOT / name).is_file()}


def build_all(work: Path, python: Path) -> Builds:
    """Build everything: in two copies of the checkout, and from the sdist of the first.

    The copies differ in place, age, rights, time zone, locale, hash seed and build date.

    Args:
        work: An empty folder.
        python: An interpreter that has hatchling.

    Raises:
        ShippingError: If two builds differ, or hold other files than they should.
    """
    files = sources()
    first = copied(files, work / "first", mode=0o644, age=0)
    second = copied(files, work / "a second place", mode=0o600, age=400_000_000)
    settings = (
        (first, {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}),
        (second, {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}),
    )
    built = [
        hatch(python, folder, work / f"dist-{number}", **settings)
        for number, (folder, settings) in enumerate(settings)
    ]
    wheel, sdist = built[0]
    with tarfile.open(sdist) as archive:
        archive.extractall(work / "unpacked", filter="data")
    (unpacked,) = (work / "unpacked").iterdir()
    built.append(hatch(python, unpacked, work / "dist-from-sdist", TZ="America/Lima"))
    builds = Builds(wheel, sdist, unpacked)
    for kind in (0, 1):
        digests = {hashlib.sha256(pair[kind].read_bytes()).hexdigest() for pair in built}
        if len(digests) != 1:
            raise ShippingError(f"three builds of {built[0][kind].name} differ: {differing(built)}")
        builds.compared[f"identical {('wheel', 'sdist')[kind]} builds"] = len(built)
    builds.compared["files in the wheel"] = check_wheel(wheel, files)
    builds.compared["files in the sdist"] = check_sdist(unpacked, files)
    return builds


def copied(files: Mapping[str, Path], folder: Path, *, mode: int, age: int) -> Path:
    """Copy files to a folder, with some rights and of some age in seconds."""
    then = time.time() - age
    for name, path in files.items():
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        copy.chmod(mode | (path.stat().st_mode & 0o100))
        os.utime(copy, (then, then))
    return folder


def hatch(python: Path, source: Path, out: Path, **environment: str) -> tuple[Path, Path]:
    """Build the wheel and the sdist of a source folder."""
    call([python, "-m", "hatchling", "build", "-d", out], source, **environment)
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return wheel, sdist


def differing(built: list[tuple[Path, Path]]) -> str:
    """Name the files of the wheels that differ, for the one who has to mend it."""
    found: list[dict[str, bytes]] = []
    for wheel, _ in built:
        with zipfile.ZipFile(wheel) as archive:
            found.append({name: archive.read(name) for name in archive.namelist()})
    names = {name for files in found for name in files}
    return ", ".join(sorted(n for n in names if len({files.get(n) for files in found}) > 1))


def check_wheel(wheel: Path, files: Mapping[str, Path]) -> int:
    """Hold a wheel against what it should have: the package, the releases, its description."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    info = f"{project['name']}-{project['version']}.dist-info"
    made = {f"{info}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")}
    expected = {
        **moved(files, "src/chinaindpolicy/", "chinaindpolicy/"),
        **moved(files, "datasets/codelists/", "chinaindpolicy/_codelists/"),
        **moved(files, "datasets/releases/", "chinaindpolicy/_releases/"),
        **{f"{info}/licenses/{name}": files[name] for name in project["license-files"]},
        f"{info}/sboms/sbom.cdx.json": files["sbom.cdx.json"],
    }
    with zipfile.ZipFile(wheel) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    compare("wheel", content, expected, made)
    return len(content)


def check_sdist(unpacked: Path, files: Mapping[str, Path]) -> int:
    """Hold an unpacked sdist against what it should have: every file of the checkout."""
    content = {
        path.relative_to(unpacked).as_posix(): path.read_bytes()
        for path in unpacked.rglob("*")
        if path.is_file()
    }
    compare("sdist", content, files, {"PKG-INFO"})
    return len(content)


def moved(files: Mapping[str, Path], before: str, after: str) -> dict[str, Path]:
    """Return the files below one folder, by their names below another."""
    return {
        after + name.removeprefix(before): path
        for name, path in files.items()
        if name.startswith(before)
    }


def compare(
    kind: str, content: Mapping[str, bytes], expected: Mapping[str, Path], made: set[str]
) -> None:
    """Compare an archive's files with those of the checkout, and the names it adds."""
    missing = sorted(({*expected} | made) - {*content})
    surplus = sorted({*content} - {*expected} - made)
    changed = [name for name, path in expected.items() if content.get(name) != path.read_bytes()]
    if missing or surplus or changed:
        raise ShippingError(f"{kind}: missing {missing}, surplus {surplus}, changed {changed}")


def build_releases(work: Path, python: Path, unpacked: Path) -> int:
    """Build the data release three times anew, once from the sdist; return the files compared.

    Args:
        work: A folder for the copies.
        python: An interpreter that has the wheel.
        unpacked: The unpacked sdist.

    Raises:
        ShippingError: If any build differs from the release that is published.
    """
    compared = 0
    for number, home in enumerate((ROOT, ROOT, unpacked)):
        collection = shutil.copytree(home / "datasets", work / f"collection-{number}")
        names = [path.name for path in (collection / "releases").iterdir()]
        name = max(names, key=lambda each: [int(part) for part in each.split(".")])
        fresh = collection / "releases" / name
        shutil.rmtree(fresh)
        call(
            [python, "-W", "error", "-m", "chinaindpolicy", "build", "--collection", collection],
            work, PYTHONHASHSEED=str(number), TZ=("UTC", "Asia/Shanghai", "America/Lima")[number],
        )  # fmt: skip
        published = ROOT / "datasets" / "releases" / name
        expected = {path.name: path for path in published.iterdir()}
        content = {path.name: path.read_bytes() for path in fresh.iterdir()}
        compare(f"release {name} built from {home}", content, expected, set())
        compared += len(content)
    return compared
