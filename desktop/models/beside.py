"""What the search finds beside matters: places, people of the directory and households, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.search.index import Index
from desktop.strings import households as words
from desktop.widgets.text import one_line
from domain.masking import mask_name, mask_phone
from domain.people import POSTS, Person

PLACES, PEOPLE, HOUSEHOLDS = 4, 6, 8


@dataclass(frozen=True, slots=True)
class Beside:
    """One line of results: a place, a household of a place, or the card of a person on duty."""

    icon: str
    text: str
    place: str = ""
    household: str = ""
    card: str = ""


def found_beside(index: Index, text: str, people_only: bool) -> tuple[Beside, ...]:
    """The best of each kind. Runs on a lane. Households are masked."""
    found: list[Beside] = []
    if not people_only:
        for code, name in index.find_places(text, PLACES):
            told = f"{one_line(name, 40)}  ·  {words.COUNT.format(index.counts[code])}"
            found.append(Beside("building", words.PLACE_FOUND.format(told), code))
    for person in index.find_people(text, PEOPLE):
        shown = (one_line(person.name, 20), POSTS.get(person.post, ""), _duty(index, person))
        told = "  ·  ".join(part for part in shown if part)
        found.append(Beside("person", words.PERSON_FOUND.format(told), card=card(index, person)))
    for row in index.find_households(text, HOUSEHOLDS):
        home = row.household
        masked = (
            mask_name(home.name),
            one_line(row.place, 30),
            one_line(home.number, 12),
            mask_phone(home.phone),
        )
        told = "  ·  ".join(part for part in masked if part)
        found.append(Beside("households", words.HOUSEHOLD_FOUND.format(told), home.place_code, row.id))
    return tuple(found)


def card(index: Index, person: Person) -> str:
    """A person on duty in one sentence: the work telephone is there to be called."""
    phone = person.phone or words.NO_PHONE
    post = POSTS.get(person.post, "")
    return words.PERSON_CARD.format(one_line(person.name, 20), post, _duty(index, person), phone).replace(
        "  ", " "
    )


def _duty(index: Index, person: Person) -> str:
    names = (
        index.territory.path_text(code) for code in person.places if index.territory.find(code) is not None
    )
    return one_line("、".join(names), 40)
