"""A county that is put back, more than once and together with other misfortune: nothing of the old state stays."""

from __future__ import annotations

from domain.commands import Command
from tests.desktop.store_samples import (
    BUCKET,
    NOW,
    OPERATOR,
    case_rows,
    dictionary_rows,
    made,
    page,
    register,
    row,
    sums,
)
from wire.messages import Outcome, PushAnswer


def some(count, text="村口路灯不亮"):
    rows = []
    for n in range(count):
        rows += case_rows(*made(f"c-{n:03d}", register(f"c-{n:03d}", text=text)))
    return rows


def test_rows_behind_commands_wait_until_it_is_known_which_county_speaks(store):
    """scenario 26: put back twice; what was told between the two is of neither."""
    one, two = made("c-1"), made("c-2")
    store.apply_page(page(case_rows(*one)))
    store.exchange.start_over()
    store.apply_push(PushAnswer("r", "e2", float(NOW), 1, [], case_rows(*two)))
    assert store.case("c-2") is None
    rows = case_rows(*one)
    answer = page(dictionary_rows() + rows, epoch="e3", sums=sums(dictionary_rows(), rows))
    store.apply_page(answer)
    store.apply_page(answer)
    assert store.case("c-1") is not None
    assert store.case("c-2") is None
    assert store.sync_state().incomplete == ()


def test_what_was_done_between_two_restores_is_offered_again(store):
    """scenario 26: put back twice, and work was taken before the first page of the county between."""
    store.exchange.start_over()
    store.submit(Command("k-1", "c-1", register("c-1"), NOW), OPERATOR)
    batch = store.next_batch("r")
    store.apply_push(PushAnswer("r", "e2", float(NOW), 1, [Outcome("k-1", "applied")], []), batch)
    assert store.next_batch("r") is None
    store.apply_page(page(dictionary_rows(), epoch="e3", sums=sums(dictionary_rows())))
    (again,) = store.next_batch("r").commands
    assert b'"k-1"' in bytes(again.command)


def test_a_confirmed_removal_in_a_restored_county_still_takes_rows_of_the_same_revision(store):
    """scenario 54 within 26: the brake stops a comparison, and a person lets it go on."""
    store.apply_page(page(some(60)))
    store.apply_page(page([], epoch="e2"))
    left = some(5, text="自来水压力太小")
    truth = sums(dictionary_rows(), left)
    answer = page(dictionary_rows() + left, epoch="e2", sums=truth)
    store.apply_page(answer)
    assert store.sync_state().braked == (BUCKET,)
    assert store.counts().cases == 60
    store.exchange.release_brake(BUCKET)
    store.apply_page(answer)
    assert store.counts().cases == 5
    assert store.case("c-000").case.text == "自来水压力太小"
    assert store.sync_state().braked == store.sync_state().incomplete == ()


def test_cases_that_came_while_the_rules_were_missing_are_shown_when_these_are_back(store):
    """scenario 50: a county that skipped the profile and sends it later."""
    (profile,) = [r for r in dictionary_rows() if r.kind == "profile"]
    store.apply_page(page([row(profile.bucket, "profile", profile.id, profile.rev + 1, b"null", op="void")]))
    store.apply_page(page(case_rows(*made("c-1"))))
    assert store.page("first_call").rows == ()
    again = row(profile.bucket, "profile", profile.id, profile.rev + 2, bytes(profile.body))
    store.apply_page(page([again]))
    assert [r.case_id for r in store.page("first_call").rows] == ["c-1"]


def test_a_matter_that_leaves_while_the_rules_are_missing_leaves_the_screen(store):
    """scenario 50: what cannot be laid out anew is kept as it was, what was taken away is not."""
    store.apply_page(page(case_rows(*made("c-1"))))
    store.apply_page(page(case_rows(*made("c-2"))))
    (profile,) = [r for r in dictionary_rows() if r.kind == "profile"]
    store.apply_page(page([row(profile.bucket, "profile", profile.id, profile.rev + 1, b"null", op="void")]))
    (case,) = [r for r in case_rows(*made("c-1")) if r.kind == "case"]
    change = store.apply_page(page([row(case.bucket, "case", "c-1", case.rev + 1, b"null", op="void")]))
    assert "first_call" in change.queues
    assert [r.case_id for r in store.page("first_call").rows] == ["c-2"]
    assert [r.case_id for r in store.search("路灯", 50)] == ["c-2"]
    assert store.badges()["first_call"].count == 1
