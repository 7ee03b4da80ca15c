"""The wall's surroundings as the store's dictionaries tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.wall.ledger import Scene

if TYPE_CHECKING:
    from desktop.store.store import Store


def scene_of(
    store: Store, title: str, disputes: frozenset[str] = frozenset(), practice: bool = False
) -> Scene:
    """What the wall needs besides matters. `title`: name of the centre; `disputes`: category codes for 调处率.

    Raises StoreProblem("no_profile") before the first exchange with the county.
    """
    known = store.dictionaries
    return Scene(
        profile=known.profile(),
        calendar=known.calendar(),
        territory=known.places(),
        title=title,
        units={unit.id: unit.short or unit.name for unit in known.units()},
        categories={category.code: category.name for category in known.categories()},
        disputes=disputes,
        practice=practice,
    )
