from chinaindpolicy._version import __version__ as __version__
from chinaindpolicy.analysis.assessment import Assessment, assess
from chinaindpolicy.analysis.citation import cite
from chinaindpolicy.analysis.coverage import Coverage, coverage
from chinaindpolicy.analysis.diff import Difference, diff
from chinaindpolicy.analysis.explanation import Explanation, explain
from chinaindpolicy.analysis.observations import Observations, observations_of
from chinaindpolicy.analysis.regions import RegionSum, RegionTree, add_regions, region_tree
from chinaindpolicy.analysis.search import SearchHit, SearchResult, search
from chinaindpolicy.analysis.task_tree import TaskTree, tree
from chinaindpolicy.auditing.audit import audit
from chinaindpolicy.auditing.claims import Audit, Claim
from chinaindpolicy.curation.verify import quote, verify
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.rows import TableView
from chinaindpolicy.dataset.table import Table
from chinaindpolicy.errors import (
    ArgumentError,
    ChinaIndPolicyError,
    CollectionError,
    ConditionError,
    DataError,
    DataFileError,
    DateError,
    ExportError,
    ExtensionError,
    MappingFileError,
    MissingExtraError,
    NotComparableError,
    NothingSelectedError,
    ReleaseError,
    SourceTextError,
    UnknownNameError,
)
from chinaindpolicy.exports.export import export
from chinaindpolicy.extraction.candidates import Candidate, Part
from chinaindpolicy.extraction.duplicates import near_duplicates
from chinaindpolicy.extraction.extract import extract
from chinaindpolicy.extraction.frames import extract_frame, scan_frame
from chinaindpolicy.extraction.grounding.ground import Grounded, ground
from chinaindpolicy.extraction.links import CandidateLink
from chinaindpolicy.extraction.promotion import promote
from chinaindpolicy.extraction.review import (
    ReviewerAgreement,
    review_sample,
    reviewer_agreement,
)
from chinaindpolicy.ingest.inspection import inspect
from chinaindpolicy.ingest.normalize.mapping import Mapping
from chinaindpolicy.ingest.normalize.normalize import normalize
from chinaindpolicy.ingest.normalize.result import Normalized
from chinaindpolicy.ingest.validate.engine_check import EngineTrust, engine_self_test
from chinaindpolicy.ingest.validate.report import ValidationReport
from chinaindpolicy.ingest.validate.validate import validate
from chinaindpolicy.loading import get, load
from chinaindpolicy.model import records
from chinaindpolicy.model.records import (
    Concept,
    Document,
    Erratum,
    Figure,
    Indicator,
    Mention,
    Object,
    Organization,
    Outcome,
    Passage,
    Policy,
    Product,
    Project,
    Reference,
    Region,
    Span,
    Target,
    Task,
    Unit,
    Withdrawal,
)
from chinaindpolicy.model.schemas import json_schema, polars_schema, schema
from chinaindpolicy.quantity.check import stated_check
from chinaindpolicy.quantity.conversion import convert, growth_to_level, share_of
from chinaindpolicy.quantity.find import find_quantities
from chinaindpolicy.quantity.format import format_quantity
from chinaindpolicy.quantity.parse import parse_quantity
from chinaindpolicy.quantity.same import same_quantity
from chinaindpolicy.quantity.types import Quantity, QuantityError
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import CheckFailedError, Report

__all__ = [
    "ArgumentError",
    "Assessment",
    "Audit",
    "Candidate",
    "CandidateLink",
    "CheckFailedError",
    "ChinaIndPolicyError",
    "Claim",
    "CollectionError",
    "Concept",
    "ConditionError",
    "Coverage",
    "DataError",
    "DataFileError",
    "Dataset",
    "DateError",
    "Difference",
    "Document",
    "EngineTrust",
    "Erratum",
    "Explanation",
    "ExportError",
    "ExtensionError",
    "Figure",
    "Finding",
    "Grounded",
    "Indicator",
    "Mapping",
    "MappingFileError",
    "Mention",
    "MissingExtraError",
    "Normalized",
    "NotComparableError",
    "NothingSelectedError",
    "Object",
    "Observations",
    "Organization",
    "Outcome",
    "Part",
    "Passage",
    "Policy",
    "Product",
    "Project",
    "Quantity",
    "QuantityError",
    "Reference",
    "Region",
    "RegionSum",
    "RegionTree",
    "ReleaseError",
    "Report",
    "ReviewerAgreement",
    "SearchHit",
    "SearchResult",
    "SourceTextError",
    "Span",
    "Table",
    "TableView",
    "Target",
    "Task",
    "TaskTree",
    "Unit",
    "UnknownNameError",
    "ValidationReport",
    "Withdrawal",
    "add_regions",
    "assess",
    "audit",
    "cite",
    "concepts",
    "convert",
    "coverage",
    "diff",
    "documents",
    "engine_self_test",
    "errata",
    "explain",
    "export",
    "extract",
    "extract_frame",
    "figures",
    "find_quantities",
    "format_quantity",
    "get",
    "ground",
    "growth_to_level",
    "indicators",
    "inspect",
    "json_schema",
    "load",
    "mentions",
    "near_duplicates",
    "normalize",
    "objects",
    "observations",
    "observations_of",
    "organizations",
    "outcomes",
    "parse_quantity",
    "passages",
    "polars_schema",
    "policies",
    "products",
    "projects",
    "promote",
    "quote",
    "references",
    "region_tree",
    "regions",
    "release",
    "releases",
    "review_sample",
    "reviewer_agreement",
    "same_quantity",
    "scan_frame",
    "schema",
    "search",
    "share_of",
    "spans",
    "stated_check",
    "targets",
    "tasks",
    "tree",
    "units",
    "validate",
    "verify",
    "withdrawals",
]

documents: Table[records.Document]
policies: Table[records.Policy]
concepts: Table[records.Concept]
objects: Table[records.Object]
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
observations: Observations
release: str

def releases() -> tuple[str, ...]: ...
