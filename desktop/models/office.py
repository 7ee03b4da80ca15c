"""What a desk knows about its county: profile, people, places, units, catalogue. Values only, made on a lane."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.forms import Choice
from desktop.story import Names
from domain.people import POSTS, Actor, Directory
from domain.profile import Profile
from domain.taxonomy import Taxonomy, parse_taxonomy
from domain.territory import Territory

if TYPE_CHECKING:
    from desktop.store.store import Store

_CATALOGUE = Path(__file__).resolve().parent.parent.parent / "resources" / "taxonomy" / "categories.toml"
FIRST_CALL = "first_call"


@dataclass(frozen=True)
class Office:
    """Everything that forms and rows look up. `sample`: the catalogue or the township is a sample."""

    profile: Profile
    actor: Actor
    directory: Directory
    territory: Territory
    taxonomy: Taxonomy
    unit_names: Mapping[str, str]
    category_names: Mapping[str, str]
    unit_choices: tuple[Choice, ...] = ()
    people_choices: tuple[Choice, ...] = ()
    place_choices: tuple[Choice, ...] = ()
    category_choices: tuple[Choice, ...] = ()
    duty_choices: tuple[Choice, ...] = ()
    county_name: str = ""
    township: str = ""
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        people = {p.id: p.name for p in self.directory.people}
        people[self.actor.id] = self.actor.name
        names = Names(
            person=lambda code: people.get(code, POSTS.get(code, code)),
            unit=lambda code: self.unit_names.get(code, code),
            category=lambda code: self.category_names.get(code, code),
            place=self.place,
        )
        object.__setattr__(self, "names", names)

    def place(self, code: str) -> str:
        """A place as people say it: 金山村3组; "" for no place."""
        return self.territory.path_text(code) if code else ""

    def bucket(self, name: str) -> str:
        """What a bucket of the scope holds, as people say it: a township, a village or a unit."""
        kind, _, code = name.partition(":")
        if kind == "u":
            return self.names.unit(code)
        found = self.territory.find(code)
        return found.short_name if found is not None and kind == "t" else self.place(code) or name

    @property
    def township_name(self) -> str:
        """The township this desk registers for."""
        found = self.territory.find(self.township)
        return found.short_name if found is not None else self.county_name

    @property
    def role(self) -> str:
        """The actor's first post as a title."""
        return POSTS.get(self.actor.posts[0], "") if self.actor.posts else ""

    @property
    def first_call_minutes(self) -> int:
        """Minutes of the first phone contact, 0 when the county has no such limit."""
        for rule in self.profile.clocks:
            if rule.first_call:
                amount = rule.amounts[0]
                factor = {"minute": 1, "hour": 60}.get(amount.unit, 0)
                return amount.n * factor
        return 0


def load_office(store: Store, actor: Actor, county_name: str) -> Office:
    """Read everything from the store. Runs on a lane. Raises StoreProblem before the first exchange."""
    taxonomy = parse_taxonomy(tomllib.loads(_CATALOGUE.read_text(encoding="utf-8")))
    known = store.dictionaries
    units, territory, categories = known.units(), known.places(), known.categories()
    directory = known.directory()
    named = {c.code: c.name for c in categories} or {c: v.name for c, v in taxonomy.categories.items()}
    township = next((p[:9] for p in actor.places if len(p) >= 9), "")
    if not township:
        township = next((c for c in sorted(territory.places) if len(c) == 9), "")
    places = tuple(
        Choice(p.code, territory.path_text(p.code))
        for p in territory.places.values()
        if p.code.startswith(township) and len(p.code) > 9
    )
    return Office(
        profile=known.profile(),
        actor=actor,
        directory=directory,
        territory=territory,
        taxonomy=taxonomy,
        unit_names={u.id: u.short or u.name for u in units},
        category_names=named,
        unit_choices=tuple(Choice(u.id, u.name, keys=u.short) for u in units),
        people_choices=tuple(
            Choice(p.id, p.name, POSTS.get(p.post, "")) for p in directory.people if p.post != "CITIZEN"
        ),
        place_choices=places,
        category_choices=tuple(Choice(code, name, code) for code, name in named.items()),
        duty_choices=tuple(
            Choice(i.item_no, f"{i.item_no} {i.title}", str(i.list_kind))
            for i in known.duties().items.values()
        ),
        county_name=county_name,
        township=township,
    )


def with_initials(office: Office) -> Office:
    """The same office with pinyin keys on places, units and people, so that zjg finds 张家沟."""
    from desktop.search.spelling import Spelling, speller

    known = speller()

    def spelled(choices: tuple[Choice, ...], spell: Callable[[str], Spelling]) -> tuple[Choice, ...]:
        found = ((c, spell(c.label)) for c in choices)
        return tuple(replace(c, keys=f"{c.keys} {s.initials} {s.full}") for c, s in found)

    return replace(
        office,
        unit_choices=spelled(office.unit_choices, known.text),
        people_choices=spelled(office.people_choices, known.name),
        place_choices=spelled(office.place_choices, known.text),
        category_choices=spelled(office.category_choices, known.text),
    )
