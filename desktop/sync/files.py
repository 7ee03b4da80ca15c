"""Sending attachments behind the commands: only what the county lacks, large ones in pieces.

Between two pieces the exchange does what is more urgent. After a cut the county is asked how far it has come; it
goes on there. A file is done when the county has hashed all of it.
"""

from __future__ import annotations

from urllib.parse import quote

from desktop.store.store import Store
from desktop.sync.transport import STALL_SECONDS, Refused, Reply, Request, understood
from wire.caps import RESUME
from wire.codec import to_json
from wire.files import UploadState, chunk_crc

CHUNK_MIN, CHUNK_START, CHUNK_MAX = 64 * 1024, 256 * 1024, 4 * 1024 * 1024
_FAST, _SLOW = 1.0, 3.0
_SLOWEST = 4096
_CHECKING = 60.0
"""Seconds that the county may take to hash a large file."""


class Upload:
    """Where the sending of files stands. `caps`: what the county can do; `refused`: files it will not take."""

    def __init__(self) -> None:
        self.caps: frozenset[str] = frozenset()
        self.refused: set[str] = set()
        self.chunk = CHUNK_START
        self._asked: tuple[str, ...] = ()
        self._missing: list[str] | None = None
        self._offset: int | None = None
        self._length = 0
        self._sent = 0
        self._spoiled: dict[str, int] = {}

    def reset(self) -> None:
        """The line was lost: ask anew what the county has."""
        self._missing, self._offset, self._sent = None, None, 0

    def failed(self) -> None:
        """A chunk did not get through."""
        if self._sent:
            self.chunk = max(self.chunk // 2, CHUNK_MIN)
        self.reset()

    def next(self, store: Store) -> Request | None:
        """The next request of this round, without token; None when nothing is left to send."""
        if self._missing is None:
            self._asked = tuple(d for d in store.attachments.waiting() if d not in self.refused)
            if not self._asked:
                return None
            return Request("POST", "/blobs/v1/missing", to_json(list(self._asked)))
        while self._missing:
            request = self._request(store, self._missing[0])
            if request is not None:
                return request
            self._missing.pop(0)
            self._offset = None
        self._missing = None
        return None

    def _request(self, store: Store, digest: str) -> Request | None:
        path = f"/blobs/v1/{quote(digest, safe='')}"
        self._sent = 0
        if self._offset is not None:
            return self._chunk(store, digest, f"{path}/upload", self._offset)
        self._length = store.attachments.size(digest)
        if self._length > CHUNK_START and RESUME in self.caps:
            return Request("GET", f"{path}/upload")
        data = store.attachment(digest)
        return None if data is None else Request("PUT", path, data)

    def _chunk(self, store: Store, digest: str, path: str, at: int) -> Request:
        data = store.attachments.read(digest, at, min(self.chunk, self._length - at))
        self._sent = len(data)
        headers = (
            ("Upload-Offset", str(at)), ("Upload-Length", str(self._length)), ("Upload-Crc", chunk_crc(data)),
        )  # fmt: skip
        last = at + len(data) >= self._length
        stall = _CHECKING if last else STALL_SECONDS
        return Request("PATCH", path, data, stall=max(stall, len(data) / _SLOWEST), headers=headers)

    def take(self, reply: Reply, seconds: float = 0.0) -> tuple[str, ...]:
        """Addresses that the county now has for certain. `seconds`: how long it took. Raises as `understood`."""
        if self._missing is None:
            lacking = understood(reply, list[str])
            asked = set(self._asked)
            self._missing = [digest for digest in lacking if digest in asked]
            self._offset = None
            return tuple(asked - set(self._missing))
        digest = self._missing[0]
        try:
            if self._length > CHUNK_START and RESUME in self.caps:
                return self._take_state(digest, understood(reply, UploadState), seconds)
            understood(reply, dict)
        except Refused as refused:
            self._take_refusal(digest, refused)
            return ()
        self._missing.pop(0)
        return (digest,)

    def _take_state(self, digest: str, state: UploadState, seconds: float) -> tuple[str, ...]:
        if self._sent:
            if seconds < _FAST:
                self.chunk = min(self.chunk * 2, CHUNK_MAX)
            elif seconds > _SLOW:
                self.chunk = max(self.chunk // 2, CHUNK_MIN)
        if state.complete and state.sha256 == digest:
            self._done()
            return (digest,)
        self._offset = state.offset if 0 <= state.offset < self._length else 0
        return ()

    def _take_refusal(self, digest: str, refused: Refused) -> None:
        code = refused.answer.code
        if code == "offset" and 0 <= refused.answer.need_n < self._length:
            self._offset = refused.answer.need_n
        elif code == "wrong_chunk":
            self.chunk = max(self.chunk // 2, CHUNK_MIN)
            self._spoil(digest, 8)
        elif code == "wrong_hash":
            self._offset = None
            self._spoil(digest, 2)
        elif refused.status in (401, 403, 408, 429, 503, 507) or code == "superseded":
            raise refused
        else:
            self.refused.add(digest)
            self._done()

    def _spoil(self, digest: str, most: int) -> None:
        """Once more; a file that arrives wrong again and again is set aside until the program starts anew."""
        self._spoiled[digest] = self._spoiled.get(digest, 0) + 1
        if self._spoiled[digest] >= most:
            self.refused.add(digest)
            self._done()

    def _done(self) -> None:
        if self._missing:
            self._missing.pop(0)
        self._offset = None
