"""The case: one matter from the report to the archive, as an immutable value.

A case changes only by `evolve(case, event)`. All instants are epoch seconds (UTC); 0 means "not yet".
States and their numbers follow the state table of the trade (see docs/glossary.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field

STATES: dict[str, str] = {
    "registered": "待受理",
    "not_accepted": "不予受理",
    "merged": "已并案",
    "diverted": "已导入法定途径",
    "accepted": "待研判交办",
    "dispatched": "待签收",
    "handling": "办理中",
    "suspended": "已挂起",
    "escalating": "提级待审",
    "review": "待审核",
    "reply": "待回复当事人",
    "acceptance": "待验收",
    "callback": "待回访",
    "rectify": "整改中",
    "reopened": "重启待交办",
    "struck_off": "已销号",
    "archived": "已归档",
    "void": "已作废",
}
"""Closed table: state -> label."""

GATES = ("review", "reply", "acceptance", "callback")
"""States that a profile may line up between feedback and 销号."""

OPEN_STATES = frozenset(STATES) - {"not_accepted", "merged", "diverted", "struck_off", "archived", "void"}
LIVE_TASK = frozenset({"dispatched", "return_requested", "signed", "rewrite", "fed_back"})


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reported. `protected`: 举报保护, shown as 举报人 to all but named posts."""

    name: str = ""
    phone: str = ""
    no_phone: bool = False
    anonymous: bool = False
    protected: bool = False
    kind: str = "citizen"
    address: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file by content address. `kind`: photo, document, result, recording, other."""

    sha256: str
    name: str
    media: str
    size: int
    kind: str = "other"


@dataclass(frozen=True, slots=True)
class Task:
    """One unit's share of a round."""

    id: str
    unit: str
    round: int
    lead: bool = True
    person: str = ""
    state: str = "dispatched"
    duty_item: str = ""
    dispatched_at: int = 0
    signed_at: int = 0
    fed_back_at: int = 0
    final: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Half-open interval [start, end); end 0 while it lasts."""

    start: int
    end: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """A running or finished limit. `key` is the case id, the task id or `whistle:unit`.

    state: running, paused, met, void. `late` says whether it was met after `due`.
    """

    code: str
    key: str
    start: int
    due: int
    amber: int
    state: str = "running"
    n: int = 0
    unit: str = "hour"
    warn: tuple[int, ...] = ()
    warned: int = 0
    again: int = 86400
    ladder: bool = False
    pausable: bool = False
    pauses: tuple[Pause, ...] = ()
    provisional: bool = False
    calendar: str = ""
    breaches: int = 0
    reminders: int = 0
    met_at: int = 0
    extended_days: tuple[int, ...] = ()

    @property
    def late(self) -> bool:
        """Met after the limit."""
        return self.met_at > self.due


@dataclass(frozen=True, slots=True)
class Call:
    """A logged phone contact. outcome: reached, no_answer, wrong_number."""

    at: int
    by: str
    outcome: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a unit reported back to the platform (反馈)."""

    task: str
    at: int
    by: str
    text: str
    result: str = "solved"
    evidence: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer given to the citizen (回复). method: phone, wechat, sms, visit, letter."""

    at: int
    by: str
    method: str
    text: str
    interim: bool = False


@dataclass(frozen=True, slots=True)
class Callback:
    """One callback or sampled callback. `answers`: (question, grade) pairs."""

    at: int
    by: str
    round: int
    method: str
    outcome: str
    solved: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    words: str = ""
    demand: str = ""
    answered_by: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Verification:
    """One acceptance (验收)."""

    at: int
    by: str
    round: int
    passed: bool
    findings: str
    evidence: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Rating:
    """side: citizen or supervisor. The last of a round counts."""

    at: int
    by: str
    side: str
    grade: str
    words: str = ""
    round: int = 1


@dataclass(frozen=True, slots=True)
class Measure:
    """Supervision and its consequences laid over the case; it never replaces the state.

    kind: supervise 督办, chase 催办, instruct 批示, interview 约谈, accountability 问责移送,
    accountability_proposal 督查问责建议, sms, letter 建议函, list 列入清单, veto 一票否决.
    """

    id: str
    kind: str
    at: int
    by: str
    reason: str = ""
    text: str = ""
    to: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    due: int = 0
    replied_at: int = 0
    reply: str = ""
    closed_at: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """A request that waits for a decision one level up. kind: return, extension, suspension, escalation."""

    kind: str
    at: int
    by: str
    reason: str
    task: str = ""
    days: int = 0
    tier: str = ""
    duty_item: str = ""
    back_to: str = ""


@dataclass(frozen=True, slots=True)
class WhistleUnit:
    """A called unit and what became of the call."""

    unit: str
    signed_at: int = 0
    arrived_at: int = 0
    people: str = ""
    absent: bool = False
    score: int = 0


@dataclass(frozen=True, slots=True)
class Whistle:
    """吹哨报到. state: raised, called, on_site, resulted, confirmed, refused."""

    id: str
    matter: str
    place: str
    arrive_by: int
    raised_at: int
    raised_by: str
    raised_kind: str = "township"
    state: str = "raised"
    units: tuple[WhistleUnit, ...] = ()
    result: str = ""
    evidence: tuple[Attachment, ...] = ()
    no_document_reason: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A party of a mediation or an enforcement matter; field names follow the judicial forms."""

    name: str
    gender: str = ""
    ethnicity: str = ""
    age: str = ""
    occupation: str = ""
    phone: str = ""
    address: str = ""
    id_number: str = ""
    role: str = ""
    consent: bool | None = None


