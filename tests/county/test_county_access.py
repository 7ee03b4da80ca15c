"""Every route has a rule, and the rule holds: no session, wrong session, other township, wrong post."""

from __future__ import annotations

import re
from typing import Any

import pytest

from county.api.access import Access, route, rules
from county.app import UnguardedRoute, create_app
from county.blobs import SHA256
from county.store import accounts
from domain.case import Attachment
from domain.commands import Attach
from tests.county.rig import TOWN, Clock, command, make_settings, new_id, register

PUBLIC = {
    ("GET", "/"),
    ("GET", "/health"),
    ("GET", "/static/{name}"),
    ("GET", "/notice"),
    ("GET", "/q"), ("GET", "/Q"), ("POST", "/q"), ("POST", "/Q"),
    ("GET", "/q/{code}"), ("GET", "/Q/{code}"), ("POST", "/q/{code}"), ("POST", "/Q/{code}"),
    ("GET", "/p"), ("GET", "/P"), ("POST", "/p"),
    ("GET", "/r/{token}"), ("POST", "/r/{token}/rating"),
    ("POST", "/session/v1/sign-in"),
    ("POST", "/session/v1/refresh"),
}  # fmt: skip


def test_the_public_routes_are_these_and_no_others(server: Any) -> None:
    county, url = server
    import httpx

    app = create_app(make_settings(county.settings.data / "other", Clock()))
    try:
        found = rules(app)
        assert all(found.values())
        assert {key for key, rule in found.items() if rule == Access.PUBLIC} == PUBLIC
        guarded = [key for key, rule in found.items() if rule != Access.PUBLIC]
        assert len(guarded) >= 13
        with httpx.Client(base_url=url, trust_env=False) as client:
            for method, path in guarded:
                target = re.sub(r"\{[^}]+\}", "0" * 64, path)
                for headers in (
                    {},
                    {"Authorization": "Bearer wrong"},
                    {"Authorization": "Basic dXNlcjpwYXNz"},
                    {"Authorization": "Bearer " + "A" * 43, "X-Device": "x"},
                ):
                    answer = client.request(method, target, headers=headers, content=b"{}")
                    assert answer.status_code == 401, (method, path, headers)
                    assert answer.json()["code"] == "signed_out"
    finally:
        app.state.county.close()


def test_a_route_without_a_rule_stops_the_program(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from county.pages import health

    def bare() -> None:
        return None

    router = type(health.router)()
    router.routes.extend(health.router.routes)
    router.add_api_route("/bare", bare)
    monkeypatch.setattr(health, "router", router)
    with pytest.raises(UnguardedRoute, match="/bare"):
        create_app(make_settings(tmp_path, Clock()))


def test_old_disabled_and_foreign_sessions_are_turned_away(server: Any, desk_at: Any, clock: Clock) -> None:
    county, _ = server
    desk = desk_at(server)
    body = {"req": "x", "device": desk.device, "cursors": {}}
    assert desk.post("/sync/v1/pull", body).status_code == 200
    assert desk.post("/sync/v1/pull", body, **{"X-Device": "another"}).status_code == 403
    assert desk.post("/sync/v1/pull", body | {"device": "another"}).status_code == 403
    old = accounts.Account("t.operator1", "p001", "", disabled=True, admin=False, must_change=False)
    with county.database.read() as connection:
        kept = accounts.find_account(connection, "t.operator1")
    county.database.run(lambda tx: accounts.save_account(tx, old, 0))
    assert desk.post("/sync/v1/pull", body).json()["code"] == "disabled"
    county.database.run(lambda tx: accounts.save_account(tx, kept, 0))
    clock.forward(901)
    assert desk.post("/sync/v1/pull", body).status_code == 401


def test_buckets_outside_the_scope_stay_closed(server: Any, desk_at: Any) -> None:
    """Asking for a bucket is no way to get it."""
    centre, liaison = desk_at(server), desk_at(server, "t.build.liaison")
    centre.push(command(new_id(), register()))
    body = {"req": "x", "device": liaison.device, "cursors": {f"t:{TOWN}": "", "u:t-police": ""}}
    page = liaison.post("/sync/v1/pull", body).json()
    assert set(page["next"]) == {"county", "u:t-build"}
    assert {row["bucket"] for row in page["rows"]} == {"county"}


@pytest.mark.parametrize(
    ("path", "login", "status"),
    [
        ("roster", "t.build.liaison", 403),
        ("codes", "v201.secretary", 403),
        ("inbox", "t.archivist", 403),
        ("territory", "t.operator1", 403),
        ("duties", "t.director", 403),
        ("territory", "c.centre1", 200),
    ],
)
def test_administrative_routes_need_their_posts(
    server: Any, desk_at: Any, path: str, login: str, status: int
) -> None:
    desk = desk_at(server, login)
    body = {"cmd_id": new_id(), "places": [], "items": [], "township": TOWN, "households": [], "events": []}
    assert desk.post(f"/admin/v1/{path}", body | {"source": "x", "messages": []}).status_code == status


def test_a_clerk_of_one_township_cannot_write_into_another(server: Any, desk_at: Any) -> None:
    desk = desk_at(server)
    body = {"cmd_id": new_id(), "township": "990101102", "households": []}
    assert desk.post("/admin/v1/roster", body).json()["code"] == "not_in_scope"
    outcome = desk.give(new_id(), register(township="990101102", place="990101102001"))
    assert outcome["code"] == "not_in_scope"


def test_files_are_given_to_those_who_see_their_case(server: Any, desk_at: Any) -> None:
    import hashlib

    centre, other, unit = desk_at(server), desk_at(server, "t.operator2"), desk_at(server, "t.build.liaison")
    data = b"\xff\xd8 a picture"
    sha256 = hashlib.sha256(data).hexdigest()
    assert SHA256.fullmatch(sha256)
    auth = {"Authorization": f"Bearer {centre.session['access']}"}
    assert centre.post("/blobs/v1/missing", [sha256]).json() == [sha256]
    wrong = centre.http.put(f"/blobs/v1/{sha256}", content=b"other", headers=auth)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_hash")
    assert centre.http.put(f"/blobs/v1/{sha256}", content=data, headers=auth).status_code == 200
    assert centre.http.put(f"/blobs/v1/{sha256}", content=data, headers=auth).status_code == 200
    assert centre.post("/blobs/v1/missing", [sha256]).json() == []

    def fetch(desk: Any, name: str = sha256) -> Any:
        return desk.http.get(
            f"/blobs/v1/{name}", headers={"Authorization": f"Bearer {desk.session['access']}"}
        )

    assert fetch(centre).content == data
    assert fetch(other).status_code == 404
    case_id = new_id()
    centre.give(case_id, register())
    centre.give(case_id, Attach((Attachment(sha256, "照片.jpg", "image/jpeg", len(data), "photo"),)))
    assert fetch(other).content == data
    assert fetch(other).headers["content-type"] == "application/octet-stream"
    assert fetch(unit).status_code == 404
    for name in ("..%2f..%2fcounty.sqlite", "0" * 64, "A" * 64):
        assert fetch(centre, name).status_code == 404
    assert not list((server[0].settings.data / "blobs").glob("part-*"))


def test_the_rule_is_part_of_registering_a_route() -> None:
    from fastapi import APIRouter

    router = APIRouter()

    @route(router, "GET", "/x", Access.COUNTY)
    def endpoint() -> None:
        return None

    assert router.routes[0].openapi_extra == {"x-access": "county"}  # type: ignore[attr-defined]
    assert len(router.routes[0].dependencies) == 1  # type: ignore[attr-defined]
