"""What can be found beside matters: households, people of the directory and places. Built once, read from any lane.

Every part of a query that stands between spaces must be met: characters by name, place or address; letters by pinyin
or initials of name and place; three or more digits also by the end of the telephone number. Nothing is interpreted.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.search.spelling import Speller
from domain.code_ledger import CodeRecord, CodeState
from domain.people import Person
from domain.roster import Household
from domain.territory import Territory

LONGEST_QUERY = 60
_ENDED = (CodeState.REPLACED, CodeState.RETIRED)
_GAP = "\x1f"


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household with its place as people say it; `keys`: what characters and letters are looked for in."""

    id: str
    household: Household
    place: str
    name_keys: tuple[str, str, str]
    keys: str

    def meets(self, parts: tuple[str, ...]) -> bool:
        """Whether every part is met."""
        phone = self.household.phone
        for part in parts:
            if part not in self.keys and not (len(part) > 2 and part.isdigit() and phone.endswith(part)):
                return False
        return True


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """Rows of a page; `next` is where the following page begins, None at the end."""

    rows: tuple[HouseholdRow, ...]
    next: int | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Codes in use at a place, in the order of the campaign."""

    records: tuple[CodeRecord, ...] = ()

    @property
    def posted(self) -> int:
        """How many of them hang."""
        return sum(1 for record in self.records if record.state is CodeState.POSTED)


def parts_of(text: str) -> tuple[str, ...]:
    """The query in the form of the keys: width and case folded, split at spaces."""
    return tuple(plain(text[:LONGEST_QUERY]).split())


def plain(text: str) -> str:
    """Width and case do not matter."""
    return unicodedata.normalize("NFKC", text).casefold()


class Index:
    """An immutable picture of the dictionaries. A page begins at a position in the order place, number, name."""

    def __init__(
        self,
        households: Iterable[tuple[str, Household]],
        people: Iterable[Person],
        territory: Territory,
        codes: Iterable[CodeRecord],
        speller: Speller,
        township: str = "",
    ) -> None:
        self.territory = territory
        self.township = township
        self._speller = speller
        self._places: dict[str, tuple[str, str]] = {}
        self.rows = tuple(
            sorted((self._row(key, h) for key, h in households), key=lambda r: _order(r.household))
        )
        self._codes_in_order = [row.household.place_code for row in self.rows]
        self.counts: Counter[str] = Counter()
        for code, count in Counter(self._codes_in_order).items():
            for place in territory.line_up(code):
                self.counts[place.code] += count
        self.people = tuple(
            (person, _GAP.join(_name_keys(speller, person.name)))
            for person in people
            if person.post != "CITIZEN"
        )
        self.places = tuple(
            (p.code, *self._place(p.code))
            for p in territory.places.values()
            if len(p.code) > 9 and p.code.startswith(township)
        )
        covered: dict[str, list[CodeRecord]] = {}
        for record in codes:
            if record.state not in _ENDED:
                covered.setdefault(record.place_code, []).append(record)
        self._covered = {
            code: Coverage(tuple(sorted(found, key=lambda r: (r.seq, r.id))))
            for code, found in covered.items()
        }

    def _place(self, code: str) -> tuple[str, str]:
        """A place as people say it, and its keys."""
        known = self._places.get(code)
        if known is None:
            text = self.territory.path_text(code) if code else ""
            spelled = self._speller.text(text)
            known = self._places[code] = (text, _GAP.join((plain(text), spelled.full, spelled.initials)))
        return known

    def _row(self, key: str, household: Household) -> HouseholdRow:
        place, place_keys = self._place(household.place_code)
        name_keys = _name_keys(self._speller, household.name)
        keys = _GAP.join((*name_keys, place_keys, plain(household.address), plain(household.number)))
        return HouseholdRow(key, household, place, name_keys, keys)

    def page(self, place: str = "", text: str = "", start: int = 0, limit: int = 100) -> HouseholdPage:
        """Households in `place` ("" = all) that meet `text`, from position `start`."""
        parts = parts_of(text)
        ranges = self._ranges(place)
        found: list[HouseholdRow] = []
        for begin, end in ranges:
            for at in range(max(begin, start), end):
                if self.rows[at].meets(parts):
                    if len(found) == limit:
                        return HouseholdPage(tuple(found), at)
                    found.append(self.rows[at])
        return HouseholdPage(tuple(found), None)

    def count(self, place: str = "", text: str = "") -> int:
        """How many households a whole page would hold."""
        parts = parts_of(text)
        if not parts:
            return self.counts[place] if place else len(self.rows)
        return sum(self.rows[at].meets(parts) for b, e in self._ranges(place) for at in range(b, e))

    def _ranges(self, place: str) -> tuple[tuple[int, int], ...]:
        """Where the households of a place stand; digits alone do not say it: a building may look like a group."""
        if not place:
            return ((0, len(self.rows)),)
        codes = sorted((place, *(p.code for p in self.territory.below(place))))
        spans = ((bisect_left(self._codes_in_order, c), bisect_right(self._codes_in_order, c)) for c in codes)
        return tuple(span for span in spans if span[0] < span[1])

    def find(self, key: str) -> HouseholdRow | None:
        """The household of an id."""
        return next((row for row in self.rows if row.id == key), None)

    def find_households(self, text: str, limit: int) -> tuple[HouseholdRow, ...]:
        """The households that fit best: the name itself, then names that begin so, then everything else."""
        parts = parts_of(text)
        if not parts:
            return ()
        met = [row for row in self.rows if row.meets(parts)]
        met.sort(key=lambda row: _fit(row.name_keys, parts[0]))
        return tuple(met[:limit])

    def find_people(self, text: str, limit: int) -> tuple[Person, ...]:
        """People of the directory by name, pinyin or initials, those whose name begins so first."""
        parts = parts_of(text)
        if not parts:
            return ()
        met = [(p, keys) for p, keys in self.people if all(part in keys for part in parts)]
        met.sort(key=lambda each: _fit(tuple(each[1].split(_GAP)), parts[0]))
        return tuple(person for person, _ in met[:limit])

    def find_places(self, text: str, limit: int) -> tuple[tuple[str, str], ...]:
        """(code, name) of places by name, pinyin or initials: villages before what lies in them."""
        parts = parts_of(text)
        if not parts:
            return ()
        met = [(code, name, keys) for code, name, keys in self.places if all(part in keys for part in parts)]
        met.sort(key=lambda each: (_fit(tuple(each[2].split(_GAP)), parts[0]), len(each[0]), each[0]))
        return tuple((code, name) for code, name, _ in met[:limit])

    def coverage(self, place: str) -> Coverage:
        """The codes in use at a group, building or office."""
        return self._covered.get(place, Coverage())


def _name_keys(speller: Speller, name: str) -> tuple[str, str, str]:
    spelled = speller.name(name)
    return plain(name), spelled.full, spelled.initials


def _fit(keys: tuple[str, ...], part: str) -> int:
    if part in keys:
        return 0
    return 1 if any(key.startswith(part) for key in keys) else 2


def _order(household: Household) -> tuple[str, int, str, str]:
    digits = household.number[-9:] if household.number.isascii() and household.number.isdigit() else ""
    return household.place_code, int(digits) if digits else 0, household.number, household.name
