"""Commands of intake: register, first call, accept or not, divert, merge."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import Attachment, Reporter
from domain.commands.envelope import Body, named


@named("register")
@dataclass(frozen=True, slots=True)
class Register(Body):
    """接办/登记: a new matter. `township` is the 9-digit code where it is registered, for life."""

    township: str
    place: str
    text: str
    source: str
    reporter: Reporter
    title: str = ""
    place_text: str = ""
    domain: str = "MS"
    nature: str = "QZ"
    category: str = ""
    external_no: str = ""
    qr_code: str = ""
    temp_number: str = ""
    flags: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@named("log_call")
@dataclass(frozen=True, slots=True)
class LogCall(Body):
    """记通话. outcome: reached, no_answer, wrong_number; `called_at` is when the call was made."""

    outcome: str
    note: str = ""
    called_at: int = 0


@named("accept")
@dataclass(frozen=True, slots=True)
class Accept(Body):
    """受理."""

    note: str = ""


@named("not_accept")
@dataclass(frozen=True, slots=True)
class NotAccept(Body):
    """不予受理, with reason and how the citizen was told."""

    reason: str
    text: str
    told: str = ""


@named("divert")
@dataclass(frozen=True, slots=True)
class Divert(Body):
    """导入法定途径. route: petition, lawsuit, arbitration, review, police, discipline."""

    route: str
    reason: str
    external_no: str = ""
    return_path: str = ""


@named("take_back")
@dataclass(frozen=True, slots=True)
class TakeBack(Body):
    """恢复受理: a diverted or not accepted matter comes back."""

    reason: str


@named("answer_on_spot")
@dataclass(frozen=True, slots=True)
class AnswerOnSpot(Body):
    """当场答复 (咨询)."""

    method: str
    text: str


@named("merge")
@dataclass(frozen=True, slots=True)
class Merge(Body):
    """并案: this matter follows `parent`."""

    parent: str
    reason: str = ""


@named("unmerge")
@dataclass(frozen=True, slots=True)
class Unmerge(Body):
    """撤销并案."""

    reason: str


@named("adopt")
@dataclass(frozen=True, slots=True)
class Adopt(Body):
    """System: the parent learns of a merged child."""

    child: str


@named("disown")
@dataclass(frozen=True, slots=True)
class Disown(Body):
    """System: the parent loses a child that was un-merged."""

    child: str


@named("follow")
@dataclass(frozen=True, slots=True)
class Follow(Body):
    """System: the parent was reported done; the child gets its own answer and callback."""

    method: str
    text: str


@named("void")
@dataclass(frozen=True, slots=True)
class Void(Body):
    """作废 (误录、测试、重复录入)."""

    reason: str


@named("link_repeat")
@dataclass(frozen=True, slots=True)
class LinkRepeat(Body):
    """认定重复反映."""

    of: str
    reason: str = ""


@named("assign_number")
@dataclass(frozen=True, slots=True)
class AssignNumber(Body):
    """System: the county gives the number at its first commit."""

    number: str
