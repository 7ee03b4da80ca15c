"""Forms of intake: register, first call, accept or not, divert, merge."""

from __future__ import annotations

from desktop.forms.field import Choice, Field, Form, Ticket, Values, fixed, split_names
from domain import commands as cmd
from domain.case import Reporter


def register(t: Ticket) -> Form:
    """登记: a walk-in or a phone call; five answers are required."""
    sources = tuple(Choice(code, label) for code, label in t.profile.sources.items())
    first = next((c.value for c in sources if c.value in ("walk_in", "visit", "reception")), "")
    domains = tuple(c for c in t.domains if c.value in t.profile.domains)

    def build(v: Values) -> cmd.Register:
        reporter = Reporter(
            name=v["name"].strip(),
            phone="" if v["no_phone"] else v["phone"].strip(),
            no_phone=v["no_phone"],
            anonymous=v["anonymous"],
            protected=v["protected"],
            kind=v["reporter_kind"] or "citizen",
            address=v["address"].strip(),
        )
        return cmd.Register(
            township=t.township,
            place=v["place"],
            text=v["text"],
            source=v["source"],
            reporter=reporter,
            title=v["title"].strip(),
            place_text=v["place_text"].strip(),
            domain=v["domain"] or "MS",
            nature=v["nature"] or "QZ",
            category=v["category"],
            external_no=v["external_no"].strip(),
            flags=tuple(v["flags"]),
            attachments=tuple(v["attachments"]),
        )

    return Form(
        "register",
        (
            Field("name", half=True, demand=lambda v: not v["anonymous"]),
            Field("phone", half=True, demand=lambda v: not v["no_phone"] and not v["anonymous"],
                  shown=lambda v: not v["no_phone"]),
            Field("anonymous", "tick", half=True),
            Field("no_phone", "tick", half=True),
            Field("place", "pick", required=True, options=t.places, half=True),
            Field("place_text", half=True),
            Field("source", "pick", required=True, options=sources, start=first or None, half=True),
            Field("domain", "choice", options=domains, start=domains[0].value if domains else None, half=True),
            Field("text", "text", required=True, lines=5),
            Field("nature", "pick", options=t.natures, start="QZ", half=True),
            Field("category", "pick", options=t.categories, half=True),
            Field("title", half=True),
            Field("external_no", half=True, shown=lambda v: v["source"] in t.profile.inbound),
            Field("reporter_kind", "choice", options=fixed("register", "reporter_kind"), start="citizen"),
            Field("protected", "tick", shown=lambda v: v["nature"] == "JB"),
            Field("flags", "many", options=t.flags),
            Field("address", half=True),
            Field("attachments", "files"),
        ),
        build,
    )  # fmt: skip


def log_call(t: Ticket) -> Form:
    """记通话: one key for the outcome."""
    return Form(
        "log_call",
        (
            Field("outcome", "choice", required=True, options=fixed("log_call", "outcome")),
            Field("note", "text", lines=3),
        ),
        lambda v: cmd.LogCall(v["outcome"], v["note"], t.now),
    )


def accept(t: Ticket) -> Form:  # noqa: ARG001
    """受理."""
    return Form("accept", (Field("note", "text", lines=2),), lambda v: cmd.Accept(v["note"]))


def not_accept(t: Ticket) -> Form:  # noqa: ARG001
    """不予受理, with what the citizen was told."""
    return Form(
        "not_accept",
        (
            Field("reason", "choice", required=True, options=fixed("not_accept", "reason")),
            Field("text", "text", required=True),
            Field("told", "choice", options=fixed("not_accept", "told"), required=True),
        ),
        lambda v: cmd.NotAccept(v["reason"], v["text"], v["told"]),
        hold=5,
    )


def divert(t: Ticket) -> Form:  # noqa: ARG001
    """导入法定途径."""
    return Form(
        "divert",
        (
            Field("route", "choice", required=True, options=fixed("divert", "route")),
            Field("reason", "text", required=True),
            Field("external_no", half=True),
            Field("return_path", half=True),
        ),
        lambda v: cmd.Divert(v["route"], v["reason"], v["external_no"], v["return_path"]),
        hold=5,
    )


def take_back(t: Ticket) -> Form:  # noqa: ARG001
    """恢复受理."""
    return Form("take_back", (Field("reason", "text", required=True),), lambda v: cmd.TakeBack(v["reason"]))


def answer_on_spot(t: Ticket) -> Form:
    """当场答复."""
    return Form(
        "answer_on_spot",
        (
            Field("method", "choice", required=True, options=methods(t), start="phone"),
            Field("text", "text", required=True),
        ),
        lambda v: cmd.AnswerOnSpot(v["method"], v["text"]),
        hold=5,
    )


def methods(t: Ticket) -> tuple[Choice, ...]:  # noqa: ARG001
    """Ways of reaching a citizen."""
    return fixed("", "method")


def merge(t: Ticket) -> Form:  # noqa: ARG001
    """并案: the number of the other matter is looked up before it is given."""
    return Form(
        "merge",
        (Field("parent", required=True), Field("reason", "text", lines=2)),
        lambda v: cmd.Merge(v["parent"].strip(), v["reason"]),
    )


def unmerge(t: Ticket) -> Form:  # noqa: ARG001
    """撤销并案."""
    return Form("unmerge", (Field("reason", "text", required=True),), lambda v: cmd.Unmerge(v["reason"]))


def void(t: Ticket) -> Form:  # noqa: ARG001
    """作废."""
    return Form("void", (Field("reason", "text", required=True),), lambda v: cmd.Void(v["reason"]), hold=5)


def link_repeat(t: Ticket) -> Form:  # noqa: ARG001
    """认定重复反映."""
    return Form(
        "link_repeat",
        (Field("of", required=True), Field("reason", "text", lines=2)),
        lambda v: cmd.LinkRepeat(v["of"].strip(), v["reason"]),
    )


def note(t: Ticket) -> Form:  # noqa: ARG001
    """备注."""
    return Form(
        "note",
        (Field("text", "text", required=True), Field("attachments", "files")),
        lambda v: cmd.Note(v["text"], tuple(v["attachments"])),
    )


def attach(t: Ticket) -> Form:  # noqa: ARG001
    """补充附件."""
    return Form(
        "attach",
        (Field("attachments", "files", required=True),),
        lambda v: cmd.Attach(tuple(v["attachments"])),
    )


FORMS = {
    "register": register, "log_call": log_call, "accept": accept, "not_accept": not_accept, "divert": divert,
    "take_back": take_back, "answer_on_spot": answer_on_spot, "merge": merge, "unmerge": unmerge, "void": void,
    "link_repeat": link_repeat, "note": note, "attach": attach,
}  # fmt: skip

__all__ = ["FORMS", "methods", "split_names"]
