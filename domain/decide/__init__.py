"""Deciding: what happens when somebody asks something of a case. Both sides run exactly this."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case import Case
from domain.commands import Command, Register
from domain.decide import clockwork, formal, gates, handling, intake, requests, supervision, triage, whistle
from domain.decide.decision import Decision, Refused, Unsettled
from domain.decide.effects import judge_red_lights
from domain.decide.gate import permitted
from domain.decide.table import RULES
from domain.events import Event
from domain.facts import Facts
from domain.people import Actor
from domain.profile import Profile
from domain.refusals import NeedsCounty, Refusal

__all__ = [
    "RULES", "Decided", "clockwork", "decide", "decided", "formal", "gates", "handling", "intake", "requests", "supervision", "triage",
    "whistle",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """What a command makes: its events, and the case as they leave it."""

    events: tuple[Event, ...]
    case: Case


def decide(
    case: Case | None, command: Command, by: Actor, at: int, profile: Profile, facts: Facts
) -> tuple[Event, ...] | Refusal | NeedsCounty:
    """The events that `command` makes, the reason why not, or that only the county can tell.

    `case`: None only for a registration. `at`: epoch seconds of the deciding side. Never raises for any input
    that the wire lets through; the same arguments give the same answer on both sides.
    """
    answer = decided(case, command, by, at, profile, facts)
    return answer.events if isinstance(answer, Decided) else answer


def decided(
    case: Case | None, command: Command, by: Actor, at: int, profile: Profile, facts: Facts
) -> Decided | Refusal | NeedsCounty:
    """As `decide`, with the case after the events: deciding folds them already, nobody has to do it again."""
    rule = RULES.get(type(command.body))
    if rule is None:
        return Refusal("unknown_command", (command.body.kind,))
    registering = isinstance(command.body, Register)
    if registering and case is not None and case.state != "none":
        return Refusal("exists")
    if not registering:
        if case is None or case.state == "none":
            return Refusal("no_case")
        no = permitted(case, command.body.kind, by, profile)
        if no is not None:
            return no
    decision = Decision(case or Case(), command, by, at, profile, facts)
    try:
        rule(decision, command.body)
    except Refused as refused:
        return refused.refusal
    except Unsettled as unsettled:
        return unsettled.answer
    judge_red_lights(decision)
    return Decided(tuple(decision.events), decision.case)
