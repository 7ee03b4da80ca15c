"""What an operator might fill into the form of a command."""

from __future__ import annotations

import random
from collections.abc import Callable

from domain.case import Case, Reporter
from domain.commands import (
    Accept,
    Assignment,
    Body,
    CallBack,
    DecideEscalation,
    DecideExtension,
    DecideReturn,
    Dispatch,
    Escalate,
    GiveFeedback,
    GiveReply,
    LogCall,
    Merge,
    NotAccept,
    Note,
    Progress,
    Register,
    RequestExtension,
    RequestReturn,
    Review,
    Sign,
    Supervise,
    TakeBack,
    Triage,
    Void,
)
from domain.people import Actor

TEXTS = (
    "村口路灯不亮了，请尽快来修。",
    "自来水压力太小，早晚没有水。",
    "=cmd|'/C calc'!A0 <b>噪声</b> 𠮷家沟 \u202e倒写",
    "小区门口占道经营，出行不便，多次反映没有结果。" * 3,
)
PLACES = {
    "990101101": ("990101101201003", "990101101202002", "990101101001001"),
    "990101102": ("990101102201001",),
}
UNITS = ("t-build", "t-build", "t-enforce", "c-housing")


def body_for(
    kind: str, case: Case | None, actor: Actor, rng: random.Random, new_id: Callable[[], str]
) -> Body:
    """A plausible body; a note where the form is not simulated."""
    text = rng.choice(TEXTS)
    if kind == "register" or case is None:
        town = next((place[:9] for place in actor.places if len(place) >= 9), "990101101")
        place = rng.choice(PLACES.get(town, PLACES["990101101"]))
        phone = f"199{rng.randrange(40):08d}"
        return Register(town, place, text, "phone", Reporter("冯春强", phone))
    task = next(
        (t.id for t in case.live_tasks if rng.random() < 0.7), case.tasks[-1].id if case.tasks else ""
    )
    makers: dict[str, Callable[[], Body]] = {
        "log_call": lambda: LogCall(rng.choice(("reached", "no_answer")), text),
        "accept": lambda: Accept("受理"),
        "not_accept": lambda: NotAccept("非职责", text, "phone"),
        "take_back": lambda: TakeBack(text),
        "triage": lambda: Triage("MS", "QZ", case.category, rng.choice((1, 2, 3))),
        "dispatch": lambda: Dispatch((Assignment(new_id(), rng.choice(UNITS), override="样例"),)),
        "sign": lambda: Sign(task),
        "request_return": lambda: RequestReturn(task, text),
        "decide_return": lambda: DecideReturn(rng.random() < 0.5, text),
        "escalate": lambda: Escalate("C", text, override="样例"),
        "decide_escalation": lambda: DecideEscalation(rng.random() < 0.5, text),
        "request_extension": lambda: RequestExtension(task, 3, text),
        "decide_extension": lambda: DecideExtension(rng.random() < 0.5, text),
        "progress": lambda: Progress(text),
        "feedback": lambda: GiveFeedback(task, "已到现场处理，线路已修复，并向群众作了说明。"),
        "review": lambda: Review(rng.choice(("ok", "rewrite")), text),
        "reply": lambda: GiveReply("phone", "已经办结，向您说明处理情况，感谢您的反映。"),
        "callback": lambda: CallBack(rng.choice(("满意", "不满意", "未接通")), words=text),
        "supervise": lambda: Supervise("supervise", text),
        "merge": lambda: Merge(new_id(), text),
        "void": lambda: Void(text) if rng.random() < 0.2 else Note(text),
    }
    return makers.get(kind, lambda: Note(text))()
