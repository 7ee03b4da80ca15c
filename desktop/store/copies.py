"""The rolling copy: unsent work in sealed files of a second folder, renewed while people work.

It is for the day when this machine's disk is gone. What the county has confirmed is not in it. Operators of this desk
and the county's administrator can open it with the slots it carries.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from desktop.store import strings, unsent
from desktop.store.problems import StoreProblem
from desktop.store.slots import KeyFacts
from desktop.store.store import Store
from desktop.store.values import ChangeSet
from wire import sealed_file
from wire.sealed_file import KeptFile, Record

EVERY, SECONDS = 20, 60.0
"""Renewed after so many changes of the outbox, or after so many seconds with a change."""

_BEFORE = ".before"


class Copies:
    """Keeps the copy of one store in `folder`. `due` and `changed` on any thread, `renew` on a lane of its own."""

    def __init__(self, store: Store, folder: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._store, self._monotonic = store, monotonic
        self.folder = folder
        self._changes = 0
        self._looked = float("-inf")
        self._mark: tuple[object, ...] = ()
        self.trouble = ""
        self.made_at = 0

    def changed(self, change: ChangeSet) -> None:
        """The store has committed something."""
        self._changes += change.outbox

    def due(self) -> bool:
        """True when it is time to look whether the copy is behind."""
        return self._changes >= EVERY or self._monotonic() - self._looked >= SECONDS

    def renew(self) -> bool:
        """Bring the copy up to date; False when it was. `trouble` says why it could not be written."""
        self._looked, self._changes = self._monotonic(), 0
        mark = self._store.unsent_mark()
        target = self._path()
        if mark == self._mark and target.exists():
            return False
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._files()
            fresh = target.with_name(target.name + ".new")
            self._store.seal_to(fresh, self._store.unsent(files=False))
            if target.exists():
                target.replace(target.with_name(target.name + _BEFORE))
            fresh.replace(target)
        except StoreProblem as problem:
            self.trouble = problem.message
            return False
        except OSError as error:
            self.trouble = strings.EXPORT_FAILED.format(self.folder) + f"（{error.strerror}）"
            return False
        self._mark, self.trouble, self.made_at = mark, "", self._store.now()
        return True

    def _path(self) -> Path:
        return self.folder / f"unsent-{self._device()}.sealed"

    def _device(self) -> str:
        return self._store.slots.facts.device.replace("-", "")[-12:]

    def _files(self) -> None:
        """A file of its own for each attachment, written once and removed when the county has it."""
        wanted = {
            f"file-{self._device()}-{digest[:32]}.sealed": digest
            for digest in self._store.attachments.waiting()
        }
        for old in self.folder.glob(f"file-{self._device()}-*.sealed"):
            if old.name not in wanted:
                old.unlink()
        for name, digest in wanted.items():
            data = self._store.attachment(digest)
            if data is not None and not (self.folder / name).exists():
                kept = KeptFile(digest, "application/octet-stream", self._store.now(), data)
                self._store.seal_to(self.folder / name, iter([kept]))


def copied_slots(folder: Path) -> Iterator[KeyFacts]:
    """The slots that lie with the copies, for a data folder that has lost its own."""
    for path in sorted(folder.glob("unsent-*.sealed*")):
        try:
            with path.open("rb") as stream:
                header = sealed_file.read_header(stream)
        except (OSError, sealed_file.SealedProblem):
            continue
        yield KeyFacts("", header.identity, device=header.device, slots=header.slots)


def read_copies(folder: Path, key: bytes) -> Iterator[Record]:
    """The records of every copy in the folder that this key opens, newest copies first; others are passed over."""
    names = [*sorted(folder.glob("unsent-*.sealed")), *sorted(folder.glob(f"unsent-*.sealed{_BEFORE}"))]
    for path in [*names, *sorted(folder.glob("file-*.sealed"))]:
        try:
            yield from unsent.open_parcel(path, key).records
        except StoreProblem:
            continue
