"""Citations: the sources of a selection, in each style, read back by other parsers."""

from __future__ import annotations

import datetime
import importlib
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.analysis.citation import STYLES, cite
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.records import Document, Reference
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.testing.field_strategies import records as records_of
from example import EXAMPLE, dataset_of

# Third-party parsers without type annotations.
bibtexparser: Any = importlib.import_module("bibtexparser")
citeproc: Any = importlib.import_module("citeproc")
CiteProcJSON: Any = importlib.import_module("citeproc.source.json").CiteProcJSON
LatexNodes2Text: Any = importlib.import_module("pylatexenc.latex2text").LatexNodes2Text
Read = dict[str, tuple[str | None, ...]]
RELEASE = "harbour-example-2031.1"


def keys(text: str) -> list[str]:
    """Return the keys of a citation in the style `text`."""
    return [line.rpartition("[")[2].removesuffix("]") for line in text.splitlines()]


# Sources of a selection


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("harbour-lantern-output-2035", ["harbour-report", "harbour-gazette"]),
        ("harbour-pass-rate-2035", ["harbour-gazette"]),
        ("harbour-lanterns-2030", ["harbour-report", "harbour-gazette"]),
        ("harbour-new-enterprises-2035", ["harbour-notice", "harbour-gazette"]),
        ("err-a-last-year", ["harbour-report"]),
        ("err-lantern-count", ["harbour-report", "harbour-gazette"]),
        ("outcome-lantern-output", ["harbour-gazette"]),
        ("harbour-lantern-plan", ["harbour-notice", "harbour-report", "harbour-gazette"]),
        ("harbour-notice", ["harbour-notice"]),
        ("harbour-gazette", ["harbour-gazette"]),
        ("harbour-notice-p1", ["harbour-notice"]),
        ("CNY", []),
        ([], []),
        (["harbour-notice-p1", "harbour-notice-p2", "CNY"], ["harbour-notice"]),
    ],
)
def test_cite_returns_exactly_the_sources_of_a_record(
    example: Dataset, what: str | list[str], expected: list[str]
) -> None:
    assert keys(cite(what, dataset=example)) == [*expected, RELEASE]
    records = [example.record(what)] if isinstance(what, str) else map(example.record, what)
    assert keys(cite(records, dataset=example)) == [*expected, RELEASE]


def test_table_is_cited_with_its_own_dataset(example: Dataset) -> None:
    assert keys(cite(example.projects)) == ["harbour-report", "harbour-gazette", RELEASE]
    assert keys(cip.cite(cip.targets))[-1] == f"chinaindpolicy-{cip.release}"


def test_frame_is_cited_by_its_id_columns(example: Dataset) -> None:
    frame = example.targets.frame()
    expected = cite(example.targets)
    assert cite(frame, dataset=example) == cite(frame.lazy(), dataset=example) == expected
    assert cite(frame.select("value", "id"), dataset=example) == expected
    places = frame.select("document_id", "reference_id")
    assert keys(cite(places, dataset=example)) == [
        *("harbour-notice", "harbour-report", "harbour-gazette", RELEASE)
    ]
    notice = places.filter(pl.col("document_id") == "harbour-notice").select("document_id")
    assert keys(cite(notice, dataset=example)) == ["harbour-notice", RELEASE]
    assert keys(cite(frame.clear(), dataset=example)) == [RELEASE]


def test_unknown_ids_columns_and_styles_raise_unknown_name_error(example: Dataset) -> None:
    with pytest.raises(
        UnknownNameError, match=r"no record 'harbour-quai' in harbour-example [0-9.]+; did you mean"
    ):
        cite("harbour-quai", dataset=example)
    with pytest.raises(
        UnknownNameError,
        match=r"no record 'harbour-lanterns-2029' in harbour-example [0-9.]+: withdrawn",
    ):
        cite(["harbour-lanterns-2029"], dataset=example)
    with pytest.raises(UnknownNameError, match="no column 'id' in the frame; available: value"):
        cite(example.targets.frame().select("value"), dataset=example)
    with pytest.raises(UnknownNameError, match="no id 'x' in documents"):
        cite(pl.DataFrame({"document_id": ["x"]}), dataset=example)
    with pytest.raises(UnknownNameError, match="no style 'bibtx'; did you mean 'bibtex'"):
        cite("CNY", "bibtx", example)  # type: ignore[arg-type]  # pyright: ignore
    with pytest.raises(UnknownNameError, match="no id 'harbour-report' in documents"):
        cite(example.figures["harbour-lanterns-2030"])


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_every_table_can_be_cited_in_every_style(real: Dataset, table: str) -> None:
    sources = {*real.documents.ids, *real.references.ids, f"chinaindpolicy-{real.release}"}
    if table == "withdrawals":
        return
    found = keys(cite(real[table]))
    assert len(found) == len(set(found))
    assert set(found) <= sources
    assert found == list(read_bibtex(cite(real[table], "bibtex")))
    assert found == list(read_csl(cite(real[table], "csl-json")))


