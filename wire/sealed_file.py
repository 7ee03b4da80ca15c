"""A sealed file of unsent work: what a desk wrote and no county has confirmed, for another desk or the county.

One line of JSON says what it is and carries the slots of the desk's key; frames follow, each sealed by itself with a
key derived from the desk's key: length (4 bytes, big-endian), nonce, AES-256-GCM of one record. Position and file are
bound into each seal, so frames can be neither moved nor mixed; the last frame says that it is the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from wire.codec import CodecProblem, from_json, to_json
from wire.sealing import Noise, Slot, derive, key_id

MAGIC = "minqing-unsent-1"
_NONCE = 12
_LONGEST_LINE = 1 << 20
_LONGEST_FRAME = 512 << 20


class Header(msgspec.Struct, frozen=True):
    """The readable line. `identity`: id of the desk's key; `made_at`: epoch seconds; `device`: as enrolled."""

    format: str
    id: str
    device: str
    made_at: int
    identity: str
    slots: list[Slot]


class KeptCommand(msgspec.Struct, frozen=True, tag_field="is", tag="command"):
    """One row of an outbox, with its bytes as they were written. `state`: pending, sent or rejected (an open card)."""

    seq: int
    cmd_id: str
    case_id: str
    kind: str
    actor_id: str
    actor: bytes
    body: bytes
    made_at: int
    state: str
    needs: str = ""
    outcome: bytes = b""
    done_at: int = 0


class KeptDraft(msgspec.Struct, frozen=True, tag_field="is", tag="draft"):
    """An unfinished form."""

    id: str
    form: str
    case_id: str
    actor: str
    body: str
    saved_at: int


class KeptFile(msgspec.Struct, frozen=True, tag_field="is", tag="file"):
    """An attachment that the county does not have yet."""

    sha256: str
    media: str
    added_at: int
    data: bytes


class _End(msgspec.Struct, frozen=True, tag_field="is", tag="end"):
    records: int


Record = KeptCommand | KeptDraft | KeptFile


class SealedProblem(ValueError):
    """The file cannot be read. `code`: foreign (not such a file), key (another key), cut (ends before its end)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def write(stream: BinaryIO, header: Header, key: bytes, records: Iterable[Record], noise: Noise) -> int:
    """Write the whole file; how many records it holds."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    seal = AESGCM(derive(key, "unsent", header.id.encode()))
    stream.write(to_json(header) + b"\n")
    count = 0

    def frame(record: Record | _End, last: bool) -> None:
        nonce = noise(_NONCE)
        body = nonce + seal.encrypt(nonce, to_json(record), _place(header, count, last))
        stream.write(len(body).to_bytes(4, "big") + body)

    for record in records:
        frame(record, False)
        count += 1
    frame(_End(count), True)
    return count


def read_header(stream: BinaryIO) -> Header:
    """The readable line. Raises SealedProblem("foreign")."""
    line = stream.readline(_LONGEST_LINE)
    try:
        header = from_json(line, Header)
    except CodecProblem as problem:
        raise SealedProblem("foreign") from problem
    if header.format != MAGIC or not line.endswith(b"\n"):
        raise SealedProblem("foreign")
    return header


def records(stream: BinaryIO, header: Header, key: bytes) -> Iterator[Record]:
    """The records after the header, as far as they are whole.

    Raises SealedProblem: key at once, cut after the last whole record.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if key_id(key) != header.identity:
        raise SealedProblem("key")
    seal = AESGCM(derive(key, "unsent", header.id.encode()))
    count = 0
    while True:
        size = int.from_bytes(stream.read(4), "big")
        body = stream.read(size) if _NONCE < size <= _LONGEST_FRAME else b""
        if len(body) != size or not body:
            raise SealedProblem("cut")
        plain: bytes | None = None
        for last in (False, True):
            try:
                plain = seal.decrypt(body[:_NONCE], body[_NONCE:], _place(header, count, last))
                break
            except InvalidTag:
                continue
        if plain is None:
            raise SealedProblem("cut")
        if last:
            return
        try:
            yield msgspec.json.decode(plain, type=Record)  # type: ignore[type-var, arg-type, unused-ignore]
        except msgspec.DecodeError as problem:
            raise SealedProblem("foreign") from problem
        count += 1


def _place(header: Header, count: int, last: bool) -> bytes:
    bound = (MAGIC, header.id, header.identity, header.device, header.made_at, count, int(last))
    return "|".join(map(str, bound)).encode()
