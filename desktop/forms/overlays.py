"""Forms laid over a matter: supervision, whistle, mediation, enforcement."""

from __future__ import annotations

from typing import Any

from desktop.forms.field import Choice, Field, Form, Ticket, Values, fixed, lines_of, split_names
from desktop.strings import fields as words
from domain import commands as cmd
from domain.case import Party
from domain.commands import Body
from domain.people import POSTS


def supervise(t: Ticket) -> Form:
    """督办、催办、批示、约谈."""
    posts = tuple(Choice(code, title) for code, title in POSTS.items() if code not in ("SYSTEM", "CITIZEN"))
    return Form(
        "supervise",
        (
            Field("measure_kind", "choice", required=True, options=fixed("supervise", "measure_kind")),
            Field("text", "text", required=True),
            Field("to", "many", options=(*t.people, *posts)),
            Field("due", "when"),
        ),
        lambda v: cmd.Supervise(v["measure_kind"], v["text"], tuple(v["to"]), v["due"]),
    )


def _measures(t: Ticket, unanswered: bool) -> tuple[Choice, ...]:
    labels = words.options("supervise", "measure_kind")
    return tuple(
        Choice(m.id, labels.get(m.kind, m.kind), m.text or m.reason)
        for m in t.case.measures
        if not m.closed_at and not (unanswered and m.replied_at)
    )


def reply_measure(t: Ticket) -> Form:
    """回复督办."""
    open_ones = _measures(t, unanswered=True)
    start = open_ones[0].value if open_ones else None
    return Form(
        "reply_measure",
        (
            Field("measure", "pick", required=True, options=open_ones, start=start),
            Field("text", "text", required=True),
            Field("evidence", "files"),
        ),
        lambda v: cmd.ReplyMeasure(v["measure"], v["text"], tuple(v["evidence"])),
    )


def close_measure(t: Ticket) -> Form:
    """督办销号."""
    open_ones = _measures(t, unanswered=False)
    start = open_ones[0].value if open_ones else None
    return Form(
        "close_measure",
        (
            Field("measure", "pick", required=True, options=open_ones, start=start),
            Field("note", "text", lines=2),
        ),
        lambda v: cmd.CloseMeasure(v["measure"], v["note"]),
    )


def put_on_list(t: Ticket) -> Form:
    """列入清单."""
    lists = tuple(Choice(each.code, each.label) for each in t.profile.lists)
    return Form(
        "list",
        (Field("code", "pick", required=True, options=lists, start=lists[0].value if lists else None),),
        lambda v: cmd.PutOnList(v["code"]),
    )


def whistle(t: Ticket) -> Form:
    """吹哨."""
    return Form(
        "whistle",
        (
            Field("matter", "text", required=True),
            Field("place", required=True),
            Field("arrive_by", "when", required=True, start=t.now + 7200),
            Field("units", "many", options=t.units),
        ),
        lambda v: cmd.RaiseWhistle(t.new_id(), v["matter"], v["place"], v["arrive_by"], tuple(v["units"])),
    )


def _whistle(t: Ticket) -> Field:
    live = tuple(
        Choice(w.id, w.matter[:40]) for w in t.case.whistles if w.state not in ("confirmed", "refused")
    )
    known = live or tuple(Choice(w.id, w.matter[:40]) for w in t.case.whistles)
    start = known[-1].value if known else None
    return Field("whistle", "pick", required=True, options=known, start=start, shown=lambda v: len(known) > 1)


def _called(t: Ticket) -> Field:
    units = tuple(dict.fromkeys(u.unit for w in t.case.whistles for u in w.units))
    options = tuple(Choice(u, t.unit_name(u)) for u in units)
    mine = next((u for u in units if u in t.actor.units), units[0] if units else None)
    return Field("unit", "pick", required=True, options=options, start=mine)


def whistle_triage(t: Ticket) -> Form:
    """研判吹哨: no unit chosen means it is refused, with a note."""
    asked = tuple(dict.fromkeys(u.unit for w in t.case.whistles for u in w.units))
    return Form(
        "whistle_triage",
        (
            _whistle(t),
            Field("units", "many", options=t.units, start=asked),
            Field("note", "text", lines=2, demand=lambda v: not v["units"]),
        ),
        lambda v: cmd.TriageWhistle(v["whistle"], tuple(v["units"]), v["note"]),
    )


