"""Who opens a desk: operators, the county's administrator, the machine; and what happens when one of them cannot."""

from __future__ import annotations

import secrets

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from desktop.models import carrying
from desktop.store import entering
from desktop.store.copies import Copies
from desktop.store.keys import GivenKey, KeyFile, Keyring, default_keys
from desktop.store.sealed_stores import open_sealed, sealed_folders
from desktop.store.slots import FILE, KeySlots, read_facts, unlock
from desktop.store.store import Store
from storage.engine import StoreProblem
from tests.desktop.store_damage import outbox, work
from tests.desktop.store_samples import NOW, OTHER, FakeClock, Ids, dictionary_rows, page
from wire import sealing
from wire.sealing import Cost, Slot

CHEAP = Cost(1, 8, 1)
PRIVATE, PUBLIC = sealing.new_private_key(secrets.token_bytes)


def desk(folder, tag=0) -> Store:
    """A desk that keeps its key in a file, as where there is no keyring."""
    store = Store.open(folder, KeyFile(folder / "store.key"), FakeClock(), Ids(tag))
    if store.dictionaries.profile_or_none() is None:
        store.apply_page(page(dictionary_rows()))
    return store


def code(call) -> str:
    with pytest.raises(StoreProblem) as problem:
        call()
    assert problem.value.message.count("。") >= 2
    return problem.value.code


@settings(max_examples=25, deadline=None)
@given(
    key=st.binary(min_size=32, max_size=32),
    login=st.text(max_size=20),
    password=st.text(min_size=1, max_size=30),
)
def test_a_slot_gives_the_key_to_its_password_and_to_no_other(key, login, password):
    identity = sealing.key_id(key)
    slot = sealing.seal_for_operator(key, login, password, secrets.token_bytes, CHEAP)
    assert sealing.open_as_operator([slot], identity, f" {login} ", password) == key
    assert sealing.open_as_operator([slot], identity, login, password + "x") is None
    assert sealing.open_as_operator([slot], identity, login + "x", password) is None
    assert key not in slot.wrapped
    broken = Slot(
        "operator",
        slot.name,
        slot.nonce,
        slot.wrapped[:-1] + bytes([slot.wrapped[-1] ^ 1]),
        slot.salt,
        1,
        8,
        1,
    )
    assert sealing.open_as_operator([broken, slot], identity, login, password) == key
    assert sealing.open_as_operator([broken], identity, login, password) is None


@settings(max_examples=25, deadline=None)
@given(key=st.binary(min_size=32, max_size=32))
def test_the_county_opens_what_was_sealed_for_its_key_and_a_code_carries_the_key(key):
    slot = sealing.seal_for_administrator(key, PUBLIC, secrets.token_bytes)
    assert sealing.open_as_administrator([slot], sealing.key_id(key), PRIVATE) == key
    other, _ = sealing.new_private_key(secrets.token_bytes)
    assert sealing.open_as_administrator([slot], sealing.key_id(key), other) is None
    told = sealing.recovery_code(key)
    assert sealing.key_of_code(told.lower().replace("-", " ")) == key
    for at in range(0, len(told), 7):
        if told[at] != "-":
            wrong = told[:at] + ("A" if told[at] != "A" else "B") + told[at + 1 :]
            assert sealing.key_of_code(wrong) is None
    assert sealing.key_of_code("") is None


def test_a_slot_that_would_eat_the_machine_is_not_tried():
    greedy = Slot("operator", sealing.operator_name("i", "a"), b"0" * 12, b"1" * 48, b"2" * 16, 3, 1 << 30, 4)
    assert sealing.open_as_operator([greedy], "i", "a", "p") is None


def test_the_file_names_nobody_and_a_torn_one_is_replaced(tmp_path):
    store = desk(tmp_path / "d")
    store.keep_slot("wang.hongxia", "password one", CHEAP)
    text = (tmp_path / "d" / FILE).read_bytes()
    assert b"wang" not in text
    assert b"password" not in text
    store.close()
    (tmp_path / "d" / FILE).write_bytes(text[:40])
    assert read_facts(tmp_path / "d" / FILE) is None
    store = desk(tmp_path / "d")
    assert store.slots.opens("wang.hongxia", "password one"), (
        "the second copy inside the store brings the slots back"
    )
    store.close()
    assert (tmp_path / "d" / FILE).read_bytes() == text


