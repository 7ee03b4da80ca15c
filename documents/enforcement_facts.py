"""What the enforcement papers are made from; times in epoch seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from documents.strings import enforcement as words


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer and the number of the certificate."""

    name: str
    certificate: str

    def shown(self) -> str:
        """Name with certificate number."""
        return words.OFFICER.format(name=self.name, number=self.certificate)


@dataclass(frozen=True, slots=True)
class Subject:
    """Party of the matter, a person or a unit; ``identity`` is the id number or the credit code."""

    name: str
    is_unit: bool
    identity: str
    address: str
    phone: str
    representative: str = ""
    sex_age: str = ""


@dataclass(frozen=True, slots=True)
class FilingApproval:
    """立案审批表."""

    agency: str
    document_no: str
    source: str
    cause: str
    subject: Subject
    outline: str
    basis: str
    officers: Sequence[Officer]
    officer_opinion: str = ""
    unit_opinion: str = ""
    leader_opinion: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class InspectionRecord:
    """现场检查（勘验）笔录; times in epoch seconds."""

    agency: str
    began_at: int
    ended_at: int
    place: str
    subject: Subject
    site_head: str
    inspectors: Sequence[Officer]
    recorder: str
    witness: str
    findings: str


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """询问（调查）笔录; ``exchanges`` are (question, answer)."""

    agency: str
    number: int
    began_at: int
    ended_at: int
    place: str
    questioners: Sequence[Officer]
    recorder: str
    name: str
    sex_age: str
    identity: str
    phone: str
    work: str
    address: str
    relation: str
    exchanges: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph with what proves it; ``data`` is the original file, printed without its metadata."""

    data: bytes
    file_name: str
    taken_at: int
    place: str
    shows: str
    taken_by: str
    officers: str = ""


@dataclass(frozen=True, slots=True)
class JointUnit:
    """A department that took part."""

    unit: str
    officers: Sequence[Officer]


@dataclass(frozen=True, slots=True)
class JointRecord:
    """联合执法记录表 of a township that may not impose penalties itself.

    ``ended_at`` is ``None`` while it lasts. ``evidence`` are the kinds at hand (现场照片, 执法文书, 处理结果),
    ``evidence_list`` what they are.
    """

    case_no: str
    whistle_no: str
    township: str
    lead_unit: str
    began_at: int
    ended_at: int | None
    place: str
    units: Sequence[JointUnit]
    target: str
    matter: str
    findings: str
    measures: str
    evidence: Sequence[str]
    evidence_list: Sequence[str]
    transfer: str = ""
