"""Taking files into the encrypted store. Runs on the store lane."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.strings import files as words
from domain.case import Attachment

if TYPE_CHECKING:
    from desktop.store.store import Store

_PICTURES = ("image/",)
MAX_FILE = 50 * 1024 * 1024


def keep_files(store: Store, paths: tuple[Path, ...]) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """Keep each file; answers what was kept and a sentence for each that was not."""
    kept: list[Attachment] = []
    problems: list[str] = []
    for path in paths:
        try:
            if path.stat().st_size > MAX_FILE:
                problems.append(words.TOO_LARGE.format(MAX_FILE // 1024 // 1024))
                continue
            data = path.read_bytes()
        except OSError:
            problems.append(words.UNREADABLE)
            continue
        media = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        kind = "photo" if media.startswith(_PICTURES) else "document"
        kept.append(store.put_attachment(data, path.name, media, kind))
    return tuple(kept), tuple(problems)
