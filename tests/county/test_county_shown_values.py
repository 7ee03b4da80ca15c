"""Values of a profile that no rule reads are those that citizens read: a change of one changes the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from county.dictionary import publish_entries
from domain.profile_load import load_profile
from wire.entries import ProfileEntry

FILES = sorted((Path(__file__).resolve().parents[2] / "resources" / "profiles").glob("*.toml"))


def _page(server: Any, text: str, version: int) -> str:
    """The form of a county that works by this profile."""
    county, address = server
    text = re.sub(r"^version = \d+", f"version = {version}", text, count=1, flags=re.MULTILINE)
    profile = load_profile(text, "changed.toml")
    entry = ProfileEntry(profile.id, profile.version, text)
    county.database.run(
        lambda tx: publish_entries(tx, [("profile", f"{profile.id}@{version}", entry)], county.now())
    )
    return httpx.get(f"{address}/q", trust_env=False, timeout=30).text


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_title_slogan_and_promise_stand_on_the_citizens_page(server: Any, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    version = 100
    for key in ("slogan", "promise", "title"):
        line = re.search(rf'^{key} = "([^"]*)"', text, re.MULTILINE)
        assert line is not None, key
        shown = (
            text if key != "title" else re.sub(r'^slogan = "[^"]*"', 'slogan = ""', text, flags=re.MULTILINE)
        )
        changed = shown.replace(line[0], f'{key} = "样例：换一句话"', 1)
        version += 2
        assert "样例：换一句话" not in _page(server, shown, version)
        assert "样例：换一句话" in _page(server, changed, version + 1), key
