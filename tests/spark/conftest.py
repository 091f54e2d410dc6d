"""Fixtures: a cluster, and a session of each kind on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from cluster import Cluster, running_cluster
from sessions import classic, connected


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    # Each query runs once: to compile it as well as can be would take longer than to run it.
    java = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    with pytest.MonkeyPatch.context() as patch:
        # A classic driver tells its executors which Python to run; by default `python3`.
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        with running_cluster(tmp_path_factory.mktemp("cluster"), java) as started:
            yield started


@pytest.fixture(scope="session", params=["classic", "connect"])
def spark(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[Any]:
    """A session of each kind on the same cluster."""
    session = connected(cluster) if request.param == "connect" else classic(cluster)
    yield session
    session.stop()
