"""Taking files into the encrypted store, and finding a matter by its number. Runs on lanes."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.store.attachments import LARGEST
from desktop.story import short_number
from desktop.strings import files as words
from domain.case import Attachment

if TYPE_CHECKING:
    from desktop.store.store import Store

_PICTURES = ("image/",)
MAX_FILE = LARGEST


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


def find_case(store: Store, number: str) -> str:
    """Id of the matter with this number (county, temporary or as people say it); "" when none or several fit."""
    wanted = number.strip()
    for text in dict.fromkeys((wanted, wanted.replace("-", ""))):
        rows = store.search(text, 50)
        exact = {row.case_id for row in rows if wanted in (row.number, short_number(row.number))}
        if len(exact) == 1:
            return next(iter(exact))
    return ""
