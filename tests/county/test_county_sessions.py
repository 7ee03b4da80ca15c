"""Signing in: enrolment, rotation, re-use, the brake on guessing."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import httpx
import pytest

from county.seed import PRACTICE_PASSWORD
from county.server import County
from county.store import accounts
from tests.county.rig import Clock, Desk, new_id


def _sign_in(url: str, **fields: str) -> httpx.Response:
    body = {"login": "t.operator1", "password": PRACTICE_PASSWORD, "device": "d1", "enrolment": ""} | fields
    return httpx.post(f"{url}/session/v1/sign-in", json=body, timeout=60, trust_env=False)


def _code(county: County) -> str:
    return county.database.run(lambda tx: county.sessions.new_enrolment(tx, county.now()))


def test_a_device_is_admitted_once_by_a_code_and_then_known(server: Any) -> None:
    county, url = server
    assert _sign_in(url).json()["code"] == "not_enrolled"
    assert _sign_in(url, enrolment="WRONG-CODE").json()["code"] == "bad_enrolment"
    code = _code(county)
    typed = f"{code[:4]}-{code[4:8]} {code[8:]}".lower()
    first = _sign_in(url, enrolment=typed)
    assert first.status_code == 200
    assert first.json()["device_code"]
    assert _sign_in(url).status_code == 200
    assert _sign_in(url, device="d2", enrolment=code).json()["code"] == "bad_enrolment"


def test_a_code_that_is_too_old_admits_nobody(server: Any, clock: Clock) -> None:
    county, url = server
    code = _code(county)
    clock.forward(24 * 3600 + 1)
    assert _sign_in(url, enrolment=code).json()["code"] == "bad_enrolment"


def test_the_same_old_refresh_token_brings_the_same_successor_for_a_minute(server: Any, clock: Clock) -> None:
    """scenario 30: the answer was lost."""
    county, url = server
    desk = Desk(county, url, "t.operator1")
    body = {"refresh": desk.session["refresh"], "device": desk.device}
    first = desk.http.post("/session/v1/refresh", json=body).json()
    clock.forward(59)
    again = desk.http.post("/session/v1/refresh", json=body).json()
    assert (first["access"], first["refresh"]) == (again["access"], again["refresh"])
    assert first["refresh"] != body["refresh"]
    clock.forward(2)
    assert desk.http.post("/session/v1/refresh", json=body).status_code == 401
    newer = {"refresh": first["refresh"], "device": desk.device}
    assert desk.http.post("/session/v1/refresh", json=newer).status_code == 401
    desk.session = first
    assert desk.post("/sync/v1/pull", {"req": "x", "device": desk.device, "cursors": {}}).status_code == 401
    desk.http.close()


def test_a_refresh_token_on_another_device_ends_the_session(server: Any, desk_at: Any) -> None:
    desk = desk_at(server)
    stolen = {"refresh": desk.session["refresh"], "device": "elsewhere"}
    assert desk.http.post("/session/v1/refresh", json=stolen).status_code == 401
    mine = stolen | {"device": desk.device}
    assert desk.http.post("/session/v1/refresh", json=mine).status_code == 401


def test_no_token_is_stored_as_it_is(server: Any, desk_at: Any) -> None:
    county, _ = server
    desk = desk_at(server)
    raw = (county.settings.data / "county.sqlite").read_bytes()
    raw += (county.settings.data / "county.sqlite-wal").read_bytes()
    for secret in (desk.session["access"], desk.session["refresh"], PRACTICE_PASSWORD):
        assert secret.encode() not in raw


def test_signing_out_ends_the_session(server: Any, desk_at: Any) -> None:
    desk = desk_at(server)
    assert desk.post("/session/v1/sign-out", {}).status_code == 200
    assert desk.post("/session/v1/sign-out", {}).status_code == 401


def test_fifty_parallel_guesses_are_counted_one_by_one(any_server: Any, clock: Clock) -> None:
    county, url = any_server
    seen: Counter[int] = Counter()
    lock = threading.Lock()

    def guess(number: int) -> None:
        answer = _sign_in(url, login="t.director", password=f"guess{number}")
        with lock:
            seen[answer.status_code] += 1

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {401: 5, 429: 45}
    locked = _sign_in(url, login="t.director")
    assert (locked.status_code, locked.json()["code"]) == (429, "locked")
    assert int(locked.headers["retry-after"]) <= 900
    clock.forward(901)
    assert _sign_in(url, login="t.director", enrolment=_code(county)).status_code == 200


@pytest.mark.parametrize("same", ["account", "address"])
def test_account_and_address_are_counted_apart(any_county: County, same: str) -> None:
    def attempt(number: int) -> int:
        keys = ("login:a", f"from:{number}") if same == "account" else (f"login:{number}", "from:a")
        return any_county.database.run(lambda tx: accounts.try_once(tx, keys, 1000, failures=5, seconds=900))

    assert [attempt(number) for number in range(7)] == [0, 0, 0, 0, 0, 900, 900]


def test_success_and_time_start_the_count_again(any_county: County) -> None:
    def attempt(at: int) -> int:
        return any_county.database.run(lambda tx: accounts.try_once(tx, ("k",), at, failures=3, seconds=60))

    assert [attempt(1), attempt(1)] == [0, 0]
    any_county.database.run(lambda tx: accounts.forgive(tx, ("k",)))
    assert [attempt(2), attempt(2), attempt(2), attempt(2)] == [0, 0, 0, 60]
    assert attempt(62) == 0
    assert attempt(200) == 0


def test_unknown_and_known_logins_get_the_same_answer(server: Any) -> None:
    _, url = server
    unknown = _sign_in(url, login="nobody-" + new_id(), password="x")
    known = _sign_in(url, password="x")
    assert unknown.status_code == known.status_code == 401
    assert unknown.json()["message"] == known.json()["message"]


def test_hostile_text_in_the_form_of_signing_in_is_only_wrong(server: Any) -> None:
    _, url = server
    for login in ("' OR 1=1 --", "a\0b", "𠮷" * 50):
        assert _sign_in(url, login=login).status_code in (401, 429)


def test_a_password_is_changed_by_its_owner_and_ends_other_sessions(server: Any, desk_at: Any) -> None:
    _, url = server
    desk = desk_at(server)
    other = desk_at(server)
    wrong = desk.post("/session/v1/password", {"old": "guess", "new": "long-enough-2"})
    assert (wrong.status_code, wrong.json()["code"]) == (403, "bad_password")
    for new in ("short", PRACTICE_PASSWORD):
        answer = desk.post("/session/v1/password", {"old": PRACTICE_PASSWORD, "new": new})
        assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
    changed = desk.post("/session/v1/password", {"old": PRACTICE_PASSWORD, "new": "long-enough-2"})
    assert changed.status_code == 200
    body = {"req": "x", "cursors": {}}
    assert desk.post("/sync/v1/pull", body | {"device": desk.device}).status_code == 200
    assert other.post("/sync/v1/pull", body | {"device": other.device}).status_code == 401
    assert _sign_in(url, device=desk.device).status_code == 401
    assert _sign_in(url, device=desk.device, password="long-enough-2").status_code == 200
