"""Rows out of the leaf pages of an SQLite file, without its schema, its indexes or its upper pages."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass

from storage.pages import USABLE

Value = int | float | str | bytes | None
Fetch = Callable[[int], bytes | None]
"""Text of a page by number."""

_TABLE_LEAF, _INDEX_LEAF = 0x0D, 0x0A
_LONGEST = 64 << 20
_FIXED: Mapping[int, int] = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}


class _Broken(ValueError):
    """This cell is not one."""


@dataclass(frozen=True, slots=True)
class Row:
    """`rowid` 0 for rows of tables without rowid."""

    rowid: int
    values: tuple[Value, ...]


def rows(text: bytes, number: int, fetch: Fetch, widths: Container[int]) -> Iterator[Row]:
    """The rows of one page with these numbers of columns, when it is a leaf; cells that are no rows are passed over."""
    start = 100 if number == 1 else 0
    if len(text) < USABLE or text[start] not in (_TABLE_LEAF, _INDEX_LEAF):
        return
    table = text[start] == _TABLE_LEAF
    count = int.from_bytes(text[start + 3 : start + 5], "big")
    if count > USABLE // 4:
        return
    for nth in range(count):
        place = start + 8 + 2 * nth
        at = int.from_bytes(text[place : place + 2], "big")
        try:
            yield _cell(text, at, table, fetch, widths)
        except (_Broken, UnicodeDecodeError):
            continue


def _cell(text: bytes, at: int, table: bool, fetch: Fetch, widths: Container[int]) -> Row:
    size, at = _varint(text, at)
    rowid = 0
    if table:
        rowid, at = _varint(text, at)
    most = USABLE - 35 if table else (USABLE - 12) * 64 // 255 - 23
    if not 0 < size <= _LONGEST:
        raise _Broken
    here = size
    if size > most:
        least = (USABLE - 12) * 32 // 255 - 23
        here = least + (size - least) % (USABLE - 4)
        here = here if here <= most else least
    payload = text[at : at + here]
    if len(payload) != here:
        raise _Broken
    if len(_kinds(payload)[0]) not in widths:
        raise _Broken
    if size > here:
        following = int.from_bytes(text[at + here : at + here + 4], "big")
        payload += _overflow(following, size - here, fetch)
    return Row(rowid, tuple(_values(payload)))


def _overflow(number: int, wanted: int, fetch: Fetch) -> bytes:
    pieces: list[bytes] = []
    seen: set[int] = set()
    while wanted > 0:
        text = fetch(number) if number not in seen else None
        if text is None:
            raise _Broken
        seen.add(number)
        piece = text[4 : 4 + min(wanted, USABLE - 4)]
        pieces.append(piece)
        wanted -= len(piece)
        number = int.from_bytes(text[:4], "big")
    return b"".join(pieces)


def _kinds(payload: bytes) -> tuple[list[int], int]:
    """Serial types of the columns, and where the first value begins."""
    head, at = _varint(payload, 0)
    kinds: list[int] = []
    if head > len(payload) or head > 1024:
        raise _Broken
    while at < head:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    return kinds, head


def _values(payload: bytes) -> Iterator[Value]:
    kinds, at = _kinds(payload)
    for kind in kinds:
        size = _FIXED.get(kind, (kind - 12) // 2 if kind >= 12 else -1)
        data = payload[at : at + size]
        if size < 0 or len(data) != size:
            raise _Broken
        at += size
        yield _value(kind, data)
    if at != len(payload):
        raise _Broken


def _value(kind: int, data: bytes) -> Value:
    if kind == 0:
        return None
    if kind == 7:
        import struct

        return float(struct.unpack(">d", data)[0])
    if kind in (8, 9):
        return kind - 8
    if kind < 7:
        return int.from_bytes(data, "big", signed=True)
    return data.decode("utf-8") if kind % 2 else data


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for nth in range(9):
        if at >= len(data):
            raise _Broken
        byte = data[at]
        at += 1
        if nth == 8:
            return (value << 8) | byte, at
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            return value, at
    raise _Broken
