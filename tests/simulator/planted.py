"""Faults planted into the shipped parts: a simulator that does not notice them would be worth nothing.

Each is a way in which a sync can really be wrong. `among`: a few seeds of which one notices it; `says`: words of what
is then said. A fault that makes the program stumble shows nothing: only what the oracle finds wrong counts.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace

import msgspec

from county import push
from county.drafts import Draft
from county.store import casebook, database, ledger
from desktop.store import buckets, core, effective, exchange, outbox, projection, replica, wording
from desktop.store.exchange import Exchange
from desktop.store.reading import Reading
from desktop.sync import early, engine
from desktop.sync.engine import Engine
from tests.simulator.thin import ThinEngine


@dataclass(frozen=True)
class Planted:
    """One fault. `plant(patch)` puts it in with pytest's monkeypatch or anything with `setattr`."""

    name: str
    plant: Callable
    among: range = range(2000)
    says: str = "Wrong: "


ALL: list[Planted] = []


def fault(first: int = 0, last: int = 1999, says: str = Planted.says):
    """Enter a fault with the seeds that notice it, and with what is said then: by the oracle unless told otherwise."""

    def enter(plant):
        ALL.append(Planted(plant.__name__, plant, range(first, last + 1), says))
        return plant

    return enter


# --- the outbox


@fault(0, 0, "does not settle")
def acknowledgement_dropped(patch) -> None:
    whole = outbox.take_outcomes
    patch.setattr(outbox, "take_outcomes", lambda c, outcomes, now: whole(c, outcomes[:-1], now))


@fault(0, 0)
def command_deleted_before_its_answer(patch) -> None:
    whole = outbox.take_batch

    def careless(connection, *args, **kwargs):
        batch = whole(connection, *args, **kwargs)
        if batch:
            connection.exec_driver_sql("DELETE FROM outbox WHERE n = ?", (batch[-1].n,))
        return batch

    patch.setattr(outbox, "take_batch", careless)


@fault(0, 0, "409 sequence")
def number_used_again(patch) -> None:
    whole = exchange.put_meta
    patch.setattr(
        exchange, "put_meta", lambda c, name, value: None if name == "next_n" else whole(c, name, value)
    )


@fault(1, 1, "409 sequence")
def sequence_not_begun_anew(patch) -> None:
    patch.setattr(Exchange, "_new_sequence", lambda *_a: None)


@fault(223, 223)
def dependants_sent_early(patch) -> None:
    patch.setattr(outbox, "_blocked", lambda _c: {})


@fault(0, 0)
def card_marked_settled_at_once(patch) -> None:
    whole = outbox.take_outcomes

    def silent(connection, outcomes, now):
        cases = whole(connection, outcomes, now)
        connection.exec_driver_sql(
            "UPDATE outbox SET state = 'applied' WHERE state = 'rejected' AND settled = ''"
        )
        return cases

    patch.setattr(outbox, "take_outcomes", silent)


@fault(0, 0)
def cards_not_shown(patch) -> None:
    patch.setattr(Reading, "rejected", lambda _s, limit=500: ())


@fault(27, 27)
def withdrawn_after_it_was_sent(patch) -> None:
    def late(connection, cmd_id, now):
        found = connection.exec_driver_sql("SELECT case_id FROM outbox WHERE cmd_id = ?", (cmd_id,)).scalar()
        connection.exec_driver_sql("UPDATE outbox SET state = 'withdrawn' WHERE cmd_id = ?", (cmd_id,))
        return found

    patch.setattr(outbox, "withdraw", late)


@fault(2, 2)
def answered_commands_forgotten_at_once(patch) -> None:
    patch.setattr(outbox, "DONE_DAYS", 0)


@fault(18, 18, "does not settle")
def undo_made_under_a_wrong_clock_never_ends(patch) -> None:
    whole = outbox.take_batch

    def waits(connection, now, *args, **kwargs):
        connection.exec_driver_sql(
            "UPDATE outbox SET next_try = hold_until WHERE state = 'pending' AND tries = 0 AND hold_until > ?",
            (now,),
        )
        return whole(connection, now, *args, **kwargs)

    patch.setattr(outbox, "_LONGEST_WAIT", 10**12)
    patch.setattr(outbox, "take_batch", waits)


