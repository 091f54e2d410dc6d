"""Closed vocabularies: the codes that the library's own logic depends on.

Open vocabularies (regions, organizations, units, indicators) are data: they live in the
collection's code lists. A code here has a fixed meaning in the library.
"""

from __future__ import annotations

from typing import Literal, get_args

TableName = Literal[
    "documents",
    "policies",
    "concepts",
    "objects",
    "indicators",
    "targets",
    "figures",
    "tasks",
    "products",
    "projects",
    "regions",
    "organizations",
    "units",
    "mentions",
    "passages",
    "spans",
    "errata",
    "references",
    "outcomes",
    "withdrawals",
]
TABLE_NAMES: tuple[str, ...] = get_args(TableName)
"""Every table, in the order in which tables are listed, built and documented."""

OBSERVATION_TABLES = ("targets", "figures")
"""The tables with values that documents state."""
VALUE_TABLES = (*OBSERVATION_TABLES, "outcomes")
"""The tables with values of indicators, from any source."""
READ_TABLES = (*OBSERVATION_TABLES, "tasks", "products", "projects")
"""The tables of statements in documents."""
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

ObjectKind = Literal["product", "industry", "population", "infrastructure"]
CodeMatch = Literal["exact", "broader", "narrower", "none_exists"]
"""How the code of a classification relates to the object: it covers the same, more or less."""
NameBasis = Literal["found", "own"]
"""A name found in a source, or one of the project."""
ThresholdScope = Literal["each", "combined"]

Accounting = Literal["stock", "flow"]
"""A value at a date (stock) or over a period (flow)."""

DocumentKind = Literal["notice", "news_report", "commentary", "digest"]
PolicyKind = Literal["opinions", "action_plan", "implementation_plan", "work_report"]
PolicyStatus = Literal["draft", "in_force", "expired", "superseded", "repealed"]
GovernmentLevel = Literal["national", "provincial", "municipal"]

TargetKind = Literal["quantitative", "qualitative"]
Strength = Literal["commit", "strive", "expect"]
Origin = Literal["document", "external"]
FigureKind = Literal["observed", "estimated", "forecast"]
Basis = Literal["official", "attributed", "claim"]
AttributionCertainty = Literal["clear", "doubtful"]
PeriodBasis = Literal["stated", "context", "document", "not_stated"]
"""Where the period is from: the evidence, the text around it, or the year of the document."""
PriceBasis = Literal["nominal", "constant", "not_stated"]
Review = Literal["agreed", "settled", "single"]
"""Two independent readings agreed; they differed and it was settled; it was read once."""

TaskKind = Literal["goal", "key_task", "sub_task", "action", "priority", "safeguard", "project"]
Instrument = Literal[
    "support",
    "build",
    "develop",
    "regulate",
    "standardize",
    "finance",
    "tax",
    "procure",
    "pilot",
    "train",
    "attract",
    "coordinate",
    "promote",
    "protect",
    "evaluate",
]
"""How a policy acts in a task."""
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
    "prefecture",
    "autonomous_prefecture",
    "league",
    "area",
]
PROVINCIAL_LEVELS: tuple[RegionLevel, ...] = (
    "province",
    "municipality",
    "autonomous_region",
    "special_administrative_region",
)
"""The levels of the regions directly below a country."""
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
    "magnitude",
    "number",
    "unit",
    "comparator",
    "omission",
    "date",
    "tense",
    "term",
    "name",
    "doubtful_fact",
]
"""In order of weight: an erratum that changes a value comes before one that changes a word. Last,
a fact of the author that is in doubt: the text prints the meant wording."""

Certainty = Literal["found", "internal", "inference", "memory"]

AMOUNTS: tuple[Dimension, ...] = (
    *("currency", "count", "computing", "energy", "power", "mass", "length", "area", "volume"),
    *("time", "multiple"),
)
"""The dimensions of quantities that are not negative, unless they are balances or changes."""
CHANGE_WORDS = (
    *("change", "growth", "increase", "decrease", "fall", "rise", "reduction"),
    *("变化", "变动", "增减", "增长", "增量", "增速"),
)
"""Words in the name of an indicator whose values are changes of a quantity."""
BALANCE_WORDS = (
    *("profit", "loss", "balance", "net", "deficit", "surplus", "difference", "margin", "gap"),
    *("净出口", "净进口", "净利", "净额", "净增", "净流", "净值", "净收", "净投"),
    *("利润", "亏损", "差额", "顺差", "逆差", "盈余", "赤字", "差距", "盈亏", "损益"),
)
"""Words in the name of an indicator whose level may be negative."""

ADDITIVE_MEASURES = ("level", "count", "change", "capacity")
"""The measures that add: of shares, growths and multiples, a sum over regions means nothing."""
