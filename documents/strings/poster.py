"""Wording of posters, the posting ledger and the calibration page."""

from __future__ import annotations

from typing import Final

DOCUMENT: Final = "诉求二维码海报"
CODE: Final = "编号"
RANGE: Final = "服务范围"
HOTLINE: Final = "监督电话"
CAMPAIGN: Final = "投放编号 {number}"
EMERGENCY: Final = "紧急情况请拨打 110、119、120"
INSTRUCTIONS: Final = (
    "打开手机，扫上面的码",
    "写清您要反映的事和电话",
    "工作人员会给您回电话",
    "办得好不好，由您来评价",
)
CUT: Final = "沿角线裁切"

LEDGER: Final = "二维码张贴台账"
LEDGER_HEADS: Final = ("序号", "码编号", "类别", "张贴地点", "覆盖户数", "张贴人", "张贴日期", "状态")
LEDGER_FACTS: Final = "投放编号：{number}　　单位：{office}　　共 {count} 张"
LEDGER_SIGN: Final = "填表人：　　　　　　　　审核人：　　　　　　　　日期：　　　　年　　月　　日"

CALIBRATION: Final = "打印校准页"
CALIBRATION_STEPS: Final = (
    "一、按“实际大小”打印本页，不要选“适合纸张”。",
    "二、用直尺量横线和竖线，应为 150 毫米；量方框到纸边，应为左 20 毫米、上 20 毫米。",
    "三、把量得的差值填入“套打偏移”：偏右、偏下填负数，偏左、偏上填正数。",
    "四、再打一张，量到相差不超过 1 毫米为止。",
)
MILLIMETRES: Final = "150 毫米"

CODE_UNREADABLE: Final = (
    "编号 {code} 的二维码生成后读不出原地址，整批没有输出；已有数据没有改动。请重试，仍不行请报告。"
)
TOO_MANY: Final = "一个文件最多 {limit} 页，这一批有 {pages} 页，没有输出。请按村组分批生成。"
CANCELLED: Final = "已按您的要求停止，没有输出文件；码编号没有改动，可以重新生成。"
