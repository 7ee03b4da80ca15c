"""电话回访记录: one record a page, many in a file.

Source: 白银 “每一起办结事项进行电话满意度回访”; 珙县 “围绕办理态度、办理结果等全覆盖电话回访”. The record is printed
from the facts of the call and never typed a second time. The telephone number comes masked from the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from documents.fonts import Face
from documents.layout.dates import day, stamp
from documents.layout.flow import Align, Flow, Margins, Style
from documents.layout.forms import Form, choice, label, prose, value
from documents.layout.frame import Imprint, Printed, print_sheets
from documents.strings import MISSING_NOTE, NONE
from documents.strings import case as words

TITLE: Final = Style(Face.SERIF_BOLD, 22, 34, Align.CENTRE)
UNDER_TITLE: Final = Style(Face.SANS, 10.5, 18, Align.CENTRE)
_COLUMNS: Final = (15, 30, 15, 30)


@dataclass(frozen=True, slots=True)
class CallAttempt:
    """One dialling: epoch seconds and how it ended (接通, 无人接听, 空号 …)."""

    at: int
    result: str


@dataclass(frozen=True, slots=True)
class CallbackRecord:
    """One callback as it happened. Times are epoch seconds; ``None`` where it did not come to that.

    ``attitude`` and ``result`` are one of 满意 基本满意 不满意, ``solved`` one of 已解决 部分解决 未解决,
    ``decision`` one of the wordings in ``strings.case.DECISIONS``; empty where not answered.
    """

    case_no: str
    office: str
    unit: str
    summary: str
    closed_at: int | None
    round_no: int
    caller: str
    called_at: int | None
    reporter: str
    phone_masked: str
    attempts: Sequence[CallAttempt]
    answered_by: str = ""
    attitude: str = ""
    result: str = ""
    solved: str = ""
    rating: str = ""
    words: str = ""
    further_demand: str = ""
    decision: str = ""
    recording_no: str = ""


def lay_callback(flow: Flow, record: CallbackRecord) -> None:
    """Set one record, starting on a fresh page."""
    if not flow.fresh:
        flow.new_page()
    flow.paragraph(words.CALLBACK, TITLE)
    flow.paragraph(record.office, UNDER_TITLE)
    flow.space(2)
    form = Form(flow, _COLUMNS)
    form.row(
        label(words.CASE_NO),
        value(record.case_no),
        label(words.CALLBACK_ROUND),
        value(words.ROUND_N.format(number=record.round_no)),
    )
    form.row(
        label(words.CALLBACK_UNIT), value(record.unit), label(words.CLOSED_ON), value(day(record.closed_at))
    )
    form.row(label(words.REPORTER), value(record.reporter), label(words.PHONE), value(record.phone_masked))
    form.row(
        label(words.CALLER), value(record.caller), label(words.CALLED_AT), value(stamp(record.called_at))
    )
    form.row(
        label(words.ANSWERED_BY),
        value(record.answered_by),
        label(words.RECORDING),
        value(record.recording_no or NONE),
    )
    form.row(label(words.SUMMARY), prose(record.summary, 3), height=28)
    attempts = "\n".join(
        words.ATTEMPT.format(number=number, time=stamp(attempt.at), result=attempt.result)
        for number, attempt in enumerate(record.attempts, 1)
    )
    form.row(label(words.ATTEMPTS), value(attempts or words.NO_ATTEMPT, 3), height=12)
    form.close()
    wide = Form(flow, (32, 58))
    for question, options, answer in (
        (words.ATTITUDE, words.RATINGS, record.attitude),
        (words.RESULT, words.RATINGS, record.result),
        (words.SOLVED, words.SOLUTIONS, record.solved),
        (words.RATING, words.RATINGS, record.rating),
    ):
        wide.row(label(question), choice(options, answer), height=9.5)
    wide.close()
    form = Form(flow, _COLUMNS)
    form.row(label(words.WORDS), prose(record.words or NONE, 3, indent=2 if record.words else 0), height=38)
    form.row(
        label(words.FURTHER),
        prose(record.further_demand or NONE, 3, indent=2 if record.further_demand else 0),
        height=20,
    )
    form.row(label(words.DECISION), choice(words.DECISIONS, record.decision, 3), height=10)
    form.row(
        label(words.SIGNATURES),
        prose("", 3, foot=(words.CLERK_SIGN, words.REVIEWER_SIGN)),
        height=26,
        split=False,
    )
    form.close()


def write_callbacks(records: Sequence[CallbackRecord], imprint: Imprint, stream: BinaryIO) -> Printed:
    """Write the records, each on its own page, numbered through.

    Raises:
        ValueError: no record.
    """
    if not records:
        raise ValueError("no callback record to print")
    flow = Flow(Margins(top=20))
    for record in records:
        lay_callback(flow, record)
    flow.missing_note(MISSING_NOTE)
    return print_sheets(flow.sheets, imprint, stream, title=words.CALLBACK)
