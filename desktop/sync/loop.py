"""Driving the engine on a thread, and listening for news on another."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from desktop.store.store import Store
from desktop.sync.engine import Call, Engine, Pause
from desktop.sync.patience import Patience
from desktop.sync.session import Sessions
from desktop.sync.transport import Refused, Request, SyncProblem, Transport, retry_after, understood
from wire.codec import to_json
from wire.messages import WaitAnswer, WaitRequest

_LISTEN_PAUSE = 5.0
_BETWEEN = 0.3
"""Seconds for the exchange to fetch what is new, before news are asked for again."""


class SyncLoop:
    """`run` drives the exchange until `stop`; `listen` holds a long poll that wakes it. Both block their thread.

    `on_change` is called on the thread of `run` after every step, for the tray.
    """

    def __init__(
        self,
        engine: Engine,
        transport: Transport,
        listening: Transport,
        store: Store,
        sessions: Sessions,
        on_change: Callable[[], None] = lambda: None,
        jitter: Callable[[], float] = random.random,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.engine = engine
        self._transport = transport
        self._listening = listening
        self._store = store
        self._sessions = sessions
        self._on_change = on_change
        self._patience = Patience(jitter)
        self._monotonic = monotonic
        self._woken = threading.Event()
        self._stopped = threading.Event()

    def run(self) -> None:
        """Exchange until stopped."""
        while not self._stopped.is_set():
            self._woken.clear()
            step = self.engine.step()
            if isinstance(step, Call):
                try:
                    reply = self._transport.send(step.request)
                except SyncProblem as problem:
                    self.engine.failed(problem)
                else:
                    self.engine.take(reply)
                self._on_change()
            else:
                self._on_change()
                self._woken.wait(step.seconds if isinstance(step, Pause) else None)

    def listen(self) -> None:
        """Ask the county again and again whether there is news; wake the exchange when there is."""
        while not self._stopped.is_set():
            token, state = self._sessions.token(), self._store.sync_state()
            if not token or not state.synced_at or self.engine.halt:
                self._stopped.wait(_LISTEN_PAUSE)
                continue
            self._stopped.wait(self._listen_once(token, state.device))

    def _listen_once(self, token: str, device: str) -> float:
        """One wait for news; the seconds to pause before the next one."""
        patience, clock = self._patience, self._monotonic
        req, begun = self._store.new_id(), clock()
        wanted = WaitRequest(req, device, self._store.pull_request(req).cursors, patience.seconds)
        request = Request("POST", "/sync/v1/wait", to_json(wanted), token, device, patience.seconds + 20.0)
        try:
            reply = self._listening.send(request)
        except SyncProblem:
            if not patience.failures:
                self.wake()  # the line was cut, or the county has gone: the exchange finds out now, not at its next poll
            return patience.failed(clock() - begun)
        try:
            changed = understood(reply, WaitAnswer, req).changed
        except SyncProblem:
            return patience.failed(clock() - begun)
        except Refused as refused:
            return patience.failed(0.0, float(max(retry_after(reply), refused.answer.retry_after)))
        if patience.answered():
            self.wake(by_person=True)
        if not changed:
            return 0.0
        self.wake()
        return _BETWEEN

    def wake(self, *, by_person: bool = False) -> None:
        """Something waits to be sent or fetched."""
        self.engine.wake(by_person=by_person)
        self._woken.set()

    def signed_in(self) -> None:
        """Somebody has signed in."""
        self.engine.signed_in()
        self._woken.set()

    def stop(self) -> None:
        """End both threads as soon as their running request is over; nothing is lost by that."""
        self._stopped.set()
        self._woken.set()
