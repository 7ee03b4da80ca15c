"""Changing any value of any profile changes what the product does, or the loader refuses the change.

Every leaf of every file is changed on its own. A change that the loader accepts must differ in a view of
`tests.domain.observation`. Three texts that are only printed or shown as they stand are listed in SHOWN.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.people import POSTS, TIERS
from domain.profile import EFFECTS, Profile
from domain.profile_load import ProfileProblem, check_data
from domain.profile_names import (
    DOSSIER_ORDERS,
    JOINS,
    NATURES,
    OCCASIONS,
    OF,
    ONCE,
    PERIODS,
    PHONE_ON_RECORD,
    SCOPES,
    SPLITS,
    THEN,
    UNITS,
)
from tests.domain.observation import VIEWS
from tests.domain.observation_tables import who_may

FILES = {
    path.stem: path
    for path in (
        *sorted(Path("resources/profiles").glob("*.toml")),
        Path("tests/domain/profiles/yuepingan.toml"),
    )
}
Leaf = tuple[str | int, ...]

SHOWN = {
    ("title",),
    ("slogan",),
    ("promise",),
}
"""Shown to people as written; no rule reads them. tests/county/test_county_shown_values.py changes them."""

FIRST = {
    "proxy": "proxies", "domains": "intake", "auto_accept": "intake", "fanout": "intake", "entry": "intake",
    "sources": "intake", "separate": "separation", "rectify_back_to": "callbacks", "join": "handling",
    "modes": "handling", "mediation": "overlays", "penalty_power": "overlays", "gates": "acceptance",
    "stages": "stages", "grades": "limits", "clocks": "limits", "chain": "breaches", "evidence": "handling",
    "rules": "callbacks", "red": "reds", "ratings": "callbacks", "callback": "tries", "limits": "requests",
    "escalation": "requests", "indicators": "figures", "lists": "selections", "wording": "handling",
    "codes": "codes", "whistle": "overlays", "effective_from": "force", "id": "intake", "version": "intake",
    "inbound": "forms", "self_service": "intake", "public_progress": "pages", "dossier_order": "papers", "rhythm": "rhythm",
}  # fmt: skip
"""Where a change is most likely seen; the other views follow."""

NEAR = {
    "label": "forms", "target": "wall", "wall": "wall", "repeat_days": "pages", "phone_on_record": "papers",
    "sample_percent": "sample_list", "then": "tries", "office": "offices", "building": "offices", "tier": "forms",
}  # fmt: skip
"""Where a change of a value with that name is seen best."""

WORDS: dict[str, tuple[str, ...]] = {
    "scope": SCOPES, "unit": UNITS, "on": OCCASIONS, "once": ONCE, "tier": TIERS, "join": JOINS, "then": THEN,
    "split": SPLITS, "of": OF, "phone_on_record": PHONE_ON_RECORD, "dossier_order": DOSSIER_ORDERS,
    "period": PERIODS, "post": tuple(POSTS), "to": tuple(POSTS), "nature": NATURES, "domain": ("MS", "ZF", "FZ"),
    "outcome": ("满意", "基本满意", "不满意", "未接通", "拒评", "pass", "fail"), "solved": ("yes", "partly", "no"),
    "rectify_back_to": ("review", "reply", "callback"), "MS": TIERS, "ZF": TIERS, "FZ": TIERS,
    "flags": ("has:群体性", "has:敏感", "has:紧急"), "category": ("M01", "M02", "M07", "M23"), "do": EFFECTS,
    "effective_from": ("2026-01-02", "2025-12-31"),
    "formula": ("acceptance", "closing", "satisfaction", "tier_share", "median_time"),
    "clock": ("phone_reply", "handle", "rectify", "reply", "response", "claim", "finish", "arrive", "callback"),
}  # fmt: skip


@cache
def data_of(name: str) -> dict[str, Any]:
    """The file as it is."""
    return tomllib.loads(FILES[name].read_text("utf-8"))


def leaves(value: Any, path: Leaf = ()) -> Iterator[Leaf]:
    """Every value that is no table and no list; every element of a list of words."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from leaves(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from leaves(child, (*path, index))
    else:
        yield path


