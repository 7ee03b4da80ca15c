"""Messages about one's own account: `POST /session/v1/password`."""

from __future__ import annotations

import msgspec

SHORTEST_PASSWORD = 10


class ChangePassword(msgspec.Struct, frozen=True):
    """Replace one's password; other sessions of the account end, this one stays."""

    old: str
    new: str
