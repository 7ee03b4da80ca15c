"""Writing a finished paper into a folder of the operator's choice: whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from desktop.papers.values import PaperProblem
from desktop.strings import papers as words

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


def file_name(number: str, label: str) -> str:
    """Name offered for a paper: case number and kind of paper, no person in it."""
    return _UNSAFE.sub("-", words.FILE_NAME.format(number=number, label=label))


def save_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path`, replacing what is there only when all of it is on disk.

    The file in between lies in the same folder, carries a neutral name, is readable by this user only and is gone
    afterwards, also after a failure.

    Raises:
        PaperProblem: no space, no right to write, the folder is gone.
    """
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise PaperProblem(words.FULL) from problem
