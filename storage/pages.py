"""Pages of an encrypted SQLite file, read one by one without the library: for files that it no longer opens.

The layout is SQLCipher's: 4,096 bytes, of which the last 80 hold the IV (16) and an HMAC-SHA512 (64) over text, IV and
page number; the first 16 bytes of page 1 are the salt of the HMAC key. The text is AES-256-CBC under the raw key.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = 4096
USABLE = PAGE - 80
SALT = 16
_TEXT = USABLE
_MAC = USABLE + 16
_FRAME_HEAD, _WAL_HEAD = 24, 32
_PLAIN_HEAD = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Page:
    """One page as text. `whole`: its HMAC is right. `rank`: 0 in the file, position + 1 in the write-ahead log."""

    number: int
    text: bytes
    whole: bool
    rank: int
    commit: int = 0
    """Pages of the file after the transaction that this page ends; 0 when it ends none."""


class PageReader:
    """Decrypts pages with a raw 32-byte key; `salt` of the file."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        self._key = key
        mask = bytes(byte ^ 0x3A for byte in salt)
        self._mac_key = hashlib.pbkdf2_hmac("sha512", key, mask, 2, 32)

    def whole(self, number: int, raw: bytes) -> bool:
        """True when the page is as it was written."""
        start = SALT if number == 1 else 0
        made = hmac.digest(self._mac_key, raw[start:_MAC] + number.to_bytes(4, "little"), "sha512")
        return len(raw) == PAGE and hmac.compare_digest(made, raw[_MAC:])

    def text(self, number: int, raw: bytes) -> bytes:
        """The first USABLE bytes of the page in clear."""
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        start = SALT if number == 1 else 0
        decryptor = Cipher(algorithms.AES(self._key), modes.CBC(raw[_TEXT:_MAC])).decryptor()
        plain = decryptor.update(raw[start:_TEXT]) + decryptor.finalize()
        return _PLAIN_HEAD + plain if number == 1 else plain

    def page(self, number: int, raw: bytes, rank: int) -> Page:
        """The page with the judgement on it."""
        return Page(number, self.text(number, raw), self.whole(number, raw), rank)


def read_salt(path: Path) -> bytes:
    """The first 16 bytes; shorter when the file is."""
    try:
        with path.open("rb") as stream:
            return stream.read(SALT)
    except OSError:
        return b""


@dataclass(frozen=True, slots=True)
class _Frame:
    number: int
    commit: int
    salts: bytes
    sums: tuple[int, int]
    raw: bytes
    head: bytes


def _frames(stream_bytes: bytes) -> Iterator[_Frame]:
    at = _WAL_HEAD
    while at + _FRAME_HEAD + PAGE <= len(stream_bytes):
        head = stream_bytes[at : at + _FRAME_HEAD]
        number, commit = struct.unpack(">II", head[:8])
        sums = struct.unpack(">II", head[16:24])
        raw = stream_bytes[at + _FRAME_HEAD : at + _FRAME_HEAD + PAGE]
        yield _Frame(number, commit, head[8:16], sums, raw, head[:8])
        at += _FRAME_HEAD + PAGE


def log_pages(path: Path, reader: PageReader) -> Iterator[Page]:
    """Pages of the newest generation of a write-ahead log, also those behind a damaged frame."""
    log = _read(path)
    header, salts = log[16:24], b""
    for rank, frame in enumerate(_frames(log), 1):
        if not 0 < frame.number < 1 << 30:
            continue
        whole = reader.whole(frame.number, frame.raw)
        if whole and not salts:
            salts = frame.salts
        if whole and frame.salts != header and frame.salts != salts:
            return
        yield Page(frame.number, reader.text(frame.number, frame.raw), whole, rank, frame.commit)


