"""Every state of the exchange and everything that can happen in it: the table of docs/sync-states.md, cell by cell.

The real engine on a real store is brought into the state, meets the event, and is asked what it does then. A cell that
the page does not name, or names otherwise, fails; MINQING_WRITE_DOCS=1 writes the page.
"""

from __future__ import annotations

import os
import random
import shutil

import msgspec
import pytest

from desktop.store.problems import StoreProblem
from desktop.sync.engine import Call, Engine, Halt
from desktop.sync.transport import Reply, SyncProblem
from domain.commands import Command
from tests.conftest import ROOT
from tests.simulator.deeds import body_for
from tests.simulator.parts import HEADERS, Desktop, Time
from tests.simulator.template import template, work_folder
from tests.simulator.thin import thin_desktops
from wire.caps import CAPS_HEADER, told_caps
from wire.codec import to_json
from wire.messages import ErrorAnswer, FeedRow, Outcome, PullAnswer, PushAnswer, SessionAnswer
from wire.repair import group_of
from wire.sums import row_hash

PAGE = ROOT / "docs" / "sync-states.md"
STATES = (
    "push",
    "pull",
    "compare",
    "rows",
    "refresh",
    "files",
    "idle",
    "backoff",
    "halt sign_in",
    "halt locked",
    "halt too_old",
)
PROBLEMS = ("offline", "timeout", "tls", "foreign", "proxy", "server", "too_large", "damaged")
REFUSALS = ((400, "malformed"), (401, "signed_out"), (403, "disabled"), (403, "device_disabled"), (403, "not_enrolled"),
            (403, "not_allowed"), (404, "not_found"), (405, "no_route"), (408, "slow"), (409, "sequence"), (409, "cloned"),
            (409, "offset"), (409, "superseded"), (410, "resync"), (410, "floor"), (413, "too_big"), (422, "key_reuse"),
            (422, "not_in_scope"), (422, "wrong_chunk"), (422, "wrong_hash"), (426, "too_old"), (429, "locked"),
            (500, "fault"), (503, "busy"), (503, "unwritable"), (507, "disk_full"))  # fmt: skip
ANSWERS = ("answer", "more pages", "another epoch", "another req", "no end", "HTML", "cut")
LOCAL = ("disk full", "wake", "a person's wish", "signed in", "killed", "new command")
EVENTS = (*ANSWERS, *PROBLEMS, *(f"{status} {code}" for status, code in REFUSALS), *LOCAL)


ABLE = HEADERS | {CAPS_HEADER.lower(): told_caps()}
MISSING = ("case", "01a1fc3f-0000-7000-8000-00000000beef", 1)


