"""Settings of one county server, read once at the start."""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from wire.files import FILE_MAX_BYTES


def resource_folder() -> Path:
    """The folder with profiles, calendars, taxonomy and sample data, also in a frozen build."""
    bundle = getattr(sys, "_MEIPASS", None)
    return (Path(bundle) if bundle else Path(__file__).resolve().parent.parent) / "resources"


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """Cost of argon2id: `memory` in KiB. `parallel` verifications run at a time, the others queue."""

    time: int = 3
    memory: int = 65_536
    lanes: int = 4
    parallel: int = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations and tests.

    `data`: folder of the store, blobs and outgoing messages. `database`: URL of PostgreSQL, empty for the SQLite
    file in `data`. `practice`: sample township, every page marked 练习; `sample_cases`: with appeals in it. `clock`: epoch seconds. `randomness`: n bytes.
    `reserve_bytes`: disk space that uploads leave free. `part_days`: how long an unfinished upload may rest.
    `tombstone_days`: how long the feed says that something went. `late_days`: how long notes are taken from somebody
    who lost a scope. `most_exchanges`: requests of sync at work at a time; further ones are told to come later.
    """

    data: Path
    database: str = ""
    host: str = "127.0.0.1"
    port: int = 8460
    practice: bool = False
    sample_cases: bool = True
    profile: str = "baiyin"
    hotline: str = ""
    handler_name: str = ""
    handler_contact: str = ""
    keep_years: int = 5
    clockwork: bool = True
    clockwork_seconds: float = 1.0
    access_seconds: int = 900
    refresh_days: int = 30
    refresh_grace_seconds: int = 60
    offline_days: int = 7
    lock_failures: int = 5
    lock_seconds: int = 900
    password: PasswordCost = field(default_factory=PasswordCost)
    max_photo_bytes: int = 15 * 1024 * 1024
    max_photo_pixels: int = 50_000_000
    max_blob_bytes: int = FILE_MAX_BYTES
    reserve_bytes: int = 64 * 1024 * 1024
    part_days: int = 7
    tombstone_days: int = 400
    late_days: int = 7
    most_exchanges: int = 64
    max_text: int = 2_000
    resources: Path = field(default_factory=resource_folder)
    clock: Callable[[], float] = time.time
    randomness: Callable[[int], bytes] = secrets.token_bytes
