"""What push and pull share: rows as they travel, and who may exchange at all."""

from __future__ import annotations

import msgspec

from county.problems import RequestProblem
from county.sessions import Session
from county.store.feed import Entity
from wire.messages import FeedRow
from wire.version import PROTO


def feed_row(entity: Entity) -> FeedRow:
    """The row as it travels; the body is passed on byte for byte."""
    return FeedRow(
        bucket=entity.bucket,
        kind=entity.kind,
        id=entity.id,
        rev=entity.rev,
        op=entity.op,
        parent=entity.parent,
        body=msgspec.Raw(entity.body),
    )


def check_peer(session: Session, device: str, proto: int) -> None:
    """Raises RequestProblem 426 for another protocol, 403 for a session of another device."""
    if proto != PROTO:
        raise RequestProblem(426, "too_old")
    if device != session.device:
        raise RequestProblem(403, "foreign_device")
