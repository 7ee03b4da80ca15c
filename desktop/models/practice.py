"""The sample people of practice, for walking a whole matter alone: who they are and under which name they sign in."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from desktop.models.office import Office
from domain.people import POSTS

_PEOPLE = Path(__file__).resolve().parent.parent.parent / "resources" / "sample" / "people.toml"
USUAL = (
    "t.operator1", "v201.secretary", "t.enforce.liaison", "t.director", "c.centre1", "c.leader1", "s.centre1", "t.archivist",
)  # fmt: skip
"""Whoever a matter passes on its way from the report to the archive, in that order; the others follow."""


@dataclass(frozen=True, slots=True)
class Identity:
    """`person`: id in the directory; `where`: the place or the unit of the post."""

    login: str
    person: str
    name: str
    post: str
    where: str

    @property
    def label(self) -> str:
        """Post first: practice is about roles."""
        return " · ".join(part for part in (self.post, self.where, self.name) if part)


def identities(office: Office) -> tuple[Identity, ...]:
    """Everybody of the sample who has an account, the usual ones first."""
    rows = tomllib.loads(_PEOPLE.read_text(encoding="utf-8"))["person"]
    found = {
        row["login"]: Identity(
            row["login"],
            row["id"],
            row["name"],
            POSTS.get(row["post"], row["post"]),
            office.names.unit(row["unit"]) if row.get("unit") else office.place(row.get("place", "")),
        )
        for row in rows
        if row.get("login")
    }
    first = [found[login] for login in USUAL if login in found]
    return (*first, *(each for login, each in found.items() if login not in USUAL))
