"""Who is signed in on this device: tokens, refresh, and signing in without the county for some days."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desktop.clock import ServerClock
from desktop.store.store import Store
from desktop.store.values import Signed
from desktop.sync import strings
from desktop.sync.transport import Refused, Request, Transport, understood
from domain.people import Actor
from wire.codec import from_json, to_json
from wire.messages import RefreshRequest, SessionAnswer, SignInRequest
from wire.sealing import Cost

_DAY, _HOUR = 86400, 3600
_BACKWARDS = 300
_EARLY = 60
"""An access token is renewed this many seconds before it ends."""


class _Tokens(msgspec.Struct):
    """What is kept of a session. `access_until`: epoch seconds."""

    access: str
    refresh: str
    access_until: int
    login: str


class _Account(msgspec.Struct):
    """What is kept of somebody who once signed in here with the county."""

    verifier: str
    actor: Actor
    county: str
    county_name: str
    signed_at: int
    offline_days: int


class OfflineRefused(Exception):
    """Signing in without the county is not possible. `message`: sentence for the operator."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Sessions:
    """Tokens and accounts of this device, kept in the keyed store."""

    def __init__(self, store: Store, clock: ServerClock, hasher: PasswordHasher | None = None) -> None:
        self._store = store
        self._clock = clock
        self._hasher = hasher or PasswordHasher()

    def sign_in(
        self, transport: Transport, login: str, password: str, *, device_name: str = "", enrolment: str = ""
    ) -> Signed:
        """Sign in with the county. Raises SyncProblem (then offline sign-in may help) or Refused."""
        device = self._store.sync_state().device
        body = to_json(SignInRequest(login, password, device, device_name, enrolment))
        reply = transport.send(Request("POST", "/session/v1/sign-in", body, device=device))
        try:
            answer = understood(reply, SessionAnswer)
        except Refused as refused:
            if refused.answer.code == "disabled":
                self._store.lock_out(login)
            raise
        self._clock.adjust(answer.server_time)
        signed = self._admit(login, answer, self._hasher.hash(password))
        self.keep_slot(login, password)
        return signed

    def keep_slot(self, login: str, password: str) -> None:
        """Whoever has proved a password can open this desk's data with it from now on."""
        hasher = self._hasher
        cost = Cost(hasher.time_cost, hasher.memory_cost, hasher.parallelism)
        self._store.keep_slot(login, password, cost)

    def shut_out(self) -> None:
        """The county has disabled the account that is signed in: it opens nothing here any more, its work stays."""
        tokens = self._tokens()
        if tokens is not None:
            self._store.put_setting("session", "")
            self._store.lock_out(tokens.login)

    def _admit(self, login: str, answer: SessionAnswer, verifier: str) -> Signed:
        now = self._clock.now()
        actor = Actor(
            answer.person, answer.name, tuple(answer.posts), tuple(answer.units), tuple(answer.places)
        )
        account = _Account(verifier, actor, answer.county, answer.county_name, now, answer.offline_days)
        self._store.put_setting(_account_name(login), to_json(account).decode())
        if answer.device_code:
            self._store.name_device(answer.device_code)
        self._keep(login, answer, now)
        return Signed(actor, answer.county, answer.county_name, login)

    def _keep(self, login: str, answer: SessionAnswer, now: int) -> None:
        tokens = _Tokens(answer.access, answer.refresh, now + answer.access_seconds, login)
        self._store.put_setting("session", to_json(tokens).decode())

    def sign_in_offline(self, login: str, password: str) -> Signed:
        """Sign in by what the last online sign-in left. Raises OfflineRefused."""
        account = self._account(login)
        try:
            if account is None or not self._hasher.verify(account.verifier, password):
                raise OfflineRefused(strings.NO_OFFLINE)
        except (VerificationError, InvalidHashError) as error:
            raise OfflineRefused(strings.NO_OFFLINE) from error
        now = self._clock.now()
        if now < account.signed_at - _BACKWARDS:
            raise OfflineRefused(strings.CLOCK_BACK)
        if not self._store.slots.has(login):
            self.keep_slot(login, password)
        return Signed(account.actor, account.county, account.county_name, login)

    def barred(self, login: str) -> str:
        """Why this person may only read: the days without the county are over. Empty while they are not."""
        account = self._account(login)
        if account is None or self._clock.now() < account.signed_at + max(account.offline_days * _DAY, _HOUR):
            return ""
        return strings.GRACE_OVER.format(account.offline_days)

    def resume(self) -> Signed | None:
        """Whoever was signed in when the program ended, without asking the county; None when nobody was."""
        tokens = self._tokens()
        account = None if tokens is None else self._account(tokens.login)
        if tokens is None or account is None:
            return None
        return Signed(account.actor, account.county, account.county_name, tokens.login)

    def token(self) -> str:
        """The access token; empty when nobody is signed in with the county or it is about to end."""
        tokens = self._tokens()
        if tokens is None or tokens.access_until - _EARLY <= self._clock.now():
            return ""
        return tokens.access

    def can_refresh(self) -> bool:
        """True when there is a refresh token to trade."""
        return self._tokens() is not None

    def refresh_request(self) -> Request:
        """The request that trades the refresh token. The old one is kept until the answer is stored."""
        tokens = self._tokens()
        assert tokens is not None
        device = self._store.sync_state().device
        return Request(
            "POST", "/session/v1/refresh", to_json(RefreshRequest(tokens.refresh, device)), device=device
        )

    def refreshed(self, answer: SessionAnswer, write: Callable[[Callable[[], object]], object]) -> None:
        """Keep the successor; what the county grants now replaces what it granted before."""
        tokens = self._tokens()
        assert tokens is not None
        login, account = tokens.login, self._account(tokens.login)
        self._clock.adjust(answer.server_time)
        verifier = account.verifier if account else ""
        write(lambda: self._admit(login, answer, verifier))

    def forget_access(self) -> None:
        """The county does not know the access token any more."""
        tokens = self._tokens()
        if tokens is not None:
            tokens.access_until = 0
            self._store.put_setting("session", to_json(tokens).decode())

    def sign_out(self, transport: Transport | None = None) -> None:
        """Forget the tokens here, and tell the county where it can be reached. Waiting commands stay."""
        tokens = self._tokens()
        self._store.put_setting("session", "")
        if transport is not None and tokens is not None:
            device = self._store.sync_state().device
            transport.send(Request("POST", "/session/v1/sign-out", b"{}", tokens.access, device))

    def _tokens(self) -> _Tokens | None:
        text = self._store.setting("session")
        return from_json(text.encode(), _Tokens) if text else None

    def _account(self, login: str) -> _Account | None:
        text = self._store.setting(_account_name(login))
        return from_json(text.encode(), _Account) if text else None


def _account_name(login: str) -> str:
    return f"account:{login.strip().lower()}"