class Image:
    """All pages of a file with its log laid over it, each in its newest whole state.

    `torn`: pages of the log that are not as they were written. `before`: how pages stood at the last commit before the
    first of them, or before a transaction without an end: a row may have moved off a page onto one that is torn.
    """

    def __init__(self, path: Path, log: Path, reader: PageReader) -> None:
        self._reader = reader
        self._file = path.open("rb") if path.exists() else None
        self._count = path.stat().st_size // PAGE if path.exists() else 0
        self._newest: dict[int, Page] = {}
        self.torn: list[Page] = []
        self._size = 0
        replaced: dict[int, Page | None] = {}
        for page in log_pages(log, reader):
            if not page.whole:
                self.torn.append(page)
                continue
            replaced.setdefault(page.number, self._newest.get(page.number))
            self._newest[page.number] = page
            self._size = page.commit or self._size
            if page.commit and not self.torn:
                replaced.clear()
        old = (page or self._in_file(number) for number, page in replaced.items())
        self.before = {page.number: page for page in old if page is not None}

    def __iter__(self) -> Iterator[Page]:
        for number in sorted(set(range(1, self._count + 1)) | set(self._newest)):
            found = self.page(number)
            if found is not None:
                yield found

    def page(self, number: int) -> Page | None:
        """The page, or None when it lies behind the end or is empty."""
        return self._newest.get(number) or self._in_file(number)

    def _in_file(self, number: int) -> Page | None:
        raw = self._raw(number)
        if len(raw) < PAGE or raw.count(0) == PAGE:
            return None
        return self._reader.page(number, raw, 0)

    def first_broken(self, late: Callable[[], bool] = lambda: False) -> int:
        """Number of the first page that is missing or not as it was written; 0 for none, -1 when it became late."""
        first = self.page(1)
        if first is None or not first.whole:
            return 1
        for number in range(1, (self._size or int.from_bytes(first.text[28:32], "big")) + 1):
            if number % 256 == 0 and late():
                return -1
            raw = b"" if number in self._newest else self._raw(number)
            if number not in self._newest and not self._reader.whole(number, raw):
                return number
        return 0

    def _raw(self, number: int) -> bytes:
        if self._file is None or not 0 < number <= self._count:
            return b""
        self._file.seek((number - 1) * PAGE)
        return self._file.read(PAGE)

    def text(self, number: int) -> bytes | None:
        """What stands on the page."""
        found = self.page(number)
        return None if found is None else found.text

    def text_before(self, number: int) -> bytes | None:
        """What stood on the page at the last commit before the damage."""
        found = self.before.get(number)
        return self.text(number) if found is None else found.text

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def log_is_damaged(path: Path, reader: PageReader) -> bool:
    """True when committed pages stand behind the place where the library would stop reading the log.

    A torn tail after a crash is no damage: nothing behind it was ever confirmed.
    """
    log = _read(path)
    if len(log) < _WAL_HEAD + _FRAME_HEAD + PAGE:
        return False
    order = {0x377F0682: "<", 0x377F0683: ">"}.get(int.from_bytes(log[:4], "big"), "")
    sums = _sum(log[:24], (0, 0), order or "<")
    whole = bool(order) and sums == struct.unpack(">II", log[24:32])
    salts = log[16:24] if whole else b""
    for frame in _frames(log):
        if whole and frame.salts != salts:
            return False
        if whole:
            sums = _sum(frame.raw, _sum(frame.head, sums, order), order)
            whole = sums == frame.sums
            if whole:
                continue
        current = not salts or frame.salts == salts
        if current and frame.commit and reader.whole(frame.number, frame.raw):
            return True
    return False


def _sum(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    one, two = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two


def is_cut(path: Path, reader: PageReader) -> bool:
    """True when the file is shorter than its own first page says. Only meaningful without a write-ahead log."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(PAGE)
        size = path.stat().st_size
    except OSError:
        return True
    if len(raw) < PAGE or not reader.whole(1, raw):
        return True
    text = reader.text(1, raw)
    pages = int.from_bytes(text[28:32], "big")
    return text[24:28] == text[92:96] and size < pages * PAGE


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