# Read back by third-party parsers


def read_bibtex(text: str) -> Read:
    """Return titles, publishers, dates and addresses by key, as parsed from BibTeX."""
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    decode = LatexNodes2Text(strict_latex_spaces=True).latex_to_text
    found: Read = {}
    for entry in library.entries:
        fields = {name: str(field.value) for name, field in entry.fields_dict.items()}
        for name in ("title", "publisher"):
            if name in fields:
                assert fields[name].startswith("{") and fields[name].endswith("}"), "capitals"
                # TeX prints a modifier letter for a caret.
                fields[name] = decode(fields[name]).replace("ˆ", "^")
        if day := fields.get("date"):
            parsed = datetime.date.fromisoformat(day)
            month = parsed.strftime("%b").lower()
            assert (fields["year"], fields["month"]) == (f"{parsed.year:04}", month)
        else:
            assert not {"year", "month"} & fields.keys()
        found[entry.key] = tuple(fields.get(n) for n in ("title", "publisher", "date", "url"))
    return found


def read_csl(text: str) -> Read:
    """Return the same fields, as parsed from CSL-JSON by a citation processor."""
    items = json.loads(text)
    source = CiteProcJSON(items)
    found: Read = {}
    for item in items:
        reference = source[item["id"]]
        issued = reference.get("issued")
        day = f"{issued.year:04}-{issued.month:02}-{issued.day:02}" if issued else None
        found[item["id"]] = (
            str(reference["title"]),
            str(reference["publisher"]) if "publisher" in reference else None,
            day,
            str(reference["URL"]) if "URL" in reference else None,
        )
    return found


def read_ris(text: str) -> Read:
    """Return the same fields, as parsed from RIS."""
    found: Read = {}
    for entry in text.split("\nER  - "):
        lines = [line.split("  - ", 1) for line in entry.strip().splitlines()]
        fields = dict(line for line in lines if len(line) == 2)
        assert len(fields) == len(lines)
        if fields:
            day = fields.get("DA")
            assert fields.get("PY") == (day and day[:4])
            found[fields["ID"]] = (
                fields["TI"], fields.get("PB"), day and day.replace("/", "-"), fields.get("UR"),
            )  # fmt: skip
    return found


def expected_of(records: list[Any], dataset: Dataset) -> Read:
    """Return the fields of the records to cite, and of the release."""
    sources = {
        each.id: (
            each.title,
            each.publisher,
            each.published_on and each.published_on.isoformat(),
            getattr(each, "url", None),
        )
        for each in records
    }
    release = keys(cite([], dataset=dataset))[0]
    created = dataset.descriptor.get("created")
    return {**sources, release: (dataset.title, None, created, None)}


def test_all_styles_contain_the_same_sources(real: Dataset) -> None:
    sources = [*real.documents, *real.references]
    expected = expected_of(sources, real)
    assert read_bibtex(cite(sources, "bibtex")) == expected
    assert read_csl(cite(sources, "csl-json")) == expected
    assert read_ris(cite(sources, "ris")) == expected
    assert re.findall(r"^TY  - (.*)$", cite(real, "ris"), re.MULTILINE) == ["DATA"]
    lines = cite(sources).splitlines()
    assert len(lines) == len(expected)
    for line, (key, (title, publisher, day, url)) in zip(lines, expected.items(), strict=True):
        assert line.endswith(f" [{key}]")
        assert line.startswith(f"{publisher}. {title}" if publisher else str(title))
        assert re.findall(r"\. (\d{4}-\d\d-\d\d)\.", line) == ([day] if day else [])
        assert re.findall(r" (http\S+)", line) == ([url] if url else [])


def bibliography(text: str, style: str) -> list[str]:
    """Return the entries that a citation processor renders."""
    items = json.loads(text)
    processor = citeproc.CitationStylesBibliography(
        citeproc.CitationStylesStyle(style, validate=False),
        CiteProcJSON(items),
        citeproc.formatter.plain,
    )
    processor.register(citeproc.Citation([citeproc.CitationItem(item["id"]) for item in items]))
    return [str(entry) for entry in processor.bibliography()]


