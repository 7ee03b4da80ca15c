"""The line to the county for what somebody waits for: administrative commands and files to look at.

One request, one answer, the same when it is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from desktop.imports import strings as words
from desktop.strings import files as file_words
from wire.codec import to_json

if TYPE_CHECKING:
    from desktop.store.store import Store
    from desktop.sync.session import Sessions
    from desktop.sync.transport import Transport
    from wire.admin import AdminAnswer

LANE = "county"
"""Lane of the desktop on which such requests wait for their answer."""
STALL_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer that counts. later: it may have arrived, send the same again; refused: certainly not done."""

    kind: Literal["later", "refused"]
    message: str


class Line(Protocol):
    """Whoever can give an administrative command. Blocks; called on a lane."""

    def give(self, path: str, body: bytes) -> AdminAnswer | Failure:
        """POST the body of a command to `/admin/v1/<path>`."""
        ...


class CountyLine:
    """The real line: the desktop's session and transport. `write` runs store work on the store lane and waits."""

    def __init__(
        self,
        store: Store,
        sessions: Sessions,
        transport: Transport,
        write: Callable[[Callable[[], object]], object] = lambda work: work(),
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._transport = transport
        self._write = write

    def give(self, path: str, body: bytes) -> AdminAnswer | Failure:
        """POST the body of a command; an ended session is renewed once."""
        from desktop.sync.transport import Refused, SyncProblem

        try:
            if not self._sessions.token() and not self._renewed():
                return Failure("later", words.NO_SESSION)
            try:
                return self._ask(path, body)
            except Refused as refused:
                if refused.status != 401 or not self._renewed():
                    raise
                return self._ask(path, body)
        except SyncProblem as problem:
            return Failure("later", words.OFFLINE if problem.kind == "offline" else problem.message)
        except Refused as refused:
            return _failure(refused.status, refused.answer.message)

    def _ask(self, path: str, body: bytes) -> AdminAnswer:
        from desktop.sync.transport import Request, understood
        from wire.admin import AdminAnswer

        device = self._store.sync_state().device
        request = Request("POST", f"/admin/v1/{path}", body, self._sessions.token(), device, STALL_SECONDS)
        return understood(self._transport.send(request), AdminAnswer)

    def fetch(self, digest: str, media: str) -> Failure | None:
        """Take a file into the store; None when it is here. Only what hashes to its address is kept."""
        from desktop.sync.transport import Refused, SyncProblem

        if self._store.attachment(digest) is not None:
            return None
        try:
            if not self._sessions.token() and not self._renewed():
                return Failure("later", file_words.FETCH_SESSION)
            try:
                data = self._file(digest)
            except Refused as refused:
                if refused.status != 401 or not self._renewed():
                    raise
                data = self._file(digest)
        except SyncProblem as problem:
            return Failure(
                "later", file_words.FETCH_OFFLINE if problem.kind == "offline" else problem.message
            )
        except Refused as refused:
            known = {401: file_words.FETCH_SESSION, 404: file_words.FETCH_NONE}
            return Failure("later", known.get(refused.status, refused.answer.message))
        kept = self._write(lambda: self._store.attachments.keep(digest, data, media, self._store.now()))
        return None if kept else Failure("later", file_words.FETCH_FOREIGN)

    def _file(self, digest: str) -> bytes:
        from desktop.sync.transport import Request, understood

        device = self._store.sync_state().device
        reply = self._transport.send(
            Request("GET", f"/blobs/v1/{digest}", b"", self._sessions.token(), device, STALL_SECONDS)
        )
        if reply.status != 200:
            understood(reply, dict)
        return reply.body

    def _renewed(self) -> bool:
        """Trade the refresh token; the county gives the same successor to whoever asks within a minute."""
        from desktop.sync.transport import understood
        from wire.messages import SessionAnswer

        if not self._sessions.can_refresh():
            return False
        answer = understood(self._transport.send(self._sessions.refresh_request()), SessionAnswer)
        self._sessions.refreshed(answer, self._write)
        return bool(self._sessions.token())


def _failure(status: int, message: str) -> Failure:
    if status == 401:
        return Failure("later", words.NO_SESSION)
    if status in (429, 503) or status >= 500:
        return Failure("later", message)
    if status == 403:
        return Failure("refused", words.NOT_ALLOWED.format(message))
    return Failure("refused", words.REFUSED.format(message))


def body_of(command: Any) -> bytes:
    """The bytes of an administrative command; kept as they are until the county has answered."""
    return to_json(command)
