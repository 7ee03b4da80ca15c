"""Messages of the exchange as requests, and what was begun or read before its turn."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store.decoded import NOTHING, Decoded
from desktop.sync.transport import Refused, Reply, Request, SyncProblem, to_this, understood
from wire.codec import to_json
from wire.messages import PullAnswer, PullRequest, PushRequest

_PATHS: dict[type, str] = {PushRequest: "/sync/v1/push", PullRequest: "/sync/v1/pull"}


def posted(message: PushRequest | PullRequest, token: str) -> Request:
    """The request that carries the message."""
    return Request("POST", _PATHS[type(message)], to_json(message), token, message.device)


@dataclass(frozen=True, slots=True)
class ReadReply(Reply):
    """A page that was read before its turn, with its cases."""

    page: PullAnswer | None = None
    decoded: Decoded = NOTHING


def read_page(request: Request, reply: Reply) -> Reply:
    """The reply, read if it is a page. Trouble with it is told in its turn."""
    if request.path != _PATHS[PullRequest]:
        return reply
    try:
        page = understood(reply, PullAnswer)
    except (SyncProblem, Refused):
        return reply
    return ReadReply(reply.status, reply.headers, reply.body, reply.seconds, page, Decoded(page.rows))


def page_of(reply: Reply, req: str) -> tuple[PullAnswer, Decoded]:
    """The page in a reply and its cases, as far as they were read before. Raises as `understood`."""
    if isinstance(reply, ReadReply) and reply.page is not None:
        return to_this(reply.page, req), reply.decoded
    return understood(reply, PullAnswer, req), NOTHING


class Early:
    """At most one message that is on its way already. It is handed out once, and only for the session it went with.

    `prepared`: the batch that may follow the one under way as soon as that is answered.
    """

    def __init__(self) -> None:
        self._held: tuple[PushRequest | PullRequest, Request] | None = None
        self.prepared: PushRequest | None = None

    def begin(self, message: PushRequest | PullRequest, token: str) -> Request:
        """Hold the message; the request that carries it."""
        self._held = message, posted(message, token)
        return self._held[1]

    @property
    def under_way(self) -> PushRequest | None:
        """The batch that was begun and not handed out yet."""
        held = self._held[0] if self._held is not None else None
        return held if isinstance(held, PushRequest) else None

    def batch(self, token: str) -> tuple[PushRequest, Request] | None:
        """The batch that was begun, or None; a page stays held."""
        if self._held is None or not isinstance(self._held[0], PushRequest):
            return None
        (message, request), self._held = (self._held[0], self._held[1]), None
        return (message, request) if request.token == token else None

    def page(self, token: str) -> tuple[PullRequest, Request] | None:
        """The page that was begun, or None; whatever else was begun is dropped."""
        held, self._held = self._held, None
        if held is None or not isinstance(held[0], PullRequest) or held[1].token != token:
            return None
        return held[0], held[1]

    def drop(self) -> None:
        """It does not fit any more. What was prepared stays numbered and is sent in its turn."""
        self._held = self.prepared = None
