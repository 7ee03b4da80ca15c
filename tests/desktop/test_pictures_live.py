"""A file that one office has sent is fetched by another from a real county process."""

from __future__ import annotations

import pytest

from desktop.embedded import EmbeddedCounty
from desktop.imports.line import CountyLine
from desktop.strings import files as words
from domain.commands import Attach, Command

from .county_desk import CountyDesk
from .store_samples import register


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    embedded = EmbeddedCounty(tmp_path_factory.mktemp("county"), practice=True)
    embedded.start()
    yield embedded
    embedded.stop()


@pytest.fixture
def offices(county, tmp_path):
    made = tuple(CountyDesk(tmp_path / login, county, login) for login in ("t.operator1", "c.centre1"))
    yield made
    for each in made:
        each.close()


def test_a_file_of_another_office_comes_when_it_is_wanted(offices):
    town, centre = offices
    photo = town.store.put_attachment(b"\xff\xd8 picture", "现场.jpg", "image/jpeg", "photo")
    case_id = town.store.new_id()
    for body in (register(case_id), Attach((photo,))):
        command = Command(town.store.new_id(), case_id, body, town.clock.now())
        assert hasattr(town.store.submit(command, town.signed.actor), "cmd_id")
    town.exchange()
    centre.exchange()
    assert centre.store.attachment(photo.sha256) is None
    centre.sessions.forget_access()
    assert centre.line.fetch(photo.sha256, photo.media) is None
    assert centre.store.attachment(photo.sha256) == b"\xff\xd8 picture"
    assert centre.line.fetch(photo.sha256, photo.media) is None
    assert centre.line.fetch("ab" * 32, "image/jpeg").message == words.FETCH_NONE


def test_without_the_county_or_a_session_it_says_what_to_do(offices):
    _, centre = offices
    away = CountyLine(centre.store, centre.sessions, centre.unreachable())
    assert away.fetch("ab" * 32, "image/jpeg").message == words.FETCH_OFFLINE
    centre.sessions.sign_out()
    assert centre.line.fetch("ab" * 32, "image/jpeg").message == words.FETCH_SESSION


def test_what_does_not_hash_to_its_address_is_not_kept(offices):
    _, centre = offices

    class Portal:
        def send(self, request):
            from desktop.sync.transport import Reply

            assert request.path == "/blobs/v1/" + "ab" * 32
            return Reply(200, {"content-type": "text/html"}, b"<h1>please sign in</h1>")

    line = CountyLine(centre.store, centre.sessions, Portal())
    assert line.fetch("ab" * 32, "image/jpeg").message == words.FETCH_FOREIGN
    assert centre.store.attachment("ab" * 32) is None
