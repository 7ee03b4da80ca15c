"""Printed codes: taking a planned campaign, and the marks of the ledger."""

from __future__ import annotations

from county import strings
from county.dictionary import Dictionaries, publish_entries
from county.imports import must_see
from county.problems import RequestProblem
from county.sessions import Session
from county.settings import Settings
from county.store import feed
from county.store.database import Tx
from domain.code_ledger import (
    CampaignProblem,
    CodeEvent,
    CodeRecord,
    CodeState,
    evolve_code,
    post_code,
    print_code,
    replace_code,
    report_damage,
    reprint_code,
    retire_code,
)
from domain.ids import parse_code_id
from domain.places import township_code
from wire.admin import AdminAnswer, MarkCodes, PlanCampaign, RefusedItem
from wire.codec import from_json

Step = tuple[CodeEvent, CodeRecord | None] | CampaignProblem


class Campaigns:
    """Each method runs in the transaction of its command and gives its answer."""

    def __init__(self, dictionaries: Dictionaries, settings: Settings) -> None:
        self._dictionaries = dictionaries
        self._settings = settings

    def plan(self, tx: Tx, session: Session, command: PlanCampaign) -> AdminAnswer:
        """Enter the planned codes into the ledger; an id that is taken or is no code refuses them all."""
        must_see(session, command.township)
        at = int(self._settings.clock())
        territory = self._dictionaries.current(tx).territory
        ids = [record.id for record in command.codes]
        broken = any(parse_code_id(code) != code for code in ids)
        if broken or len(set(ids)) != len(ids) or feed.known_ids(tx, "code", ids):
            raise RequestProblem(409, "code_taken")
        for record in command.codes:
            inside = township_code(record.place_code) == command.township
            if not inside or territory.find(record.place_code) is None:
                raise RequestProblem(403, "not_in_scope")
        records = [_fresh(record, command.campaign, at) for record in command.codes]
        self._publish(tx, command.township, records, at)
        return AdminAnswer(command.cmd_id, {"new": len(records)}, self._settings.clock())

    def mark(self, tx: Tx, session: Session, command: MarkCodes) -> AdminAnswer:
        """Marks on codes of the ledger; those that do not fit their state are answered one by one."""
        must_see(session, command.township)
        at = int(self._settings.clock())
        bucket = f"t:{command.township}"
        wanted = {event.code_id for event in command.events}
        held = {
            entity.id: from_json(entity.body, CodeRecord)
            for entity in feed.entities(tx, bucket, ["code"])
            if entity.id in wanted
        }
        changed: dict[str, CodeRecord] = {}
        refused: list[RefusedItem] = []
        for event in command.events:
            record = changed.get(event.code_id) or held.get(event.code_id)
            if record is None:
                refused.append(RefusedItem(event.code_id, "unknown", strings.CODE_UNKNOWN))
                continue
            answer = self._step(tx, record, session.actor.id, at, event)
            if isinstance(answer, CampaignProblem):
                refused.append(RefusedItem(event.code_id, answer.code, answer.message))
                continue
            decided, successor = answer
            changed[record.id] = evolve_code(record, decided)
            if successor is not None:
                changed[successor.id] = successor
        self._publish(tx, command.township, list(changed.values()), at)
        counts = {"applied": len(command.events) - len(refused), "refused": len(refused)}
        return AdminAnswer(command.cmd_id, counts, self._settings.clock(), refused)

    def _step(self, tx: Tx, record: CodeRecord, by: str, at: int, wanted: CodeEvent) -> Step:
        """The event by the rules of the ledger, with the county's time and person."""
        kind = wanted.kind
        if kind == "replaced":
            new = wanted.other
            if parse_code_id(new) != new or feed.known_ids(tx, "code", [new]):
                return CampaignProblem("code_taken", strings.ERRORS["code_taken"])
            return replace_code(record, new, at, by, wanted.note)
        answer: CodeEvent | CampaignProblem
        if kind == "printed":
            answer = print_code(record, at, by)
        elif kind == "reprinted":
            answer = reprint_code(record, at, by, wanted.note)
        elif kind == "posted":
            answer = post_code(record, at, by, wanted.spot, wanted.photo)
        elif kind == "damaged":
            answer = report_damage(record, at, by, wanted.note)
        elif kind == "retired":
            answer = retire_code(record, at, by, wanted.note)
        else:
            return CampaignProblem("unknown", strings.CODE_STEP_UNKNOWN)
        return answer if isinstance(answer, CampaignProblem) else (answer, None)

    def _publish(self, tx: Tx, township: str, records: list[CodeRecord], at: int) -> None:
        publish_entries(tx, [("code", record.id, record) for record in records], at, f"t:{township}")


def _fresh(record: CodeRecord, campaign: str, at: int) -> CodeRecord:
    """The record as it enters the ledger: planned now, nothing has happened to it."""
    return CodeRecord(
        record.id,
        campaign,
        record.seq,
        record.kind,
        record.place_code,
        record.place_name,
        record.range_text,
        record.households,
        CodeState.PLANNED,
        planned_at=at,
    )
