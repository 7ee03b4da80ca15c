"""What belongs to cases beside their events: files, citizens' receipts, messages as they came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from county.store import feed
from county.store.database import Tx, upsert
from county.store.tables import blob_cases, blobs, inbound_raw, receipts
from domain.code_ledger import CodeRecord
from wire.codec import from_json


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a citizen holds. `phone_tail`: keyed hash of the last four digits, empty without a telephone number."""

    token: str
    code: str
    case_id: str
    phone_tail: str
    at: int


def add_blob(tx: Tx, sha256: str, size: int, person: str, at: int) -> None:
    """Note that a file is stored; the first uploader stays."""
    insert = upsert(tx, blobs).values(sha256=sha256, size=size, person=person, at=at)
    tx.execute(insert.on_conflict_do_nothing(index_elements=["sha256"]))


def known_blobs(source: Tx | sa.Connection, hashes: Iterable[str]) -> dict[str, str]:
    """Those of the files that are stored, each with its uploader."""
    rows = source.execute(sa.select(blobs.c.sha256, blobs.c.person).where(blobs.c.sha256.in_(list(hashes))))
    return {str(row.sha256): str(row.person) for row in rows}


def link_blobs(tx: Tx, links: Sequence[tuple[str, str, str]]) -> None:
    """Note (sha256, case, township) for files that a case speaks of."""
    if not links:
        return
    statement = upsert(tx, blob_cases).on_conflict_do_nothing(index_elements=["sha256", "case_id"])
    rows = [{"sha256": sha, "case_id": case, "township": town} for sha, case, town in sorted(set(links))]
    tx.execute(statement, rows)


def cases_of_blob(source: Tx | sa.Connection, sha256: str) -> list[str]:
    """Ids of the cases that speak of a file."""
    rows = source.execute(sa.select(blob_cases.c.case_id).where(blob_cases.c.sha256 == sha256))
    return [str(row.case_id) for row in rows]


def shows_code(source: Tx | sa.Connection, buckets: Iterable[str], sha256: str) -> bool:
    """Whether a file is the photograph of a posted code of one of these townships."""
    for bucket in sorted(each for each in buckets if each.startswith("t:")):
        for entity in feed.entities(source, bucket, ["code"]):
            if from_json(entity.body, CodeRecord).photo == sha256:
                return True
    return False


def add_receipt(tx: Tx, receipt: Receipt) -> bool:
    """Store a receipt; False when its code is taken."""
    insert = upsert(tx, receipts).values(**{name: getattr(receipt, name) for name in Receipt.__slots__})
    return tx.execute(insert.on_conflict_do_nothing(index_elements=["code"])).rowcount == 1


def receipt_by(
    source: Tx | sa.Connection, *, token: str = "", code: str = "", case_id: str = ""
) -> Receipt | None:
    """The receipt of a token, a progress code or a case."""
    wanted = {"token": token, "code": code, "case_id": case_id}
    conditions = [receipts.c[name] == value for name, value in wanted.items() if value]
    if not conditions:
        return None
    row = source.execute(sa.select(receipts).where(*conditions).limit(1)).first()
    return None if row is None else Receipt(*(getattr(row, name) for name in Receipt.__slots__))


def inbound_of(source: Tx | sa.Connection, origin: str) -> dict[str, tuple[str, bytes]]:
    """External number -> (case, body) of everything that came from a platform."""
    rows = source.execute(sa.select(inbound_raw).where(inbound_raw.c.source == origin))
    return {str(row.external_no): (str(row.case_id), bytes(row.body)) for row in rows}


def keep_inbound(tx: Tx, origin: str, external_no: str, case_id: str, body: bytes, at: int) -> None:
    """Keep a message as it came; a newer text of the same number replaces the older one."""
    insert = upsert(tx, inbound_raw).values(
        source=origin, external_no=external_no, case_id=case_id, body=body, received_at=at
    )
    tx.execute(
        insert.on_conflict_do_update(
            index_elements=["source", "external_no"], set_={"body": insert.excluded.body}
        )
    )
