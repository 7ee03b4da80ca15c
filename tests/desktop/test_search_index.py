"""Spelling and finding: surnames, places, initials, telephone ends, hostile text; pages hold everything once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.search.index import Index, parts_of
from desktop.search.spelling import speller
from domain.campaign import CodeKind
from domain.code_ledger import CodeRecord, CodeState
from domain.people import Person
from domain.places import Place, PlaceKind
from domain.roster import Household
from domain.territory import Territory

TOWN = "990101101"
VILLAGE = f"{TOWN}201"
PLACES = (
    Place(TOWN, PlaceKind.TOWNSHIP, "样例镇", "990101"),
    Place(VILLAGE, PlaceKind.VILLAGE, "张家沟村民委员会", TOWN),
    Place(f"{VILLAGE}001", PlaceKind.GROUP, "1组", VILLAGE),
    Place(f"{VILLAGE}002", PlaceKind.GROUP, "2组", VILLAGE),
    Place(f"{VILLAGE}0011", PlaceKind.ESTATE, "安居小区", VILLAGE),
    Place(f"{VILLAGE}00101", PlaceKind.BUILDING, "101号楼", VILLAGE),
)
HOUSEHOLDS = (
    Household(f"{VILLAGE}001", "10", "张建国", "19900001234", "张家沟村1组10号"),
    Household(f"{VILLAGE}001", "2", "曾丽", "19900005678"),
    Household(f"{VILLAGE}002", "1", "单于强", "19900009999"),
    Household(f"{VILLAGE}00101", "1", "赵建国", ""),
)


def index(households=HOUSEHOLDS, people=(), codes=()):
    tree, problems = Territory.build(PLACES)
    assert not problems
    return Index(((h.key, h) for h in households), people, tree, codes, speller(), TOWN)


def names(rows):
    return [row.household.name for row in rows]


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张建国", "zhangjianguo", "zjg"),
        ("曾丽", "zengli", "zl"),
        ("单强", "shanqiang", "sq"),
        ("单于强", "chanyuqiang", "cyq"),
        ("仇区查", "qiuqucha", "qqc"),
        ("吕曾", "lvceng", "lc"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("", "", ""),
        ("<b>李</b>", "blib", "blb"),
    ],
)
def test_names_are_spelled_with_the_surname_first(name, full, initials):
    found = speller().name(name)
    assert (found.full, found.initials) == (full, initials)


@pytest.mark.parametrize(
    ("text", "full", "initials"),
    [
        ("珙县巡场镇12组", "gongxianxunchangzhen12zu", "gxxcz12z"),
        ("单县", "shanxian", "sx"),
        ("简单", "jiandan", "jd"),
        ("会宁路", "huininglu", "hnl"),
        ("大厂县", "dachangxian", "dcx"),
    ],
)
def test_places_have_readings_of_their_own(text, full, initials):
    found = speller().text(text)
    assert (found.full, found.initials) == (full, initials)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zjg", ["张建国", "曾丽", "单于强", "赵建国"]),
        ("zhangjianguo", ["张建国"]),
        ("建国", ["张建国", "赵建国"]),
        ("ＺＥＮＧ", ["曾丽"]),
        ("1234", ["张建国"]),
        ("19900009999", ["单于强"]),
        ("34", []),
        ("cyq", ["单于强"]),
        ("zjg 1234", ["张建国"]),
        ("%", []),
        ("_", []),
        ("'; --", []),
        ("\x1f", []),
    ],
)
def test_households_are_found_and_the_best_comes_first(text, expected):
    found = names(index().find_households(text, 10))
    assert found[:1] == expected[:1]
    assert sorted(found) == sorted(expected)


def test_a_building_that_looks_like_a_group_is_no_part_of_it():
    found = index()
    assert names(found.page(f"{VILLAGE}001").rows) == ["曾丽", "张建国"]
    assert names(found.page(f"{VILLAGE}00101").rows) == ["赵建国"]
    assert found.count(VILLAGE) == 4
    assert found.count(f"{VILLAGE}001") == 2
    assert found.count(VILLAGE, "建国") == 2


@given(
    st.lists(st.integers(0, 400), unique=True, max_size=60),
    st.integers(1, 25),
    st.sampled_from(["", "建", "zjg"]),
)
def test_pages_hold_every_household_once(numbers, limit, text):
    kept = [Household(f"{VILLAGE}00{n % 2 + 1}", str(n), "张建国" if n % 3 else "王五", "") for n in numbers]
    found = index(kept)
    seen, start = [], 0
    while start is not None:
        page = found.page(VILLAGE, text, start, limit)
        assert len(page.rows) <= limit
        seen += [row.id for row in page.rows]
        start = page.next
    met = [h.key for h in kept if text != "建" or h.name == "张建国"]
    assert sorted(seen) == sorted(met)
    assert len(seen) == found.count(VILLAGE, text)


@given(st.text(max_size=80))
def test_any_text_may_be_asked_for(text):
    found = index()
    rows = found.find_households(text, 10)
    parts = parts_of(text)
    assert not parts or all(row.meets(parts) for row in rows)
    assert found.find_people(text, 5) == ()
    found.find_places(text, 5)


def test_people_and_places_by_initials():
    people = (Person("p1", "任红", "POLICE", (VILLAGE,)), Person("p2", "任海", "CITIZEN"))
    found = index(people=people)
    assert [p.id for p in found.find_people("rh", 5)] == ["p1"]
    assert [name for _, name in found.find_places("zjg", 2)] == ["张家沟村", "张家沟村1组"]
    assert found.find_places("", 3) == ()


def test_codes_in_use_cover_a_place():
    codes = [
        CodeRecord(f"c{n}", "x", n, CodeKind.GROUP, f"{VILLAGE}001", "张家沟村1组", "第1—2户", 2, state=state)
        for n, state in enumerate((CodeState.POSTED, CodeState.PRINTED, CodeState.RETIRED))
    ]
    cover = index(codes=codes).coverage(f"{VILLAGE}001")
    assert [r.id for r in cover.records] == ["c0", "c1"]
    assert cover.posted == 1
    assert index().coverage(f"{VILLAGE}002").records == ()
