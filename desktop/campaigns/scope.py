"""The range of a campaign: the township as a tree with live counts of offices, buildings, groups and households."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.campaign import CodePlan, Split, plan_codes
from domain.places import Place, PlaceKind
from domain.profile import CodeStandard
from domain.territory import Territory

_POSTED = (PlaceKind.OFFICE, PlaceKind.BUILDING, PlaceKind.GROUP)


@dataclass(frozen=True, slots=True)
class ScopeCount:
    """What lies in a range."""

    offices: int = 0
    buildings: int = 0
    groups: int = 0
    households: int = 0


@dataclass(frozen=True, slots=True)
class ScopeNode:
    """One place of the tree with what lies in it."""

    code: str
    name: str
    kind: PlaceKind
    count: ScopeCount
    children: tuple[ScopeNode, ...] = ()


def scope_tree(
    territory: Territory, households: Mapping[str, int], top: str, on: date | None = None
) -> ScopeNode | None:
    """The tree under `top`; places without anything to post on are left out. None for an unknown place."""
    place = territory.find(top)
    return None if place is None else _node(territory, households, place, on)


def _node(territory: Territory, households: Mapping[str, int], place: Place, on: date | None) -> ScopeNode:
    below = (_node(territory, households, child, on) for child in territory.children(place.code, on=on))
    children = tuple(node for node in below if node.kind in _POSTED or node.count != ScopeCount())
    own = _own(place, households)
    counts = (own, *(node.count for node in children))
    total = ScopeCount(
        sum(c.offices for c in counts), sum(c.buildings for c in counts), sum(c.groups for c in counts),
        sum(c.households for c in counts),
    )  # fmt: skip
    return ScopeNode(place.code, place.short_name, place.kind, total, children)


def _own(place: Place, households: Mapping[str, int]) -> ScopeCount:
    count = households.get(place.code, place.households)
    match place.kind:
        case PlaceKind.OFFICE:
            return ScopeCount(offices=1)
        case PlaceKind.BUILDING:
            return ScopeCount(buildings=1, households=count)
        case PlaceKind.GROUP:
            return ScopeCount(groups=1, households=count)
        case _:
            return ScopeCount()


def leaves(node: ScopeNode) -> tuple[ScopeNode, ...]:
    """The offices, buildings and groups of a tree, in its order."""
    own = (node,) if node.kind in _POSTED else ()
    return (*own, *(leaf for child in node.children for leaf in leaves(child)))


def plan_range(
    territory: Territory,
    chosen: Iterable[str],
    households: Mapping[str, int],
    standard: CodeStandard,
    split: Split,
    on: date | None = None,
) -> CodePlan:
    """The plan of the chosen places by the county's standard (so many an office, a building, households a code).

    Places that the territory no longer has are passed over.
    """
    known = [code for code in chosen if territory.find(code) is not None]
    return plan_codes(
        territory, known, households, split=split, per_code=standard.households, office=standard.office,
        building=standard.building, on=on,
    )  # fmt: skip
