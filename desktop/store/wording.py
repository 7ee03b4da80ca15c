"""Search words that follow their rows.

A first load brings thousands of matters at once. Their rows are written first, so that queues and badges are there;
their search words follow when nothing else is to be done. Whoever searches before that reads those matters themselves,
so what is found never depends on how far the words have come. `meta.wordless` is the first row that may lack words.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import msgspec
import sqlalchemy as sa

from desktop.store.effective import confirmed_bodies
from domain.case import Case
from domain.ids import group_case_number
from domain.words import index_text, seeker
from storage import direct
from storage.engine import lengthen_log, shorten_log

MANY = 100
"""New rows in one go from which on their words follow later."""
MOST = 12_000
"""Rows that may lack words at a time; a search reads them one by one."""
STEP = 500
"""Rows that are given their words in one transaction."""

LATER = 0
"""What stands in `row.words` instead of the mark of a text."""

_FIRST = "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'wordless'"
_BEGIN = "INSERT OR REPLACE INTO meta VALUES ('wordless', ?)"
END = "DELETE FROM meta WHERE name = 'wordless'"
_OLDEST = "SELECT pk, id FROM row WHERE pk >= ? AND words = 0 ORDER BY pk LIMIT ?"
_NEWEST = "SELECT pk, id FROM row WHERE pk >= ? AND words = 0 ORDER BY pk DESC"
_PUT = "INSERT INTO words (rowid, text) VALUES (?, ?)"
_MARK = "UPDATE row SET words = ? WHERE pk = ?"


class _Named(msgspec.Struct, gc=False):
    name: str = ""
    phone: str = ""


class _Parties(msgspec.Struct):
    parties: tuple[_Named, ...] = ()


class Sought(msgspec.Struct):
    """What :func:`search_text` asks of a case. A whole case takes several times as long to decode."""

    number: str = ""
    temp_number: str = ""
    external_no: str = ""
    qr_code: str = ""
    title: str = ""
    text: str = ""
    place_text: str = ""
    topic: str = ""
    reporter: _Named = msgspec.field(default_factory=_Named)
    mediation: _Parties | None = None


_sought = msgspec.json.Decoder(Sought)


def search_text(case: Case | Sought) -> str:
    """Everything a case is found by: numbers, words, names, telephone with its last four digits."""
    number = group_case_number(case.number) if len(case.number) == 20 else ""
    phone = case.reporter.phone
    parts = (
        case.number, number, case.temp_number, case.external_no, case.qr_code,
        "" if case.title in case.text else case.title, case.text,
        case.place_text, case.reporter.name, phone, phone[-4:], case.topic,
        *(party.name for party in (case.mediation.parties if case.mediation else ())),
    )  # fmt: skip
    return " ".join(part for part in parts if part)


def mark(text: str) -> int:
    """Tells one text from another, never LATER."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=7).digest(), "big") or 1


def first_wordless(connection: sa.Connection) -> int | None:
    """The number of the first row that may lack words; None when every row has them."""
    found = direct.fetch(connection, _FIRST)
    return int(found[0][0]) if found else None


def follow_later(connection: sa.Connection, first: int, last: int) -> bool:
    """Whether the words of the new rows `first` to `last` follow later; noted then."""
    if last - first + 1 < MANY:
        return False
    noted = first_wordless(connection)
    begun = first if noted is None else min(first, noted)
    if last - begun >= MOST:
        return False
    if begun != noted:
        direct.run(connection, _BEGIN, (str(begun),))
        lengthen_log(connection)
    return True


def write_some(connection: sa.Connection) -> bool:
    """Give the oldest rows without words theirs; False when every row has them."""
    first = first_wordless(connection)
    if first is None:
        return False
    rows = direct.fetch(connection, _OLDEST, (first, STEP))
    texts = _texts(connection, rows)
    direct.run_many(connection, _PUT, [(pk, index_text(texts[case_id])) for pk, case_id in rows])
    direct.run_many(connection, _MARK, [(mark(texts[case_id]), pk) for pk, case_id in rows])
    if len(rows) < STEP:
        direct.run(connection, END)
        shorten_log(connection)
        return False
    direct.run(connection, _BEGIN, (str(rows[-1][0] + 1),))
    return True


def matching(connection: sa.Connection, query: str, most: int | None = None) -> list[int]:
    """Numbers of the rows without words that `query` would find if they had them, newest first, `most` of them."""
    first = first_wordless(connection)
    if first is None:
        return []
    found: list[int] = []
    meets = seeker(query)
    rows = direct.fetch(connection, _NEWEST, (first,))
    for start in range(0, len(rows), STEP):
        some = rows[start : start + STEP]
        texts = _texts(connection, some)
        found += [pk for pk, case_id in some if meets(texts[case_id])]
        if most is not None and len(found) >= most:
            return found[:most]
    return found


def _texts(connection: sa.Connection, rows: Sequence[tuple[int, str]]) -> dict[str, str]:
    """What the cases of these rows are found by. Rows of cases with commands laid over them have their words."""
    ids = [case_id for _, case_id in rows]
    texts = dict.fromkeys(ids, "")
    for case_id, _, body in confirmed_bodies(connection, ids):
        texts[case_id] = search_text(_sought.decode(body))
    return texts
