"""Push of sync v1, without HTTP: commands in, final outcomes out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from county import meanwhile, strings
from county.casework import Casework, Done, Work
from county.feed_rows import check_peer, feed_row
from county.following import Found, follow
from county.outcomes import again, decode, owner, rejected, wordless
from county.problems import RequestProblem
from county.sessions import Session
from county.settings import Settings
from county.store import accounts, feed, ledger, scopes
from county.store.database import Connection, Database, StoreAway, StoreFault, Tx
from county.store.feed import Entity
from county.store.ledger import Taken
from county.store.meta import read_meta
from domain.case import Case
from domain.commands import Attach, Command, Note, Register
from domain.people import Actor
from domain.refusals import sentence
from wire.codec import to_json
from wire.messages import Outcome, PushAnswer, PushedCommand, PushRequest
from wire.version import PUSH_MAX_BYTES, PUSH_MAX_COMMANDS

log = logging.getLogger("county.push")
AT_ONCE = {False: PUSH_MAX_COMMANDS, True: 50}
"""Commands a transaction, on PostgreSQL (True) and on SQLite. One commit each cannot keep up; on PostgreSQL a long
transaction keeps what others wrote after it from those who pull."""

NOTES = (Note, Attach)
"""Commands that only add something: taken for some days from somebody who lost the scope meanwhile."""


@dataclass(slots=True)
class _Batch:
    """What a push has come to so far."""

    outcomes: list[Outcome]
    published: list[Entity]
    numbers: dict[tuple[str, str, str], int]
    touched: set[str]
    last_n: int


class Push:
    """Takes the outboxes of clients."""

    def __init__(self, database: Database, casework: Casework, settings: Settings) -> None:
        self._database = database
        self._casework = casework
        self._settings = settings

    def take(self, session: Session, request: PushRequest, size: int = 0) -> PushAnswer:
        """Take the commands in order; every one gets its final outcome. Raises RequestProblem for the whole.

        `size`: bytes of the request.
        """
        check_peer(session, request.device, request.proto)
        if len(request.commands) > PUSH_MAX_COMMANDS or size > PUSH_MAX_BYTES * 4:
            raise RequestProblem(413, "too_big")
        for offset, pushed in enumerate(request.commands):
            if pushed.n != request.first_n + offset or pushed.n < 1:
                raise RequestProblem(422, "malformed")
        with self._database.read() as connection:
            last = ledger.last_n(connection, request.device, request.db_id)
            people = accounts.people_of_device(connection, request.device)
        if request.first_n > last + 1:
            raise RequestProblem(409, "sequence", need_n=last + 1)
        batch = _Batch([], [], {}, set(), last)
        most = AT_ONCE[self._database.postgres]
        for start in range(0, len(request.commands), most):
            self._take(session, request, request.commands[start : start + most], people, batch)
        with self._database.read() as connection:
            epoch = read_meta(connection, "epoch")
            found = self._rows(connection, batch, frozenset(session.buckets))
            behind = follow(connection, request, session.buckets, epoch, found, batch.numbers)
        at, rows, ahead = self._settings.clock(), list(found.values()), behind or msgspec.UNSET
        return PushAnswer(request.req, epoch, at, batch.last_n, batch.outcomes, rows, next=ahead)

    def _take(
        self,
        session: Session,
        request: PushRequest,
        commands: Sequence[PushedCommand],
        people: frozenset[str],
        batch: _Batch,
    ) -> None:
        """One transaction; when it breaks on one command, each on its own so that the others go through."""
        try:
            part = self._database.run(lambda tx: self._chunk(tx, session, request, commands, people, None))
        except StoreAway:
            raise
        except StoreFault as fault:
            if len(commands) > 1:
                for command in commands:
                    self._take(session, request, [command], people, batch)
                return
            log_id = self._log_fault(fault)
            part = self._database.run(lambda tx: self._chunk(tx, session, request, commands, people, log_id))
        batch.outcomes.extend(part.outcomes)
        batch.published.extend(part.published)
        batch.numbers.update(part.numbers)
        batch.touched.update(part.touched)
        batch.last_n = max(batch.last_n, part.last_n)

    def _chunk(
        self,
        tx: Tx,
        session: Session,
        request: PushRequest,
        commands: Sequence[PushedCommand],
        people: frozenset[str],
        fault: str | None,
    ) -> _Batch:
        at = int(self._settings.clock())
        decoded = [decode(bytes(pushed.command)) for pushed in commands]
        known = ledger.taken(tx, [command_id for command_id, _, _ in decoded])
        last = ledger.last_n(tx, request.device, request.db_id)
        work = self._casework.begin(tx)
        meant = [
            command for command_id, command, _ in decoded if command is not None and command_id not in known
        ]
        work.load([command.case_id for command in meant])
        work.expect([command.body for command in meant], at)
        batch = _Batch([], [], {}, set(), last)
        fresh: list[Taken] = []
        for pushed, (command_id, command, digest) in zip(commands, decoded, strict=True):
            old = known.get(command_id)
            if old is not None:
                if old.body_hash != digest:
                    raise RequestProblem(422, "key_reuse", log_id=self._log_reuse(command_id))
                outcome = again(old)
            elif pushed.n <= last:
                raise RequestProblem(409, "cloned")
            else:
                outcome = self._outcome(work, session, pushed, command_id, command, people, at, fault)
                fresh.append(
                    Taken(
                        command_id,
                        request.device,
                        request.db_id,
                        pushed.n,
                        pushed.actor,
                        command.body.kind if command is not None else "",
                        outcome.case_id,
                        digest,
                        to_json(outcome),
                        at,
                    )
                )
                known[command_id] = fresh[-1]
            batch.outcomes.append(outcome)
            batch.touched.add(outcome.case_id)
            batch.last_n = max(batch.last_n, pushed.n)
        work.flush(at)
        ledger.keep(tx, fresh)
        if batch.last_n > last:
            ledger.advance(tx, request.device, request.db_id, batch.last_n)
        batch.published, batch.numbers = work.published, work.numbers
        return batch

    def _outcome(
        self,
        work: Work,
        session: Session,
        pushed: PushedCommand,
        command_id: str,
        command: Command | None,
        people: frozenset[str],
        at: int,
        fault: str | None,
    ) -> Outcome:
        if fault is not None:
            return rejected(command_id, "fault", strings.error("fault", fault), None)
        if command is None:
            code = "unknown_command" if command_id else "bad_body"
            return rejected(command_id, code, strings.error(code), None)
        actor = session.actor
        if pushed.actor != actor.id:
            other = work.dictionary.actor(pushed.actor)
            if pushed.actor not in people or other is None:
                return rejected(command_id, "foreign_actor", strings.error("foreign_actor"), None, command)
            actor = other
        case = work.case(command.case_id)
        late = ""
        if not self._in_scope(work, session, command, case):
            lately = self._lately_in_scope(work, session, actor, command, at)
            if not (lately and isinstance(command.body, NOTES)):
                said = "moved_away" if lately else "not_in_scope"
                return rejected(command_id, said, strings.error(said), case if lately else None, command)
            late = "late"
        merged = meanwhile.merged(work, command, actor.id, case)
        if isinstance(merged, str):
            return rejected(command_id, "collided", merged, case, command)
        try:
            done = work.perform(merged, actor, at, device=session.device, timely=True)
        except StoreFault:
            raise
        except Exception as error:  # noqa: BLE001 - one bad command must not hold back its neighbours
            log_id = self._log_fault(error)
            return rejected(command_id, "fault", strings.error("fault", log_id), case, command)
        if isinstance(done, Done):
            now = done.case
            return Outcome(command_id, "applied", late, "", now.id, now.rev, now.state, owner(now))
        return rejected(command_id, done.code, sentence(done), case, command)

    def _in_scope(self, work: Work, session: Session, command: Command, case: Case | None) -> bool:
        mine = frozenset(session.buckets)
        if case is not None:
            return bool(work.buckets(command.case_id) & mine)
        if isinstance(command.body, Register):
            body = command.body
            place = {f"t:{body.township}", f"v:{body.place[:12]}"}
            return bool(place & mine) or any(bucket.startswith("u:") for bucket in mine)
        return True

    def _lately_in_scope(self, work: Work, session: Session, actor: Actor, command: Command, at: int) -> bool:
        """The actor had the case on this device until some days ago: what was noted meanwhile is worth keeping."""
        since = at - self._settings.late_days * 86_400
        had = scopes.lately(work.tx, session.device, actor.id, since)
        return bool(had & work.buckets(command.case_id))

    def _rows(self, connection: Connection, batch: _Batch, scope: frozenset[str]) -> Found:
        """What the batch published, and how every other case stands that it asked about, within the scope."""
        newest = {(e.bucket, e.kind, e.id): e for e in batch.published if e.bucket in scope}
        told = {e.id for e in batch.published if e.kind == "case"}
        others = sorted(batch.touched - told - {""})
        for entity in feed.find_all(connection, "case", others) if others else ():
            if entity.bucket in scope:
                newest[(entity.bucket, "case", entity.id)] = entity
        return {key: feed_row(entity) for key, entity in newest.items()}

    def _log_fault(self, error: Exception) -> str:
        log_id = self._settings.randomness(5).hex()
        log.error("command failed [%s]: %s", log_id, type(error).__name__, exc_info=wordless(error))
        return log_id

    def _log_reuse(self, command_id: str) -> str:
        log_id = self._settings.randomness(5).hex()
        log.error("command %s came again with another body [%s]", command_id[:36], log_id)
        return log_id
