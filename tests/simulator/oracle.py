"""What must hold when nothing moves any more.

I1 every command is in exactly one of: applied once, rejected and visible, withdrawn; none waits.
I2 what a desktop holds equals what the county publishes to it, row by row, and its queues follow from that.
I4 the county's log has at most one effect for a command, and folding the log gives the folded case.
"""

from __future__ import annotations

import json

import sqlalchemy as sa

from county.store import feed as feed_store
from county.store.ledger import taken
from county.store.tables import case_events, cases
from desktop.store.buckets import load_buckets, recount
from domain.evolve import fold
from domain.queues import QUEUES
from tests.simulator.world import Desktop, World
from wire.codec import decode_case, decode_event


class Wrong(AssertionError):
    """The oracle found something."""


def examine(world: World) -> None:
    """Everything, for every desktop. Raises Wrong."""
    county_log(world)
    for desktop in world.desktops:
        commands(world, desktop)
        view(world, desktop)
        projection(desktop)


def say(condition: bool, text: str) -> None:
    """Raise Wrong with the text unless the condition holds."""
    if not condition:
        raise Wrong(text)


def commands(world: World, desktop: Desktop) -> None:
    """I1."""
    with desktop.store._core.engines.read.connect() as connection:
        rows = {r.cmd_id: r for r in connection.exec_driver_sql("SELECT * FROM outbox")}
    with world.county.database.read() as connection:
        known = taken(connection, desktop.given)
        effects = _effects(connection)
    visible = {card.cmd_id for card in desktop.store.rejected()}
    for cmd_id in desktop.given:
        row = rows.get(cmd_id)
        say(row is not None, f"{cmd_id} vanished from the outbox of {desktop.login}")
        if cmd_id in desktop.withdrawn:
            say(
                cmd_id not in known and cmd_id not in effects,
                f"{cmd_id} was withdrawn and still reached the county",
            )
            continue
        if row.state == "pending" and _held(rows.values(), row):
            say(cmd_id not in known, f"{cmd_id} waits for a card and still reached the county")
            continue
        if row.state == "rejected" and cmd_id not in known:
            say(world.restored, f"{cmd_id} was rejected by nobody")
            say(bool(row.settled) or cmd_id in visible, f"{cmd_id} was rejected and nobody sees it")
            continue
        say(cmd_id in known, f"{cmd_id} ({row.kind}, {row.state}) never reached the county")
        outcome = json.loads(known[cmd_id].outcome)["kind"]
        if row.state == "applied":
            say(
                outcome in ("applied", "applied_as_note"), f"{cmd_id} shown as applied, county says {outcome}"
            )
            say(effects.get(cmd_id, 0) == 1, f"{cmd_id} has {effects.get(cmd_id, 0)} effects")
        else:
            say(row.state == "rejected", f"{cmd_id} is left {row.state}")
            say(outcome == "rejected", f"{cmd_id} shown as rejected, county says {outcome}")
            say(cmd_id not in effects, f"{cmd_id} was rejected and has an effect")
            say(bool(row.settled) or cmd_id in visible, f"{cmd_id} was rejected and nobody sees it")


def _held(rows, row) -> bool:
    """It waits behind a card of its case that a person can see and has not settled."""
    return any(
        c.case_id == row.case_id and c.seq < row.seq and c.state == "rejected" and not c.settled for c in rows
    )


def _effects(connection: sa.Connection) -> dict[str, int]:
    """command -> how often it took effect; a follow-up in a linked case belongs to the same command."""
    rows = connection.execute(
        sa.select(case_events.c.command_id, case_events.c.case_id, case_events.c.rev).order_by(
            case_events.c.case_id, case_events.c.rev
        )
    )
    runs: dict[tuple[str, str], int] = {}
    last = ("", "")
    for command_id, case_id, _rev in rows:
        if command_id and (command_id, case_id) != last:
            runs[command_id, case_id] = runs.get((command_id, case_id), 0) + 1
        last = (command_id, case_id)
    found: dict[str, int] = {}
    for (command_id, _case), count in runs.items():
        found[command_id] = max(found.get(command_id, 0), count)
    return found


