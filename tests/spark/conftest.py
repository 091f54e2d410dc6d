"""Fixtures: a cluster, and a session of each kind on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster import Cluster, running_cluster
from sessions import classic, connected

KINDS = ("classic", "connect")
HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark one of the two sessions of each test as `full`: in turn the one and the other."""
    order: dict[str, int] = {}
    for item in items:
        callspec = getattr(item, "callspec", None)
        if HERE not in item.path.parents or callspec is None:
            continue
        name, _, case = item.nodeid.partition("[")
        kind = callspec.params.get("spark")
        number = order.setdefault(name + case.replace(f"{kind}", ""), len(order))
        if kind not in (None, KINDS[number % 2]):
            item.add_marker("full")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    # Each query runs once: to compile it as well as can be would take longer than to run it.
    java = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    with pytest.MonkeyPatch.context() as patch:
        # A classic driver tells its executors which Python to run; by default `python3`.
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        with running_cluster(tmp_path_factory.mktemp("cluster"), java) as started:
            yield started


@pytest.fixture(scope="session", params=KINDS)
def spark(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[Any]:
    """A session of each kind on the same cluster."""
    session = connected(cluster) if request.param == "connect" else classic(cluster)
    yield session
    session.stop()
