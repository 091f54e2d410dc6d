"""The targets of fuzzing, each written once; two drivers run them."""

from __future__ import annotations

from collections.abc import Mapping

from . import doors, pages, quantities, sources
from .target import Target

__all__ = ["TARGETS", "Target"]

TARGETS: Mapping[str, Target] = {
    target.name: target for part in (quantities, sources, doors, pages) for target in part.TARGETS
}