def test_citation_processor_renders_csl_json(real: Dataset) -> None:
    targets = real.targets.where(region_id="cn-ah")
    entries = bibliography(cite(targets, "csl-json"), "harvard-cite-them-right")
    titles = [json.loads(cite(targets, "csl-json"))[n]["title"] for n in range(len(entries))]
    assert len(entries) == 3
    for title in titles:
        assert sum(title in entry for entry in entries) == 1
    assert any("2024" in entry for entry in entries)


TITLES = [
    "100 % of R&D_spend in $",
    "制造业可靠性提升实施意见",
    r"C:\x {y} ~z^2 #3",
    "a--b ``c''",
    "}{",
]


@pytest.mark.parametrize("title", TITLES)
def test_tex_special_characters_survive_in_bibtex(title: str) -> None:
    reference = Reference(
        id="r", title=title, publisher="P & Q", url="https://x.org/a_b%20{c}#d", certainty="found"
    )
    dataset = dataset_of(dict.fromkeys(TABLE_NAMES, ()) | {"references": (reference,)})
    text = cite("r", "bibtex", dataset)
    url = "https://x.org/a_b%20%7Bc%7D#d"
    assert read_bibtex(text)["r"] == (title, "P & Q", None, url)
    assert text.count("{") == text.count("}")
    assert read_csl(cite("r", "csl-json", dataset))["r"][0] == title


def cited_records() -> st.SearchStrategy[list[Record]]:
    table = st.sampled_from(["documents", "references"])
    records = table.flatmap(records_of).filter(printable)
    return st.lists(records, unique_by=lambda one: one.id, max_size=3)


def printable(record: Any) -> bool:
    """Return True if the parsers preserve the title and the publisher."""
    text = f"{record.title}{record.publisher or ''}"
    plain = all(char == " " or unicodedata.category(char)[0] in "LNPS" for char in text)
    trimmed = text == " ".join(text.split()) and record.title == record.title.strip()
    caret = "ˆ" in text  # `read_bibtex` maps both carets to one
    return (
        plain
        and trimmed
        and not caret
        and (record.publisher or "") == (record.publisher or "").strip()
    )


@pytest.mark.full
@given(cited_records())
@settings(max_examples=60)
def test_citation_of_any_source_reads_back(records: list[Record]) -> None:
    documents = tuple(each for each in records if isinstance(each, Document))
    references = tuple(each for each in records if isinstance(each, Reference))
    tables = {"documents": documents, "references": references}
    dataset = dataset_of(dict.fromkeys(TABLE_NAMES, ()) | tables)
    sources = [*documents, *references]
    expected = expected_of(sources, dataset)
    assert keys(cite(sources, dataset=dataset)) == list(expected)
    assert read_csl(cite(sources, "csl-json", dataset)) == expected
    found = read_bibtex(cite(sources, "bibtex", dataset))
    assert {key: each[:3] for key, each in found.items()} == {
        key: each[:3] for key, each in expected.items()
    }


def test_unknown_fields_are_omitted(example: Dataset) -> None:
    for style in ("bibtex", "csl-json"):
        text = cite("harbour-notice", style, example)
        entry = text.split("\n\n")[0] if style == "bibtex" else json.dumps(json.loads(text)[0])
        assert not re.search(r"publisher|date|issued|year|month|url|author|n\.d", entry.lower())
    assert cite("harbour-notice", dataset=example).splitlines()[0] == (
        "Notice of the lantern plan. [harbour-notice]"
    )


def test_release_without_valid_date_is_cited_without_date(tmp_path: Path) -> None:
    text = (EXAMPLE / "collection.yaml").read_text(encoding="utf-8")
    assert 'released_on: "2031-03-01"' in text
    dataset = dataset_of(dict.fromkeys(TABLE_NAMES, ()))
    for day in ("", "spring 2031"):
        dataset.descriptor = {**dataset.descriptor, "created": day}
        assert cite([], dataset=dataset) == "A collection. Release 2031.1. [forged-2031.1]"
        assert "date" not in cite([], "bibtex", dataset)


def test_cite_command_offers_every_style() -> None:
    from chinaindpolicy.cli.compare import cite as command

    (option,) = [one for one in command.params if one.name == "style"]
    assert list(option.type.choices) == list(STYLES)  # type: ignore[attr-defined]  # pyright: ignore
