"""Running the server: one socket, one line when it is ready, and an end when the parent is gone."""

from __future__ import annotations

import gc
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn

from county import strings
from county.app import create_app
from county.connection import GuardedProtocol
from county.folder_lock import FolderLock, FolderTaken
from county.seed import PRACTICE_PASSWORD, plant
from county.server import County
from county.settings import Settings
from wire.codec import to_json

KEEP_ALIVE_SECONDS = 75
"""Longer than clients and proxies keep an idle connection; the default of 5 s breaks requests on pooled ones."""

DESCRIPTORS = 16_384


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve(
    settings: Settings,
    *,
    ready_fd: int | None = None,
    ready_file: Path | None = None,
    parent_pipe: bool = False,
) -> int:
    """Serve until stopped; returns the exit status.

    With `ready_fd`, `ready_file` or `parent_pipe` one JSON line goes there (`parent_pipe`: to standard output) once the
    port listens: port, address, and a single-use enrolment code for the parent's own device.
    """
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    try:
        lock = FolderLock(settings.data)
    except FolderTaken:
        sys.stderr.write(strings.SERVING_TWICE + "\n")
        return 3
    _allow_many_connections()
    with lock, _listen(settings) as listener:
        app = create_app(settings)
        county: County = app.state.county
        plant(county)
        _rest_collector()
        config = uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=3,
            http=GuardedProtocol,
            ws="none",
            server_header=False,
        )
        tell = ready_fd is not None or ready_file is not None or parent_pipe
        port = int(listener.getsockname()[1])
        server = _Server(config, lambda: _announce(county, port, ready_fd, ready_file) if tell else None)
        if parent_pipe:
            threading.Thread(target=_follow_parent, args=(server, county), daemon=True).start()
        server.run(sockets=[listener])
    return 0


def _rest_collector() -> None:
    """What stands now stays until the end; what a request makes goes by itself. Looking for cycles is seldom worth it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named, because the event loop sends small pieces at once (TCP_NODELAY) only where the socket says that it is TCP;
    # otherwise each answer waits 40 ms for the other side's acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((settings.host, settings.port))
    listener.listen(2048)
    return listener


def _allow_many_connections() -> None:
    """Every waiting client holds a descriptor; the usual limit of 1,024 is below what one county has to carry."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(DESCRIPTORS, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _announce(county: County, port: int, ready_fd: int | None, ready_file: Path | None) -> None:
    code = county.database.run(lambda tx: county.sessions.new_enrolment(tx, county.now(), hours=1))
    line = {
        "port": port,
        "url": f"http://{county.settings.host}:{port}",
        "pid": os.getpid(),
        "enrolment": code,
        "practice": county.settings.practice,
        "password": PRACTICE_PASSWORD if county.settings.practice else "",
    }
    data = to_json(line) + b"\n"
    if ready_file is not None:
        part = ready_file.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        part.replace(ready_file)
    else:
        os.write(1 if ready_fd is None else ready_fd, data)


def _follow_parent(server: uvicorn.Server, county: County) -> None:
    """Standard input is a pipe that the parent holds open; when it ends, so does the server."""
    while os.read(0, 4096):
        pass
    server.should_exit = True
    county.news.close()
