"""What is not certainly the county's answer changes nothing: a real socket that misbehaves in every way."""

from __future__ import annotations

import gzip
import socket
import threading
from contextlib import contextmanager

import pytest

from desktop.sync.transport import (
    HttpTransport,
    Refused,
    Reply,
    Request,
    SyncProblem,
    retry_after,
    understood,
)
from wire.codec import to_json
from wire.messages import ErrorAnswer, PullAnswer

ANSWER = PullAnswer("r-1", "e", 1.0, 1, ["county"], [], {"county": "v1.e.0.1"}, more=False)
BODY = to_json(ANSWER)
HEADS = {"X-Sync-Proto": "1", "Content-Type": "application/json"}


def raw(
    status: str = "200 OK", body: bytes = BODY, heads: dict[str, str] | None = None, length: int | None = None
) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{k}: {v}" for k, v in (HEADS if heads is None else heads).items())]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return ("\r\n".join([*lines, "Connection: close", "", ""])).encode() + body


@contextmanager
def server(answer: bytes, *, silent: threading.Event | None = None):
    """One listener that gives the same bytes to everybody; `seen` holds what was asked."""
    listener = socket.create_server(("127.0.0.1", 0))
    seen: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                data = b""
                while b"\r\n\r\n" not in data:
                    data += connection.recv(65536)
                seen.append(data)
                connection.sendall(answer)
                if silent is not None:
                    silent.wait(10)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", seen
    finally:
        if silent is not None:
            silent.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def exchange(answer: bytes, **request: object) -> PullAnswer:
    with server(answer) as (url, _seen):
        transport = HttpTransport(url)
        try:
            reply = transport.send(Request("POST", "/sync/v1/pull", b"{}", **request))  # type: ignore[arg-type]
        finally:
            transport.close()
    return understood(reply, PullAnswer, "r-1")


def test_the_answer_of_the_county_is_taken():
    assert exchange(raw()) == ANSWER


def test_gzip_is_taken():
    assert exchange(raw(body=gzip.compress(BODY), heads=HEADS | {"Content-Encoding": "gzip"})) == ANSWER


CHANGED = {
    "login page": (raw(body=b"<html>login</html>", heads={"Content-Type": "text/html"}), "foreign"),
    "login page with our header": (
        raw(body=b"<html>", heads=HEADS | {"Content-Type": "text/html"}),
        "foreign",
    ),
    "json of somebody else": (raw(body=b'{"code":0}', heads={"Content-Type": "application/json"}), "foreign"),
    "json of somebody else with our header": (raw(body=b'{"code":0}'), "foreign"),
    "redirect": (raw("302 Found", b"", {"Location": "http://127.0.0.1:9/"}), "foreign"),
    "nothing": (raw(body=b""), "foreign"),
    "204": (raw("204 No Content", b"", {}), "foreign"),
    "another request": (raw(body=BODY.replace(b"r-1", b"r-0")), "foreign"),
    "no end": (raw(body=BODY.replace(b'"end":1', b'"end":0')), "foreign"),
    "proxy": (raw("407 Proxy Authentication Required", b"", {}), "proxy"),
    "gateway": (raw("502 Bad Gateway", b"<html>", {"Content-Type": "text/html"}), "server"),
    "unknown coding": (raw(heads=HEADS | {"Content-Encoding": "br"}), "foreign"),
    "not gzip": (raw(heads=HEADS | {"Content-Encoding": "gzip"}), "damaged"),
    "cut gzip": (raw(body=gzip.compress(BODY)[:-9], heads=HEADS | {"Content-Encoding": "gzip"}), "damaged"),
    "bomb": (
        raw(body=gzip.compress(bytes(80 * 2**20), 9), heads=HEADS | {"Content-Encoding": "gzip"}),
        "too_large",
    ),
    "deep": (raw(body=b"[" * 1_000_000), "foreign"),
    "closed early": (b"", "offline"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_everything_else_is_named(name):
    """scenario 11, scenario 13, scenario 16: pages, other systems, redirects, bombs and depth."""
    answer, kind = CHANGED[name]
    with pytest.raises(SyncProblem) as problem:
        exchange(answer)
    assert problem.value.kind == kind
    assert "。" in problem.value.message


@pytest.mark.parametrize("at", range(0, len(BODY), 7))
def test_a_body_cut_anywhere_is_refused(at):
    """scenario 9: on a real socket."""
    with pytest.raises(SyncProblem):
        exchange(raw(body=BODY[:at], length=len(BODY)))
    with pytest.raises(SyncProblem):
        understood(Reply(200, {k.lower(): v for k, v in HEADS.items()}, BODY[:at]), PullAnswer, "r-1")


def test_a_refusal_of_the_county_keeps_its_words():
    body = to_json(ErrorAnswer("sequence", "还缺较早的操作。", need_n=7, retry_after=3))
    with pytest.raises(Refused) as refused:
        exchange(raw("409 Conflict", body))
    assert (refused.value.status, refused.value.answer.need_n) == (409, 7)


def test_nobody_there_is_offline():
    """scenario 16: connect refused."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    transport = HttpTransport(f"http://127.0.0.1:{port}")
    with pytest.raises(SyncProblem) as problem:
        transport.send(Request("POST", "/x"))
    assert problem.value.kind == "offline"
    transport.close()


def test_silence_in_the_middle_is_a_stall():
    """scenario 14: the socket falls silent."""
    with server(raw(length=len(BODY) + 5), silent=threading.Event()) as (url, _seen):
        transport = HttpTransport(url)
        with pytest.raises(SyncProblem) as problem:
            transport.send(Request("POST", "/x", stall=0.2))
        transport.close()
    assert problem.value.kind == "timeout"


def test_a_trickle_is_a_stall_too():
    """scenario 14: a byte every five seconds."""
    times = iter(range(0, 10_000, 5))
    transport = HttpTransport("http://127.0.0.1:1", monotonic=lambda: float(next(times)))

    class Trickle:
        headers: dict[str, str] = {}  # noqa: RUF012

        class raw:  # noqa: N801
            @staticmethod
            def read1(_size, decode_content):
                assert decode_content is False
                return b"x"

    with pytest.raises(SyncProblem) as problem:
        transport._read(Trickle(), 20.0)
    assert problem.value.kind == "timeout"


def test_only_https_leaves_this_machine():
    for address in ("http://county.example", "ftp://127.0.0.1", "county.example"):
        with pytest.raises(SyncProblem) as problem:
            HttpTransport(address)
        assert problem.value.kind == "address"
    HttpTransport("https://county.example").close()


def test_the_environment_gives_neither_proxy_nor_password(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login u password p\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with server(raw()) as (url, seen):
        transport = HttpTransport(url)
        transport.send(Request("POST", "/sync/v1/pull", b"{}", token="t-1", device="d-1"))
        transport.close()
    assert b"Authorization: Bearer t-1" in seen[0]
    assert b"X-Device: d-1" in seen[0]
    assert b"Basic" not in seen[0]


def test_the_county_may_ask_to_wait():
    assert retry_after(Reply(503, {"retry-after": "30"}, b"")) == 30
    assert retry_after(Reply(503, {"retry-after": "99999999999"}, b"")) == 0
    assert retry_after(Reply(503, {"retry-after": "Wed"}, b"")) == 0
    assert retry_after(Reply(503, {"retry-after": "86400"}, b"")) == 3600
