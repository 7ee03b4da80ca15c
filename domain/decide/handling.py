"""Rules of handling and of what happens at each gate."""

from __future__ import annotations

from domain import commands as cmd
from domain import events as ev
from domain.case import Attachment
from domain.deadlines import Due
from domain.decide.clocks import moved
from domain.decide.decision import Decision, Refused
from domain.decide.effects import apply_rule
from domain.decide.gates import complete_round, enter_gate, pass_gate
from domain.decide.intake import METHODS, one_of
from domain.decide.table import decides
from domain.decide.triage import own_task
from domain.facts import Moment, match

RESULTS: dict[str, str] = {
    "solved": "已解决",
    "partly": "部分解决",
    "explained": "解释说明",
    "autonomy": "自治决议",
}
SOLVED: dict[str, str] = {"yes": "已解决", "partly": "部分解决", "no": "未解决"}
EVIDENCE: dict[str, str] = {
    "photo": "现场照片",
    "document": "文书",
    "result": "处理结果",
    "recording": "录音",
    "other": "其他材料",
}
UNREACHED, DECLINED = "未接通", "拒评"


def check_wording(decision: Decision, text: str, shortest: int) -> None:
    """The county's wording rules (BY-26); a refusal names every finding."""
    wording = decision.profile.wording
    if not wording.on:
        return
    findings = [f"含“{phrase}”" for phrase in wording.banned if phrase in text]
    if len("".join(text.split())) < max(wording.min_length, shortest):
        findings.append(f"少于 {max(wording.min_length, shortest)} 个字")
    if findings:
        raise Refused("wording", "；".join(findings))


def check_evidence(decision: Decision, at: str, evidence: tuple[Attachment, ...], text: str) -> None:
    """Evidence that the profile demands at this point; `result` is the written result."""
    for rule in decision.profile.evidence:
        if rule.at != at or not match(rule.when, decision.case, Moment(), decision.at):
            continue
        have = {"result": 1 if text.strip() else 0}
        for item in evidence:
            have[item.kind] = have.get(item.kind, 0) + 1
        lack = [
            f"{EVIDENCE[kind]} {n - have.get(kind, 0)} 份"
            for kind, n in rule.need.items()
            if have.get(kind, 0) < n
        ]
        if lack:
            raise Refused("evidence", "、".join(lack))


@decides(cmd.Progress)
def progress(decision: Decision, body: cmd.Progress) -> None:
    decision.need(body.text, "进展")
    decision.say(
        ev.Progressed(
            at=decision.at,
            by=decision.by.id,
            text=body.text,
            attachments=body.attachments,
            promised=body.promised,
        )
    )


@decides(cmd.GiveFeedback)
def feedback(decision: Decision, body: cmd.GiveFeedback) -> None:
    own_task(decision, body.task, ("signed", "rewrite"), "反馈")
    one_of(decision, body.result, RESULTS, "办理结果")
    decision.need(body.text, "反馈内容")
    check_evidence(decision, "feedback", body.evidence, body.text)
    check_wording(decision, body.text, decision.profile.limits.min_feedback)
    others = [task for task in decision.case.live_tasks if task.id != body.task]
    if decision.profile.join == "lead":
        others = [task for task in others if task.lead]
    decision.say(
        ev.FedBack(
            at=decision.at,
            by=decision.by.id,
            task=body.task,
            text=body.text,
            result=body.result,
            evidence=body.evidence,
            complete=all(task.state == "fed_back" for task in others),
        )
    )
    complete_round(decision)


@decides(cmd.Review)
def review(decision: Decision, body: cmd.Review) -> None:
    one_of(decision, body.outcome, ("ok", "rewrite"), "审核结论")
    if body.outcome == "ok":
        pass_gate(decision)
        return
    decision.need(body.reason, "驳回理由")
    done = [task.id for task in decision.case.live_tasks if task.state == "fed_back"]
    decision.say(ev.Rewritten(at=decision.at, by=decision.by.id, reason=body.reason))
    keys = {*done, "case", f"round:{decision.case.round}"}
    for rule in decision.profile.clocks:
        if "fed_back" not in rule.stop:
            continue
        for clock in decision.case.clocks:
            if clock.code == rule.code and clock.key in keys and clock.state == "met":
                due = Due(clock.due, clock.provisional, clock.calendar, ())
                decision.say(moved(rule, clock, due, decision.at, decision.by.id, "rewritten"))


@decides(cmd.GiveReply)
def reply(decision: Decision, body: cmd.GiveReply) -> None:
    one_of(decision, body.method, METHODS, "回复方式")
    decision.need(body.text, "回复内容")
    check_wording(decision, body.text, 0)
    if not body.interim and decision.case.state != "reply":
        raise Refused("state", "回复当事人", "办理中")
    lead = decision.case.lead_task
    decision.say(
        ev.Replied(
            at=decision.at,
            by=decision.by.id,
            method=body.method,
            text=body.text,
            task=lead.id if lead else "",
            interim=body.interim,
        )
    )
    if not body.interim:
        pass_gate(decision)


