"""Differences of other systems, simulated: encodings, line ends, file names, functions."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.io import atomic_write
from chinaindpolicy.io.atomic_write import write_atomically
from example import ROOT

CODE = """
import pathlib, sys
import chinaindpolicy as cip
out = pathlib.Path(sys.argv[1])
dataset = cip.load()
for format in ("csv", "json", "jsonl", "html", "sqlite", "datapackage", "csvw"):
    cip.export(dataset, out / f"data.{format}", format=format)
frame = dataset.targets.frame()
frame.write_csv(out / "targets.csv")
assert cip.validate(out / "targets.csv", "targets", against=dataset).ok
text = "地区,指标,年份,数值\\n浙江,电子元器件销售总额,2023,1.2万亿元\\n"
(out / "file.csv").write_text(text, "gb18030")
print(cip.normalize(out / "file.csv", "figures").frame.height)
print(cip.inspect(out / "file.csv"))
print(cip.search("集成电路")[0], cip.explain("cn-zj"))
print(cip.audit("到2023年，电子元器件销售总额达到2.1万亿元。"))
"""
# Names that Windows reserves, with any suffix.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def test_no_file_depends_on_the_default_encoding(tmp_path: Path) -> None:
    """The default is UTF-8 on Linux and a code page on Windows; a warning reports each use."""
    script = tmp_path / "script.py"
    script.write_text(CODE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "warn_default_encoding", "-W", "always::EncodingWarning",
         str(script), str(tmp_path)],
        capture_output=True, check=False, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8", "LC_ALL": "C"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    package = str(Path(str(cip.__file__)).parent)
    warned = [line for line in done.stderr.splitlines() if "EncodingWarning" in line]
    assert not [line for line in warned if line.startswith(package)], warned


@pytest.mark.parametrize("encoding", ["cp1252", "gbk", "utf-16"])
def test_commands_print_in_every_encoding_of_a_terminal(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "chinaindpolicy", "search", "集成电路"],
        capture_output=True, check=False,
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode(encoding).count("\n") >= 4


def repository() -> list[str]:
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    return [name for name in done.stdout.split("\0") if name]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs a checkout with git")
def test_file_names_are_valid_on_every_system() -> None:
    names = repository()
    assert len(names) > 500
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert len(name) < 150 and name.isascii(), name
        for part in name.split("/"):
            assert not RESERVED.fullmatch(part) and part == part.rstrip(". "), name
            assert not re.search(r'[<>:"\\|?*]', part), name


def test_names_of_release_files_differ_without_case() -> None:
    for release in cip.releases():
        dataset = cip.load(str(release))
        names = [resource["path"].casefold() for resource in dataset.descriptor["resources"]]
        assert len(set(names)) == len(names)


def _without_exchange(_first: Path, _second: Path) -> bool:
    return False


def _rename(path: Path, target: Path) -> Path:
    """Rename as Windows does: an existing target is an error."""
    if target.exists():
        raise FileExistsError(17, "Cannot create a file when that file already exists", str(target))
    path.replace(target)
    return target


@pytest.mark.parametrize("overwrite", [False, True])
def test_files_are_replaced_without_functions_of_linux(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool
) -> None:
    """No `fcntl`, no exchange of folders, and no rename over an existing path."""
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setattr(atomic_write, "_exchanged", _without_exchange)
    monkeypatch.setattr(Path, "rename", _rename)

    def write(folder: Path) -> None:
        folder.mkdir()
        (folder / "a.csv").write_bytes(b"new\r\n")

    destination = tmp_path / "out"
    write_atomically(write, destination, folder=True, overwrite=False)
    (destination / "a.csv").write_bytes(b"old\n")
    if overwrite:
        write_atomically(write, destination, folder=True, overwrite=True)
    else:
        with pytest.raises(cip.ExportError, match="already exists with other content"):
            write_atomically(write, destination, folder=True, overwrite=False)
    assert (destination / "a.csv").read_bytes() == (b"new\r\n" if overwrite else b"old\n")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_line_ends_of_windows_change_no_value(tmp_path: Path) -> None:
    data = cip.targets.csv()
    (tmp_path / "targets.csv").write_bytes(data.replace(b"\n", b"\r\n"))
    (tmp_path / "unix.csv").write_bytes(data)
    windows, unix = (
        cip.validate(tmp_path / name, "targets", against=cip.load())
        for name in ("targets.csv", "unix.csv")
    )
    assert windows.ok and windows.rows == unix.rows == len(cip.targets)
    assert windows.valid_rows().collect().equals(unix.valid_rows().collect())
