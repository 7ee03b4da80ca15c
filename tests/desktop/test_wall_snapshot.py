"""What the wall counts and what it may show."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.wall import strings
from desktop.wall.build import count_wall
from desktop.wall.discretion import is_sensitive, wall_place, wall_title
from desktop.wall.freshness import freshness, is_night, limit_words, rounded
from desktop.wall.ledger import wall_case
from desktop.wall.legibility import legibility, min_px, reading_distance, screen_height
from desktop.wall.period import Period, earliest, window
from domain.case import Callback, Case, Clock, Mediation, Party, Reporter, Task
from domain.chinatime import at_china
from domain.profile import Indicator
from tests.desktop.store_samples import NOW, TOWNSHIP, made, register
from tests.desktop.wall_samples import scene, territory

DAY = 86400
TODAY = date(2026, 11, 21)
GROUP = "990101101201003"


def a_case(number: int = 1, **changes: object) -> Case:
    values: dict[str, object] = {
        "id": f"case-{number:04d}", "township": TOWNSHIP, "place": GROUP, "state": "handling", "category": "M24",
        "registered_at": NOW - 600, "accepted_at": NOW - 600, "title": "村口路灯不亮", "text": "路灯坏了，晚上看不清",
        "reporter": Reporter("冯春强", "19900006816"), "rev": 1,
    } | changes  # fmt: skip
    return Case(**values)  # type: ignore[arg-type]


def clock(due: int, amber: int | None = None, code: str = "first_call", key: str = "case") -> Clock:
    return Clock(code, key, NOW - 1800, due, due - 600 if amber is None else amber)


def shot(*cases: Case, period: Period = Period.DAY, now: int = NOW, **about: object):
    stage = scene(**about)
    return count_wall([wall_case(case, stage) for case in cases], stage, now, period, now - 5)


# --- periods


def test_today_is_a_china_calendar_day_and_yesterday_ends_at_the_same_minute() -> None:
    now = at_china(TODAY, 10 * 3600 + 42 * 60 + 7)
    span = window(Period.DAY, now)
    assert (span.start, span.end) == (at_china(TODAY), now + 1)
    assert span.before_start == at_china(date(2026, 11, 20))
    assert span.before_end == at_china(date(2026, 11, 20), 10 * 3600 + 43 * 60)


def test_a_week_begins_on_monday_and_a_month_on_its_first_day() -> None:
    now = at_china(TODAY, 3600)
    assert window(Period.WEEK, now).start == at_china(date(2026, 11, 16))
    assert window(Period.WEEK, now).before_start == at_china(date(2026, 11, 9))
    assert window(Period.MONTH, now).start == at_china(date(2026, 11, 1))
    assert window(Period.MONTH, now).before_start == at_china(date(2026, 10, 1))


def test_a_day_that_last_month_lacks_becomes_its_last_day() -> None:
    span = window(Period.MONTH, at_china(date(2026, 3, 31), 3600))
    assert span.before_end == at_china(date(2026, 2, 28), 3660)


@given(st.integers(1_600_000_000, 2_000_000_000), st.sampled_from(list(Period)))
def test_periods_hold_now_and_do_not_overlap(now: int, period: Period) -> None:
    span = window(period, now)
    assert span.start <= now < span.end
    assert earliest(now) <= span.before_start <= span.before_end <= span.start + 60


def test_the_rotation_goes_round() -> None:
    assert [p.next for p in Period] == [Period.WEEK, Period.MONTH, Period.DAY]


# --- counting


def test_a_matter_counts_on_the_day_it_was_registered() -> None:
    yesterday = a_case(2, registered_at=NOW - DAY)
    snapshot = shot(a_case(), yesterday)
    assert snapshot.registered == 1
    assert shot(a_case(), yesterday, period=Period.WEEK).registered == 2
    assert [day.received for day in snapshot.trend] == [0] * 6 + [2]


def test_rates_carry_counts_and_compare_with_yesterday_at_the_same_minute() -> None:
    late_yesterday = a_case(3, registered_at=NOW - DAY + 3600, accepted_at=NOW - DAY + 3600)
    snapshot = shot(a_case(), a_case(2, registered_at=NOW - DAY, accepted_at=NOW - DAY), late_yesterday)
    accepted = snapshot.rates[0]
    assert (accepted.label, accepted.text, accepted.n, accepted.d) == ("受理率", "100.0%", 1, 1)
    assert accepted.small
    assert accepted.before == "100.0%"


def test_nothing_to_divide_by_is_a_dash_and_never_zero() -> None:
    tile = shot().rates[0]
    assert (tile.text, tile.share, tile.before, tile.small) == ("—", None, "—", False)


def test_below_target_is_said_of_large_samples_only() -> None:
    target = Indicator("办结率", "closing", 90.0, wall=True)
    profile = replace(scene().profile, indicators=(target,))
    few = shot(*(a_case(n) for n in range(9)), profile=profile).rates[0]
    many = shot(*(a_case(n) for n in range(10)), profile=profile).rates[0]
    assert (few.small, few.below, many.small, many.below) == (True, False, False, True)


def test_of_some_rates_less_is_better() -> None:
    profile = replace(scene().profile, indicators=(Indicator("重复率", "repeat", 10.0, wall=True),))
    assert not shot(*(a_case(n) for n in range(10)), profile=profile).rates[0].below
    assert shot(*(a_case(n, repeat=True) for n in range(10)), profile=profile).rates[0].below


def test_levels_add_up_to_a_hundred() -> None:
    done = [a_case(n, state="callback", tier=tier, reported_done_at=NOW) for n, tier in enumerate("VVVTTC")]
    tiers = shot(*done).tiers
    assert sum(share.percent for share in tiers) == 100
    assert {share.code: share.n for share in tiers} == {"V": 3, "T": 2, "C": 1}


def test_tiles_show_the_worst_limit_of_open_matters_and_the_rest_is_told() -> None:
    red = a_case(1, clocks=(clock(NOW),))
    amber = a_case(2, place="990101101202001", clocks=(clock(NOW + 60),))
    closed = a_case(3, place="990101101203001", state="struck_off", clocks=(clock(NOW - 5),))
    lost = a_case(4, place="")
    snapshot = shot(red, amber, closed, lost)
    tiles = {tile.name: tile for tile in snapshot.tiles}
    assert (tiles["金山村"].worst, tiles["金山村"].count) == ("red", 1)
    assert tiles["柳沟村"].worst == "amber"
    assert tiles["石桥村"].worst == "none"
    assert snapshot.elsewhere == 1
    assert sum(tile.count for tile in snapshot.tiles) + snapshot.elsewhere == snapshot.registered


def test_urgent_rows_go_from_the_longest_overdue_to_the_least_time_left() -> None:
    tasks = (Task("t1", "t-police", 1),)
    cases = [
        a_case(1, clocks=(clock(NOW + 500, NOW - 1),)),
        a_case(2, clocks=(clock(NOW - 60),)),
        a_case(3, clocks=(clock(NOW - 9 * DAY, key="t1"),), tasks=tasks),
        a_case(4, state="rectify", dissatisfied_case=1),
        a_case(5, clocks=(clock(NOW + 5000, NOW + 4000),)),
        a_case(6, clocks=(clock(NOW + 100, NOW - 1),)),
    ]
    snapshot = shot(*cases)
    assert [row.case_id[-1] for row in snapshot.urgent] == ["3", "2", "4", "6", "1"]
    assert snapshot.urgent[0].unit == "派出所"
    assert (snapshot.urgent[2].due, snapshot.urgent_total) == (0, 5)


def test_the_responsible_unit_of_a_called_unit_is_that_unit() -> None:
    from domain.case import Whistle

    case = a_case(
        clocks=(clock(NOW - 1, key="w1:t-police"),), whistles=(Whistle("w1", "巡查", "村口", NOW, NOW, "x"),)
    )
    assert shot(case).urgent[0].unit == "派出所"


def test_red_lights_overlap_but_the_total_counts_a_matter_once() -> None:
    both = a_case(1, repeat=True, extensions=1, clocks=(clock(NOW - 1),))
    gone = a_case(2, repeat=True, state="struck_off")
    snapshot = shot(both, gone)
    assert {tile.code: tile.count for tile in snapshot.reds} == {
        "overdue": 1, "dissatisfied": 0, "repeat": 1, "extended": 1,
    }  # fmt: skip
    assert snapshot.red_total == 1


def test_the_lights_of_the_profile_take_the_place_of_the_usual_four() -> None:
    from domain.profile_load import load_profile
    from tests.desktop.store_samples import RESOURCES

    text = (RESOURCES / "profiles" / "gongxian.toml").read_text(encoding="utf-8")
    profile = load_profile(text, "gongxian.toml")
    snapshot = shot(a_case(reds=("dissatisfied",)), profile=profile)
    assert [tile.label for tile in snapshot.reds] == ["重复反映件", "不满意件", "超期件", "延期件"]
    assert [tile.count for tile in snapshot.reds] == [0, 1, 0, 0]


def test_six_types_and_the_rest() -> None:
    names = {f"M{n:02d}": f"类型{n}" for n in range(9)}
    cases = [a_case(n * 10 + k, category=f"M{n:02d}") for n in range(9) for k in range(9 - n)]
    bars = shot(*cases, categories=names).categories
    assert [bar.label for bar in bars] == [f"类型{n}" for n in range(6)] + [strings.OTHER]
    assert sum(bar.count for bar in bars) == len(cases)


def test_void_and_merged_matters_do_not_count() -> None:
    assert shot(a_case(1, state="void"), a_case(2, state="merged")).registered == 0


def test_a_panel_that_cannot_be_counted_names_itself_and_the_others_live() -> None:
    profile = replace(scene().profile, indicators=(Indicator("新指标", "unheard_of", wall=True),))
    snapshot = shot(a_case(), profile=profile)
    fault = snapshot.fault("rates")
    assert fault is not None
    assert fault.reason == "rates:FigureProblem"
    assert snapshot.fault("map") is None
    assert snapshot.registered == 1


def test_a_county_looks_at_townships() -> None:
    from domain.places import Place, PlaceKind
    from domain.territory import Territory

    more = Place("990101102", PlaceKind.TOWNSHIP, "石泉乡", "990101")
    tree = Territory.build([*territory().places.values(), more])[0]
    snapshot = shot(a_case(), territory=tree)
    assert [(tile.name, tile.count) for tile in snapshot.tiles] == [("清泉镇", 1), ("石泉乡", 0)]


def test_a_case_of_the_real_rules_is_counted() -> None:
    case, _ = made("01a1fc40-0000-7000-8000-000000000001", at=NOW - 3600)
    snapshot = shot(case)
    assert snapshot.registered == 1
    assert snapshot.urgent, "the first call is an hour late"
    assert snapshot.urgent[0].clock == scene().profile.clocks[0].label
    assert limit_words(snapshot.urgent[0].due, NOW).startswith("超")


# --- discretion

NAMES = st.text("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨欧阳司马诸葛一丁山水阿依古丽", min_size=2, max_size=6)
PHONES = st.integers(13_000_000_000, 19_999_999_999).map(str)
HOUSES = st.tuples(st.integers(1, 99), st.integers(1, 9), st.integers(101, 2505)).map(
    lambda h: f"{h[0]}号楼{h[1]}单元{h[2]}室"
)


@given(NAMES, NAMES, PHONES, HOUSES, st.booleans())
def test_no_name_phone_or_house_reaches_the_wall(
    name: str, other: str, phone: str, house: str, mediated: bool
) -> None:
    title = f"{name}家（电话{phone}）{house}与{other}争水"
    parties = (Party(other, phone=phone, address=house),)
    case = a_case(
        title=title[:40],
        text="另外的话",
        place_text=f"清泉镇{house}",
        reporter=Reporter(name, phone, address=house),
        accused=() if mediated else (other,),
        mediation=Mediation("m", "offered", "调委会", "邻里", parties, NOW) if mediated else None,
        clocks=(clock(NOW - 1),),
    )
    shown = repr(shot(case))
    assert name not in shown
    assert other not in shown
    assert phone not in shown
    assert phone[3:] not in shown
    assert not re.search(r"[0-9]+(号楼|单元|室)", shown)


@pytest.mark.parametrize(
    "spread", ["冯 春 强", "冯·春强", "冯\u200b春强", "冯春強".replace("強", "强"), "冯　春强"]
)
def test_a_name_that_is_spread_out_is_found(spread: str) -> None:
    assert "春强" not in wall_title(a_case(title=f"{spread}家路灯不亮"), "路灯照明")


@given(st.text(min_size=1, max_size=80))
def test_the_words_of_the_citizen_never_become_a_title(text: str) -> None:
    from domain.decide.intake import TITLE_LENGTH

    title = " ".join(text.split())[:TITLE_LENGTH]
    assert wall_title(a_case(title=title, text=text), "路灯照明") == "路灯照明"


@given(st.text(max_size=60))
def test_a_title_is_one_short_line_without_tricks(title: str) -> None:
    shown = wall_title(a_case(title=title, text="别的"), "路灯照明")
    assert len(shown) <= 24
    assert not any(
        ord(c) < 32 or c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b" for c in shown
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"flags": ("未成年",)},
        {"flags": ("confidential",)},
        {"nature": "JB"},
        {"reporter": Reporter("冯春强", "19900006816", protected=True)},
        {"text": "邻居家 暴打人"},
        {"title": "精神障碍患者看护"},
    ],
)
def test_a_sensitive_matter_shows_only_that_it_is_there(changes: dict[str, object]) -> None:
    case = a_case(clocks=(clock(NOW - 1),), **changes)
    row = shot(case).urgent[0]
    assert (row.title, row.where, row.who) == (strings.HIDDEN, "", "")
    assert is_sensitive(case)


def test_an_address_ends_at_the_group() -> None:
    tree = territory()
    assert wall_place(tree, GROUP) == "金山村3组"
    assert wall_place(tree, "99010110100100002") == "清泉街社区"
    assert wall_place(tree, "") == ""


def test_callback_words_and_notes_stay_away() -> None:
    case = a_case(
        callbacks=(Callback(NOW, "x", 1, "phone", "不满意", words="他家人都来骂我"),), dissatisfied_case=1,
        state="rectify",
    )  # fmt: skip
    assert "骂" not in repr(shot(case))


def test_register_without_title_shows_the_type() -> None:
    case, _ = made(
        "01a1fc40-0000-7000-8000-000000000002", register("x", "我叫样例甲，路灯不亮"), at=NOW - 3600
    )
    assert shot(case).urgent[0].title == strings.UNSORTED_MATTER


# --- age, limits, legibility


@pytest.mark.parametrize(
    ("age", "state", "dim"),
    [(0, "fresh", False), (60, "fresh", False), (61, "aging", False), (300, "aging", False), (301, "stopped", False),
     (1800, "stopped", False), (1801, "stopped", True), (-30, "fresh", False)],
)  # fmt: skip
def test_the_badge_follows_the_age(age: int, state: str, dim: bool) -> None:
    found = freshness(NOW - age, NOW)
    assert (found.state, found.dim) == (state, dim)


def test_a_stopped_badge_says_when_and_for_how_long() -> None:
    now = at_china(TODAY, 10 * 3600 + 42 * 60)
    assert freshness(now - 720, now).text == "数据停在 10:30 · 已断开 12 分钟"
    assert freshness(now - 5 * 3600, now).text == "数据停在 05:42 · 已断开 5 小时"
    assert freshness(now - 3 * DAY, now).text == "数据停在 11-18 10:42 · 已断开 3 天"
    assert freshness(0, now).text == strings.DATA_NEVER


@pytest.mark.parametrize(
    ("left", "words"),
    [(0, "刚到期"), (-59, "刚到期"), (-250, "超 4分"), (-7200, "超 2时"), (-2 * DAY, "超 2天"), (-9999 * DAY, "超 999+天"),
     (1, "剩 1分"), (470, "剩 8分"), (3600, "剩 1时"), (2 * DAY, "剩 2天")],
)  # fmt: skip
def test_words_of_a_limit(left: int, words: str) -> None:
    assert limit_words(NOW + left, NOW) == words


def test_night_goes_over_midnight() -> None:
    at = [at_china(TODAY, hour * 3600) for hour in (5, 6, 12, 21, 22, 23)]
    assert [is_night(now, (22, 6)) for now in at] == [True, False, False, False, True, True]
    assert not any(is_night(now, (6, 6)) for now in at)


@pytest.mark.parametrize(
    ("diagonal", "metres", "pixels", "layout"),
    [(55, 3, 34, "middle"), (55, 5, 57, "far"), (86, 3, 22, "near"), (86, 5, 37, "middle"), (110, 5, 29, "middle"),
     (110, 3, 17, "near")],
)  # fmt: skip
def test_minimum_text_follows_from_screen_and_seat(
    diagonal: int, metres: int, pixels: int, layout: str
) -> None:
    found = legibility(diagonal, metres)
    assert abs(found.wanted_px - pixels) <= 1
    assert found.layout == layout
    assert found.enough


def test_a_screen_too_small_for_the_seat_is_said() -> None:
    found = legibility(55, 10)
    assert not found.enough
    assert found.min_px < found.wanted_px
    assert "请换大屏" in found.sentence(10)
    assert "看得清" in legibility(110, 5).sentence(5)


@given(st.floats(20, 300), st.floats(0.5, 40))
def test_text_of_the_minimum_can_be_read_at_the_seat(diagonal: float, metres: float) -> None:
    height = screen_height(diagonal)
    assert reading_distance(min_px(metres, height), height) >= metres - 1e-6


@pytest.mark.parametrize(("diagonal", "metres"), [(0, 3), (55, 0), (-1, 3)])
def test_impossible_rooms_are_refused(diagonal: float, metres: float) -> None:
    with pytest.raises(ValueError, match=r"zero|diagonal"):
        legibility(diagonal, metres)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1千"),
        (1999, "1.9千"),
        (9999, "9.9千"),
        (10_000, "1万"),
        (123_456, "12.3万"),
    ],
)
def test_a_scale_names_numbers_that_differ(count: int, text: str) -> None:
    assert rounded(count) == text
