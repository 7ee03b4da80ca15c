"""Accounts, devices, tokens and the brake on guessing."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from county.store.database import Tx, upsert
from county.store.numbers import take_number
from county.store.people_tables import (
    access_tokens,
    accounts,
    device_people,
    devices,
    enrolments,
    refresh_tokens,
    throttle,
)
from county.store.statements import Query
from county.store.tables import server_meta


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. `password`: argon2id hash."""

    login: str
    person: str
    password: str
    disabled: bool
    admin: bool
    must_change: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is stored: by its hash only."""

    hash: str
    family: str
    login: str
    device: str
    expires_at: int
    used_at: int = 0


_ACCOUNT = Query(
    sa.select(
        accounts.c.login, accounts.c.person, accounts.c.password, accounts.c.disabled, accounts.c.admin,
        accounts.c.must_change,
    ).where(accounts.c.login == sa.bindparam("login"))
)  # fmt: skip
_STANDING = Query(
    sa.select(
        access_tokens.c.family, access_tokens.c.login, access_tokens.c.device, access_tokens.c.expires_at,
        accounts.c.person, accounts.c.password, accounts.c.disabled, accounts.c.admin, accounts.c.must_change,
        devices.c.disabled,
        sa.select(server_meta.c.value).where(server_meta.c.key == "dictionary").scalar_subquery(),
    )
    .select_from(
        access_tokens.outerjoin(accounts, accounts.c.login == access_tokens.c.login)
        .outerjoin(devices, devices.c.id == access_tokens.c.device)
    )
    .where(access_tokens.c.hash == sa.bindparam("hash"))
)  # fmt: skip
_DEVICE = Query(sa.select(devices.c.slot, devices.c.disabled).where(devices.c.id == sa.bindparam("device")))
_PEOPLE = Query(sa.select(device_people.c.person).where(device_people.c.device == sa.bindparam("device")))


def find_account(source: Tx | sa.Connection, login: str) -> Account | None:
    """The account of a login name."""
    found = _ACCOUNT.fetch(source, {"login": login})
    if not found:
        return None
    login, person, password, *marks = found[0]
    return Account(login, person, password, *(bool(mark) for mark in marks))


def save_account(tx: Tx, account: Account, at: int) -> None:
    """Insert or replace an account."""
    values = {name: getattr(account, name) for name in Account.__slots__} | {"changed_at": at}
    insert = upsert(accounts, postgres=tx.postgres).values(**values)
    changing = {name: insert.excluded[name] for name in values if name != "login"}
    tx.execute(insert.on_conflict_do_update(index_elements=["login"], set_=changing))


def count_accounts(source: Tx | sa.Connection) -> int:
    """Number of accounts."""
    return int(source.execute(sa.select(sa.func.count()).select_from(accounts)).scalar_one())


def device_state(source: Tx | sa.Connection, device: str) -> tuple[int, bool] | None:
    """(slot, disabled) of an enrolled device."""
    found = _DEVICE.fetch(source, {"device": device})
    return (int(found[0][0]), bool(found[0][1])) if found else None


def add_enrolment(tx: Tx, code_hash: str, made_at: int, expires_at: int) -> None:
    """A new single-use code that admits one device."""
    tx.execute(enrolments.insert(), {"code_hash": code_hash, "made_at": made_at, "expires_at": expires_at})


def use_enrolment(tx: Tx, code_hash: str, device: str, name: str, at: int) -> bool:
    """Spend the code for this device; False when it is unknown, spent or too old."""
    spent = tx.execute(
        enrolments.update()
        .where(enrolments.c.code_hash == code_hash, enrolments.c.used_at == 0, enrolments.c.expires_at > at)
        .values(used_at=at, device=device)
    )
    if spent.rowcount != 1:
        return False
    slot = take_number(tx, "device_slot") - 1
    insert = upsert(devices, postgres=tx.postgres).values(
        id=device, name=name, slot=slot % 1024, enrolled_at=at, disabled=False
    )
    tx.execute(insert.on_conflict_do_nothing(index_elements=["id"]))
    return True


def remember_person(tx: Tx, device: str, person: str, at: int) -> None:
    """Note that the person has signed in on the device."""
    insert = upsert(device_people, postgres=tx.postgres).values(device=device, person=person, last_at=at)
    tx.execute(
        insert.on_conflict_do_update(
            index_elements=["device", "person"], set_={"last_at": insert.excluded.last_at}
        )
    )


def people_of_device(source: Tx | sa.Connection, device: str) -> frozenset[str]:
    """Everybody who has ever signed in on the device."""
    return frozenset(str(person) for (person,) in _PEOPLE.fetch(source, {"device": device}))


@dataclass(frozen=True, slots=True)
class Standing:
    """What an access token stands for. `disabled_device`: None for one that is not enrolled."""

    token: Token
    account: Account | None
    disabled_device: bool | None
    dictionary: int


def find_standing(source: Tx | sa.Connection, token_hash: str) -> Standing | None:
    """The access token of that hash with its account, its device and the revision of the dictionaries, in one look."""
    found = _STANDING.fetch(source, {"hash": token_hash})
    if not found:
        return None
    family, login, device, expires_at, person, password, disabled, admin, must_change, lost, rev = found[0]
    account = None
    if person is not None:
        account = Account(login, person, password, bool(disabled), bool(admin), bool(must_change))
    token = Token(token_hash, family, login, device, expires_at)
    return Standing(token, account, None if lost is None else bool(lost), int(rev or 0))


def find_refresh(source: Tx | sa.Connection, token_hash: str) -> Token | None:
    """The refresh token of that hash, spent or not; locked where the engine locks rows."""
    statement = sa.select(refresh_tokens).where(refresh_tokens.c.hash == token_hash)
    if isinstance(source, Tx) and source.postgres:
        statement = statement.with_for_update()
    row = source.execute(statement).first()
    if row is None:
        return None
    return Token(row.hash, row.family, row.login, row.device, row.expires_at, row.used_at)


def add_tokens(tx: Tx, access: Token, refresh: Token) -> None:
    """Store a pair; a pair that is there already stays (the same successor was asked for twice)."""
    for table, token, names in (
        (access_tokens, access, ("hash", "family", "login", "device", "expires_at")),
        (refresh_tokens, refresh, ("hash", "family", "login", "device", "expires_at", "used_at")),
    ):
        insert = upsert(table, postgres=tx.postgres).values(**{name: getattr(token, name) for name in names})
        tx.execute(insert.on_conflict_do_nothing(index_elements=["hash"]))


def spend_refresh(tx: Tx, token_hash: str, at: int) -> None:
    """Mark a refresh token as used."""
    tx.execute(refresh_tokens.update().where(refresh_tokens.c.hash == token_hash).values(used_at=at))


def revoke_family(tx: Tx, family: str) -> None:
    """End a session: every token of the family is gone."""
    tx.execute(access_tokens.delete().where(access_tokens.c.family == family))
    tx.execute(refresh_tokens.delete().where(refresh_tokens.c.family == family))


def revoke_login(tx: Tx, login: str, keep: str = "") -> None:
    """End every session of an account, but for the family `keep`."""
    for table in (access_tokens, refresh_tokens):
        tx.execute(table.delete().where(table.c.login == login, table.c.family != keep))


def drop_expired(tx: Tx, at: int) -> None:
    """Forget tokens and brakes whose time is over."""
    tx.execute(access_tokens.delete().where(access_tokens.c.expires_at < at))
    tx.execute(refresh_tokens.delete().where(refresh_tokens.c.expires_at < at))
    tx.execute(throttle.delete().where(throttle.c.last_at < at - 86_400, throttle.c.locked_until < at))


def try_once(tx: Tx, keys: tuple[str, ...], at: int, *, failures: int, seconds: int) -> int:
    """Count one attempt against every key before it is made; returns seconds to wait, 0 when it may be made.

    Counting first and in one statement means that parallel attempts cannot slip through together. A key locks itself
    with its last free attempt; `forgive` takes the attempt back when it succeeds. Locks end by themselves.
    """
    ordered = sorted(set(keys))
    for key in ordered:
        insert = upsert(throttle, postgres=tx.postgres).values(
            key=key, failures=0, last_at=at, locked_until=0
        )
        tx.execute(insert.on_conflict_do_nothing(index_elements=["key"]))
    statement = sa.select(throttle.c.locked_until).where(throttle.c.key.in_(ordered)).order_by(throttle.c.key)
    if tx.postgres:
        statement = statement.with_for_update()
    locked = max(int(row.locked_until) for row in tx.execute(statement))
    if locked > at:
        return locked - at
    fresh = sa.or_(throttle.c.locked_until > 0, throttle.c.last_at < at - seconds)
    count = sa.case((fresh, 1), else_=throttle.c.failures + 1)
    tx.execute(
        throttle.update()
        .where(throttle.c.key.in_(ordered))
        .values(
            failures=count,
            last_at=at,
            locked_until=sa.case((count >= failures, at + seconds), else_=0),
        )
    )
    return 0


def forgive(tx: Tx, keys: tuple[str, ...]) -> None:
    """The attempt succeeded: the counts start again."""
    tx.execute(throttle.update().where(throttle.c.key.in_(keys)).values(failures=0, locked_until=0))
