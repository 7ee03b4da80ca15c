"""A bad line between real processes: a proxy on loopback that cuts, delays, doubles and answers as a portal does."""

from __future__ import annotations

import random
import select
import socket
import threading

FAULTS = (("pass", 70), ("cut", 8), ("portal", 4), ("drop", 5), ("lose_answer", 6), ("twice", 5), ("late", 4))
PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 19\r\nConnection: close\r\n\r\n<html>log in</html>"
WHOLE = 30.0


def listen() -> socket.socket:
    """A listening socket on a free port of this machine."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    return listener


def serve(listener: socket.socket, port: int, seed: int) -> None:
    """For ever: one request a connection, each with a fault or none."""
    rng, lock = random.Random(seed), threading.Lock()
    names, weights = zip(*FAULTS, strict=True)
    while True:
        near, _ = listener.accept()
        with lock:
            fault, share = rng.choices(names, weights)[0], rng.random()
        threading.Thread(target=_carry, args=(near, port, fault, share), daemon=True).start()


def _carry(near: socket.socket, port: int, fault: str, share: float) -> None:
    with near:
        try:
            near.settimeout(WHOLE)
            request = _message(near)
            if not request or fault == "drop":
                return
            if fault == "portal":
                near.sendall(PORTAL)
                return
            answer = _ask(port, request)
            if fault == "twice":
                answer = _ask(port, request)
            if fault == "lose_answer":
                return
            if fault == "late":
                select.select([], [], [], 0.05)
            near.sendall(answer[: int(len(answer) * share)] if fault == "cut" else answer)
        except OSError:
            return  # one of the two is gone; that is what this line is for


def _ask(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=WHOLE) as far:
        far.sendall(request)
        return _message(far)


def _message(stream: socket.socket) -> bytes:
    """One request or answer with its body, told to close afterwards."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = stream.recv(65536)
        if not part:
            return data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(x.partition(b":")[2]) for x in lines if x.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        part = stream.recv(65536)
        if not part:
            break
        body += part
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body
