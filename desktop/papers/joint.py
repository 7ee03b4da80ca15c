"""联合执法记录表 of a township that may not impose penalties: its own matter and the newest whistle together."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.papers.enforcement import Fields, fetcher, officers_of
from desktop.papers.values import Folder, PaperProblem, Surroundings
from desktop.strings import papers as words
from documents.enforcement_facts import JointRecord, JointUnit, Officer, Photo
from domain.case import Attachment, Whistle
from domain.events import WhistleResulted


@dataclass(frozen=True, slots=True)
class Joint:
    """The record and the photographs behind it."""

    record: JointRecord
    photos: tuple[Photo, ...]


def _evidence_names(papers: tuple[Attachment, ...], result: bool) -> tuple[str, ...]:
    kinds = {"photo": "现场照片", "document": "执法文书"}
    found = [name for kind, name in kinds.items() if any(paper.kind == kind for paper in papers)]
    return (*found, "处理结果") if result else tuple(found)


def whistle_number(folder: Folder, whistle: Whistle) -> str:
    """Number of a whistle: case number and ordinal."""
    ids = [each.id for each in folder.case.whistles]
    return f"{folder.number}-{ids.index(whistle.id) + 1:02d}"


def joint_of(folder: Folder, around: Surroundings) -> Joint:
    """联合执法记录表 from the enforcement matter and the newest whistle. Raises PaperProblem."""
    case, enforcement = folder.case, folder.case.enforcement
    if enforcement is None:
        raise PaperProblem(words.GONE.format(title=words.TITLES["joint"]))
    whistle = case.whistles[-1] if case.whistles else None
    step = next((s for s in reversed(enforcement.steps) if s.kind == "inspection"), None)
    fields = Fields(step.fields if step is not None else ())
    arrived = [unit.arrived_at for unit in whistle.units if unit.arrived_at] if whistle is not None else []
    ended = next((e.at for e in reversed(folder.events) if isinstance(e, WhistleResulted)), None)
    papers = tuple(paper for s in enforcement.steps for paper in s.papers)
    papers += whistle.evidence if whistle is not None else ()
    units = [JointUnit(words.TOWN_UNIT.format(around.township), officers_of(enforcement))]
    for unit in whistle.units if whistle is not None else ():
        people = (Officer(unit.people, ""),) if unit.arrived_at else ()
        units.append(JointUnit(around.unit(unit.unit), people))
    lead = (
        next((u.unit for u in whistle.units if case.lead_task and u.unit == case.lead_task.unit), "")
        if whistle
        else ""
    )
    first = whistle.units[0].unit if whistle is not None and whistle.units else ""
    record = JointRecord(
        folder.number, whistle_number(folder, whistle) if whistle is not None else "", around.township,
        around.unit(lead or first) if lead or first else "",
        fields.moment("开始时间") or min(arrived, default=0) or enforcement.opened_at,
        fields.moment("结束时间") or ended,
        fields.take("地点", "检查地点") or (whistle.place if whistle is not None else case.place_text), tuple(units),
        "、".join(party.name for party in enforcement.parties), whistle.matter if whistle is not None else enforcement.cause,
        fields.take("检查情况", "检查内容"), whistle.result if whistle is not None else "",
        _evidence_names(papers, bool(whistle is not None and whistle.result)),
        tuple(paper.name for paper in papers), enforcement.outcome,
    )  # fmt: skip
    fetch = fetcher(folder)
    names = "、".join(name for name, _ in enforcement.officers)
    taken = record.ended_at or enforcement.opened_at
    photos = tuple(
        Photo(fetch(p), p.name, taken, record.place, words.PHOTO_OF, "", names)
        for p in papers
        if p.kind == "photo"
    )
    return Joint(record, photos)
