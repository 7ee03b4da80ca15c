"""What happens before the window can work: opening the folder, the practice county, signing in. Runs on lanes."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.clock import ServerClock

if TYPE_CHECKING:
    from desktop.embedded import EmbeddedCounty, Ready
    from desktop.store.keys import KeyProvider
    from desktop.store.store import Store
    from desktop.store.values import Signed
    from desktop.sync.loop import SyncLoop
    from desktop.sync.session import Sessions

PRACTICE_LOGIN = "t.operator1"
"""The sample operator of the practice county."""


@dataclass
class Opened:
    """An open data folder. `signed`: whoever was signed in when the program ended."""

    folder: Path
    clock: ServerClock
    store: Store
    sessions: Sessions
    signed: Signed | None
    county: EmbeddedCounty | None = None
    ready: Ready | None = None
    loop: SyncLoop | None = None
    threads: list[threading.Thread] = field(default_factory=list)

    def barred(self) -> str:
        """Why whoever is signed in may only read; empty while they may write."""
        return "" if self.signed is None else self.sessions.barred(self.signed.login)


def open_folder(folder: Path, clock: ServerClock, keys: KeyProvider | None = None) -> Opened:
    """Open the store. Raises StoreProblem with a sentence (second instance, damaged, key …)."""
    from desktop.store.keys import default_keys
    from desktop.store.store import Store
    from desktop.sync.session import Sessions

    folder.mkdir(parents=True, exist_ok=True)
    store = Store.open(folder, keys or default_keys(folder), clock)
    sessions = Sessions(store, clock)
    return Opened(folder, clock, store, sessions, sessions.resume())


def start_county(opened: Opened) -> Ready:
    """Start the practice county of this folder. Raises EmbeddedProblem."""
    from desktop.embedded import EmbeddedCounty

    if opened.county is None or not opened.county.running:
        opened.county = EmbeddedCounty(opened.folder / "county", practice=True)
        opened.ready = opened.county.start()
    assert opened.ready is not None
    return opened.ready


def sign_in(
    opened: Opened, address: str, login: str, password: str, enrolment: str = "", name: str = "", ca: str = ""
) -> Signed:
    """Sign in with the county; when it cannot be reached, by what the last sign-in left.

    Raises Refused, SyncProblem or OfflineRefused.
    """
    from desktop.sync.desk_key import learn_county_key
    from desktop.sync.session import OfflineRefused
    from desktop.sync.transport import HttpTransport, SyncProblem

    transport = HttpTransport(address, ca)
    try:
        signed = opened.sessions.sign_in(transport, login, password, device_name=name, enrolment=enrolment)
        learn_county_key(opened.store, opened.sessions, transport)
    except SyncProblem as problem:
        if problem.kind not in ("offline", "timeout", "foreign", "damaged", "proxy", "server"):
            raise
        try:
            signed = opened.sessions.sign_in_offline(login, password)
        except OfflineRefused:
            raise problem from None
    finally:
        transport.close()
    opened.signed = signed
    return signed


def practice_sign_in(opened: Opened) -> Signed:
    """Whoever was signed in, else the sample operator, with the practice county's own password and enrolment code."""
    ready = start_county(opened)
    login = opened.signed.login if opened.signed is not None else PRACTICE_LOGIN
    return sign_in(opened, ready.url, login, ready.password, ready.enrolment, "practice")


def practice_change(opened: Opened, login: str) -> Signed:
    """Sign out and in again as another of the sample people. The exchange rests meanwhile.

    Raises ValueError where no practice county of this program runs, and as `sign_in`.
    """
    from desktop.sync.transport import HttpTransport

    ready = opened.ready
    if ready is None or not ready.practice or not ready.password:
        raise ValueError("there are sample people in practice only")
    transport = HttpTransport(ready.url)
    try:
        opened.sessions.sign_out(transport)
    finally:
        transport.close()
    return sign_in(opened, ready.url, login, ready.password, ready.enrolment, "practice")


def start_loop(
    opened: Opened,
    address: str,
    ca: str,
    on_store: Callable[[Callable[[], object]], object],
    told: Callable[[], None],
) -> SyncLoop:
    """The exchange with the county on two threads of its own; `told` is called on one of them."""
    from desktop.sync.ahead import Ahead
    from desktop.sync.desk_key import Learning
    from desktop.sync.engine import Engine
    from desktop.sync.loop import SyncLoop
    from desktop.sync.transport import HttpTransport

    line = Ahead(HttpTransport(address, ca), opened.store.wait_for_moment)
    engine = Engine(opened.store, opened.sessions, opened.clock, random.random, on_store, line.begin)
    asking = HttpTransport(address, ca)
    learning = Learning(opened.store, opened.sessions, asking, on_store, opened.clock.monotonic)

    def heard() -> None:
        told()
        learning.look()

    loop = SyncLoop(engine, line, HttpTransport(address, ca), opened.store, opened.sessions, heard)
    opened.loop = loop
    for work, name in ((loop.run, "net"), (loop.listen, "listen")):
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        opened.threads.append(thread)
    return loop


def stop_loop(opened: Opened, seconds: float = 2.0) -> None:
    """End the exchange; it can be started again."""
    if opened.loop is not None:
        opened.loop.stop()
    for thread in opened.threads:
        thread.join(seconds)
    opened.loop = None
    opened.threads.clear()


def stop(opened: Opened, seconds: float = 2.0) -> None:
    """End the exchange and the practice county. The store is closed by its owner."""
    stop_loop(opened, seconds)
    if opened.county is not None:
        opened.county.stop()
