"""Commands of handling and of the gates: progress, feedback, review, reply, callback, acceptance."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import Attachment
from domain.commands.envelope import Body, named


@named("progress")
@dataclass(frozen=True, slots=True)
class Progress(Body):
    """记进展; answers reminders; may promise a date (承诺办)."""

    text: str
    attachments: tuple[Attachment, ...] = ()
    promised: str = ""


@named("feedback")
@dataclass(frozen=True, slots=True)
class GiveFeedback(Body):
    """反馈办理结果. result: solved, partly, explained, autonomy (自治决议)."""

    task: str
    text: str
    result: str = "solved"
    evidence: tuple[Attachment, ...] = ()


@named("review")
@dataclass(frozen=True, slots=True)
class Review(Body):
    """审核反馈. outcome: ok, rewrite (用语不规范驳回)."""

    outcome: str
    reason: str = ""


@named("reply")
@dataclass(frozen=True, slots=True)
class GiveReply(Body):
    """回复当事人. `interim`: 阶段性答复."""

    method: str
    text: str
    interim: bool = False


@named("callback")
@dataclass(frozen=True, slots=True)
class CallBack(Body):
    """回访. outcome: one of the profile's ratings, 未接通 or 拒评."""

    outcome: str
    method: str = "phone"
    solved: str = "yes"
    answers: tuple[tuple[str, str], ...] = ()
    words: str = ""
    demand: str = ""
    answered_by: str = ""


@named("sample")
@dataclass(frozen=True, slots=True)
class Sample(Body):
    """抽查回访 of a struck-off matter."""

    outcome: str
    solved: str = "yes"
    words: str = ""
    method: str = "phone"


@named("verify")
@dataclass(frozen=True, slots=True)
class Verify(Body):
    """验收. outcome: pass, fail."""

    outcome: str
    findings: str
    evidence: tuple[Attachment, ...] = ()


@named("rate")
@dataclass(frozen=True, slots=True)
class Rate(Body):
    """评价. side: citizen, supervisor."""

    side: str
    grade: str
    words: str = ""


@named("note")
@dataclass(frozen=True, slots=True)
class Note(Body):
    """备注; on a finished matter 办结后补充."""

    text: str
    attachments: tuple[Attachment, ...] = ()


@named("attach")
@dataclass(frozen=True, slots=True)
class Attach(Body):
    """补充附件."""

    attachments: tuple[Attachment, ...]


@named("archive")
@dataclass(frozen=True, slots=True)
class Archive(Body):
    """归档."""

    sha256: str = ""
    pages: int = 0