# --- pages, cursors, sums


@fault(0, 0)
def cursor_saved_without_its_rows(patch) -> None:
    whole = replica.apply_rows
    calls = []

    def forgetful(connection, rows, *args):
        calls.append(1)
        whole(connection, [r for r in rows if r.kind != "event"] if len(calls) % 3 == 0 else rows, *args)

    patch.setattr(replica, "apply_rows", forgetful)
    _compare_no_sums(patch)


@fault(1, 1)
def revision_guard_removed(patch) -> None:
    patch.setattr(replica, "_older", lambda _row, _held: False)


@fault(0, 0)
def one_cursor_for_all_buckets(patch) -> None:
    whole = Exchange.apply_page

    def shared(self, answer, *rest):
        furthest = max(answer.next.values(), key=lambda text: int(text.rpartition(".")[2]), default="")
        return whole(self, msgspec.structs.replace(answer, next=dict.fromkeys(answer.next, furthest)), *rest)

    patch.setattr(Exchange, "apply_page", shared)


def _compare_no_sums(patch) -> None:
    whole = buckets.finish_round
    patch.setattr(buckets, "finish_round", lambda c, b, _sums, *rest, **k: whole(c, b, {}, *rest, **k))


@fault(38, 38)
def sums_not_compared(patch) -> None:
    _compare_no_sums(patch)


@fault(0, 0)
def sum_not_kept(patch) -> None:
    whole = replica.apply_rows

    def uncounted(connection, rows, held, *args):
        whole(connection, rows, held, *args)
        for bucket in held.values():
            bucket.count += 1 if len(rows) > 3 else 0

    patch.setattr(replica, "apply_rows", uncounted)


@fault(0, 0)
def rows_passed_over_while_a_bucket_has_no_cursor(patch) -> None:
    whole = replica.apply_rows

    def early_rows_passed_over(connection, rows, held, *args):
        whole(connection, rows, {name: b for name, b in held.items() if b.cursor}, *args)

    patch.setattr(replica, "apply_rows", early_rows_passed_over)
    _compare_no_sums(patch)


@fault(9, 9)
def withdrawn_bucket_kept(patch) -> None:
    whole = replica.rescope
    patch.setattr(
        replica, "rescope", lambda c, held, wanted, touched: whole(c, held, {*held, *wanted}, touched)
    )


@fault(3, 3)
def purge_leaves_the_queues(patch) -> None:
    patch.setattr(projection, "forget", lambda _c, _ids: frozenset())


@fault(267, 267)
def what_left_stays_in_the_queues_without_rules(patch) -> None:
    patch.setattr(effective, "confirmed_ids", lambda _c, ids: frozenset(ids))


@fault(0, 0)
def queues_not_brought_up_to_date(patch) -> None:
    patch.setattr(exchange, "refresh", lambda *_a, **_k: frozenset())


@fault(1, 1)
def brake_taken_off(patch) -> None:
    patch.setattr(buckets, "count_removal", lambda *_a: None)
    patch.setattr(replica, "count_removal", lambda *_a: None)


@fault(1, 1)
def epoch_ignored(patch) -> None:
    def deaf(self, connection, epoch):
        exchange.put_meta(connection, "epoch", epoch)
        for bucket in (held := buckets.load_buckets(connection)).values():
            buckets.start_resync(connection, bucket)
        buckets.save_buckets(connection, held.values())

    patch.setattr(Exchange, "_new_epoch", deaf)


@fault(4, 4, "was not said to be saved")
def page_applied_by_halves(patch) -> None:
    @contextmanager
    def begin(self):
        with self.connect() as connection:
            try:
                yield connection
            finally:
                connection.commit()

    patch.setattr(ThinEngine, "begin", begin)


