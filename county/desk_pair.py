"""The county's key pair for its desks: what a desk sealed for it can be opened here, and nowhere else.

Desks learn the public half after signing in and seal their store's key for it. The private half lies in the county's
store, beside the secret of the sessions, and in its backups; after a renewal the older ones stay usable.
"""

from __future__ import annotations

from county.store.database import Database, Tx
from county.store.meta import read_meta, write_meta
from wire import sealing

_META = "desk_keys"


def found(tx: Tx, noise: sealing.Noise) -> None:
    """Make the first pair of a new county."""
    if not read_meta(tx, _META):
        _add(tx, noise)


def renew(database: Database, noise: sealing.Noise) -> None:
    """A new pair, which desks seal for from now on; the older ones still open."""
    database.run(lambda tx: _add(tx, noise))


def _add(tx: Tx, noise: sealing.Noise) -> None:
    private, _ = sealing.new_private_key(noise)
    write_meta(tx, _META, " ".join([private.hex(), *read_meta(tx, _META).split()]))


def private_keys(database: Database) -> list[bytes]:
    """Every private half, the newest first."""
    with database.read() as connection:
        return [bytes.fromhex(text) for text in read_meta(connection, _META).split()]


def public_key(database: Database) -> bytes:
    """The public half that desks seal for."""
    return sealing.public_of(private_keys(database)[0])
