"""The brake on mass removal asks again for every new mistake."""

from __future__ import annotations

from desktop.store import buckets
from desktop.store.buckets import Bucket, Touched, finish_round


def _after(sums: tuple[int, int], state: str, resynced_at: int) -> Bucket:
    bucket = Bucket(1, "t:990101101", "", 0, 0, state, resynced_at)
    finish_round(None, {bucket.id: bucket}, {bucket.id: sums}, 100_000, Touched(), {}, compare=True)  # type: ignore[arg-type]
    return bucket


def test_a_permission_to_remove_outlives_the_round_only_while_the_sums_differ() -> None:
    asked = _after((1, 7), "released", 0)
    assert (asked.state, asked.resynced_at) == ("differs", buckets._ALLOWED)
    agreed = _after((0, 0), "live", buckets._ALLOWED)
    assert (agreed.state, agreed.resynced_at) == ("live", 0)
