"""What many tests of the desktop begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.store.store import Store
from tests.desktop.store_samples import FakeClock, dictionary_rows, open_store, page


@pytest.fixture
def clock() -> FakeClock:
    """A clock that moves when it is told to."""
    return FakeClock()


@pytest.fixture
def store(tmp_path, clock: FakeClock) -> Iterator[Store]:
    """A store that has the county's rules and nothing else."""
    opened = open_store(tmp_path / "data", clock)
    opened.apply_page(page(dictionary_rows()))
    yield opened
    opened.close()