def test_two_operators_and_a_password_that_the_county_has_reset(tmp_path):
    """The old password opens no more once the new one was proved; until then the colleague opens the desk."""
    folder = tmp_path / "d"
    store = desk(folder)
    ids = work(store)
    store.keep_slot("a", "old password a", CHEAP)
    store.keep_slot("b", "password b", CHEAP)
    store.close()
    (folder / "store.key").unlink()
    assert code(lambda: desk(folder)) == "key"
    assert code(lambda: unlock(folder, "a", "new password a")) == "locked_key"
    key = unlock(folder, "b", "password b")
    KeyFile(folder / "store.key").save(key)
    store = desk(folder)
    assert list(outbox(store)) == ids
    store.keep_slot("a", "new password a", CHEAP)
    assert store.slots.operators == 2
    store.close()
    assert unlock(folder, "a", "new password a") == key
    assert code(lambda: unlock(folder, "a", "old password a")) == "locked_key"


def test_a_disabled_account_loses_its_slot_and_its_work_stays(tmp_path):
    folder = tmp_path / "d"
    store = desk(folder)
    ids = work(store)
    store.keep_slot("t.operator1", "password a", CHEAP)
    store.keep_slot("b", "password b", CHEAP)
    store.keep_county_key(PUBLIC)
    assert not store.lock_out("t.operator1"), "a colleague still works here: the machine keeps its key"
    assert store.setting("account:t.operator1") == ""
    store.close()
    assert code(lambda: unlock(folder, "t.operator1", "password a")) == "locked_key"
    store = desk(folder)
    assert list(outbox(store)) == ids
    assert store.lock_out("b"), "nobody is left: the machine forgets its key"
    store.close()
    assert code(lambda: desk(folder)) == "key"
    for login in ("t.operator1", "b"):
        assert code(lambda login=login: unlock(folder, login, "password b")) == "locked_key"
    facts = read_facts(folder / FILE)
    key = sealing.open_as_administrator(facts.slots, facts.identity, PRIVATE)
    assert unlock(folder, "", "", sealing.recovery_code(key)) == key
    store = Store.open(folder, GivenKey(key), FakeClock(), Ids(7))
    assert list(outbox(store)) == ids
    store.close()


def test_without_the_county_the_last_key_is_never_thrown_away(tmp_path):
    folder = tmp_path / "d"
    store = desk(folder)
    ids = work(store)
    store.keep_slot("t.operator1", "password a", CHEAP)
    assert not store.lock_out("t.operator1")
    store.close()
    store = desk(folder)
    assert list(outbox(store)) == ids
    store.close()


@pytest.mark.parametrize("way", ["operator", "code", "copy"])
def test_a_lost_key_a_new_store_and_the_work_comes_back(tmp_path, way):
    """Nobody can open it now: it goes under seal as it is, work goes on, and comes back when somebody can."""
    folder, second = tmp_path / "d", tmp_path / "copy"
    store = desk(folder)
    ids = work(store)
    store.keep_slot("t.operator1", "password a", CHEAP)
    store.keep_county_key(PUBLIC)
    assert Copies(store, second).renew()
    bodies = outbox(store)
    store.abandon()
    (folder / "store.key").unlink()
    assert code(lambda: desk(folder)) == "key"
    before = {n: (folder / n).read_bytes() for n in ("store.db", "attachments.db", FILE)}
    sealed = entering.put_under_seal(folder, NOW)
    assert {n: (sealed / n).read_bytes() for n in before} == before
    assert sealed_folders(folder) == (sealed,)
    store = desk(folder, tag=50)
    assert outbox(store) == {}
    work(store, 2, 100)
    facts = read_facts(sealed / FILE)
    told = sealing.recovery_code(sealing.open_as_administrator(facts.slots, facts.identity, PRIVATE))
    if way == "copy":
        parcel = store.open_parcel(next(second.glob("unsent-*.sealed")), "t.operator1", "password a")
    elif way == "code":
        parcel = open_sealed(sealed, code=told)
    else:
        assert code(lambda: open_sealed(sealed, "t.operator1", "wrong")) == "locked_key"
        parcel = open_sealed(sealed, "t.operator1", "password a")
    brought = store.bring_in(parcel)
    assert brought.commands == len(ids)
    found = outbox(store)
    assert [i for i in found if i in ids] == ids
    assert {i: found[i][1] for i in ids} == {i: bodies[i][1] for i in ids}
    assert store.bring_in(parcel).commands == 0
    assert {n: (sealed / n).read_bytes() for n in before} == before
    store.close()


