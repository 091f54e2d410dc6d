"""Code lists that are data: regions, organizations, units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import StringConstraints

from chinaindpolicy.model.check_digits import Lei, Uscc
from chinaindpolicy.model.fields import Column, Id, Item, Record, Text, UnitCode
from chinaindpolicy.model.links import follow, referring
from chinaindpolicy.model.vocabularies import (
    PROVINCIAL_LEVELS,
    Certainty,
    Dimension,
    OrganizationKind,
    RegionLevel,
)

CodeList = Annotated[
    Text | None,
    Column(
        "The code list of the package that the row is from; empty for a row of the collection.",
        "countries",
        derived=True,
    ),
]


class Region(Record):
    __doc__ = "A country, a place in China, or a group of either."

    id: Annotated[Id, Column("Identifier, from ISO 3166-2 where one exists.", "cn-bj")]
    name: Annotated[Text, Column("English name.", "Beijing")]
    name_zh: Annotated[Text | None, Column("Chinese name.", "北京市")] = None
    level: Annotated[RegionLevel, Column("Administrative level.", "municipality")]
    parent_id: Annotated[
        Id | None,
        Column(
            "The region that it is part of; never add a region to its parent.",
            "cn",
            references=("regions",),
        ),
    ] = None
    iso_3166_2: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] | None,
        Column("ISO 3166-2 code (ISO 3166-1 for a country).", "CN-BJ"),
    ] = None
    gb_t_2260: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None,
        Column("GB/T 2260 code of the administrative division.", "110000"),
    ] = None
    aliases: Annotated[
        tuple[Item, ...], Column("Other names it is known or printed by.", "Peking")
    ] = ()
    code_list: CodeList = None

    @property
    def parent(self) -> Region | None:
        """The region that it is part of."""
        return cast("Region | None", follow(self, "regions", self.parent_id))

    @property
    def children(self) -> tuple[Region, ...]:
        """The regions that are directly part of it."""
        return referring(self, "regions", "parent_id")

    @property
    def province(self) -> Region | None:
        """The region of the provincial level that it is, or is part of; None for others.

        Example:
            >>> import chinaindpolicy as cip
            >>> cip.regions["cn-zj-ningbo"].province.name, cip.regions["cn"].province
            ('Zhejiang', None)
        """
        region: Region | None = self
        passed: set[str] = set()
        while region is not None and region.id not in passed:
            if region.level in PROVINCIAL_LEVELS:
                return region
            passed.add(region.id)
            region = region.parent
        return None


class Organization(Record):
    __doc__ = "A ministry, company, institute or other body that a record names."

    id: Annotated[Id, Column("Identifier.", "ymtc")]
    name: Annotated[Text, Column("Standard English name.", "Yangtze Memory Technologies")]
    name_zh: Annotated[Text | None, Column("Chinese name.", "长江存储")] = None
    short_name: Annotated[Text | None, Column("Short English name or abbreviation.", "YMTC")] = None
    short_name_zh: Annotated[Text | None, Column("Short Chinese name.", "长存")] = None
    kind: Annotated[OrganizationKind, Column("Organization type.", "company")]
    uscc: Annotated[
        Uscc | None,
        Column("Unified social credit code of China, with check character.", "91110000802100433B"),
    ] = None
    lei: Annotated[
        Lei | None, Column("Legal Entity Identifier (ISO 17442).", "300300C1020311000158")
    ] = None
    stock_code: Annotated[
        Annotated[str, StringConstraints(pattern=r"^([0-9]{6}\.(SH|SZ|BJ)|[0-9]{4,5}\.HK)$")]
        | None,
        Column("Code of the listed share, with the exchange.", "000725.SZ"),
    ] = None
    wikidata: Annotated[
        Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]*$")] | None,
        Column("Wikidata item.", "Q1144147"),
    ] = None
    aliases: Annotated[
        tuple[Item, ...],
        Column("Names as printed in the documents, and short names.", "Changjiang Storage|YMTC"),
    ] = ()
    certainty: Annotated[
        Certainty | None,
        Column(
            "Certainty of the identification of the printed name; empty if it is plain.", "found"
        ),
    ] = None
    reference_ids: Annotated[
        tuple[Id, ...],
        Column("Sources of its names and codes.", "xinhua-2023", references=("references",)),
    ] = ()
    note: Annotated[Text | None, Column("Known issues.", "Spelt two ways.")] = None


class Unit(Record):
    __doc__ = "A unit in which values are given."

    # Unit codes follow the standards they come from (CNY, petaflops), not the shape of ids.
    id: Annotated[UnitCode, Column("Code, ISO 4217 for currencies.", "CNY")]  # pyright: ignore[reportIncompatibleVariableOverride]
    name: Annotated[Text, Column("English name.", "yuan renminbi")]
    name_zh: Annotated[Text | None, Column("Chinese name.", "元")] = None
    symbol: Annotated[Text | None, Column("Symbol in print.", "¥")] = None
    dimension: Annotated[Dimension, Column("Dimension of the unit.", "currency")]
    ucum: Annotated[Text | None, Column("UCUM code, where one exists.", "%")] = None
    iso_4217: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None,
        Column("ISO 4217 code of a currency.", "CNY"),
    ] = None
    sdmx: Annotated[Text | None, Column("Code in the SDMX unit-of-measure code list.", "PT")] = None
    code_list: CodeList = None


def ancestors(region: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the regions that contain a region, innermost first; stop at a cycle.

    Args:
        region: A region of `parents`.
        parents: The region that contains each region.

    Example:
        >>> ancestors("cn-bj", {"cn-bj": "cn", "cn": "world"})
        ('cn', 'world')
    """
    found: list[str] = []
    parent = parents[region]
    while parent is not None and parent != region and parent not in found:
        found.append(parent)
        parent = parents.get(parent)
    return tuple(found)
