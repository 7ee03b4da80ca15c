"""A citizen's browser: the installed Chromium, headless, that reaches nothing but the county."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

HOST = "mq.example.gov.cn"
"""The name that stands on the posters; the browser is told that it is the county process."""
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """The installed program; skips with a reason where there is none."""
    found = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        "",
    )
    if not found:
        pytest.skip("no Chromium is installed: the citizen's page cannot be opened in a real browser")
    return found


class Phone:
    """One open page."""

    def __init__(self, page: object) -> None:
        from playwright.sync_api import Page

        assert isinstance(page, Page)
        self.page = page

    def open(self, printed: str) -> None:
        """Open what the camera read; here without the transport encryption that the county's proxy adds."""
        parts = urlsplit(printed)
        assert parts.hostname == HOST
        self.page.goto(f"http://{HOST}{parts.path}", wait_until="load")

    def report(self, text: str, phone: str, name: str, photo: Path | None = None) -> str:
        """Fill in and send; the code shown on the receipt."""
        self.page.fill("#text", text)
        self.page.fill("#phone", phone)
        self.page.fill("#name", name)
        if photo is not None:
            self.page.set_input_files("#photo1", photo)
        self.page.check("input[name=notice]")
        self.page.click("button[type=submit]")
        self.page.wait_for_url("**/r/**")
        return self.page.locator("[data-received] strong").inner_text()


@contextmanager
def phone(url: str, *, scripts: bool = True) -> Iterator[Phone]:
    """A browser whose only network is the county at `url`."""
    from playwright.sync_api import sync_playwright

    near = urlsplit(url)
    rules = f"MAP {HOST}:80 {near.hostname}:{near.port}, MAP * ~NOTFOUND, EXCLUDE {near.hostname}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), headless=True, args=[*_FLAGS, f"--host-resolver-rules={rules}"]
        )
        try:
            context = browser.new_context(
                java_script_enabled=scripts, viewport={"width": 390, "height": 844}, locale="zh-CN"
            )
            yield Phone(context.new_page())
        finally:
            browser.close()
