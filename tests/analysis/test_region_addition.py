"""Regions whose values can be added."""

from __future__ import annotations

from chinaindpolicy.analysis.regions import RegionTree


def test_disjoint_regions_can_be_added_across_countries() -> None:
    tree = RegionTree(
        {"x": "x", "y": None, "bay": "x", "town": "y", "city": "x"},
        {"x": "country", "y": "country", "bay": "area", "town": "city", "city": "city"},
    )
    assert tree.why_not_added(("bay", "town")) == ""
    assert tree.why_not_added(("bay", "city")) == "area bay may overlap city"
    assert tree.why_not_added(("bay", "x")) == "bay is part of x, whose value includes it"
