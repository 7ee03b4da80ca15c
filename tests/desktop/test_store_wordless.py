"""Search words that follow their rows: what is found never depends on how far they have come."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.store import wording
from desktop.store.projection import COLUMNS
from domain.case import Case, Mediation, Party, Reporter
from domain.commands import Command, LogCall, Register
from storage import engine
from storage.engine import LOAD_LOG_PAGES
from tests.desktop.store_samples import (
    NOW,
    OPERATOR,
    case_rows,
    dictionary_rows,
    made,
    open_store,
    page,
    register,
)
from wire.codec import encode_case

TEXTS = (
    "村口路灯不亮",
    "井盖丢失",
    "Ｇreen小区供暖不热",
    "路灯下的水渠堵塞，Café旁",
    "𬭎家门前的围墙",
    "公交改线",
)
ASKED = (
    "路灯",
    "路",
    "green",
    "gre",
    "cafe",
    "𬭎家",
    "水渠 路灯",
    "灯下的",
    "没有",
    "，。",
    "c-",
    "6816",
    "改线",
)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(wording, "MANY", 3)
    monkeypatch.setattr(wording, "STEP", 4)


def matters(first: int, count: int) -> list[tuple[Case, list[bytes]]]:
    return [
        made(f"c-{n:03d}", register(f"c-{n:03d}", text=TEXTS[n % len(TEXTS)]), at=NOW - 60 * n)
        for n in range(first, first + count)
    ]


def take(store, found, **extra):
    return store.apply_page(page([row for pair in found for row in case_rows(*pair)], **extra))


def shown(store, asked=ASKED) -> dict[str, object]:
    """All that searches and filters find."""
    found: dict[str, object] = {text: [r.case_id for r in store.search(text, 500)] for text in asked}
    for text in asked:
        for queue in ("pending_accept", "closed"):
            found[f"{queue} {text}"] = [
                r.case_id for r in store.page(queue, limit=500, text_filter=text).rows
            ]
    found["newest"] = [r.case_id for r in store.search("路灯", 2)]
    found["first"] = [r.case_id for r in store.page("pending_accept", limit=2, text_filter="路灯").rows]
    return found


def without_words(store) -> int:
    with store._core.engines.read.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM row WHERE words = 0").scalar_one())


def table(store) -> list[tuple[object, ...]]:
    with store._core.engines.read.connect() as connection:
        rows = connection.exec_driver_sql(f"SELECT {', '.join(COLUMNS[1:])} FROM row ORDER BY id").all()
    return [tuple(row) for row in rows]


def indexed(store) -> set[int]:
    with store._core.engines.read.connect() as connection:
        return set(connection.exec_driver_sql("SELECT id FROM words_docsize").scalars())


@pytest.fixture
def at_once(tmp_path, clock, monkeypatch):
    """A store whose rows have their words from the start."""
    other = open_store(tmp_path / "other", clock)
    with monkeypatch.context() as patch:
        patch.setattr(wording, "MANY", 10_000)
        other.apply_page(page(dictionary_rows()))
    yield other
    other.close()


def test_a_search_finds_the_same_before_between_and_after(store, at_once, monkeypatch):
    found = matters(0, 14)
    take(store, found)
    with monkeypatch.context() as patch:
        patch.setattr(wording, "MANY", 10_000)
        take(at_once, found)
    wanted = shown(at_once)
    assert set(wanted["路灯"]) == {"c-000", "c-003", "c-006", "c-009", "c-012"}
    assert wanted["没有"] == []
    assert store.wordless
    assert (without_words(store), indexed(store)) == (14, set())
    seen = []
    while True:
        assert shown(store) == wanted
        seen.append(without_words(store))
        if not store.write_words():
            break
    assert seen == [14, 10, 6, 2]
    assert (without_words(store), store.wordless, len(indexed(store))) == (0, False, 14)
    assert shown(store) == wanted
    assert table(store) == table(at_once)
    assert not store.write_words()


def test_a_few_new_matters_have_their_words_at_once(store):
    take(store, matters(0, 2))
    assert (store.wordless, without_words(store)) == (False, 0)
    take(store, matters(2, 5))
    take(store, matters(7, 2))
    assert without_words(store) == 5
    assert {r.case_id for r in store.search("路灯", 50)} == {"c-006", "c-003", "c-000"}


def test_no_more_rows_than_a_search_can_read_lack_their_words(store, monkeypatch):
    monkeypatch.setattr(wording, "MOST", 8)
    take(store, matters(0, 5))
    assert without_words(store) == 5
    take(store, matters(5, 5))
    assert without_words(store) == 5
    take(store, matters(10, 3))
    assert without_words(store) == 5
    while store.write_words():
        pass
    assert (without_words(store), len(indexed(store))) == (0, 13)


def test_words_are_written_after_a_crash_and_need_no_county(store, tmp_path, clock):
    take(store, matters(0, 9))
    store.write_words()
    wanted = shown(store)
    copy = tmp_path / "crashed"
    shutil.copytree(tmp_path / "data", copy)
    opened = open_store(copy, clock)
    assert (opened.wordless, without_words(opened)) == (True, 5)
    assert shown(opened) == wanted
    while opened.write_words():
        pass
    assert (opened.wordless, shown(opened)) == (False, wanted)
    opened.close()


def test_a_matter_worked_on_has_its_words_at_once(store):
    take(store, matters(0, 6))
    store.submit(Command("k-1", "c-003", LogCall("reached", "好"), NOW), OPERATOR)
    store.submit(Command("k-2", "c-900", register("c-900", text="新的暖气不热"), NOW), OPERATOR)
    assert without_words(store) == 5
    assert [r.case_id for r in store.search("水渠", 50)] == ["c-003"]
    assert [r.case_id for r in store.search("暖气", 50)] == ["c-900"]
    store.withdraw("k-2")
    assert [r.case_id for r in store.search("暖气", 50)] == []
    while store.write_words():
        pass
    assert (without_words(store), len(indexed(store))) == (0, 6)
    assert [r.case_id for r in store.search("水渠", 50)] == ["c-003"]


def test_numbers_of_rows_that_are_given_again_have_words_of_their_own(store):
    first = matters(0, 8)
    take(store, first)
    store.write_words()
    gone = [replace(case, rev=case.rev + 1, state="void") for case, _ in first[2:]]
    take(store, [(case, []) for case in gone])
    store.apply_page(page([], buckets=("county",)))
    assert [r.case_id for r in store.search("路灯", 50)] == []
    store.apply_page(page(dictionary_rows()))
    take(store, matters(20, 6))
    wanted = [f"c-{n:03d}" for n in (24, 21)]
    assert sorted((r.case_id for r in store.search("路灯", 50)), reverse=True) == wanted
    while store.write_words():
        pass
    assert sorted((r.case_id for r in store.search("路灯", 50)), reverse=True) == wanted
    assert (without_words(store), len(indexed(store))) == (0, 6)


def test_a_rebuilt_projection_lets_its_words_follow_too(store):
    take(store, matters(0, 7))
    store.write_words()
    wanted = shown(store)
    store.rebuild_projection()
    assert (without_words(store), indexed(store)) == (7, set())
    assert {k: sorted(v) for k, v in shown(store).items() if k not in ("newest", "first")} == {
        k: sorted(v) for k, v in wanted.items() if k not in ("newest", "first")
    }


@pytest.mark.parametrize("seed", range(8))
def test_any_course_of_things_finds_what_words_at_once_would_find(store, at_once, monkeypatch, seed):
    rng = random.Random(seed)
    known: dict[str, tuple[Case, list[bytes]]] = {}
    monkeypatch.setattr(wording, "MOST", 9)

    def both(deed) -> None:
        deed(store)
        with monkeypatch.context() as patch:
            patch.setattr(wording, "MANY", 10_000)
            deed(at_once)

    lacked = 0
    for turn in range(30):
        chance = rng.random() if turn % 10 else 0.0
        if chance < 0.25:
            new = matters(100 * turn, rng.randint(2, 7))
            known |= {case.id: (case, events) for case, events in new}
            both(lambda s, new=new: take(s, new))
        elif chance < 0.5 and known:
            case, _ = known[rng.choice(sorted(known))]
            case = replace(
                case,
                rev=case.rev + 1,
                text=rng.choice(TEXTS),
                state=rng.choice(("struck_off", case.state, "void")),
            )
            known[case.id] = (case, [])
            both(lambda s, case=case: take(s, [(case, [])]))
        elif chance < 0.65 and known:
            name, at = rng.choice(sorted(known)), f"k-{turn}"
            both(lambda s, n=name, k=at: s.submit(Command(k, n, LogCall("reached", "好"), NOW), OPERATOR))
        elif chance < 0.72:
            body = register(f"n-{turn}", text=rng.choice(TEXTS))
            assert isinstance(body, Register)
            both(lambda s, b=body, t=turn: s.submit(Command(f"r-{t}", f"n-{t}", b, NOW), OPERATOR))
        elif chance < 0.76 and known:
            both(lambda s: s.apply_page(page([], buckets=("county",))))
            both(lambda s: s.apply_page(page(dictionary_rows())))
            known.clear()
        else:
            store.write_words()
        asked = rng.sample(ASKED, 3)
        lacked += without_words(store) > 0
        assert without_words(at_once) == 0
        assert shown(store, asked) == shown(at_once, asked), (seed, turn)
    assert lacked > 3, "otherwise nothing is compared"
    while store.write_words():
        pass
    assert shown(store) == shown(at_once)
    assert table(store) == table(at_once)
    assert indexed(store) == indexed(at_once)


def log_pages(store) -> int:
    with store._core.engines.write.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar_one())


def test_a_long_log_is_folded_back_with_the_last_words(store, tmp_path, clock, monkeypatch):
    usual = log_pages(store)
    take(store, matters(0, 9))
    assert log_pages(store) == LOAD_LOG_PAGES > usual
    while store.write_words():
        assert log_pages(store) == LOAD_LOG_PAGES
    assert log_pages(store) == usual
    monkeypatch.setattr(engine, "_SEALED_LOG_PAGES", 2)
    take(store, matters(20, 9))
    while store.write_words():
        pass
    alone = tmp_path / "alone"
    alone.mkdir()
    for file in (tmp_path / "data").iterdir():
        if not file.name.endswith(("-wal", "-shm", ".lock")):
            shutil.copy(file, alone / file.name)
    opened = open_store(alone, clock)
    assert (without_words(opened), len(indexed(opened))) == (0, 18)
    opened.abandon()


_said = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


@given(
    st.fixed_dictionaries(
        dict.fromkeys(
            ("temp_number", "external_no", "qr_code", "title", "text", "place_text", "topic"), _said
        )
    ),
    st.one_of(_said, st.just("99010110126112200064")),
    st.builds(Reporter, name=_said, phone=_said),
    st.none() | st.lists(st.builds(Party, name=_said, phone=_said), max_size=3),
)
def test_a_case_read_only_for_its_words_has_the_same_words(told, number, reporter, parties):
    mediation = None if parties is None else Mediation("m", "offered", "", "", tuple(parties), NOW)
    case, _ = made("c-1")
    case = replace(case, **told, number=number, reporter=reporter, mediation=mediation)
    sought = msgspec.json.decode(encode_case(case), type=wording.Sought)
    assert wording.search_text(sought) == wording.search_text(case)
