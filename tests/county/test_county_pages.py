"""The citizen's pages: hostile input, nothing lost, one report for one tap, progress and rating."""

from __future__ import annotations

import contextlib
import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from county.intake import CITIZEN
from county.photos import PhotoProblem, clean_photo
from county.safe_text import safe_line, safe_text
from county.server import County
from county.store import papers
from domain.case import Case
from domain.commands import Assignment, Dispatch, GiveFeedback, GiveReply, LogCall, Review, Sign
from domain.ids import PLAIN_ALPHABET
from tests.county.rig import START, TOWN, VILLAGE, Clock, new_id

NASTY = [
    "<script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "' OR 1=1; DROP TABLE cases; --",
    "=1+1",
    "%s %(x)s {0.__class__}",
    "𠮷𬀀龘",
]


@pytest.fixture
def phone(server: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server[1], trust_env=False, timeout=60) as client:
        yield client


def _fields(client: httpx.Client, path: str = "/q", **more: str) -> dict[str, str]:
    form_id = re.search(r'name="form_id" value="([^"]+)"', client.get(path).text)
    assert form_id is not None
    values = {
        "form_id": form_id[1],
        "text": "路灯不亮",
        "phone": "19900006816",
        "place": VILLAGE,
        "notice": "1",
    }
    return values | more


def _cases(county: County) -> list[Case]:
    from county.store import feed
    from wire.codec import decode_case

    with county.database.read() as connection:
        return [decode_case(e.body) for e in feed.entities(connection, f"t:{TOWN}", ["case"])]


def _picture(size: tuple[int, int] = (400, 300), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, "JPEG", **options)
    return out.getvalue()


def test_a_report_is_registered_accepted_and_pushed_at_once(server: Any, phone: httpx.Client) -> None:
    answer = phone.post("/q", data=_fields(phone, name="张大爷"))
    assert answer.status_code == 303
    page = phone.get(answer.headers["location"])
    code = re.search(r"<strong>([A-Z0-9]{3})-([A-Z0-9]{3})</strong>", page.text)
    assert code is not None
    assert set(code[1] + code[2]) <= set(PLAIN_ALPHABET)
    assert "最晚 08:43 前给您回电话" in page.text
    assert "练习" in page.text
    (case,) = _cases(server[0])
    assert (case.state, case.source, case.reporter.name) == ("accepted", "qr", "张大爷")
    assert case.registered_by == CITIZEN.id
    assert case.pushed_to == ("p010", "p011", "p012")
    assert [c.due for c in case.running if c.code == "phone_reply"] == [START + 1800]


def test_the_same_form_twice_is_one_report_and_a_changed_text_another(
    server: Any, phone: httpx.Client
) -> None:
    fields = _fields(phone)
    first, again = (phone.post("/q", data=fields).headers["location"] for _ in range(2))
    assert first == again
    other = phone.post("/q", data=fields | {"text": "还有一件事"}).headers["location"]
    assert other != first
    assert len(_cases(server[0])) == 2


@pytest.mark.parametrize("text", NASTY)
def test_what_is_typed_is_never_interpreted(server: Any, phone: httpx.Client, text: str) -> None:
    back = phone.post("/q", data=_fields(phone, text=text, name=text, phone="12"))
    assert back.status_code == 422
    assert "<script>alert" not in back.text
    assert "<img src=x" not in back.text
    assert phone.post("/q", data=_fields(phone, text=text, name=text)).status_code == 303
    (case,) = _cases(server[0])
    assert (case.text, case.reporter.name) == (text, text)


def test_invisible_characters_are_left_out_and_words_stay(server: Any, phone: httpx.Client) -> None:
    fields = _fields(phone, text="路灯\0坏\u202e了\r\n第二行\x1b[0m")
    assert phone.post("/q", data=fields).status_code == 303
    (case,) = _cases(server[0])
    assert case.text == "路灯坏了\n第二行[0m"


