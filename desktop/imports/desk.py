"""What an import asks of the store: what is known, drafts, remembered columns. Runs on the lanes of the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.imports.columns import ImportKind, recall, remember
from desktop.imports.dry_run import Known
from desktop.imports.wizard import Step, Wizard, draft_name, from_text, to_text
from domain.chinatime import china_date
from domain.places import PlaceKind

if TYPE_CHECKING:
    from desktop.store.store import Store

_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What this desk holds of a township, and the unfinished imports: kind -> name of the file."""

    households: int
    groups: int
    buildings: int
    villages: int
    waiting: dict[ImportKind, str]


def facts_of(store: Store, township: str) -> Facts:
    """Count what is known."""
    places = store.dictionaries.places()

    def count(kind: PlaceKind) -> int:
        return sum(1 for place in places.of_kind(kind) if place.code.startswith(township))

    households = len(store.dictionaries.households(place=township, limit=_ALL))
    groups, buildings, villages = (
        count(kind) for kind in (PlaceKind.GROUP, PlaceKind.BUILDING, PlaceKind.VILLAGE)
    )
    return Facts(households, groups, buildings, villages, waiting(store))


def known_now(store: Store, kind: ImportKind, township: str) -> Known:
    """What the plan of a kind is compared with."""
    known = store.dictionaries
    today = china_date(store.now())
    if kind is ImportKind.ROSTER:
        households = tuple(h for _, h in known.households(place=township, limit=_ALL))
        return Known(known.places(), households, today=today)
    if kind is ImportKind.DUTIES:
        return Known(known.places(), duties=known.duties(), today=today)
    return Known(known.places(), today=today)


def recalled(store: Store, kind: ImportKind) -> dict[str, str]:
    """Columns that were chosen in earlier imports of a kind."""
    return recall(store.setting(_setting(kind)))


def keep(store: Store, wizard: Wizard, actor: str) -> None:
    """Write the draft of an import underway, or remove it when nothing is."""
    from desktop.store.values import Draft

    text = to_text(wizard)
    name = draft_name(wizard.kind)
    if text:
        store.save_draft(Draft(name, "import", "", actor, text, store.now()))
    else:
        store.delete_draft(name)


def keep_columns(store: Store, wizard: Wizard) -> None:
    """Remember which columns a person took for which fields."""
    if wizard.table is not None:
        name = _setting(wizard.kind)
        store.put_setting(name, remember(store.setting(name), wizard.table.header, wizard.mapping))


def resume(store: Store, kind: ImportKind) -> Wizard | None:
    """The import of a kind that was underway, with its plan made again where it had one."""
    draft = store.load_draft(draft_name(kind))
    wizard = from_text(draft.body) if draft is not None else None
    if wizard is None or wizard.table is None or wizard.trouble() or wizard.step is Step.SENT:
        return wizard
    return wizard.checked(known_now(store, kind, wizard.options.township))


def waiting(store: Store) -> dict[ImportKind, str]:
    """Kinds with an unfinished import -> name of the file."""
    found: dict[ImportKind, str] = {}
    for kind in ImportKind:
        draft = store.load_draft(draft_name(kind))
        wizard = from_text(draft.body) if draft is not None else None
        if wizard is not None and wizard.table is not None:
            found[kind] = wizard.table.name
    return found


def _setting(kind: ImportKind) -> str:
    return f"import-columns:{kind.value}"