def whistle_sign(t: Ticket) -> Form:
    """签收哨单."""
    return Form("whistle_sign", (_whistle(t), _called(t)), lambda v: cmd.SignWhistle(v["whistle"], v["unit"]))


def whistle_arrive(t: Ticket) -> Form:
    """登记报到."""
    return Form(
        "whistle_arrive",
        (_whistle(t), _called(t), Field("people", required=True)),
        lambda v: cmd.ArriveWhistle(v["whistle"], v["unit"], v["people"]),
    )


def whistle_absent(t: Ticket) -> Form:
    """登记未到."""
    return Form(
        "whistle_absent",
        (_whistle(t), _called(t), Field("note", "text", lines=2)),
        lambda v: cmd.AbsentWhistle(v["whistle"], v["unit"], v["note"]),
    )


def whistle_result(t: Ticket) -> Form:
    """联合处置结果."""
    return Form(
        "whistle_result",
        (
            _whistle(t),
            Field("text", "text", required=True),
            Field("evidence", "files", required=True),
            Field("no_document_reason"),
        ),
        lambda v: cmd.ResultWhistle(v["whistle"], v["text"], tuple(v["evidence"]), v["no_document_reason"]),
    )


def whistle_confirm(t: Ticket) -> Form:
    """事完人走."""
    return Form("whistle_confirm", (_whistle(t),), lambda v: cmd.ConfirmWhistle(v["whistle"]))


def whistle_score(t: Ticket) -> Form:
    """部门评分."""
    return Form(
        "whistle_score",
        (
            _whistle(t),
            _called(t),
            Field("score", "choice", required=True, options=fixed("whistle_score", "score")),
        ),
        lambda v: cmd.ScoreWhistle(v["whistle"], v["unit"], int(v["score"])),
    )


def parties_of(rows: tuple[tuple[str, ...], ...]) -> tuple[Party, ...]:
    """Rows of the parties' table as values; rows without a name are left out."""
    names = [key for key, _ in words.TABLES["parties"]]
    found: list[Party] = []
    for row in rows:
        cells: dict[str, Any] = {key: cell.strip() for key, cell in zip(names, row, strict=False)}
        if cells.get("name"):
            found.append(Party(**cells))
    return tuple(found)


def mediate(t: Ticket) -> Form:
    """启动调解; the reporter is the first party."""
    who = t.case.reporter
    columns = len(words.TABLES["parties"])
    first = tuple({0: who.name, 5: who.phone, 6: who.address}.get(i, "") for i in range(columns))
    rows = (first, tuple("" for _ in range(columns)))

    def build(v: Values) -> Body:
        parties = parties_of(v["parties"])
        return cmd.OfferMediation(
            t.new_id(), v["committee"], v["dispute_type"], parties, split_names(v["mediators"])
        )

    return Form(
        "mediate",
        (
            Field("committee", required=True, half=True),
            Field("dispute_type", "pick", required=True, options=t.disputes, half=True),
            Field("mediators", required=True),
            Field("parties", "table", required=True, start=rows),
        ),
        build,
    )


def mediation_consent(t: Ticket) -> Form:
    """登记调解意愿."""
    parties = t.case.mediation.parties if t.case.mediation else ()
    options = tuple(Choice(str(i), p.name or str(i + 1)) for i, p in enumerate(parties))
    waiting = next((str(i) for i, p in enumerate(parties) if p.consent is None), None)
    return Form(
        "mediation_consent",
        (
            Field("party", "pick", required=True, options=options, start=waiting),
            Field("consent", "choice", required=True, options=fixed("mediation_consent", "consent")),
        ),
        lambda v: cmd.ConsentMediation(int(v["party"]), v["consent"] == "yes"),
    )


def mediation_session(t: Ticket) -> Form:
    """调解记录."""
    known = t.case.mediation.mediators if t.case.mediation else ()
    return Form(
        "mediation_session",
        (
            Field("held_at", "when", required=True, start=t.now, half=True),
            Field("place", required=True, half=True),
            Field("mediators", required=True, start="、".join(known), half=True),
            Field("recorder", required=True, start=t.actor.name, half=True),
            Field("text", "text", required=True, lines=7),
        ),
        lambda v: cmd.HoldMediation(
            v["place"], split_names(v["mediators"]), v["recorder"], v["text"], v["held_at"]
        ),
    )