def test_too_long_a_text_comes_back_whole(server: Any, phone: httpx.Client) -> None:
    text = "长" * 100_000
    back = phone.post("/q", data=_fields(phone, text=text))
    assert back.status_code == 422
    assert text in back.text
    assert "没有丢" in back.text
    assert "100000 字" in back.text
    assert _cases(server[0]) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": "  "}, "请写一写是什么事"),
        ({"phone": ""}, "不便留电话"),
        ({"phone": "12345"}, "手机号好像不对"),
        ({"notice": ""}, "打勾"),
        ({"name": "名" * 41}, "称呼太长"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(
    server: Any, phone: httpx.Client, change: dict[str, str], words: str
) -> None:
    back = phone.post("/q", data=_fields(phone, place_text="桥头") | change)
    assert back.status_code == 422
    assert words in back.text
    assert 'value="桥头"' in back.text
    assert 'role="alert"' in back.text
    assert _cases(server[0]) == []


def test_pictures_lose_place_and_camera_and_bad_ones_lose_no_report(server: Any, phone: httpx.Client) -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (36.0, 32.0, 1.0), 3: "E", 4: (104.0, 10.0, 1.0)}
    exif[0x010F] = "MARKER-CAMERA"
    good = _picture((3000, 2000), exif=exif)
    assert b"MARKER-CAMERA" in good
    files = [("photo", ("1.jpg", good, "image/jpeg")), ("photo", ("2.jpg", b"GIF89a", "image/gif"))]
    files.append(("photo", ("../../x.png", _bomb(), "image/png")))
    answer = phone.post("/q", data=_fields(phone), files=files)
    assert answer.headers["location"].endswith("?photos=2")
    assert "有 2 张照片打不开或太大" in phone.get(answer.headers["location"]).text
    (case,) = _cases(server[0])
    (photo,) = case.attachments
    path = server[0].blobs.path(photo.sha256)
    kept = path.read_bytes()
    assert b"MARKER" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, max(picture.size)) == ("JPEG", 1920)
        assert not picture.getexif()
    assert len(list((server[0].settings.data / "blobs").glob("*/*"))) == 1


def _bomb() -> bytes:
    """A PNG of 30,000 × 30,000 points in some kilobytes."""
    import struct

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", _bomb(), _picture()[:200], b"RIFF\0\0\0\0WEBPVP8 "])
def test_a_picture_that_is_none_is_a_problem_and_nothing_else(data: bytes) -> None:
    with pytest.raises(PhotoProblem):
        clean_photo(data, 50_000_000)


@given(st.binary(max_size=300), st.integers(0, 200))
def test_damaged_pictures_are_read_or_refused(noise: bytes, at: int) -> None:
    good = _picture((40, 30))
    with contextlib.suppress(PhotoProblem):
        assert clean_photo(good[:at] + noise + good[at:], 1_000_000)[:2] == b"\xff\xd8"


def test_a_transparent_picture_gets_white_paper_and_a_turned_one_stands() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(clean_photo(out.getvalue(), 10_000))) as picture:
        assert picture.getpixel((5, 5)) == (255, 255, 255)
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(clean_photo(_picture((40, 20), exif=exif), 10_000))) as picture:
        assert picture.size == (20, 40)


def _planned_code(server: Any, desk_at: Any, code: str = "0123ABCDJ") -> str:
    from domain.ids import code_check

    code = code[:8] + code_check(code[:8])
    desk = desk_at(server)
    record = {
        "id": code, "campaign": "c1", "seq": 1, "kind": "group", "place_code": "990101101201003",
        "place_name": "金山村3组", "range_text": "第1—21户", "households": 21,
    }  # fmt: skip
    body = {"cmd_id": new_id(), "township": TOWN, "campaign": "c1", "codes": [record]}
    assert desk.post("/admin/v1/campaign", body).status_code == 200
    return code


def test_a_code_knows_its_place_in_any_case(server: Any, desk_at: Any, phone: httpx.Client) -> None:
    code = _planned_code(server, desk_at)
    for path in (f"/q/{code}", f"/Q/{code.lower()}", f"/Q/{code}"):
        assert "清泉镇 金山村3组" in phone.get(path).text
    answer = phone.post(f"/Q/{code}", data=_fields(phone, f"/q/{code}", place=""))
    assert answer.status_code == 303
    (case,) = _cases(server[0])
    assert (case.place, case.qr_code) == ("990101101201003", code)


