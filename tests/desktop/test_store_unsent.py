"""Unsent work in sealed files: export, import at another desk, and the rolling copy."""

from __future__ import annotations

import io
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.store.copies import EVERY, SECONDS, Copies, read_copies
from desktop.store.keys import GivenKey
from desktop.store.store import Store
from storage.engine import StoreProblem
from tests.desktop.store_damage import account, busy_store, outbox, work
from tests.desktop.store_samples import KEY, NOW, OPERATOR, FakeClock, Ids, dictionary_rows, page
from wire import sealed_file, sealing
from wire.messages import Outcome, PushAnswer
from wire.sealed_file import Header, KeptDraft, KeptFile, SealedProblem
from wire.sealing import Cost

CHEAP = Cost(1, 8, 1)
OTHER_KEY = bytes(reversed(KEY))
RECORDS = [KeptDraft(str(n), "register", "", "p", "文" * 50 * n, NOW) for n in range(5)]


def sealed(records, key: bytes = KEY) -> bytes:
    header = Header(sealed_file.MAGIC, secrets.token_hex(16), "d", NOW, sealing.key_id(key), [])
    held = io.BytesIO()
    assert sealed_file.write(held, header, key, records, secrets.token_bytes) == len(records)
    return held.getvalue()


def read(data: bytes, key: bytes = KEY):
    """(records before the end or the first fault, code of the fault)."""
    stream = io.BytesIO(data)
    found = []
    try:
        header = sealed_file.read_header(stream)
        for record in sealed_file.records(stream, header, key):
            found.append(record)  # noqa: PERF402 - what was read before a fault counts
    except SealedProblem as problem:
        return found, problem.code
    return found, ""


def test_a_sealed_file_is_read_back_by_its_key_only():
    data = sealed(RECORDS)
    assert read(data) == (RECORDS, "")
    assert read(data, bytes(32)) == ([], "key")
    assert read(b"{}\n") == ([], "foreign")
    assert read(b"") == ([], "foreign")
    assert "文".encode() not in data


@settings(max_examples=80, deadline=None)
@given(at=st.integers(0, 1 << 30), flip=st.integers(1, 255))
def test_a_cut_or_changed_file_never_gives_what_was_not_written(at, flip):
    data = sealed(RECORDS)
    start = data.index(b"\n") + 1
    cut, fault = read(data[: start + at % (len(data) - start)])
    assert fault == "cut"
    assert cut == RECORDS[: len(cut)]
    changed = bytearray(data)
    changed[start + at % (len(data) - start)] ^= flip
    found, fault = read(bytes(changed))
    assert fault == "cut"
    assert found == RECORDS[: len(found)]


def test_frames_cannot_be_moved_between_files():
    one, two = sealed(RECORDS), sealed(RECORDS)
    mixed = one[: one.index(b"\n") + 1] + two[two.index(b"\n") + 1 :]
    assert read(mixed) == ([], "cut")


@pytest.fixture
def pair(tmp_path):
    one, ids = busy_store(tmp_path / "one", 10)
    one.keep_slot("t.operator1", "password a", CHEAP)
    two = Store.open(tmp_path / "two", GivenKey(OTHER_KEY), FakeClock(), Ids(40))
    two.apply_page(page(dictionary_rows()))
    two.put_setting(*account())
    yield one, two, ids
    one.close()
    two.close()


def test_export_and_import_keep_actor_id_bytes_and_order(pair, tmp_path):
    one, two, ids = pair
    one.next_batch("r", 4)
    before = outbox(one)
    assert one.export_unsent(tmp_path / "f.sealed") == len(ids) + 2 + 2
    assert outbox(one) == before, "exporting takes nothing away"
    for wrong in (
        {"login": "t.operator1", "password": "no"},
        {"login": "x", "password": "password a"},
        {"code": "A" * 56},
    ):
        with pytest.raises(StoreProblem) as problem:
            two.open_parcel(tmp_path / "f.sealed", **wrong)
        assert problem.value.code == "locked_key"
    heard = []
    two.subscribe(heard.append)
    brought = two.bring_in(two.open_parcel(tmp_path / "f.sealed", "T.Operator1 ", "password a"))
    assert (brought.commands, brought.known, brought.cards, brought.drafts, brought.files) == (10, 0, 0, 2, 2)
    assert heard[-1].outbox
    batch = two.next_batch("r")
    assert [bytes(c.command) for c in batch.commands] == [body for _, body in before.values()]
    assert {c.actor for c in batch.commands} == {OPERATOR.id}
    assert [c.n for c in batch.commands] == list(range(1, 11))
    again = two.bring_in(two.open_parcel(tmp_path / "f.sealed", "t.operator1", "password a"))
    assert (again.commands, again.known, again.drafts, again.files) == (0, 10, 0, 0)
    assert two.counts().pending == 10
    assert len(two.attachments.waiting()) == 2


