"""Rosters, places, duty lists and messages of other platforms: one command each, compared with what is known now."""

from __future__ import annotations

from county import strings
from county.casework import Casework, Done, Work
from county.dictionary import Dictionaries, publish_entries, withdraw_entries
from county.problems import RequestProblem
from county.sessions import Session
from county.settings import Settings
from county.store import casebook, feed, papers
from county.store.database import Tx
from domain.case import Reporter
from domain.chinatime import china_text
from domain.commands import Command, Note, Register
from domain.ids import uuid7
from domain.inbox import MAX_TEXT, ExternalMessage
from domain.places import township_code
from domain.refusals import sentence
from domain.roster import Household, RosterRow, plan_import
from domain.territory import Territory
from wire.admin import (
    AdminAnswer,
    ImportDuties,
    ImportInbox,
    ImportRoster,
    ImportTerritory,
    RefusedItem,
)
from wire.codec import from_json, to_json


class Imports:
    """Each method runs in the transaction of its command and gives its answer."""

    def __init__(self, dictionaries: Dictionaries, casework: Casework, settings: Settings) -> None:
        self._dictionaries = dictionaries
        self._casework = casework
        self._settings = settings

    def roster(self, tx: Tx, session: Session, command: ImportRoster) -> AdminAnswer:
        """Households of one township. Nobody is removed because the list lacks them."""
        must_see(session, command.township)
        at = int(self._settings.clock())
        territory = self._dictionaries.current(tx).territory
        rows: list[RosterRow] = []
        refused: list[RefusedItem] = []
        for line, household in enumerate(command.households, 1):
            inside = township_code(household.place_code) == command.township
            if inside and household.name.strip() and territory.find(household.place_code) is not None:
                rows.append(RosterRow(line, household))
            else:
                refused.append(_refused(household.key, "place"))
        bucket = f"t:{command.township}"
        existing = [from_json(e.body, Household) for e in feed.entities(tx, bucket, ["household"])]
        plan = plan_import(existing, rows)
        renamed = [change.key for change in plan.changed if change.key != change.household.key]
        if renamed:
            withdraw_entries(tx, [("household", key) for key in renamed], at, bucket)
        households = [change.household for change in plan.changed] + [row.household for row in plan.new]
        publish_entries(tx, [("household", entry.key, entry) for entry in households], at, bucket)
        counts = {name: plan.counts[name] for name in ("new", "changed", "same")}
        return self._answer(command.cmd_id, counts, refused)

    def territory(self, tx: Tx, _session: Session, command: ImportTerritory) -> AdminAnswer:
        """Places to add or change; a place that is not named stays as it is."""
        known = self._dictionaries.current(tx).territory.places
        named = {place.code for place in command.places}
        kept = [place for code, place in known.items() if code not in named]
        merged, found = Territory.build([*kept, *command.places])
        bad = {problem.line - len(kept) - 1: problem for problem in found if problem.line > len(kept)}
        refused = [RefusedItem(p.value or p.code, p.code, p.message) for p in bad.values()]
        taken = [place for at, place in enumerate(command.places) if at not in bad]
        at = int(self._settings.clock())
        publish_entries(tx, [("place", p.code, merged.places[p.code]) for p in taken], at)
        new = sum(1 for place in taken if place.code not in known)
        same = sum(1 for place in taken if known.get(place.code) == place)
        counts = {"new": new, "changed": len(taken) - new - same, "same": same}
        return self._answer(command.cmd_id, counts, refused)

    def duties(self, tx: Tx, _session: Session, command: ImportDuties) -> AdminAnswer:
        """Items of the duty and power lists; none is removed."""
        at = int(self._settings.clock())
        before = {entity.id: entity.body for entity in feed.entities(tx, "county", ["duty"])}
        refused = [
            _refused(i.key, "duty") for i in command.items if not i.item_no.strip() or not i.title.strip()
        ]
        bad = {item.id for item in refused}
        items = {item.key: item for item in command.items if item.key not in bad}
        changed = publish_entries(tx, [("duty", key, item) for key, item in items.items()], at)
        new = sum(1 for key in items if key not in before)
        counts = {"new": new, "changed": changed - new, "same": len(items) - changed}
        return self._answer(command.cmd_id, counts, refused)

    def inbox(self, tx: Tx, session: Session, command: ImportInbox) -> AdminAnswer:
        """Messages of another platform become cases; a changed text is noted on its case."""
        must_see(session, command.township)
        at = int(self._settings.clock())
        work = self._casework.begin(tx)
        kept: dict[str, dict[str, tuple[str, bytes]]] = {}
        counts = {"new": 0, "known": 0, "changed": 0}
        refused: list[RefusedItem] = []
        for message in command.messages:
            if message.source not in kept:
                kept[message.source] = papers.inbound_of(tx, message.source)
            old = kept[message.source].get(message.external_no)
            body = to_json(message)
            if old is not None and old[1] == body:
                counts["known"] += 1
                continue
            if not message.external_no.strip() or len(message.text) > MAX_TEXT:
                refused.append(_refused(message.external_no, "message"))
                continue
            if old is None:
                case_id, problem = self._new_case(tx, work, session, command, message, at)
            else:
                case_id, problem = old[0], self._changed(work, session, old[0], message, at)
            if problem is not None:
                refused.append(problem)
                continue
            counts["new" if old is None else "changed"] += 1
            kept[message.source][message.external_no] = (case_id, body)
            papers.keep_inbound(tx, message.source, message.external_no, case_id, body, at)
        work.flush(at)
        return self._answer(command.cmd_id, counts, refused)

    def _new_case(
        self, tx: Tx, work: Work, session: Session, command: ImportInbox, message: ExternalMessage, at: int
    ) -> tuple[str, RefusedItem | None]:
        known = casebook.find_external(tx, command.source, message.external_no)
        if known:
            return known, None
        case_id = self._id(at)
        body = Register(
            township=command.township,
            place=command.township,
            text=message.text if message.text.strip() else message.subject,
            source=command.source,
            reporter=Reporter(name=message.author, no_phone=True),
            title=message.subject.strip()[:60],
            external_no=message.external_no,
        )
        done = work.perform(Command(self._id(at), case_id, body, at), session.actor, at)
        if isinstance(done, Done):
            return case_id, None
        return "", RefusedItem(message.external_no, done.code, sentence(done))

    def _changed(
        self, work: Work, session: Session, case_id: str, message: ExternalMessage, at: int
    ) -> RefusedItem | None:
        text = f"{strings.INBOX_CHANGED}\n{message.subject}\n{message.text}"
        if message.reply:
            text += f"\n{strings.INBOX_REPLY}（{china_text(message.replied_at)}）：{message.reply}"
        done = work.perform(Command(self._id(at), case_id, Note(text), at), session.actor, at)
        if isinstance(done, Done):
            return None
        return RefusedItem(message.external_no, done.code, sentence(done))

    def _answer(self, cmd_id: str, counts: dict[str, int], refused: list[RefusedItem]) -> AdminAnswer:
        return AdminAnswer(cmd_id, counts, self._settings.clock(), refused)

    def _id(self, at: int) -> str:
        return uuid7(at * 1000, self._settings.randomness(10))


def must_see(session: Session, township: str) -> None:
    """RequestProblem 403 for a township outside the session's scope."""
    if f"t:{township}" not in session.buckets:
        raise RequestProblem(403, "not_in_scope")


def _refused(key: str, code: str) -> RefusedItem:
    return RefusedItem(key, code, strings.ADMIN_REFUSED[code])
