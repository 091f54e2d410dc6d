"""What Chinese industrial policy promises and reports, as data that can be trusted.

Targets, figures, tasks, products and projects of policy documents as typed objects and
Polars frames, each value traceable to the characters it was read from.

Example:
    >>> import chinaindpolicy as cip
    >>> target = cip.targets["components-plan-sales-2023"]
    >>> target.value, target.unit, target.period
    (Decimal('2100000000000'), 'CNY', '2023')
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from chinaindpolicy._version import __version__ as __version__
from chinaindpolicy.model.vocabularies import TABLE_NAMES

if TYPE_CHECKING:
    from chinaindpolicy.analysis.assessment import Assessment, assess
    from chinaindpolicy.analysis.citation import cite
    from chinaindpolicy.analysis.diff import Difference, diff
    from chinaindpolicy.analysis.explanation import Explanation, explain
    from chinaindpolicy.analysis.regions import RegionSum, RegionTree, add_regions, region_tree
    from chinaindpolicy.analysis.search import SearchHit, SearchResult, search
    from chinaindpolicy.curation.verify import quote, verify
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.dataset.table import Table
    from chinaindpolicy.errors import (
        ChinaIndPolicyError,
        CollectionError,
        ConditionError,
        DataError,
        DataFileError,
        DateError,
        ExportError,
        MappingFileError,
        MissingExtraError,
        NotComparableError,
        NothingSelectedError,
        ReleaseError,
        SourceTextError,
        UnknownNameError,
    )
    from chinaindpolicy.exports.export import export
    from chinaindpolicy.ingest.normalize.normalize import normalize
    from chinaindpolicy.ingest.normalize.result import Normalized
    from chinaindpolicy.ingest.validate.engine_check import EngineTrust, engine_self_test
    from chinaindpolicy.ingest.validate.report import ValidationReport
    from chinaindpolicy.ingest.validate.validate import validate
    from chinaindpolicy.loading import load
    from chinaindpolicy.model import records
    from chinaindpolicy.model.schemas import json_schema, polars_schema, schema
    from chinaindpolicy.quantity import (
        Quantity,
        QuantityError,
        find_quantities,
        format_quantity,
        parse_quantity,
    )
    from chinaindpolicy.quantity.check import stated_check
    from chinaindpolicy.quantity.conversion import convert, growth_to_level, share_of
    from chinaindpolicy.rules.findings import Finding
    from chinaindpolicy.rules.report import CheckFailedError, Report

    documents: Table[records.Document]
    policies: Table[records.Policy]
    indicators: Table[records.Indicator]
    targets: Table[records.Target]
    figures: Table[records.Figure]
    tasks: Table[records.Task]
    products: Table[records.Product]
    projects: Table[records.Project]
    regions: Table[records.Region]
    organizations: Table[records.Organization]
    units: Table[records.Unit]
    mentions: Table[records.Mention]
    passages: Table[records.Passage]
    spans: Table[records.Span]
    errata: Table[records.Erratum]
    references: Table[records.Reference]
    outcomes: Table[records.Outcome]
    withdrawals: Table[records.Withdrawal]
    release: str


# Where each public name lives. Nothing is imported until it is asked for, so that
# `import chinaindpolicy` costs next to nothing. No module may have a public name's name:
# importing it would put the module in the name's place.
_HOMES = {
    "Assessment": "chinaindpolicy.analysis.assessment",
    "assess": "chinaindpolicy.analysis.assessment",
    "cite": "chinaindpolicy.analysis.citation",
    "Difference": "chinaindpolicy.analysis.diff",
    "diff": "chinaindpolicy.analysis.diff",
    "ChinaIndPolicyError": "chinaindpolicy.errors",
    "CollectionError": "chinaindpolicy.errors",
    "DataFileError": "chinaindpolicy.errors",
    "DateError": "chinaindpolicy.errors",
    "MappingFileError": "chinaindpolicy.errors",
    "ConditionError": "chinaindpolicy.errors",
    "ExportError": "chinaindpolicy.errors",
    "MissingExtraError": "chinaindpolicy.errors",
    "NothingSelectedError": "chinaindpolicy.errors",
    "ReleaseError": "chinaindpolicy.errors",
    "SourceTextError": "chinaindpolicy.errors",
    "UnknownNameError": "chinaindpolicy.errors",
    "export": "chinaindpolicy.exports.export",
    "Explanation": "chinaindpolicy.analysis.explanation",
    "explain": "chinaindpolicy.analysis.explanation",
    "Normalized": "chinaindpolicy.ingest.normalize.result",
    "normalize": "chinaindpolicy.ingest.normalize.normalize",
    "Quantity": "chinaindpolicy.quantity",
    "QuantityError": "chinaindpolicy.quantity",
    "find_quantities": "chinaindpolicy.quantity",
    "format_quantity": "chinaindpolicy.quantity",
    "parse_quantity": "chinaindpolicy.quantity",
    "stated_check": "chinaindpolicy.quantity.check",
    "NotComparableError": "chinaindpolicy.errors",
    "convert": "chinaindpolicy.quantity.conversion",
    "growth_to_level": "chinaindpolicy.quantity.conversion",
    "share_of": "chinaindpolicy.quantity.conversion",
    "SearchHit": "chinaindpolicy.analysis.search",
    "SearchResult": "chinaindpolicy.analysis.search",
    "search": "chinaindpolicy.analysis.search",
    "RegionSum": "chinaindpolicy.analysis.regions",
    "RegionTree": "chinaindpolicy.analysis.regions",
    "add_regions": "chinaindpolicy.analysis.regions",
    "region_tree": "chinaindpolicy.analysis.regions",
    "CheckFailedError": "chinaindpolicy.rules.report",
    "Finding": "chinaindpolicy.rules.report",
    "Report": "chinaindpolicy.rules.report",
    "json_schema": "chinaindpolicy.model.schemas",
    "polars_schema": "chinaindpolicy.model.schemas",
    "schema": "chinaindpolicy.model.schemas",
    "Dataset": "chinaindpolicy.dataset.dataset",
    "Table": "chinaindpolicy.dataset.table",
    "load": "chinaindpolicy.loading",
    "DataError": "chinaindpolicy.errors",
    "ValidationReport": "chinaindpolicy.ingest.validate.report",
    "validate": "chinaindpolicy.ingest.validate.validate",
    "EngineTrust": "chinaindpolicy.ingest.validate.engine_check",
    "engine_self_test": "chinaindpolicy.ingest.validate.engine_check",
    "quote": "chinaindpolicy.curation.verify",
    "verify": "chinaindpolicy.curation.verify",
}

__all__ = [
    "Assessment",
    "CheckFailedError",
    "ChinaIndPolicyError",
    "CollectionError",
    "ConditionError",
    "DataError",
    "DataFileError",
    "Dataset",
    "DateError",
    "Difference",
    "EngineTrust",
    "Explanation",
    "ExportError",
    "Finding",
    "MappingFileError",
    "MissingExtraError",
    "Normalized",
    "NotComparableError",
    "NothingSelectedError",
    "Quantity",
    "QuantityError",
    "RegionSum",
    "RegionTree",
    "ReleaseError",
    "Report",
    "SearchHit",
    "SearchResult",
    "SourceTextError",
    "Table",
    "UnknownNameError",
    "ValidationReport",
    "add_regions",
    "assess",
    "cite",
    "convert",
    "diff",
    "documents",
    "engine_self_test",
    "errata",
    "explain",
    "export",
    "figures",
    "find_quantities",
    "format_quantity",
    "growth_to_level",
    "indicators",
    "json_schema",
    "load",
    "mentions",
    "normalize",
    "organizations",
    "outcomes",
    "parse_quantity",
    "passages",
    "polars_schema",
    "policies",
    "products",
    "projects",
    "quote",
    "references",
    "region_tree",
    "regions",
    "release",
    "releases",
    "schema",
    "search",
    "share_of",
    "spans",
    "stated_check",
    "targets",
    "tasks",
    "units",
    "validate",
    "verify",
    "withdrawals",
]


def releases() -> tuple[str, ...]:
    """Return the names of the releases that come with the package, oldest first.

    Example:
        >>> import chinaindpolicy as cip
        >>> cip.releases()[0]
        '2026.1'
    """
    from chinaindpolicy.dataset.release_files import packaged_releases

    return packaged_releases()


# Hidden from type checkers, which would take every misspelt name for one of its results.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name in TABLE_NAMES:
            from chinaindpolicy.loading import load

            return load().tables[name]
        if name == "release":
            from chinaindpolicy.loading import load

            return load().release
        if name in _HOMES:
            return getattr(importlib.import_module(_HOMES[name]), name)
        from chinaindpolicy._deprecation import RENAMED, warn_renamed

        if name in RENAMED:
            warn_renamed(name, RENAMED[name])
            return getattr(importlib.import_module(__name__), RENAMED[name].new)
        from chinaindpolicy.errors import nearest

        near = nearest(name, __all__)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}", name=name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
