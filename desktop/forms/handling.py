"""Forms of triage, dispatch, handling and the gates."""

from __future__ import annotations

from desktop.forms.field import Choice, Field, Form, Ticket, Values, fixed, split_names
from desktop.forms.intake import methods
from desktop.strings import fields as words
from domain import commands as cmd
from domain.commands import Body

HOLD = 5
"""Seconds during which a dispatch, return or closing step can be undone."""


def _task(t: Ticket) -> Field:
    tasks = t.tasks()
    return Field(
        "task", "pick", required=True, options=tasks, start=t.my_task, shown=lambda v: len(tasks) > 1
    )


def triage(t: Ticket) -> Form:
    """研判."""
    grades = tuple(Choice(str(g.n), g.label) for g in t.profile.grades)
    domains = tuple(c for c in t.domains if c.value in t.profile.domains)

    def build(v: Values) -> Body:
        return cmd.Triage(
            v["domain"], v["nature"], v["category"], int(v["grade"]), tuple(v["flags"]), v["topic"].strip(),
            split_names(v["accused"]), v["reason"],
        )  # fmt: skip

    return Form(
        "triage",
        (
            Field("domain", "choice", required=True, options=domains, start=t.case.domain),
            Field("nature", "pick", required=True, options=t.natures, start=t.case.nature, half=True),
            Field("category", "pick", required=True, options=t.categories, start=t.case.category, half=True),
            Field("grade", "choice", required=True, options=grades, start=str(t.case.grade)),
            Field("flags", "many", options=t.flags, start=t.case.flags),
            Field("topic", half=True, start=t.case.topic),
            Field("accused", half=True, start="、".join(t.case.accused)),
            Field("reason", "text", lines=2),
        ),
        build,
    )


def dispatch(t: Ticket) -> Form:
    """交办: one lead unit, any number of assisting ones, the duty-list item that says why."""
    modes = tuple(Choice(mode, mode) for mode in t.profile.modes)

    def build(v: Values) -> Body:
        cited = {"duty_item": v["duty_item"], "override": v["override"]}
        lead = cmd.Assignment(t.new_id(), v["lead"], lead=True, person=v["person"], **cited)
        others = (
            cmd.Assignment(t.new_id(), unit, lead=False, **cited) for unit in v["assist"] if unit != v["lead"]
        )
        return cmd.Dispatch((lead, *others), v["mode"], v["note"])

    return Form(
        "dispatch",
        (
            Field("lead", "pick", required=True, options=t.units, start=t.suggested_unit or None, half=True),
            Field("person", "pick", options=t.people, half=True),
            Field("assist", "many", options=t.units),
            Field("mode", "choice", options=modes, start=modes[0].value if modes else None),
            Field("duty_item", "pick", options=t.duties),
            Field("override", shown=lambda v: not v["duty_item"]),
            Field("note", "text", lines=3),
        ),
        build,
        hold=HOLD,
    )


def release(t: Ticket) -> Form:
    """解除协办."""
    assisting = tuple(c for c in t.tasks() if (found := t.case.task(c.value)) is not None and not found.lead)
    start = assisting[0].value if assisting else None
    return Form(
        "release",
        (
            Field("task", "pick", required=True, options=assisting, start=start),
            Field("reason", "text", required=True),
        ),
        lambda v: cmd.Release(v["task"], v["reason"]),
    )


def sign(t: Ticket) -> Form:
    """签收."""
    return Form("sign", (_task(t),), lambda v: cmd.Sign(v["task"]))


def request_return(t: Ticket) -> Form:
    """申请退单."""
    return Form(
        "request_return",
        (_task(t), Field("reason", "text", required=True), Field("duty_item", "pick", options=t.duties)),
        lambda v: cmd.RequestReturn(v["task"], v["reason"], v["duty_item"]),
        hold=HOLD,
    )