def test_open_cards_travel_and_confirmed_commands_do_not(pair, tmp_path):
    one, two, ids = pair
    one.next_batch("r")
    one.apply_push(
        PushAnswer(
            "r", "e1", float(NOW), 10,
            [Outcome(ids[0], "applied"), Outcome(ids[1], "rejected", "not_in_scope", "不在管辖范围。")],
        )
    )  # fmt: skip
    one.export_unsent(tmp_path / "f.sealed")
    brought = two.bring_in(two.open_parcel(tmp_path / "f.sealed", "t.operator1", "password a"))
    assert (brought.commands, brought.cards) == (9, 1)
    assert ids[0] not in outbox(two)
    card = two.rejected(5)[0]
    assert (card.cmd_id, card.message) == (ids[1], "不在管辖范围。")


def test_without_anybody_who_could_open_it_nothing_is_exported(tmp_path):
    store, _ = busy_store(tmp_path / "d", 2)
    with pytest.raises(StoreProblem) as problem:
        store.export_unsent(tmp_path / "f.sealed")
    assert problem.value.code == "export"
    assert not (tmp_path / "f.sealed").exists()
    store.keep_slot("t.operator1", "password a", CHEAP)
    with pytest.raises(StoreProblem) as problem:
        store.export_unsent(tmp_path / "no-such-folder" / "f.sealed")
    assert "都还在本机" in problem.value.message
    store.close()


class Watch:
    """A monotonic clock that is moved by hand."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_the_copy_follows_every_so_many_changes_or_seconds(tmp_path):
    store, ids = busy_store(tmp_path / "d", 4)
    watch = Watch()
    copies = Copies(store, tmp_path / "copy", watch)
    store.subscribe(copies.changed)
    assert copies.due()
    assert copies.renew()
    assert not copies.due()
    assert not copies.renew(), "nothing has changed"
    more = work(store, EVERY, 50)
    assert copies.due(), "so many changes"
    assert copies.renew()
    copied = [r.cmd_id for r in read_copies(tmp_path / "copy", KEY) if hasattr(r, "cmd_id")]
    assert copied[: len(ids) + len(more)] == ids + more
    work(store, 1, 90)
    assert not copies.due()
    watch.at = SECONDS
    assert copies.due(), "so many seconds"
    assert copies.renew()
    assert len(list((tmp_path / "copy").glob("unsent-*.sealed"))) == 1
    assert len(list((tmp_path / "copy").glob("*.before"))) == 1
    store.close()


def test_files_are_copied_once_and_go_when_the_county_has_them(tmp_path):
    store, _ = busy_store(tmp_path / "d", 2)
    copies = Copies(store, tmp_path / "copy")
    assert copies.renew()
    files = sorted((tmp_path / "copy").glob("file-*.sealed"))
    assert len(files) == 2
    kept = [r for r in read_copies(tmp_path / "copy", KEY) if isinstance(r, KeptFile)]
    assert {r.data.decode() for r in kept} == {"样例照片0", "样例照片1"}
    store.attachments.verified((kept[0].sha256,))
    assert copies.renew()
    assert len(list((tmp_path / "copy").glob("file-*.sealed"))) == 1
    store.close()


def test_a_new_slot_is_in_the_next_copy(tmp_path):
    store, _ = busy_store(tmp_path / "d", 2)
    copies = Copies(store, tmp_path / "copy")
    assert copies.renew()
    store.keep_slot("t.operator1", "password a", CHEAP)
    assert copies.renew()
    path = next((tmp_path / "copy").glob("unsent-*.sealed"))
    other = Store.open(tmp_path / "other", GivenKey(OTHER_KEY), FakeClock(), Ids(30))
    assert len(other.open_parcel(path, "t.operator1", "password a").records) == 4
    other.close()
    store.close()


def test_a_copy_that_cannot_be_written_says_so_and_is_tried_again(tmp_path):
    store, _ = busy_store(tmp_path / "d", 2)
    (tmp_path / "copy").write_text("a file is in the way")
    copies = Copies(store, tmp_path / "copy")
    assert not copies.renew()
    assert "都还在本机" in copies.trouble
    (tmp_path / "copy").unlink()
    assert copies.renew()
    assert copies.trouble == ""
    store.close()


def test_a_broken_newest_copy_leaves_the_one_before(tmp_path):
    store, ids = busy_store(tmp_path / "d", 4)
    copies = Copies(store, tmp_path / "copy")
    copies.renew()
    work(store, 1, 40)
    copies.renew()
    path = next((tmp_path / "copy").glob("unsent-*.sealed"))
    path.write_bytes(path.read_bytes()[:50])
    assert {r.cmd_id for r in read_copies(tmp_path / "copy", KEY) if hasattr(r, "cmd_id")} == set(ids)
    assert list(read_copies(tmp_path / "copy", bytes(32))) == []
    store.close()
