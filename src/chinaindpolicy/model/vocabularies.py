"""Closed vocabularies: the codes that the library's own logic depends on.

Open vocabularies (regions, organizations, units, indicators) are data: they live in the
collection's code lists. A code here has a fixed meaning in the library.
"""

from __future__ import annotations

from typing import Literal

TABLE_NAMES = (
    *("documents", "policies", "indicators", "targets", "figures", "tasks", "products", "projects"),
    *("regions", "organizations", "units", "mentions", "passages", "spans", "errata", "references"),
    *("outcomes", "withdrawals"),
)
"""Every table, in the order in which tables are listed, built and documented."""

OBSERVATION_TABLES = ("targets", "figures")
"""The tables with values that documents state."""
VALUE_TABLES = (*OBSERVATION_TABLES, "outcomes")
"""The tables with values of indicators, whatever their source."""
READ_TABLES = (*OBSERVATION_TABLES, "tasks", "products", "projects")
"""The tables of what documents say."""
RECORD_TABLES = (*READ_TABLES, "policies", "organizations", "regions")
"""The tables that mentions, spans and errata refer to."""
COUNTED_TABLES = (*READ_TABLES, "mentions")
"""The tables that a passage counts the records of."""
EVIDENCE_TABLES = (*READ_TABLES, "spans", "errata")
"""The tables whose rows have a hash of the text they were read in."""
PLACED_TABLES = (*COUNTED_TABLES, "passages", "spans", "errata")
"""The tables whose rows have a place in a document."""

Comparator = Literal["eq", "gt", "ge", "lt", "le", "approx", "range"]
Measure = Literal["level", "count", "share", "growth", "change", "multiple", "capacity"]
Direction = Literal["up", "down", "none"]
Dimension = Literal[
    "currency",
    "count",
    "ratio",
    "growth",
    "multiple",
    "computing",
    "energy",
    "power",
    "mass",
    "length",
    "area",
    "volume",
    "time",
    "rate",
    "none",
]

Accounting = Literal["stock", "flow"]
"""A value at a date (stock) or over a period (flow)."""

DocumentKind = Literal["notice", "news_report", "commentary", "digest"]
PolicyKind = Literal["opinions", "action_plan", "implementation_plan", "work_report"]
GovernmentLevel = Literal["national", "provincial", "municipal"]

TargetKind = Literal["quantitative", "qualitative"]
Strength = Literal["commit", "strive", "expect"]
Origin = Literal["document", "external"]
FigureKind = Literal["observed", "estimated", "forecast"]
Basis = Literal["official", "attributed", "claim"]
PriceBasis = Literal["nominal", "constant", "not_stated"]
Review = Literal["agreed", "settled", "single"]
"""Two independent readings agreed; they differed and it was settled; it was read once."""

TaskKind = Literal["goal", "key_task", "sub_task", "action", "priority", "safeguard", "project"]
ProductKind = Literal["product", "component", "material", "equipment", "technology"]
ProjectAction = Literal[
    "attract", "start", "build", "accelerate", "complete", "operate", "expand", "support"
]

RegionLevel = Literal[
    "world",
    "country",
    "province",
    "municipality",
    "autonomous_region",
    "special_administrative_region",
    "sub_provincial_city",
    "prefecture_city",
    "area",
]
OrganizationKind = Literal[
    "ministry",
    "government",
    "company",
    "venture",
    "association",
    "standards_body",
    "research_institute",
    "laboratory",
    "university",
    "media",
]

MentionRole = Literal["indicator", "date", "ordinal", "name", "structure", "other"]
PassageRole = Literal["goal", "task", "figure", "background", "boilerplate"]
SpanRole = Literal["restatement", "background"]
ErratumKind = Literal[
    "magnitude", "number", "unit", "comparator", "omission", "date", "tense", "term", "name"
]
"""In order of weight: an erratum that changes a value comes before one that changes a word."""

Certainty = Literal["found", "internal", "inference", "memory"]

AMOUNTS: tuple[Dimension, ...] = (
    *("currency", "count", "computing", "energy", "power", "mass", "length", "area", "volume"),
    *("time", "multiple"),
)
"""The dimensions of quantities that are not negative, unless they are balances or changes."""
BALANCE_WORDS = (
    *("profit", "loss", "balance", "net", "deficit", "surplus", "difference", "change", "margin"),
    *("growth", "increase", "decrease", "fall", "rise", "reduction", "gap"),
    *("净出口", "净进口", "净利", "净额", "净增", "净流", "净值", "净收", "净投"),
    *("利润", "亏损", "差额", "顺差", "逆差", "盈余", "赤字", "变化", "变动", "增减", "增长"),
    *("增量", "增速", "差距", "盈亏", "损益"),
)
"""Words in the name of an indicator whose values may be negative."""

ADDITIVE_MEASURES = ("level", "count", "change", "capacity")
"""The measures that add: of shares, growths and multiples, a sum over regions means nothing."""
