"""Tables of signing in: accounts, devices, tokens, the brake on guessing."""

from __future__ import annotations

import sqlalchemy as sa

from county.store.tables import metadata, number_column, text_column

accounts = sa.Table(
    "accounts",
    metadata,
    text_column("login", key=True),
    text_column("person"),
    text_column("password"),
    sa.Column("disabled", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("admin", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.false()),
    number_column("changed_at"),
    sa.Index("accounts_person", "person"),
)

devices = sa.Table(
    "devices",
    metadata,
    text_column("id", key=True),
    text_column("name"),
    number_column("slot"),
    number_column("enrolled_at"),
    sa.Column("disabled", sa.Boolean, nullable=False, server_default=sa.false()),
)

device_heard = sa.Table(
    "device_heard",
    metadata,
    text_column("device", key=True),
    number_column("heard_at"),
    number_column("waiting"),
)
"""When a device was last heard, and how many of its commands had no final answer then. Up to a minute old."""

device_people = sa.Table(
    "device_people",
    metadata,
    text_column("device", key=True),
    text_column("person", key=True),
    number_column("last_at"),
)
"""Who has signed in on a device: their waiting commands may be sent by whoever is signed in there."""

enrolments = sa.Table(
    "enrolments",
    metadata,
    text_column("code_hash", key=True),
    number_column("made_at"),
    number_column("expires_at"),
    text_column("device"),
    number_column("used_at"),
)

access_tokens = sa.Table(
    "access_tokens",
    metadata,
    text_column("hash", key=True),
    text_column("family"),
    text_column("login"),
    text_column("device"),
    number_column("expires_at"),
    sa.Index("access_family", "family"),
)

refresh_tokens = sa.Table(
    "refresh_tokens",
    metadata,
    text_column("hash", key=True),
    text_column("family"),
    text_column("login"),
    text_column("device"),
    number_column("expires_at"),
    number_column("used_at"),
    sa.Index("refresh_family", "family"),
)

throttle = sa.Table(
    "throttle",
    metadata,
    text_column("key", key=True),
    number_column("failures"),
    number_column("last_at"),
    number_column("locked_until"),
)
