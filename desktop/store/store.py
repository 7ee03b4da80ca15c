"""The desktop's store: one object over one data folder.

Reads may come from any lane; everything that writes (submit, withdraw, settle, drafts, settings, exchange) is called
from the store lane. The screen shows confirmed facts with pending commands laid over them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import sqlalchemy as sa
import uuid_utils

from desktop.store import effective, entering, opening, outbox, queries, strings
from desktop.store.attachments import Attachments
from desktop.store.core import Core, get_meta, put_meta, rebuild, refresh
from desktop.store.decoded import NOTHING, Decoded
from desktop.store.dictionaries import Dictionaries
from desktop.store.entering import Entered
from desktop.store.keeping import Keeping
from desktop.store.keys import KeyProvider
from desktop.store.projection import LAYOUT, queue_names
from desktop.store.reading import Reading
from desktop.store.safety import Safety
from desktop.store.values import (
    ChangeSet,
    Clock,
    Listener,
    Settlement,
    Submitted,
)
from domain.commands import Command, Note
from domain.ids import device_code, temporary_number
from domain.people import Actor
from domain.refusals import NeedsCounty, Refusal
from storage.engine import StoreProblem
from wire.codec import decode_command
from wire.messages import PullAnswer, PullRequest, PushAnswer, PushRequest

_TEMPORARY_NUMBERS = 1_048_576


class Store(Reading, Keeping, Safety):
    """See the module. `dictionaries`: profile, people, places …; `attachments`: files; `exchange`: sync."""

    def __init__(self, core: Core, attachments: Attachments, entered: Entered) -> None:
        super().__init__(core, attachments)
        self._entered = entered
        self.slots = entered.slots
        self.dictionaries = core.dictionaries

    @classmethod
    def open(
        cls,
        folder: Path,
        key_provider: KeyProvider,
        clock: Clock,
        new_id: Callable[[], str] = lambda: str(uuid_utils.uuid7()),
    ) -> Store:
        """Open or create the store in `folder`.

        Raises StoreProblem: second_instance, key, wrong_key, damaged, newer, network_drive, unwritable, locked, full.
        """
        entered = entering.enter(folder, key_provider)
        attachments = Attachments(entered.files)
        store = cls(Core(entered.main, clock, Dictionaries(entered.main.read), new_id), attachments, entered)
        store._settle_in()
        entering.found(entered)
        return store

    def _settle_in(self) -> None:
        with self._core.engines.write.begin() as connection:
            for name in ("device", "db_id"):
                if not get_meta(connection, name):
                    put_meta(connection, name, self._core.new_id())
            rules = self.dictionaries.rules(connection)
            if rules is not None and get_meta(connection, "layout") != LAYOUT:
                rebuild(connection, rules)

    def close(self) -> None:
        """Close the files and give the lock back; a file known to be damaged is not marked as closed in order."""
        if not self.found_damaged:
            opening.mark_closed(self._core.engines)
        self.abandon()

    def abandon(self) -> None:
        """Close without the mark of an orderly end, as after a crash: the next start looks through the file."""
        self._core.engines.close()
        self.attachments.close()
        self._entered.lock.release()

    def new_id(self) -> str:
        """A new UUIDv7."""
        return self._core.new_id()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every commit, on the lane that wrote. Returns the way to stop it."""
        self._core.listeners.append(listener)
        return lambda: self._core.listeners.remove(listener)

    # --- what the operator does

    def submit(
        self, command: Command, actor: Actor, hold_seconds: int = 0
    ) -> Submitted | Refusal | NeedsCounty:
        """Decide on the effective case and write the command down, in one transaction.

        Refusal: the rules say no, nothing was written. NeedsCounty: written, its effect is the county's to tell
        (待县确认). The same command id twice is written once. Raises StoreProblem: no_profile, full.
        """
        try:
            with self._core.engines.write.begin() as connection:
                result, change = self._submit(connection, command, actor, hold_seconds)
        except sa.exc.OperationalError as error:
            raise StoreProblem("full", strings.UNWRITABLE) from error
        self._core.announce(change)
        return result

    def _submit(
        self, connection: sa.Connection, command: Command, actor: Actor, hold_seconds: int
    ) -> tuple[Submitted | Refusal | NeedsCounty, ChangeSet]:
        now = self.now()
        rules = self.dictionaries.rules(connection)
        if rules is None:
            raise StoreProblem("no_profile", strings.NO_PROFILE)
        known = connection.exec_driver_sql(
            "SELECT hold_until FROM outbox WHERE cmd_id = ?", (command.id,)
        ).scalar()
        if known is not None:
            return Submitted(command.id, command.case_id, int(known)), ChangeSet()
        laid = effective.effective(connection, command.case_id, rules)
        if laid.confirmed is not None:
            command = replace(
                command, seen_rev=min(command.seen_rev or laid.confirmed.rev, laid.confirmed.rev)
            )
        answer = effective.judge(laid.case, command, actor, now, rules, effective.linker(connection))
        if isinstance(answer, Refusal):
            return answer, ChangeSet()
        needs = answer.code if isinstance(answer, NeedsCounty) else ""
        hold_until = now + max(0, hold_seconds)
        outbox.insert(connection, command, actor, now, hold_until, needs)
        queues = refresh(connection, (command.case_id,), rules, {})
        change = ChangeSet(frozenset({command.case_id}), queue_names(queues), True)
        if isinstance(answer, NeedsCounty):
            return answer, change
        return Submitted(command.id, command.case_id, hold_until, answer), change

    def withdraw(self, cmd_id: str) -> bool:
        """Undo a command that was not sent; False when it is too late."""
        with self._core.engines.write.begin() as connection:
            case_id = outbox.withdraw(connection, cmd_id, self.now())
            if case_id is None:
                return False
            queues = refresh(connection, (case_id,), self.dictionaries.rules(connection), {})
        self._core.announce(ChangeSet(frozenset({case_id}), queue_names(queues), True))
        return True

    def settle(
        self, cmd_id: str, choice: Settlement, reason: str = "", actor: Actor | None = None
    ) -> Submitted | Refusal | NeedsCounty | None:
        """Deal with a rejected card: submit its text as a note, submit it again as it is, or discard with a reason.

        `actor`: who settles it, by default who gave the command. A Refusal leaves the card open. None: discarded.
        Raises KeyError when there is no such open card, ValueError for a discard without a reason.
        """
        with self._core.engines.write.begin() as connection:
            card = connection.exec_driver_sql(
                "SELECT case_id, kind, actor, body FROM outbox WHERE cmd_id = ? AND state = 'rejected' AND settled = ''",
                (cmd_id,),
            ).first()
            if card is None:
                raise KeyError(cmd_id)
            result: Submitted | Refusal | NeedsCounty | None = None
            change = ChangeSet(frozenset({card.case_id}), outbox=True)
            if choice == "discard":
                if not reason.strip():
                    raise ValueError("a discarded command needs a reason")
            else:
                body = Note(strings.NOTE_FROM.format(card.kind, queries.command_text(card.body)))
                again = body if choice == "as_note" else decode_command(card.body).body
                by = actor or msgspec.json.decode(card.actor, type=Actor)
                command = Command(self.new_id(), card.case_id, again, self.now())
                result, change = self._submit(connection, command, by, 0)
                if isinstance(result, Refusal):
                    return result
            connection.exec_driver_sql(
                "UPDATE outbox SET settled = ?, reason = ? WHERE cmd_id = ?", (choice, reason, cmd_id)
            )
        self._core.announce(change)
        return result

    def next_temporary_number(self) -> str:
        """A short number for a matter that the county has not numbered yet; never given twice here."""
        with self._core.engines.write.begin() as connection:
            counter = int(get_meta(connection, "temporary", "0"))
            put_meta(connection, "temporary", str((counter + 1) % _TEMPORARY_NUMBERS))
            code = get_meta(connection, "device_code")
            if not code:
                code = device_code(int(get_meta(connection, "device").replace("-", ""), 16) % 1024)
        return temporary_number(code, counter)

    def name_device(self, code: str) -> None:
        """Take the two characters that the county gave this device for temporary numbers."""
        with self._core.engines.write.begin() as connection:
            put_meta(connection, "device_code", code)

    def rebuild_projection(self) -> None:
        """Drop queues, badges and search words and make them again. Raises StoreProblem("no_profile")."""
        with self._core.engines.write.begin() as connection:
            rules = self.dictionaries.rules(connection)
            if rules is None:
                raise StoreProblem("no_profile", strings.NO_PROFILE)
            rebuild(connection, rules)

    # --- exchange

    def next_batch(self, req: str, limit: int = 200, ahead: PushAnswer | None = None) -> PushRequest | None:
        """What to push now."""
        return self.exchange.batches.next_batch(req, limit, ahead)

    def apply_push(self, answer: PushAnswer, asked: PushRequest | None = None) -> ChangeSet:
        """Settle outcomes."""
        return self.exchange.apply_push(answer, asked)

    def pull_request(self, req: str, limit_bytes: int = 262144) -> PullRequest:
        """What to ask for."""
        return self.exchange.standing.pull_request(req, limit_bytes)

    def apply_page(self, answer: PullAnswer, decoded: Decoded = NOTHING) -> ChangeSet:
        """Take one page. `decoded`: its cases, as far as they were decoded before."""
        return self.exchange.apply_page(answer, decoded)
