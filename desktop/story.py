"""What happened, told in sentences; what is left of a limit, in words. Pure functions over values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from desktop.strings import fields as field_words
from desktop.strings import story as words
from domain.case import Attachment, Case
from domain.chinatime import china_date, china_text
from domain.events import Event, Unknown
from domain.profile import Profile
from domain.sampling import SAMPLE_LIST

_HIDDEN = frozenset({"clock_met", "clock_voided"})
_BY_RULE = frozenset(
    {"clock_started", "clock_moved", "clock_paused", "pushed", "gate_entered", "number_assigned"}
)
_MARKS = {
    "breached": "red", "red_lit": "red", "warned": "warn", "rectify_ordered": "warn", "reopened": "warn",
    "rewritten": "warn", "struck_off": "good", "called_back": "good", "clock_started": "system", "pushed": "system",
    "number_assigned": "system", "clock_moved": "system", "gate_entered": "system", "gate_passed": "system",
    "tasked": "system", "measured": "warn", "audited": "system", "clock_paused": "system", "voided": "warn",
}  # fmt: skip


_CITIZEN = "citizen"
"""Actor of the public page."""


@dataclass(frozen=True, slots=True)
class Names:
    """Looks up what codes stand for; each answers the code itself when it does not know."""

    person: Callable[[str], str]
    unit: Callable[[str], str]
    category: Callable[[str], str]
    place: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the course. `mark`: done, system, warn, red, good, pending; `plain`: no words of a person in it."""

    at: int
    who: str
    text: str
    mark: str
    files: tuple[Attachment, ...] = ()
    plain: bool = False


def clock_label(profile: Profile, code: str) -> str:
    """The county's name of a limit."""
    rule = profile.clock(code)
    return rule.label if rule is not None else code


def rung_label(profile: Profile, rung: int) -> str:
    """Tier and name of a rung of the responsibility chain; "" where no rung was told or the chain is shorter now."""
    if not 0 <= rung < len(profile.chain):
        return ""
    told = profile.chain[rung]
    return words.RUNG.format(words.TIERS[told.tier], told.label)


def _told(ids: tuple[str, ...], unfilled: tuple[str, ...], names: Names) -> str:
    people = [names.person(i) for i in ids] + [words.NOBODY for _ in unfilled]
    return "、".join(people) or words.NOBODY


def _details(event: Event, case: Case, profile: Profile, names: Names) -> dict[str, Any]:
    given: dict[str, Any] = {f.name: getattr(event, f.name) for f in fields(event)}
    told: dict[str, Any] = {**given}
    for name in ("task",):
        if name in given:
            task = case.task(str(given[name]))
            told["unit"] = names.unit(task.unit) if task is not None else ""
    if (
        "unit" in given
        and isinstance(given["unit"], str)
        and event.kind not in ("clock_started", "clock_moved")
    ):
        told["unit"] = names.unit(given["unit"])
    if "code" in given:
        told["clock"] = clock_label(profile, given["code"])
        labels = {red.code: red.label for red in profile.red} | {
            each.code: each.label for each in profile.lists
        }
        labels[SAMPLE_LIST] = words.SAMPLED
        told["code"] = labels.get(given["code"], given["code"])
    if "due" in given:
        told["due"] = china_text(given["due"]) if given["due"] else ""
    for name in ("to", "notify"):
        if name in given:
            told[name] = _told(tuple(given[name]), tuple(given.get("unfilled", ())), names)
    if "rung" in given:
        told["rung"] = rung_label(profile, given["rung"])
    told.update(_worded(event.kind, given, profile, names))
    return told


def _worded(kind: str, given: dict[str, Any], profile: Profile, names: Names) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if "lead" in given:
        told["lead"] = words.LEAD if given["lead"] else words.ASSIST
    if "source" in given:
        told["source"] = profile.sources.get(given["source"], given["source"])
    if "category" in given:
        told["category"] = names.category(given["category"]) or "—"
    if "grade" in given and isinstance(given["grade"], int):
        told["grade"] = next((g.label for g in profile.grades if g.n == given["grade"]), given["grade"])
    tables = {
        "tier": words.TIERS, "gate": words.GATES, "what": words.AUDITS, "measure_kind": words.MEASURES,
        "why": words.WHY_MOVED, "route": field_words.options("divert", "route"),
        "result": field_words.options("feedback", "result"), "step": field_words.options("enforce_step", "step"),
        "passed": words.CHECKED,
    }  # fmt: skip
    for name, table in tables.items():
        if name in given:
            told[name] = table.get(given[name], given[name])  # type: ignore[attr-defined]
    if "measure_kind" in told:
        told["measure"] = told["measure_kind"]
    if kind == "called":
        told["outcome"] = field_words.options("log_call", "outcome").get(given["outcome"], given["outcome"])
    if kind == "not_accepted":
        told["reason"] = field_words.options("not_accept", "reason").get(given["reason"], given["reason"])
    if kind == "mediation_concluded":
        told["outcome"] = field_words.options(
            "mediation_conclude", "outcome"
        ).get(given["outcome"], given["outcome"])  # fmt: skip
    if kind == "mediation_consented":
        told["consent"] = field_words.options("", "consent")["yes" if given["consent"] else "no"]
    if "attachments" in given:
        told["count"] = len(given["attachments"])
    if "arrive_by" in given:
        told["arrive"] = china_text(given["arrive_by"])
    return told


