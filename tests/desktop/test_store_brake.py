"""The brake on mass removal asks again for every new mistake."""

from __future__ import annotations

from desktop.store import buckets
from desktop.store.buckets import Bucket, Touched, finish_round
from tests.desktop.store_samples import BUCKET, NOW, case_rows, made, page, register, row
from wire.messages import PushAnswer


def _after(sums: tuple[int, int], state: str, resynced_at: int) -> Bucket:
    bucket = Bucket(1, "t:990101101", "", 0, 0, state, resynced_at)
    finish_round(None, {bucket.id: bucket}, {bucket.id: sums}, 100_000, Touched(), {}, compare=True)  # type: ignore[arg-type]
    return bucket


def test_a_permission_to_remove_outlives_the_round_only_while_the_sums_differ() -> None:
    asked = _after((1, 7), "released", 0)
    assert (asked.state, asked.resynced_at) == ("differs", buckets._ALLOWED)
    agreed = _after((0, 0), "live", buckets._ALLOWED)
    assert (agreed.state, agreed.resynced_at) == ("live", 0)


def test_what_small_answers_take_away_counts_together(store, monkeypatch) -> None:
    monkeypatch.setattr(buckets, "BRAKE_FLOOR", 1)
    names = [f"c-{n}" for n in range(4)]
    store.apply_page(page([one for name in names for one in case_rows(*made(name, register(name)))]))
    for name in names:
        void = row(BUCKET, "case", name, 99, b"null", op="void")
        store.apply_push(PushAnswer("r", "e1", NOW, 0, [], [void]))
    assert [name for name in names if store.case(name) is None] == names[:1]
    store.apply_page(page([row(BUCKET, "case", name, 99, b"null", op="void") for name in names[1:]]))
    assert store.sync_state().braked == (BUCKET,)