def mediation_conclude(t: Ticket) -> Form:  # noqa: ARG001
    """调解结果."""

    def agreed(v: Values) -> bool:
        return v["outcome"] in ("agreed", "oral")

    return Form(
        "mediation_conclude",
        (
            Field("outcome", "choice", required=True, options=fixed("mediation_conclude", "outcome")),
            Field("facts", "text", required=True),
            Field("terms", "text", demand=agreed, shown=lambda v: v["outcome"] != "failed"),
            Field("performance", half=True, shown=lambda v: v["outcome"] != "failed"),
            Field("perform_by", half=True, shown=lambda v: v["outcome"] != "failed"),
            Field("number", half=True, shown=lambda v: v["outcome"] == "agreed"),
            Field("amount", half=True, shown=lambda v: v["outcome"] != "failed"),
        ),
        lambda v: cmd.ConcludeMediation(
            v["outcome"],
            v["facts"],
            lines_of(v["terms"]),
            v["performance"],
            v["perform_by"],
            v["number"],
            v["amount"],
        ),
    )


def mediation_visit(t: Ticket) -> Form:  # noqa: ARG001
    """调解回访."""
    return Form(
        "mediation_visit",
        (
            Field("performed", "choice", required=True, options=fixed("mediation_visit", "performed")),
            Field("text", "text", required=True),
        ),
        lambda v: cmd.VisitMediation(v["text"], v["performed"] == "yes"),
    )


def enforce(t: Ticket) -> Form:
    """执法立案: without penalty power only a joint record is possible."""
    choices = fixed("enforce", "joint")
    allowed = choices if t.profile.penalty_power else tuple(c for c in choices if c.value == "yes")
    columns = len(words.TABLES["parties"])

    def build(v: Values) -> Body:
        officers = tuple((r[0].strip(), r[1].strip()) for r in v["officers"] if r and r[0].strip())
        return cmd.OpenEnforcement(
            t.new_id(), v["title"], v["cause"], v["joint"] == "yes", officers, parties_of(v["parties"])
        )

    return Form(
        "enforce",
        (
            Field("title", required=True),
            Field("cause", required=True),
            Field("joint", "choice", required=True, options=allowed, start="yes"),
            Field("officers", "table", required=True, start=(("", ""), ("", ""))),
            Field("parties", "table", start=(tuple("" for _ in range(columns)),)),
        ),
        build,
    )


def enforce_step(t: Ticket) -> Form:
    """一份执法文书."""

    def build(v: Values) -> Body:
        pairs = tuple((r[0].strip(), r[1].strip()) for r in v["step_fields"] if r and r[0].strip())
        return cmd.StepEnforcement(v["step"], pairs, tuple(v["papers"]), v["done_at"])

    return Form(
        "enforce_step",
        (
            Field("step", "pick", required=True, options=fixed("enforce_step", "step"), half=True),
            Field("done_at", "when", required=True, start=t.now, half=True),
            Field("step_fields", "table", start=(("", ""), ("", ""), ("", ""))),
            Field("papers", "files"),
        ),
        build,
    )


def enforce_close(t: Ticket) -> Form:  # noqa: ARG001
    """执法结案."""
    return Form(
        "enforce_close",
        (Field("outcome", "text", required=True),),
        lambda v: cmd.CloseEnforcement(v["outcome"]),
    )


FORMS = {
    "supervise": supervise, "reply_measure": reply_measure, "close_measure": close_measure, "list": put_on_list,
    "whistle": whistle, "whistle_triage": whistle_triage, "whistle_sign": whistle_sign,
    "whistle_arrive": whistle_arrive, "whistle_absent": whistle_absent, "whistle_result": whistle_result,
    "whistle_confirm": whistle_confirm, "whistle_score": whistle_score, "mediate": mediate,
    "mediation_consent": mediation_consent, "mediation_session": mediation_session,
    "mediation_conclude": mediation_conclude, "mediation_visit": mediation_visit, "enforce": enforce,
    "enforce_step": enforce_step, "enforce_close": enforce_close,
}  # fmt: skip
