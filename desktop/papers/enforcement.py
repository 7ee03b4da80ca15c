"""Enforcement: the dossier with its parts in legal order, or the record of a joint enforcement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from desktop.papers.values import Folder, PaperProblem, Surroundings
from desktop.strings import fields as field_words
from desktop.strings import papers as words
from documents.dossier_parts import (
    Content,
    DossierCover,
    DossierPart,
    OrderScheme,
    PartKind,
    PhotoPart,
    SuppliedPart,
    TextPart,
    Volume,
    arrange,
    gaps,
)
from documents.enforcement_facts import (
    FilingApproval,
    InspectionRecord,
    InterviewRecord,
    Officer,
    Photo,
    Subject,
)
from domain.case import Attachment, Case, Enforcement, EnforcementStep, Party
from domain.profile import Profile

_PARTS: Mapping[str, PartKind] = {
    "source": PartKind.SOURCE, "filing": PartKind.FILING, "inspection": PartKind.EVIDENCE,
    "interview": PartKind.EVIDENCE, "photo": PartKind.EVIDENCE, "order": PartKind.NOTICE,
    "survey_report": PartKind.REPORT, "legal_review": PartKind.LEGAL_REVIEW, "notice": PartKind.NOTICE,
    "statement": PartKind.HEARING, "decision": PartKind.DECISION, "delivery": PartKind.SERVICE,
    "payment": PartKind.PROPERTY, "closing": PartKind.CLOSING,
}  # fmt: skip
_UNIT_NAME = re.compile(r"(?:公司|厂|店|社|部|站|场|所|院|学校|中心|委员会|协会|超市|饭店|酒店)\Z")
_CREDIT_CODE = re.compile(r"9[0-9A-Z]{17}\Z")
_MOMENT = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})[ T]([0-9]{1,2}):([0-9]{2})\Z")
_SPACES = re.compile(r"\s+")

Fetch = Callable[[Attachment], bytes]


class Fields:
    """The fields of one enforcement paper, looked up by label; those not asked for are kept."""

    def __init__(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self._left = {_SPACES.sub("", name): text for name, text in pairs}

    def take(self, *labels: str) -> str:
        """The text under the first label that is there, "" else."""
        for label in labels:
            if label in self._left:
                return self._left.pop(label)
        return ""

    def moment(self, *labels: str) -> int:
        """An instant written as 2026-11-21 09:05; 0 where it is missing or written otherwise."""
        found = _MOMENT.match(self.take(*labels).strip())
        if found is None:
            return 0
        year, month, day, hour, minute = (int(part) for part in found.groups())
        try:
            return int(
                datetime.fromisoformat(
                    f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}+08:00"
                ).timestamp()
            )
        except ValueError:
            return 0

    def rest(self) -> str:
        """Everything not taken, one line each."""
        return "\n".join(words.FIELD_LINE.format(name=name, text=text) for name, text in self._left.items())

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Everything not taken."""
        return tuple(self._left.items())


def step_title(step: EnforcementStep) -> str:
    """The name of the paper."""
    return field_words.options("enforce_step", "step").get(step.kind, step.kind)


def subject_of(parties: tuple[Party, ...]) -> Subject:
    """The first party as the subject of the matter."""
    party = parties[0] if parties else Party("")
    unit = bool(_CREDIT_CODE.match(party.id_number) or _UNIT_NAME.search(party.name))
    sex_age = "，".join(part for part in (party.gender, party.age) if part)
    return Subject(
        party.name, unit, party.id_number, party.address, party.phone,
        representative=party.role if unit else "", sex_age=sex_age,
    )  # fmt: skip


def officers_of(enforcement: Enforcement) -> tuple[Officer, ...]:
    return tuple(Officer(name, number) for name, number in enforcement.officers)


def _content(step: EnforcementStep, enforcement: Enforcement, agency: str) -> Content:
    fields = Fields(step.fields)
    subject, officers = subject_of(enforcement.parties), officers_of(enforcement)
    if step.kind == "filing":
        return FilingApproval(
            agency, fields.take("文书号", "文号"), fields.take("案件来源"),
            fields.take("案由") or enforcement.cause, subject, fields.take("案情概要", "案情"),
            fields.take("立案依据", "依据"), officers, fields.take("承办人意见"), fields.take("承办机构意见"),
            fields.take("负责人审批意见", "负责人意见"), fields.rest(),
        )  # fmt: skip
    if step.kind == "inspection":
        began = fields.moment("开始时间", "检查开始时间") or step.at
        ended = fields.moment("结束时间", "检查结束时间") or began
        record = InspectionRecord(
            agency, began, ended, fields.take("地点", "检查地点"), subject, fields.take("现场负责人"), officers,
            fields.take("记录人"), fields.take("见证人"), fields.take("检查情况", "检查内容"),
        )  # fmt: skip
        return replace(record, findings="\n".join(part for part in (record.findings, fields.rest()) if part))
    if step.kind == "interview":
        return _interview(step, fields, enforcement, agency)
    return TextPart(fields.rest())