def _files(event: Event) -> tuple[Attachment, ...]:
    found: list[Attachment] = []
    for name in ("attachments", "evidence", "papers"):
        found.extend(getattr(event, name, ()))
    return tuple(found)


def sentence(event: Event, case: Case, profile: Profile, names: Names) -> str:
    """The event in one sentence. Texts that people wrote stand in it as they are."""
    if isinstance(event, Unknown):
        return words.LINES["unknown"].format(name=event.name)
    key = event.kind
    if key == "called" and not getattr(event, "first", True):
        key = "called_again"
    if key == "replied" and getattr(event, "interim", False):
        key = "replied_interim"
    told = words.LINES[key].format_map(_details(event, case, profile, names))
    return told.replace("： ", "：").strip(" ：")


def who_of(event: Event, names: Names) -> str:
    """Who did it, as shown in the course."""
    if event.by == "system" or event.kind in _BY_RULE or (event.by == _CITIZEN and event.kind == "accepted"):
        return words.SYSTEM
    return words.CITIZEN if event.by == _CITIZEN else names.person(event.by)


def course(
    events: tuple[Event, ...], expected: int, case: Case, profile: Profile, names: Names
) -> Iterator[Line]:
    """The course in order; the last `expected` events are not confirmed yet."""
    confirmed = len(events) - expected
    for index, event in enumerate(events):
        if event.kind in _HIDDEN:
            continue
        mark = _MARKS.get(event.kind, "done") if index < confirmed else "pending"
        if event.by == "system" and mark == "done":
            mark = "system"
        note = getattr(event, "note", "") if event.kind in ("called", "accepted", "dispatched") else ""
        text = sentence(event, case, profile, names)
        yield Line(
            event.at,
            who_of(event, names),
            f"{text}。{note}" if note else text,
            mark,
            _files(event),
            event.kind in _BY_RULE,
        )


def span(seconds: int) -> str:
    """A length of time with one unit: minutes below an hour, hours below a day, then days."""
    if seconds < 3600:
        return words.MINUTES.format(max(1, -(-seconds // 60)) if seconds else 0)
    if seconds < 86400:
        return words.HOURS.format(seconds // 3600)
    return words.DAYS.format(seconds // 86400)


def limit_text(due_at: int | None, now: int, state: str = "") -> str:
    """What is left of a limit: 剩 8分, 已超 4分, or why none runs."""
    if due_at is None:
        if state == "suspended":
            return words.PAUSED
        return words.DONE if state in ("struck_off", "archived") else words.NO_LIMIT
    return words.LATE.format(span(now - due_at)) if due_at <= now else words.LEFT.format(span(due_at - now))


def moment_text(at: int, now: int) -> str:
    """An instant as short as it can be read: 10:08, 昨 16:02, 11月19日, 2025-11-19."""
    if not at:
        return ""
    day, today = china_date(at), china_date(now)
    clock = china_text(at)[11:]
    if day == today:
        return clock
    if (today - day).days == 1:
        return words.YESTERDAY.format(clock)
    if day.year == today.year:
        return words.MONTH_DAY.format(day.month, day.day)
    return china_text(at)[:10]


def course_time(at: int, now: int) -> str:
    """An instant in a column: 10:08 today, 11-19 16:02 before, with the year when it is another."""
    text = china_text(at)
    day, today = china_date(at), china_date(now)
    return text[11:] if day == today else text[5:] if day.year == today.year else text[2:]


def short_number(number: str) -> str:
    """A case number as people say it: 1121-0006; a temporary or foreign number as it is."""
    return f"{number[11:15]}-{number[15:19]}" if len(number) == 20 and number.isdigit() else number


def clock_text(at: int) -> str:
    """The time of day with seconds in China time."""
    return f"{china_text(at)[11:]}:{at % 60:02d}" if at else ""
