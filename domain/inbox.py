"""External messages (人民网留言 and the like): from a platform's rows to intake records.

A citizen's words are kept exactly as they came, blanks and line breaks included; only the number and the
times are trimmed. The key of a record is (source, external number), so the same file can come any number of
times. Every row of the file ends in exactly one of new, known, changed and errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from domain.chinatime import CHINA_OFFSET

_TIME = re.compile(
    r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?"
    r"(?:[T ]{1,2}([0-9]{1,2}):([0-9]{1,2})(?::([0-9]{1,2})(?:\.[0-9]{1,6})?)?)?"
)
MAX_TEXT = 100_000
"""Longest text of one message that is taken, in characters."""

_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "external_no": ("留言编号", "编号", "工单编号", "信访件编号"),
        "author": ("留言用户", "用户", "留言人", "网民", "来电人"),
        "subject": ("留言主题", "主题", "标题"),
        "received_at": ("留言时间", "时间", "来电时间", "提交时间"),
        "text": ("留言详情", "详情", "内容", "留言内容", "诉求内容"),
        "reply": ("答复意见", "答复内容", "回复内容"),
        "replied_at": ("答复时间", "回复时间"),
    }
)
_NEEDED = ("external_no", "subject", "received_at", "text")


@dataclass(frozen=True, slots=True)
class ExternalMessage:
    """One message of another platform. Times are epoch seconds; ``replied_at`` is 0 without a reply."""

    source: str
    external_no: str
    author: str
    subject: str
    text: str
    received_at: int
    reply: str = ""
    replied_at: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """Idempotency key."""
        return self.source, self.external_no


@dataclass(frozen=True, slots=True)
class InboxError:
    """A row that is not taken, or (line of the header) a sheet that cannot be."""

    line: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class InboxPlan:
    """What an import would do. ``changed`` holds (old, new) pairs of one key; ``blank`` counts empty rows."""

    new: tuple[ExternalMessage, ...]
    known: tuple[ExternalMessage, ...]
    changed: tuple[tuple[ExternalMessage, ExternalMessage], ...]
    errors: tuple[InboxError, ...]
    blank: int = 0


def plan_inbox(
    source: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    existing: Iterable[ExternalMessage] = (),
    *,
    first_line: int = 2,
) -> InboxPlan:
    """Compare a platform's rows with the messages known of it.

    A number that repeats with equal content counts as known; with other content the second row is an error,
    because which of the two holds is for a person to say. A reply that the file lacks is not erased.
    """
    columns = _match(header)
    lacking = [titles[0] for name, titles in _COLUMNS.items() if name in _NEEDED and name not in columns]
    if lacking:
        whole = InboxError(first_line - 1, "、".join(lacking), "missing_column", _MESSAGES["missing_column"])
        return InboxPlan((), (), (), (whole,))
    before = {message.key: message for message in existing}
    here: dict[tuple[str, str], ExternalMessage] = {}
    new: list[ExternalMessage] = []
    known: list[ExternalMessage] = []
    changed: list[tuple[ExternalMessage, ExternalMessage]] = []
    errors: list[InboxError] = []
    blank = 0
    for line, row in enumerate(rows, first_line):
        cells = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
        if not any(cell.strip() for cell in row):
            blank += 1
            continue
        message = _read(source, line, cells)
        if isinstance(message, InboxError):
            errors.append(message)
            continue
        twin = here.get(message.key)
        if twin is not None:
            if twin == message:
                known.append(message)
            else:
                errors.append(_error(line, "external_no", "two_contents"))
            continue
        here[message.key] = message
        old = before.get(message.key)
        merged = message if old is None else _keep_reply(old, message)
        if old is None:
            new.append(merged)
        elif old == merged:
            known.append(old)
        else:
            changed.append((old, merged))
    return InboxPlan(tuple(new), tuple(known), tuple(changed), tuple(errors), blank)


def parse_time(text: str) -> int | None:
    """Epoch seconds of a China time (2019/4/24 16:03:40, 2020-01-06 12:09, 2020年1月6日), or None.

    A date alone is its midnight.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups())
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp()) - CHINA_OFFSET


def _match(header: Sequence[str]) -> dict[str, int]:
    titles = [cell.strip() for cell in header]
    found: dict[str, int] = {}
    for name, words in _COLUMNS.items():
        for word in words:
            if word in titles:
                found[name] = titles.index(word)
                break
    return found


def _read(source: str, line: int, cells: Mapping[str, str]) -> ExternalMessage | InboxError:
    number = cells["external_no"].strip()
    if not number or len(number) > 64 or not number.isprintable():
        return _error(line, "external_no", "bad_number")
    if not cells["text"].strip() and not cells["subject"].strip():
        return _error(line, "text", "no_text")
    for name in ("subject", "text", "author", "reply"):
        if len(cells.get(name, "")) > MAX_TEXT:
            return _error(line, name, "too_long")
    received = parse_time(cells["received_at"])
    if received is None:
        return _error(line, "received_at", "bad_time")
    written = cells.get("replied_at", "").strip()
    replied = parse_time(written) if written else 0
    if replied is None:
        return _error(line, "replied_at", "bad_time")
    return ExternalMessage(
        source,
        number,
        cells.get("author", ""),
        cells["subject"],
        cells["text"],
        received,
        cells.get("reply", ""),
        replied,
    )


def _keep_reply(old: ExternalMessage, new: ExternalMessage) -> ExternalMessage:
    if new.reply or new.replied_at:
        return new
    return ExternalMessage(
        new.source,
        new.external_no,
        new.author,
        new.subject,
        new.text,
        new.received_at,
        old.reply,
        old.replied_at,
    )


_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "missing_column": "表头缺少必需的列，没有导入任何一行。请补上缺少的列后重新导入。",
        "bad_number": "编号为空、过长或含有看不见的字符，这一行没有导入。请核对编号。",
        "no_text": "主题和详情都是空的，这一行没有导入。请核对原件。",
        "too_long": "内容超过10万字，这一行没有导入。请核对原件，必要时人工登记。",
        "bad_time": "时间无法识别，这一行没有导入。请写成 2026-11-21 08:30:00 的样子。",
        "two_contents": "同一编号在表中出现两次而内容不同，只采用了前一行。请核对哪一行为准。",
    }
)


def _error(line: int, name: str, code: str) -> InboxError:
    return InboxError(line, _COLUMNS[name][0], code, _MESSAGES[code])
