"""A case on its way through a transaction: as it was, as it will be, and the rows that say so."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from county.looks import is_provisional, next_look
from county.scope import buckets_of_case, read_buckets, write_buckets
from county.store.casebook import CaseRow, EventRow
from county.store.feed import Entity
from domain.case import Attachment, Case, Reporter
from domain.events import Event
from wire.codec import encode_case, encode_event, join_events

_DIGITS = frozenset("0123456789")


@dataclass(slots=True)
class Draft:
    """A case as this transaction will leave it. `row`: as stored, None for a new one; `stored`: its reporter there."""

    row: CaseRow | None
    case: Case
    stored: Reporter | None = None
    fresh: list[EventRow] = field(default_factory=list)
    said: list[tuple[int, Event]] = field(default_factory=list)

    @property
    def known_buckets(self) -> frozenset[str]:
        """Buckets in which the case was published before."""
        return read_buckets(self.row.buckets) if self.row is not None else frozenset()

    @property
    def buckets(self) -> frozenset[str]:
        """Buckets that the case belongs to or ever belonged to."""
        known, now = self.known_buckets, buckets_of_case(self.case)
        return known if now <= known else known | now

    def add(self, case: Case, events: Sequence[Event], command_id: str, device: str) -> None:
        """The case after some more events."""
        for rev, event in enumerate(events, case.rev - len(events) + 1):
            self.said.append((rev, event))
            self.fresh.append(
                EventRow(
                    case.township, case.id, rev, event.kind, event.at, event.by, command_id, device,
                    encode_event(event),
                )
            )  # fmt: skip
        self.case = case

    def to_row(self, secret: str, reminders: int, buckets: frozenset[str]) -> CaseRow:
        """The row of the folded case; `buckets` as `self.buckets` found them."""
        case = self.case
        return CaseRow(
            township=self.row.township if self.row is not None else case.township,
            id=case.id,
            number=_column(case.number),
            temp_number=_column(case.temp_number),
            rev=case.rev,
            state=case.state,
            place=_column(case.place),
            category=_column(case.category),
            source=_column(case.source),
            external_no=_column(case.external_no),
            phone_hash=self._phone_hash(secret),
            buckets=write_buckets(buckets),
            registered_at=case.registered_at,
            tick_at=next_look(case, reminders),
            provisional=is_provisional(case),
            body=encode_case(case),
        )

    def _phone_hash(self, secret: str) -> str:
        if self.row is not None and self.stored is not None and self.stored is self.case.reporter:
            return self.row.phone_hash
        return phone_hash(secret, self.case.reporter.phone)

    def entering(self, buckets: frozenset[str]) -> frozenset[str]:
        """Those of `buckets` that a case of before comes into now; they need its earlier events as well."""
        return buckets - self.known_buckets if self.row is not None else frozenset()

    def to_entities(
        self, row: CaseRow, buckets: frozenset[str], entering: frozenset[str], earlier: list[EventRow]
    ) -> list[Entity]:
        """What is published: the case and its new events in every bucket, `earlier` ones where it enters."""
        ordered = sorted(buckets)
        fresh = [_run(row.id, run) for run in _runs(self.fresh)]
        before = [_run(row.id, run) for run in _runs(earlier)]
        found = [Entity(bucket, "case", row.id, row.rev, row.body) for bucket in ordered]
        for bucket in ordered:
            for name, rev, body in [*before, *fresh] if bucket in entering else fresh:
                found.append(Entity(bucket, "event", name, rev, body, row.id, new=True))
        return found


def _runs(events: Iterable[EventRow]) -> Iterator[list[EventRow]]:
    """Events that came of one command, together; what came of none is alone."""
    for _, run in groupby(events, lambda event: event.command_id or event.rev):
        yield list(run)


def _run(case_id: str, run: Sequence[EventRow]) -> tuple[str, int, bytes]:
    """(id, revision, body) under which a run is published."""
    first, last = run[0].rev, run[-1].rev
    name = f"{case_id}:{last}" if first == last else f"{case_id}:{first}-{last}"
    return name, last, join_events([event.body for event in run])


def attached(event: Event) -> list[str]:
    """Hashes of the files that an event speaks of."""
    found: list[str] = []
    kind: Any = type(event)
    for name in _lists(kind):
        found.extend(item.sha256 for item in getattr(event, name) if isinstance(item, Attachment))
    return found


@cache
def _lists(kind: type[Any]) -> tuple[str, ...]:
    """Names of the fields that hold tuples."""
    return tuple(entry.name for entry in fields(kind) if str(entry.type).startswith("tuple"))


@lru_cache(maxsize=512)
def phone_hash(secret: str, phone: str) -> str:
    """Keyed hash of the digits of a telephone number; empty for none."""
    digits = "".join(filter(_DIGITS.__contains__, phone))
    if len(digits) < 7:
        return ""
    return hmac.new(secret.encode(), digits.encode(), hashlib.sha256).hexdigest()[:32]


def _column(text: str) -> str:
    """Text for a column that only serves look-ups: PostgreSQL takes no NUL; the body keeps the text as it came."""
    return text.replace("\0", "")
