"""Opening SQLite through sqlcipher3 under SQLAlchemy, for the desktop store (keyed) and the county's (without key).

What is fixed here, and why, stands in docs/adr: one SQLite library on both sides, an explicit pool, a write engine
with exactly one connection that begins IMMEDIATE, a read engine that cannot write.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import QueuePool

from storage import direct
from storage.drives import on_network

_HEADER = b"SQLite format 3\x00"


class StoreProblem(Exception):
    """A store cannot be opened or written. `code`: network_drive, unwritable, wrong_key, damaged, locked, full.

    `message` is a Chinese sentence: what happened, what is safe, what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Engines:
    """`write`: one connection, BEGIN IMMEDIATE; `read`: up to two connections, query_only."""

    write: sa.Engine
    read: sa.Engine

    def close(self) -> None:
        """Close all connections and fold the write-ahead log back when nobody else reads."""
        self.read.dispose()
        self.write.dispose()


_LOG_PAGES, _SEALED_LOG_PAGES, LOAD_LOG_PAGES = 12_000, 4_000, 16_000
"""Pages of the log before it is folded back. A long one saves writing a page often; that of an encrypted file is looked
through page by page when the program starts after a crash, so it stays short but for the time of a large load."""
_LOG_BYTES = 67_108_864


def connector(path: Path, key: str | None, *, read_only: bool) -> Callable[[], Any]:
    """What makes connections of the driver with the settings that every store has. `key`: see `open_engines`."""
    import sqlcipher3.dbapi2 as driver

    # Without an adapter of its own the driver looks in vain for one at every `bytes`, which takes longer than writing them.
    driver.register_adapter(bytes, memoryview)

    def connect() -> Any:
        connection = driver.connect(str(path), check_same_thread=False, isolation_level=None, timeout=5.0)
        if key is not None:
            connection.execute(f"PRAGMA key=\"x'{key}'\"")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA cache_size=-16384")
        pages = _LOG_PAGES if key is None else _SEALED_LOG_PAGES
        connection.execute(f"PRAGMA wal_autocheckpoint={pages}")
        connection.execute(f"PRAGMA journal_size_limit={_LOG_BYTES}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
        else:
            connection.execute("PRAGMA secure_delete=ON")
        return connection

    return connect


def _engine(path: Path, key: str | None, *, read_only: bool, size: int) -> sa.Engine:
    import sqlcipher3.dbapi2 as driver

    engine = sa.create_engine(
        "sqlite+pysqlite://",
        creator=connector(path, key, read_only=read_only),
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        module=driver,
        hide_parameters=True,
    )
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"

    def begin_transaction(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", begin_transaction)
    return engine


def open_engines(path: Path, key: str | None = None) -> Engines:
    """Open (or create) the store at `path`. `key`: 64 hex digits of a raw 32-byte key, or None for no cipher.

    Raises StoreProblem: network drive, folder that cannot be written, wrong key or damaged file.
    """
    if on_network(path):
        raise StoreProblem(
            "network_drive",
            f"数据文件夹 {path.parent} 在网络盘上，断线会损坏数据，因此没有打开。请把数据文件夹设在本机硬盘后重试。",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        probe = path.parent / f".write-probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise StoreProblem(
            "unwritable",
            f"无法写入数据文件夹 {path.parent}（{error.strerror}）。没有改动任何数据。请检查磁盘空间和文件夹权限，或换一个文件夹后重试。",
        ) from error
    plain = _starts_plain(path)
    engines = Engines(_engine(path, key, read_only=False, size=1), _engine(path, key, read_only=True, size=2))
    try:
        with engines.write.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
    except sa.exc.DatabaseError as error:
        engines.close()
        text = str(error.orig)
        if "locked" in text:
            raise StoreProblem(
                "locked", "数据文件正被另一个程序占用。数据是安全的。请关闭另一个窗口，稍候再试。"
            ) from error
        if "full" in text:
            raise StoreProblem(
                "full", "磁盘空间已满，无法打开数据文件。已保存的数据是安全的。请清理磁盘后重试。"
            ) from error
        if key is not None and not plain:
            raise StoreProblem(
                "wrong_key",
                "数据文件打不开：密钥不符，或文件已损坏。文件没有被改动。请用原来的账号登录，或联系县管理员恢复。",
            ) from error
        raise StoreProblem(
            "damaged",
            "数据文件已损坏，无法打开。文件没有被改动。请不要删除它，使用“修复数据”，或联系县管理员。",
        ) from error
    return engines


def lengthen_log(connection: sa.Connection) -> None:
    """Let the log of an encrypted file grow to LOAD_LOG_PAGES, for a large load."""
    direct.run(connection, f"PRAGMA wal_autocheckpoint={LOAD_LOG_PAGES}")


def shorten_log(connection: sa.Connection) -> None:
    """The load is over: a log that has grown long is folded back with this transaction."""
    direct.run(connection, f"PRAGMA wal_autocheckpoint={_SEALED_LOG_PAGES}")


def _starts_plain(path: Path) -> bool:
    """True when the file carries SQLite's clear-text header, so a failure cannot be the key's fault."""
    if not path.exists():
        return False
    with path.open("rb") as stream:
        return stream.read(len(_HEADER)) == _HEADER
