"""Many ids as one bound value: the same statement for any number of them, so that it is compiled once."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

_encoder = msgspec.json.Encoder()


def as_list(ids: Iterable[str | int]) -> str:
    """For `… IN (SELECT value FROM json_each(?))`."""
    return _encoder.encode(list(ids)).decode()
