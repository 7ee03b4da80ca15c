"""The slots of the store's key: who may open this desk, in a small file beside the store.

The key itself is random and never changes hands; a slot is a wrapping of it. The file also holds what is needed to read
a store whose own beginning is destroyed: the salts of its files and the device's id. Nothing in it is secret or personal.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from desktop.store import strings
from desktop.store.problems import StoreProblem
from wire import sealing
from wire.codec import CodecProblem, from_json, to_json
from wire.sealing import Cost, Slot

FILE = "store.keys"
_FORMAT = "minqing-keys-1"


class KeyFacts(msgspec.Struct, frozen=True):
    """What the file says. `founded`: a store with this key was completed once, so it must be there."""

    format: str
    identity: str
    founded: bool = False
    device: str = ""
    salts: dict[str, str] = {}
    slots: list[Slot] = []


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file in one step; after a power cut there is the old one or the new one."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_facts(path: Path) -> KeyFacts | None:
    """The facts of a key file; None when it is not there or cannot be read."""
    try:
        facts = from_json(path.read_bytes(), KeyFacts)
    except (OSError, CodecProblem):
        return None
    return facts if facts.format == _FORMAT else None


def open_facts(facts: KeyFacts, login: str, password: str) -> bytes | None:
    """The key for an operator's password."""
    return sealing.open_as_operator(facts.slots, facts.identity, login, password)


def unlock(folder: Path, login: str, password: str, code: str = "", copied: Iterable[KeyFacts] = ()) -> bytes:
    """The key of a locked folder, by an operator's password or by the county's recovery code.

    `copied`: slots that travel with copies of unsent work, for a folder whose key file is lost too. Raises
    StoreProblem("locked_key") with what else may help.
    """
    own = read_facts(folder / FILE)
    known = [own] if own is not None else list(copied)
    if not known:
        raise StoreProblem("locked_key", strings.NO_SLOTS)
    if code.strip():
        key = sealing.key_of_code(code)
        if key is None or sealing.key_id(key) not in {facts.identity for facts in known}:
            raise StoreProblem("locked_key", strings.CODE_WRONG)
        return key
    for facts in known:
        key = open_facts(facts, login, password)
        if key is not None:
            return key
    raise StoreProblem("locked_key", strings.SLOT_WRONG)


class KeySlots:
    """The slots of an open store. Thread-safe: sign-in and exchange use different lanes."""

    def __init__(self, folder: Path, key: bytes, noise: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._path = folder / FILE
        self._key = key
        self._noise = noise
        self._guard = threading.Lock()
        found = read_facts(self._path)
        identity = sealing.key_id(key)
        fresh = KeyFacts(_FORMAT, identity)
        self.facts = found if found is not None and found.identity == identity else fresh

    @property
    def operators(self) -> int:
        """How many operators can open this desk."""
        return sum(slot.kind == "operator" for slot in self.facts.slots)

    @property
    def administrator(self) -> str:
        """Id of the county's public key that can open this desk; empty when none can."""
        return next((slot.name for slot in self.facts.slots if slot.kind == "administrator"), "")

    def opens(self, login: str, password: str) -> bool:
        """True when the operator's slot opens with this password."""
        return open_facts(self.facts, login, password) is not None

    def has(self, login: str) -> bool:
        """True when this operator has a slot."""
        name = sealing.operator_name(self.facts.identity, login)
        return any(slot.kind == "operator" and slot.name == name for slot in self.facts.slots)

    def keep_operator(self, login: str, password: str, cost: Cost = Cost()) -> None:  # noqa: B008
        """Give this operator a slot for this password; an older one of theirs goes."""
        if self.opens(login, password):
            return
        slot = sealing.seal_for_operator(self._key, login, password, self._noise, cost)
        self._replace("operator", slot.name, slot)

    def drop_operator(self, login: str) -> bool:
        """Take the slot of an account away that the county has disabled; whether there was one."""
        had = self.has(login)
        if had:
            self._replace("operator", sealing.operator_name(self.facts.identity, login), None)
        return had

    def keep_administrator(self, public: bytes) -> None:
        """Let the county's key open this desk, in place of an older key of the county."""
        if self.administrator == sealing.public_name(public):
            return
        self._replace("administrator", "", sealing.seal_for_administrator(self._key, public, self._noise))

    def found(self, device: str, salts: dict[str, str]) -> None:
        """Note that the store is complete, with what a repair would need."""
        with self._guard:
            facts = msgspec.structs.replace(self.facts, founded=True, device=device, salts=salts)
            self._keep(facts)

    def text(self) -> str:
        """The file's contents, for a second copy inside the store."""
        return to_json(self.facts).decode()

    def restore(self, text: str) -> None:
        """Take the slots of the second copy when the file was lost."""
        if self.facts.slots or not text:
            return
        facts = from_json(text.encode(), KeyFacts)
        if facts.identity == self.facts.identity:
            with self._guard:
                self._keep(facts)

    def _replace(self, kind: str, name: str, slot: Slot | None) -> None:
        with self._guard:
            kept = [s for s in self.facts.slots if s.kind != kind or (name and s.name != name)]
            self._keep(msgspec.structs.replace(self.facts, slots=[*kept, *([slot] if slot else [])]))

    def _keep(self, facts: KeyFacts) -> None:
        if facts == self.facts and self._path.exists():
            return
        self.facts = facts
        try:
            write_whole(self._path, to_json(facts))
        except OSError as error:
            raise StoreProblem("key", strings.KEY_UNWRITABLE.format(self._path)) from error
