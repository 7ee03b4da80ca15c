"""The bad line between desktops and the county, and the points at which either of them is killed."""

from __future__ import annotations

from contextlib import contextmanager

import msgspec

from county import push
from county.store import casebook, feed, ledger
from desktop.store import buckets, outbox, projection, replica
from desktop.store.problems import StoreProblem
from desktop.sync.steps import Call
from desktop.sync.transport import Reply, Request, SyncProblem
from tests.simulator.oracle import cursors, green, in_turn, say
from tests.simulator.parts import NO_LIMIT, Crash, Desktop, raw_connection, settle_down

PORTAL = Reply(200, {"content-type": "text/html"}, b"<html>please log in to the network</html>")
FAULTS = (
    ("deliver", 50), ("drop_request", 5), ("drop_answer", 7), ("delay", 5), ("twice", 5), ("cut", 4), ("portal", 3),
    ("no_end", 3), ("no_echo", 3), ("flip", 3), ("crash_before", 2), ("crash_in", 6), ("crash_after", 3),
    ("county_dies", 5), ("county_full", 3), ("late_answer", 4), ("slow", 3), ("lose_row", 5), ("old_row", 3),
)  # fmt: skip
CLIENT_POINTS = {
    "submit": ((outbox, "insert"), (projection, "project")),
    "step": ((outbox, "take_batch"),),
    "take": (
        (buckets, "save_buckets"), (buckets, "finish_round"), (outbox, "take_outcomes"), (replica, "apply_rows"),
        (projection, "project"), (outbox, "number_anew"), (buckets, "start_resync"),
    ),
}  # fmt: skip
"""Where a desktop can be killed inside a transaction: before the named work, or behind it and before the commit."""
COUNTY_POINTS = (
    (ledger, "keep"), (ledger, "keep"), (ledger, "advance"), (casebook, "save_cases"), (casebook, "append_events"),
    (feed, "publish"),
)  # fmt: skip


