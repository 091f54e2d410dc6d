"""A Spark cluster on loopback: a master, two workers and a Spark Connect server."""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Cluster", "running_cluster"]

_LOOPBACK = "127.0.0.1"
_PATIENCE = 180.0
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.driver.host": _LOOPBACK,
    "spark.driver.bindAddress": _LOOPBACK,
    "spark.driver.memory": "1g",
    "spark.executor.memory": "1g",
    "spark.executor.cores": "1",
    "spark.cores.max": "2",
    "spark.sql.shuffle.partitions": "3",
    "spark.log.level": "ERROR",
}


@dataclass(frozen=True)
class Cluster:
    """Where the cluster is reached, and the settings a driver needs to reach it."""

    master: str
    connect: str
    settings: dict[str, str]


class ClusterError(Exception):
    """A process of the cluster did not start; tells what it wrote."""


@contextlib.contextmanager
def running_cluster(folder: Path, java: str = "") -> Generator[Cluster]:
    """Start a cluster, its files in a folder; stop it and all it started, whatever happens.

    Args:
        folder: Where its files go.
        java: Options for each of its Java processes.
    """
    home = Path(str(importlib.import_module("pyspark").__file__)).parent
    settings = _SETTINGS | {
        "spark.local.dir": str(folder / "local"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.driver.extraJavaOptions": java,
        "spark.executor.extraJavaOptions": java,
    }
    (folder / "local").mkdir()
    started = _Processes(home, folder, java)
    try:
        deploy = "org.apache.spark.deploy"
        command = ["spark-class", f"{deploy}.master.Master", "--host", _LOOPBACK, "--port", "0"]
        started.start("master", command)
        master = started.sign("master", r"Starting Spark master at (spark://\S+)")
        for number in (1, 2):
            # Two cores each, so that a driver and a Connect server both have an executor on each.
            size = ["--cores", "2", "--memory", "2g", "--work-dir", str(folder / f"work-{number}")]
            command = ["spark-class", f"{deploy}.worker.Worker", "--host", _LOOPBACK, *size, master]
            started.start(f"worker-{number}", command)
        flags = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
        server = "org.apache.spark.sql.connect.service.SparkConnectServer"
        started.start(
            "connect",
            [
                *("spark-submit", "--class", server, "--master", master, *flags),
                *("--conf", "spark.log.level=INFO"),  # its port is told at this level
                *("--conf", f"spark.connect.grpc.binding.address={_LOOPBACK}"),
                *("--conf", "spark.connect.grpc.binding.port=0", "spark-internal"),
            ],
        )
        for number in (1, 2):
            started.sign(f"worker-{number}", "(Successfully registered with master)")
        port = started.sign("connect", r"Spark Connect server started at: \S*?:(\d+)")
        yield Cluster(master, f"sc://{_LOOPBACK}:{port}", settings)
    finally:
        started.stop()


class _Processes:
    def __init__(self, home: Path, folder: Path, java: str) -> None:
        self._home = home
        self._folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._environment = os.environ | {
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": _LOOPBACK,
            "SPARK_DAEMON_MEMORY": "1g",
            "SPARK_DAEMON_JAVA_OPTS": java,
            "SPARK_MASTER_WEBUI_PORT": "0",
            "SPARK_WORKER_WEBUI_PORT": "0",
            "PYSPARK_PYTHON": sys.executable,
        }

    def start(self, name: str, command: list[str]) -> None:
        """Start a process."""
        with self._log(name).open("wb") as output:
            self._running[name] = subprocess.Popen(
                [str(self._home / "bin" / command[0]), *command[1:]],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._environment,
                cwd=self._folder,
                start_new_session=True,  # so that what it starts can be stopped with it
            )

    def _log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def sign(self, name: str, pattern: str) -> str:
        """Wait for what a process says when it is ready."""
        until = time.monotonic() + _PATIENCE
        while True:
            ended = self._running[name].poll() is not None or time.monotonic() > until
            text = self._log(name).read_text("utf-8", errors="replace")
            if found := re.search(pattern, text):
                return found[1]
            if ended:
                raise ClusterError(
                    f"the {name} of the Spark cluster did not start:\n{text[-3000:]}"
                )
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop every process, the last first, and what they started."""
        for process in reversed(self._running.values()):
            _signal(process, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            _signal(process, signal.SIGKILL)
            process.wait(20)
        self._running.clear()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