def _decision(kind: str, make: type[Body]) -> object:
    def form(t: Ticket) -> Form:  # noqa: ARG001
        return Form(
            kind,
            (
                Field("approve", "choice", required=True, options=fixed(kind, "approve")),
                Field("note", "text", lines=3, demand=lambda v: v["approve"] == "no"),
            ),
            lambda v: make(v["approve"] == "yes", v["note"]),  # type: ignore[call-arg]
            hold=HOLD,
        )

    return form


def escalate(t: Ticket) -> Form:
    """提级上报."""
    labels = {"V": "村级", "T": "乡镇级", "C": "县级", "S": "市级"}
    tiers = tuple(Choice(tier, labels.get(tier, tier)) for tier in t.profile.escalation.tiers)
    start = next((c.value for c in tiers if "GVTCS".index(c.value) > "GVTCS".index(t.case.tier or "V")), None)
    return Form(
        "escalate",
        (
            Field("tier", "choice", required=True, options=tiers, start=start),
            Field("reason", "text", required=True),
            Field("duty_item", "pick", options=t.duties),
            Field("override", shown=lambda v: not v["duty_item"]),
        ),
        lambda v: cmd.Escalate(v["tier"], v["reason"], v["duty_item"], v["override"]),
        hold=HOLD,
    )


def request_extension(t: Ticket) -> Form:
    """申请延期."""
    days = tuple(Choice(str(n), str(n)) for n in range(1, t.profile.limits.extension_days + 1))
    return Form(
        "request_extension",
        (
            _task(t),
            Field("days", "pick", required=True, options=days),
            Field("reason", "text", required=True),
        ),
        lambda v: cmd.RequestExtension(v["task"], int(v["days"]), v["reason"]),
    )


def request_suspension(t: Ticket) -> Form:  # noqa: ARG001
    """申请挂起."""
    return Form(
        "request_suspension",
        (Field("reason", "text", required=True),),
        lambda v: cmd.RequestSuspension(v["reason"]),
    )


def resume(t: Ticket) -> Form:  # noqa: ARG001
    """恢复办理."""
    return Form("resume", (Field("reason", "text", lines=2),), lambda v: cmd.Resume(v["reason"]))


def progress(t: Ticket) -> Form:  # noqa: ARG001
    """记进展."""
    return Form(
        "progress",
        (Field("text", "text", required=True), Field("promised", "day"), Field("attachments", "files")),
        lambda v: cmd.Progress(v["text"], tuple(v["attachments"]), v["promised"].strip()),
    )


def feedback(t: Ticket) -> Form:
    """反馈: the evidence that the profile asks for is named by the refusal when it is missing."""
    return Form(
        "feedback",
        (
            _task(t),
            Field("result", "choice", required=True, options=fixed("feedback", "result"), start="solved"),
            Field("text", "text", required=True, lines=5),
            Field("evidence", "files"),
        ),
        lambda v: cmd.GiveFeedback(v["task"], v["text"], v["result"], tuple(v["evidence"])),
        hold=HOLD,
    )


def review(t: Ticket) -> Form:  # noqa: ARG001
    """审核反馈."""
    return Form(
        "review",
        (
            Field("outcome", "choice", required=True, options=fixed("review", "outcome")),
            Field("reason", "text", demand=lambda v: v["outcome"] == "rewrite"),
        ),
        lambda v: cmd.Review(v["outcome"], v["reason"]),
        hold=HOLD,
    )


def reply(t: Ticket) -> Form:
    """回复群众."""
    return Form(
        "reply",
        (
            Field("method", "choice", required=True, options=methods(t), start="phone"),
            Field("text", "text", required=True, lines=5),
            Field("interim", "tick"),
        ),
        lambda v: cmd.GiveReply(v["method"], v["text"], v["interim"]),
        hold=HOLD,
    )


def _outcomes(t: Ticket) -> tuple[Choice, ...]:
    grades = tuple(Choice(g, g) for g in t.profile.ratings.grades)
    return (*grades, Choice(words.UNREACHED, words.UNREACHED), Choice(words.REFUSED, words.REFUSED))


