"""HTTP to the county. Whatever is not an answer of the county is told apart here and changes nothing.

No redirects, no proxies or passwords from the environment, capped sizes, a stall limit instead of a total limit.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict

from desktop.sync import strings
from desktop.sync.line import LinkSpeed, Progress
from wire.caps import CAPS_HEADER, CRC_HEADER, body_crc, read_caps
from wire.codec import CodecProblem, from_json
from wire.messages import ErrorAnswer
from wire.version import PROTO, PULL_MAX_BYTES

ProblemKind = Literal[
    "offline", "timeout", "tls", "foreign", "damaged", "proxy", "server", "too_large", "address"
]
Method = Literal["POST", "PUT", "GET", "PATCH"]
T = TypeVar("T")

CONNECT_SECONDS = 5.0
STALL_SECONDS = 20.0
WIRE_CAP = 8 * PULL_MAX_BYTES
BODY_CAP = 4 * WIRE_CAP
_PIECE = 65536
_SLOWEST = 512
"""Bytes a second below which a running answer counts as stalled."""

_SENTENCES: dict[str, str] = {
    "offline": strings.OFFLINE,
    "timeout": strings.TIMEOUT,
    "tls": strings.TLS,
    "foreign": strings.FOREIGN,
    "damaged": strings.BROKEN,
    "proxy": strings.PROXY,
    "server": strings.SERVER,
    "too_large": strings.TOO_LARGE,
    "address": strings.BAD_ADDRESS,
}


class SyncProblem(Exception):
    """No answer of the county came. `message`: sentence for the operator; `log`: for support, without personal data."""

    def __init__(self, kind: ProblemKind, log: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.log = log
        self.message = _SENTENCES[kind]


class Refused(Exception):
    """The county answered with a refusal of the whole request."""

    def __init__(self, status: int, answer: ErrorAnswer) -> None:
        super().__init__(f"{status} {answer.code}")
        self.status = status
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `stall`: seconds without progress after which it is given up; `headers`: further ones."""

    method: Method
    path: str
    body: bytes = b""
    token: str = ""
    device: str = ""
    stall: float = STALL_SECONDS
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, headers in lower case. `seconds`: how long it took, 0 when nobody looked."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float = 0.0

    @property
    def caps(self) -> frozenset[str]:
        """What the county can do beyond the first shape of the protocol."""
        return read_caps(self.headers.get(CAPS_HEADER.lower(), ""))


class Transport(Protocol):
    """Carries requests. Raises SyncProblem when nothing usable came."""

    def send(self, request: Request) -> Reply:
        """Exchange one request."""
        ...


def understood(reply: Reply, kind: type[T], req: str = "") -> T:
    """The county's answer in a reply.

    Raises Refused for its refusal, SyncProblem("foreign") for everything that is not certainly its answer: a missing
    protocol header, another content type, a cut body, another request's answer. SyncProblem("damaged"): the body is
    not the one that was sent.
    """
    if reply.headers.get("x-sync-proto") != str(PROTO):
        if reply.status == 407:
            raise SyncProblem("proxy", "407")
        if reply.status >= 500:
            raise SyncProblem("server", str(reply.status))
        raise SyncProblem("foreign", f"{reply.status} without protocol header")
    stated = reply.headers.get(CRC_HEADER.lower(), "")
    if stated and stated.lower() != body_crc(reply.body):
        raise SyncProblem("damaged", f"{reply.status} checksum")
    if reply.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise SyncProblem("foreign", "content type")
    try:
        if reply.status != 200:
            raise Refused(reply.status, from_json(reply.body, ErrorAnswer))
        answer = from_json(reply.body, kind)
    except CodecProblem as problem:
        raise SyncProblem("foreign", f"{reply.status} body: {problem.code}") from problem
    return to_this(answer, req)


def to_this(answer: T, req: str) -> T:
    """The answer, when it is whole and to the request `req`, if that is given. Raises SyncProblem("foreign")."""
    if req and (getattr(answer, "req", req) != req or getattr(answer, "end", 1) != 1):
        raise SyncProblem("foreign", "answer to another request")
    return answer


