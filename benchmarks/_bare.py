"""The limit of a first pull: the same rows, columns, indexes and search words, inserted by bare sqlcipher3.

The rows are what a finished desktop holds; they are read and decoded outside the measured time, and written in as many
transactions, with the same cipher, the same `synchronous` and the same schema, and with bodies in the form that the driver
takes fastest.
"""

from __future__ import annotations

import time
from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

from desktop.store.opening import statements
from desktop.store.wording import search_text
from domain.words import index_text
from storage.engine import LOAD_LOG_PAGES, connector
from wire.codec import decode_case

ROWS_A_PAGE = 570
"""Rows of the county in one page of the largest size, as the desktop writes them in one transaction."""

_ENTITY = "SELECT pk, kind, id, bucket, rev, parent, body FROM entity WHERE pk > ? ORDER BY pk LIMIT ?"
_WORDLESS = (
    "SELECT r.pk, e.body FROM row r JOIN entity e ON e.kind = 'case' AND e.id = r.id"
    " WHERE r.words = 0 ORDER BY r.pk"
)
_PUT_WORDS = "INSERT INTO words (rowid, text) VALUES (?, ?)"
_MEMBER = (
    "SELECT queue, sort_at, pk, amber_at, due_at FROM member WHERE pk IN (SELECT value FROM json_each(?))"
)


def connect(path: Path, key: bytes | None, *, schema: bool = False) -> Any:
    """A connection with the settings of the store's writing one; without a key that of the county's."""
    connection = connector(path, key.hex() if key else None, read_only=False)()
    if schema:
        for statement in (*statements("0001.sql"), *statements("0004.sql")):
            connection.execute(statement)
    return connection


def _put(table: str, width: int) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * width)})"


def insert_same(
    source: Path, target: Path, key: bytes, entities: int, later: Container[str] = ()
) -> tuple[float, float]:
    """(seconds, processor seconds) to insert everything of `source` into a new file.

    `entities`: rows of the county in one transaction; their projection goes into the same one, with the search words of
    those that have them in `source`. `later`: ids left out.
    """
    held, bare = connect(source, key), connect(target, key, schema=True)
    bare.execute(f"PRAGMA wal_autocheckpoint={LOAD_LOG_PAGES}")
    worded = {pk for (pk,) in held.execute("SELECT pk FROM row WHERE words <> 0")}
    spent, worked, last = 0.0, 0.0, 0
    while True:
        rows = held.execute(_ENTITY, (last, entities)).fetchall()
        if not rows:
            break
        last = rows[-1][0]
        rows = [(*row[:-1], bytearray(row[-1])) for row in rows if row[2] not in later]
        cases = [(row[2], row[6]) for row in rows if row[1] == "case"]
        marks = ", ".join("?" * len(cases))
        shown = held.execute(f"SELECT * FROM row WHERE id IN ({marks})", [c[0] for c in cases]).fetchall()
        pks = {row[1]: row[0] for row in shown}
        members = held.execute(_MEMBER, (str(list(pks.values())),)).fetchall()
        words = _words([(pks[name], body) for name, body in cases if pks[name] in worded])
        begun, at_work = time.perf_counter(), time.thread_time()
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(_put("entity", 7), rows)
        if shown:
            bare.executemany(_put("row", len(shown[0])), shown)
            bare.executemany(_put("member", 5), members)
            bare.executemany(_PUT_WORDS, words)
        bare.execute("UPDATE bucket SET cursor = ?, count = count + ?", (str(last), len(rows)))
        bare.execute("COMMIT")
        spent += time.perf_counter() - begun
        worked += time.thread_time() - at_work
    held.close()
    bare.close()
    return spent, worked


def insert_words(target: Path, key: bytes, step: int) -> tuple[float, float]:
    """(seconds, processor seconds) to give the rows of `target` that have no search words theirs, `step` at a time."""
    bare = connect(target, key)
    rows = bare.execute(_WORDLESS).fetchall()
    spent, worked = 0.0, 0.0
    for start in range(0, len(rows), step):
        words = _words(rows[start : start + step])
        begun, at_work = time.perf_counter(), time.thread_time()
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(_PUT_WORDS, words)
        bare.execute("COMMIT")
        spent += time.perf_counter() - begun
        worked += time.thread_time() - at_work
    bare.close()
    return spent, worked


def _words(rows: Iterable[tuple[int, bytes]]) -> list[tuple[int, str]]:
    return [(pk, index_text(search_text(decode_case(body)))) for pk, body in rows]