def _interview(
    step: EnforcementStep, fields: Fields, enforcement: Enforcement, agency: str
) -> InterviewRecord:
    began = fields.moment("开始时间") or step.at
    ended = fields.moment("结束时间") or began
    name = fields.take("被询问人", "姓名")
    party = next(
        (p for p in enforcement.parties if p.name == name),
        enforcement.parties[0] if enforcement.parties else Party(""),
    )
    same = party if not name or party.name == name else Party(name)
    times = fields.take("询问次数", "第几次").strip()
    sex_age = fields.take("性别、年龄", "性别年龄") or "，".join(p for p in (same.gender, same.age) if p)
    return InterviewRecord(
        agency, int(times) if times.isascii() and times.isdigit() else 1, began, ended,
        fields.take("地点", "询问地点"), officers_of(enforcement), fields.take("记录人"), name or same.name, sex_age,
        fields.take("证件号码", "身份证号") or same.id_number, fields.take("电话", "联系电话") or same.phone,
        fields.take("单位及职务", "工作单位") or same.occupation, fields.take("住址", "地址") or same.address,
        fields.take("与本案关系") or same.role, fields.pairs(),
    )  # fmt: skip


def _step_parts(
    step: EnforcementStep, enforcement: Enforcement, agency: str, fetch: Fetch
) -> Iterator[DossierPart]:
    kind, title = _PARTS.get(step.kind, PartKind.OTHER), step_title(step)
    given = {_SPACES.sub("", name): text for name, text in step.fields}
    number = given.get("文书号") or given.get("文号") or ""
    named = given.get("责任者") or given.get("制作单位") or ""
    author = named or agency
    photos = [paper for paper in step.papers if paper.kind == "photo"] if step.kind != "delivery" else []
    if step.kind == "photo":
        facts = Fields(step.fields)
        shows, place, by = (
            facts.take("内容说明", "说明"),
            facts.take("拍摄地点", "地点"),
            facts.take("拍摄人"),
        )
        at = facts.moment("拍摄时间") or step.at
        names = "、".join(name for name, _ in enforcement.officers)
        made = tuple(Photo(fetch(p), p.name, at, place, shows, by, names) for p in photos)
        if made:
            yield DossierPart(kind, title, PhotoPart(made), step.at, number, author)
    elif any(text.strip() for _, text in step.fields) and not (kind is PartKind.DECISION and step.papers):
        yield DossierPart(kind, title, _content(step, enforcement, agency), step.at, number, author)
    for paper in step.papers:
        if step.kind == "photo" and paper in photos:
            continue
        yield DossierPart(kind, title, SuppliedPart(fetch(paper)), step.at, number, named)


def _parts(case: Case, agency: str, fetch: Fetch) -> Iterator[tuple[str, DossierPart]]:
    if case.enforcement is not None:
        for step in case.enforcement.steps:
            for part in _step_parts(step, case.enforcement, agency, fetch):
                yield step.kind, part


def dossier_gaps(case: Case, profile: Profile) -> list[str]:
    """What the law asks of the dossier and is not there. An order to correct is no notice of a penalty."""
    found = [
        replace(part, kind=PartKind.OTHER) if kind == "order" else part
        for kind, part in _parts(case, "", lambda paper: b"")
    ]
    joint = case.enforcement is not None and case.enforcement.joint
    return gaps(found, may_punish=profile.penalty_power and not joint)


def volumes(case: Case, profile: Profile, agency: str, fetch: Fetch) -> list[Volume]:
    """The parts in the county's order."""
    parts = [part for _, part in _parts(case, agency, fetch)]
    return arrange(parts, OrderScheme(profile.dossier_order)) if parts else []


def volume_names(case: Case, profile: Profile) -> tuple[str, ...]:
    """Names of the volumes: 正卷 and 副卷, or one without a name."""
    return tuple(volume.name for volume in volumes(case, profile, "", lambda paper: b""))


def fetcher(folder: Folder) -> Fetch:
    """Bytes of an attachment. The result raises PaperProblem for a file that is not on this machine."""

    def fetch(paper: Attachment) -> bytes:
        data = folder.file(paper.sha256)
        if data is None:
            raise PaperProblem(words.FILE_AWAY.format(name=paper.name))
        return data

    return fetch


def cover_of(folder: Folder, around: Surroundings) -> DossierCover:
    """Facts of the cover. Raises PaperProblem when there is no enforcement matter."""
    enforcement = folder.case.enforcement
    if enforcement is None:
        raise PaperProblem(words.GONE.format(title=words.TITLES["dossier"]))
    decision = next((step for step in reversed(enforcement.steps) if step.kind == "decision"), None)
    number = Fields(decision.fields).take("文书号", "文号", "决定书文号") if decision is not None else ""
    return DossierCover(
        around.office, enforcement.title, number, enforcement.cause, enforcement.outcome, around.office,
        "、".join(name for name, _ in enforcement.officers), enforcement.opened_at, enforcement.closed_at or None,
        words.RETENTION,
    )  # fmt: skip
