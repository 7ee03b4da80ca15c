"""What an administrator does at the server: accounts, directory, dictionaries, backup."""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from county import desk_keys, desk_pair, seed, strings
from county.safe_text import safe_line
from county.server import County
from county.settings import Settings
from county.store import accounts, desks
from county.store.accounts import Account
from county.store.meta import write_meta
from domain.calendar import CalendarProblem
from domain.chinatime import china_text
from wire.accounts import SHORTEST_PASSWORD
from wire.sealing import public_name, recovery_code


class AdministrationProblem(Exception):
    """Nothing was changed; the words are for the administrator."""


def carry_out(
    options: argparse.Namespace, settings: Settings, ask_password: Callable[[], str]
) -> Iterator[str]:
    """Do what the options ask and report in lines. AdministrationProblem when it was not done."""
    county = County(settings)
    try:
        yield from _ACTIONS[options.command](county, options, ask_password)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, CalendarProblem) as error:
        raise AdministrationProblem(strings.FILE_UNREADABLE.replace("{0}", str(error))) from error
    finally:
        county.close()


def _init(county: County, _options: argparse.Namespace, _ask: Callable[[], str]) -> Iterator[str]:
    seed.plant(county)
    yield strings.DONE_INIT


def _account(county: County, options: argparse.Namespace, ask: Callable[[], str]) -> Iterator[str]:
    with county.database.read() as connection:
        old = accounts.find_account(connection, options.login)
    if options.action == "add":
        person = options.person or options.login
        if county.dictionaries.current().actor(person) is None:
            raise AdministrationProblem(strings.PERSON_UNKNOWN)
        new = Account(options.login, person, _hashed(county, ask), False, options.admin, True)
    elif old is None:
        raise AdministrationProblem(strings.ACCOUNT_UNKNOWN)
    elif options.action == "password":
        new = Account(old.login, old.person, _hashed(county, ask), old.disabled, old.admin, True)
    else:
        disabled = options.action == "disable"
        new = Account(old.login, old.person, old.password, disabled, old.admin, old.must_change)
    county.database.run(lambda tx: accounts.save_account(tx, new, county.now()))
    if old is not None and options.action != "disable":
        # A disabled account keeps its tokens: they open nothing, but bring the desk the word that it is disabled.
        county.database.run(lambda tx: accounts.revoke_login(tx, new.login))
    yield strings.DONE_ACCOUNT.replace("{0}", options.login)


def _hashed(county: County, ask: Callable[[], str]) -> str:
    password = ask()
    if len(password) < SHORTEST_PASSWORD:
        raise AdministrationProblem(strings.TOO_SHORT)
    return county.sessions.hash_password(password)


def _people(county: County, options: argparse.Namespace, _ask: Callable[[], str]) -> Iterator[str]:
    data = tomllib.loads(_text(options.file))
    count = seed.load_people(county, data.get("person", []), data.get("unit", []))
    yield strings.DONE_PEOPLE.replace("{0}", str(count))


def _enrol(county: County, options: argparse.Namespace, _ask: Callable[[], str]) -> Iterator[str]:
    for _ in range(options.count):
        code = county.database.run(lambda tx: county.sessions.new_enrolment(tx, county.now()))
        yield strings.DONE_ENROL.replace("{0}", "-".join(code[i : i + 4] for i in range(0, len(code), 4)))


def _device(county: County, options: argparse.Namespace, _ask: Callable[[], str]) -> Iterator[str]:
    with county.database.read() as connection:
        known = desks.listed(connection)
    if options.action == "list":
        yield from (_told_device(county, device) for device in known)
        if not known:
            yield strings.DEVICE_NONE
        return
    tail = options.device.strip().lower()
    found = [device for device in known if tail and device.id.endswith(tail)]
    if len(found) != 1:
        words = strings.DEVICE_SEVERAL if found else strings.DEVICE_UNKNOWN
        raise AdministrationProblem(words.replace("{0}", tail).replace("{1}", str(len(found))))
    disabled = options.action == "disable"
    county.database.run(lambda tx: desks.shut(tx, found[0].id, disabled))
    words = strings.DONE_DEVICE_DISABLED if disabled else strings.DONE_DEVICE_ENABLED
    yield words.replace("{0}", found[0].id[-6:]).replace("{1}", _heard(found[0]))


