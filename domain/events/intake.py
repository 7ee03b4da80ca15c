"""Events of intake."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import Attachment, Reporter
from domain.events.envelope import Event, named


@named("registered")
@dataclass(frozen=True, slots=True, kw_only=True)
class Registered(Event):
    """The matter exists. Everything the citizen or clerk gave, as given."""

    id: str
    township: str
    place: str
    place_text: str
    source: str
    external_no: str
    qr_code: str
    temp_number: str
    domain: str
    nature: str
    category: str
    tier: str
    flags: tuple[str, ...]
    title: str
    text: str
    reporter: Reporter
    accused: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    repeat: bool
    repeat_of: str
    profile: str
    profile_version: int


@named("number_assigned")
@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAssigned(Event):
    """The county's number, for life."""

    number: str


@named("pushed")
@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed(Event):
    """Sent to the first handlers at once; `unfilled` names posts nobody holds."""

    to: tuple[str, ...]
    unfilled: tuple[str, ...]


@named("called")
@dataclass(frozen=True, slots=True, kw_only=True)
class Called(Event):
    """A phone contact was logged; `first`: the first contact that counts for the first-call clock."""

    outcome: str
    note: str
    called_at: int
    first: bool


@named("accepted")
@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Event):
    """受理."""

    note: str = ""


@named("not_accepted")
@dataclass(frozen=True, slots=True, kw_only=True)
class NotAccepted(Event):
    """不予受理(已告知)."""

    reason: str
    text: str
    told: str


@named("diverted")
@dataclass(frozen=True, slots=True, kw_only=True)
class Diverted(Event):
    """导入法定途径."""

    route: str
    reason: str
    external_no: str
    return_path: str


@named("taken_back")
@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(Event):
    """恢复受理."""

    reason: str


@named("merged")
@dataclass(frozen=True, slots=True, kw_only=True)
class Merged(Event):
    """The child follows its parent."""

    parent: str
    reason: str


@named("unmerged")
@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerged(Event):
    """The child stands alone again."""

    reason: str


@named("child_merged")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChildMerged(Event):
    """The parent has one more child."""

    child: str


@named("child_unmerged")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChildUnmerged(Event):
    """The parent has one child less."""

    child: str


@named("parent_answered")
@dataclass(frozen=True, slots=True, kw_only=True)
class ParentAnswered(Event):
    """The parent was reported done; the child goes to its own last gates."""

    method: str
    text: str
    gates: tuple[str, ...]


@named("voided")
@dataclass(frozen=True, slots=True, kw_only=True)
class Voided(Event):
    """作废."""

    reason: str


@named("repeat_linked")
@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatLinked(Event):
    """重复反映."""

    of: str
    reason: str