@decides(cmd.CallBack)
def callback(decision: Decision, body: cmd.CallBack) -> None:
    ratings, rules = decision.profile.ratings, decision.profile.callback
    grades = (*ratings.grades, UNREACHED, DECLINED)
    if body.outcome not in grades:
        raise Refused("rating", body.outcome, "、".join(grades))
    if body.method not in rules.methods:
        raise Refused("method", body.method, "、".join(METHODS[method] for method in rules.methods))
    one_of(decision, body.solved, SOLVED, "是否解决")
    reached = body.outcome in ratings.grades
    if reached:
        answers = dict(body.answers)
        for question in ratings.questions:
            if answers.get(question, "") not in ratings.grades:
                raise Refused("question", question)
    dissatisfied = body.outcome in ratings.dissatisfied
    if dissatisfied and not body.words.strip():
        raise Refused("reason_missing")
    last = decision.case.last_try_at
    if body.outcome == UNREACHED and decision.case.tries and decision.at - last < rules.gap_hours * 3600:
        raise Refused("too_soon", str(rules.gap_hours))
    decision.say(
        ev.CalledBack(
            at=decision.at,
            by=decision.by.id,
            outcome=body.outcome,
            method=body.method,
            solved=body.solved if reached else "",
            answers=body.answers if reached else (),
            words=body.words,
            demand=body.demand,
            answered_by=body.answered_by,
            dissatisfied=dissatisfied,
        )
    )
    apply_rule(decision, "callback", Moment(body.outcome, body.solved if reached else ""), total=True)


@decides(cmd.Sample)
def sample(decision: Decision, body: cmd.Sample) -> None:
    ratings, rules, case = decision.profile.ratings, decision.profile.callback, decision.case
    grades = (*ratings.grades, UNREACHED, DECLINED)
    if body.outcome not in grades:
        raise Refused("rating", body.outcome, "、".join(grades))
    if decision.at - case.struck_off_at > rules.sample_window_days * 86400:
        raise Refused("window", str(rules.sample_window_days))
    if any(who == decision.by.id and number == case.round for _role, who, number in case.done_by):
        raise Refused("sampled")
    dissatisfied = body.outcome in ratings.dissatisfied
    if dissatisfied:
        decision.need(body.words, "不满意的原因")
    decision.say(
        ev.Sampled(
            at=decision.at,
            by=decision.by.id,
            outcome=body.outcome,
            solved=body.solved,
            words=body.words,
            method=body.method,
            dissatisfied=dissatisfied,
        )
    )
    apply_rule(decision, "sample", Moment(body.outcome, body.solved, sampled=True), total=True)


@decides(cmd.Verify)
def verify(decision: Decision, body: cmd.Verify) -> None:
    one_of(decision, body.outcome, ("pass", "fail"), "验收结论")
    decision.need(body.findings, "验收意见")
    decision.say(
        ev.Verified(
            at=decision.at,
            by=decision.by.id,
            passed=body.outcome == "pass",
            findings=body.findings,
            evidence=body.evidence,
        )
    )
    apply_rule(decision, "verify", Moment(body.outcome), total=True)


@decides(cmd.Rate)
def rate(decision: Decision, body: cmd.Rate) -> None:
    ratings, case = decision.profile.ratings, decision.case
    one_of(decision, body.side, ("citizen", "supervisor"), "评价方")
    if body.grade not in ratings.grades or (body.side == "supervisor" and not ratings.supervisor):
        raise Refused("rating", body.grade, "、".join(ratings.grades))
    if not case.reported_done_at:
        raise Refused("state", "评价", "尚未报结")
    earlier = [r for r in case.ratings if r.side == body.side and r.round == case.round]
    if earlier and decision.at - earlier[0].at > ratings.change_days * 86400:
        raise Refused("rating_closed", str(ratings.change_days))
    decision.say(
        ev.Rated(at=decision.at, by=decision.by.id, side=body.side, grade=body.grade, words=body.words)
    )
    if body.side == "citizen" and case.state == "callback" and "wechat" in decision.profile.callback.methods:
        _self_callback(decision, body)


def _self_callback(decision: Decision, body: cmd.Rate) -> None:
    """A rating given online while the callback is due counts as the callback (廊坊: 微信推送)."""
    dissatisfied = body.grade in decision.profile.ratings.dissatisfied
    solved = "no" if dissatisfied else "yes"
    decision.say(
        ev.CalledBack(
            at=decision.at,
            by=decision.by.id,
            outcome=body.grade,
            method="wechat",
            solved=solved,
            answers=(),
            words=body.words,
            demand="",
            answered_by="",
            dissatisfied=dissatisfied,
        )
    )
    apply_rule(decision, "callback", Moment(body.grade, solved), total=True)


@decides(cmd.Note)
def note(decision: Decision, body: cmd.Note) -> None:
    decision.need(body.text, "备注")
    decision.say(
        ev.Noted(
            at=decision.at,
            by=decision.by.id,
            text=body.text,
            attachments=body.attachments,
            supplement=not decision.case.open,
        )
    )


@decides(cmd.Attach)
def attach(decision: Decision, body: cmd.Attach) -> None:
    if not body.attachments:
        raise Refused("text_missing", "附件")
    decision.say(ev.Attached(at=decision.at, by=decision.by.id, attachments=body.attachments))


@decides(cmd.Archive)
def archive(decision: Decision, body: cmd.Archive) -> None:
    decision.say(ev.Archived(at=decision.at, by=decision.by.id, sha256=body.sha256, pages=body.pages))


@decides(cmd.Follow)
def follow(decision: Decision, body: cmd.Follow) -> None:
    """The merged child gets its own answer and its own callback once the parent is reported done."""
    gates = tuple(gate for gate in decision.profile.gates[decision.case.domain] if gate == "callback")
    decision.say(
        ev.ParentAnswered(at=decision.at, by=decision.by.id, method=body.method, text=body.text, gates=gates)
    )
    enter_gate(decision, 0)
