"""A mistake at the county that would take most open matters from a desktop, and its repair."""

from __future__ import annotations

import msgspec

from county.problems import RequestProblem
from county.store import feed
from desktop.store import buckets
from tests.simulator.oracle import say
from tests.simulator.parts import Desktop, settle_down

_PULL = "/sync/v1/pull"


def mass_removal(world, desktop: Desktop) -> None:
    """All cases of a bucket are void at once; the desktop must ask, keep them, and take the repaired rows later."""
    if desktop.full:
        return
    settle_down(desktop, world.server)
    floor, buckets.BRAKE_FLOOR = buckets.BRAKE_FLOOR, 1
    try:
        _remove(world, desktop)
    finally:
        buckets.BRAKE_FLOOR = floor


class _Answers:
    """A server that remembers which of these matters each of its answers takes away."""

    def __init__(self, server, ids: set[str]) -> None:
        self._server, self._ids = server, ids
        self.taken: list[tuple[str, set[str]]] = []

    def send(self, request):
        reply = self._server.send(request)
        rows = msgspec.json.decode(reply.body).get("rows") or [] if reply.status == 200 else []
        taken = {row["id"] for row in rows if row.get("op") == "void"} & self._ids
        self.taken.append((request.path, taken))
        return reply

    def below_the_floor(self) -> int:
        """How many may go without asking: those of the answers before the page with which they become too many.

        An answer to a push that brings too many is left to the pages.
        """
        gone: set[str] = set()
        for path, taken in self.taken:
            if len(gone | taken) <= buckets.BRAKE_FLOOR:
                gone |= taken
            elif path == _PULL:
                break
        return len(gone)


def _remove(world, desktop: Desktop) -> None:
    try:
        session = world.county.sessions.session(desktop.sessions.token(), "")
    except RequestProblem:
        return  # the restored county does not know the session: nobody would be told
    with world.county.database.read() as connection:
        towns = [b for b in session.buckets if b.startswith("t:")]
        rows = [e for b in towns[:1] for e in feed.entities(connection, b, ["case"])]
    with desktop.store._core.engines.read.connect() as connection:
        live = connection.exec_driver_sql("SELECT id FROM row WHERE open = 1").scalars().all()
    rows = [row for row in rows if row.id in set(live)]
    if len(rows) < 2:
        return
    world.say(f"the county takes {len(rows)} cases away")
    world.county.database.run(
        lambda tx: feed.publish(
            tx, [row._replace(op="void", body=b"null") for row in rows], world.county.now()
        )
    )
    desktop.engine.wake(by_person=True)
    answers = _Answers(world.server, {row.id for row in rows})
    settle_down(desktop, answers)
    with desktop.store._core.engines.read.connect() as connection:
        kept = set(connection.exec_driver_sql("SELECT id FROM row WHERE open = 1").scalars())
    gone = {row.id for row in rows} - kept
    with world.county.database.read() as connection:
        told = feed.find_all(connection, "case", [row.id for row in rows])
    # A step that had waited puts its matter back by itself.
    away = {e.id for e in told if e.bucket == towns[0] and e.op == "void"}
    allowed = buckets.BRAKE_FLOOR if len(away) <= buckets.BRAKE_FLOOR else answers.below_the_floor()
    say(
        len(gone) <= allowed and gone <= away,
        f"{desktop.login} removed {len(gone)} open cases without asking",
    )
    repaired = [row for row in rows if row.id in away]
    world.county.database.run(lambda tx: feed.publish(tx, repaired, world.county.now()))
    for _ in range(5):  # a person confirms; in a restored county another bucket may then lack matters too
        for name in desktop.store.sync_state().braked:
            desktop.store.exchange.release_brake(name)
        desktop.engine.wake(by_person=True)
        settle_down(desktop, world.server)
        if not desktop.store.sync_state().braked:
            break
