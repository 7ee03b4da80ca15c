"""A small county and signed-in desktops, made once for a process and copied for every life."""

from __future__ import annotations

import atexit
import csv
import gc
import os
import random
import shutil
import tempfile
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import ClassVar

from county import dictionary
from county.seed import PRACTICE_PASSWORD, plant
from county.server import County
from county.settings import resource_folder
from desktop.store import dictionaries
from domain.calendar import parse_calendar
from domain.commands import Command
from tests.simulator.deeds import body_for
from tests.simulator.parts import Desktop, Server, Time, county_settings, settle_down
from tests.simulator.thin import thin_desktops

LOGINS = ("t.operator1", "t.operator2", "t.build.liaison", "c.centre1", "w.operator1")
FAR_TOWN, FAR_GROUP = "990101102", "990101102201001"
_KEPT_POSTS = ("T_", "C_", "UNIT_", "V_")


def _memory() -> Path:
    """A folder in memory where the system has one."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and os.access(shared, os.W_OK) else Path(tempfile.gettempdir())


@cache
def work_folder() -> Path:
    """This process' folder for lives; gone when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="minqing-lives-", dir=_memory()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _small_sample(folder: Path) -> Path:
    """The shipped resources with a short sample: two townships, three villages, some people, few duties."""
    shipped = resource_folder()
    for name in ("profiles", "calendars", "taxonomy"):
        shutil.copytree(shipped / name, folder / name)
    sample = folder / "sample"
    sample.mkdir()
    with (shipped / "sample" / "territory.csv").open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    wide = len(header) - 5
    kept = [
        r for r in rows if len(r[0]) <= 9 or r[0][:12] in ("990101101001", "990101101201", "990101101202")
    ]
    kept += [[FAR_TOWN, "township", "白杨镇", "990101", "乡级", *[""] * wide],
             [FAR_GROUP[:12], "village", "白杨村村民委员会", FAR_TOWN, "村级", *[""] * wide],
             [FAR_GROUP, "group", "1组", FAR_GROUP[:12], "基础", *[""] * wide]]  # fmt: skip
    with (sample / "territory.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *kept])
    people = tomllib.loads((shipped / "sample" / "people.toml").read_text(encoding="utf-8"))["person"]
    far = {"id": "p900", "name": "白玉亭", "post": "T_OPERATOR", "place": FAR_TOWN, "login": "w.operator1"}
    chosen = [p for p in people if not p.get("login", "").startswith(("v20", "v00"))]
    chosen += [p for p in people if p.get("login", "").startswith("v201.")]
    _toml(sample / "people.toml", "person", [*chosen, far])
    units = tomllib.loads((shipped / "sample" / "units.toml").read_text(encoding="utf-8"))["unit"]
    _toml(sample / "units.toml", "unit", units)
    with (shipped / "sample" / "duties.csv").open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    with (sample / "duties.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(lines[:5])
    return folder


def _toml(path: Path, name: str, rows: list[dict]) -> None:
    parts = []
    for row in rows:
        parts.append(f"[[{name}]]")
        parts += [f"{key} = {_value(value)}" for key, value in row.items()]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


class _KeptToml:
    """`tomllib` for the calendar of a life: the same text is the same calendar."""

    TOMLDecodeError = tomllib.TOMLDecodeError
    loads = staticmethod(cache(tomllib.loads))
    _calendars: ClassVar[dict] = {}

    @classmethod
    def calendar(cls, data):
        """Parsed once; `loads` keeps the data, so its id stays its own."""
        if id(data) not in cls._calendars:
            cls._calendars[id(data)] = parse_calendar(data)
        return cls._calendars[id(data)]


@cache
def resources() -> Path:
    """The small resources of this process; what is in them is parsed once, on both sides."""
    dictionary.load_profile = cache(dictionary.load_profile)
    for module in (dictionary, dictionaries):
        module.tomllib = _KeptToml
        module.parse_calendar = _KeptToml.calendar
        module.from_json = lru_cache(4_096)(module.from_json)
    return _small_sample(work_folder() / "resources")


@cache
def template(*, thin: bool) -> Path:
    """A county and its desktops after a short peaceful time. `thin`: stores without cipher."""
    folder = work_folder() / ("thin" if thin else "shipped")
    time, rng = Time(), random.Random(1)
    with thin_desktops(thin=thin):
        county = County(county_settings(folder / "county", time, 0, resources()))
        plant(county)
        server = Server(county)
        desktops = [Desktop(folder / login, login, n + 1, time, rng) for n, login in enumerate(LOGINS)]
        for desktop in desktops:
            code = county.database.run(lambda tx: county.sessions.new_enrolment(tx, county.now(), hours=1))
            desktop.sessions.sign_in(server, desktop.login, PRACTICE_PASSWORD, enrolment=code)
            settle_down(desktop, server)
        for n, town in enumerate((0, 0, 0, 4)):
            giver = desktops[town]
            body = body_for("register", None, giver.actor, rng, giver.ids)
            giver.store.submit(
                Command(giver.ids(), f"01a1fc3f-0000-7000-8000-{n:012d}", body, int(time())), giver.actor
            )
        for desktop in (*desktops, *desktops):
            time.at += 60
            settle_down(desktop, server)
        for desktop in desktops:
            desktop.store.close()
        county.close()
    gc.collect()
    gc.freeze()
    return folder
