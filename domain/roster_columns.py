"""Columns of a household roster, and the guess which column of a sheet holds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType


class RosterField(StrEnum):
    """Columns that a roster may have."""

    VILLAGE = "village"
    GROUP = "group"
    BUILDING = "building"
    NUMBER = "number"
    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    PERSONS = "persons"
    GRID = "grid"


FIELD_TITLES: Mapping[RosterField, str] = MappingProxyType(
    {
        RosterField.VILLAGE: "村（社区）",
        RosterField.GROUP: "村民小组",
        RosterField.BUILDING: "楼栋",
        RosterField.NUMBER: "户号",
        RosterField.NAME: "户主姓名",
        RosterField.PHONE: "联系电话",
        RosterField.ADDRESS: "住址",
        RosterField.PERSONS: "人口数",
        RosterField.GRID: "所属网格",
    }
)

_SYNONYMS: Mapping[RosterField, tuple[str, ...]] = MappingProxyType(
    {
        RosterField.VILLAGE: (
            "村社区",
            "村居",
            "村名",
            "村名称",
            "所属村",
            "社区",
            "行政村",
            "村",
            "村委会",
            "居委会",
        ),
        RosterField.GROUP: ("村民小组", "小组", "组别", "村组", "所属组", "组", "社", "居民小组", "组名"),
        RosterField.BUILDING: ("楼栋", "楼号", "栋号", "幢号", "楼幢", "小区楼栋", "楼", "小区及楼栋"),
        RosterField.NUMBER: ("户号", "户编号", "家庭编号", "户籍号", "门牌号", "户序号", "房号", "室号"),
        RosterField.NAME: ("户主姓名", "户主", "姓名", "户主名", "户主名称", "住户姓名", "家庭代表"),
        RosterField.PHONE: (
            "联系电话",
            "电话",
            "手机",
            "手机号",
            "手机号码",
            "联系方式",
            "电话号码",
            "户主电话",
        ),
        RosterField.ADDRESS: ("住址", "地址", "家庭住址", "详细地址", "居住地址", "家庭地址", "现住址"),
        RosterField.PERSONS: ("人口数", "人口", "家庭人口", "人数", "家庭人数", "人口总数", "在册人口"),
        RosterField.GRID: ("所属网格", "网格", "网格名称", "网格编号"),
    }
)
_OTHER_MATTERS = ("身份证", "证件", "性别", "年龄", "民族", "关系", "出生", "银行", "备注")
_LONGEST = max(len(word) for words in _SYNONYMS.values() for word in words)


def guess_mapping(header: Sequence[str]) -> dict[RosterField, int]:
    """Column of each field by the usual titles. Exact titles win over titles that contain one.

    A column serves one field; a field found in two columns takes the first.
    """
    titles = [_bare(cell) for cell in header]
    found: dict[RosterField, int] = {}
    taken: set[int] = set()
    for exact in (True, False):
        for length in range(_LONGEST, 0, -1):
            for kind, words in _SYNONYMS.items():
                if kind in found:
                    continue
                for column, title in enumerate(titles):
                    if column in taken or not _title_matches(title, words, length, exact=exact):
                        continue
                    found[kind] = column
                    taken.add(column)
                    break
    return found


def missing_fields(mapping: Mapping[RosterField, int]) -> tuple[RosterField, ...]:
    """Fields that a roster cannot do without: village, household head, and group or building."""
    lacking = [kind for kind in (RosterField.VILLAGE, RosterField.NAME) if kind not in mapping]
    if RosterField.GROUP not in mapping and RosterField.BUILDING not in mapping:
        lacking.append(RosterField.GROUP)
    return tuple(lacking)


def _bare(title: str) -> str:
    """Title without blanks, brackets and marks."""
    return "".join(ch for ch in title if ch.isalnum())


def _title_matches(title: str, words: Sequence[str], length: int, *, exact: bool) -> bool:
    """True when a synonym of that length is the title, or (two characters and more) lies in it."""
    if exact:
        return len(title) == length and title in words
    if length < 2 or any(word in title for word in _OTHER_MATTERS):
        return False
    return any(len(word) == length and word in title for word in words)
