"""Signing in: accounts, enrolled devices, short access tokens and rotating refresh tokens.

Tokens are opaque and stored by hash only. The successor of a refresh token is computed from it with the server's
secret, so that the same old token presented again within the grace brings the same successor (its answer was lost on
the way), while any later use is theft and ends the session.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from dataclasses import dataclass, replace

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from county.dictionary import Dictionaries, Dictionary
from county.problems import RequestProblem
from county.scope import buckets_of_people
from county.settings import Settings
from county.store import accounts, scopes
from county.store.accounts import Account, Token
from county.store.database import Database, Tx
from county.store.meta import read_meta
from domain.ids import PLAIN_ALPHABET, device_code, tidy
from domain.people import Actor
from wire.accounts import SHORTEST_PASSWORD
from wire.messages import SessionAnswer

ENROLMENT_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Session:
    """Who asks, from which device, and what they may see."""

    login: str
    actor: Actor
    device: str
    family: str
    buckets: tuple[str, ...]
    admin: bool


class Sessions:
    """Everything about signing in."""

    def __init__(self, database: Database, dictionaries: Dictionaries, settings: Settings) -> None:
        self._database = database
        self._dictionaries = dictionaries
        self._settings = settings
        cost = settings.password
        self._hasher = PasswordHasher(time_cost=cost.time, memory_cost=cost.memory, parallelism=cost.lanes)
        self._turn = threading.BoundedSemaphore(cost.parallel)
        with database.read() as connection:
            self._secret = read_meta(connection, "secret").encode()
        self._decoy = ""

    def hash_password(self, password: str) -> str:
        """argon2id hash for storage."""
        with self._turn:
            return self._hasher.hash(password)

    def new_enrolment(self, tx: Tx, at: int, hours: int = 24) -> str:
        """A single-use code that admits one device."""
        noise = int.from_bytes(self._settings.randomness(12), "big")
        code = "".join(PLAIN_ALPHABET[noise // 32**place % 32] for place in range(ENROLMENT_LENGTH))
        accounts.add_enrolment(tx, self._hash(code), at, at + hours * 3600)
        return code

    def sign_in(
        self, login: str, password: str, device: str, device_name: str, enrolment: str, address: str
    ) -> SessionAnswer:
        """Tokens for an account on an enrolled device. Raises RequestProblem 401, 403 or 429."""
        at = int(self._settings.clock())
        keys = self._brake(login, address, at)
        with self._database.read() as connection:
            account = accounts.find_account(connection, login)
        if not self._verified(account, password) or account is None:
            raise RequestProblem(401, "bad_login")
        if account.disabled:
            self._database.run(lambda tx: accounts.forgive(tx, keys))
            raise RequestProblem(403, "disabled")
        return self._database.run(
            lambda tx: self._admit(tx, account, device, device_name, enrolment, keys, at)
        )

    def refresh(self, refresh: str, device: str) -> SessionAnswer:
        """The next pair of tokens. Raises RequestProblem 401 or 403; a re-used old token ends the session."""
        at = int(self._settings.clock())
        answer = self._database.run(lambda tx: self._rotate(tx, refresh, device, at))
        if answer is None:
            raise RequestProblem(401, "signed_out")
        return answer

    def sign_out(self, session: Session) -> None:
        """End the session of this device."""
        self._database.run(lambda tx: accounts.revoke_family(tx, session.family))

    def session(self, access: str, device: str) -> Session:
        """The session of an access token. Raises RequestProblem 401 or 403."""
        at = int(self._settings.clock())
        with self._database.read() as connection:
            found = accounts.find_standing(connection, self._hash(access)) if access else None
            if found is None or found.token.expires_at <= at:
                raise RequestProblem(401, "signed_out")
            token, account = found.token, found.account
            if device and device != token.device:
                raise RequestProblem(403, "foreign_device")
            if account is None or account.disabled:
                raise RequestProblem(403, "disabled")
            if found.disabled_device is not False:
                raise RequestProblem(403, "device_disabled")
            dictionary = self._dictionaries.at(found.dictionary, connection)
        actor, buckets = self._standing(dictionary, account)
        return Session(account.login, actor, token.device, token.family, buckets, account.admin)

    def change_password(self, session: Session, old: str, new: str, address: str) -> None:
        """Replace the password. Raises RequestProblem 401 for a wrong old one, 422 for a short or equal new one."""
        at = int(self._settings.clock())
        keys = self._brake(session.login, address, at)
        with self._database.read() as connection:
            account = accounts.find_account(connection, session.login)
        if not self._verified(account, old) or account is None:
            raise RequestProblem(403, "bad_password")
        if len(new) < SHORTEST_PASSWORD or new == old:
            raise RequestProblem(422, "weak_password", str(SHORTEST_PASSWORD))
        changed = replace(account, password=self.hash_password(new), must_change=False)

        def work(tx: Tx) -> None:
            accounts.forgive(tx, keys)
            accounts.save_account(tx, changed, at)
            accounts.revoke_login(tx, account.login, keep=session.family)

        self._database.run(work)

    def _brake(self, login: str, address: str, at: int) -> tuple[str, ...]:
        """Count an attempt by account and by address; RequestProblem 429 while one of them is locked."""
        keys = (f"login:{self._hash(login)}", f"from:{self._hash(address)}")
        most, seconds = self._settings.lock_failures, self._settings.lock_seconds
        wait = self._database.run(lambda tx: accounts.try_once(tx, keys, at, failures=most, seconds=seconds))
        if wait:
            raise RequestProblem(429, "locked", str(-(-wait // 60)), retry_after=wait)
        return keys

    def _verified(self, account: Account | None, password: str) -> bool:
        """Verify against a decoy for an unknown login, so that both take the same time."""
        with self._turn:
            if not self._decoy:
                self._decoy = self._hasher.hash(base64.b64encode(self._settings.randomness(18)).decode())
            stored = account.password if account is not None else self._decoy
            try:
                self._hasher.verify(stored, password)
            except (VerificationError, InvalidHashError, UnicodeEncodeError):
                return False
        return account is not None

    def _admit(
        self,
        tx: Tx,
        account: Account,
        device: str,
        device_name: str,
        enrolment: str,
        keys: tuple[str, ...],
        at: int,
    ) -> SessionAnswer:
        known = accounts.device_state(tx, device)
        if known is None:
            if not enrolment:
                raise RequestProblem(403, "not_enrolled")
            if not accounts.use_enrolment(tx, self._hash(tidy(enrolment)), device, device_name, at):
                raise RequestProblem(403, "bad_enrolment")
        elif known[1]:
            raise RequestProblem(403, "device_disabled")
        accounts.forgive(tx, keys)
        first = base64.urlsafe_b64encode(self._settings.randomness(32)).decode()
        family = base64.urlsafe_b64encode(self._settings.randomness(16)).decode()
        return self._pair(tx, account, device, family, first, at)

    def _rotate(self, tx: Tx, refresh: str, device: str, at: int) -> SessionAnswer | None:
        token = accounts.find_refresh(tx, self._hash(refresh))
        if token is None or token.expires_at <= at:
            return None
        late = token.used_at and at - token.used_at > self._settings.refresh_grace_seconds
        if token.device != device or late:
            accounts.revoke_family(tx, token.family)
            return None
        account = accounts.find_account(tx, token.login)
        known = accounts.device_state(tx, device)
        if account is None or account.disabled:
            raise RequestProblem(403, "disabled")
        if known is None or known[1]:
            raise RequestProblem(403, "device_disabled")
        if not token.used_at:
            accounts.spend_refresh(tx, token.hash, at)
        return self._pair(tx, account, device, token.family, refresh, token.used_at or at)

    def _pair(
        self, tx: Tx, account: Account, device: str, family: str, parent: str, at: int
    ) -> SessionAnswer:
        """Store and answer the tokens that follow from `parent`."""
        settings = self._settings
        access, refresh = self._derive("access", parent), self._derive("refresh", parent)
        accounts.add_tokens(
            tx,
            Token(self._hash(access), family, account.login, device, at + settings.access_seconds),
            Token(self._hash(refresh), family, account.login, device, at + settings.refresh_days * 86_400),
        )
        dictionary = self._dictionaries.current(tx)
        actor, buckets = self._standing(dictionary, account)
        accounts.remember_person(tx, device, actor.id, at)
        scopes.remember(tx, device, actor.id, buckets, at)
        number = accounts.device_state(tx, device)
        return SessionAnswer(
            access=access,
            refresh=refresh,
            access_seconds=settings.access_seconds,
            person=actor.id,
            name=actor.name,
            posts=list(actor.posts),
            units=list(actor.units),
            places=list(actor.places),
            county=dictionary.county_code,
            county_name=dictionary.county_name,
            buckets=list(buckets),
            server_time=settings.clock(),
            must_change=account.must_change,
            offline_days=settings.offline_days,
            device_code=device_code(number[0]) if number is not None else "",
        )

    def _standing(self, dictionary: Dictionary, account: Account) -> tuple[Actor, tuple[str, ...]]:
        actor = dictionary.actor(account.person)
        if actor is None:
            raise RequestProblem(403, "no_person")
        return actor, buckets_of_people(dictionary.people[account.person], dictionary.townships)

    def _derive(self, purpose: str, parent: str) -> str:
        digest = hmac.digest(self._secret, f"{purpose}\n{parent}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def _hash(self, text: str) -> str:
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
