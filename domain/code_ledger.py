"""The ledger of printed codes (二维码台账): planned → printed → posted → damaged → replaced or retired.

A code's id is opaque, comes from outside and is never used twice. A reprint keeps the id and counts the
version up; a replacement is a new code linked to the old one. A replaced or retired code still resolves,
because the paper may hang for years: a scan of it leads to the place and is marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.campaign import CodeKind, PlannedCode


class CodeState(StrEnum):
    """State of one code."""

    PLANNED = "planned"
    PRINTED = "printed"
    POSTED = "posted"
    DAMAGED = "damaged"
    REPLACED = "replaced"
    RETIRED = "retired"


STATE_TITLES: Mapping[CodeState, str] = {
    CodeState.PLANNED: "已规划",
    CodeState.PRINTED: "已打印",
    CodeState.POSTED: "已张贴",
    CodeState.DAMAGED: "已损坏",
    CodeState.REPLACED: "已更换",
    CodeState.RETIRED: "已停用",
}


@dataclass(frozen=True, slots=True)
class CodeRecord:
    """One code of the ledger. Times are epoch seconds, 0 when it has not happened.

    ``version`` counts the prints; ``replaces`` and ``replaced_by`` link old and new code.
    """

    id: str
    campaign: str
    seq: int
    kind: CodeKind
    place_code: str
    place_name: str
    range_text: str
    households: int
    state: CodeState = CodeState.PLANNED
    version: int = 0
    planned_at: int = 0
    printed_at: int = 0
    posted_at: int = 0
    posted_by: str = ""
    spot: str = ""
    photo: str = ""
    damaged_at: int = 0
    note: str = ""
    replaces: str = ""
    replaced_by: str = ""
    ended_at: int = 0


@dataclass(frozen=True, slots=True)
class CodeEvent:
    """What happened to a code: ``kind`` is the name of the command in the past tense."""

    kind: str
    code_id: str
    at: int
    by: str
    version: int = 0
    spot: str = ""
    photo: str = ""
    note: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class CampaignProblem:
    """Why a command on a code is refused."""

    code: str
    message: str


def plan_code(planned: PlannedCode, code_id: str, campaign: str, at: int) -> CodeRecord:
    """Ledger record of a planned code; ``code_id`` comes from outside and must be new."""
    return CodeRecord(
        code_id,
        campaign,
        planned.seq,
        planned.kind,
        planned.place_code,
        planned.place_name,
        planned.range_text,
        planned.households,
        planned_at=at,
    )


def print_code(record: CodeRecord, at: int, by: str) -> CodeEvent | CampaignProblem:
    """First print of a planned code."""
    if record.state is not CodeState.PLANNED:
        return _refuse(record, "already_printed")
    return CodeEvent("printed", record.id, at, by, version=1)


def reprint_code(record: CodeRecord, at: int, by: str, note: str) -> CodeEvent | CampaignProblem:
    """Print again a sheet that was lost or spoilt: same id, next version; a reason is asked for."""
    if record.state is CodeState.PLANNED:
        return _refuse(record, "not_printed")
    if _ended(record):
        return _refuse(record, "ended")
    if not note.strip():
        return _refuse(record, "no_reason")
    return CodeEvent("reprinted", record.id, at, by, version=record.version + 1, note=note)


def post_code(
    record: CodeRecord, at: int, by: str, spot: str, photo: str = ""
) -> CodeEvent | CampaignProblem:
    """Record that a printed code hangs at a spot; a posted one may be moved. A photo is never demanded."""
    if record.state is CodeState.PLANNED:
        return _refuse(record, "not_printed")
    if _ended(record):
        return _refuse(record, "ended")
    if at < record.printed_at:
        return _refuse(record, "before_print")
    return CodeEvent("posted", record.id, at, by, spot=spot, photo=photo)


def report_damage(record: CodeRecord, at: int, by: str, note: str = "") -> CodeEvent | CampaignProblem:
    """Record that a posted code is damaged, covered or gone."""
    if record.state is not CodeState.POSTED:
        return _refuse(record, "ended" if _ended(record) else "not_posted")
    return CodeEvent("damaged", record.id, at, by, note=note)


def replace_code(
    record: CodeRecord, new_id: str, at: int, by: str, note: str = ""
) -> tuple[CodeEvent, CodeRecord] | CampaignProblem:
    """End a code that was out in the world and plan its successor for the same place and range."""
    if record.state is CodeState.PLANNED:
        return _refuse(record, "not_printed")
    if _ended(record):
        return _refuse(record, "ended")
    if new_id == record.id:
        return _refuse(record, "same_id")
    event = CodeEvent("replaced", record.id, at, by, note=note, other=new_id)
    successor = CodeRecord(
        new_id,
        record.campaign,
        record.seq,
        record.kind,
        record.place_code,
        record.place_name,
        record.range_text,
        record.households,
        planned_at=at,
        replaces=record.id,
    )
    return event, successor


def retire_code(record: CodeRecord, at: int, by: str, note: str) -> CodeEvent | CampaignProblem:
    """End a code without a successor; a reason is asked for."""
    if _ended(record):
        return _refuse(record, "ended")
    if not note.strip():
        return _refuse(record, "no_reason")
    return CodeEvent("retired", record.id, at, by, note=note)


def evolve_code(record: CodeRecord, event: CodeEvent) -> CodeRecord:
    """Record after an event. ValueError for an event of another code or of an unknown kind."""
    if event.code_id != record.id:
        raise ValueError(f"event of code {event.code_id} for code {record.id}")
    match event.kind:
        case "printed" | "reprinted":
            state = record.state if record.state is CodeState.POSTED else CodeState.PRINTED
            return replace(record, state=state, version=event.version, printed_at=event.at)
        case "posted":
            return replace(
                record,
                state=CodeState.POSTED,
                posted_at=event.at,
                posted_by=event.by,
                spot=event.spot,
                photo=event.photo,
            )
        case "damaged":
            return replace(record, state=CodeState.DAMAGED, damaged_at=event.at, note=event.note)
        case "replaced":
            return replace(
                record, state=CodeState.REPLACED, ended_at=event.at, replaced_by=event.other, note=event.note
            )
        case "retired":
            return replace(record, state=CodeState.RETIRED, ended_at=event.at, note=event.note)
        case _:
            raise ValueError(f"unknown code event {event.kind}")


def current_code(records: Mapping[str, CodeRecord], code_id: str) -> CodeRecord | None:
    """The code that stands for ``code_id`` today: itself, or the last of its successors; None if unknown.

    A scan of a replaced sheet is answered with this one; a retired code answers with itself.
    """
    record = records.get(code_id)
    seen = set()
    while record is not None and record.replaced_by in records and record.id not in seen:
        seen.add(record.id)
        record = records[record.replaced_by]
    return record


def _ended(record: CodeRecord) -> bool:
    return record.state in (CodeState.REPLACED, CodeState.RETIRED)


_MESSAGES: Mapping[str, str] = {
    "already_printed": "这张码已经打印过，台账没有改动。需要再打一张时请用“补打”。",
    "not_printed": "这张码还没有打印，台账没有改动。请先打印。",
    "not_posted": "这张码没有登记为已张贴，台账没有改动。请先登记张贴。",
    "ended": "这张码已经更换或停用，台账没有改动；扫旧码仍能找到地点。请对现用的码操作。",
    "before_print": "张贴时间早于打印时间，台账没有改动。请核对时间。",
    "no_reason": "没有填写原因，台账没有改动。请写明原因后再提交。",
    "same_id": "新码与旧码编号相同，台账没有改动。请换一个新编号。",
}


def _refuse(record: CodeRecord, code: str) -> CampaignProblem:
    return CampaignProblem(code, f"{record.place_name}（{STATE_TITLES[record.state]}）：{_MESSAGES[code]}")