class Line:
    """Carries requests badly."""

    def __init__(self, world) -> None:
        self._world = world

    def maybe_cut(self, where: str, work):
        """The work, or None when the power went out within it."""
        rng = self._world.rng
        if rng.random() >= 0.04:
            return work()
        module, name = rng.choice(CLIENT_POINTS[where])
        with power_cut(module, name, rng.randrange(2)):
            try:
                return work()
            except Crash:
                return None

    def carry(self, desktop: Desktop, request: Request) -> None:
        """One request and its answer, or what becomes of them."""
        names, weights = zip(*FAULTS, strict=True)
        fault = self._world.rng.choices(names, weights)[0]
        if fault != "deliver":
            self._world.say(f"{desktop.login} {request.path} {fault}")
        if request.path == "/sync/v1/push":
            in_turn(desktop)
        getattr(self, f"_{fault}")(desktop, request)
        green(desktop)

    def _send(self, request: Request) -> Reply:
        return self._world.server.send(request)

    def _deliver(self, desktop: Desktop, request: Request) -> None:
        desktop.take(self._send(request))
        if self._world.rng.random() < 0.1:
            cursors(self._world, desktop)

    def _slow(self, desktop: Desktop, request: Request) -> None:
        reply = self._send(request)
        self._world.time.at += 90
        desktop.take(reply)

    def _drop_request(self, desktop: Desktop, _request: Request) -> None:
        desktop.engine.failed(SyncProblem("offline"))

    def _drop_answer(self, desktop: Desktop, request: Request) -> None:
        desktop.late.append(self._send(request))
        desktop.engine.failed(SyncProblem("timeout"))

    def _delay(self, desktop: Desktop, request: Request) -> None:
        self._world.delayed.append(request)
        desktop.engine.failed(SyncProblem("timeout"))

    def _twice(self, desktop: Desktop, request: Request) -> None:
        replies = (self._send(request), self._send(request))
        desktop.take(self._world.rng.choice(replies))

    def _cut(self, desktop: Desktop, request: Request) -> None:
        reply = self._send(request)
        body = reply.body[: self._world.rng.randrange(len(reply.body))]
        desktop.take(Reply(reply.status, reply.headers, body))

    def _no_end(self, desktop: Desktop, request: Request) -> None:
        """Half of the rows and no end: nothing of it may be taken."""
        reply = self._send(request)
        page = msgspec.json.decode(reply.body)
        if "rows" in page:
            page["rows"] = page["rows"][: len(page["rows"]) // 2]
            page["end"] = 0
        desktop.take(Reply(reply.status, reply.headers, msgspec.json.encode(page)))
        cursors(self._world, desktop)

    def _lose_row(self, desktop: Desktop, request: Request) -> None:
        """A row of a page is skipped, as by a fault of the county; the sums must show it."""
        if desktop.full:
            self._deliver(desktop, request)
            return
        reply = self._send(request)
        page = _page(reply)
        if page is not None and page["rows"]:
            page["rows"].pop(self._world.rng.randrange(len(page["rows"])))
            reply = Reply(reply.status, reply.headers, msgspec.json.encode(page))
        if page is not None:
            desktop.skipped = desktop.missing = True
        desktop.take(reply)
        if page is not None and len(page["rows"]) % 2:
            settle_down(desktop, self._world.server)  # else it is noticed and mended on the bad line

    def _old_row(self, desktop: Desktop, request: Request) -> None:
        """A page carries a row that was overtaken: what is newer stays."""
        reply = self._send(request)
        page = _page(reply)
        if page is not None:
            held = desktop.some_case()
            if held is not None:
                page["rows"].append(held)
                reply = Reply(reply.status, reply.headers, msgspec.json.encode(page))
        desktop.take(reply)
        cursors(self._world, desktop)
        if page is not None and held is not None:
            kept = desktop.revision(held["bucket"], held["id"])
            say(kept is None or kept > held["rev"], f"{desktop.login} took an overtaken row of {held['id']}")

    def _no_echo(self, desktop: Desktop, request: Request) -> None:
        """An answer to somebody else's question: of another req, as a proxy may keep it."""
        reply = self._send(request)
        desktop.take(Reply(reply.status, reply.headers, reply.body.replace(b'"req":"', b'"req":"0', 1)))

    def _flip(self, desktop: Desktop, request: Request) -> None:
        """A byte of the frame changes. Bodies are guarded below: by the line's cipher, by the sum of what is packed."""
        reply = self._send(request)
        body = bytearray(reply.body)
        body[self._world.rng.choice((0, 1, 2, 5, -1, -2, -4))] ^= 0x80
        desktop.take(Reply(reply.status, reply.headers, bytes(body)))

    def _portal(self, desktop: Desktop, _request: Request) -> None:
        desktop.take(PORTAL)

    def _crash_before(self, desktop: Desktop, _request: Request) -> None:
        desktop.crash()

    def _crash_after(self, desktop: Desktop, request: Request) -> None:
        desktop.take(self._send(request))
        desktop.crash()

    def _crash_in(self, desktop: Desktop, request: Request) -> None:
        reply = self._send(request)
        module, name = self._world.rng.choice(CLIENT_POINTS["take"])
        with power_cut(module, name, self._world.rng.randrange(2)):
            try:
                desktop.take(reply)
            except Crash:
                self._world.say(f"  power cut at {name}")
        desktop.crash()

    def _late_answer(self, desktop: Desktop, request: Request) -> None:
        """An answer that was asked for before is delivered in the place of the new one."""
        desktop.late.append(self._send(request))
        desktop.engine.failed(SyncProblem("timeout"))
        desktop.engine.wake(by_person=True)
        try:
            step = desktop.engine.step()
        except StoreProblem:
            assert desktop.full
            return
        if isinstance(step, Call):
            fits = [r for r in desktop.late if r.status == 200 and step.request.path.startswith("/sync/")]
            if fits:
                before = desktop.stand()
                desktop.engine.take(self._world.rng.choice(fits))
                say(desktop.stand() == before, f"{desktop.login} took an answer to another question")
            else:
                desktop.engine.failed(SyncProblem("timeout"))

    def _county_dies(self, desktop: Desktop, request: Request) -> None:
        """Inside a transaction, between the chunks of a batch; the part that was committed stays."""
        rng = self._world.rng
        kept, push.AT_ONCE = push.AT_ONCE, dict.fromkeys(push.AT_ONCE, 2)
        module, name = rng.choice(COUNTY_POINTS)
        try:
            with power_cut(module, name, rng.randrange(2), rng.choice((1, 1, 2))):
                self._send(request)
        except Crash:
            self._world.say(f"  county dies in {name}")
        finally:
            push.AT_ONCE = kept
        desktop.engine.failed(SyncProblem("offline"))
        self._world.crash_county()

    def _county_full(self, desktop: Desktop, request: Request) -> None:
        """The county's disk is full for this request."""
        raw = raw_connection(self._world.county.database._engines.write)
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count={pages}")
        try:
            reply = self._send(request)
        finally:
            raw.execute(f"PRAGMA max_page_count={NO_LIMIT}")
        desktop.take(reply)


def _page(reply: Reply) -> dict | None:
    """The page of a pull in a valid answer."""
    page = msgspec.json.decode(reply.body) if reply.status == 200 else {}
    return page if "next" in page else None


@contextmanager
def power_cut(module, name: str, after: int, call: int = 1):
    """The named function raises Crash in its `call`-th call: at once, or when its work is done but not committed."""
    whole = getattr(module, name)
    left = [call]

    def broken(*args, **kwargs):
        left[0] -= 1
        if left[0]:
            return whole(*args, **kwargs)
        if after:
            whole(*args, **kwargs)
        raise Crash

    setattr(module, name, broken)
    try:
        yield
    finally:
        setattr(module, name, whole)
