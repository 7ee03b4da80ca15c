"""People and the posts they hold.

A post is what a person is allowed to act as; a person may hold several. Places are place-code prefixes
(6-digit county, 9-digit township, 12-digit village ...), units are organisation ids.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

POSTS: dict[str, str] = {
    "CITIZEN": "群众",
    "ENTERPRISE": "企业",
    "GRID": "网格员",
    "GRID_HEAD": "网格长",
    "AREA_HEAD": "网格片长",
    "VILLAGE_SECRETARY": "村（社区）书记",
    "POLICE": "村（社区）民警",
    "VILLAGE_CADRE": "包村干部",
    "T_OPERATOR": "乡镇综治中心坐席",
    "T_DIRECTOR": "乡镇综治中心主任",
    "JUSTICE": "司法所所长",
    "POLICE_CHIEF": "派出所所长",
    "T_LEADER": "乡镇政法委员",
    "T_HEAD": "乡镇党政主要领导",
    "UNIT_LIAISON": "部门联络员",
    "UNIT_HEAD": "部门负责人",
    "C_PATRON": "包抓乡镇县级领导",
    "C_CENTRE": "县综治中心",
    "C_LEADER": "分管县领导",
    "C_SECRETARY": "县委政法委书记",
    "C_HEAD": "县党政主要领导",
    "S_CENTRE": "市综治中心",
    "S_SECRETARY": "市委政法委书记",
    "DISCIPLINE": "纪委监委",
    "ARCHIVIST": "档案员",
    "SYSTEM": "系统",
}
"""Closed table: post code -> title shown to people."""

TIERS = ("G", "V", "T", "C", "S")
"""格、村、乡、县、市, bottom to top."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command: identity, the posts held, the units and places acted for."""

    id: str
    name: str = ""
    posts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def holds(self, posts: Iterable[str]) -> bool:
        """True when any of `posts` is held."""
        return not set(self.posts).isdisjoint(posts)


SYSTEM = Actor("system", "系统", ("SYSTEM",))
"""The county's clockwork and other automatic steps."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the directory. `places` are code prefixes, `categories` restrict a leader's field."""

    id: str
    name: str
    post: str
    places: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody that rules may address. Lookups keep the order of `people`."""

    people: tuple[Person, ...] = ()
    by_post: dict[str, tuple[Person, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        table: dict[str, tuple[Person, ...]] = {}
        for person in self.people:
            table[person.post] = (*table.get(person.post, ()), person)
        object.__setattr__(self, "by_post", table)

    def at(
        self, post: str, *, place: str = "", units: Iterable[str] = (), category: str = ""
    ) -> tuple[Person, ...]:
        """People at `post` responsible for the place, one of the units, or the category.

        A person with no places, units or categories is responsible for all. An empty result means the post
        is unfilled: the caller says so in the event and goes on to the next rung.
        """
        wanted = tuple(units)
        return tuple(
            person
            for person in self.by_post.get(post, ())
            if (not person.places or any(place.startswith(prefix) for prefix in person.places))
            and (not person.units or not wanted or any(unit in person.units for unit in wanted))
            and (not person.categories or not category or category in person.categories)
        )
