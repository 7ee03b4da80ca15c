"""A power cut that leaves a hole in the last transaction takes nothing that was saved before, wherever the hole is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from desktop.store.rescue import rescue_store
from desktop.store.values import Draft
from domain.commands import Command
from storage.pages import read_salt
from tests.desktop.store_damage import FRAME, killed
from tests.desktop.store_samples import KEY, NOW, OPERATOR, dictionary_rows, open_store, page, register

HEAD = 32


class Life:
    """A store whose log only grows: what was saved, and how long the log was then."""

    def __init__(self, folder: Path) -> None:
        store = open_store(folder)
        with store._core.engines.write.connect() as connection:
            connection.connection.dbapi_connection.execute("PRAGMA wal_autocheckpoint=0")
        store.apply_page(page(dictionary_rows()))
        log = folder / "store.db-wal"
        self.saved: list[tuple[str, str, int]] = []
        for n in range(15):
            command = Command(
                store.new_id(), f"case-{n}", register(f"case-{n}", text="水管漏水。" * (n % 5 + 1)), NOW
            )
            store.submit(command, OPERATOR)
            self.saved.append(("command", command.id, log.stat().st_size))
            store.save_draft(Draft(f"draft-{n}", "register", "", OPERATOR.id, "写" * 300, NOW))
            self.saved.append(("draft", f"draft-{n}", log.stat().st_size))
        killed(store, folder)
        self.folder, self.log = folder, log.read_bytes()

    def found(self, log: bytes) -> set[tuple[str, str]]:
        path = self.folder / "store.db"
        path.with_name("store.db-wal").write_bytes(log)
        rescued = rescue_store(path, KEY, read_salt(path))
        return {("command", str(c["cmd_id"])) for c in rescued.commands} | {
            ("draft", str(d[0])) for d in rescued.drafts
        }


@pytest.fixture(scope="module")
def life(tmp_path_factory):
    return Life(tmp_path_factory.mktemp("torn") / "d")


def transactions(life):
    """(what was saved before, begin and end of what came next) for each but the first."""
    for nth in range(1, len(life.saved)):
        yield [entry[:2] for entry in life.saved[:nth]], life.saved[nth - 1][2], life.saved[nth][2]


def test_a_hole_in_any_page_of_the_last_transaction(life):
    chance, holes = random.Random(5), 0
    for saved, begin, end in transactions(life):
        for frame in range(begin, end, FRAME):
            torn = bytearray(life.log[:end])
            torn[frame + chance.randrange(FRAME)] ^= 0xFF
            missing = set(saved) - life.found(bytes(torn))
            assert not missing, (frame, missing)
            holes += 1
    assert holes > 80


def test_a_last_transaction_without_its_end(life):
    for saved, begin, end in transactions(life):
        for frame in range(begin + FRAME, end, FRAME):
            missing = set(saved) - life.found(life.log[:frame])
            assert not missing, (frame, missing)