class Cell:
    """An engine on a store of its own in one of the states."""

    def __init__(self, folder) -> None:
        self.time = Time()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(template(thin=True) / "t.operator1", folder)
        self.desktop = Desktop(folder, "t.operator1", 9, self.time, random.Random(0))
        self.request = None

    @property
    def engine(self) -> Engine:
        return self.desktop.engine

    def command(self) -> str:
        desktop = self.desktop
        body = body_for("register", None, desktop.actor, random.Random(1), desktop.ids)
        command = Command(desktop.ids(), desktop.ids(), body, desktop.clock.now())
        desktop.store.submit(command, desktop.actor)
        return command.id

    def call(self, path: str):
        step = self.engine.step()
        assert isinstance(step, Call), step
        assert step.request.path == path
        self.request = step.request
        return step.request

    def bring(self, state: str) -> None:
        """Into the state, with one request under way where the state has one."""
        self.engine.schedule._jitter = lambda: 0.5
        if state in ("push", "backoff") or state.startswith("halt"):
            self.command()
        if state == "refresh":
            self.time.at += 5_000
            self.call("/session/v1/refresh")
            return
        if state in ("compare", "rows"):
            self.mend(state)
            return
        if state == "files":
            self.desktop.store.put_attachment(b"photo", "a.jpg", "image/jpeg")
        first = self.call(
            "/sync/v1/push" if state in ("push", "backoff") or state.startswith("halt") else "/sync/v1/pull"
        )
        if state == "backoff":
            self.engine.failed(SyncProblem("offline"))
        elif state.startswith("halt"):
            status, code = {
                "sign_in": (403, "not_enrolled"),
                "locked": (403, "disabled"),
                "too_old": (426, "too_old"),
            }[state.partition(" ")[2]]
            self.engine.take(self.refusal(status, code))
        elif state in ("files", "idle"):
            self.engine.take(self.fitting(first))
            if state == "files":
                self.call("/blobs/v1/missing")
            else:
                self.engine.step()
        if state not in UNDER_WAY:
            self.request = None

    def mend(self, state: str) -> None:
        """A bucket differs: the comparison, or the rows that it calls for, are under way."""
        self.desktop.store.exchange.can_compare = True
        self.desktop.store.exchange.resync((self.desktop.store.sync_state().buckets[-1],))
        request = self.call("/sync/v1/compare")
        if state == "rows":
            self.engine.take(self.fitting(request, groups=[group_of(row_hash(*MISSING))], rows=[MISSING]))
            self.call("/sync/v1/rows")

    def refusal(self, status: int, code: str) -> Reply:
        return Reply(status, ABLE, to_json(ErrorAnswer(code, "没有执行。", need_n=1)))

    def fitting(self, request, *, more: bool = False, epoch: str = "", **extra) -> Reply:
        """The answer that belongs to the request under way."""
        body = msgspec.json.decode(request.body)
        state, now = self.desktop.store.sync_state(), self.time()
        if request.path == "/sync/v1/push":
            outcomes = [Outcome(c["command"]["id"], "applied") for c in body["commands"]]
            answer = PushAnswer(**({"req": body["req"], "epoch": epoch or state.epoch, "server_time": now, "last_n": 1,
                                    "outcomes": outcomes} | extra))  # fmt: skip
        elif request.path == "/sync/v1/pull":
            answer = PullAnswer(**({"req": body["req"], "epoch": epoch or state.epoch, "server_time": now,
                                    "scope_ver": state.scope_ver, "buckets": list(state.buckets), "rows": [],
                                    "next": {}, "more": more} | extra))  # fmt: skip
        elif request.path in ("/sync/v1/compare", "/sync/v1/rows"):
            more_of_it = {"cursor": "", "groups": []} if request.path == "/sync/v1/compare" else {"done": 1}
            answer = {"req": body["req"], "epoch": epoch or state.epoch, "server_time": now, "bucket": body["bucket"],
                      "rows": [], "proto": 1, "end": 1} | more_of_it | extra  # fmt: skip
        elif request.path in ("/session/v1/refresh", "/session/v1/sign-in"):
            actor = self.desktop.actor
            name = actor.name * 300_000 if self.desktop.full else actor.name
            answer = SessionAnswer("a-2", "r-2", 900, actor.id, name, list(actor.posts), [], list(actor.places),
                                   "990101", "样例县", list(state.buckets), now)  # fmt: skip
        else:
            answer = []
        return Reply(200, ABLE, to_json(answer))

    def send(self, request) -> Reply:
        """As the county answers a sign-in."""
        return self.fitting(request)

    def large(self) -> dict:
        """More than what is free in the file."""
        if not self.request.path.startswith("/sync/"):
            return {}
        if self.request.path == "/sync/v1/compare":
            return {"groups": ["00"], "rows": [MISSING]}
        town = self.desktop.store.sync_state().buckets[-1]
        body = msgspec.Raw(msgspec.json.encode("x" * 900_000))
        return {"rows": [FeedRow(town, "event", "c-1:1", 1, "put", 1, "c-1", body)]}

    def meet(self, event: str) -> None:
        """What happens."""
        status, _, code = event.partition(" ")
        if event in PROBLEMS:
            self.engine.failed(SyncProblem(event))
        elif status.isdigit():
            self.engine.take(self.refusal(int(status), code))
        elif event == "answer":
            self.engine.take(self.fitting(self.request))
        elif event == "more pages":
            self.engine.take(self.fitting(self.request, more=True))
        elif event == "another epoch":
            self.engine.take(self.fitting(self.request, epoch="e-2"))
        elif event == "another req":
            self.engine.take(self.fitting(self.request, req="other"))
        elif event == "no end":
            self.engine.take(self.fitting(self.request, end=0))
        elif event == "HTML":
            self.engine.take(Reply(200, {"content-type": "text/html"}, b"<html>"))
        elif event == "cut":
            reply = self.fitting(self.request)
            self.engine.take(Reply(200, ABLE, reply.body[:-1]))
        elif event == "disk full":
            self.desktop.fill(full=True)
            if self.request is not None:
                self.engine.take(self.fitting(self.request, **self.large()))
        elif event == "wake":
            self.engine.wake()
        elif event == "a person's wish":
            self.engine.wake(by_person=True)
        elif event == "signed in":
            self.desktop.sign_in(self)
        elif event == "killed":
            self.desktop.crash()
            self.engine.schedule._jitter = lambda: 0.5
        else:
            self.command()
            self.engine.wake()

    def does(self) -> str:
        """In a word or two what the exchange does next."""
        step = self.engine.step()
        if isinstance(step, Halt):
            return f"halt {step.reason}"
        if isinstance(step, Call):
            return step.request.path.rpartition("/")[2] if "blobs" not in step.request.path else "files"
        kind = type(self.engine.problem).__name__ if self.engine.problem is not None else ""
        return f"wait ({kind})" if kind else "rest"


