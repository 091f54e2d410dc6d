"""Targets, figures and tasks of Chinese industrial policy as typed, verified data.

Each value has the text, document and characters that it was read from.

    >>> import chinaindpolicy as cip
    >>> target = cip.targets["components-plan-sales-2023"]
    >>> target.value, target.unit, target.period
    (Decimal('2100000000000'), 'CNY', '2023')

Tables of the latest release, such as cip.targets, cip.figures, cip.tasks, cip.regions:
    cip.targets[:5], .where(region_id="Zhejiang"), .sort("value"), .frame(), .to_pandas()
    help(cip.targets) lists the columns.

Find       search(words), get(id), load("2026.1"), releases()
Understand explain(id), tree(policy), coverage(policy, concept), cite(id), quote(id, folder)
Compare    assess(as_of=day), diff(a, b), cip.observations (all values in one frame)
Calculate  convert, growth_to_level, share_of, add_regions, region_tree
Read text  parse_quantity("2.1万亿元"), find_quantities(text), extract(text), audit(text)
Your data  inspect(file), normalize(data, "figures"), validate(data, "figures"), schema
Write      export(cip.targets, "targets.xlsx")
Charts     cip.plot, with the extra "plot"
Verify     verify(folder), engine_self_test()

Every function has its own help, e.g. help(cip.search). The documentation has a quickstart and
one page for each task.
"""

from __future__ import annotations

from typing import Any

from chinaindpolicy._public import listed_names as _listed_names
from chinaindpolicy._public import load_public as _load_public
from chinaindpolicy._public import public_names as _public_names
from chinaindpolicy._version import __version__ as __version__

# The public names, and the module that defines each, are in `__init__.pyi`.


def releases() -> tuple[str, ...]:
    """Return the names of the releases that come with the package, oldest first.

    Example:
        >>> import chinaindpolicy as cip
        >>> cip.releases()[0]
        '2026.1'
    """
    from chinaindpolicy.dataset.release_names import packaged_releases

    return packaged_releases()


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return _listed_names(__name__)
    from chinaindpolicy.model.vocabularies import TABLE_NAMES

    if name in TABLE_NAMES or name == "release":
        from chinaindpolicy.loading import load

        return load().release if name == "release" else load().tables[name]
    if name == "observations":
        return _load_public(__name__, "observations_of")(_load_public(__name__, "load")())
    if name in ("plot", "testing"):
        from importlib import import_module

        return import_module(f"{__name__}.{name}")
    from chinaindpolicy._deprecation import RENAMED, warn_renamed

    if name in RENAMED:
        warn_renamed(name, RENAMED[name])
        name = RENAMED[name].new
    return _load_public(__name__, name, _HABITS)


# Names that users of similar packages try, and what to use instead.
_HABITS = {
    **dict.fromkeys(("tables", "TABLE_NAMES", "datasets"), "use cip.load().tables"),
    **dict.fromkeys(("read", "open", "read_table", "table"), "use cip.targets or cip.load(...)"),
    **dict.fromkeys(("version", "VERSION"), "use cip.__version__ or cip.release"),
    **dict.fromkeys(("find", "query", "lookup", "filter"), "use cip.search(...) or .where(...)"),
    **dict.fromkeys(("concat", "merge", "join"), "use cip.targets.frame().join(...)"),
    **dict.fromkeys(("to_csv", "to_excel", "save", "write"), "use cip.export(...)"),
    **dict.fromkeys(
        ("read_csv", "read_excel"), "use cip.validate(path, table) or cip.normalize(...)"
    ),
    **dict.fromkeys(("parse", "quantities"), "use cip.parse_quantity(...)"),
    **dict.fromkeys(("data", "dataset", "Data"), "use cip.load() or cip.targets"),
    **dict.fromkeys(("compare", "evaluate"), "use cip.assess(as_of=...) or cip.diff(...)"),
    **dict.fromkeys(("describe", "info"), "use help(cip), help(cip.targets) or cip.explain(...)"),
}


def __dir__() -> list[str]:
    return sorted({"__version__", *_public_names(__name__)})
