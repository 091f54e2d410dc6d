"""The commands `init`, `locate`, `build` and `scan`, and `--including`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from chinaindpolicy.curation.build import release_files, write_release
from chinaindpolicy.curation.collection import Settings
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from command_line import ON_EXAMPLE, Run, fine, refused, table_of
from example import EXAMPLE, TEXTS, Tables, without


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the example collection."""
    return shutil.copytree(EXAMPLE, tmp_path / "example")


# locate and build


def test_locate_writes_only_changed_files(run: Run, folder: Path) -> None:
    arguments = ("locate", "--sources", str(TEXTS), "--collection", str(folder))
    assert fine(run(*arguments)) == ""
    path = folder / "located" / "harbour-notice.csv"
    before = path.read_bytes()
    path.unlink()
    assert fine(run(*arguments)) == f"wrote {path}\n"
    assert path.read_bytes() == before


def test_locate_of_wrong_expression_exits_with_code_2(run: Run, folder: Path) -> None:
    path = folder / "documents" / "harbour-report.yaml"
    path.write_text(path.read_text("utf-8").replace("at: glass workshop", "at: glass"), "utf-8")
    code, out, err = run("locate", "--sources", str(TEXTS), "--collection", str(folder))
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == "1 problem in the collection:"
    assert "example/documents/harbour-report.yaml:" in err


def test_build_writes_once_and_check_reports_differences(run: Run, folder: Path) -> None:
    arguments = ("build", "--collection", str(folder))
    release = folder / "releases" / "2031.1"
    code, out, err = run(*arguments, "--check")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == len(TABLE_NAMES) + 1
    assert not release.exists()
    assert fine(run(*arguments)) == f"wrote {release}\n"
    assert fine(run(*arguments)) == f"unchanged {release}\n"
    assert fine(run(*arguments, "--check")) == f"{release}: current\n"
    (release / "units.csv").write_bytes(b"id\n")
    code, out, err = run(*arguments, "--check")
    assert (code, out, err) == (
        1,
        "",
        f"{release / 'units.csv'} differs from the collection; run chinaindpolicy build\n",
    )
    message = refused(run(*arguments))
    assert "contains another release of this name, different in units.csv" in message
    assert (release / "units.csv").read_bytes() == b"id\n"
    assert fine(run(*arguments, "--replace")) == f"wrote {release}\n"


def test_build_verifies_the_texts_before_writing(run: Run, folder: Path, tmp_path: Path) -> None:
    texts = shutil.copytree(TEXTS, tmp_path / "texts")
    arguments = ("build", "--collection", str(folder), "--sources", str(texts))
    (texts / "harbour-notice.txt").write_text("98", "utf-8")
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert "document-hash" in err
    assert not (folder / "releases").exists()
    shutil.copy(TEXTS / "harbour-notice.txt", texts)
    code, out, err = run(*arguments)
    assert (code, out) == (0, f"wrote {folder / 'releases' / '2031.1'}\n")
    assert err.startswith("ok: ")


