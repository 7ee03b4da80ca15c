"""Rosters, places, duty lists, codes and foreign messages: once each, back through the feed."""

from __future__ import annotations

from typing import Any

from domain.ids import code_id
from tests.county.rig import TOWN, new_id

GROUP = "990101101201003"


def _post(desk: Any, path: str, **fields: Any) -> Any:
    return desk.post(f"/admin/v1/{path}", {"cmd_id": new_id()} | fields)


def _household(number: str, name: str, **more: Any) -> dict[str, Any]:
    return {"place_code": GROUP, "number": number, "name": name} | more


def _rows(desk: Any, kind: str) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in desk.pull_all() if row["kind"] == kind}


def test_a_roster_is_imported_once_and_compared(any_server: Any, desk_at: Any) -> None:
    desk = desk_at(any_server)
    households = [_household("001", "样例甲"), _household("", "样例乙", phone="19900001234")]
    body = {"cmd_id": new_id(), "township": TOWN, "households": households}
    first, again = (desk.post("/admin/v1/roster", body).json() for _ in range(2))
    assert first == again
    assert first["counts"] == {"new": 2, "changed": 0, "same": 0}
    other = desk.post("/admin/v1/roster", body | {"households": []})
    assert (other.status_code, other.json()["code"]) == (422, "key_reuse")
    assert len(_rows(desk, "household")) == 2
    more = [_household("001", "样例甲", persons=4), _household("002", "样例乙", phone="19900001234")]
    stray = _household("9", "外乡") | {"place_code": "990101102201001"}
    answer = _post(desk, "roster", township=TOWN, households=[*more, stray]).json()
    assert answer["counts"] == {"new": 0, "changed": 2, "same": 0}
    assert len(answer["refused"]) == 1
    rows = _rows(desk, "household")
    assert {key: row["op"] for key, row in rows.items()} == {
        f"{GROUP}#001": "put",
        f"{GROUP}#002": "put",
        f"{GROUP}@样例乙/19900001234": "void",
    }


def test_places_are_added_under_known_ones(server: Any, desk_at: Any) -> None:
    desk = desk_at(server, "c.centre1")
    places = [
        {"code": "990101101201005", "kind": "group", "name": "5组", "parent": "990101101201"},
        {"code": "990101101999001", "kind": "group", "name": "孤组", "parent": "990101101999"},
        {"code": "990101101201001", "kind": "group", "name": "一组", "parent": "990101101201"},
    ]
    answer = _post(desk, "territory", places=places).json()
    assert answer["counts"] == {"new": 1, "changed": 1, "same": 0}
    assert [item["id"] for item in answer["refused"]] == ["990101101999001"]
    names = {key: row["body"]["name"] for key, row in _rows(desk, "place").items()}
    assert names["990101101201005"] == "5组"
    assert names["990101101201001"] == "一组"
    assert "990101101999001" not in names


def test_duty_items_replace_those_of_their_number(server: Any, desk_at: Any) -> None:
    desk = desk_at(server, "c.centre1")
    items = [
        {"list_kind": "基本履职", "item_no": "A001", "title": "改了名称"},
        {"list_kind": "基本履职", "item_no": "Z900", "title": "新的一条"},
        {"list_kind": "基本履职", "item_no": "", "title": "没有编号"},
    ]
    answer = _post(desk, "duties", items=items).json()
    assert answer["counts"] == {"new": 1, "changed": 1, "same": 0}
    assert len(answer["refused"]) == 1


def _message(number: str, text: str, **more: Any) -> dict[str, Any]:
    base = {
        "source": "people_daily",
        "external_no": number,
        "author": "网民",
        "subject": "主题",
        "text": text,
    }
    return base | {"received_at": 1_700_000_000} | more


def test_foreign_messages_become_cases_once(any_server: Any, desk_at: Any) -> None:
    desk = desk_at(any_server)
    common = {"township": TOWN, "source": "people_daily"}
    messages = [_message("1001", "=cmd|' /C calc'!A0 路不平"), _message("1002", "没有\0水")]
    assert _post(desk, "inbox", **common, messages=messages).json()["counts"]["new"] == 2
    messages[1] = _message("1002", "没有\0水了", reply="已答复", replied_at=1_700_100_000)
    answer = _post(desk, "inbox", **common, messages=[*messages, _message("", "没编号")]).json()
    assert answer["counts"] == {"new": 0, "known": 1, "changed": 1}
    assert len(answer["refused"]) == 1
    cases = {row["body"]["external_no"]: row["body"] for row in _rows(desk, "case").values()}
    assert cases["1001"]["text"] == "=cmd|' /C calc'!A0 路不平"
    assert "已答复" in cases["1002"]["entries"][-1]["text"]


def _record(code: str) -> dict[str, Any]:
    return {
        "id": code,
        "campaign": "c1",
        "seq": 1,
        "kind": "group",
        "place_code": GROUP,
        "place_name": "金山村3组",
        "range_text": "第1—21户",
        "households": 21,
        "state": "retired",
    }


def test_codes_are_planned_marked_and_replaced_by_the_rules(server: Any, desk_at: Any) -> None:
    desk = desk_at(server)
    first, second, third = code_id(1), code_id(2), code_id(3)
    plan = {"township": TOWN, "campaign": "c1"}
    assert _post(desk, "campaign", **plan, codes=[_record(first)]).json()["counts"] == {"new": 1}
    taken = _post(desk, "campaign", **plan, codes=[_record(second), _record(first)])
    assert (taken.status_code, taken.json()["code"]) == (409, "code_taken")
    assert _post(desk, "campaign", **plan, codes=[_record("ABC")]).status_code == 409

    def mark(kind: str, code: str = first, **more: str) -> Any:
        event = {"kind": kind, "code_id": code, "at": 1, "by": "somebody"} | more
        return _post(desk, "codes", township=TOWN, events=[event]).json()

    assert mark("posted", spot="门口")["counts"] == {"applied": 0, "refused": 1}
    for kind, more in (
        ("printed", {}),
        ("posted", {"spot": "门口"}),
        ("damaged", {}),
        ("replaced", {"other": third}),
    ):
        assert mark(kind, **more)["counts"] == {"applied": 1, "refused": 0}, kind
    assert mark("posted", second)["refused"][0]["code"] == "unknown"
    assert mark("flown")["refused"][0]["code"] == "unknown"
    rows = _rows(desk, "code")
    assert (rows[first]["body"]["state"], rows[first]["body"]["replaced_by"]) == ("replaced", third)
    assert rows[first]["body"]["posted_by"] == desk.person
    assert rows[third]["body"]["state"] == "planned"
    assert rows[first]["bucket"] == f"t:{TOWN}"
