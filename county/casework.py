"""Carrying out commands on cases: gather facts, decide, fold, store, publish — in one transaction.

A `Work` is what one transaction does to cases. Each command is staged apart, so that one that fails leaves nothing
behind; `flush` writes everything at the end in few statements.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from county.dictionary import Dictionaries, Dictionary
from county.drafts import Draft, attached
from county.linked import follow_ups, linked_ids
from county.looks import next_look
from county.notices import messages_of
from county.repeats import Repeats
from county.settings import Settings
from county.store import casebook, feed, outgoing, papers
from county.store.database import Database, Tx
from county.store.feed import Entity
from county.store.meta import read_meta
from county.store.numbers import last_number, put_number, take_number
from domain.case import Case
from domain.chinatime import china_date
from domain.commands import Body, Command, Register
from domain.decide import Decided, decided
from domain.events import Event
from domain.facts import Facts, repeat_since
from domain.ids import case_number
from domain.people import SYSTEM, Actor
from domain.refusals import NeedsCounty, Refusal
from wire.codec import decode_case

_TRUSTED_DAYS = 30


@dataclass(frozen=True, slots=True)
class Done:
    """A command was carried out: the case as it is now and what happened to it."""

    case: Case
    events: tuple[Event, ...]


class Casework:
    """What every transaction on cases needs."""

    def __init__(self, database: Database, dictionaries: Dictionaries, settings: Settings) -> None:
        self._database = database
        self._dictionaries = dictionaries
        self._settings = settings

    def begin(self, tx: Tx) -> Work:
        """The work of one transaction."""
        return Work(tx, self._database, self._dictionaries.current(tx), read_meta(tx, "secret"))


class Work:
    """Cases read and changed in one transaction; `published` lists what `flush` put into the feed.

    `numbers`: the places that the store gave it there, where one can tell (see `feed.publish`).
    """

    def __init__(self, tx: Tx, database: Database, dictionary: Dictionary, secret: str) -> None:
        self.tx = tx
        self.dictionary = dictionary
        self.published: list[Entity] = []
        self.numbers: dict[tuple[str, str, str], int] = {}
        self._database = database
        self._secret = secret
        self._drafts: dict[str, Draft] = {}
        self._absent: set[str] = set()
        self._counters: dict[str, int] = {}
        self._repeats = Repeats(tx, secret, self.case)

    def load(self, ids: Iterable[str]) -> None:
        """Read and lock cases together; those read before stay as they are here, also as not there."""
        drafts, absent = self._drafts, self._absent
        missing = {name for name in ids if name and name not in drafts and name not in absent}
        if missing:
            found = casebook.load_cases(self.tx, missing)
            self._absent |= missing - found.keys()
            for case_id, row in found.items():
                case = decode_case(row.body)
                self._drafts[case_id] = Draft(row, case, case.reporter)

    def expect(self, bodies: Iterable[Body], at: int) -> None:
        """Look up together what registrations ask for one by one: earlier matters of their telephones."""
        self._repeats.expect(bodies, repeat_since(self.dictionary.profile, at))

    def case(self, case_id: str) -> Case | None:
        """The case as this transaction sees it."""
        draft = self._drafts.get(case_id)
        if draft is None:
            self.load([case_id])
            draft = self._drafts.get(case_id)
        return None if draft is None else draft.case

    def buckets(self, case_id: str) -> frozenset[str]:
        """Buckets that the case belongs to or ever belonged to."""
        draft = self._drafts.get(case_id)
        return frozenset() if draft is None else draft.buckets

    def next_look(self, case_id: str, after: int) -> int | None:
        """When the clockwork has to look at the case again, later than `after`."""
        case = self.case(case_id)
        if case is None:
            return None
        return next_look(case, self.dictionary.profile_for(case).limits.reminders, after)

    def perform(
        self, command: Command, actor: Actor, at: int, *, device: str = "", timely: bool = False
    ) -> Done | Refusal | NeedsCounty:
        """Carry out a command and what follows from it in other cases; nothing is staged when it is refused.

        `timely`: the device's statement of when the actor acted may count for limits (it was offline).
        """
        staged: dict[str, Draft] = {}
        answer = self._one(staged, command, actor, at, device, timely=timely)
        if isinstance(answer, Done):
            self._drafts.update(staged)
            if isinstance(command.body, Register) and self._drafts[command.case_id].row is None:
                self._repeats.note(command.body, command.case_id)
        return answer

    def _one(
        self, staged: dict[str, Draft], command: Command, actor: Actor, at: int, device: str, *, timely: bool
    ) -> Done | Refusal | NeedsCounty:
        before = self._seen(staged, command.case_id)
        profile = self.dictionary.profile_for(before)
        facts = self._facts(staged, before, command, at, timely=timely)
        answer = decided(before, command, actor, at, profile, facts)
        if not isinstance(answer, Decided):
            return answer
        draft = self._draft(staged, command.case_id)
        draft.add(answer.case, answer.events, command.id, device)
        for case_id, body in follow_ups(before, draft.case, answer.events):
            self._follow(staged, command, case_id, body, at)
        return Done(draft.case, answer.events)

    def _follow(self, staged: dict[str, Draft], cause: Command, case_id: str, body: Body, at: int) -> None:
        """A step of the system in another case. A refusal there (closed meanwhile) does not undo the cause."""
        self.load([case_id])
        self._one(staged, Command(cause.id, case_id, body, at), SYSTEM, at, "", timely=False)

    def _seen(self, staged: dict[str, Draft], case_id: str) -> Case | None:
        if case_id in staged:
            return staged[case_id].case
        return self.case(case_id)

    def _draft(self, staged: dict[str, Draft], case_id: str) -> Draft:
        if case_id not in staged:
            kept = self._drafts.get(case_id)
            staged[case_id] = (
                Draft(None, Case())
                if kept is None
                else Draft(kept.row, kept.case, kept.stored, list(kept.fresh), list(kept.said))
            )
        return staged[case_id]

    def _facts(
        self, staged: dict[str, Draft], case: Case | None, command: Command, at: int, *, timely: bool
    ) -> Facts:
        ids = linked_ids(case, command.body)
        self.load(ids)
        linked = {case_id: seen for case_id in ids if (seen := self._seen(staged, case_id)) is not None}
        number, repeat_of = "", ""
        if isinstance(command.body, Register) and case is None:
            number = self._number(command.body.township, at)
            repeat_of = self._repeats.find(command.body, repeat_since(self.dictionary.profile, at))
        acted = command.at_device if timely and at - _TRUSTED_DAYS * 86_400 < command.at_device <= at else 0
        return Facts(
            calendar=self.dictionary.calendar,
            directory=self.dictionary.directory,
            authority=True,
            number=number,
            linked=linked,
            repeat_of=repeat_of,
            duties=self.dictionary.duties,
            categories=self.dictionary.categories,
            acted_at=acted,
        )

    def _number(self, township: str, at: int) -> str:
        """The next case number of the township's day; empty when the code or the counter allows none."""
        day = china_date(at)
        if len(township) != 9 or not (township.isascii() and township.isdigit()):
            return ""
        key = f"number:{township}:{day:%y%m%d}"
        if self.tx.postgres:
            with self._database.aside(self.tx) as short:
                counter = take_number(short, key)
        else:
            if key not in self._counters:
                self._counters[key] = last_number(self.tx, key)
            self._counters[key] = counter = self._counters[key] + 1
        return case_number(township, day, counter) if counter <= 9999 else ""

    def flush(self, at: int) -> None:
        """Write and publish everything that was staged."""
        changed = {case_id: draft for case_id, draft in self._drafts.items() if draft.fresh}
        rows: list[casebook.CaseRow] = []
        advanced: list[casebook.CaseRow] = []
        events, entities = [], []
        messages: list[outgoing.Message] = []
        links: list[tuple[str, str, str]] = []
        for case_id, draft in changed.items():
            reminders = self.dictionary.profile_for(draft.case).limits.reminders
            buckets = draft.buckets
            row = draft.to_row(self._secret, reminders, buckets)
            entering = draft.entering(buckets)
            earlier = casebook.read_events(self.tx, row.id, row.township) if entering else []
            (advanced if casebook.only_advances(draft.row, row) else rows).append(row)
            events.extend(draft.fresh)
            entities.extend(draft.to_entities(row, buckets, entering, earlier))
            for rev, event in draft.said:
                messages.extend(messages_of(draft.case, rev, event, self.dictionary))
                links.extend((sha, case_id, draft.case.township) for sha in attached(event))
            self._drafts[case_id] = Draft(row, draft.case, draft.case.reporter)
        for key, counter in self._counters.items():
            put_number(self.tx, key, counter)
        self._repeats.forget()
        casebook.save_cases(self.tx, rows)
        casebook.advance_cases(self.tx, advanced)
        casebook.append_events(self.tx, events)
        self.numbers |= feed.publish(self.tx, entities, at)
        outgoing.queue(self.tx, messages, at)
        papers.link_blobs(self.tx, links)
        self.published.extend(entities)