UNDER_WAY = ("push", "pull", "compare", "rows", "refresh", "files")


def impossible(state: str, event: str) -> bool:
    """No request is under way, so nothing can answer it; or the answer has no such member."""
    if state not in UNDER_WAY and event not in LOCAL:
        return True
    if event == "more pages":
        return state != "pull"
    return event in ("another epoch", "another req", "no end") and state in ("refresh", "files")


@pytest.fixture(scope="module")
def cells():
    """(state, event) -> what the engine does; every cell is driven once."""
    found: dict[tuple[str, str], str] = {}
    folder = work_folder() / "cells"
    with thin_desktops():
        for state in STATES:
            for event in EVENTS:
                if impossible(state, event):
                    found[state, event] = "–"
                    continue
                cell = Cell(folder)
                try:
                    cell.bring(state)
                    kept = {row.cmd_id for row in cell.desktop.store.outbox_rows()}
                    cell.meet(event)
                    found[state, event] = cell.does()
                    left = {row.cmd_id for row in cell.desktop.store.outbox_rows()}
                    settled = event in ("answer", "another epoch")
                    assert left >= kept or (settled and state == "push"), f"{state} × {event} lost a command"
                except StoreProblem as problem:
                    raise AssertionError(f"{state} × {event}: {problem}") from problem
                finally:
                    cell.desktop.store.abandon()
    shutil.rmtree(folder, ignore_errors=True)
    return found


def page(found: dict[tuple[str, str], str]) -> str:
    """docs/sync-states.md."""
    lines = [
        "# States of the exchange",
        "",
        "What the exchange of a desktop (`desktop/sync/engine.py`) does next, for each state it can be in and everything",
        "that can happen there. `push`, `pull`, `compare` and `rows` (a bucket that differs is mended), `refresh` and",
        "`files` are states with a request under way; a word in a cell is the next request, `wait (…)` a pause with growing",
        "length after that kind of problem, `rest` the pause until the next poll, `halt …` a stop until a person acts. `–`:",
        "cannot happen, nothing is under way. Wherever it pauses, rests or has stopped, search words that follow their rows",
        "are written meanwhile. The table is made by `tests/desktop/test_sync_state_table.py`, which drives",
        "the shipped engine through every cell.",
        "",
        "| event | " + " | ".join(STATES) + " |",
        "|---|" + "---|" * len(STATES),
    ]
    lines += [f"| {event} | " + " | ".join(found[s, event] for s in STATES) + " |" for event in EVENTS]
    return "\n".join(lines) + "\n"


def test_every_cell_does_what_the_page_says(cells):
    text = page(cells)
    if os.environ.get("MINQING_WRITE_DOCS"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text


def test_what_is_no_answer_changes_nothing(cells):
    for state in UNDER_WAY:
        for event in ("another req", "no end", "HTML", "cut", *PROBLEMS):
            assert cells[state, event] in ("–", "wait (SyncProblem)"), (state, event)


def test_a_repair_never_asks_the_same_again_at_once(cells):
    for state in ("compare", "rows"):
        for event in EVENTS:
            if event not in (*LOCAL, "410 floor"):
                assert cells[state, event] not in ("compare", "rows"), (state, event)


def test_only_a_person_ends_a_halt(cells):
    for state in STATES:
        if state.startswith("halt"):
            for event in ("wake", "a person's wish", "new command"):
                assert cells[state, event] == state
            assert not cells[state, "signed in"].startswith("halt")


def test_a_full_disk_never_ends_the_exchange(cells):
    for state in STATES:
        assert cells[state, "disk full"] != "", state
        if not state.startswith("halt"):
            assert not cells[state, "disk full"].startswith("halt"), state