@dataclass(frozen=True, slots=True)
class MediationSession:
    """One mediation meeting, text as written."""

    at: int
    place: str
    mediators: tuple[str, ...]
    recorder: str
    text: str


@dataclass(frozen=True, slots=True)
class Mediation:
    """人民调解. state: offered, consented, refused, in_session, agreed, oral, failed, performed."""

    id: str
    state: str
    committee: str
    dispute_type: str
    parties: tuple[Party, ...]
    started_at: int
    mediators: tuple[str, ...] = ()
    sessions: tuple[MediationSession, ...] = ()
    number: str = ""
    facts: str = ""
    terms: tuple[str, ...] = ()
    performance: str = ""
    perform_by: str = ""
    amount: str = ""
    concluded_at: int = 0
    visited_at: int = 0
    visit: str = ""


@dataclass(frozen=True, slots=True)
class EnforcementStep:
    """One document of an enforcement matter: kind of the form, when, its fields, attached papers."""

    kind: str
    at: int
    by: str
    fields: tuple[tuple[str, str], ...] = ()
    papers: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Enforcement:
    """An enforcement matter. `joint`: the township has no penalty power, department papers are attached."""

    id: str
    title: str
    cause: str
    opened_at: int
    joint: bool
    officers: tuple[tuple[str, str], ...] = ()
    parties: tuple[Party, ...] = ()
    steps: tuple[EnforcementStep, ...] = ()
    closed_at: int = 0
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline that has no other home (progress, note, supplement)."""

    at: int
    by: str
    kind: str
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """The folded matter. Field order is the reading order of the case view."""

    id: str = ""
    number: str = ""
    temp_number: str = ""
    township: str = ""
    place: str = ""
    place_text: str = ""
    source: str = ""
    external_no: str = ""
    qr_code: str = ""
    domain: str = "MS"
    nature: str = "QZ"
    category: str = ""
    grade: int = 1
    tier: str = "V"
    flags: tuple[str, ...] = ()
    topic: str = ""
    title: str = ""
    text: str = ""
    reporter: Reporter = field(default_factory=Reporter)
    accused: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    state: str = "none"
    round: int = 1
    gates: tuple[str, ...] = ()
    gate: int = -1
    rectify_to: str = ""
    mode: str = ""
    tasks: tuple[Task, ...] = ()
    clocks: tuple[Clock, ...] = ()
    calls: tuple[Call, ...] = ()
    entries: tuple[Entry, ...] = ()
    feedbacks: tuple[Feedback, ...] = ()
    replies: tuple[Reply, ...] = ()
    callbacks: tuple[Callback, ...] = ()
    verifications: tuple[Verification, ...] = ()
    ratings: tuple[Rating, ...] = ()
    measures: tuple[Measure, ...] = ()
    request: Request | None = None
    whistles: tuple[Whistle, ...] = ()
    mediation: Mediation | None = None
    enforcement: Enforcement | None = None
    reds: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    done_by: tuple[tuple[str, str, int], ...] = ()
    fired: tuple[str, ...] = ()
    dissatisfied_round: int = 0
    dissatisfied_case: int = 0
    fails_in_a_row: int = 0
    tries: int = 0
    first_try_at: int = 0
    last_try_at: int = 0
    returns: int = 0
    extensions: int = 0
    rung: int = -1
    repeat: bool = False
    repeat_of: str = ""
    parent: str = ""
    children: tuple[str, ...] = ()
    suspended_from: str = ""
    promised: str = ""
    reason: str = ""
    route: str = ""
    exempt: str = ""
    unrated: bool = False
    pushed_to: tuple[str, ...] = ()
    unfilled: tuple[str, ...] = ()
    registered_by: str = ""
    registered_at: int = 0
    pushed_at: int = 0
    accepted_at: int = 0
    first_called_at: int = 0
    reported_done_at: int = 0
    first_done_at: int = 0
    struck_off_at: int = 0
    archived_at: int = 0
    profile: str = ""
    profile_version: int = 0
    round_version: int = 0
    rev: int = 0

    @property
    def open(self) -> bool:
        """Still owed work by somebody."""
        return self.state in OPEN_STATES

    @property
    def live_tasks(self) -> tuple[Task, ...]:
        """Tasks of this round that still bind a unit."""
        return tuple(t for t in self.tasks if t.round == self.round and t.state in LIVE_TASK)

    def task(self, task_id: str) -> Task | None:
        """The task with that id, or None."""
        return next((t for t in self.tasks if t.id == task_id), None)

    @property
    def lead_task(self) -> Task | None:
        """The newest lead task that was not returned or revoked."""
        return next(
            (t for t in reversed(self.tasks) if t.lead and t.state not in ("returned", "revoked")), None
        )

    @property
    def running(self) -> tuple[Clock, ...]:
        """Clocks that still count."""
        return tuple(c for c in self.clocks if c.state == "running")

    @property
    def extended(self) -> bool:
        """延期件: at least one approved extension."""
        return self.extensions > 0
