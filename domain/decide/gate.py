"""Who may do what, when: state, post, presence and separation. Shared by `decide` and by the list of actions."""

from __future__ import annotations

from collections.abc import Callable

from domain.case import OPEN_STATES, STATES, Case
from domain.people import POSTS, Actor
from domain.profile import Profile
from domain.refusals import Refusal

_EVERY = frozenset(STATES)
_WORK = frozenset({"dispatched", "handling"})
_FINISHED = frozenset({"struck_off"})
_ACTIVE = OPEN_STATES | _FINISHED

ALLOWED: dict[str, frozenset[str]] = {
    "log_call": OPEN_STATES,
    "accept": frozenset({"registered"}),
    "not_accept": frozenset({"registered", "accepted"}),
    "divert": frozenset({"registered", "accepted", "dispatched", "handling", "reopened", "escalating"}),
    "take_back": frozenset({"not_accepted", "diverted"}),
    "answer_on_spot": frozenset({"registered", "accepted"}),
    "merge": frozenset({"registered", "accepted", "reopened"}),
    "unmerge": frozenset({"merged"}),
    "adopt": _EVERY,
    "disown": _EVERY,
    "follow": frozenset({"merged"}),
    "void": OPEN_STATES | {"not_accepted", "diverted", "merged"},
    "link_repeat": OPEN_STATES,
    "assign_number": _EVERY,
    "triage": frozenset({"registered", "accepted", "reopened", "dispatched", "handling"}),
    "dispatch": frozenset({"accepted", "reopened"}),
    "release": _WORK,
    "sign": _WORK,
    "request_return": _WORK,
    "decide_return": _WORK,
    "escalate": _WORK | {"accepted", "reopened"},
    "decide_escalation": frozenset({"escalating"}),
    "request_extension": _WORK | {"rectify"},
    "decide_extension": _WORK | {"rectify"},
    "request_suspension": _WORK | {"accepted"},
    "decide_suspension": _WORK | {"accepted"},
    "resume": frozenset({"suspended"}),
    "progress": OPEN_STATES,
    "feedback": frozenset({"handling", "rectify"}),
    "review": frozenset({"review"}),
    "reply": _WORK | {"reply", "rectify"},
    "callback": frozenset({"callback"}),
    "sample": _FINISHED,
    "verify": frozenset({"acceptance"}),
    "rate": _ACTIVE,
    "note": _EVERY,
    "attach": _ACTIVE,
    "archive": frozenset({"struck_off", "not_accepted", "diverted"}),
    "supervise": OPEN_STATES,
    "reply_measure": _ACTIVE,
    "close_measure": _ACTIVE,
    "list": OPEN_STATES,
    "tick": _EVERY,
    "recalendar": _EVERY,
    "audit": _EVERY,
    "whistle": OPEN_STATES,
    "whistle_triage": OPEN_STATES,
    "whistle_sign": OPEN_STATES,
    "whistle_arrive": OPEN_STATES,
    "whistle_absent": OPEN_STATES,
    "whistle_result": OPEN_STATES,
    "whistle_confirm": OPEN_STATES,
    "whistle_score": _ACTIVE,
    "mediate": OPEN_STATES,
    "mediation_consent": OPEN_STATES,
    "mediation_session": OPEN_STATES,
    "mediation_conclude": OPEN_STATES,
    "mediation_visit": _ACTIVE,
    "enforce": OPEN_STATES,
    "enforce_step": _ACTIVE,
    "enforce_close": _ACTIVE,
}
"""Command kind -> states in which it may be given. `register` stands outside: it has no case yet."""

SYSTEM_KINDS = frozenset({"adopt", "disown", "follow", "assign_number", "tick", "recalendar"})
"""Given by the county's own steps only."""

ROLES = frozenset({"feedback", "review", "reply", "callback", "verify", "sample"})
"""Commands whose doers are remembered for the separation of duties."""

LABELS: dict[str, str] = {
    "register": "登记", "log_call": "记通话", "accept": "受理", "not_accept": "不予受理", "divert": "导入法定途径",
    "take_back": "恢复受理", "answer_on_spot": "当场答复", "merge": "并案", "unmerge": "撤销并案", "adopt": "并入",
    "disown": "移出并案", "follow": "随主案答复", "void": "作废", "link_repeat": "认定重复反映",
    "assign_number": "编号", "triage": "研判", "dispatch": "交办", "release": "解除协办", "sign": "签收",
    "request_return": "申请退单", "decide_return": "审核退单", "escalate": "提级上报",
    "decide_escalation": "审核提级", "request_extension": "申请延期", "decide_extension": "审批延期",
    "request_suspension": "申请挂起", "decide_suspension": "审批挂起", "resume": "恢复办理", "progress": "记进展",
    "feedback": "反馈", "review": "审核", "reply": "回复当事人", "callback": "回访", "sample": "抽查回访",
    "verify": "验收", "rate": "评价", "note": "备注", "attach": "补充附件", "archive": "归档", "supervise": "督办",
    "reply_measure": "回复督办", "close_measure": "督办销号", "list": "列入清单", "tick": "计时",
    "recalendar": "重算时限", "audit": "留痕", "whistle": "吹哨", "whistle_triage": "研判哨单",
    "whistle_sign": "签收哨单", "whistle_arrive": "报到", "whistle_absent": "登记未到",
    "whistle_result": "填处置结果", "whistle_confirm": "确认完成", "whistle_score": "评分",
    "mediate": "启动调解", "mediation_consent": "当事人意愿", "mediation_session": "调解记录",
    "mediation_conclude": "调解结果", "mediation_visit": "调解回访", "enforce": "建立执法案卷",
    "enforce_step": "添加文书", "enforce_close": "执法结案",
}  # fmt: skip
"""Command kind -> what people call it."""


