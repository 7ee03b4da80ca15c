"""Code campaigns: one code for thirty households of a group, never across groups; and the ledger of codes."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign import (
    KIND_TITLES,
    CodeKind,
    PlannedCode,
    Split,
    codes_needed,
    count_households,
    divide,
    plan_codes,
    range_text,
)
from domain.code_ledger import (
    STATE_TITLES,
    CampaignProblem,
    CodeEvent,
    CodeRecord,
    CodeState,
    current_code,
    evolve_code,
    plan_code,
    post_code,
    print_code,
    replace_code,
    report_damage,
    reprint_code,
    retire_code,
)
from domain.places import Place, PlaceKind, natural_parent
from domain.territory import Territory, territory_of_rows

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample"
T = "990101101"
V = T + "201"


def territory(groups: dict[str, int]) -> Territory:
    rows = [Place(T, PlaceKind.TOWNSHIP, "清泉镇"), Place(V, PlaceKind.VILLAGE, "金山村村民委员会", T)]
    rows += [Place(V + n, PlaceKind.GROUP, f"{int(n)}组", V, households=count) for n, count in groups.items()]
    rows += [
        Place(V + "00001", PlaceKind.BUILDING, "1号楼", V, households=95),
        Place(T + "00001", PlaceKind.OFFICE, "清泉派出所", T),
    ]
    rows[0] = Place(T, PlaceKind.TOWNSHIP, "清泉镇", natural_parent(T))
    tree, problems = Territory.build(rows)
    assert problems == ()
    return tree


def test_three_groups_of_31_29_and_61_households_take_six_codes() -> None:
    plan = plan_codes(territory({"001": 31, "002": 29, "003": 61}), [V], {})
    assert plan.count(CodeKind.GROUP) == 6
    assert plan.households == 121
    assert [c.households for c in plan.codes if c.place_code == V + "003"] == [21, 20, 20]


def test_offices_and_buildings_take_one_each_however_many_live_there() -> None:
    plan = plan_codes(territory({"001": 1}), [T], {})
    assert [(c.kind, c.households, c.range_text) for c in plan.codes] == [
        (CodeKind.OFFICE, 0, "单位"),
        (CodeKind.BUILDING, 95, "整栋"),
        (CodeKind.GROUP, 1, "全组1户"),
    ]
    assert plan.count() == 3
    assert {c.kind for c in plan.codes} == set(KIND_TITLES)


def test_both_ways_of_dividing() -> None:
    assert divide(61, Split.BALANCED) == (21, 20, 20)
    assert divide(61, Split.FILLED) == (30, 30, 1)
    assert divide(60, Split.FILLED) == (30, 30)
    assert divide(0, Split.FILLED) == ()


def test_ranges_are_printed_without_names_or_doors() -> None:
    plan = plan_codes(territory({"003": 61}), [V + "003"], {}, split=Split.FILLED)
    assert [c.range_text for c in plan.codes] == ["第1—30户", "第31—60户", "第61户"]
    assert [c.place_name for c in plan.codes] == ["金山村3组"] * 3
    assert [c.seq for c in plan.codes] == [1, 2, 3]
    assert range_text(1, 16, 16) == "全组16户"


def test_the_roster_counts_where_it_has_the_place() -> None:
    tree = territory({"001": 31, "002": 29})
    counts = count_households([V + "001"] * 5)
    assert counts == {V + "001": 5}
    plan = plan_codes(tree, [V + "001", V, V + "002"], counts)
    assert [(c.place_code, c.households) for c in plan.codes if c.kind is CodeKind.GROUP] == [
        (V + "001", 5),
        (V + "002", 29),
    ]


def test_a_group_without_households_takes_no_code_and_is_named() -> None:
    plan = plan_codes(territory({"001": 0, "002": 3}), [V], {})
    assert plan.empty == (V + "001",)
    assert plan.count(CodeKind.GROUP) == 1


def test_places_that_are_no_more_are_passed_over() -> None:
    tree, _ = Territory.build(
        [
            Place(V, PlaceKind.VILLAGE, "金山村", T),
            Place(V + "001", PlaceKind.GROUP, "1组", V, households=9, valid_to=date(2025, 1, 1)),
        ]
    )
    assert plan_codes(tree, [V], {}).count() == 1
    assert plan_codes(tree, [V], {}, on=date(2026, 11, 21)).count() == 0


def test_an_unknown_place_is_an_error() -> None:
    with pytest.raises(KeyError):
        plan_codes(territory({}), ["123"], {})


@pytest.mark.parametrize(("households", "per_code"), [(-1, 30), (5, 0)])
def test_impossible_numbers_are_errors(households: int, per_code: int) -> None:
    with pytest.raises(ValueError, match="households"):
        codes_needed(households, per_code)


def test_luoping_needs_at_least_5016_codes() -> None:
    assert codes_needed(150_458) == 5_016
    sizes = [150_458 // 2_703 + (1 if i < 150_458 % 2_703 else 0) for i in range(2_703)]
    assert sum(codes_needed(size) for size in sizes) >= 5_016


@given(st.integers(0, 5_000), st.sampled_from(Split), st.integers(1, 60))
def test_parts_add_up_and_none_is_too_large(households: int, split: Split, per_code: int) -> None:
    parts = divide(households, split, per_code)
    assert sum(parts) == households
    assert all(0 < part <= per_code for part in parts)
    assert len(parts) == codes_needed(households, per_code)
    assert (len(parts) - 1) * per_code < households or not parts
    if split is Split.BALANCED and parts:
        assert max(parts) - min(parts) <= 1


@given(st.lists(st.integers(0, 200), max_size=12), st.sampled_from(Split))
def test_no_code_crosses_groups_and_the_total_is_the_sum_of_ceilings(sizes: list[int], split: Split) -> None:
    groups = {f"{i:03d}": size for i, size in enumerate(sizes, 1)}
    plan = plan_codes(territory(groups), [T], {}, split=split)
    codes = [c for c in plan.codes if c.kind is CodeKind.GROUP]
    assert len(codes) == sum(-(-size // 30) for size in sizes)
    assert len(codes) >= -(-sum(sizes) // 30)
    for name, size in groups.items():
        own = [c for c in codes if c.place_code == V + name]
        covered = [n for c in own for n in range(c.first, c.last + 1)]
        assert covered == list(range(1, size + 1))
        assert all(c.last - c.first + 1 == c.households <= 30 for c in own)
    assert [c.seq for c in plan.codes] == list(range(1, plan.count() + 1))


def test_sample_township() -> None:
    with (SAMPLE / "territory.csv").open(encoding="utf-8", newline="") as file:
        tree, _ = territory_of_rows(csv.DictReader(file))
    plan = plan_codes(tree, [T], {})
    assert (plan.count(CodeKind.OFFICE), plan.count(CodeKind.BUILDING)) == (6, 11)
    assert plan.households == sum(p.households for p in tree.of_kind(PlaceKind.GROUP))


PLANNED = PlannedCode(1, CodeKind.GROUP, V + "003", "金山村3组", "第1—21户", 21, 1, 21)


def after(record: CodeRecord, outcome: CodeEvent | CampaignProblem) -> CodeRecord:
    assert isinstance(outcome, CodeEvent), outcome
    return evolve_code(record, outcome)


def planned() -> CodeRecord:
    return plan_code(PLANNED, "AAAA2222C", "c1", 100)


def printed() -> CodeRecord:
    record = planned()
    return after(record, print_code(record, 200, "u1"))


def posted() -> CodeRecord:
    record = printed()
    return after(record, post_code(record, 300, "u2", "村委会门口", "photo1"))


def test_life_of_a_code() -> None:
    record = planned()
    assert (record.state, record.version, record.households) == (CodeState.PLANNED, 0, 21)
    record = printed()
    assert (record.state, record.version, record.printed_at) == (CodeState.PRINTED, 1, 200)
    record = posted()
    assert (record.state, record.spot, record.posted_by, record.photo) == (
        CodeState.POSTED, "村委会门口", "u2", "photo1",
    )  # fmt: skip
    record = after(record, report_damage(record, 400, "u3", "被撕掉"))
    assert (record.state, record.damaged_at, record.note) == (CodeState.DAMAGED, 400, "被撕掉")


def test_a_reprint_keeps_the_id_and_counts_the_version() -> None:
    record = posted()
    again = after(record, reprint_code(record, 500, "u1", "褪色"))
    assert (again.id, again.version, again.state) == (record.id, 2, CodeState.POSTED)
    damaged = after(record, report_damage(record, 400, "u3"))
    again = after(damaged, reprint_code(damaged, 500, "u1", "被撕掉"))
    assert (again.version, again.state) == (2, CodeState.PRINTED)
    assert after(again, post_code(again, 600, "u2", "老地方")).state is CodeState.POSTED


def test_a_replacement_is_a_new_code_and_the_old_one_still_resolves() -> None:
    old = posted()
    outcome = replace_code(old, "BBBB3333D", 500, "u1", "换新版")
    assert not isinstance(outcome, CampaignProblem)
    event, new = outcome
    old = evolve_code(old, event)
    assert (old.state, old.replaced_by, old.ended_at) == (CodeState.REPLACED, "BBBB3333D", 500)
    assert (new.state, new.replaces, new.place_code, new.range_text) == (
        CodeState.PLANNED, old.id, old.place_code, old.range_text,
    )  # fmt: skip
    records = {old.id: old, new.id: new}
    assert current_code(records, old.id) == new
    assert current_code(records, new.id) == new
    assert current_code(records, "none") is None


def test_a_retired_code_resolves_to_itself_and_a_missing_successor_does_not_hide_a_code() -> None:
    record = posted()
    record = after(record, retire_code(record, 500, "u1", "房屋拆除"))
    assert current_code({record.id: record}, record.id) == record
    lost = evolve_code(posted(), CodeEvent("replaced", "AAAA2222C", 1, "u", other="gone"))
    assert current_code({lost.id: lost}, lost.id) == lost


def test_codes_that_replace_each_other_in_a_circle_end() -> None:
    a = evolve_code(posted(), CodeEvent("replaced", "AAAA2222C", 1, "u", other="B"))
    b = CodeRecord("B", "c1", 1, CodeKind.GROUP, V, "x", "y", 1, replaced_by="AAAA2222C")
    assert current_code({a.id: a, "B": b}, a.id) in (a, b)


def ended() -> CodeRecord:
    record = planned()
    return after(record, retire_code(record, 500, "u1", "不用了"))


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (print_code(printed(), 1, "u"), "already_printed"),
        (print_code(ended(), 1, "u"), "already_printed"),
        (reprint_code(planned(), 1, "u", "r"), "not_printed"),
        (reprint_code(ended(), 1, "u", "r"), "ended"),
        (reprint_code(posted(), 1, "u", " "), "no_reason"),
        (post_code(planned(), 1, "u", "s"), "not_printed"),
        (post_code(ended(), 900, "u", "s"), "ended"),
        (post_code(printed(), 199, "u", "s"), "before_print"),
        (report_damage(printed(), 1, "u"), "not_posted"),
        (report_damage(ended(), 1, "u"), "ended"),
        (replace_code(planned(), "n", 1, "u"), "not_printed"),
        (replace_code(ended(), "n", 1, "u"), "ended"),
        (replace_code(posted(), "AAAA2222C", 1, "u"), "same_id"),
        (retire_code(ended(), 1, "u", "r"), "ended"),
        (retire_code(posted(), 1, "u", ""), "no_reason"),
    ],
)
def test_refusals_say_what_is_safe(outcome: object, code: str) -> None:
    assert isinstance(outcome, CampaignProblem)
    assert outcome.code == code
    assert outcome.message.startswith("金山村3组（")
    assert "台账没有改动" in outcome.message


def test_events_of_another_code_and_unknown_events_are_errors() -> None:
    with pytest.raises(ValueError, match="event of code"):
        evolve_code(planned(), CodeEvent("printed", "other", 1, "u"))
    with pytest.raises(ValueError, match="unknown code event"):
        evolve_code(planned(), CodeEvent("burnt", "AAAA2222C", 1, "u"))


STEPS = st.lists(st.sampled_from(["print", "reprint", "post", "damage", "replace", "retire"]), max_size=14)


@given(STEPS)
def test_whatever_happens_versions_never_fall_and_ended_codes_stay_ended(steps: list[str]) -> None:
    record = planned()
    records = {record.id: record}
    for at, step in enumerate(steps, 1_000):
        outcome = {
            "print": lambda r, t: print_code(r, t, "u"),
            "reprint": lambda r, t: reprint_code(r, t, "u", "坏"),
            "post": lambda r, t: post_code(r, t, "u", "墙"),
            "damage": lambda r, t: report_damage(r, t, "u"),
            "replace": lambda r, t: replace_code(r, f"N{t}", t, "u"),
            "retire": lambda r, t: retire_code(r, t, "u", "停"),
        }[step](record, at)
        before = record
        if isinstance(outcome, tuple):
            event, successor = outcome
            records[record.id] = evolve_code(record, event)
            records[successor.id] = successor
            record = successor
        elif isinstance(outcome, CodeEvent):
            record = records[record.id] = evolve_code(record, outcome)
            assert record.version >= before.version
        else:
            assert record == before
        assert current_code(records, "AAAA2222C") == record
        assert record.state in STATE_TITLES
    live = [r for r in records.values() if r.state not in (CodeState.REPLACED, CodeState.RETIRED)]
    assert len(live) <= 1
