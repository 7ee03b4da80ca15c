"""Tables of the county's store; the same on SQLite and PostgreSQL.

`township` stands first in the keys of tenant tables and is where a matter was registered; it never changes.
Bodies are bytes end to end. Instants are epoch seconds.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

SCHEMA_VERSION = 1


def text_column(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=False, server_default=None if key else "")


def number_column(name: str, *, key: bool = False) -> sa.Column[int]:
    default = None if key else "0"
    return sa.Column(
        name, sa.BigInteger, primary_key=key, nullable=False, server_default=default, autoincrement=False
    )


def _body(name: str = "body") -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


server_meta = sa.Table("server_meta", metadata, text_column("key", key=True), text_column("value"))

counters = sa.Table("counters", metadata, text_column("key", key=True), number_column("n"))

feed = sa.Table(
    "feed",
    metadata,
    text_column("bucket", key=True),
    text_column("kind", key=True),
    text_column("id", key=True),
    number_column("rev"),
    text_column("op"),
    text_column("parent"),
    _body(),
    number_column("changed_at"),
    number_column("hash_high"),
    number_column("hash_low"),
    number_column("xid"),
    number_column("seq"),
    sa.Index("feed_order", "bucket", "xid", "seq", "op", "hash_high", "hash_low"),
    sa.Index("feed_kind", "kind", "id"),
)
"""One row per (bucket, entity): its newest state. (xid, seq) is taken again at every change."""

feed_floors = sa.Table(
    "feed_floors", metadata, text_column("bucket", key=True), number_column("xid"), number_column("seq")
)
"""Up to where a bucket has forgotten its tombstones: whoever stands before that compares instead of reading on."""

scopes_seen = sa.Table(
    "scopes_seen",
    metadata,
    text_column("device", key=True),
    text_column("person", key=True),
    text_column("bucket", key=True),
    number_column("seen_at"),
    sa.Index("scopes_seen_age", "seen_at"),
)
"""When a person last was told a bucket on a device."""

feed_sums = sa.Table(
    "feed_sums",
    metadata,
    text_column("bucket", key=True),
    number_column("live"),
    text_column("sum64"),
)
"""Number and checksum of each bucket's live rows; kept on SQLite only."""

cases = sa.Table(
    "cases",
    metadata,
    text_column("township", key=True),
    text_column("id", key=True),
    text_column("number"),
    text_column("temp_number"),
    number_column("rev"),
    text_column("state"),
    text_column("place"),
    text_column("category"),
    text_column("source"),
    text_column("external_no"),
    text_column("phone_hash"),
    text_column("buckets"),
    number_column("registered_at"),
    sa.Column("tick_at", sa.BigInteger, nullable=True),
    sa.Column("provisional", sa.Boolean, nullable=False, server_default=sa.false()),
    _body(),
    sa.UniqueConstraint("id"),
    sa.Index("cases_number", "number"),
    sa.Index("cases_repeat", "phone_hash", "registered_at"),
    sa.Index("cases_external", "source", "external_no"),
    sa.Index("cases_tick", "tick_at"),
    sa.Index("cases_provisional", "provisional"),
)
"""Folded cases. `tick_at`: when the clockwork has to look again, null when never."""

case_events = sa.Table(
    "case_events",
    metadata,
    text_column("township", key=True),
    text_column("case_id", key=True),
    number_column("rev", key=True),
    text_column("kind"),
    number_column("at"),
    text_column("by"),
    text_column("command_id"),
    text_column("device"),
    _body(),
)
"""What happened, append-only."""

commands = sa.Table(
    "commands",
    metadata,
    text_column("id", key=True),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("db_id", sa.Text, nullable=False),
    sa.Column("n", sa.BigInteger, nullable=False),
    text_column("person"),
    text_column("kind"),
    text_column("case_id"),
    sa.Column("body_hash", sa.LargeBinary, nullable=False),
    _body("outcome"),
    number_column("at"),
    sa.UniqueConstraint("device", "db_id", "n", name="uq_commands_sequence"),
)
"""Every command ever taken, with its final outcome: replays are answered from here."""

sequences = sa.Table(
    "sequences",
    metadata,
    text_column("device", key=True),
    text_column("db_id", key=True),
    number_column("last_n"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    text_column("id", key=True),
    text_column("township"),
    text_column("kind"),
    text_column("person"),
    text_column("phone"),
    text_column("text"),
    number_column("due_at"),
    number_column("claimed_until"),
    number_column("attempts"),
    text_column("state"),
    text_column("problem"),
    sa.Index("outbox_due", "state", "due_at"),
)
"""Messages to people, sent at least once. `id` is derived from the event, so that none is queued twice."""

blobs = sa.Table(
    "blobs",
    metadata,
    text_column("sha256", key=True),
    number_column("size"),
    text_column("person"),
    number_column("at"),
)

blob_cases = sa.Table(
    "blob_cases",
    metadata,
    text_column("sha256", key=True),
    text_column("case_id", key=True),
    text_column("township"),
)
"""Which cases speak of a file: who may see one of them may fetch it."""

receipts = sa.Table(
    "receipts",
    metadata,
    text_column("token", key=True),
    text_column("code"),
    text_column("case_id"),
    text_column("phone_tail"),
    number_column("at"),
    sa.UniqueConstraint("code"),
    sa.Index("receipts_case", "case_id"),
)
"""What a citizen holds: the progress code (shown) and the token (in the address of the receipt)."""

admin_commands = sa.Table(
    "admin_commands",
    metadata,
    text_column("id", key=True),
    text_column("person"),
    text_column("kind"),
    sa.Column("body_hash", sa.LargeBinary, nullable=False),
    _body("answer"),
    number_column("at"),
)

inbound_raw = sa.Table(
    "inbound_raw",
    metadata,
    text_column("source", key=True),
    text_column("external_no", key=True),
    number_column("received_at"),
    text_column("case_id"),
    _body(),
)
"""Messages of other platforms, kept as they came."""