def test_work_of_somebody_who_never_signed_in_here_is_not_taken(tmp_path):
    one = desk(tmp_path / "one")
    work(one, 3)
    one.keep_slot("t.operator1", "password a", CHEAP)
    one.export_unsent(tmp_path / "file.sealed")
    two = desk(tmp_path / "two", tag=60)
    parcel = two.open_parcel(tmp_path / "file.sealed", "t.operator1", "password a")
    with pytest.raises(StoreProblem) as problem:
        two.bring_in(parcel)
    assert problem.value.code == "strangers"
    assert "王红霞" in problem.value.message
    assert outbox(two) == {}
    for each in (one, two):
        each.close()


def test_another_machine_key_is_told_from_damage(tmp_path):
    desk(tmp_path / "d").close()
    wrong = secrets.token_bytes(32)
    assert code(lambda: Store.open(tmp_path / "d", GivenKey(wrong), FakeClock(), Ids())) == "wrong_key"
    assert KeySlots(tmp_path / "d", wrong).operators == 0
    assert OTHER.id != "p001"


class Memory(KeyringBackend):
    """A keyring that keeps secrets as long as the test lives."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if (service, username) not in self.kept:
            raise PasswordDeleteError("nothing there")
        del self.kept[service, username]


def test_where_there_is_a_keyring_it_keeps_the_key_and_forgets_it(tmp_path):
    before, backend = keyring.get_keyring(), Memory()
    keyring.set_keyring(backend)
    try:
        keys = default_keys(tmp_path / "d")
        assert isinstance(keys, Keyring)
        store = Store.open(tmp_path / "d", keys, FakeClock(), Ids())
        store.keep_slot("a", "password a", CHEAP)
        store.close()
        assert not (tmp_path / "d" / "store.key").exists()
        Store.open(tmp_path / "d", default_keys(tmp_path / "d"), FakeClock(), Ids()).close()
        assert default_keys(tmp_path / "other").load() is None, "another folder has another key"
        backend.kept = dict.fromkeys(backend.kept, "rubbish")
        assert code(keys.load) == "key"
        keys.forget()
        keys.forget()
        assert code(lambda: Store.open(tmp_path / "d", keys, FakeClock(), Ids())) == "key"
        keys.save(unlock(tmp_path / "d", "a", "password a"))
        Store.open(tmp_path / "d", keys, FakeClock(), Ids()).close()
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize("by_code", [False, True])
def test_with_the_key_and_the_key_file_lost_the_slots_of_the_copy_open_the_store(tmp_path, by_code):
    folder, second = tmp_path / "d", tmp_path / "copy"
    store = desk(folder)
    ids = work(store)
    store.keep_slot("a", "password a", CHEAP)
    store.keep_county_key(PUBLIC)
    assert Copies(store, second).renew()
    told = sealing.recovery_code(store._entered.key)
    store.abandon()
    for name in ("store.key", FILE):
        (folder / name).unlink()
    assert code(lambda: desk(folder)) == "key"
    assert code(lambda: unlock(folder, "a", "password a")) == "locked_key"
    way = carrying.Way(code=told) if by_code else carrying.Way("a", "password a")
    wrong = (
        carrying.Way(code=sealing.recovery_code(bytes(32))) if by_code else carrying.Way("a", "password b")
    )
    keys = KeyFile(folder / "store.key")
    assert code(lambda: carrying.unlock_folder(folder, wrong, keys, copies=second)) == "locked_key"
    carrying.unlock_folder(folder, way, keys, copies=second)
    store = desk(folder)
    assert list(outbox(store)) == ids
    assert store.slots.opens("a", "password a"), "the key file is there again"
    store.close()
