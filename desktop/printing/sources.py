"""What the desk knows, as the papers take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.papers.values import Folder, Surroundings
from desktop.strings import papers as words
from desktop.strings import window as window_words
from domain.people import Person

if TYPE_CHECKING:
    from desktop.models.office import Office
    from desktop.models.shapes import CaseFile
    from desktop.store.store import Store

_INVENTED = "99"
"""No division of the country begins with it: townships of the practice county do."""


def folder_of(store: Store, case_id: str) -> Folder | None:
    """The matter with its course, None where this machine does not hold it. Runs on a lane."""
    file: CaseFile | None = store.case(case_id)
    return None if file is None else Folder(file.case, file.events, file.expected, store.attachment)


def surroundings_of(office: Office) -> Surroundings:
    """Names and offices around the matter."""
    people: dict[str, Person] = {person.id: person for person in office.directory.people}
    full = {choice.value: choice.label for choice in office.unit_choices}
    duties = {choice.value: choice.label for choice in office.duty_choices}
    own = window_words.CENTRE.format(office.township_name)
    root = office.territory.find(office.township[:6])
    county = words.COUNTY_CENTRE.format(root.name if root is not None else office.county_name)

    def issuer(person_id: str) -> str:
        person = people.get(person_id)
        at_county = person_id == "system" or (person is not None and person.post.startswith("C_"))
        return county if at_county else own

    def unit_of(person_id: str) -> str:
        person = people.get(person_id)
        return full.get(person.units[0], person.units[0]) if person is not None and person.units else ""

    return Surroundings(
        profile=office.profile,
        names=office.names,
        office=own,
        township=words.GOVERNMENT.format(office.township_name),
        issuer=issuer,
        unit=lambda code: full.get(code, code),
        unit_of=unit_of,
        duty=lambda number: duties.get(number, number),
        practice=office.township.startswith(_INVENTED),
    )
