"""A real county for tests: its own folder, an adjustable clock, a real server on loopback."""

from __future__ import annotations

import json
import os
import pwd
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

import httpx
import msgspec
import uuid_utils
import uvicorn

from county.app import create_app
from county.seed import PRACTICE_PASSWORD, plant
from county.server import County
from county.settings import PasswordCost, Settings
from domain.case import Reporter
from domain.commands import Body, Command, Register
from wire.codec import encode_command

START = 1_795_220_000
"""2026-11-21 08:13:20 in China."""
TOWN = "990101101"
GROUP = "990101101201003"
VILLAGE = "990101101201"
POSTGRES = Path("/usr/lib/postgresql/15/bin")
CHEAP = PasswordCost(time=1, memory=8, lanes=1)


class Clock:
    """Stands still until it is moved."""

    def __init__(self, at: float = START) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at

    def forward(self, seconds: float) -> None:
        self.at += seconds


def new_id() -> str:
    return str(uuid_utils.uuid7())


def make_settings(folder: Path, clock: Clock, database: str = "") -> Settings:
    return Settings(
        folder,
        database=database,
        practice=True,
        sample_cases=False,
        clockwork=False,
        clock=clock,
        password=CHEAP,
        hotline="0999-12345",
    )


def make_county(folder: Path, clock: Clock, database: str = "") -> County:
    county = County(make_settings(folder, clock, database))
    plant(county)
    return county


@contextmanager
def serving(settings: Settings) -> Iterator[tuple[County, str]]:
    """A real server of this process; yields the county and its address."""
    app = create_app(settings)
    county: County = app.state.county
    plant(county)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    up = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            up.set()

    server = Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        assert up.wait(30)
        yield county, f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        county.news.close()
        server.should_exit = True
        thread.join(30)
        listener.close()
    assert not thread.is_alive()


class Desk:
    """One enrolled workstation with somebody signed in."""

    def __init__(self, county: County, url: str, login: str, device: str | None = None) -> None:
        self.county = county
        self.device = device or new_id()
        self.db_id = "db-" + self.device[-6:]
        self.n = 0
        self.http = httpx.Client(base_url=url, timeout=60, trust_env=False)
        enrolment = county.database.run(lambda tx: county.sessions.new_enrolment(tx, county.now()))
        answer = self.http.post(
            "/session/v1/sign-in",
            json={
                "login": login,
                "password": PRACTICE_PASSWORD,
                "device": self.device,
                "enrolment": enrolment if device is None else "",
            },
        )
        assert answer.status_code == 200, answer.text
        self.session: dict[str, Any] = answer.json()
        self.person: str = self.session["person"]
        self.cursors: dict[str, str] = {}

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        auth = {"Authorization": f"Bearer {self.session['access']}", "X-Device": self.device}
        return self.http.post(path, content=msgspec.json.encode(body), headers=auth | headers)

    def push_raw(self, commands: list[dict[str, Any]], first_n: int, **more: Any) -> httpx.Response:
        body = {
            "req": new_id(),
            "device": self.device,
            "db_id": self.db_id,
            "first_n": first_n,
            "commands": commands,
        }
        return self.post("/sync/v1/push", body | more)

    def push(self, *commands: Command, actor: str = "") -> dict[str, Any]:
        """Push as the next numbers; the answer must be 200."""
        first = self.n + 1
        rows = [outbox_row(first + at, command, actor or self.person) for at, command in enumerate(commands)]
        answer = self.push_raw(rows, first)
        assert answer.status_code == 200, answer.text
        self.n += len(commands)
        found: dict[str, Any] = answer.json()
        return found

    def give(self, case_id: str, body: Body) -> dict[str, Any]:
        """One command; its outcome."""
        outcome: dict[str, Any] = self.push(command(case_id, body))["outcomes"][0]
        return outcome

    def pull(self, limit: int = 1 << 20) -> dict[str, Any]:
        body = {"req": "pull", "device": self.device, "cursors": self.cursors, "limit_bytes": limit}
        answer = self.post("/sync/v1/pull", body)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        self.cursors = page["next"]
        return page

    def pull_all(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        while True:
            page = self.pull()
            rows += page["rows"]
            if not page["more"]:
                return rows


def told(rows: Iterable[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """(revision, event) of everything that rows of the feed tell of what happened, oldest first."""
    found = []
    for row in rows:
        if row["kind"] == "event":
            events = row["body"] if isinstance(row["body"], list) else [row["body"]]
            found += enumerate(events, row["rev"] - len(events) + 1)
    return sorted(found, key=itemgetter(0))


def outbox_row(n: int, given: Command, actor: str) -> dict[str, Any]:
    return {"n": n, "actor": actor, "command": json.loads(encode_command(given))}


def command(case_id: str, body: Body, at: int = START) -> Command:
    return Command(new_id(), case_id, body, at)


def register(text: str = "村口路灯不亮", **fields: Any) -> Register:
    values: dict[str, Any] = {
        "township": TOWN,
        "place": GROUP,
        "text": text,
        "source": "visit",
        "reporter": Reporter("样例人", "19900006816"),
    }
    return Register(**values | fields)


class Cluster:
    """A PostgreSQL of its own in a temporary folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mq-pg-"))
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            entry = pwd.getpwnam(self._user)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        probe = socket.socket()
        probe.bind(("127.0.0.1", 0))
        self.port = probe.getsockname()[1]
        probe.close()
        self._count = 0
        data = self.folder / "data"
        self._run(
            "initdb", "-D", str(data), "-A", "trust", "-U", "mq", "-E", "UTF8", "--no-sync", "--locale=C"
        )
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=80"
        self._run("pg_ctl", "-D", str(data), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def _run(self, tool: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(POSTGRES / tool), *arguments],
            user=self._user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode(errors="replace"))

    def new_database(self) -> str:
        """URL of an empty database."""
        import psycopg

        self._count += 1
        name = f"county{self._count}"
        server = f"postgresql://mq@127.0.0.1:{self.port}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{server}/{name}"

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        subprocess.run(["rm", "-rf", str(self.folder)], check=True)
