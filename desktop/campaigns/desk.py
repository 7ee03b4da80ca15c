"""What a campaign asks of the store. Runs on the lanes of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.campaigns import ledger
from desktop.campaigns.campaign import DRAFT, Campaign, Stage, from_text, next_number, to_text
from desktop.campaigns.scope import ScopeNode, scope_tree
from domain.campaign import Split, count_households
from domain.chinatime import china_date
from domain.code_ledger import CodeRecord
from domain.profile import CodeStandard
from domain.territory import Territory

if TYPE_CHECKING:
    from desktop.store.store import Store

_ALL = 1_000_000


@dataclass(frozen=True)
class Ground:
    """What campaigns of a township stand on. `households`: by place, from the roster."""

    township: str
    territory: Territory
    households: Mapping[str, int]
    standard: CodeStandard
    records: Mapping[str, CodeRecord]
    tree: ScopeNode | None
    today: date

    @property
    def split(self) -> Split:
        """How the county divides a group, unless a person chooses otherwise."""
        return Split(self.standard.split) if self.standard.split in list(Split) else Split.BALANCED


def ground_of(store: Store, township: str) -> Ground:
    """Read everything. Raises StoreProblem before the first exchange."""
    known = store.dictionaries
    territory, today = known.places(), china_date(store.now())
    rows = known.households(place=township, limit=_ALL)
    households = count_households([household.place_code for _, household in rows])
    return Ground(
        township, territory, households, known.profile().codes, ledger.codes_of(store, township),
        scope_tree(territory, households, township, today), today,
    )  # fmt: skip


def begin(ground: Ground) -> Campaign:
    """A new campaign."""
    return Campaign(next_number(ground.today, ground.records.values()), ground.township, split=ground.split)


def keep(store: Store, campaign: Campaign, actor: str) -> None:
    """Write the draft of the campaign."""
    from desktop.store.values import Draft

    store.save_draft(Draft(DRAFT, "campaign", "", actor, to_text(campaign), store.now()))


def drop(store: Store) -> None:
    """The campaign is finished here; its codes stand in the ledger."""
    store.delete_draft(DRAFT)


def resume(store: Store, ground: Ground) -> Campaign | None:
    """The campaign that was underway, with its plan made again where it had one."""
    draft = store.load_draft(DRAFT)
    campaign = from_text(draft.body) if draft is not None else None
    if campaign is None or campaign.township != ground.township:
        return None
    if (
        campaign.stage is Stage.RANGE
        and campaign.chosen
        and draft is not None
        and '"stage":"plan"' in draft.body
    ):
        return campaign.planned(
            ground.territory, ground.households, ground.standard, campaign.split, ground.today
        )
    return campaign


def waiting_marks(store: Store) -> tuple[bytes, ...]:
    """Marks that have not reached the county."""
    draft = store.load_draft(ledger.MARKS_DRAFT)
    return ledger.from_text(draft.body) if draft is not None else ()


def keep_marks(store: Store, bodies: Sequence[bytes], actor: str) -> None:
    """Write down the marks that wait."""
    from desktop.store.values import Draft

    if bodies:
        text = ledger.to_text(bodies)
        store.save_draft(Draft(ledger.MARKS_DRAFT, "campaign", "", actor, text, store.now()))
    else:
        store.delete_draft(ledger.MARKS_DRAFT)