def county_log(world: World) -> None:
    """I4: revisions without gap, and the folded case is the fold of its log."""
    with world.county.database.read() as connection:
        for row in connection.execute(sa.select(cases.c.id, cases.c.rev, cases.c.body)):
            bodies = connection.execute(
                sa.select(case_events.c.rev, case_events.c.body)
                .where(case_events.c.case_id == row.id)
                .order_by(case_events.c.rev)
            ).all()
            say([r for r, _ in bodies] == list(range(1, row.rev + 1)), f"{row.id}: gap in the log")
            folded = fold(decode_event(bytes(body)) for _, body in bodies)
            say(
                folded == decode_case(bytes(row.body)), f"{row.id}: the fold of the log differs from the case"
            )


def view(world: World, desktop: Desktop) -> None:
    """I2."""
    with world.county.database.read() as connection:
        account = world.county.sessions.session(desktop.sessions.token() or _token(world, desktop), "")
        wanted = {
            bucket: {
                (r.kind, r.id): (r.rev, bytes(r.body))
                for r in connection.execute(
                    sa.select(feed_store.feed).where(feed_store.feed.c.bucket == bucket)
                )
                if r.op == "put"
            }
            for bucket in account.buckets
        }
    with desktop.store._core.engines.read.connect() as connection:
        buckets = load_buckets(connection)
        say(set(buckets) == set(wanted), f"{desktop.login}: buckets differ")
        for name, bucket in buckets.items():
            rows = connection.exec_driver_sql(
                "SELECT kind, id, rev, body FROM entity WHERE bucket = ?", (bucket.pk,)
            )
            held = {(r.kind, r.id): (r.rev, r.body) for r in rows}
            missing = wanted[name].keys() - held.keys()
            extra = held.keys() - wanted[name].keys()
            say(not missing, f"{desktop.login}: {name} lacks {sorted(missing)[:3]}")
            say(not extra, f"{desktop.login}: {name} keeps {sorted(extra)[:3]}")
            wrong = [key for key in held if held[key] != wanted[name][key]]
            say(not wrong, f"{desktop.login}: {name} differs in {wrong[:3]}")
            say(
                recount(connection, bucket.pk) == (bucket.count, bucket.sum64),
                f"{desktop.login}: sum of {name}",
            )
    state = desktop.store.sync_state()
    say(not state.resyncing and not state.incomplete and not state.braked, f"{desktop.login}: {state}")


def _token(world: World, desktop: Desktop) -> str:
    from county.seed import PRACTICE_PASSWORD

    desktop.sessions.sign_in(world.server, desktop.login, PRACTICE_PASSWORD)
    return desktop.sessions.token()


def projection(desktop: Desktop) -> None:
    """Queues and search equal those made anew from the confirmed rows, and nothing is pending."""
    before = seen(desktop)
    desktop.store.rebuild_projection()
    say(seen(desktop) == before, f"{desktop.login}: the projection differs from a rebuilt one")
    waiting = {r.case_id for r in desktop.store.outbox_rows()}
    marked = {r.case_id for rows in before["queues"].values() for r in rows if r.pending}
    say(marked <= waiting, f"{desktop.login}: marked as pending: {marked - waiting}")


def seen(desktop: Desktop) -> dict:
    """Everything the screen would show."""
    from dataclasses import replace

    queues = {q: [replace(r, pk=0) for r in desktop.store.page(q, limit=5000).rows] for q in QUEUES}
    ordered = {q: sorted(rows, key=lambda r: (r.sort_at, r.case_id)) for q, rows in queues.items()}
    return {
        "queues": ordered,
        "badges": desktop.store.badges(),
        "found": {r.case_id for r in desktop.store.search("路灯", 5000)},
    }
