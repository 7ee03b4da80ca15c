"""Rules of intake: registration, first call, accept or not, divert, merge, void."""

from __future__ import annotations

from dataclasses import replace

from domain import commands as cmd
from domain import events as ev
from domain.decide.decision import Decision, Refused, Unsettled
from domain.decide.gate import LABELS
from domain.decide.gates import close
from domain.decide.table import decides
from domain.people import POSTS

NATURES: dict[str, str] = {
    "ZX": "咨询",
    "QZ": "求助",
    "TS": "投诉",
    "JB": "举报",
    "JY": "建议",
    "BY": "表扬",
    "XF": "信访求决",
    "YH": "隐患上报",
}
ROUTES: dict[str, str] = {
    "petition": "信访",
    "lawsuit": "诉讼",
    "arbitration": "仲裁",
    "review": "行政复议",
    "police": "公安",
    "discipline": "纪检监察",
}
METHODS: dict[str, str] = {
    "phone": "电话",
    "wechat": "微信",
    "sms": "短信",
    "visit": "走访",
    "letter": "书面",
}
CALLS: dict[str, str] = {"reached": "接通", "no_answer": "未接通", "wrong_number": "空号或错号"}
ATTEMPTS_AS_REPLY = 2
"""So many unanswered attempts count as the first contact (及时回复率: 未接通计为已联系, at least two)."""
TITLE_LENGTH = 24


def one_of(decision: Decision, value: str, options: object, what: str) -> None:
    """Refuse a value outside the closed list."""
    if value not in options:  # type: ignore[operator]
        raise Refused("choice", what, value)


def check_kind(decision: Decision, domain: str, nature: str, category: str) -> None:
    """Domain, nature and category must be ones that the county uses."""
    if domain not in decision.profile.domains:
        raise Refused("domain", domain)
    one_of(decision, nature, NATURES, "诉求性质")
    if category and decision.facts.categories and category not in decision.facts.categories:
        raise Refused("category", category)


@decides(cmd.Register)
def register(decision: Decision, body: cmd.Register) -> None:
    profile, facts = decision.profile, decision.facts
    if not decision.by.holds(profile.may("register")):
        raise Refused("post", LABELS["register"], "、".join(POSTS[post] for post in profile.may("register")))
    if len(body.township) != 9 or not body.township.isascii() or not body.township.isdigit():
        raise Refused("township", body.township)
    decision.need(body.text, "反映内容")
    reporter = body.reporter
    if not (reporter.phone.strip() or reporter.no_phone or reporter.anonymous):
        raise Refused("phone")
    one_of(decision, body.source, profile.sources, "来源")
    if decision.by.posts == ("CITIZEN",) and body.source not in profile.self_service:
        raise Refused("self_service", profile.sources[body.source])
    check_kind(decision, body.domain, body.nature, body.category)
    if body.nature == "JB":
        reporter = replace(reporter, protected=True)
    title = body.title.strip() or " ".join(body.text.split())[:TITLE_LENGTH]
    decision.say(
        ev.Registered(
            at=decision.at,
            by=decision.by.id,
            id=decision.command.case_id,
            township=body.township,
            place=body.place,
            place_text=body.place_text,
            source=body.source,
            external_no=body.external_no,
            qr_code=body.qr_code,
            temp_number=body.temp_number,
            domain=body.domain,
            nature=body.nature,
            category=body.category,
            tier=profile.entry[body.domain],
            flags=body.flags,
            title=title,
            text=body.text,
            reporter=reporter,
            accused=body.accused,
            attachments=body.attachments,
            repeat=bool(facts.repeat_of),
            repeat_of=facts.repeat_of or "",
            profile=profile.id,
            profile_version=profile.version,
        )
    )
    if facts.number:
        decision.say(ev.NumberAssigned(at=decision.at, by=decision.by.id, number=facts.number))
    if profile.fanout:
        people, unfilled = decision.people_at(profile.fanout)
        decision.say(
            ev.Pushed(at=decision.at, by=decision.by.id, to=tuple(p.id for p in people), unfilled=unfilled)
        )
    if profile.auto_accept:
        decision.say(ev.Accepted(at=decision.at, by=decision.by.id))


@decides(cmd.AssignNumber)
def assign_number(decision: Decision, body: cmd.AssignNumber) -> None:
    if not decision.case.number:
        decision.say(ev.NumberAssigned(at=decision.at, by=decision.by.id, number=body.number))


