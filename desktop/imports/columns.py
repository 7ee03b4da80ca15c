"""Which column of a sheet holds what: fields of each kind of import, the guess, what a person chose before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.imports import strings as words
from domain.roster_columns import FIELD_TITLES, RosterField, guess_mapping


class ImportKind(StrEnum):
    """What can be imported."""

    ROSTER = "roster"
    TERRITORY = "territory"
    DUTIES = "duties"
    INBOX = "inbox"


@dataclass(frozen=True, slots=True)
class Column:
    """A field that a sheet may have. `needed`: nothing can be imported without it."""

    name: str
    title: str
    needed: bool = False


_NEEDED: Mapping[str, frozenset[str]] = {
    "roster": frozenset({"village", "name"}),
    "territory": frozenset({"code", "name"}),
    "divisions": frozenset(words.FIELDS["divisions"]),
    "duties": frozenset({"item_no", "title"}),
    "inbox": frozenset({"external_no", "subject", "received_at", "text"}),
}
_SYNONYMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "territory": {
        "code": ("code", "代码", "区划代码", "地点代码", "编码", "统计用区划代码"),
        "kind": ("kind", "类别", "类型", "地点类别"),
        "name": ("name", "名称", "地点名称", "全称"),
        "parent": ("parent", "上级代码", "上级", "所属代码"),
        "grid_type": ("grid_type", "网格类型"),
        "households": ("households", "户数", "总户数"),
        "valid_from": ("valid_from", "启用日期"),
        "valid_to": ("valid_to", "停用日期"),
    },
    "divisions": {
        "county_code": ("county_code", "县代码", "区县代码"),
        "county": ("county", "县名称", "县", "区县"),
        "township_code": ("township_code", "乡镇代码", "乡代码", "街道代码"),
        "township": ("township", "乡镇名称", "乡镇", "街道"),
        "village_code": ("village_code", "村代码", "社区代码"),
        "village": ("village", "村名称", "村", "村社区"),
    },
    "duties": {
        "list_kind": ("清单类别", "清单类型", "清单", "类别", "list_kind"),
        "item_no": ("编号", "序号", "事项编号", "事项编码", "item_no", "code"),
        "title": ("事项名称", "事项", "名称", "职权名称", "职责事项", "title"),
        "unit": ("责任单位", "单位", "实施主体", "承担部门", "对应上级部门", "unit"),
        "group": ("分类", "事项分类", "类型", "group"),
        "basis": ("依据", "设定依据", "法律依据", "basis"),
    },
    "inbox": {
        "external_no": ("留言编号", "编号", "工单编号", "信访件编号"),
        "author": ("留言用户", "留言人", "用户", "网民", "来电人"),
        "subject": ("留言主题", "主题", "标题"),
        "received_at": ("留言时间", "来电时间", "提交时间", "时间"),
        "text": ("留言详情", "详情", "留言内容", "诉求内容", "内容"),
        "reply": ("答复意见", "答复内容", "回复内容"),
        "replied_at": ("答复时间", "回复时间"),
    },
}
CANONICAL: Mapping[str, str] = {
    "external_no": "留言编号", "author": "留言用户", "subject": "留言主题", "received_at": "留言时间",
    "text": "留言详情", "reply": "答复意见", "replied_at": "答复时间",
    "list_kind": "清单类别", "item_no": "编号", "title": "事项名称", "unit": "责任单位", "group": "分类",
    "basis": "依据",
}  # fmt: skip
"""Field of duties and inbox -> the title by which the rules know it."""
_KEPT = 200


def shape(kind: ImportKind, header: Sequence[str]) -> str:
    """Which set of fields a sheet has: a territory comes as places or as divisions (三级区划)."""
    if kind is ImportKind.TERRITORY and len(_guess("divisions", header)) == len(_SYNONYMS["divisions"]):
        return "divisions"
    return kind.value


def columns(kind: ImportKind, header: Sequence[str]) -> tuple[Column, ...]:
    """The fields of a kind, in the order in which they are shown."""
    name = shape(kind, header)
    titles: Mapping[str, str] = (
        {field.value: FIELD_TITLES[field] for field in RosterField}
        if name == "roster"
        else words.FIELDS[name]
    )
    return tuple(Column(field, title, field in _NEEDED[name]) for field, title in titles.items())


def guess(
    kind: ImportKind, header: Sequence[str], remembered: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Column of each field: what a person chose for a title before, then the usual titles."""
    name = shape(kind, header)
    found = (
        {field.value: column for field, column in guess_mapping(header).items()}
        if name == "roster"
        else _guess(name, header)
    )
    known = {column.name for column in columns(kind, header)}
    for at, title in enumerate(header):
        field = (remembered or {}).get(bare(title))
        if field is None or (field and field not in known):
            continue
        found = {other: column for other, column in found.items() if column != at}
        if field:
            found[field] = at
    return found


def lacking(kind: ImportKind, header: Sequence[str], mapping: Mapping[str, int]) -> str:
    """The sentence why this mapping will not do, or ""."""
    used: dict[int, str] = {}
    for column in columns(kind, header):
        at = mapping.get(column.name)
        if at is None and column.needed:
            return words.NEEDS_COLUMN.format(column.title)
        if at is not None and at in used:
            return words.TWO_FIELDS.format(used[at], column.title)
        if at is not None:
            used[at] = column.title
    if kind is ImportKind.ROSTER and "group" not in mapping and "building" not in mapping:
        return words.NEEDS_COLUMN.format(FIELD_TITLES[RosterField.GROUP])
    return ""


def remember(before: str, header: Sequence[str], mapping: Mapping[str, int]) -> str:
    """The setting after an import: title -> field ("" = no field). Titles only, never cells."""
    known = recall(before)
    by_column = {at: field for field, at in mapping.items()}
    for at, title in enumerate(header):
        if bare(title):
            known.pop(bare(title), None)
            known[bare(title)] = by_column.get(at, "")
    return json.dumps(dict(list(known.items())[-_KEPT:]), ensure_ascii=False)


def recall(text: str) -> dict[str, str]:
    """What the setting holds; an unreadable one counts as empty."""
    try:
        value = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(value, dict):
        return {}
    return {str(title): str(field) for title, field in value.items()}


def bare(title: str) -> str:
    """A title without blanks, brackets and marks, in lower case, at most 40 characters."""
    return "".join(ch for ch in title if ch.isalnum() or ch == "_").lower()[:40]


def _guess(name: str, header: Sequence[str]) -> dict[str, int]:
    titles = [bare(cell) for cell in header]
    found: dict[str, int] = {}
    for field, synonyms in _SYNONYMS[name].items():
        for word in synonyms:
            if word in titles and titles.index(word) not in found.values():
                found[field] = titles.index(word)
                break
    return found
