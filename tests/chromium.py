"""Chromium for tests of the page: Debian's, driven by Playwright, listened to throughout."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.exports.html.render import page
from page_reading import Opener

REQUIRED = "CHINAINDPOLICY_BROWSER"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PACKAGES = ("playwright", "axe_playwright_python")


def _missing() -> str | None:
    absent = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if absent:
        return f"{', '.join(absent)}: not installed (dependency group `browser`)"
    return None if shutil.which("chromium") else "chromium is not installed"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser; where it is required, its absence is a failure and no skip."""
    missing = _missing()
    if missing:
        if os.environ.get(REQUIRED) == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    playwright: Any = importlib.import_module("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def made(real: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the newest release."""
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_bytes(page(real))
    return path


@pytest.fixture
def browse(chromium: Any, made: Path) -> Iterator[Opener]:
    """Open a page at an address; at the end, its console was silent and nothing was requested."""
    contexts: list[Any] = []
    told: list[str] = []
    requested: list[str] = []

    def hear(message: Any) -> None:
        told.append(f"{getattr(message, 'type', 'error')}: {message}")

    def note(request: Any) -> None:
        requested.append(request.url)

    def refuse(dialog: Any) -> None:
        told.append("a dialog opened")
        dialog.dismiss()

    def open_page(
        address: str = "", *, path: Path = made, width: int = 1400, height: int = 900,
        scheme: str = "light", **options: Any,
    ) -> Any:  # fmt: skip
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **options
        )
        context.on("request", note)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(5000)
        tab.on("console", hear)
        tab.on("pageerror", hear)
        tab.on("dialog", refuse)
        tab.goto(path.as_uri() + address)
        tab.wait_for_selector("h1")
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert told == []
    assert [url for url in requested if not url.startswith("file://")] == []
    assert {url.partition("#")[0].rpartition(".")[2] for url in requested} <= {"html"}