# --- what is an answer


def _understood(patch, **loosened) -> None:
    whole = engine.understood

    def credulous(reply, type_, req=None):
        if (
            req is not None
            and reply.status == 200
            and reply.headers.get("content-type") == "application/json"
        ):
            try:
                body = msgspec.json.decode(reply.body)
            except (msgspec.DecodeError, UnicodeDecodeError):
                body = None
            if isinstance(body, dict) and "req" in body:
                body |= {name: value(req) for name, value in loosened.items()}
                reply = replace(reply, body=msgspec.json.encode(body))
        return whole(reply, type_, *(() if req is None else (req,)))

    for module in (engine, early):
        patch.setattr(module, "understood", credulous)


@fault(1, 1)
def echo_not_looked_at(patch) -> None:
    _understood(patch, req=lambda req: req)


@fault(0, 0)
def time_out_told_as_success(patch) -> None:
    whole = Engine.failed

    def proud(self, problem):
        whole(self, problem)
        with self._store._core.engines.write.begin() as connection:
            core.put_meta(connection, "synced_at", str(self._clock.now()))

    patch.setattr(Engine, "failed", proud)


@fault(7, 7, "database or disk is full")
def full_disk_ends_the_exchange(patch) -> None:
    patch.setattr(engine, "told", lambda work: work())


# --- the county


@fault(0, 0)
def outcomes_not_stored(patch) -> None:
    patch.setattr(ledger, "keep", lambda _tx, _rows: None)
    patch.setattr(ledger, "advance", lambda *_a: None)


@fault(0, 0)
def duplicates_not_recognised(patch) -> None:
    patch.setattr(ledger, "taken", lambda _source, _ids: {})
    patch.setattr(ledger, "keep", lambda _tx, _rows: None)


@fault(0, 0)
def sequence_not_advanced(patch) -> None:
    patch.setattr(ledger, "advance", lambda *_a: None)
    patch.setattr(ledger, "keep", lambda _tx, _rows: None)


@fault(10, 10)
def effect_and_outcome_in_two_transactions(patch) -> None:
    @contextmanager
    def write(self):
        with self._lock, self._engines.write.connect() as connection:
            connection.begin()
            try:
                yield database.Tx(connection, postgres=False)
            finally:
                connection.commit()

    patch.setattr(database.Database, "write", write)


@fault(9, 9)
def revoked_without_purge_order(patch) -> None:
    from county.pull import Pull

    whole = Pull.page

    def generous(self, session, request):
        wide = tuple(dict.fromkeys((*session.buckets, *(b for b in request.cursors if b != "county"))))
        return whole(self, replace(session, buckets=wide), request)

    patch.setattr(Pull, "page", generous)


@fault(0, 0)
def outcome_of_a_refusal_told_as_applied(patch) -> None:
    whole = push.rejected

    def kind(*args, **kwargs):
        return msgspec.structs.replace(whole(*args, **kwargs), kind="applied")

    patch.setattr(push, "rejected", kind)


@fault(83, 83)
def rows_without_search_words_not_read(patch) -> None:
    patch.setattr(wording, "matching", lambda *_a: [])


@fault(3, 3)
def search_words_marked_as_written(patch) -> None:
    patch.setattr(wording, "index_text", lambda _text: "")


@fault(0, 0)
def refusal_without_words(patch) -> None:
    whole = push.rejected
    patch.setattr(push, "rejected", lambda *a, **k: msgspec.structs.replace(whole(*a, **k), message=""))


@fault(1, 1)
def events_not_appended(patch) -> None:
    whole = casebook.append_events
    patch.setattr(casebook, "append_events", lambda tx, rows: whole(tx, [r for r in rows if r.rev % 9]))


@fault(0, 1)
def sums_moved_as_if_a_matter_had_been_new(patch) -> None:
    whole = Draft.to_entities

    def forgetful(self, *args):
        return [entity._replace(new=True) for entity in whole(self, *args)]

    patch.setattr(Draft, "to_entities", forgetful)