def general(path: Leaf) -> tuple[str, ...]:
    """The path with indexes as ``#`` and free keys as ``*``."""
    parts = tuple("#" if isinstance(part, int) else part for part in path)
    return ("sources", "*") if parts[0] == "sources" else parts


def changes(data: dict[str, Any], path: Leaf) -> Iterator[dict[str, Any]]:
    """Copies of the file with this one value changed, the smallest change first."""
    holder: Any = data
    for part in path[:-1]:
        holder = holder[part]
    last: Any = path[-1]
    value = holder[last]
    for other in _others(value, path, holder):
        if other == value and type(other) is type(value):
            continue
        copy = deepcopy(data)
        target: Any = copy
        for part in path[:-1]:
            target = target[part]
        if other is None:
            del target[last]
        else:
            target[last] = other
        yield copy


def _others(value: Any, path: Leaf, holder: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1, value + 50, value * 5 + 7, value + 20_000)
    elif isinstance(holder, list) and not isinstance(holder[0], dict | list):
        yield None
    elif value[:2] in (">=", "<="):
        yield from (value[:2] + str(int(value[2:]) + n) for n in (1, -1))
    else:
        key = next((str(part) for part in reversed(path) if not isinstance(part, int)), "")
        words = [word for word in WORDS.get(key, ()) if word != value]
        yield from words or [value + "改"]


def noticed(name: str, path: Leaf) -> bool:
    """Whether some accepted change of the value shows in a view, or every change is refused."""
    refused = True
    for copy in changes(data_of(name), path):
        profile = _judged(copy)
        if profile is None:
            continue
        refused = False
        if any(seen(name, profile, view) for view in _order(path)):
            return True
    return refused


def _judged(copy: dict[str, Any]) -> Profile | None:
    try:
        return check_data(copy, {}, "changed")
    except ProfileProblem:
        return None


def _order(path: Leaf) -> Iterator[str]:
    first = FIRST.get(str(path[0]), "intake")
    if path[0] == "posts":
        first = f"may:{str(path[1]).partition(':')[0]}"
    if path[0] == "rules" or path[0] == "clocks":
        yield first
        first = "breaches"
    leaf = str(path[-1])
    yield from (view for name, view in NEAR.items() if name == leaf)
    yield first
    yield from (view for view in VIEWS if view != first)


def look(profile: Profile, view: str) -> Any:
    """One view; `may:x` is who_may for one command. A crash is a view of its own."""
    if view.startswith("may:"):
        return who_may(profile, (view.removeprefix("may:"),))
    return VIEWS[view](profile)


@cache
def usual(name: str, view: str) -> Any:
    """The view of the file as it is."""
    return look(check_data(data_of(name), {}, name), view)


def seen(name: str, profile: Profile, view: str) -> bool:
    """Whether the changed profile differs in the view."""
    return bool(look(profile, view) != usual(name, view))


CASES = [(name, path) for name in FILES for path in leaves(data_of(name)) if general(path) not in SHOWN]


def _groups() -> list[tuple[str, str]]:
    return list(dict.fromkeys((name, str(path[0])) for name, path in CASES))


@pytest.mark.whole
@pytest.mark.parametrize(("name", "key"), _groups(), ids=lambda value: value)
def test_every_value_matters(name: str, key: str) -> None:
    paths = [path for file, path in CASES if (file, str(path[0])) == (name, key)]
    assert paths
    assert [path for path in paths if not noticed(name, path)] == []


@pytest.mark.parametrize("name", FILES)
def test_a_share_of_the_values_matters(name: str) -> None:
    """Every fiftieth value, another share for each county, so that the quick run sees all kinds."""
    mine = [path for file, path in CASES if file == name]
    start = list(FILES).index(name) * 4
    assert [path for path in mine[start::50] if not noticed(name, path)] == []


def test_a_value_that_nothing_reads_is_noticed() -> None:
    assert not noticed("baiyin", ("title",))


def test_lists_of_exceptions_name_values_that_exist() -> None:
    known = {general(path) for name in FILES for path in leaves(data_of(name))}
    assert known >= SHOWN