def test_retired_and_unknown_codes_still_take_the_report(
    server: Any, desk_at: Any, phone: httpx.Client
) -> None:
    code = _planned_code(server, desk_at)
    desk = desk_at(server)
    for kind in ("printed", "retired"):
        event = {"kind": kind, "code_id": code, "at": 0, "by": "", "note": "拆迁"}
        body = {"cmd_id": new_id(), "township": TOWN, "events": [event]}
        assert desk.post("/admin/v1/codes", body).json()["counts"]["applied"] == 1
    page = phone.get(f"/q/{code}")
    assert "已经更换" in page.text
    assert "金山村3组" in page.text
    assert phone.post(f"/q/{code}", data=_fields(phone, place="")).status_code == 303
    for path in ("/q/NOT-A-CODE", "/q/%3Cscript%3E", "/q/" + "9" * 300):
        page = phone.get(path)
        assert page.status_code == 200
        assert "<script>" not in page.text.replace('<script src="/static/draft.js" defer></script>', "")
        assert phone.post(path, data=_fields(phone)).status_code == 303


def test_pages_are_small_and_ask_nobody_else(server: Any, phone: httpx.Client) -> None:
    receipt = phone.post("/q", data=_fields(phone)).headers["location"]
    for path in ("/q", "/p", "/notice", "/", receipt):
        page = phone.get(path)
        assert page.status_code == 200
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page.text)
        assert "style=" not in page.text
        assert "onclick" not in page.text
        own = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
        weight = len(page.content) + sum(len(phone.get(name).content) for name in own)
        assert weight < 100_000
    css = phone.get("/static/page.css").text
    sizes = [float(size) for size in re.findall(r"font-size: ([0-9.]+)rem", css)]
    assert "html { font-size: 18px" in css
    assert min(sizes) >= 1, "no text below 18 px"
    assert phone.get("/static/frame.html").status_code == 404
    assert phone.get("/static/..%2frendering.py").status_code == 404


def test_progress_needs_the_code_and_the_last_four_digits(
    server: Any, phone: httpx.Client, clock: Clock
) -> None:
    receipt = phone.post("/q", data=_fields(phone)).headers["location"]
    code = re.search(r"<strong>([^<]+)</strong>", phone.get(receipt).text)
    assert code is not None
    assert phone.post("/p", data={"code": code[1], "tail": "0000"}).status_code == 404
    found = phone.post("/p", data={"code": code[1].lower().replace("-", " "), "tail": "6816"})
    assert found.headers["location"] == receipt
    statuses = [phone.post("/p", data={"code": "AAAAAA", "tail": "1"}).status_code for _ in range(12)]
    assert statuses == [404] * 10 + [429] * 2
    assert phone.post("/p", data={"code": code[1], "tail": "6816"}).status_code == 429
    clock.forward(901)
    assert phone.post("/p", data={"code": code[1], "tail": "6816"}).status_code == 303


def test_without_a_telephone_the_code_is_enough(server: Any, phone: httpx.Client) -> None:
    receipt = phone.post("/q", data=_fields(phone, phone="", no_phone="1")).headers["location"]
    page = phone.get(receipt).text
    assert "后四位" not in page
    code = re.search(r"<strong>([^<]+)</strong>", page)
    assert code is not None
    assert phone.post("/p", data={"code": code[1], "tail": ""}).headers["location"] == receipt
    (case,) = _cases(server[0])
    assert case.reporter.no_phone


