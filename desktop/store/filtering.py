"""A queue narrowed by words, in time whether the words stand in three matters or in nearly all of 200,000.

Words that most matters hold: the queue is walked and each matter asked, because a list of all of them would be longer
than the walk. Other words: the queue is compared with the list of the matters that hold them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from desktop.store.listing import as_list

_OFTEN = 3
"""One in so many of the first matters holds the words: they are common in this queue."""
_FURTHER = 8
"""Pages of matters that are asked one by one when the words are common, before the list is made after all."""

_LISTED = " WHERE m.pk IN (SELECT rowid FROM words WHERE words MATCH :words)"
_ASKED = " WHERE EXISTS (SELECT 1 FROM words WHERE words MATCH :words AND rowid = m.pk)"
_WORDLESS = " OR m.pk IN (SELECT value FROM json_each(:wordless))"


class Ask(Protocol):
    """Rows of a queue: of its first members only when `window` limits them, and those that `condition` lets pass."""

    def __call__(self, window: str = "", condition: str = "", **more: Any) -> Sequence[Any]:
        """Rows in the order of the queue."""


def filtered(ask: Ask, limit: int, words: str, wordless: Collection[int] = ()) -> Sequence[Any]:
    """At most `limit` rows that hold `words` (a MATCH expression), in the order of the queue.

    `wordless`: rows that hold them too, but are not in the index yet.
    """
    more: dict[str, str] = {"words": words}
    asked, listed = _ASKED, _LISTED
    if wordless:
        more["wordless"] = as_list(wordless)
        asked, listed = asked + _WORDLESS, listed + _WORDLESS
    rows = ask(" LIMIT :first", asked, first=limit, **more)
    if len(rows) == limit or len(ask()) < limit:
        return rows
    if len(rows) * _OFTEN >= limit:
        rows = ask(" LIMIT :first", asked, first=limit * _FURTHER, **more)
        if len(rows) == limit:
            return rows
    return ask("", listed, **more)
