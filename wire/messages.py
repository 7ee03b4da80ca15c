"""Messages of sync v1. Golden files under tests/wire/golden freeze them."""

from __future__ import annotations

from typing import Literal

import msgspec

from wire.version import PROTO

Op = Literal["put", "void", "revoke"]
OutcomeKind = Literal["applied", "duplicate", "applied_as_note", "rejected", "defer"]


class PushedCommand(msgspec.Struct, frozen=True, gc=False):
    """One outbox row. `n`: gap-free device sequence; `actor`: who gave it; `command`: see codec."""

    n: int
    actor: str
    command: msgspec.Raw


class PushRequest(msgspec.Struct, frozen=True):
    """≤ 200 commands or 256 KiB. `first_n` is the n of the first command.

    `cursors`: bucket -> where the client will stand when it reads the answer; buckets that it does not follow are absent.
    """

    req: str
    device: str
    db_id: str
    first_n: int
    commands: list[PushedCommand]
    proto: int = PROTO
    cursors: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """Final answer to one command (defer: not final). `message`: a Chinese sentence for the operator.

    `code`: of the refusal; rev/state/owner: how the case stands now.
    """

    cmd_id: str
    kind: OutcomeKind
    code: str = ""
    message: str = ""
    case_id: str = ""
    rev: int = 0
    state: str = ""
    owner: str = ""
    retry_after: int = 0


class FeedRow(msgspec.Struct, frozen=True, gc=False):
    """The newest state of one entity in one bucket. `cursor` orders rows of a bucket; opaque to the client.

    kind: case, event, person, place, unit, profile, calendar, household, code, duty, category.
    `parent`: the case of an event. `at`: epoch seconds of the last change (for ageing).
    """

    bucket: str
    kind: str
    id: str
    rev: int
    op: Op = "put"
    sv: int = 1
    parent: str = ""
    body: msgspec.Raw = msgspec.Raw(b"null")


class PushAnswer(msgspec.Struct, frozen=True):
    """Outcomes in the order sent, and the rows of the touched cases.

    `next`: bucket -> cursor behind `rows`; they hold everything of the bucket between the cursor in the request and it.
    """

    req: str
    epoch: str
    server_time: float
    last_n: int
    outcomes: list[Outcome]
    rows: list[FeedRow] = []
    proto: int = PROTO
    end: int = 1
    next: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


class PullRequest(msgspec.Struct, frozen=True):
    """`cursors`: bucket -> opaque text, empty text from the start. `waiting`: commands without a final answer."""

    req: str
    device: str
    cursors: dict[str, str]
    limit_bytes: int = 256 * 1024
    scope_ver: int = 0
    proto: int = PROTO
    waiting: int | msgspec.UnsetType = msgspec.UNSET


class PullAnswer(msgspec.Struct, frozen=True):
    """One page. `buckets`: everything in scope; `sums`: bucket -> [count, sum64] when nothing more waits."""

    req: str
    epoch: str
    server_time: float
    scope_ver: int
    buckets: list[str]
    rows: list[FeedRow]
    next: dict[str, str]
    more: bool
    sums: dict[str, tuple[int, int]] = {}
    proto: int = PROTO
    end: int = 1


class WaitRequest(msgspec.Struct, frozen=True):
    """Long-poll: answers as soon as a bucket has something after its cursor, or after `seconds` (≤ 25)."""

    req: str
    device: str
    cursors: dict[str, str]
    seconds: int = 25
    proto: int = PROTO


class WaitAnswer(msgspec.Struct, frozen=True):
    """`changed`: buckets that have news."""

    req: str
    epoch: str
    server_time: float
    changed: list[str]
    proto: int = PROTO
    end: int = 1


class SignInRequest(msgspec.Struct, frozen=True):
    """`enrolment`: single-use code that makes this device known; empty when it is."""

    login: str
    password: str
    device: str
    device_name: str = ""
    enrolment: str = ""


class SessionAnswer(msgspec.Struct, frozen=True):
    """Tokens are opaque. `person`: the directory entry; `posts`, `units`, `places` as the county grants them.

    `device_code`: the two characters of this device in temporary numbers.
    """

    access: str
    refresh: str
    access_seconds: int
    person: str
    name: str
    posts: list[str]
    units: list[str]
    places: list[str]
    county: str
    county_name: str
    buckets: list[str]
    server_time: float
    must_change: bool = False
    offline_days: int = 7
    device_code: str = ""


class DeskKeyAnswer(msgspec.Struct, frozen=True):
    """The county's public key (X25519, hex) for which a desk seals the key of its store."""

    public: str


class RefreshRequest(msgspec.Struct, frozen=True):
    """Trade a refresh token for a new pair."""

    refresh: str
    device: str


class ErrorAnswer(msgspec.Struct, frozen=True):
    """Any refusal of a request. `message`: Chinese sentence; `log_id`: for support."""

    code: str
    message: str
    req: str = ""
    log_id: str = ""
    need_n: int = 0
    retry_after: int = 0
