"""Index of the names and codes of places."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from chinaindpolicy.codes.lists import descriptor, read_rows

CHINA = "CHN"
_DROPPED = str.maketrans(
    {"'": None, "’": None, "`": None, ".": None, "&": " and ", "-": " ", "_": " "}
)


class Place(NamedTuple):
    """A division, a country, or a group of either.

    Attributes:
        id: The id: `cn-bj`, `cn-gd-shenzhen`, `cn-gd-440304`, `kr`, `wb-south-asia`.
        code: The code of GB/T 2260, the alpha-3 code of ISO 3166-1, or the id of a group.
        tier: `country`, `province`, `prefecture`, `county`, `area` (of China) or `aggregate`.
        level: The kind of division, such as `autonomous_prefecture`; otherwise the tier.
        name: The English name; empty for counties.
        name_zh: The Chinese name.
        parent: The code of the division above; `CHN` for provinces.
        valid_from: The first year of this name; None without a history.
        valid_to: The first year without it; None if it is in force.
        successors: The codes that follow an ended division.
        succession: `renamed`, `recoded`, `merged` or `split`; empty if it is in force.
        members: The codes of the members of a group.
        definer: Who defines the group.
    """

    id: str
    code: str
    tier: str
    level: str
    name: str
    name_zh: str
    parent: str = ""
    valid_from: int | None = None
    valid_to: int | None = None
    successors: tuple[str, ...] = ()
    succession: str = ""
    members: frozenset[str] = frozenset()
    definer: str = ""

    @property
    def label(self) -> str:
        """The name with a distinguishing code: `朝阳区 (110105)`, `Africa (WHO)`."""
        return f"{self.name_zh or self.name} ({self.definer or self.code})"


def fold(name: str) -> str:
    """Return a name in which case, width, accents, apostrophes and hyphens make no difference.

    Example:
        >>> fold("Ürümqi"), fold("Xi’an"), fold("北 京 市")
        ('urumqi', 'xian', '北京市')
    """
    if name.isascii():
        folded = " ".join(name.lower().translate(_DROPPED).split())
    elif min(name) >= "\u3400" and max(name) < "\ua000":
        return name  # nothing but Chinese characters
    else:
        plain = unicodedata.normalize("NFKD", name)
        plain = "".join(char for char in plain if not unicodedata.combining(char))
        spaced = plain.casefold().translate(_DROPPED).split()
        # Chinese is written without spaces; tables put some in to fill a column.
        folded = "".join(spaced) if max(plain, default="") >= "\u3400" else " ".join(spaced)
    return folded.removeprefix("the ")


@dataclass(frozen=True, slots=True)
class PlaceIndex:
    """Places by folded name, and by code as it is written."""

    names: Mapping[str, list[Place]]
    codes: Mapping[str, list[Place]]

    def division(self, code: str, year: int) -> Place:
        """Return the division of a code at the end of a year."""
        return next(
            place
            for place in self.codes[code]
            if (place.valid_from or 0) <= year and (place.valid_to is None or year < place.valid_to)
        )


class _Add(Protocol):
    def __call__(self, place: Place, written: Iterable[str], exact: Iterable[str]) -> None: ...


@functools.cache
def place_index() -> PlaceIndex:
    """Return the index, built once per process."""
    names: dict[str, list[Place]] = {}
    codes: dict[str, list[Place]] = {}

    def add(place: Place, written: Iterable[str], exact: Iterable[str]) -> None:
        for key in {fold(name) for name in written if name}:
            names.setdefault(key, []).append(place)
        for code in {code for code in exact if code}:
            codes.setdefault(code, []).append(place)

    _add_divisions(add)
    _add_countries(add)
    _add_groups(add)
    return PlaceIndex(names, codes)


def _add_divisions(add: _Add) -> None:
    for cells in read_rows("divisions"):
        code, identifier, tier, level, english, chinese, short, pinyin, parent = cells[:9]
        start, end, successors, succession, iso, aliases = cells[9:]
        place = Place(
            identifier,
            code,
            tier,
            level,
            english,
            chinese,
            parent or CHINA,
            int(start),
            int(end) if end else None,
            tuple(successors.split("|")) if successors else (),
            succession,
        )
        other = aliases.split("|") if aliases else []
        add(
            place,
            (chinese, short, english, pinyin, *(name for name in other if not name.isdigit())),
            (identifier, code, iso, *(name for name in other if name.isdigit())),
        )


def _add_countries(add: _Add) -> None:
    columns = [field["name"] for field in descriptor()["countries"]["schema"]["fields"]]
    for cells in read_rows("countries"):
        row = dict(zip(columns, cells, strict=True))
        place = Place(row["id"], row["code"], "country", "country", row["name"], row["name_zh"])
        aliases = row["aliases"].split("|")
        # Ids such as `no` and `is` are words; codes are written in capitals.
        exact = [alias for alias in aliases if re.fullmatch(r"[A-Z]{2}", alias)]
        add(
            place,
            (row["name"], row["name_zh"], *(alias for alias in aliases if alias not in exact)),
            (row["code"], row["alpha_2"], row["m49"], *exact),
        )


def _add_groups(add: _Add) -> None:
    for name, tier in (("aggregates", "aggregate"), ("areas", "area")):
        columns = [field["name"] for field in descriptor()[name]["schema"]["fields"]]
        for cells in read_rows(name):
            row = dict(zip(columns, cells, strict=True))
            place = Place(
                row["id"],
                row["id"],
                tier,
                tier,
                row["name"],
                row["name_zh"],
                parent=CHINA if tier == "area" else "",
                members=frozenset(row["members"].split("|")),
                definer=row["definer"],
            )
            aliases = row["aliases"].split("|")
            exact = [alias for alias in aliases if re.fullmatch(r"[0-9]{3}|[A-Z]{3}", alias)]
            written = (row["name"], row["name_zh"], *(a for a in aliases if a not in exact))
            add(place, written, (row["id"], row.get("code", ""), *exact))
