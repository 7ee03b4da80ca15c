"""Entering a data folder: lock, key, a look at the files, engines. What is missing is never begun anew in silence."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.store import opening, salvage, strings
from desktop.store.health import examine
from desktop.store.keys import KeyProvider, obtain_key
from desktop.store.lock import InstanceLock
from desktop.store.salvage import FILES, STORE, Salvaged
from desktop.store.slots import FILE, KeySlots, read_facts, sync_folder
from storage.engine import Engines, StoreProblem
from storage.pages import read_salt
from wire.sealed_file import Record
from wire.sealing import key_id

_LOCK = "store.lock"


@dataclass(frozen=True, slots=True)
class Entered:
    """An open folder. `key`: the raw store key; `keys`: where this machine keeps it."""

    folder: Path
    main: Engines
    files: Engines
    slots: KeySlots
    lock: InstanceLock
    keys: KeyProvider
    key: bytes


def enter(folder: Path, keys: KeyProvider) -> Entered:
    """Open the folder's files, or make them in a folder that never had any.

    Raises StoreProblem: second_instance, key, wrong_key, damaged, newer, migration, network_drive, unwritable, …
    """
    lock = _locked(folder)
    try:
        facts = read_facts(folder / FILE)
        known = facts is not None and facts.founded
        founded = known or (folder / FILES).exists()  # made last: where it is, the store was there
        key = bytes.fromhex(obtain_key(keys, founded or (folder / STORE).exists()))
        if facts is not None and facts.founded and facts.identity != key_id(key):
            raise StoreProblem("wrong_key", strings.WRONG_KEY)
        salvage.finish(folder, key)
        facts = read_facts(folder / FILE)
        salts = {} if facts is None else facts.salts
        if founded:
            _look(folder / STORE, key, salts.get(STORE, ""))
        try:
            main = opening.open_main(folder / STORE, key.hex())
            try:
                if founded:
                    _look(folder / FILES, key, salts.get(FILES, ""))
                files = opening.open_blobs(folder / FILES, key.hex())
            except BaseException:
                main.close()
                raise
        except StoreProblem as problem:
            if problem.code == "wrong_key" and founded:
                raise StoreProblem("damaged", strings.DAMAGED) from problem
            raise
        return Entered(folder, main, files, KeySlots(folder, key), lock, keys, key)
    except BaseException:
        lock.release()
        raise


def found(entered: Entered) -> None:
    """The store is complete: note it, with what a repair would need."""
    with entered.main.read.connect() as connection:
        device = str(connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'device'").scalar_one())
        second = connection.exec_driver_sql("SELECT value FROM setting WHERE name = 'key_slots'").scalar()
    entered.slots.restore(str(second or ""))
    salts = {name: read_salt(entered.folder / name).hex() for name in (STORE, FILES)}
    entered.slots.found(device, salts)


def repair(
    folder: Path,
    keys: KeyProvider,
    now: int,
    new_id: Callable[[], str],
    copied: Callable[[bytes], Iterable[Record]],
) -> Salvaged:
    """Save the operator's work out of a damaged store. `copied`: reads the rolling copy with the store's key.

    Raises StoreProblem: second_instance, key, repair.
    """
    lock = _locked(folder)
    try:
        key = bytes.fromhex(obtain_key(keys, store_exists=True))
        return salvage.salvage(folder, key, now, new_id, copied(key))
    finally:
        lock.release()


def put_under_seal(folder: Path, now: int) -> Path:
    """Move a store that nobody here can open into a folder of its own; it stays whole and is never deleted.

    A move that was cut off is taken up again. Raises StoreProblem: second_instance, unwritable.
    """
    lock = _locked(folder)
    try:
        begun = sorted(folder.glob("sealed-*.part"))
        part = begun[0] if begun else folder / f"{_free(folder, salvage.aside_name('sealed', now))}.part"
        part.mkdir(exist_ok=True)
        for name in (STORE, FILES):
            for suffix in ("-wal", "-shm", ""):
                source = folder / (name + suffix)
                if source.exists():
                    source.replace(part / source.name)
        if (folder / FILE).exists():
            shutil.copyfile(folder / FILE, part / FILE)
            (folder / FILE).unlink()
        sync_folder(part)
        target = part.with_name(part.name.removesuffix(".part"))
        part.rename(target)
        sync_folder(folder)
        return target
    except OSError as error:
        raise StoreProblem("unwritable", strings.UNWRITABLE) from error
    finally:
        lock.release()


def _free(folder: Path, name: str) -> str:
    taken = {entry.name.removesuffix(".part") for entry in folder.iterdir()}
    names = (name, *(f"{name}-{nth}" for nth in range(2, 1000)))
    return next(each for each in names if each not in taken)


def _locked(folder: Path) -> InstanceLock:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreProblem("unwritable", strings.UNWRITABLE) from error
    lock = InstanceLock(folder / _LOCK)
    lock.acquire()
    return lock


def _look(path: Path, key: bytes, salt: str) -> None:
    trouble = examine(path, key, bytes.fromhex(salt))
    if trouble:
        raise StoreProblem("damaged", strings.DAMAGED)