@decides(cmd.LogCall)
def log_call(decision: Decision, body: cmd.LogCall) -> None:
    one_of(decision, body.outcome, CALLS, "通话结果")
    case = decision.case
    acted = decision.facts.acted_at or decision.at
    called_at = min(max(body.called_at or acted, case.registered_at), decision.at)
    attempts = 1 + len(case.calls)
    counts = body.outcome == "reached" or attempts >= ATTEMPTS_AS_REPLY
    decision.say(
        ev.Called(
            at=decision.at,
            by=decision.by.id,
            outcome=body.outcome,
            note=body.note,
            called_at=called_at,
            first=counts and not case.first_called_at,
        )
    )


@decides(cmd.Accept)
def accept(decision: Decision, body: cmd.Accept) -> None:
    decision.say(ev.Accepted(at=decision.at, by=decision.by.id, note=body.note))


@decides(cmd.NotAccept)
def not_accept(decision: Decision, body: cmd.NotAccept) -> None:
    decision.need(body.reason, "不予受理的理由")
    decision.need(body.told, "告知方式")
    decision.void_clocks()
    decision.say(
        ev.NotAccepted(at=decision.at, by=decision.by.id, reason=body.reason, text=body.text, told=body.told)
    )


@decides(cmd.Divert)
def divert(decision: Decision, body: cmd.Divert) -> None:
    one_of(decision, body.route, ROUTES, "法定途径")
    decision.need(body.reason, "导入理由")
    decision.void_clocks()
    decision.say(
        ev.Diverted(
            at=decision.at,
            by=decision.by.id,
            route=body.route,
            reason=body.reason,
            external_no=body.external_no,
            return_path=body.return_path,
        )
    )


@decides(cmd.TakeBack)
def take_back(decision: Decision, body: cmd.TakeBack) -> None:
    decision.need(body.reason, "恢复理由")
    decision.say(ev.TakenBack(at=decision.at, by=decision.by.id, reason=body.reason))


@decides(cmd.AnswerOnSpot)
def answer_on_spot(decision: Decision, body: cmd.AnswerOnSpot) -> None:
    if decision.case.nature != "ZX":
        raise Refused("not_exempt")
    one_of(decision, body.method, METHODS, "答复方式")
    decision.need(body.text, "答复内容")
    if not decision.case.accepted_at:
        decision.say(ev.Accepted(at=decision.at, by=decision.by.id))
    decision.say(ev.Replied(at=decision.at, by=decision.by.id, method=body.method, text=body.text, task=""))
    decision.say(ev.ReportedDone(at=decision.at, by=decision.by.id))
    close(decision, exempt="咨询当场答复")


@decides(cmd.Merge)
def merge(decision: Decision, body: cmd.Merge) -> None:
    case = decision.case
    if body.parent == case.id:
        raise Refused("self_merge")
    if case.children:
        raise Refused("has_children")
    parent = decision.facts.linked.get(body.parent)
    if parent is None:
        if decision.facts.authority:
            raise Refused("parent_closed")
        raise Unsettled("parent_unknown")
    if parent.parent and parent.state == "merged":
        raise Refused("is_child")
    if not parent.open or parent.reported_done_at:
        raise Refused("parent_closed")
    decision.void_clocks()
    decision.say(ev.Merged(at=decision.at, by=decision.by.id, parent=body.parent, reason=body.reason))


@decides(cmd.Unmerge)
def unmerge(decision: Decision, body: cmd.Unmerge) -> None:
    decision.need(body.reason, "撤销理由")
    decision.say(ev.Unmerged(at=decision.at, by=decision.by.id, reason=body.reason))


@decides(cmd.Adopt)
def adopt(decision: Decision, body: cmd.Adopt) -> None:
    if body.child not in decision.case.children:
        decision.say(ev.ChildMerged(at=decision.at, by=decision.by.id, child=body.child))


@decides(cmd.Disown)
def disown(decision: Decision, body: cmd.Disown) -> None:
    if body.child in decision.case.children:
        decision.say(ev.ChildUnmerged(at=decision.at, by=decision.by.id, child=body.child))


@decides(cmd.Void)
def void(decision: Decision, body: cmd.Void) -> None:
    decision.need(body.reason, "作废理由")
    if decision.case.children:
        raise Refused("has_children")
    decision.void_clocks()
    decision.say(ev.Voided(at=decision.at, by=decision.by.id, reason=body.reason))


@decides(cmd.LinkRepeat)
def link_repeat(decision: Decision, body: cmd.LinkRepeat) -> None:
    if body.of == decision.case.id:
        raise Refused("self_merge")
    decision.need(body.of, "重复的事项")
    decision.say(ev.RepeatLinked(at=decision.at, by=decision.by.id, of=body.of, reason=body.reason))
