"""The way from the last feedback to 销号: the gates that the round is bound to."""

from __future__ import annotations

from domain import events as ev
from domain.decide.decision import Decision
from domain.facts import Moment, match
from domain.sampling import SAMPLE_LIST, chosen


def close(decision: Decision, *, unrated: bool = False, exempt: str = "") -> None:
    """销号: the last gate is passed. A called-back matter that the city's sample falls on goes on its list."""
    decision.say(ev.StruckOff(at=decision.at, by=decision.by.id, exempt=exempt, unrated=unrated))
    decision.void_clocks()
    case, percent = decision.case, decision.profile.callback.sample_percent
    called = case.gates[-1:] == ("callback",) and not unrated and not exempt
    if called and SAMPLE_LIST not in case.lists and chosen(case.id, percent):
        decision.say(ev.Listed(at=decision.at, by=decision.by.id, code=SAMPLE_LIST))


def reopen(decision: Decision, how: str, moment: Moment) -> None:
    """A new round; the limits of the old one no longer apply."""
    decision.void_clocks()
    decision.say(ev.Reopened(at=decision.at, by=decision.by.id, how=how, reason=moment.outcome))


def complete_round(decision: Decision) -> None:
    """Go to the gates when every task that the profile waits for has fed back."""
    case = decision.case
    live = case.live_tasks
    wanted = [task for task in live if task.lead] if decision.profile.join == "lead" else list(live)
    if not wanted or any(task.state != "fed_back" for task in wanted):
        return
    index = 0
    if case.rectify_to in case.gates:
        index = case.gates.index(case.rectify_to)
    enter_gate(decision, index)


def enter_gate(decision: Decision, index: int, *, unrated: bool = False) -> None:
    """Wait at gate `index`, or strike off when all gates are passed.

    报结 happens on the way into the first gate that looks at the result from outside (callback, acceptance).
    """
    gates = decision.case.gates
    gate = gates[index] if index < len(gates) else ""
    if gate not in ("review", "reply") and not decision.case.reported_done_at:
        decision.say(ev.ReportedDone(at=decision.at, by=decision.by.id))
    if not gate:
        close(decision, unrated=unrated)
        return
    if gate == "callback":
        for exemption in decision.profile.callback.exempt:
            if match(exemption.when, decision.case, Moment(), decision.at):
                close(decision, exempt=exemption.reason)
                return
    decision.say(ev.GateEntered(at=decision.at, by=decision.by.id, gate=gate, index=index))


def pass_gate(decision: Decision, *, unrated: bool = False) -> None:
    """Leave the gate where the case waits and go to the next."""
    gate, index = decision.case.state, decision.case.gate
    decision.say(ev.GatePassed(at=decision.at, by=decision.by.id, gate=gate))
    enter_gate(decision, index + 1, unrated=unrated)
