"""The closed tables of names that a profile may use, besides those of `domain.facts`, `people` and `case`."""

from __future__ import annotations

from dataclasses import fields

from domain.commands import COMMANDS
from domain.events import EVENTS

SYSTEM_COMMANDS = frozenset({"adopt", "disown", "follow", "assign_number", "tick", "recalendar"})
"""Given by the platform only; no post may hold them."""

POST_COMMANDS = frozenset(COMMANDS) - SYSTEM_COMMANDS
"""Every profile says who may give each of these."""

GATE_COMMANDS = {"review": "review", "reply": "reply", "acceptance": "verify", "callback": "callback"}
"""Gate -> the command that passes it."""

NATURES = ("ZX", "QZ", "TS", "JB", "JY", "BY", "XF", "YH")
"""咨询 求助 投诉 举报 建议 表扬 信访求决 隐患上报."""

SOLVED = ("yes", "partly", "no")
NO_GRADE = ("未接通", "拒评")
"""Callback outcomes besides the profile's grades."""

OCCASIONS = ("callback", "verify", "sample", "breach", "return")
"""`on` of a rule."""

ONCE = ("always", "case", "round", "clock")
SCOPES = ("case", "round", "task", "unit")
UNITS = ("minute", "hour", "workday", "calday", "given")
DAY_UNITS = ("workday", "calday")
GIVEN = {"arrive_by": "unit_called"}
"""Limits that somebody sets by hand -> the event that carries them."""

JOINS = ("all", "lead")
PERIODS = ("day", "week", "month")
SPLITS = ("balanced", "filled")
THEN = ("sms", "visit")
PHONE_ON_RECORD = ("masked", "full")
DOSSIER_ORDERS = ("parts", "conclusion_first")
"""A 正卷/副卷; B 结论在前，其余按办案时间."""

OF = ("place", "unit", "category")
METHODS = ("phone", "wechat", "sms", "visit", "letter")
EVIDENCE_AT = ("feedback", "whistle_result")
EVIDENCE_KINDS = ("photo", "document", "result", "recording", "other")
RAISERS = ("township", "department", "enterprise", "citizen")

ROLE_COMMANDS = ("feedback", "review", "reply", "callback", "verify", "sample")
"""Commands whose doers are remembered, so that they can be kept apart."""

GATE_EVENT = "gate_entered:"
"""Start of a limit when the matter begins to wait at one gate, e.g. ``gate_entered:callback``."""

MOVES = {
    "callback": ("close", "stay", "rectify", "reopen", "redispatch", "unreached"),
    "verify": ("close", "rectify", "reopen", "redispatch"),
    "sample": ("stay", "reopen", "redispatch"),
}
"""Where a matter goes after the occasion: exactly one of these in each rule."""

ASIDES = (
    "supervise",
    "interview",
    "accountability",
    "accountability_proposal",
    "sms",
    "letter",
    "list",
    "veto",
)
"""Effects laid over the case."""

MOMENTS = {
    "outcome": ("callback", "verify", "sample"),
    "solved": ("callback", "sample"),
    "clock": ("breach",),
    "breaches": ("breach",),
    "reminders": ("breach",),
}
"""Facts that exist on some occasions only."""

OPTIONAL_EVENTS = {
    "verified": "acceptance", "called_back": "callback", "sampled": "sample", "unit_called": "whistle",
    "unit_signed": "whistle", "unit_arrived": "whistle", "unit_absent": "whistle", "whistle_raised": "whistle",
    "whistle_resulted": "whistle", "whistle_confirmed": "whistle", "whistle_scored": "whistle",
    "whistle_refused": "whistle", "mediation_offered": "mediation", "mediation_consented": "mediation",
    "mediation_held": "mediation", "mediation_concluded": "mediation", "mediation_visited": "mediation",
    "pushed": "fanout", "rectify_ordered": "rectify", "rewritten": "review",
}  # fmt: skip
"""Event kind -> what the county must have for it to happen."""


def event_fields(kind: str) -> frozenset[str]:
    """The field names of an event kind."""
    return frozenset(f.name for f in fields(EVENTS[kind]))
