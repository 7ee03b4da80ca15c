"""Words of the big screen."""

from __future__ import annotations

PERIODS = {"day": "日", "week": "周", "month": "月"}
SPANS = {"day": "今日", "week": "本周", "month": "本月"}
BEFORE = {"day": "昨日此时", "week": "上周此时", "month": "上月此时"}
BEFORE_SHORT = {"day": "昨日", "week": "上周", "month": "上月"}

TITLE = "{0} 指挥调度"
PRACTICE = "练习数据"
WEEKDAYS = "一二三四五六日"
DATE = "{0}月{1}日 周{2}"

DATA = "数据 {0}"
DATA_NEVER = "还没有和县平台同步过"
DATA_STOPPED = "数据停在 {0} · 已断开 {1}"
DATA_STOPPED_SHORT = "停在 {0}"
MINUTES = "{0} 分钟"
HOURS = "{0} 小时"
DAYS = "{0} 天"

RATES = "核心指标"
TIERS = "办结层级"
MAP = "事项分布"
URGENT = "需要立即处理"
REDS = "红灯警示"
CATEGORIES = "事项类型"
TREND = "近 7 日受理与办结"
PANELS = {
    "rates": RATES, "tiers": TIERS, "map": MAP, "urgent": URGENT, "reds": REDS, "categories": CATEGORIES,
    "trend": TREND,
}  # fmt: skip

ITEMS = "{0} 件"
COUNTS = "{0} / {1} 件"
COMPARED = "{0} {1}"
TARGET = "目标 {0}%"
FEW = "样本少"
NOTHING = "—"
MANY = "999+"
THOUSANDS, TEN_THOUSANDS = "{0}千", "{0}万"
VILLAGES = "{0} 个村（社区） · {1} 个网格"
TOWNSHIPS = "{0} 个乡镇（街道）"
REST = "其余 {0} 个"
ELSEWHERE = "另有 {0} 件没有标明地点"
RED_LEGEND = "有超期"
AMBER_LEGEND = "将到期"
PAGE = "第 {0} / {1} 页"
TOTAL = "共 {0} 件"
DISTINCT = "当前 · 共 {0} 件（不重复）"
NOW = "当前"
TOP = "{0} · 前 {1} 类"
OTHER = "其他"
UNSORTED = "未分类"
UNSORTED_MATTER = "未分类事项"
RECEIVED = "受理"
DONE = "办结"
HIDDEN = "已隐去"
HIDDEN_NOTE = "敏感事项，请在工作台查看"
DISSATISFIED = "不满意"
REWORK = "整改"
LATE_NOW = "刚到期"
LATE_MINUTES = "超 {0}分"
LATE_HOURS = "超 {0}时"
LATE_DAYS = "超 {0}天"
LEFT_MINUTES = "剩 {0}分"
LEFT_HOURS = "剩 {0}时"
LEFT_DAYS = "剩 {0}天"
LIGHTS = {"overdue": "超期", "dissatisfied": "不满意", "repeat": "重复反映", "extended": "延期"}
TIERS_BY_CODE = {"G": "网格", "V": "村（社区）", "T": "镇（街道）", "C": "县（区）", "S": "市级"}

EMPTY_URGENT = "没有超期和将到期的事项"
EMPTY_PERIOD = "{0}还没有办结的事项"
EMPTY_CATEGORIES = "{0}还没有登记事项"
EMPTY_RATES = "本县规则没有要求上墙的指标"
LOADING = "正在汇总本机数据，已完成 {0} / {1} 件"
LOADING_FIRST = "正在汇总本机数据"
FAULT = "这一块暂时算不出来"
FAULT_LAST = "最近一次正常：{0}"
FAULT_NEVER = "启动以来还没有正常过"
FAULT_SAFE = "其他部分照常更新，事项没有丢失"
FAULT_DO = "请告诉管理员：{0}"

PIN_ASK = "输入退出密码后按回车"
PIN_WRONG = "密码不对，请重新输入"
PIN_CANCEL = "大屏继续运行；按 Esc 取消"

NEAR = "近"
MIDDLE = "中"
FAR = "远"
READABLE = "按“{0}”布局，最小文字在 {1} 米内看得清"
TOO_FAR = "这块屏太小：最后一排 {0} 米，最小文字只能看清 {1} 米。请换大屏，或把座位前移。"
