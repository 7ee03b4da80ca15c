"""What keeps work from being lost with a machine: slots, export and import, the copy, a later look at the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from desktop.store import opening, strings, unsent
from desktop.store.attachments import Attachments
from desktop.store.core import Core, refresh
from desktop.store.drafts import put_setting
from desktop.store.entering import Entered
from desktop.store.keys import KeyProvider
from desktop.store.opening import Checked
from desktop.store.problems import StoreProblem
from desktop.store.projection import queue_names
from desktop.store.slots import KeySlots
from desktop.store.unsent import Brought, Parcel
from desktop.store.values import ChangeSet
from wire.sealed_file import Record
from wire.sealing import Cost


class Safety:
    """Part of Store."""

    _core: Core
    _entered: Entered
    slots: KeySlots
    attachments: Attachments
    found_damaged = False

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._entered.folder

    def keep_slot(self, login: str, password: str, cost: Cost = Cost()) -> None:  # noqa: B008
        """This operator has just proved the password: it opens the desk from now on."""
        self.slots.keep_operator(login, password, cost)
        self._second_copy()

    def keep_county_key(self, public: bytes) -> None:
        """The county's administrator can open this desk. Raises ValueError for what is no public key."""
        self.slots.keep_administrator(public)
        self._second_copy()

    def _second_copy(self) -> None:
        with self._core.engines.write.begin() as connection:
            put_setting(connection, "key_slots", self.slots.text())

    def lock_out(self, login: str) -> bool:
        """The county has disabled this account: it opens nothing here any more; its unsent work stays, sealed.

        The machine forgets its own key as well when nobody else works here and the county can open the desk; True
        then. Without the county's slot the machine keeps it, because a key that nobody has is lost work.
        """
        self.slots.drop_operator(login)
        with self._core.engines.write.begin() as connection:
            put_setting(connection, f"account:{login.strip().lower()}", "")
            put_setting(connection, "key_slots", self.slots.text())
        if self.slots.operators or not self.slots.administrator:
            return False
        self._entered.keys.forget()
        return True

    def keep_machine_key(self, keys: KeyProvider, wanted: bool) -> bool:
        """Let the machine open the store at start, or only people; False when nobody could open it then."""
        if not wanted and not self.slots.operators:
            return False
        if wanted:
            keys.save(self._entered.key)
        else:
            keys.forget()
        return True

    def unsent(self, *, files: bool = True) -> Iterator[Record]:
        """Everything that only this desk knows; without the bytes of attachments on request."""
        return unsent.gather(self._core.engines, self.attachments if files else None)

    def unsent_mark(self) -> tuple[object, ...]:
        """Changes whenever what `unsent` gives would differ, or who may open it."""
        with self._core.engines.read.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT seq, state FROM outbox WHERE state IN ('pending', 'sent')"
                " OR (state = 'rejected' AND settled = '') ORDER BY seq"
            ).all()
            drafts = connection.exec_driver_sql("SELECT id, saved_at FROM draft ORDER BY id").all()
        facts = self.slots.facts
        return (
            tuple(map(tuple, rows)),
            tuple(map(tuple, drafts)),
            self.attachments.waiting(),
            tuple(facts.slots),
        )

    def export_unsent(self, path: Path) -> int:
        """Unsent work in a sealed file; operators of this desk and the county's administrator can open it.

        How many records. Raises StoreProblem("export").
        """
        if not self.slots.facts.slots:
            raise StoreProblem("export", strings.NO_ONE_CAN_OPEN)
        return self.seal_to(path, self.unsent())

    def seal_to(self, path: Path, records: Iterator[Record]) -> int:
        """Seal records for this desk's slots. Raises StoreProblem("export")."""
        return unsent.seal_to(path, self.slots.facts, self._entered.key, records, self._core.clock.now())

    def open_parcel(self, path: Path, login: str = "", password: str = "", code: str = "") -> Parcel:
        """Read a sealed file. Raises StoreProblem: import, locked_key."""
        return unsent.open_parcel(path, self._entered.key, login, password, code)

    def bring_in(self, parcel: Parcel) -> Brought:
        """Take the work of another desk, or of this one before it was rebuilt. Raises StoreProblem("strangers")."""
        core = self._core
        brought = unsent.bring_in(core.engines, self._entered.files, parcel, core.clock.now())
        with core.engines.write.begin() as connection:
            queues = refresh(connection, brought.case_ids, core.dictionaries.rules(connection), {})
        core.announce(ChangeSet(brought.case_ids, queue_names(queues), True))
        return brought

    def check_file(self, seconds: float | None = None) -> Checked:
        """Look through the whole file beside the work. Damage makes the next start stop and offer the repair."""
        found = opening.quick_check(self._core.engines.read, seconds)
        self.found_damaged = self.found_damaged or found == "damaged"
        return found
