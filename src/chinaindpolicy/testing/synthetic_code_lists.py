"""The lists of a small dataset: units, regions, organizations, policies, indicators."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.records import (
    Concept,
    Indicator,
    Object,
    Organization,
    Outcome,
    Policy,
    Reference,
    Region,
    Unit,
    Withdrawal,
)
from chinaindpolicy.model.vocabularies import Comparator, Measure, OrganizationKind
from chinaindpolicy.quantity.format import format_quantity
from chinaindpolicy.quantity.types import Quantity
from chinaindpolicy.testing.field_strategies import texts

_COMPARATORS: tuple[Comparator, ...] = ("eq", "gt", "ge", "lt", "le", "approx", "range")
# Unit, dimension, measure, and the factor from a small number to a realistic value.
_KINDS: tuple[tuple[str, Any, Measure, int], ...] = (
    ("CNY", "currency", "level", 10**9),
    ("percent", "ratio", "share", 1),
    ("enterprise", "count", "count", 10),
)
_ORGANIZATIONS: tuple[OrganizationKind, ...] = ("ministry", "company")
_WRONG_FACTOR = 1000


@dataclass(frozen=True)
class Value:
    """A value with its unit, and its text in both languages."""

    comparator: Comparator
    value: Decimal
    upper: Decimal | None
    unit: str
    measure: Measure

    def stated(self, language: str, factor: int = 1) -> str:
        """Return the text; with a factor, the text of a wrong magnitude."""
        upper = None if self.upper is None else self.upper / factor
        quantity = Quantity(self.comparator, self.value / factor, upper, self.unit, self.measure)
        return format_quantity(quantity, "zh" if language == "zh" else "en")


@dataclass(frozen=True)
class Promise:
    """A value in a document, with the correct or a wrong magnitude."""

    value: Value
    wrong: bool

    @property
    def factor(self) -> int:
        """The factor by which the printed value is too small."""
        return _WRONG_FACTOR if self.wrong else 1


@dataclass(frozen=True)
class Lists:
    """Code lists by table, and the values drawn from them."""

    records: Mapping[str, tuple[Record, ...]]
    policies: tuple[Policy, ...]
    indicators: tuple[Indicator, ...]
    regions: tuple[str, ...]
    organizations: tuple[str, ...]

    def later(
        self, draw: st.DrawFn, rows: Mapping[str, tuple[Record, ...]]
    ) -> dict[str, tuple[Record, ...]]:
        """Draw an outcome of some targets, and an id that was withdrawn."""
        targets: tuple[Any, ...] = rows["targets"]
        followed = draw(st.lists(st.sampled_from(targets), min_size=1, max_size=3, unique=True))
        outcomes = tuple(
            Outcome(
                id=f"outcome-{target.id}",
                record_id=target.id,
                indicator_id=target.indicator_id,
                region_id=target.region_id,
                statement=draw(texts()),
                comparator="eq",
                value=target.value,
                unit=target.unit,
                measure=target.measure,
                price_basis=target.price_basis,
                period=target.period,
                period_start=target.period_start,
                period_end=target.period_end,
                period_basis=target.period_basis,
                reference_id=self.records["references"][0].id,
                certainty="found",
            )
            for target in followed
        )
        gone = Withdrawal(
            id="gone", successor_id=targets[0].id, reason=draw(texts()), withdrawn_in="2030.1"
        )
        return {"outcomes": outcomes, "withdrawals": (gone,)}


@st.composite
def lists(draw: st.DrawFn) -> Lists:
    """Lists for a small dataset, every reference among them sound."""
    regions = [Region(id="cn", name="China", name_zh="中国", level="country", iso_3166_2="CN")]
    for number in range(1, draw(st.integers(2, 4))):
        regions.append(
            Region(id=f"cn-p{number}", name=draw(texts()), level="province", parent_id="cn")
        )
    organizations = tuple(
        Organization(id=f"organization-{number}", name=draw(texts()), kind=kind)
        for number, kind in enumerate(
            draw(st.lists(st.sampled_from(_ORGANIZATIONS), min_size=1, max_size=3)), 1
        )
    )
    references = (
        Reference(id="yearbook", title=draw(texts()), publisher=draw(texts()), certainty="found"),
    )
    policies = tuple(
        Policy(
            id=f"policy-{number}",
            title=draw(texts()),
            kind="action_plan",
            level="national",
            issuers=(organizations[0].id,),
            region_id=draw(st.sampled_from([region.id for region in regions])),
            issued_on=draw(st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31))),
            reference_ids=("yearbook",),
        )
        for number in range(1, draw(st.integers(2, 3)))
    )
    concepts = tuple(
        Concept(
            id=f"concept-{dimension}", name=draw(texts()), definition=draw(texts()),
            dimension=dimension,
        )
        for _, dimension, _, _ in _KINDS
    )  # fmt: skip
    objects = (
        Object(
            id="object-lamps", name="Lamps", name_zh="灯", kind="product", gbt4754="387",
            gbt4754_match="narrower", isic4_match="none_exists", hs="9405", hs_match="exact",
        ),
    )  # fmt: skip
    indicators = tuple(
        Indicator(
            id=f"indicator-{unit.lower()}",
            concept_id=f"concept-{dimension}",
            object_id="object-lamps",
            name=draw(texts()),
            definition=draw(texts()),
            unit=unit,
            dimension=dimension,
            accounting=draw(st.sampled_from(["stock", "flow"])),
            sector=draw(texts()),
            desired_direction=draw(st.sampled_from(["up", "down", "none"])),
        )
        for unit, dimension, _, _ in _KINDS
    )
    return Lists(
        records={
            "regions": tuple(regions),
            "organizations": organizations,
            "units": tuple(
                Unit(id=unit, name=unit, dimension=dimension) for unit, dimension, _, _ in _KINDS
            ),
            "references": references,
            "policies": policies,
            "concepts": concepts,
            "objects": objects,
            "indicators": indicators,
        },
        policies=policies,
        indicators=indicators,
        regions=tuple(region.id for region in regions),
        organizations=tuple(organization.id for organization in organizations),
    )


@st.composite
def promises(draw: st.DrawFn, indicator: Indicator, *, wrong: bool) -> Promise:
    """Generate values of an indicator in a document."""
    unit, _, measure, scale = next(each for each in _KINDS if each[0] == indicator.unit)
    # A record has one printed value, so a range has no wrong magnitude.
    comparator = draw(st.sampled_from(_COMPARATORS[:-1] if wrong else _COMPARATORS))
    number = draw(st.integers(1, 49))
    upper = number + draw(st.integers(1, 49)) if comparator == "range" else None
    value = Value(
        comparator,
        Decimal(number * scale),
        None if upper is None else Decimal(upper * scale),
        unit,
        measure,
    )
    return Promise(value, wrong)
