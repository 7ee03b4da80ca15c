"""What must hold when nothing moves any more, and one thing that must hold all the time.

I1 every command is in exactly one of: applied once, rejected and visible, withdrawn; none waits.
I2 what a desktop holds equals what the county publishes to it, row by row, and its queues follow from that.
I3 nothing of a bucket outside the scope is left: no row, no queue entry, no search word.
I4 the county's log has at most one effect for a command, and folding the log gives the folded case.
I5 no cursor has passed a row that is not held (`cursors`, also asked in the middle of a life).
I7 every card says in words why, and a fault carries the number under which it was logged.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import sqlalchemy as sa

from county.cursors import parse_cursor
from county.seed import PRACTICE_PASSWORD
from county.store.feed import feed
from county.store.ledger import taken
from county.store.meta import read_meta
from county.store.tables import case_events, cases
from desktop.store import outbox, wording
from desktop.store.buckets import load_buckets, recount
from domain.evolve import fold
from domain.queues import QUEUES
from wire.codec import decode_case, decode_event


class Wrong(AssertionError):
    """The oracle found something."""


def examine(world) -> None:
    """Everything, for every desktop. Raises Wrong."""
    effects = county_log(world)
    for desktop in world.desktops:
        commands(world, desktop, effects)
        view(world, desktop)
        cursors(world, desktop)
        projection(desktop)


def say(condition: bool, text: str) -> None:
    """Raise Wrong with the text unless the condition holds."""
    if not condition:
        raise Wrong(text)


def commands(world, desktop, effects: dict[str, int]) -> None:
    """I1 and I7."""
    with desktop.store._core.engines.read.connect() as connection:
        rows = {r.cmd_id: r for r in connection.exec_driver_sql("SELECT * FROM outbox")}
    with world.county.database.read() as connection:
        known = taken(connection, desktop.given)
    visible = {card.cmd_id: card for card in desktop.store.rejected()}
    for cmd_id in sorted(desktop.given):
        row = rows.get(cmd_id)
        if row is None and cmd_id in desktop.withdrawn:
            continue  # forgotten in its time
        say(row is not None, f"{cmd_id} vanished from the outbox of {desktop.login}")
        if cmd_id in desktop.withdrawn:
            reached = cmd_id in known or cmd_id in effects
            say(
                not reached or cmd_id in desktop.shared,
                f"{cmd_id} was withdrawn and still reached the county",
            )
            continue
        if row.state == "pending" and _held(rows.values(), row):
            say(
                cmd_id not in known or cmd_id in desktop.shared,
                f"{cmd_id} waits for a card and still reached the county",
            )
            continue
        if row.state == "rejected":
            say(bool(row.settled) or cmd_id in visible, f"{cmd_id} was rejected and nobody sees it")
            words(cmd_id, row)
        if row.state == "rejected" and cmd_id not in known:
            say(world.restored, f"{cmd_id} was rejected by nobody")
            continue
        say(cmd_id in known, f"{cmd_id} ({row.kind}, {row.state}) never reached the county")
        outcome = json.loads(known[cmd_id].outcome)["kind"]
        if row.state == "applied":
            fine = outcome in ("applied", "applied_as_note")
            say(fine, f"{cmd_id} shown as applied, county says {outcome}")
            say(effects.get(cmd_id, 0) == 1, f"{cmd_id} has {effects.get(cmd_id, 0)} effects")
        else:
            say(row.state == "rejected", f"{cmd_id} is left {row.state}")
            if outcome != "rejected" and world.restored and cmd_id in desktop.shared | desktop.again:
                # A copied PC or a late request gave it again after the backup had taken the refusal away, and it was right.
                say(effects.get(cmd_id, 0) == 1, f"{cmd_id} has {effects.get(cmd_id, 0)} effects")
                continue
            say(outcome == "rejected", f"{cmd_id} shown as rejected, county says {outcome}")
            say(cmd_id not in effects, f"{cmd_id} was rejected and has an effect")


def words(cmd_id: str, row) -> None:
    """I7."""
    outcome = json.loads(row.outcome)
    said = outcome.get("message", "")
    say(any("\u4e00" <= sign <= "\u9fff" for sign in said), f"{cmd_id} was rejected without words: {outcome}")


def _held(rows, row) -> bool:
    """It waits behind a card of its case that a person can see and has not settled."""
    return any(
        c.case_id == row.case_id and c.seq < row.seq and c.state == "rejected" and not c.settled for c in rows
    )


def county_log(world) -> dict[str, int]:
    """I4: revisions without gap, one run of events for a command, the folded case is the fold of its log.

    Returns command -> how often it took effect; a follow-up in a linked case belongs to the same command.
    """
    with world.county.database.read() as connection:
        held = {row.id: row for row in connection.execute(sa.select(cases.c.id, cases.c.rev, cases.c.body))}
        columns = (case_events.c.case_id, case_events.c.rev, case_events.c.command_id, case_events.c.body)
        log = connection.execute(sa.select(*columns).order_by(*columns[:2])).all()
    logs: dict[str, list] = {}
    runs: dict[tuple[str, str], int] = {}
    last = ("", "")
    for row in log:
        logs.setdefault(row.case_id, []).append(row)
        if row.command_id and (row.command_id, row.case_id) != last:
            runs[row.command_id, row.case_id] = runs.get((row.command_id, row.case_id), 0) + 1
        last = (row.command_id, row.case_id)
    for case_id, row in held.items():
        events = logs.get(case_id, [])
        say([e.rev for e in events] == list(range(1, row.rev + 1)), f"{case_id}: gap in the log")
        folded = fold(decode_event(bytes(e.body)) for e in events)
        say(folded == decode_case(bytes(row.body)), f"{case_id}: the fold of the log differs from the case")
    effects: dict[str, int] = {}
    for (command_id, _case), count in runs.items():
        effects[command_id] = max(effects.get(command_id, 0), count)
    twice = [command_id for command_id, count in effects.items() if count > 1]
    say(not twice, f"{twice[:2]} has {effects[twice[0]] if twice else 0} effects")
    return effects


def view(world, desktop) -> None:
    """I2 and I3."""
    with world.county.database.read() as connection:
        session = world.county.sessions.session(desktop.sessions.token() or _token(world, desktop), "")
        columns = (feed.c.bucket, feed.c.kind, feed.c.id, feed.c.rev, feed.c.body)
        wanted: dict[str, dict] = {bucket: {} for bucket in session.buckets}
        live = sa.select(*columns).where(feed.c.op == "put", feed.c.bucket.in_(session.buckets))
        for bucket, kind, id_, rev, body in connection.execute(live):
            wanted[bucket][kind, id_] = (rev, bytes(body))
    with desktop.store._core.engines.read.connect() as connection:
        buckets = load_buckets(connection)
        say(set(buckets) == set(wanted), f"{desktop.login}: buckets differ")
        names = {bucket.pk: name for name, bucket in buckets.items()}
        held: dict[str, dict] = {name: {} for name in buckets}
        rows = connection.exec_driver_sql("SELECT bucket, kind, id, rev, body FROM entity")
        for pk, kind, id_, rev, body in rows:
            say(pk in names, f"{desktop.login}: a row outside the scope")
            held[names[pk]][kind, id_] = (rev, body)
        for name, bucket in buckets.items():
            missing = wanted[name].keys() - held[name].keys()
            extra = held[name].keys() - wanted[name].keys()
            say(not missing, f"{desktop.login}: {name} lacks {sorted(missing)[:3]}")
            say(not extra, f"{desktop.login}: {name} keeps {sorted(extra)[:3]}")
            wrong = [key for key in held[name] if held[name][key] != wanted[name][key]]
            say(not wrong, f"{desktop.login}: {name} differs in {wrong[:3]}")
            if name != "county":
                counted = recount(connection, bucket.pk) == (bucket.count, bucket.sum64)
                say(counted, f"{desktop.login}: sum of {name}")
    state = desktop.store.sync_state()
    say(not state.resyncing and not state.incomplete and not state.braked, f"{desktop.login}: {state}")


def _token(world, desktop) -> str:
    desktop.sessions.sign_in(world.server, desktop.login, PRACTICE_PASSWORD)
    return desktop.sessions.token()


def cursors(world, desktop) -> None:
    """I5: what lies before a cursor is held in that state or a later one, or was removed later."""
    with desktop.store._core.engines.read.connect() as connection:
        buckets = load_buckets(connection)
        rows = connection.exec_driver_sql("SELECT bucket, kind, id, rev FROM entity")
        held = {(pk, kind, id_): rev for pk, kind, id_, rev in rows}
    with world.county.database.read() as connection:
        epoch = read_meta(connection, "epoch")
        for name, bucket in buckets.items():
            place = parse_cursor(bucket.cursor, epoch)
            if place is None or not bucket.cursor or desktop.missing:
                continue  # a county that skipped rows is found out at the end of the round
            passed = sa.select(feed.c.kind, feed.c.id, feed.c.rev).where(
                feed.c.bucket == name, feed.c.op == "put", _before(place)
            )
            for kind, id_, rev in connection.execute(passed):
                have = held.get((bucket.pk, kind, id_), -1)
                say(have >= rev, f"{desktop.login}: the cursor of {name} has passed {kind} {id_}:{rev}")


def green(desktop) -> None:
    """Nobody is told of a moment up to which everything is there when no whole round of pages came."""
    told = desktop.store.sync_state().synced_at
    say(
        told <= desktop.complete_at,
        f"{desktop.login} tells {told}, the last whole answer came {desktop.complete_at}",
    )


def in_turn(desktop) -> None:
    """Nothing is sent for the first time that was made on top of what came back as a card that is still open."""
    with desktop.store._core.engines.read.connect() as connection:
        early = connection.exec_driver_sql(
            "SELECT p.cmd_id FROM outbox p JOIN outbox c ON c.case_id = p.case_id AND c.seq < p.seq WHERE p.tries = 1"
            " AND p.state = 'sent' AND c.state = 'rejected' AND c.settled = '' AND p.made_at <= c.done_at"
            " AND p.made_at >= c.made_at"
        ).all()
    say(not early, f"{desktop.login} sends {early[:1]} before its card is settled")


def _before(place) -> sa.ColumnElement[bool]:
    return sa.tuple_(feed.c.xid, feed.c.seq) <= sa.tuple_(sa.literal(place.xid), sa.literal(place.seq))


def projection(desktop) -> None:
    """Queues and search equal those made anew from the confirmed rows, and nothing is pending."""
    before = seen(desktop)
    many, wording.MANY = wording.MANY, sys.maxsize  # every row with its words at once
    try:
        desktop.store.rebuild_projection()
    finally:
        wording.MANY = many
    say(seen(desktop) == before, f"{desktop.login}: the projection differs from a rebuilt one")
    waiting = {r.case_id for r in desktop.store.outbox_rows()}
    marked = {r.case_id for rows in before["queues"].values() for r in rows if r.pending}
    say(marked <= waiting, f"{desktop.login}: marked as pending: {marked - waiting}")


def search(desktop) -> None:
    """Only matters that are here are shown; a search finds those that hold the words, however far the index has come."""
    with desktop.store._core.engines.read.connect() as connection:
        shown = set(connection.exec_driver_sql("SELECT id FROM row").scalars())
        here = set(connection.exec_driver_sql("SELECT id FROM entity WHERE kind = 'case'").scalars())
        here |= outbox.laid_over(connection)
    say(shown <= here, f"{desktop.login}: shows {sorted(shown - here)[:3]}, which left this desk")
    if desktop.store.dictionaries.rules() is None:
        return  # nothing is projected without rules
    wanted = {i for i in shown if "路灯" in wording.search_text(desktop.store.case(i).case)}
    found = {row.case_id for row in desktop.store.search("路灯", 5000)}
    say(found == wanted, f"{desktop.login}: the search differs in {found ^ wanted}")


def seen(desktop) -> dict:
    """Everything the screen would show."""
    badges = desktop.store.badges()
    full = [q for q in QUEUES if q not in badges or badges[q].count]
    queues = {q: [replace(r, pk=0) for r in desktop.store.page(q, limit=5000).rows] for q in full}
    ordered = {q: sorted(rows, key=lambda r: (r.sort_at, r.case_id)) for q, rows in queues.items()}
    return {
        "queues": ordered,
        "badges": badges,
        "found": {r.case_id for r in desktop.store.search("路灯", 5000)},
    }