def test_build_of_invalid_collection_writes_nothing(run: Run, folder: Path) -> None:
    path = folder / "codes" / "lists.yaml"
    path.write_text(path.read_text("utf-8").replace("units:", "unitz:"), "utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code, out, err = run("build", "--collection", str(folder))
    assert (code, out) == (2, "")
    assert "example/codes/lists.yaml:" in err
    assert "did you mean 'units'?" in err
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# scan


def test_scan_prints_the_expressions_of_a_text(run: Run) -> None:
    out = fine(run("scan", str(TEXTS / "harbour-report.txt"), "--format", "csv"))
    header, *rows = table_of(out)
    assert header[:5] == ["paragraph", "char_start", "char_end", "text", "role"]
    text = (TEXTS / "harbour-report.txt").read_bytes().decode()
    for row in rows:
        assert text[int(row[1]) : int(row[2])] == row[3]
    assert "12.5 billion yuan" in " ".join(row[3] for row in rows)


def test_scan_reports_expressions_accounted_for_by_a_collection(run: Run, tmp_path: Path) -> None:
    path = TEXTS / "harbour-report.txt"
    code, out, err = run("scan", str(path), *ON_EXAMPLE)
    assert code == 0
    assert "nothing" not in out
    assert " accounted for" in err
    other = tmp_path / "other.txt"
    other.write_text("In 2031 two lanterns.", "utf-8")
    assert "was not read from this text" in refused(run("scan", str(other), *ON_EXAMPLE))
    assert "cannot be read" in refused(run("scan", str(tmp_path / "none.txt")))


def test_scan_with_unaccounted_expression_exits_with_code_1(
    run: Run, tmp_path: Path, example_tables: Tables
) -> None:
    tables = without(example_tables, "mentions", "harbour-report-m43")
    folder = tmp_path / "2031.1"
    write_release(release_files(Settings(release="2031.1"), tables), folder)
    path = TEXTS / "harbour-report.txt"
    code, out, err = run("scan", str(path), "--release", str(folder), "--format", "csv")
    assert code == 1
    assert [row[3] for row in table_of(out) if row[-1] == "nothing"] == ["2031"]
    assert err.endswith(" accounted for\n")


# init and stubs


def test_init_creates_a_collection_that_locate_accepts(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "lamps"
    text = TEXTS / "harbour-report.txt"
    assert fine(run("init", str(folder), "--text", str(text))) == f"wrote {folder}\n"
    fine(run("locate", "--collection", str(folder), "--sources", str(TEXTS)))
    code, out, _ = run("verify", "--release", str(folder), "--sources", str(TEXTS))
    assert code == 1
    assert "text-uncovered" in out and "number-unaccounted" in out
    assert "not an empty folder" in refused(run("init", str(folder)))


def test_init_omits_units_of_the_included_release(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "lamps"
    text = TEXTS / "harbour-report.txt"
    fine(run("init", str(folder), "--text", str(text), "--including", "2026.1"))
    assert "id:" not in (folder / "codes" / "units.yaml").read_text("utf-8")
    assert "no release '2026.0'" in refused(run("init", "x", "--including", "2026.0"))


def test_scan_prints_stubs_of_unaccounted_expressions(run: Run) -> None:
    out = fine(run("scan", str(TEXTS / "harbour-notice.txt"), "--format", "stubs"))
    assert "    stated: 突破125亿元\n    paragraph: 2\n    at: 突破125亿元\n" in out
    report = str(TEXTS / "harbour-report.txt")
    out = fine(run("scan", report, "--format", "stubs", *ON_EXAMPLE))
    assert "paragraph:" not in out


def test_including_rejects_taken_ids_and_packaged_releases(run: Run, folder: Path) -> None:
    (folder / "codes" / "lists.yaml").write_text(
        (folder / "codes" / "lists.yaml")
        .read_text("utf-8")
        .replace("  - id: CNY\n    name: yuan\n    dimension: currency\n    iso_4217: CNY\n", ""),
        encoding="utf-8",
    )
    given = ("--release", str(folder), "--including", "2026.1")
    assert "id is taken: units in chinaindpolicy 2026.1" in run("tables", *given)[2]
    code, _, err = run("build", "--collection", str(folder))
    assert code == 2 and "'CNY' is not an id in units" in err
    code, out, err = run("show", "targets", "--including", "2026.1")
    assert (code, out) == (2, "")
    assert "--including requires --release" in err
    text = str(TEXTS / "harbour-notice.txt")
    assert "--including requires" in run("scan", text, "--including", "2026.1")[2]


def test_build_without_release_name_exits_with_code_2(run: Run, folder: Path) -> None:
    (folder / "collection.yaml").unlink()
    shutil.rmtree(folder / "releases", ignore_errors=True)
    code, out, err = run("build", "--collection", str(folder))
    assert (code, out) == (2, "")
    assert "example/collection.yaml:1: no `collection` section names a release" in err
    assert err.rstrip().endswith("[settings-missing]")
    assert not (folder / "releases").exists()


def test_build_with_outcome_without_reference_exits_with_code_2(run: Run, folder: Path) -> None:
    path = next(p for p in folder.rglob("*.yaml") if "\noutcomes:" in p.read_text("utf-8"))
    text = path.read_text("utf-8")
    start = text.index("\noutcomes:")
    path.write_text(
        text[:start] + re.sub(r"    reference_id: .*\n", "", text[start:], count=1), "utf-8"
    )
    code, out, err = run("build", "--collection", str(folder))
    assert (code, out) == (2, "")
    assert re.search(r"\.yaml:\d+: outcomes [\w-]+: reference_id: .* \[value-missing\]", err)
