"""Fixtures of the journeys: one county process a file, a fresh case a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.telling import Offices, Telling


@pytest.fixture(scope="module")
def offices(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    """The county of the file's PROFILE, and the workstations around it."""
    profile: str = request.module.PROFILE
    made = Offices(tmp_path_factory.mktemp(profile), profile)
    yield made
    made.close()


@pytest.fixture
def story(offices: Offices) -> Iterator[Telling]:
    """A fresh case on a working morning; in the end every workstation must agree on it."""
    offices.morning()
    telling = Telling(offices)
    yield telling
    telling.agree()
