"""Parts of a dossier, their legal order in both schemes, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from documents.enforcement_facts import (
    FilingApproval,
    InspectionRecord,
    InterviewRecord,
    JointRecord,
    Photo,
)
from documents.strings import enforcement as words


class PartKind(StrEnum):
    """What a part is, for its place in the dossier."""

    SOURCE = "案源材料"
    FILING = "立案审批"
    DECISION = "处罚决定"
    SERVICE = "送达回证"
    NOTICE = "对当事人文书"
    HEARING = "听证"
    EVIDENCE = "证据材料"
    PROPERTY = "财物与缴款"
    REPORT = "调查终结报告"
    LEGAL_REVIEW = "法制审核"
    COLLECTIVE = "集体讨论"
    CLOSING = "结案报告"
    OTHER = "其他材料"


class OrderScheme(StrEnum):
    """Order of the parts; the values are those of a county's profile (`dossier_order`)."""

    A = "parts"
    B = "conclusion_first"


@dataclass(frozen=True, slots=True)
class TextPart:
    """A typed paper, such as 调查终结报告."""

    body: str


@dataclass(frozen=True, slots=True)
class PhotoPart:
    """Photographs as evidence, two or four on a page."""

    photos: Sequence[Photo]
    a_page: int = 2


@dataclass(frozen=True, slots=True)
class SuppliedPart:
    """A paper of another office, as PDF or picture; printed as it looks, nothing in it is executed."""

    data: bytes


Content = (
    FilingApproval | InspectionRecord | InterviewRecord | JointRecord | TextPart | PhotoPart | SuppliedPart
)


@dataclass(frozen=True, slots=True)
class DossierPart:
    """One paper of the dossier with what the catalogue says of it; ``dated`` in epoch seconds."""

    kind: PartKind
    title: str
    content: Content
    dated: int
    document_no: str = ""
    author: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Volume:
    """Parts in printing order under one cover; ``name`` is 正卷, 副卷 or empty."""

    name: str
    parts: Sequence[DossierPart]


@dataclass(frozen=True, slots=True)
class DossierCover:
    """Facts of the cover; dates in epoch seconds."""

    agency: str
    case_name: str
    decision_no: str
    cause: str
    result: str
    office: str
    officers: str
    filed_on: int
    closed_on: int | None
    retention: str
    fonds_no: str = ""
    catalogue_no: str = ""
    volume_no: str = ""
    archive_no: str = ""
    statement: str = ""


_FRONT: Final = (
    PartKind.FILING, PartKind.DECISION, PartKind.SERVICE, PartKind.NOTICE, PartKind.HEARING, PartKind.EVIDENCE,
    PartKind.PROPERTY, PartKind.OTHER,
)  # fmt: skip


_BACK: Final = (
    PartKind.SOURCE, PartKind.REPORT, PartKind.LEGAL_REVIEW, PartKind.COLLECTIVE, PartKind.CLOSING,
)  # fmt: skip


FRONT_VOLUME: Final = "正卷"


BACK_VOLUME: Final = "副卷"


def arrange(parts: Sequence[DossierPart], scheme: OrderScheme) -> list[Volume]:
    """Parts in legal order, one volume or two; within a kind by date, then as given."""
    by_date = sorted(parts, key=lambda part: part.dated)
    if scheme is OrderScheme.B:
        first = {PartKind.DECISION: 0, PartKind.SERVICE: 1}
        return [Volume("", sorted(by_date, key=lambda part: first.get(part.kind, 2)))]
    front = sorted(
        (part for part in by_date if part.kind in _FRONT), key=lambda part: _FRONT.index(part.kind)
    )
    back = sorted((part for part in by_date if part.kind in _BACK), key=lambda part: _BACK.index(part.kind))
    return [Volume(name, kept) for name, kept in ((FRONT_VOLUME, front), (BACK_VOLUME, back)) if kept]


def gaps(parts: Sequence[DossierPart], *, may_punish: bool) -> list[str]:
    """What is missing before the dossier may be frozen, in the operator's words; empty when complete.

    Source: 行政处罚法 § 24 (power), § 42 (two officers), § 44 (notice before decision), § 61 (service).
    """
    found = []
    kinds = [part.kind for part in parts]
    decisions = [part for part in parts if part.kind is PartKind.DECISION]
    if decisions and not may_punish and not all(isinstance(part.content, SuppliedPart) for part in decisions):
        found.append(words.GAP_POWER)
    if decisions and PartKind.SERVICE not in kinds:
        found.append(words.GAP_SERVICE)
    if decisions and may_punish:
        notices = [part for part in parts if part.kind is PartKind.NOTICE]
        if not any(part.dated <= decision.dated for part in notices for decision in decisions):
            found.append(words.GAP_NOTICE)
    for part in parts:
        match part.content:
            case (
                FilingApproval(officers=officers)
                | InspectionRecord(inspectors=officers)
                | InterviewRecord(questioners=officers)
            ):
                if len([officer for officer in officers if officer.certificate]) < 2:
                    found.append(words.GAP_OFFICERS.format(title=part.title))
            case _:
                pass
        if (
            isinstance(part.content, InspectionRecord | InterviewRecord)
            and part.content.began_at >= part.content.ended_at
        ):
            found.append(words.GAP_TIMES.format(title=part.title))
    return found
