"""Repair, unlocking, and carrying unsent work between desks: what the screens ask for, run on lanes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.clock import ServerClock
from desktop.strings import safety as words

if TYPE_CHECKING:
    from desktop.models.start import Opened
    from desktop.store.keys import KeyProvider


@dataclass(frozen=True, slots=True)
class Way:
    """How a sealed thing is to be opened: an operator's login and password, or the county's recovery code."""

    login: str = ""
    password: str = ""
    code: str = ""


LOCKED = ("key", "wrong_key", "locked_key")
"""Problems that an operator's password or a recovery code may solve."""


def unlock_folder(
    folder: Path, way: Way, keys: KeyProvider | None = None, *, keep: bool = True, copies: Path | None = None
) -> KeyProvider:
    """The key of a locked folder; with `keep` this machine keeps it again.

    `copies`: where the copies lie, whose slots help when the folder has lost its own. Raises StoreProblem("locked_key").
    """
    from desktop.store.copies import copied_slots
    from desktop.store.keys import GivenKey, default_keys
    from desktop.store.slots import unlock

    key = unlock(folder, way.login, way.password, way.code, copied_slots(copies) if copies else ())
    if keep:
        (keys or default_keys(folder)).save(key)
    return GivenKey(key)


def keep_machine_key(opened: Opened, wanted: bool) -> str:
    """Let the machine open the data at start, or only people; the sentence about it."""
    from desktop.store.keys import default_keys

    if not opened.store.keep_machine_key(default_keys(opened.folder), wanted):
        return words.KEY_KEPT
    return words.KEY_WITH_MACHINE if wanted else words.KEY_WITH_PEOPLE


def repair_folder(folder: Path, clock: ServerClock, copies: Path, keys: KeyProvider | None = None) -> str:
    """Save the work out of a damaged store; the sentence about it. Raises StoreProblem."""
    import uuid_utils

    from desktop.store import entering
    from desktop.store.copies import read_copies
    from desktop.store.keys import default_keys

    done = entering.repair(
        folder,
        keys or default_keys(folder),
        clock.now(),
        lambda: str(uuid_utils.uuid7()),
        lambda key: read_copies(copies, key),
    )
    told = words.REPAIRED.format(done.commands, done.waiting, done.drafts, done.files, done.aside)
    return told + (words.DOUBTFUL.format(done.doubtful) if done.doubtful else "")


def begin_anew(folder: Path, clock: ServerClock) -> str:
    """Put a store that nobody can open under seal; the sentence about it. Raises StoreProblem."""
    from desktop.store import entering

    return words.ANEW_DONE.format(entering.put_under_seal(folder, clock.now()))


def export_unsent(opened: Opened, path: Path, password: str) -> str:
    """Write unsent work to a sealed file after the operator has shown the password; the sentence about it.

    Raises OfflineRefused, StoreProblem.
    """
    assert opened.signed is not None
    opened.sessions.sign_in_offline(opened.signed.login, password)
    opened.sessions.keep_slot(opened.signed.login, password)
    return words.EXPORTED.format(opened.store.export_unsent(path), path)


def import_unsent(opened: Opened, path: Path, way: Way) -> str:
    """Take unsent work out of a sealed file, or out of a sealed store; the sentence about it. Raises StoreProblem."""
    from desktop.store.sealed_stores import open_sealed

    if path.name == "store.db":
        parcel = open_sealed(path.parent, way.login, way.password, way.code)
    else:
        parcel = opened.store.open_parcel(path, way.login, way.password, way.code)
    done = opened.store.bring_in(parcel)
    told = words.BROUGHT.format(done.commands, done.cards, done.drafts, done.files, done.known)
    return told + (words.BROUGHT_CUT if done.cut else "")
