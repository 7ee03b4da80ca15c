"""Fixtures: a county on SQLite or PostgreSQL, a server, desks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from county.server import County
from tests.county.rig import POSTGRES, Clock, Cluster, Desk, make_county, make_settings, serving


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    if not (POSTGRES / "initdb").exists():
        pytest.skip(f"PostgreSQL 15 is not installed: {POSTGRES}/initdb is missing")
    found = Cluster()
    yield found
    found.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return ""
    return request.getfixturevalue("cluster").new_database()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def any_county(tmp_path: Path, clock: Clock, database_url: str) -> Iterator[County]:
    """A county on each engine, without a server."""
    county = make_county(tmp_path / "data", clock, database_url)
    yield county
    county.close()


@pytest.fixture
def any_server(tmp_path: Path, clock: Clock, database_url: str) -> Iterator[tuple[County, str]]:
    """A served county on each engine."""
    with serving(make_settings(tmp_path / "data", clock, database_url)) as found:
        yield found


@pytest.fixture
def server(tmp_path: Path, clock: Clock) -> Iterator[tuple[County, str]]:
    """A served county on SQLite."""
    with serving(make_settings(tmp_path / "data", clock)) as found:
        yield found


@pytest.fixture
def desk_at(request: pytest.FixtureRequest) -> Iterator[Callable[..., Desk]]:
    """Makes desks at a served county and closes them."""
    desks: list[Desk] = []

    def make(server: tuple[County, str], login: str = "t.operator1", device: str | None = None) -> Desk:
        desks.append(Desk(*server, login, device))
        return desks[-1]

    yield make
    for desk in desks:
        desk.http.close()
