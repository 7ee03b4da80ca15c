"""The guards of tests/conftest.py do guard: each is shown to fail when it should."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from tests.conftest import OuterNetwork, lingering


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0)])
def test_a_connection_to_another_machine_is_refused(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if len(address) > 2 else socket.AF_INET
    with socket.socket(family) as outer, pytest.raises(OuterNetwork):
        outer.connect(address)


def test_a_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(OuterNetwork):
        socket.getaddrinfo("example.com", 443)


def test_loopback_is_free() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        client.connect(server.getsockname())
        assert socket.getaddrinfo("localhost", 80)


def test_a_thread_left_alive_is_found_and_an_ended_one_is_not() -> None:
    before = set(threading.enumerate())
    gate = threading.Event()
    stays = threading.Thread(target=gate.wait, name="stays")
    daemon = threading.Thread(target=gate.wait, daemon=True)
    ended = threading.Thread(target=lambda: None)
    for thread in (stays, daemon, ended):
        thread.start()
    try:
        assert lingering(before, grace=0.01) == [stays]
    finally:
        gate.set()
        stays.join()
        daemon.join()
    assert lingering(before) == []


def test_nothing_is_written_at_home_and_no_keyring_is_asked(tmp_path: Path) -> None:
    import keyring
    import platformdirs

    assert not Path(platformdirs.user_data_dir("minqing")).is_relative_to(Path.home() / ".local")
    assert keyring.get_password("minqing", "anyone") is None
    assert os.environ["QT_QPA_PLATFORM"] in {"offscreen", "xcb", "minimal"}
    assert tmp_path.is_dir()