def _heard(device: desks.Device) -> str:
    if not device.heard_at:
        return strings.DEVICE_NEVER
    words = strings.DEVICE_HEARD.replace("{0}", china_text(device.heard_at))
    return words.replace("{1}", str(device.waiting))


def _told_device(county: County, device: desks.Device) -> str:
    actors = [county.dictionaries.current().actor(person) for person in device.people]
    people = "、".join(actor.name for actor in actors if actor is not None) or strings.DEVICE_NOBODY
    parts = (
        device.id[-6:], safe_line(device.name) or strings.DEVICE_UNNAMED, people, china_text(device.enrolled_at)[:10],
        _heard(device), strings.DEVICE_STATES[device.disabled],
    )  # fmt: skip
    return strings.DEVICE.format(*parts)


def _calendar(county: County, options: argparse.Namespace, _ask: Callable[[], str]) -> Iterator[str]:
    yield strings.DONE_CALENDAR.replace("{0}", seed.load_calendar_file(county, options.file))


def _profile(county: County, options: argparse.Namespace, _ask: Callable[[], str]) -> Iterator[str]:
    entry = seed.load_profile_file(county, options.file)
    yield strings.DONE_PROFILE.replace("{0}", entry.id).replace("{1}", str(entry.version))


def _backup(county: County, options: argparse.Namespace, _ask: Callable[[], str]) -> Iterator[str]:
    if options.file.exists():
        raise AdministrationProblem(strings.BACKUP_EXISTS)
    county.database.backup(options.file)
    yield strings.DONE_BACKUP.replace("{0}", str(options.file))


def _epoch(county: County, _options: argparse.Namespace, _ask: Callable[[], str]) -> Iterator[str]:
    county.database.run(lambda tx: write_meta(tx, "epoch", county.settings.randomness(8).hex()))
    yield strings.DONE_EPOCH


def _desk_key(county: County, options: argparse.Namespace, _ask: Callable[[], str]) -> Iterator[str]:
    if options.action == "renew":
        desk_pair.renew(county.database, county.settings.randomness)
    if options.action in ("show", "renew"):
        yield strings.DESK_KEY.replace("{0}", public_name(desk_pair.public_key(county.database)))
        return
    if options.file is None:
        raise AdministrationProblem(strings.SEALED_MISSING)
    try:
        if options.action == "code":
            yield strings.DESK_CODE.replace("{0}", recovery_code(desk_keys.open_key(county, options.file)))
            return
        yield from _told(desk_keys.take(county, options.file))
    except desk_keys.DeskKeyProblem as problem:
        raise AdministrationProblem(str(problem)) from problem


def _told(taken: desk_keys.Taken) -> Iterator[str]:
    yield strings.taken(taken.applied, taken.known, taken.cards, taken.files)
    for sentence, count in taken.refused.items():
        yield strings.TAKEN_REFUSED.replace("{0}", str(count)).replace("{1}", sentence)
    if taken.absent:
        yield strings.TAKEN_ABSENT.replace("{0}", "、".join(sorted(taken.absent)))
    if taken.cut:
        yield strings.TAKEN_CUT


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


_ACTIONS: dict[str, Callable[[County, argparse.Namespace, Callable[[], str]], Iterator[str]]] = {
    "init": _init,
    "account": _account,
    "people": _people,
    "enrol": _enrol,
    "device": _device,
    "calendar": _calendar,
    "profile": _profile,
    "backup": _backup,
    "renew-epoch": _epoch,
    "desk-key": _desk_key,
}
