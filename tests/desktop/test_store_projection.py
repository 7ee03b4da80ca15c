"""Rows and members that are written in part are the ones that a fresh projection has."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from desktop.store.projection import COLUMNS
from domain.case import Case, Clock
from domain.commands import Command, LogCall, Note
from tests.desktop.store_samples import (
    NOW,
    OPERATOR,
    case_rows,
    made,
    page,
    register,
)


def tables(store) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Everything of rows and members, whatever number a row has."""
    with store._core.engines.read.connect() as connection:
        rows = connection.exec_driver_sql(f"SELECT {', '.join(COLUMNS[1:])} FROM row ORDER BY id").all()
        members = connection.exec_driver_sql(
            "SELECT r.id, m.queue, m.sort_at, m.amber_at, m.due_at FROM member m JOIN row r ON r.pk = m.pk ORDER BY 1, 2, 3"
        ).all()
    return [tuple(row) for row in rows], [tuple(member) for member in members]


def assert_fresh(store):
    before = tables(store)
    store.rebuild_projection()
    assert tables(store) == before


def later(case: Case, **changes: object) -> Case:
    return replace(case, rev=case.rev + 1, **changes)  # type: ignore[arg-type]


def moved(clock: Clock) -> Clock:
    """The limit ends a day later."""
    return replace(clock, due=clock.due + 86_400, amber=clock.amber + 86_400)


def test_every_step_of_a_matter_leaves_what_a_fresh_projection_has(store):
    case, events = made("c-1", register("c-1", text="村口路灯不亮"))
    store.apply_page(page(case_rows(case, events)))
    assert_fresh(store)
    first = next(n for n, clock in enumerate(case.clocks) if clock.state == "running")
    for changes in (
        {},
        {"clocks": tuple(moved(c) if n == first else c for n, c in enumerate(case.clocks))},
        {"clocks": tuple(map(moved, case.clocks))},
        {"title": "换了标题"},
        {"text": "村口的路灯修好了又坏"},
        {"state": "review"},
        {"place_text": "金山村"},
        {"state": "struck_off", "struck_off_at": NOW, "clocks": ()},
        {},
        {"state": "void"},
    ):
        case = later(case, **changes)
        store.apply_page(page(case_rows(case, [])))
        rows, _ = tables(store)
        assert rows[0][COLUMNS.index("rev") - 1] == case.rev
        assert_fresh(store)


def test_a_waiting_command_and_its_answer_mark_the_row_only(store):
    case, events = made("c-1", register("c-1"), LogCall("reached", "好"))
    store.apply_page(page(case_rows(case, events)))
    (before,), members = tables(store)
    store.submit(Command("k-1", "c-1", Note("一句"), NOW), OPERATOR)
    (waiting,), same = tables(store)
    assert (waiting[COLUMNS.index("pending") - 1], before[COLUMNS.index("pending") - 1]) == (1, 0)
    assert same == members
    assert_fresh(store)


def test_matters_that_go_together_take_rows_members_words_and_figures_along(store):
    made_all = [made(f"c-{n}", register(f"c-{n}", text=f"第{n}栋楼的路灯不亮")) for n in range(4)]
    kept = made_all[3]
    store.apply_page(page(case_rows(*kept)))
    alone, figures = tables(store), store.counts()
    store.apply_page(page([row for pair in made_all[:3] for row in case_rows(*pair)]))
    assert len(tables(store)[0]) == 4
    gone = [
        msgspec.structs.replace(row, op="void", rev=row.rev + 1)
        for pair in made_all[:3]
        for row in case_rows(*pair)
        if row.kind == "case"
    ]
    stranger = [row for row in case_rows(*made("c-9", register("c-9"))) if row.kind == "event"]
    store.apply_page(page([*gone, *stranger]))
    assert tables(store) == alone
    assert store.counts() == figures
    with store._core.engines.read.connect() as connection:
        words = connection.exec_driver_sql("SELECT count(*) FROM words").scalar_one()
    assert words == 1
    assert_fresh(store)
