"""Earlier matters of the same telephone, as one transaction sees them: stored ones and those it has just registered."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from county.drafts import phone_hash
from county.store import casebook
from county.store.database import Tx
from domain.case import Case
from domain.commands import Body, Register


class Repeats:
    """`secret`: of the county, for the hash under which telephones are stored; `seen`: a case as it stands now."""

    def __init__(self, tx: Tx, secret: str, seen: Callable[[str], Case | None]) -> None:
        self._tx = tx
        self._secret = secret
        self._seen = seen
        self._new: dict[str, list[str]] = {}
        self._stored: dict[str, list[tuple[str, str, str]]] = {}

    def expect(self, bodies: Iterable[Body], since: int) -> None:
        """Look up together what registrations ask for one by one. `since`: registered at or after (epoch seconds)."""
        phones = {self._hash(body) for body in bodies if isinstance(body, Register)} - {""}
        if phones:
            self._stored.update({phone: [] for phone in phones})
            self._stored.update(casebook.find_repeats(self._tx, phones, since))

    def note(self, body: Register, case_id: str) -> None:
        """The matter was registered in this transaction."""
        self._new.setdefault(self._hash(body), []).append(case_id)

    def find(self, body: Register, since: int) -> str:
        """Id of an earlier matter about the same village and category, or empty."""
        phone = self._hash(body)
        if not phone:
            return ""
        if phone not in self._stored:
            self.expect([body], since)
        fresh = filter(None, map(self._seen, self._new.get(phone, ())))
        known = [(case.id, case.place, case.category) for case in fresh] + self._stored[phone]
        for case_id, place, category in known:
            same_place = place[:12] == body.place[:12]
            if same_place and (not category or not body.category or category == body.category):
                return case_id
        return ""

    def forget(self) -> None:
        """Everything that was registered is stored now."""
        self._new.clear()
        self._stored.clear()

    def _hash(self, body: Register) -> str:
        return phone_hash(self._secret, body.reporter.phone)
