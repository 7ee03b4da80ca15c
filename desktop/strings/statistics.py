"""Words of the statistics page; how each figure is counted."""

from __future__ import annotations

TITLE = "查询统计"
PERIODS = {"day": "今日", "week": "本周", "month": "本月"}
RECEIVED = "受理口径：期内登记 {0} 件 · {1} 至 {2}"
PAPERS = " · 今日应出：{0}"
HEADS = ("指标", "数值", "件数", "目标", "怎么算的")
SMALL = "样本少"
MET, MISSED = "达标", "未达标"
TARGET = "{0:g}%"
NO_TARGET = "—"
COPY = "复制表格"
COPIED = "表格已复制，可粘贴到文档或表格软件"
COUNTING = "正在统计，已完成 {0}%"
FAILED = "没有统计出来，事项数据没有改动。请稍后再打开本页重试"
LATER = "首次同步完成后统计"
STATUS_HEAD = "本周 受理 {0}"
STATUS_LATER = "本周各率 首次同步完成后统计"
STATUS_RATE = "{0} {1}（{2}）"
HOW: dict[str, str] = {
    "acceptance": "已受理 ÷ 期内有效登记",
    "reply_on_time": "时限内首次通话 ÷ 应回电事项（已通话和时限已过的）",
    "closing": "已报结 ÷ 已受理",
    "mediation": "调解成功 ÷ 受理的矛盾纠纷",
    "satisfaction": "满意和基本满意 ÷ 有效回访",
    "timely": "时限内首次反馈 ÷ 时限已到或已反馈的事项",
    "callback": "已回访 ÷ 应回访",
    "reopen": "重启过 ÷ 曾办结",
    "tier_share": "各层级报结件数占比",
    "supervision_closed": "已销号督办 ÷ 督办总数",
    "response": "时限内响应 ÷ 应响应",
}
HOW_OTHER = "按本县规则中的公式计算"