def _request(kind: str) -> Callable[[Case, Profile], bool]:
    return lambda case, _profile: case.request is not None and case.request.kind == kind


def _task(*states: str) -> Callable[[Case, Profile], bool]:
    return lambda case, _profile: any(task.state in states for task in case.live_tasks)


def _whistle(*states: str) -> Callable[[Case, Profile], bool]:
    return lambda case, _profile: any(whistle.state in states for whistle in case.whistles)


def _mediation(*states: str) -> Callable[[Case, Profile], bool]:
    return lambda case, _profile: case.mediation is not None and case.mediation.state in states


PRESENT: dict[str, Callable[[Case, Profile], bool]] = {
    "answer_on_spot": lambda case, _profile: case.nature == "ZX",
    "sign": _task("dispatched"),
    "feedback": _task("signed", "rewrite"),
    "request_return": lambda case, _profile: (
        case.request is None and _task("dispatched", "signed")(case, _profile)
    ),
    "decide_return": _request("return"),
    "decide_extension": _request("extension"),
    "decide_suspension": _request("suspension"),
    "request_extension": lambda case, _profile: (
        case.request is None and _task("signed", "rewrite")(case, _profile)
    ),
    "request_suspension": lambda case, _profile: case.request is None,
    "escalate": lambda case, profile: case.request is None and bool(profile.escalation.tiers),
    "release": lambda case, _profile: any(not task.lead for task in case.live_tasks),
    "reply_measure": lambda case, _profile: any(not m.replied_at and not m.closed_at for m in case.measures),
    "close_measure": lambda case, _profile: any(not m.closed_at for m in case.measures),
    "list": lambda _case, profile: bool(profile.lists),
    "whistle": lambda _case, profile: profile.whistle.on,
    "whistle_triage": _whistle("raised"),
    "whistle_sign": _whistle("called", "on_site"),
    "whistle_arrive": _whistle("called", "on_site"),
    "whistle_absent": _whistle("called", "on_site"),
    "whistle_result": _whistle("on_site"),
    "whistle_confirm": _whistle("resulted"),
    "whistle_score": lambda case, profile: profile.whistle.score and _whistle("confirmed")(case, profile),
    "mediate": lambda case, profile: profile.mediation and case.mediation is None,
    "mediation_consent": _mediation("offered"),
    "mediation_session": _mediation("consented", "in_session"),
    "mediation_conclude": _mediation("consented", "in_session"),
    "mediation_visit": _mediation("agreed", "oral"),
    "enforce": lambda case, _profile: case.enforcement is None,
    "enforce_step": lambda case, _profile: case.enforcement is not None and not case.enforcement.closed_at,
    "enforce_close": lambda case, _profile: case.enforcement is not None and not case.enforcement.closed_at,
    "rate": lambda case, _profile: bool(case.reported_done_at),
}
"""Command kind -> is the thing there that it works on? Not asked by `decide`, which names what is missing."""


def separation(case: Case, kind: str, by: Actor, profile: Profile) -> Refusal | None:
    """Handler, reviewer, callback clerk and verifier of one round are different people."""
    for one, other in profile.separate:
        against = other if kind == one else one if kind == other else ""
        if against and (against, by.id, case.round) in case.done_by:
            return Refusal("separation", (LABELS[kind], LABELS[against]))
    return None


def permitted(case: Case, kind: str, by: Actor, profile: Profile) -> Refusal | None:
    """Why this actor may not give this command to this case now; None when nothing stands against it."""
    if kind in SYSTEM_KINDS:
        if not by.holds(("SYSTEM",)):
            return Refusal("post", (LABELS[kind], POSTS["SYSTEM"]))
        return None if case.state in ALLOWED[kind] else Refusal("state", (LABELS[kind], STATES[case.state]))
    if case.accused and any(unit in case.accused for unit in by.units):
        return Refusal("accused_view")
    if case.state == "archived" and kind not in ("note", "audit"):
        return Refusal("archived")
    if case.state not in ALLOWED[kind]:
        return Refusal("state", (LABELS[kind], STATES[case.state]))
    tier = case.tier
    if kind == "decide_escalation" and case.request is not None:
        tier = case.request.tier
    posts = profile.may(kind, tier)
    if not by.holds(posts):
        return Refusal(
            "post", (LABELS[kind], "、".join(POSTS.get(post, post) for post in posts) or "县管理员")
        )
    return separation(case, kind, by, profile)
