"""Who is responsible where a poster hangs: the village secretary, the police officer and the cadre of the village.

Only people named for that very village or a part of it stand on its posters, and only their names: a printed telephone
number cannot be taken back, so the poster carries the one number of the county's hotline.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop.campaigns import strings as words
from domain.people import Directory

POSTS = ("VILLAGE_SECRETARY", "POLICE", "VILLAGE_CADRE")
_VILLAGE = 12


def responsible_lines(directory: Directory, place: str) -> tuple[str, ...]:
    """At most one line for each post: 书记 许志义. Empty for a place that is in no village."""
    lines: list[str] = []
    for post in POSTS:
        people = [
            person
            for person in directory.by_post.get(post, ())
            if any(len(code) >= _VILLAGE and place.startswith(code) for code in person.places)
        ]
        names = "、".join(dict.fromkeys(person.name for person in people[:2]))
        if names:
            lines.append(words.RESPONSIBLE.format(words.RESPONSIBLE_POSTS[post], names))
    return tuple(lines)


def responsible_of(directory: Directory, places: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The lines of every place of a job."""
    return {place: responsible_lines(directory, place) for place in dict.fromkeys(places)}
