"""Is the file on disk what was left there? Asked before the library opens it, because opening tidies traces away."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from storage.pages import Image, PageReader, is_cut, log_is_damaged, read_salt

SECONDS = 10.0
_EMPTY_LOG = 32


def examine(path: Path, key: bytes, salt: bytes) -> str:
    """What is wrong: missing, empty, header, log, cut, page; empty text when nothing of that kind is.

    `salt`: as noted when the store was founded; empty when nobody knows. Single pages are looked at when the last run
    left a log behind, for SECONDS at most; the whole file is looked through beside the work.
    """
    if not path.exists():
        return "missing"
    if path.stat().st_size == 0:
        return "empty"
    if salt and read_salt(path) != salt:
        return "header"
    reader = PageReader(key, salt or read_salt(path))
    log = path.with_name(path.name + "-wal")
    if log.exists() and log.stat().st_size > _EMPTY_LOG:
        return "log" if log_is_damaged(log, reader) else _pages(path, log, reader)
    return "cut" if salt and is_cut(path, reader) else ""


def _pages(path: Path, log: Path, reader: PageReader) -> str:
    end = time.monotonic() + SECONDS
    with closing(Image(path, log, reader)) as image:
        return "page" if image.first_broken(lambda: time.monotonic() > end) > 0 else ""