def retry_after(reply: Reply) -> int:
    """Seconds that the county asks to wait; 0 when it does not say."""
    text = reply.headers.get("retry-after", "")
    return min(int(text), 3600) if text.isascii() and text.isdigit() and len(text) < 8 else 0


class HttpTransport:
    """The real one. `address`: https, or http on this machine; `ca`: file of the county's own authority."""

    def __init__(self, address: str, ca: str = "", monotonic: Callable[[], float] = time.monotonic) -> None:
        parts = urlsplit(address)
        near = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if parts.scheme != "https" and not (parts.scheme == "http" and near):
            raise SyncProblem("address")
        self._address = address.rstrip("/")
        self._monotonic = monotonic
        self._verify = ca or True
        self._adapter = HTTPAdapter()
        self.speed = LinkSpeed()

    def send(self, request: Request) -> Reply:
        """Exchange one request."""
        headers = {
            "User-Agent": "minqing-desktop",
            "X-Sync-Proto": str(PROTO),
            "Cache-Control": "no-store",
            "Content-Type": "application/json" if request.method == "POST" else "application/octet-stream",
            "Accept-Encoding": self.speed.coding,
        } | dict(request.headers)
        if request.device:
            headers["X-Device"] = request.device
        if request.token:
            headers["Authorization"] = f"Bearer {request.token}"
        begun = self._monotonic()
        try:
            with self._adapter.send(
                _prepared(request, self._address, headers),
                stream=True,
                timeout=(CONNECT_SECONDS, request.stall),
                verify=self._verify,
            ) as response:
                body = self._read(response, request.stall)
                found = {name.lower(): value for name, value in response.headers.items()}
                plain = _unpacked(body, found)
                return Reply(response.status_code, found, plain, self._monotonic() - begun)
        except requests.exceptions.SSLError as error:
            raise SyncProblem("tls", type(error).__name__) from error
        except (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise SyncProblem("timeout", type(error).__name__) from error
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise SyncProblem("offline", type(error).__name__) from error

    def _read(self, response: requests.Response, stall: float) -> bytes:
        """The raw body. A trickle counts as a stall as well, whatever arrives each second."""
        pieces: list[bytes] = []
        size = 0
        begun = self._monotonic()
        progress = Progress(begun, stall, _SLOWEST)
        while True:
            piece = response.raw.read1(_PIECE, decode_content=False)
            if not piece:
                break
            pieces.append(piece)
            size += len(piece)
            if size > WIRE_CAP:
                raise SyncProblem("too_large", str(size))
            now = self._monotonic()
            if progress.stalled(now, size):
                raise SyncProblem("timeout", f"{size} bytes in {now - begun:.0f} s")
        self.speed.saw(size, self._monotonic() - begun)
        stated = response.headers.get("content-length", "")
        if stated.isascii() and stated.isdigit() and int(stated) != size:
            raise SyncProblem("damaged", "cut body")
        return b"".join(pieces)

    def close(self) -> None:
        """Close the connections."""
        self._adapter.close()


def _prepared(request: Request, address: str, headers: dict[str, str]) -> requests.PreparedRequest:
    """For the adapter alone. A session would add cookies, redirects and proxies, none of which we want."""
    prepared = requests.PreparedRequest()
    prepared.method, prepared.url = request.method, address + request.path
    prepared.body = request.body or None
    if request.method != "GET":
        headers["Content-Length"] = str(len(request.body))
    prepared.headers = CaseInsensitiveDict(headers)
    return prepared


def _unpacked(body: bytes, headers: dict[str, str]) -> bytes:
    """The body without gzip, never more than BODY_CAP."""
    coding = headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        return body
    if coding != "gzip":
        raise SyncProblem("foreign", f"content coding {coding[:20]}")
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        plain = unpacker.decompress(body, BODY_CAP)
    except zlib.error as error:
        raise SyncProblem("damaged", "gzip") from error
    if unpacker.unconsumed_tail:
        raise SyncProblem("too_large", "gzip")
    if not unpacker.eof:
        raise SyncProblem("damaged", "cut gzip")
    return plain
