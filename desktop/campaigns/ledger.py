"""The posting ledger on the desktop: what may be marked, the commands that mark it, and its printed form."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from desktop.campaigns import strings as words
from desktop.imports.line import Failure, Line, body_of
from documents.layout.frame import Imprint
from documents.posting_ledger import PostedCode, PostingLedger, write_posting_ledger
from domain.campaign import KIND_TITLES
from domain.chinatime import china_date
from domain.code_ledger import STATE_TITLES, CodeEvent, CodeRecord, CodeState
from domain.ids import group_code_id
from wire.admin import MarkCodes, RefusedItem

if TYPE_CHECKING:
    from desktop.store.store import Store

MARKS_DRAFT = "campaign:marks"
_ALL = 1_000_000
_MARKS: Mapping[CodeState, tuple[str, ...]] = {
    CodeState.PLANNED: ("printed", "retired"),
    CodeState.PRINTED: ("posted", "reprinted", "replaced", "retired"),
    CodeState.POSTED: ("damaged", "posted", "reprinted", "replaced", "retired"),
    CodeState.DAMAGED: ("posted", "reprinted", "replaced", "retired"),
    CodeState.REPLACED: (),
    CodeState.RETIRED: (),
}
NEEDS_NOTE = frozenset({"reprinted", "retired"})


def marks_for(records: Sequence[CodeRecord]) -> tuple[str, ...]:
    """Marks that fit every one of the chosen codes, most usual first."""
    if not records:
        return ()
    first = _MARKS[records[0].state]
    return tuple(mark for mark in first if all(mark in _MARKS[record.state] for record in records[1:]))


def mark_trouble(kind: str, *, note: str, spot: str) -> str:
    """Why a mark cannot be given yet, or ""."""
    if kind in NEEDS_NOTE and not note.strip():
        return words.NEEDS_REASON
    return words.NEEDS_SPOT if kind == "posted" and not spot.strip() else ""


def mark_body(
    cmd_id: str, township: str, kind: str, codes: Sequence[str], at: int, by: str, *, note: str = "", spot: str = "",
    successors: Sequence[str] = (), photo: str = "",
) -> bytes:  # fmt: skip
    """The one command that marks the codes. `successors`: new ids, one for each replaced code; `photo`:
    address of the photograph of a posting."""
    others = successors or [""] * len(codes)
    events = [
        CodeEvent(kind, code, at, by, spot=spot, photo=photo, note=note, other=other)
        for code, other in zip(codes, others, strict=True)
    ]
    return body_of(MarkCodes(cmd_id, township, events))


@dataclass(frozen=True, slots=True)
class Marked:
    """What came of sending: `waiting` commands are kept for later; `problem` says why."""

    applied: int = 0
    refused: tuple[RefusedItem, ...] = ()
    waiting: int = 0
    problem: str = ""

    @property
    def sentence(self) -> str:
        """For the operator."""
        said = words.MARKED.format(self.applied) if self.applied else ""
        if self.refused:
            said += words.MARK_REFUSED.format(len(self.refused), self.refused[0].message)
        if self.waiting:
            said += words.MARKS_WAIT.format(self.waiting)
        return said or self.problem


def send_marks(bodies: Sequence[bytes], line: Line | None, keep: Callable[[Sequence[bytes]], None]) -> Marked:
    """Send in order; what got no answer is kept byte for byte, with everything behind it.

    `keep` writes down what is still to be sent: before the first is sent, and after every answer.
    """
    waiting = list(bodies)
    keep(waiting)
    applied, refused, problem = 0, list[RefusedItem](), ""
    while waiting and line is not None:
        answer = line.give("codes", waiting[0])
        if isinstance(answer, Failure):
            problem = answer.message
            if answer.kind == "later":
                break
        else:
            applied += answer.counts.get("applied", 0)
            refused += answer.refused
        waiting.pop(0)
        keep(waiting)
    return Marked(applied, tuple(refused), len(waiting), problem)


def to_text(bodies: Sequence[bytes]) -> str:
    """Marks that wait, as a draft."""
    return msgspec.json.encode([body.decode() for body in bodies]).decode()


def from_text(text: str) -> tuple[bytes, ...]:
    """Marks that wait; an unreadable draft counts as empty."""
    try:
        return tuple(each.encode() for each in msgspec.json.decode(text.encode(), type=list[str]))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return ()


def codes_of(store: Store, township: str) -> dict[str, CodeRecord]:
    """Every code of the township, by id."""
    return dict(store.dictionaries.codes(place=township, limit=_ALL))


def count_states(records: Iterable[CodeRecord]) -> dict[CodeState, int]:
    """Codes of each state."""
    counts = dict.fromkeys(CodeState, 0)
    for record in records:
        counts[record.state] += 1
    return counts


def ledger_pdf(
    records: Sequence[CodeRecord], campaign: str, office: str, names: Callable[[str], str], imprint: Imprint
) -> bytes:
    """二维码张贴台账. `names`: person id -> name."""
    rows = [
        PostedCode(
            group_code_id(record.id), KIND_TITLES[record.kind], f"{record.place_name} {record.range_text}".strip(),
            record.households or None, names(record.posted_by) if record.posted_by else "",
            f"{china_date(record.posted_at):%Y-%m-%d}" if record.posted_at else "", STATE_TITLES[record.state],
        )
        for record in records
    ]  # fmt: skip
    out = io.BytesIO()
    write_posting_ledger(PostingLedger(campaign, office, rows), imprint, out)
    return out.getvalue()
