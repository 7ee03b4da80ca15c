"""A filtered queue holds exactly the matters that hold the words, in the order of the queue, however common they are."""

from __future__ import annotations

import pytest

from tests.desktop.store_samples import NOW, case_rows, made, page, register

COUNT = 60
WORDS = {"路灯": 1, "井盖": 2, "水渠": 7, "路灯 水渠": 7, "公交": COUNT - 1, "第三十号": 0, "围墙": 0}
"""Each stands in every so manieth matter; 0: in the named ones."""


def text_of(number: int) -> str:
    parts = [word for word, every in WORDS.items() if every and " " not in word and number % every == 0]
    if number > COUNT - 15:
        parts.append("围墙")
    return "，".join([*parts, "第三十号" if number == 30 else "别的"])


@pytest.fixture
def full(store, clock):
    for number in range(COUNT):
        case_id = f"c-{number:03d}"
        case, events = made(case_id, register(case_id, text=text_of(number)), at=NOW - 60 * (COUNT - number))
        store.apply_page(page(case_rows(case, events), more=True))
    clock.at = NOW + 86400
    return store


def walk(store, queue, text="", limit=9):
    rows, after = [], None
    while True:
        found = store.page(queue, after, limit, text)
        rows += found.rows
        if found.next is None:
            return [(row.case_id, row.sort_at, row.amber_at, row.due_at) for row in rows]
        after = found.next


@pytest.mark.parametrize("queue", ["pending_accept", "overdue"])
@pytest.mark.parametrize("words", list(WORDS))
def test_every_page_of_a_filtered_queue(full, queue, words):
    whole = walk(full, queue)
    assert len(whole) == COUNT
    wanted = [row for row in whole if all(word in text_of(int(row[0][2:])) for word in words.split())]
    assert wanted
    for limit in (4, 9, 500):
        assert walk(full, queue, words, limit) == wanted


def test_words_that_no_matter_holds_leave_nothing(full):
    for queue in ("pending_accept", "overdue", "closed"):
        assert walk(full, queue, "没有这样的词") == []
        assert walk(full, queue, "，。") == []
