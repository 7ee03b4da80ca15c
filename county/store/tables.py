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


def _text(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=key, nullable=False, server_default=None if key else "")


def _number(name: str, *, key: bool = False) -> sa.Column[int]:
    default = None if key else "0"
    return sa.Column(
        name, sa.BigInteger, primary_key=key, nullable=False, server_default=default, autoincrement=False
    )


def _body(name: str = "body") -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


server_meta = sa.Table("server_meta", metadata, _text("key", key=True), _text("value"))

counters = sa.Table("counters", metadata, _text("key", key=True), _number("n"))

feed = sa.Table(
    "feed",
    metadata,
    _text("bucket", key=True),
    _text("kind", key=True),
    _text("id", key=True),
    _number("rev"),
    _text("op"),
    _text("parent"),
    _body(),
    _number("changed_at"),
    _number("hash_high"),
    _number("hash_low"),
    _number("xid"),
    _number("seq"),
    sa.Index("feed_order", "bucket", "xid", "seq", "op", "hash_high", "hash_low"),
    sa.Index("feed_kind", "kind", "id"),
)
"""One row per (bucket, entity): its newest state. (xid, seq) is taken again at every change."""

cases = sa.Table(
    "cases",
    metadata,
    _text("township", key=True),
    _text("id", key=True),
    _text("number"),
    _text("temp_number"),
    _number("rev"),
    _text("state"),
    _text("place"),
    _text("category"),
    _text("source"),
    _text("external_no"),
    _text("phone_hash"),
    _text("buckets"),
    _number("registered_at"),
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
    _text("township", key=True),
    _text("case_id", key=True),
    _number("rev", key=True),
    _text("kind"),
    _number("at"),
    _text("by"),
    _text("command_id"),
    _text("device"),
    _body(),
)
"""What happened, append-only."""

commands = sa.Table(
    "commands",
    metadata,
    _text("id", key=True),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("db_id", sa.Text, nullable=False),
    sa.Column("n", sa.BigInteger, nullable=False),
    _text("person"),
    _text("kind"),
    _text("case_id"),
    sa.Column("body_hash", sa.LargeBinary, nullable=False),
    _body("outcome"),
    _number("at"),
    sa.UniqueConstraint("device", "db_id", "n", name="uq_commands_sequence"),
)
"""Every command ever taken, with its final outcome: replays are answered from here."""

sequences = sa.Table(
    "sequences", metadata, _text("device", key=True), _text("db_id", key=True), _number("last_n")
)

accounts = sa.Table(
    "accounts",
    metadata,
    _text("login", key=True),
    _text("person"),
    _text("password"),
    sa.Column("disabled", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("admin", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.false()),
    _number("changed_at"),
    sa.Index("accounts_person", "person"),
)

devices = sa.Table(
    "devices",
    metadata,
    _text("id", key=True),
    _text("name"),
    _number("slot"),
    _number("enrolled_at"),
    sa.Column("disabled", sa.Boolean, nullable=False, server_default=sa.false()),
)

device_people = sa.Table(
    "device_people", metadata, _text("device", key=True), _text("person", key=True), _number("last_at")
)
"""Who has signed in on a device: their waiting commands may be sent by whoever is signed in there."""

enrolments = sa.Table(
    "enrolments",
    metadata,
    _text("code_hash", key=True),
    _number("made_at"),
    _number("expires_at"),
    _text("device"),
    _number("used_at"),
)

access_tokens = sa.Table(
    "access_tokens",
    metadata,
    _text("hash", key=True),
    _text("family"),
    _text("login"),
    _text("device"),
    _number("expires_at"),
    sa.Index("access_family", "family"),
)

refresh_tokens = sa.Table(
    "refresh_tokens",
    metadata,
    _text("hash", key=True),
    _text("family"),
    _text("login"),
    _text("device"),
    _number("expires_at"),
    _number("used_at"),
    sa.Index("refresh_family", "family"),
)

throttle = sa.Table(
    "throttle",
    metadata,
    _text("key", key=True),
    _number("failures"),
    _number("last_at"),
    _number("locked_until"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    _text("id", key=True),
    _text("township"),
    _text("kind"),
    _text("person"),
    _text("phone"),
    _text("text"),
    _number("due_at"),
    _number("claimed_until"),
    _number("attempts"),
    _text("state"),
    _text("problem"),
    sa.Index("outbox_due", "state", "due_at"),
)
"""Messages to people, sent at least once. `id` is derived from the event, so that none is queued twice."""

blobs = sa.Table(
    "blobs",
    metadata,
    _text("sha256", key=True),
    _number("size"),
    _text("person"),
    _number("at"),
)

blob_cases = sa.Table(
    "blob_cases", metadata, _text("sha256", key=True), _text("case_id", key=True), _text("township")
)
"""Which cases speak of a file: who may see one of them may fetch it."""

receipts = sa.Table(
    "receipts",
    metadata,
    _text("token", key=True),
    _text("code"),
    _text("case_id"),
    _text("phone_tail"),
    _number("at"),
    sa.UniqueConstraint("code"),
    sa.Index("receipts_case", "case_id"),
)
"""What a citizen holds: the progress code (shown) and the token (in the address of the receipt)."""

admin_commands = sa.Table(
    "admin_commands",
    metadata,
    _text("id", key=True),
    _text("person"),
    _text("kind"),
    sa.Column("body_hash", sa.LargeBinary, nullable=False),
    _body("answer"),
    _number("at"),
)

inbound_raw = sa.Table(
    "inbound_raw",
    metadata,
    _text("source", key=True),
    _text("external_no", key=True),
    _number("received_at"),
    _text("case_id"),
    _body(),
)
"""Messages of other platforms, kept as they came."""
