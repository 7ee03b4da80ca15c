"""Fixed Chinese wording of the papers. This module holds what all papers share; each paper has its own beside it."""

from __future__ import annotations

from typing import Final

PAGE_OF: Final = "第 {page} 页 / 共 {total} 页"
FOOT_CASE: Final = "事项编号 {number}"
FOOT_TEMPORARY: Final = "（临时号 {number}）"
FOOT_PRINTED: Final = "打印 {time}　操作员 {operator}"
PERSONAL_MARK: Final = "{operator}　{time}　含个人信息 不得外传"
DRAFT: Final = "未定稿"
UNSYNCED: Final = "未同步"
REPRINT: Final = "补打"
PRACTICE: Final = "练习"
MISSING_NOTE: Final = "注：下列字符字库中没有，以〓代替，正文检索仍可查到：{codes}。"

SEAL: Final = "（盖章）"
SIGN: Final = "签名："
SIGN_AND_DATE: Final = "签名：　　　　　　　　　　年　　月　　日"
DATE_BLANK: Final = "年　　月　　日"
NONE: Final = "无"
YES: Final = "是"
NO: Final = "否"
OPEN: Final = "——"