def test_a_rating_is_asked_when_done_and_may_be_changed_for_its_days(
    server: Any, desk_at: Any, phone: httpx.Client, clock: Clock
) -> None:
    receipt = phone.post("/q", data=_fields(phone)).headers["location"]
    assert "请您评价" not in phone.get(receipt).text
    assert phone.post(f"{receipt}/rating", data={"grade": "满意"}).status_code == 422
    (case,) = _cases(server[0])
    _finish(server, desk_at, case.id)
    page = phone.get(receipt).text
    assert "请您评价" in page
    assert "不评价不会算作满意" in page
    assert _cases(server[0])[0].ratings == (), "silence is no rating"
    asked = phone.post(f"{receipt}/rating", data={"grade": "不满意", "words": ""})
    assert "哪里不满意" in asked.text
    assert phone.post(f"{receipt}/rating", data={"grade": "好极了"}).status_code == 422
    for grade, words in (("不满意", "还是不亮 <b>"), ("满意", "")):
        clock.forward(3600)
        assert phone.post(f"{receipt}/rating", data={"grade": grade, "words": words}).status_code == 303
    (case,) = _cases(server[0])
    assert [r.grade for r in case.ratings] == ["不满意", "满意"]
    clock.forward(8 * 86_400)
    assert phone.post(f"{receipt}/rating", data={"grade": "满意"}).status_code == 422


def _finish(server: Any, desk_at: Any, case_id: str) -> None:
    """Let the matter be handled until it is reported done."""
    centre, unit, head = desk_at(server), desk_at(server, "t.build.liaison"), desk_at(server, "t.director")
    task = new_id()
    steps = [
        (centre, LogCall("reached", "已了解")),
        (centre, Dispatch((Assignment(task, "t-build", duty_item="A006"),))),
        (unit, Sign(task)),
        (unit, GiveFeedback(task, "已到现场更换两盏路灯的灯头，当晚恢复照明，反映人现场确认。")),
        (head, Review("ok")),
        (unit, GiveReply("phone", "路灯已经修好，请您查看。")),
    ]
    for desk, body in steps:
        outcome = desk.give(case_id, body)
        assert outcome["kind"] == "applied", (body.kind, outcome)


def test_unknown_receipts_and_broken_forms_end_in_a_sentence(server: Any, phone: httpx.Client) -> None:
    for path in ("/r/" + "0" * 32, "/r/x", "/r/" + "A" * 500):
        page = phone.get(path)
        assert page.status_code == 404
        assert "您反映的事项不受影响" in page.text
    broken = phone.post(
        "/q", content=b"--x\r\nbroken", headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert broken.status_code in (400, 413, 422)
    assert "<html" in broken.text
    assert phone.post("/q", data=_fields(phone, text="x" * (5 << 20))).status_code == 413
    with server[0].database.read() as connection:
        assert papers.receipt_by(connection) is None


def test_a_waiting_desk_is_woken_by_a_report(server: Any, desk_at: Any, phone: httpx.Client) -> None:
    import threading

    desk = desk_at(server)
    desk.pull_all()
    answers: list[Any] = []
    body = {"req": "w", "device": desk.device, "cursors": desk.cursors, "seconds": 25}
    thread = threading.Thread(target=lambda: answers.append(desk.post("/sync/v1/wait", body).json()))
    thread.start()
    assert phone.post("/q", data=_fields(phone)).status_code == 303
    thread.join()
    assert answers[0]["changed"] == [f"t:{TOWN}"]


@given(st.text())
def test_safe_text_is_stable_and_shows_everything(text: str) -> None:
    once = safe_text(text)
    assert safe_text(once) == once
    assert "\0" not in once
    assert "\n" not in safe_line(text)
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("came", "source"), [("?from=miniapp", "miniapp"), ("?from=12345", "qr"), ("?from=<b>", "qr"), ("", "qr")]
)
def test_the_mini_programme_is_a_way_of_its_own_and_an_unknown_one_counts_as_a_scan(
    server: Any, phone: httpx.Client, came: str, source: str
) -> None:
    shown = phone.get(f"/q{came}")
    action = re.search(r'action="([^"]+)"', shown.text)
    assert action is not None
    assert "<b>" not in action[1]
    assert phone.post(action[1], data=_fields(phone)).status_code == 303
    (case,) = _cases(server[0])
    assert (case.source, case.state) == (source, "accepted")
