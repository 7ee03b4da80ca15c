"""Everything that one running county consists of, put together once."""

from __future__ import annotations

import logging

from county import desk_pair
from county.blobs import BlobStore
from county.campaigns import Campaigns
from county.casework import Casework
from county.clockwork import Clockwork, Tail
from county.compare import Compare
from county.desks import Desks
from county.dictionary import Dictionaries
from county.gateway import FileGateway
from county.housekeeping import Housekeeping
from county.imports import Imports
from county.intake import Intake
from county.news import News
from county.pull import Pull
from county.push import Push
from county.sessions import Sessions
from county.settings import Settings
from county.store.database import Database, StoreFault, Tx
from county.store.meta import read_meta, write_meta
from county.uploads import Uploads

log = logging.getLogger("county.server")


class County:
    """The parts of a running county; `close` ends them."""

    def __init__(self, settings: Settings) -> None:
        settings.data.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.database = Database(settings.data, settings.database)
        self.database.run(lambda tx: _found(tx, settings))
        self.news = News()
        self.database.on_change = self.news.announce
        self.dictionaries = Dictionaries(self.database)
        self.blobs = BlobStore(settings.data, settings.max_blob_bytes)
        self.uploads = Uploads(settings.data, self.blobs, settings.max_blob_bytes, settings.reserve_bytes)
        self.casework = Casework(self.database, self.dictionaries, settings)
        self.sessions = Sessions(self.database, self.dictionaries, settings)
        self.push = Push(self.database, self.casework, settings)
        self.desks = Desks(self.database)
        self.pull = Pull(self.database, settings, self.desks)
        self.compare = Compare(self.database, settings)
        self.intake = Intake(self.database, self.casework, self.blobs, settings)
        self.imports = Imports(self.dictionaries, self.casework, settings)
        self.campaigns = Campaigns(self.dictionaries, settings)
        self.housekeeping = Housekeeping(self.database, self.uploads, settings)
        often = (self.desks.keep, lambda _now: self.database.fold_when_quiet())
        self.clockwork = Clockwork(
            self.database, self.casework, FileGateway(settings), settings, self.housekeeping.sweep, often
        )
        self._tail = Tail(self.database, self.news.announce) if self.database.postgres else None

    def start(self) -> None:
        """Begin the county's own steps."""
        if self.settings.clockwork:
            self.clockwork.start()
        if self._tail is not None:
            self._tail.start()

    def now(self) -> int:
        """Epoch seconds by the county's clock."""
        return int(self.settings.clock())

    def close(self) -> None:
        """End everything; waiting clients are let go."""
        self.news.close()
        self.clockwork.stop()
        if self._tail is not None:
            self._tail.stop()
        try:
            self.desks.keep(self.now(), at_once=True)
        except StoreFault as fault:  # a disk that is full at the end costs the minute, not the end
            log.error("what was heard of desks was not kept: %s", type(fault).__name__)
        self.database.close()


def _found(tx: Tx, settings: Settings) -> None:
    """Identity of a new store: an epoch, a secret and a key pair for its desks, made once."""
    if not read_meta(tx, "epoch"):
        write_meta(tx, "epoch", settings.randomness(8).hex())
    if not read_meta(tx, "secret"):
        write_meta(tx, "secret", settings.randomness(32).hex())
    desk_pair.found(tx, settings.randomness)
