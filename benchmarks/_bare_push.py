"""The limit of a push: the same rows written by bare sqlcipher3, at the desk and at the county, one after the other.

Copies of both files are put back to where they stood before the push; what is measured is only the writing of decoded rows, in as
many transactions, with the same cipher, schema and `synchronous`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks._bare import connect

Rows = list[tuple[Any, ...]]

_SENT = "UPDATE outbox SET n = ?, state = 'sent', tries = tries + 1 WHERE seq = ?"
_DONE = "UPDATE outbox SET state = 'applied', outcome = ?, done_at = ?, conflict = '', replay = 0 WHERE cmd_id = ?"
_ENTITY = (
    "INSERT INTO entity (kind, id, bucket, rev, parent, body) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (kind, id, bucket) DO UPDATE SET rev = excluded.rev, body = excluded.body"
)
_MARK = "UPDATE row SET pending = 0, conflict = 0, rev = ? WHERE id = ?"
_CASE = "UPDATE cases SET rev = ?, tick_at = ?, body = ? WHERE township = ? AND id = ?"
_FEED_COLUMNS = ("rev", "op", "parent", "body", "changed_at", "hash_high", "hash_low", "xid", "seq")


class Bare:
    """What was written, in seconds on the clock and of the processor."""

    def __init__(self) -> None:
        self.seconds, self.worked = 0.0, 0.0

    def transaction(self, connection: Any, *steps: tuple[str, Rows]) -> None:
        """Every statement for each of its rows, committed."""
        begun, at_work = time.perf_counter(), time.thread_time()
        _commit(connection, *steps)
        self.seconds += time.perf_counter() - begun
        self.worked += time.thread_time() - at_work


def write_same(desk: Path, county: Path, scratch: Path, key: bytes, batch: int, count: int) -> float:
    """Seconds to write the last `count` notes of the desk once more, `batch` in a transaction.

    `desk`, `county`: files at rest; `scratch`: a folder for the copies.
    """
    scratch.mkdir(exist_ok=True)
    try:
        bare = Bare()
        here = connect(_copied(desk, scratch), key)
        commands = here.execute(
            "SELECT seq, cmd_id, case_id, n, outcome, done_at FROM outbox ORDER BY seq DESC LIMIT ?", (count,)
        ).fetchall()[::-1]
        _at_desk(here, commands, batch, bare)
        here.close()
        there = connect(_copied(county, scratch), None)
        _at_county(there, commands, batch, bare)
        there.close()
        return bare.seconds
    finally:
        shutil.rmtree(scratch)


def put_again(held: Any, target: Any, cases: Sequence[str], batch: int, bare: Bare) -> None:
    """`target` takes what `held` has of each matter, its state and its last event, `batch` matters in a transaction."""
    for part in _parts(cases, batch):
        bare.transaction(target, *_writing(*_newest(held, part)))


def _at_desk(connection: Any, commands: Rows, batch: int, bare: Bare) -> None:
    before = "UPDATE outbox SET state = 'pending', n = NULL, outcome = NULL, done_at = 0 WHERE seq = ?"
    _commit(connection, (before, [(row[0],) for row in commands]))
    for part in _parts(commands, batch):
        bare.transaction(connection, (_SENT, [(row[3], row[0]) for row in part]))
        done = [(_bytes(row[4]), row[5], row[1]) for row in part]
        bare.transaction(connection, (_DONE, done), *_changes(connection, [row[2] for row in part]))


def _changes(connection: Any, cases: Sequence[str]) -> list[tuple[str, Rows]]:
    """What writes the matters as they stand; their last events are taken away before."""
    rows, events = _newest(connection, cases)
    _commit(
        connection,
        ("DELETE FROM entity WHERE kind = ? AND id = ? AND bucket = ?", [event[:3] for event in events]),
    )
    return _writing(rows, events)


def _writing(cases: Rows, events: Rows) -> list[tuple[str, Rows]]:
    return [(_ENTITY, cases + events), (_MARK, [(case[3], case[1]) for case in cases])]


def _newest(connection: Any, cases: Sequence[str]) -> tuple[Rows, Rows]:
    wanted = "SELECT kind, id, bucket, rev, parent, body FROM entity WHERE kind = ? AND id IN ({})"
    marks = ", ".join("?" * len(cases))
    rows = connection.execute(wanted.format(marks), ("case", *cases)).fetchall()
    last = [f"{row[1]}:{row[3]}" for row in rows]
    events = connection.execute(wanted.format(marks), ("event", *last)).fetchall()
    if len(events) < len(cases):
        raise SystemExit("the matters do not end with an event of their own")
    return [_with_bytes(row, 5) for row in rows], [_with_bytes(row, 5) for row in events]


def _at_county(connection: Any, commands: Rows, batch: int, bare: Bare) -> None:
    def found(sql: str, values: Sequence[object]) -> Rows:
        return list(connection.execute(sql.format(", ".join("?" * len(values))), values).fetchall())

    seq = int(connection.execute("SELECT max(seq) FROM feed").fetchone()[0])
    for part in _parts(commands, batch):
        ids = [row[2] for row in part]
        taken = found("SELECT * FROM commands WHERE id IN ({})", [row[1] for row in part])
        cases = found("SELECT rev, tick_at, body, township, id FROM cases WHERE id IN ({})", ids)
        ends = ", ".join(f"('{row[3]}', '{row[4]}', {row[0]})" for row in cases)
        events = found(f"SELECT * FROM case_events WHERE (township, case_id, rev) IN (VALUES {ends})", [])
        last = [f"{row[4]}:{row[0]}" for row in cases]
        feed = found("SELECT * FROM feed WHERE kind = 'case' AND id IN ({})", ids)
        feed += found("SELECT * FROM feed WHERE kind = 'event' AND id IN ({})", last)
        feed = [(*_with_bytes(row, 6)[:-1], seq := seq + 1) for row in feed]
        _commit(
            connection,
            ("DELETE FROM commands WHERE id = ?", [row[:1] for row in taken]),
            (
                "DELETE FROM case_events WHERE township = ? AND case_id = ? AND rev = ?",
                [row[:3] for row in events],
            ),
            (
                "DELETE FROM feed WHERE bucket = ? AND kind = ? AND id = ?",
                [row[:3] for row in feed if row[1] == "event"],
            ),
        )
        bare.transaction(
            connection,
            (_CASE, [_with_bytes(row, 2) for row in cases]),
            (_insert("case_events", events), [_with_bytes(row, len(row) - 1) for row in events]),
            (_upsert(feed), feed),
            (_insert("commands", taken), taken),
            ("UPDATE counters SET n = ? WHERE key = 'feed'", [(seq,)]),
            ("UPDATE sequences SET last_n = ?", [(part[-1][3],)]),
        )


def _commit(connection: Any, *steps: tuple[str, Rows]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for sql, rows in steps:
        connection.executemany(sql, rows)
    connection.execute("COMMIT")


def _insert(table: str, rows: Rows) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"


def _upsert(rows: Rows) -> str:
    changed = ", ".join(f"{name} = excluded.{name}" for name in _FEED_COLUMNS)
    return f"{_insert('feed', rows)} ON CONFLICT (bucket, kind, id) DO UPDATE SET {changed}"


def _with_bytes(row: tuple[Any, ...], at: int) -> tuple[Any, ...]:
    return (*row[:at], _bytes(row[at]), *row[at + 1 :])


def _bytes(value: Any) -> Any:
    """In the form that the driver takes fastest."""
    return None if value is None else bytearray(value)


def _parts(rows: Sequence[Any], size: int) -> Iterator[Any]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _copied(path: Path, folder: Path) -> Path:
    for file in path.parent.glob(f"{path.name}*"):
        if not file.name.endswith("-shm"):
            shutil.copy2(file, folder / file.name)
    return folder / path.name
