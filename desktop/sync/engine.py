"""The exchange as a state machine: no Qt, no threads, no sockets.

`step()` says what to do now; the caller does it and tells the outcome by `take()` or `failed()`. The same engine runs
in the program, in the simulator and in the tests. Everything durable is in the store; an engine may be thrown away
at any point.

phases: push → pull → files → idle, then push again. `refresh` interrupts them when the access token ends. A `Halt`
lasts until somebody signs in, the brake is released or the program is upgraded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import msgspec

from desktop.clock import ServerClock
from desktop.store.attachments import LARGEST
from desktop.store.decoded import Decoded
from desktop.store.problems import StoreProblem, told
from desktop.store.store import Store
from desktop.sync import files
from desktop.sync.early import Early, page_of, posted
from desktop.sync.schedule import POSTPONE_SECONDS, Schedule
from desktop.sync.session import Sessions
from desktop.sync.steps import Call, Halt, HaltReason, Pause
from desktop.sync.transport import Refused, Reply, Request, SyncProblem, retry_after, understood
from wire.caps import COMPARE, LIMIT_HEADER
from wire.codec import to_json
from wire.messages import PullAnswer, PullRequest, PushAnswer, PushRequest, SessionAnswer
from wire.repair import CompareAnswer, CompareRequest, RowsAnswer
from wire.version import PROTO

__all__ = ["Call", "Engine", "Halt", "OnStore", "Pause", "Phase"]

Phase = Literal["push", "pull", "files", "idle", "refresh"]
_FILE_LIMIT = "file_limit"
OnStore = Callable[[Callable[[], object]], object]
"""Runs a function on the lane that may write to the store, and waits for it."""


class Engine:
    """One device's exchange. `on_store` runs a function on the lane that may write to the store.

    `ahead` is told the next request while the present answer is written; whoever carries it early hands its reply out
    when `step` asks for that very request. It is dropped when the store comes to stand elsewhere; nothing is lost by
    that, because commands are known by their ids and a page may come twice.
    """

    def __init__(
        self,
        store: Store,
        sessions: Sessions,
        clock: ServerClock,
        jitter: Callable[[], float],
        on_store: OnStore = lambda work: work(),
        ahead: Callable[[Request], object] = lambda _request: None,
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._clock = clock
        self._on_store: OnStore = lambda work: on_store(lambda: told(work))
        self.schedule = Schedule(jitter)
        self.phase: Phase = "push"
        self.halt: HaltReason = ""
        self.problem: SyncProblem | Refused | StoreProblem | None = None
        self.offline_since = 0
        self.sending = (0, 0)
        self._after_refresh: Phase = "push"
        self._resume = 0.0
        self._pushed: PushRequest | None = None
        self._req = ""
        self._ahead = ahead
        self._early = Early()
        self._asked_at = self._seconds = 0.0
        self._size = 0
        self._refused_before = 0
        self._woken = False
        self._upload = files.Upload()
        self._files_until = 0.0
        self.caps: frozenset[str] | None = None
        self._mending: type[CompareAnswer | RowsAnswer] | None = None
        self._out_of_scope = False
        store.attachments.limit = int(store.setting(_FILE_LIMIT, str(LARGEST)))

    # --- what to do

    def step(self) -> Call | Pause | Halt:
        """The next thing to do."""
        return Pause(0.0) if self._write_words() else self._step()

    def _write_words(self) -> bool:
        """Search words follow their rows when nothing is to be sent or fetched but files."""
        if not self._store.wordless:
            return False
        paused = self._resume > self._clock.monotonic()
        if not (self.halt or paused or (self.phase == "files" and not self._woken)):
            return False
        try:
            self._on_store(self._store.write_words)
        except StoreProblem as problem:
            self.problem = problem  # only told: whoever searches reads those rows
            return False
        return True

    def _step(self) -> Call | Pause | Halt:
        if self.halt:
            return Halt(self.halt)
        waiting = self._resume - self._clock.monotonic()
        if waiting > 0:
            return Pause(waiting)
        if self.phase == "idle":
            self.phase, self._woken = "push", False
        if self.phase == "files" and (self._woken or self._clock.monotonic() >= self._files_until):
            self.phase, self._woken = "push", False
        token = self._sessions.token()
        if not token or self.phase == "refresh":
            return self._refresh()
        try:
            call = self._next(token)
            if call is None and self._woken:
                self.phase, self._woken = "push", False
                call = self._next(token)
        except StoreProblem as problem:
            return self._without_disk(problem)
        if call is None:
            self._rest(self.schedule.poll())
            return Pause(self._resume - self._clock.monotonic())
        self._asked_at = self._clock.monotonic()
        return call

    def _without_disk(self, problem: StoreProblem) -> Pause:
        """Nothing can be written here now: wait and try again."""
        self.problem = problem
        self._early.drop()
        self._again(1.0)
        return Pause(self._resume - self._clock.monotonic())

    def _next(self, token: str) -> Call | None:
        """The rest of this round."""
        return self._push(token) or self._pull(token) or self._send_file(token)

    def _refresh(self) -> Call | Halt:
        if not self._sessions.can_refresh():
            self.halt = "sign_in"
            return Halt("sign_in")
        if self.phase != "refresh":
            self._after_refresh = self.phase
        self.phase = "refresh"
        return Call(self._sessions.refresh_request())

    def _push(self, token: str) -> Call | None:
        if self.phase != "push":
            return None
        early = self._early.batch(token)
        if early is not None and early[0].db_id == self._store.sync_state().db_id:
            batch, request = early
        else:
            found = self._next_batch(None)
            if found is None:
                self.sending = (0, 0)
                self.phase = "pull"
                return None
            self._early.drop()
            batch, request = found, self._first(found, token)
        total = self._store.exchange.standing.waiting()
        self.sending = (min(len(batch.commands), total), total)
        self._pushed, self._req = batch, batch.req
        return Call(request)

    def _next_batch(self, ahead: PushAnswer | None) -> PushRequest | None:
        found: list[PushRequest | None] = []
        req = self._store.new_id()
        self._on_store(lambda: found.append(self._store.next_batch(req, self.schedule.batch, ahead)))
        return found[0]

    def _first(self, batch: PushRequest, token: str) -> Request:
        """The first batch of a push. When more wait, it leaves at once, and the next is made ready meanwhile."""
        request = posted(batch, token)
        if self._store.exchange.standing.waiting() <= len(batch.commands):
            return request
        self._ahead(request)
        self._prepare(batch)
        return request

    def _prepared(self, answer: PushAnswer, db_id: str) -> PushRequest | None:
        """The batch that was made ready while the county worked on the one that is answered now."""
        prepared, self._early.prepared = self._early.prepared, None
        if prepared is None or prepared.db_id != db_id:
            return None
        return self._store.exchange.batches.behind(prepared, self._store.new_id(), answer)

    def _prepare(self, under_way: PushRequest | None) -> None:
        """Make a batch ready behind the one under way, so that the county has not to wait for it."""
        if under_way is not None and under_way.db_id == self._store.sync_state().db_id:
            found: list[PushRequest | None] = []
            prepare = self._store.exchange.batches.prepare
            self._on_store(lambda: found.append(prepare(under_way, self.schedule.batch)))
            self._early.prepared = found[0]

    def _pull(self, token: str) -> Call | None:
        if self.phase != "pull":
            return None
        early = self._early.page(token)
        if self._store.sync_state().braked:
            self._to_files()
            return None
        mending = None if self._out_of_scope else self._mend(token)
        if mending is not None:
            self._early.drop()
            return mending
        self._mending, self._out_of_scope = None, False
        wanted = self._store.pull_request(self._store.new_id(), self.schedule.page_bytes)
        if early is not None and (early[0].cursors, early[0].scope_ver) == (wanted.cursors, wanted.scope_ver):
            self._req = early[0].req
            return Call(early[1])
        self._req = wanted.req
        return Call(posted(wanted, token))

    def _look_ahead(self, answer: PushAnswer | PullAnswer) -> None:
        """Begin what follows `answer` while it is being written: another batch, the first page, the next page.

        A page is asked for behind everything that this answer brings, so its sums are those of the store after both.
        """
        if isinstance(answer, PullAnswer) and not answer.more:
            return
        state, token = self._store.sync_state(), self._sessions.token()
        if not token or state.epoch not in ("", answer.epoch):
            return
        message: PushRequest | PullRequest | None = None
        if isinstance(answer, PushAnswer):
            message = self._prepared(answer, state.db_id) or self._next_batch(answer)
        if message is None:
            wanted = self._store.pull_request(self._store.new_id(), self.schedule.page_bytes)
            if isinstance(answer, PullAnswer):
                wanted = msgspec.structs.replace(wanted, cursors=answer.next, scope_ver=answer.scope_ver)
            else:
                wanted = msgspec.structs.replace(wanted, cursors=wanted.cursors | (answer.next or {}))
            message = wanted
        self._ahead(self._early.begin(message, token))

    def _mend(self, token: str) -> Call | None:
        """Compare or fetch what differs, before further pages; a county that cannot do so is read from the start."""
        self._mending = None
        req = self._store.new_id()
        wanted = self._store.repair.request(req, self.schedule.page_bytes)
        if wanted is None:
            return None
        if self.caps is not None and COMPARE not in self.caps:
            self._on_store(self._store.repair.read_again)
            return None
        self._req = req
        comparing = isinstance(wanted, CompareRequest)
        self._mending = CompareAnswer if comparing else RowsAnswer
        path = "/sync/v1/compare" if comparing else "/sync/v1/rows"
        return Call(Request("POST", path, to_json(wanted), token, wanted.device))

    def _take_mending(self, answer: CompareAnswer | RowsAnswer) -> None:
        self._clock.adjust(answer.server_time)
        repair, epoch = self._store.repair, self._store.sync_state().epoch
        if epoch and epoch != answer.epoch:
            self._on_store(lambda: self._store.exchange.start_over(answer.epoch))
            self.phase = "push"
            return
        if isinstance(answer, CompareAnswer):
            self._on_store(lambda: repair.take_compare(answer))
        else:
            self._on_store(lambda: repair.take_rows(answer))

    def _learn(self, reply: Reply) -> None:
        """What the county can do, and the largest file that it takes."""
        if reply.headers.get("x-sync-proto") != str(PROTO):
            return
        self.caps = self._upload.caps = reply.caps
        self._store.exchange.can_compare = COMPARE in reply.caps
        told = reply.headers.get(LIMIT_HEADER.lower(), "")
        if told.isascii() and told.isdigit() and len(told) < 16:
            limit = min(int(told), LARGEST)
            if limit != self._store.attachments.limit:
                self._store.attachments.limit = limit
                self._on_store(lambda: self._store.put_setting(_FILE_LIMIT, str(limit)))

    def _send_file(self, token: str) -> Call | None:
        upload = self._upload.next(self._store)
        if upload is None:
            return None
        device = self._store.sync_state().device
        return Call(replace(upload, token=token, device=device))

    def _to_files(self) -> None:
        """Files come last; while they are sent the rest of the exchange is not left for longer than a poll."""
        self.phase = "files"
        self._files_until = self._clock.monotonic() + self.schedule.poll()

    @property
    def refused_files(self) -> int:
        """Files that the county would not take since the program started."""
        return len(self._upload.refused)

    def _rest(self, seconds: float) -> None:
        self.phase = "idle"
        self._resume = self._clock.monotonic() + seconds

    # --- what became of it

    def take(self, reply: Reply) -> None:
        """A reply came for the last Call."""
        self._seconds = reply.seconds or self._clock.monotonic() - self._asked_at
        self._size = len(reply.body)
        self._learn(reply)
        try:
            if self.phase == "refresh":
                self._take_refresh(understood(reply, SessionAnswer))
            elif self.phase == "push":
                self._take_push(understood(reply, PushAnswer, self._req))
            elif self.phase == "pull" and self._mending is not None:
                self._take_mending(understood(reply, self._mending, self._req))
            elif self.phase == "pull":
                self._take_pull(*page_of(reply, self._req))
            else:
                digests = self._upload.take(reply, self._seconds)
                if digests:
                    self._on_store(lambda: self._store.attachments.verified(digests))
        except SyncProblem as problem:
            self.failed(problem)
            return
        except StoreProblem as problem:
            self._without_disk(problem)
            return
        except Refused as refused:
            try:
                self._refused(refused, retry_after(reply))
            except StoreProblem as problem:
                self._without_disk(problem)
            return
        self.problem, self.offline_since, self._refused_before = None, 0, 0
        self.schedule.succeeded()

    def failed(self, problem: SyncProblem) -> None:
        """No answer came for the last Call: nothing has changed here, everything is tried again."""
        self.problem = problem
        if self.phase == "files":
            self._upload.failed()
        self._early.drop()
        if not self.offline_since:
            self.offline_since = self._clock.now()
        if self.phase == "pull" and problem.kind in ("timeout", "too_large"):
            self.schedule.page_failed()
        if self.phase == "push" and problem.kind == "server":
            self._broken_batch()
        self._again(0.0)

    def _again(self, at_least: float) -> None:
        self._rest(self.schedule.backoff(at_least))
        self._upload.reset()

    def _take_refresh(self, answer: SessionAnswer) -> None:
        self._sessions.refreshed(answer, self._on_store)
        self.phase = self._after_refresh

    def _take_push(self, answer: PushAnswer) -> None:
        self._clock.adjust(answer.server_time)
        self.schedule.batch_passed()
        self._look_ahead(answer)
        asked = self._pushed
        self._on_store(lambda: self._store.apply_push(answer, asked))
        epoch = self._store.sync_state().epoch
        if epoch and epoch != answer.epoch:
            self._on_store(lambda: self._store.exchange.start_over(answer.epoch))
        self._prepare(self._early.under_way)

    def _take_pull(self, answer: PullAnswer, decoded: Decoded) -> None:
        self._clock.adjust(answer.server_time)
        epoch = self._store.sync_state().epoch
        self.schedule.page_took(self._seconds, self._size)
        self._look_ahead(answer)
        self._on_store(lambda: self._store.apply_page(answer, decoded))
        state = self._store.sync_state()
        if epoch and epoch != answer.epoch:
            self.phase = "push"
        elif not answer.more and not state.resyncing:
            self._to_files()

    def _refused(self, refused: Refused, seconds: int) -> None:
        status, code = refused.status, refused.answer.code
        self.problem = refused
        self._early.drop()
        self.offline_since = 0
        if status == 401:
            self._expired()
        elif status == 403:
            self.halt = "locked" if code in ("disabled", "device_disabled") else "sign_in"
            if code == "disabled":
                self._on_store(self._sessions.shut_out)
        elif status == 426:
            self.halt = "too_old"
        elif status == 409 and self.phase == "push":
            lost = refused.answer.need_n if code == "sequence" else 0
            self._on_store(lambda: self._store.exchange.renumber(lost))
            self._once()
        elif status == 410:
            exchange = self._store.exchange
            self._on_store(exchange.resync if code == "floor" else exchange.start_over)
            self.phase = "push"
            self._once()
        elif self._mending is not None and self.phase == "pull" and status in (404, 405):
            self.caps = (self.caps or frozenset()) - {COMPARE}
            self._store.exchange.can_compare = False
            self._on_store(self._store.repair.read_again)
        elif self._mending is not None and self.phase == "pull" and code == "not_in_scope":
            self._out_of_scope = True  # the bucket was withdrawn; a page says so, and takes it away
            self._again(0.0)
        elif self.phase == "files":
            self._upload.reset()
            self._rest(max(self.schedule.poll(), float(seconds)))
        else:
            if self.phase == "push" and status in (400, 413, 422, 500):
                self._broken_batch()
            if self.phase == "pull" and status == 413:
                self.schedule.page_failed()
            self._again(float(max(seconds, refused.answer.retry_after)))

    def _once(self) -> None:
        """Go on at once the first time; when the same remedy is needed again without success between, wait."""
        self._refused_before += 1
        if self._refused_before > 1:
            self._again(1.0)

    def _expired(self) -> None:
        if self.phase == "refresh":
            self.halt = "sign_in"
            return
        self._on_store(self._sessions.forget_access)
        self._after_refresh = self.phase
        self.phase = "refresh"

    def _broken_batch(self) -> None:
        """Find the one command that the county breaks on, set it aside, let the others pass."""
        alone = self._pushed is not None and len(self._pushed.commands) == 1
        if self.schedule.batch_failed() and alone and self._pushed is not None:
            cmd_id = msgspec.json.decode(self._pushed.commands[0].command)["id"]
            self._on_store(lambda: self._store.exchange.postpone(cmd_id, POSTPONE_SECONDS))
            self.schedule.batch_passed()

    # --- what others tell

    def wake(self, *, by_person: bool = False) -> None:
        """There is something to send or to fetch. A person's wish or a change of network also ends the backoff."""
        if by_person:
            self.schedule.failures = 0
        if by_person or not self.schedule.failures:
            self._woken, self._resume = True, 0.0

    def signed_in(self) -> None:
        """Somebody has signed in: go on."""
        self.halt = ""
        self.phase = "push"
        self.problem = None
        self.wake(by_person=True)
