"""One campaign as plain state: range → plan → sent → posters. The ledger is what the county tells afterwards.

Codes get their random ids at confirming; what was confirmed is kept byte for byte until the county has answered.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import msgspec

from desktop.campaigns import strings as words
from desktop.campaigns.scope import plan_range
from desktop.imports.line import Failure, body_of
from domain.campaign import CodePlan, Split
from domain.code_ledger import CodeRecord, CodeState, plan_code
from domain.ids import code_id
from domain.profile import CodeStandard
from domain.territory import Territory
from wire.admin import AdminAnswer, PlanCampaign

DRAFT = "campaign:current"
CODE_BITS = 40


class Stage(StrEnum):
    """Where a campaign stands."""

    RANGE = "range"
    PLAN = "plan"
    SENT = "sent"
    POSTERS = "posters"


@dataclass(frozen=True)
class Wording:
    """What a person writes on the posters. `host`: the address for citizens, without https://."""

    title: str = words.TITLE
    office: str = ""
    promise: str = words.PROMISE
    hotline: str = ""
    host: str = ""


@dataclass(frozen=True)
class Campaign:
    """State of one campaign; `problem` is a sentence to show, or empty."""

    number: str
    township: str
    stage: Stage = Stage.RANGE
    chosen: tuple[str, ...] = ()
    split: Split = Split.BALANCED
    plan: CodePlan | None = None
    records: tuple[CodeRecord, ...] = ()
    wording: Wording = field(default_factory=Wording)
    body: bytes = b""
    tries: int = 0
    problem: str = ""

    def choosing(self, chosen: Iterable[str]) -> Campaign:
        """Another range."""
        return replace(self, stage=Stage.RANGE, chosen=tuple(dict.fromkeys(chosen)), plan=None, problem="")

    def planned(
        self,
        territory: Territory,
        households: Mapping[str, int],
        standard: CodeStandard,
        split: Split,
        on: date | None,
    ) -> Campaign:
        """Count the codes of the range. Nothing is made yet."""
        if not self.chosen:
            return replace(self, problem=words.NOTHING_CHOSEN)
        plan = plan_range(territory, self.chosen, households, standard, split, on)
        if not plan.codes:
            return replace(self, problem=words.NOTHING_PLANNED)
        return replace(self, stage=Stage.PLAN, split=split, plan=plan, problem="")

    def back(self) -> Campaign:
        """Back to the range; after confirming there is no way back."""
        return replace(self, stage=Stage.RANGE, problem="") if self.stage is Stage.PLAN else self

    def confirm(
        self, cmd_id: str, at: int, random_bits: Callable[[int], int], taken: Collection[str] = ()
    ) -> Campaign:
        """Give every planned code its id and make the one command. `random_bits`: secrets.randbits."""
        if self.plan is None or self.stage is not Stage.PLAN:
            return self
        ids = new_ids(len(self.plan.codes), random_bits, taken)
        records = tuple(
            plan_code(code, each, self.number, at) for code, each in zip(self.plan.codes, ids, strict=True)
        )
        body = body_of(PlanCampaign(cmd_id, self.township, self.number, list(records)))
        return replace(self, stage=Stage.SENT, records=records, body=body, tries=0, problem="")

    def answered(self, answer: AdminAnswer | Failure) -> Campaign:
        """The county has answered, or not. A refusal leads back to the plan with new ids next time."""
        if isinstance(answer, AdminAnswer):
            return replace(self, stage=Stage.POSTERS, body=b"", problem="")
        if answer.kind == "refused":
            stage = Stage.PLAN if self.plan is not None else Stage.RANGE
            return replace(self, stage=stage, records=(), body=b"", problem=answer.message)
        return replace(self, tries=self.tries + 1, problem=answer.message)

    def known(self, ledger: Mapping[str, CodeRecord]) -> tuple[CodeRecord, ...]:
        """The codes of the campaign as the county last told of them; its own ones until it has."""
        told = tuple(record for record in ledger.values() if record.campaign == self.number)
        missing = (record for record in self.records if record.id not in ledger)
        return tuple(sorted((*told, *missing), key=lambda record: (record.seq, record.planned_at, record.id)))


def new_ids(count: int, random_bits: Callable[[int], int], taken: Collection[str] = ()) -> tuple[str, ...]:
    """So many printed codes, none of them taken and none twice."""
    used = set(taken)
    made: list[str] = []
    while len(made) < count:
        fresh = code_id(random_bits(CODE_BITS))
        if fresh not in used:
            used.add(fresh)
            made.append(fresh)
    return tuple(made)


def next_number(day: date, records: Iterable[CodeRecord]) -> str:
    """Number of a new campaign: date and counter of the day."""
    begun = f"{day:%Y%m%d}-"
    used = {record.campaign for record in records if record.campaign.startswith(begun)}
    counter = 1
    while f"{begun}{counter:02d}" in used:
        counter += 1
    return f"{begun}{counter:02d}"


def in_use(records: Iterable[CodeRecord], chosen: Collection[str]) -> int:
    """Places of a range that carry a code in use already."""
    ended = (CodeState.REPLACED, CodeState.RETIRED)
    return len({r.place_code for r in records if r.state not in ended and r.place_code in chosen})


class _Kept(msgspec.Struct):
    number: str
    township: str
    stage: Stage
    chosen: list[str]
    split: Split
    records: list[CodeRecord]
    wording: Wording
    body: str
    tries: int


def to_text(campaign: Campaign) -> str:
    """The draft of a campaign."""
    kept = _Kept(
        campaign.number, campaign.township, campaign.stage, list(campaign.chosen), campaign.split,
        list(campaign.records), campaign.wording, base64.b64encode(campaign.body).decode(), campaign.tries,
    )  # fmt: skip
    return msgspec.json.encode(kept).decode()


def from_text(text: str) -> Campaign | None:
    """The campaign of a draft; its plan has to be made again. None when it does not read."""
    try:
        kept = msgspec.json.decode(text.encode(), type=_Kept)
        body = base64.b64decode(kept.body, validate=True)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    stage = kept.stage
    if stage is Stage.SENT and not body:
        stage = Stage.RANGE
    return Campaign(
        kept.number, kept.township, stage, tuple(kept.chosen), kept.split, None, tuple(kept.records), kept.wording,
        body, kept.tries,
    )  # fmt: skip
