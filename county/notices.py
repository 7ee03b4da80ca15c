"""Short messages to officials that events give rise to. They name no citizen and quote nothing."""

from __future__ import annotations

from collections.abc import Iterable

from county import strings
from county.dictionary import Dictionary
from county.store.outgoing import Message
from domain.case import Case
from domain.events import Breached, Event, MeasureTaken, Pushed, Warned
from domain.people import POSTS, Person

_TELLING = (Pushed, Warned, Breached, MeasureTaken)


def messages_of(case: Case, rev: int, event: Event, dictionary: Dictionary) -> list[Message]:
    """Messages of one event; `rev` makes their ids."""
    if not isinstance(event, _TELLING):
        return []
    number = case.number or case.temp_number
    place = dictionary.place_name(case.place)
    if isinstance(event, Pushed):
        return _to_people(case, rev, "pushed", event.to, strings.sms_pushed(number, place), dictionary)
    if isinstance(event, Warned):
        label = _clock_label(dictionary, event.code)
        return _to_people(
            case, rev, "warned", event.notify, strings.sms_warned(number, place, label), dictionary
        )
    if isinstance(event, Breached):
        label = _clock_label(dictionary, event.code)
        text = strings.sms_breached(number, place, label, event.n)
        return _to_people(case, rev, "breached", event.notify, text, dictionary)
    people = _addressees(event.to, case, dictionary)
    return _to_people(case, rev, event.measure_kind, people, strings.sms_measure(number, place), dictionary)


def _clock_label(dictionary: Dictionary, code: str) -> str:
    rule = dictionary.profile.clock(code)
    return rule.label if rule is not None else code


def _addressees(to: Iterable[str], case: Case, dictionary: Dictionary) -> list[str]:
    """Person ids, from ids, posts and units."""
    found: list[str] = []
    for name in to:
        if name in POSTS:
            units = tuple(task.unit for task in case.live_tasks)
            held = dictionary.directory.at(name, place=case.place, units=units, category=case.category)
            found.extend(person.id for person in held)
        elif name in dictionary.units:
            found.extend(person.id for person in dictionary.directory.at("UNIT_LIAISON", units=(name,)))
        else:
            found.append(name)
    return found


def _to_people(
    case: Case, rev: int, kind: str, people: Iterable[str], text: str, dictionary: Dictionary
) -> list[Message]:
    found: list[Message] = []
    for person in dict.fromkeys(people):
        held: tuple[Person, ...] = dictionary.people.get(person, ())
        phone = next((entry.phone for entry in held if entry.phone), "")
        message = Message(f"{case.id}:{rev}:{person}", case.township, kind, person, phone, text)
        found.append(message)
    return found
