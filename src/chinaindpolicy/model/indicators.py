"""Records of the measured quantities: concepts, objects, indicators."""

from __future__ import annotations

import warnings
from typing import Annotated, cast

from pydantic import StringConstraints

from chinaindpolicy.model.fields import Column, Id, Item, Number, Record, Text, UnitCode
from chinaindpolicy.model.links import follow
from chinaindpolicy.model.vocabularies import (
    Accounting,
    CodeMatch,
    Comparator,
    Dimension,
    Direction,
    NameBasis,
    ObjectKind,
    ThresholdScope,
)


class Concept(Record):
    __doc__ = "The kind of measure, independent of the object: revenue, self-sufficiency, output."

    id: Annotated[Id, Column("Identifier.", "self-sufficiency-rate")]
    name: Annotated[Text, Column("English name.", "Self-sufficiency rate")]
    name_zh: Annotated[Text | None, Column("Chinese name.", "自给率")] = None
    definition: Annotated[
        Text, Column("Definition of the measured quantity.", "Share of demand ...")
    ]
    dimension: Annotated[Dimension, Column("Dimension of its unit.", "ratio")]
    complement_id: Annotated[
        Id | None,
        Column(
            "The concept that adds up with it to the whole.",
            "foreign-dependence-rate",
            references=("concepts",),
        ),
    ] = None
    aliases: Annotated[
        tuple[Item, ...], Column("Other names, in both languages.", "localization rate|国产化率")
    ] = ()


class Object(Record):
    __doc__ = "The product, industry, population or infrastructure that is measured."

    id: Annotated[Id, Column("Identifier.", "integrated-circuits")]
    name: Annotated[Text, Column("English name.", "Integrated circuits")]
    name_zh: Annotated[Text | None, Column("Chinese name.", "集成电路")] = None
    kind: Annotated[ObjectKind, Column("Object type.", "product")]
    gbt4754: Annotated[
        Annotated[str, StringConstraints(pattern=r"^([A-T]|[0-9]{2,4})$")] | None,
        Column("GB/T 4754-2017 code of the industry, or of the industry that makes it.", "3973"),
    ] = None
    gbt4754_match: Annotated[
        CodeMatch | None, Column("How that code relates to the object.", "exact")
    ] = None
    isic4: Annotated[
        Annotated[str, StringConstraints(pattern=r"^([A-U]|[0-9]{2,4})$")] | None,
        Column("ISIC Rev. 4 code of the industry, or of the industry that makes it.", "2610"),
    ] = None
    isic4_match: Annotated[
        CodeMatch | None, Column("How that code relates to the object.", "broader")
    ] = None
    hs: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[0-9]{2}([0-9]{2}([0-9]{2})?)?$")] | None,
        Column("HS 2022 code of a good.", "8542"),
    ] = None
    hs_match: Annotated[
        CodeMatch | None, Column("How that code relates to the object.", "exact")
    ] = None
    aliases: Annotated[
        tuple[Item, ...], Column("Other names, in both languages.", "ICs|microchips|芯片")
    ] = ()


class Indicator(Record):
    __doc__ = "A measured quantity: a concept of an object in a unit, and the whole of a share."

    id: Annotated[Id, Column("Identifier.", "electronic-component-sales")]
    concept_id: Annotated[
        Id | None, Column("The kind of measure.", "sales", references=("concepts",))
    ] = None
    object_id: Annotated[
        Id | None,
        Column("The object that is measured.", "electronic-components", references=("objects",)),
    ] = None
    name: Annotated[Text, Column("English name.", "Sales of electronic components")]
    name_zh: Annotated[Text | None, Column("Chinese name.", "电子元器件销售总额")] = None
    name_zh_basis: Annotated[
        NameBasis | None,
        Column("Whether the Chinese name was found in a source, or is the project's.", "found"),
    ] = None
    definition: Annotated[
        Text, Column("Definition of the measured quantity.", "Total sales in a year.")
    ]
    unit: Annotated[
        UnitCode | None,
        Column("Unit of its values; empty if it has no number.", "CNY", references=("units",)),
    ] = None
    dimension: Annotated[Dimension, Column("Dimension of the unit.", "currency")]
    accounting: Annotated[
        Accounting | None,
        Column("Whether its values refer to a date (stock) or a period (flow).", "flow"),
    ] = None
    denominator: Annotated[
        Text | None, Column("The whole of a share or rate.", "Gross domestic product")
    ] = None
    denominator_zh: Annotated[
        Text | None, Column("The whole of a share or rate, in Chinese.", "地区生产总值")
    ] = None
    denominator_id: Annotated[
        Id | None,
        Column(
            "The object that is the whole of a share or rate.",
            "gross-domestic-product",
            references=("objects",),
        ),
    ] = None
    threshold_comparator: Annotated[
        Comparator | None, Column("How a counted object relates to the threshold.", "gt")
    ] = None
    threshold_value: Annotated[
        Number | None,
        Column(
            "The value that a counted object has to reach.", "10000000000", "see threshold_unit"
        ),
    ] = None
    threshold_unit: Annotated[
        UnitCode | None, Column("Unit of the threshold.", "CNY", references=("units",))
    ] = None
    threshold_scope: Annotated[
        ThresholdScope | None,
        Column("Whether each object reaches the threshold, or all combined.", "each"),
    ] = None
    sector: Annotated[Text, Column("Field of the economy.", "electronic components")]
    desired_direction: Annotated[Direction, Column("Which way the level is meant to move.", "up")]
    aliases: Annotated[
        tuple[Item, ...],
        Column("Other names and wordings, in both languages.", "component sales|元器件销售额"),
    ] = ()
    excludes: Annotated[
        tuple[Item, ...],
        Column("Words that show that a text means another indicator.", "exports|出口"),
    ] = ()

    @property
    def concept(self) -> Concept | None:
        """The kind of measure."""
        return cast("Concept | None", follow(self, "concepts", self.concept_id))

    @property
    def object(self) -> Object | None:
        """The object that is measured."""
        return cast("Object | None", follow(self, "objects", self.object_id))

    @property
    def direction(self) -> Direction:
        """The old name of `desired_direction`; it warns."""
        warnings.warn(
            "'direction' of an indicator is now 'desired_direction' (since release 2026.3)",
            DeprecationWarning,
            stacklevel=2,
        )
        return self.desired_direction