def callback(t: Ticket) -> Form:
    """回访: the keys 1 to 6 choose the outcome; a dissatisfied citizen's own words are wanted."""
    bad = t.profile.ratings.dissatisfied
    silent = (words.UNREACHED, words.REFUSED)
    grades = tuple(Choice(g, g) for g in t.profile.ratings.grades)
    questions = t.profile.ratings.questions

    def reached(v: Values) -> bool:
        return bool(v["outcome"]) and v["outcome"] not in silent

    def build(v: Values) -> Body:
        asked = tuple((q, v[f"q:{q}"] or v["outcome"]) for q in questions) if reached(v) else ()
        solved = v["solved"] if reached(v) else ""
        return cmd.CallBack(
            v["outcome"], v["method"], solved, asked, v["words"], v["demand"], v["answered_by"]
        )

    return Form(
        "callback",
        (
            Field("outcome", "choice", required=True, options=_outcomes(t)),
            Field("solved", "choice", options=fixed("callback", "solved"), start="yes", shown=reached),
            *(Field(f"q:{q}", "choice", options=grades, shown=reached) for q in questions),
            Field("words", "text", lines=2, demand=lambda v: v["outcome"] in bad),
            Field("demand", half=True, shown=lambda v: v["outcome"] in bad or v["solved"] == "no"),
            Field("answered_by", half=True, shown=reached),
            Field("method", "choice", options=allowed_methods(t), start=allowed_methods(t)[0].value),
        ),
        build,
    )


def allowed_methods(t: Ticket) -> tuple[Choice, ...]:
    """Ways of calling back that the county allows."""
    known = methods(t)
    return tuple(c for c in known if c.value in t.profile.callback.methods) or known


def sample(t: Ticket) -> Form:
    """抽查回访."""
    bad = t.profile.ratings.dissatisfied
    return Form(
        "sample",
        (
            Field("outcome", "choice", required=True, options=_outcomes(t)),
            Field("solved", "choice", options=fixed("sample", "solved"), start="yes"),
            Field("words", "text", lines=2, demand=lambda v: v["outcome"] in bad),
            Field("method", "choice", options=methods(t), start="phone"),
        ),
        lambda v: cmd.Sample(v["outcome"], v["solved"], v["words"], v["method"]),
    )


def verify(t: Ticket) -> Form:  # noqa: ARG001
    """验收."""
    return Form(
        "verify",
        (
            Field("outcome", "choice", required=True, options=fixed("verify", "outcome")),
            Field("findings", "text", required=True),
            Field("evidence", "files"),
        ),
        lambda v: cmd.Verify(v["outcome"], v["findings"], tuple(v["evidence"])),
        hold=HOLD,
    )


def rate(t: Ticket) -> Form:
    """评价 entered for a citizen who answered on paper or by phone."""
    grades = tuple(Choice(g, g) for g in t.profile.ratings.grades)
    return Form(
        "rate",
        (Field("grade_given", "choice", required=True, options=grades), Field("words", "text", lines=2)),
        lambda v: cmd.Rate(
            "supervisor" if t.profile.ratings.supervisor else "citizen", v["grade_given"], v["words"]
        ),
    )


def archive(t: Ticket) -> Form:  # noqa: ARG001
    """归档."""
    return Form("archive", (), lambda v: cmd.Archive())


FORMS = {
    "triage": triage, "dispatch": dispatch, "release": release, "sign": sign, "request_return": request_return,
    "decide_return": _decision("decide_return", cmd.DecideReturn), "escalate": escalate,
    "decide_escalation": _decision("decide_escalation", cmd.DecideEscalation),
    "request_extension": request_extension,
    "decide_extension": _decision("decide_extension", cmd.DecideExtension),
    "request_suspension": request_suspension,
    "decide_suspension": _decision("decide_suspension", cmd.DecideSuspension), "resume": resume,
    "progress": progress, "feedback": feedback, "review": review, "reply": reply, "callback": callback,
    "sample": sample, "verify": verify, "rate": rate, "archive": archive,
}  # fmt: skip
