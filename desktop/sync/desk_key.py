"""Learning the county's public key, so that its administrator can open this desk's data when nobody else can."""

from __future__ import annotations

from collections.abc import Callable

from desktop.store.store import Store
from desktop.sync.session import Sessions
from desktop.sync.transport import Refused, Request, SyncProblem, Transport, understood
from wire.messages import DeskKeyAnswer

_AGAIN = 600.0


def learn_county_key(
    store: Store,
    sessions: Sessions,
    transport: Transport,
    write: Callable[[Callable[[], object]], object] = lambda work: work(),
) -> bool:
    """Ask and seal for it; False when the county cannot be asked now or knows no such key (an older one)."""
    token = sessions.token()
    if not token:
        return False
    request = Request("GET", "/session/v1/desk-key", b"", token, store.sync_state().device)
    try:
        public = bytes.fromhex(understood(transport.send(request), DeskKeyAnswer).public)
        write(lambda: store.keep_county_key(public))
    except (SyncProblem, Refused, ValueError):
        return False
    return True


class Learning:
    """Asks once in every run, when the exchange works; `look` is called after each of its steps, on its thread."""

    def __init__(
        self,
        store: Store,
        sessions: Sessions,
        transport: Transport,
        write: Callable[[Callable[[], object]], object],
        monotonic: Callable[[], float],
    ) -> None:
        self._store, self._sessions, self._transport = store, sessions, transport
        self._write, self._monotonic = write, monotonic
        self._next = 0.0

    def look(self) -> None:
        """Ask when it is time; a failure is tried again later."""
        if self._monotonic() < self._next or not self._store.sync_state().synced_at:
            return
        learnt = learn_county_key(self._store, self._sessions, self._transport, self._write)
        self._next = float("inf") if learnt else self._monotonic() + _AGAIN
