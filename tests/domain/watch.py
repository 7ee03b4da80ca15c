"""A story that writes down every answer and never fails: the tool of `tests.domain.observation`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain import commands as cmd
from domain.actions import available
from domain.case import Reporter
from domain.decide import decide
from domain.people import Actor, Directory, Person
from domain.profile import Profile
from domain.queues import memberships
from tests.domain.story import (
    ALL_EVIDENCE,
    DIRECTORY,
    TEXT,
    TOWNSHIP,
    VILLAGE,
    Story,
    actor,
)

Seen = list[Any]
FLAGS = ((), ("紧急",), ("群体性",))
MODES = (
    "马上办", "承诺办", "全时办", "快速办", "联合协同办", "提级办", "举一反三办", "限时办", "联合执法", "绿色通道", "容缺办理",
    "并联审批", "线上点单", "线下点单", "信访代办", "集中交办", "包案化解", "先行调解", "分类流转",
)  # fmt: skip
PHRASES = ("不归我管", "不知道", "没办法", "已阅", "正在处理中", "情况属实")
HANDLERS = ("liaison", "secretary")
FRONT = ("operator", "centre", "city", "grid_head", "secretary")


_DIRECTORY = Directory(
    (
        *DIRECTORY.people,
        Person("fields", "样例", "C_LEADER", ("620402",), (), ("M06",)),
        Person("units", "样例", "C_LEADER", ("620402",), ("nobody",)),
    )
)
"""The people of the story, and two county leaders for one class of matters and for one unit only."""


class Watch(Story):
    """A story that writes down every answer and what people then see, and never fails."""

    def __init__(self, county: Profile, **facts: object) -> None:
        super().__init__(county, **facts)  # type: ignore[arg-type]
        self.facts = replace(self.facts, directory=_DIRECTORY)
        self.seen: Seen = []

    def give(self, body: cmd.Body, *names: str | Actor, after: int = 60) -> bool:
        """The first of the people who may give the command gives it; True when something happened."""
        answer: Any = None
        for name in names:
            answer = self._ask(name, body, after)
            if isinstance(answer, tuple):
                break
            after = 0
        self.seen.append((self.at, body.kind, repr(answer)))
        self.seen.append(
            (self.case.state, self.profile.stage_of(self.case.state), memberships(self.case, self.profile))
        )
        return isinstance(answer, tuple)

    def _ask(self, name: str | Actor, body: cmd.Body, after: int) -> Any:
        if isinstance(name, str):
            return self.ask(name, body, after)
        self.at += after
        case = None if self.case.state == "none" else self.case
        answer = decide(
            case, cmd.Command("c", "case-1", body, self.at), name, self.at, self.profile, self.facts
        )
        if isinstance(answer, tuple):
            from domain.evolve import fold

            self.case = fold(answer, self.case)
        return answer

    def offers(self) -> None:
        """What some people are offered now."""
        if self.case.state == "none":
            return
        for name in ("operator", "liaison", "centre", "city"):
            self.seen.append(available(self.case, self.profile, actor(name), self.at))

    def begin(
        self, domain: str = "", nature: str = "QZ", source: str = "", *, accept: bool = True, **changes: Any
    ) -> bool:
        """An invented report."""
        fields: dict[str, Any] = {
            "township": TOWNSHIP,
            "place": VILLAGE,
            "text": "样例：路灯坏了三天，没有人来修。",
            "source": source or next(iter(self.profile.sources), ""),
            "reporter": Reporter("样例甲", "19900000001"),
            "domain": domain or next(iter(self.profile.domains), ""),
            "nature": nature,
            **changes,
        }
        done = self.give(cmd.Register(**fields), "operator", "citizen")
        if done and accept and self.case.state == "registered":
            self.give(cmd.Accept(), *FRONT)
        return done

    def hand_out(self, *units: str, mode: str = "", duty: str = "") -> bool:
        """Dispatch to the units, and the lead signs."""
        tasks = tuple(
            cmd.Assignment(f"t{self.case.round}.{i}.{self.count}", unit, lead=i == 1, duty_item=duty)
            for i, unit in enumerate(units or ("unit",), 1)
        )
        done = self.give(cmd.Dispatch(tasks, mode), *FRONT)
        return done and self.give(cmd.Sign(self.task()), *HANDLERS)

    def task(self) -> str:
        """The newest lead task."""
        lead = self.case.lead_task
        return lead.id if lead else ""

    def report(self, text: str = TEXT) -> bool:
        """Feedback of the lead, with every evidence."""
        return self.give(cmd.GiveFeedback(self.task(), text, evidence=ALL_EVIDENCE), *HANDLERS)

    def to(self, *states: str) -> None:
        """On through dispatch, feedback and the gates until one of the states, at most a dozen steps."""
        for _ in range(12):
            state = self.case.state
            if state in states:
                return
            if state in ("accepted", "reopened"):
                self.hand_out()
            elif state in ("handling", "rectify"):
                self.report()
            elif state == "review":
                self.give(cmd.Review("ok"), "director", "centre")
            elif state == "reply":
                self.give(cmd.GiveReply("phone", TEXT), *HANDLERS)
            elif state == "acceptance":
                self.give(cmd.Verify("pass", TEXT), "centre", "grid")
            elif state == "callback":
                self.call("满意")
            else:
                return

    def call(self, outcome: str, solved: str = "yes", after: int = 60, method: str = "phone") -> bool:
        """A callback with every question answered alike."""
        answers = tuple((question, outcome) for question in ("办理态度", "办理结果"))
        return self.give(
            cmd.CallBack(outcome, method, solved, answers, "样例：群众原话"),
            "centre",
            "operator",
            after=after,
        )
