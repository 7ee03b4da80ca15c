"""Stores that were put under seal because nobody could open them: what they hold comes back when somebody can."""

from __future__ import annotations

from pathlib import Path

from desktop.store import strings
from desktop.store.problems import StoreProblem
from desktop.store.rescue import rescue_files, rescue_store
from desktop.store.salvage import FILES, STORE
from desktop.store.slots import FILE, read_facts, unlock
from desktop.store.unsent import Parcel
from storage.pages import read_salt
from wire.sealed_file import MAGIC, Header, KeptCommand, KeptDraft, Record


def sealed_folders(folder: Path) -> tuple[Path, ...]:
    """Folders with sealed stores, oldest first."""
    return tuple(sorted(p for p in folder.glob("sealed-*") if p.is_dir() and not p.name.endswith(".part")))


def open_sealed(sealed: Path, login: str = "", password: str = "", code: str = "") -> Parcel:
    """Unsent work of a sealed store, by an operator's password or the county's recovery code; it is left as it is.

    Raises StoreProblem: locked_key, import (no store in that folder).
    """
    facts = read_facts(sealed / FILE)
    if facts is None or not (sealed / STORE).exists():
        raise StoreProblem("import", strings.NOT_A_PARCEL)
    key = unlock(sealed, login, password, code)
    salts = {
        name: bytes.fromhex(facts.salts.get(name, "")) or read_salt(sealed / name) for name in (STORE, FILES)
    }
    found = rescue_store(sealed / STORE, key, salts[STORE])
    records: list[Record] = []
    for command in found.commands:
        waiting = command["state"] in ("pending", "sent")
        if waiting or (command["state"] == "rejected" and command["settled"] == ""):
            values = {name: command[name] for name in KeptCommand.__struct_fields__}
            values["outcome"] = values["outcome"] or b""
            records.append(KeptCommand(**values))  # type: ignore[arg-type]
    records.extend(KeptDraft(*draft) for draft in found.drafts)  # type: ignore[arg-type]
    if (sealed / FILES).exists():
        records.extend(rescue_files(sealed / FILES, key, salts[FILES]))
    device = facts.device or found.meta.get("device", "")
    return Parcel(Header(MAGIC, sealed.name, device, 0, facts.identity, facts.slots), tuple(records), False)
